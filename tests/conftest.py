"""What every test may ask for: a clock that stands still, and a store on an SQLite file of its own."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import Store, open_store
from tests.support.clock import Clock
from tests.support.postgres import empty_postgres_url, migrated_database, postgres_server, postgres_url

__all__ = [
    "clock",
    "empty_postgres_url",
    "migrated_database",
    "migrated_file",
    "postgres_server",
    "postgres_url",
    "store",
]


@pytest.fixture
def clock() -> Clock:
    """The time of the test; `clock.pass_(...)` moves it."""
    return Clock()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database at the newest migration, to be copied: quicker than migrating for every test."""
    path = tmp_path_factory.mktemp("storage") / "template.db"

    async def make() -> None:
        await (await open_store(f"sqlite:///{path}", clock=Clock())).close()

    asyncio.run(make())
    return path


@pytest.fixture
async def store(migrated_file: Path, tmp_path: Path, clock: Clock) -> AsyncIterator[Store]:
    """An empty store on an SQLite file; its time is `clock`."""
    path = tmp_path / "frontdesk.db"
    shutil.copyfile(migrated_file, path)
    opened = await open_store(f"sqlite:///{path}", clock=clock)
    yield opened
    await opened.close()
