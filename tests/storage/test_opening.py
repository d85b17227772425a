"""Which database a URL names, and what a wrong one is answered."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage import StorageError, open_store
from tests.support.clock import Clock


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "is not one"),
        ("frontdesk.db", "is not one"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite://data/frontdesk.db", "names no file"),
        ("sqlite:///a.db?mode=ro", "takes no options"),
        ("mysql://root:secret@localhost/desk", "begins with mysql"),
        ("postgresql+asyncpg://u:secret@localhost/desk", r"begins with postgresql\+asyncpg"),
        ("postgresql://u:secret@localhost", "names no database"),
        ("postgresql://u:a@secret@localhost/desk", "more than one @"),
        ("postgresql://u:secret@127.0.0.1:1/desk", "cannot use the PostgreSQL database 127.0.0.1/desk"),
    ],
)
async def test_a_wrong_url_gets_one_clear_line_without_the_password(url: str, said: str) -> None:
    with pytest.raises(StorageError, match=said) as refused:
        await open_store(url, clock=Clock())
    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)


async def test_the_folder_is_made(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:///{tmp_path}/new/folder/desk.db", clock=Clock())
    await store.close()
    assert (tmp_path / "new/folder/desk.db").exists()


@pytest.mark.parametrize("content", [b"not a database" * 100, None])
async def test_a_file_that_is_no_database_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "desk.db"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    with pytest.raises(StorageError, match=r"desk\.db"):
        await open_store(f"sqlite:///{path}", clock=Clock())


async def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "theirs.db"
    with closing(sqlite3.connect(path)) as theirs:
        theirs.execute("CREATE TABLE tickets (id)")
    with pytest.raises(StorageError, match=r"tables of another program \(tickets\)"):
        await open_store(f"sqlite:///{path}", clock=Clock())


async def test_a_closed_store_says_so_and_closes_twice(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:///{tmp_path}/desk.db", clock=Clock())
    await store.close()
    await store.close()
    with pytest.raises(StorageError, match="closed"):
        await store.run(lambda work: work.now)


async def test_what_was_submitted_before_closing_is_finished(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:///{tmp_path}/desk.db", clock=Clock())
    units = [asyncio.ensure_future(store.run(lambda work: work.updates.mark(1))) for _ in range(3)]  # noqa: TID251
    await asyncio.sleep(0)
    await store.close()
    assert sorted(await asyncio.gather(*units)) == [False, False, True]
