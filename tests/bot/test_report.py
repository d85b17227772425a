"""`python -m bot report`: the same figures from the shell, beside a running bot, and clear errors."""

import asyncio
import io
import shutil
import sqlite3
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from bot.__main__ import main
from storage import StorageError, open_for_reading, open_store
from tests.handlers.reports.conftest import handled, opened
from tests.support.clock import Clock

ASKED = ["report", "--from", "2026-11-18", "--to", "2026-11-20", "--language", "en"]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, migrated_file: Path, logged: io.StringIO) -> Path:
    """A directory with a database in which something happened, where the command is given."""
    assert logged is not None
    monkeypatch.chdir(tmp_path)
    for name in ("BOT_TOKEN", "ENGINEER_CHAT_ID", "DATA_DIR", "ENGINEER_LANGUAGE", "REGULATION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///desk.db")
    shutil.copyfile(migrated_file, tmp_path / "desk.db")
    asyncio.run(_seed())
    return tmp_path


async def _seed() -> None:
    store = await open_store("sqlite:///desk.db", clock=Clock(datetime(2026, 11, 18, 10, tzinfo=UTC)))
    await store.run(handled, 1)
    await store.run(opened, 2)
    await store.close()


def test_text_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(ASKED) == 0
    printed = capsys.readouterr()
    assert "19, 2026" in printed.out
    assert "Opened: 2" in printed.out
    assert "@Андрій: closed 1" in printed.out
    assert "<b>" not in printed.out
    assert "Counting" not in printed.out


def test_the_day_after_the_last_is_not_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--from", "2026-11-17", "--to", "2026-11-18", "--language", "en"]) == 0
    assert "Opened: 0" in capsys.readouterr().out


def test_the_language_is_the_engineers_unless_another_is_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENGINEER_LANGUAGE", "ru")
    assert main(ASKED[:-2]) == 0
    assert "нояб" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("xlsx", "IPMG-2026-11-18-2026-11-19.xlsx"),
        ("csv", "IPMG-2026-11-18-2026-11-19.zip"),
        ("png", "IPMG-2026-11-18-2026-11-19.png"),
    ],
)
def test_files_are_named_after_the_period_or_as_told(
    here: Path, form: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*ASKED, "--format", form]) == 0
    assert main([*ASKED, "--format", form, "--output", "as told"]) == 0
    assert capsys.readouterr().err.splitlines() == [f"Written: {name}", "Written: as told"]
    for path in (here / name, here / "as told"):
        if form == "png":
            with Image.open(path) as picture:
                assert picture.size[0] == 1080
        else:
            assert zipfile.is_zipfile(path)


def test_text_can_go_to_a_file(here: Path) -> None:
    assert main([*ASKED, "--output", "figures.txt"]) == 0
    assert "Opened: 2" in (here / "figures.txt").read_text(encoding="utf-8")


WRONG = [
    (["report"], "--from"),
    (["report", "--from", "yesterday"], "write a day like 2026-11-01, got 'yesterday'"),
    ([*ASKED, "--format", "pdf"], "--format"),
    ([*ASKED, "--language", "fr"], "--language"),
    (["report", "--from", "2026-11-20", "--to", "2026-11-20"], "--to: expected a day after --from"),
    (["report", "--from", "2001-01-01", "--to", "2026-11-20"], "--from, --to: expected at most 3660 days"),
    ([*ASKED, "--output", "nowhere/report.xlsx", "--format", "xlsx"], "--output: expected a file in a directory"),
]


@pytest.mark.parametrize(("arguments", "told"), WRONG, ids=[row[1] for row in WRONG])
def test_wrong_arguments_end_with_status_2_and_say_why(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status = main(arguments)
    except SystemExit as ended:
        status = int(str(ended.code))
    assert status == 2
    assert told in capsys.readouterr().err


def test_no_database_or_another_schema_is_said_and_nothing_is_made(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///other.db")
    assert main(ASKED) == 2
    assert "start the bot once" in capsys.readouterr().err
    assert not (here / "other.db").exists()
    with sqlite3.connect(here / "desk.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.close()
    monkeypatch.setenv("DATABASE_URL", "sqlite:///desk.db")
    assert main(ASKED) == 2
    assert "its schema 0001 is of another version" in capsys.readouterr().err


def test_it_reads_beside_a_bot_that_writes(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    writer = sqlite3.connect(here / "desk.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    try:
        assert main(ASKED) == 0
    finally:
        writer.execute("ROLLBACK")
        writer.close()
    assert "Opened: 2" in capsys.readouterr().out


async def _write_through_a_reader() -> None:
    store = await open_for_reading("sqlite:///desk.db", clock=Clock())
    try:
        await store.run(lambda work: work.updates.mark(1))
    finally:
        await store.close()


def test_the_database_refuses_to_be_written_by_it() -> None:
    with pytest.raises(Exception, match="readonly"):
        asyncio.run(_write_through_a_reader())
    empty = Path("empty.db")
    empty.touch()
    with pytest.raises(StorageError, match="it is empty"):
        asyncio.run(open_for_reading("sqlite:///empty.db", clock=Clock()))
