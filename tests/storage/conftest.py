"""The contract's two databases: every test of `any_store` runs on SQLite, and on PostgreSQL where it is."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import Store, open_store
from tests.support.clock import Clock


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of the test's own, at the newest migration."""
    if request.param == "postgres":
        url: str = request.getfixturevalue("postgres_url")
        return url
    path = tmp_path / "contract.db"
    shutil.copyfile(request.getfixturevalue("migrated_file"), path)
    return f"sqlite:///{path}"


@pytest.fixture
async def any_store(database_url: str, clock: Clock) -> AsyncIterator[Store]:
    """A store on it."""
    opened = await open_store(database_url, clock=clock)
    yield opened
    await opened.close()


@pytest.fixture
async def second_store(any_store: Store, database_url: str, clock: Clock) -> AsyncIterator[Store]:
    """Another store on the same database, as another process would have it."""
    opened = await open_store(database_url, clock=clock)
    yield opened
    await opened.close()
