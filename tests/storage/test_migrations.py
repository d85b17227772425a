"""The migrations lead to the tables that the code expects, and back."""

import asyncio
import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, create_engine, inspect

from storage import StorageError, open_store
from storage.migrate import config, migrate
from storage.tables import metadata
from tests.support.clock import Clock


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connection]:
    """A connection to a database without tables."""
    url = f"sqlite:///{tmp_path}/empty.db"
    if request.param == "postgres":
        url = request.getfixturevalue("empty_postgres_url").replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def tables(connection: Connection) -> set[str]:
    """Their names, without Alembic's own."""
    found = set(inspect(connection).get_table_names()) - {"alembic_version"}
    connection.rollback()
    return found


def test_the_migrations_make_what_the_code_expects(connection: Connection) -> None:
    migrate(connection)
    with connection.begin():
        command.check(config(connection))


def test_every_step_goes_up_and_down_and_up_again(connection: Connection) -> None:
    settings = config(connection)
    steps = [script.revision for script in ScriptDirectory.from_config(settings).walk_revisions()][::-1]

    def to(act: Any, revision: str) -> None:
        with connection.begin():
            act(settings, revision)

    for number, revision in enumerate(steps):
        to(command.upgrade, revision)
        to(command.downgrade, steps[number - 1] if number else "base")
        to(command.upgrade, revision)
    to(command.downgrade, "base")
    assert tables(connection) == set()


def test_migrating_twice_changes_nothing(connection: Connection) -> None:
    migrate(connection)
    before = tables(connection)
    migrate(connection)
    assert before == tables(connection) != set()


def test_conditions_of_indexes_and_checks_are_those_of_the_code(tmp_path: Path) -> None:
    """`alembic check` does not compare the conditions of partial indexes, nor checks."""
    made, expected = tmp_path / "migrated.db", tmp_path / "expected.db"
    for path, act in ((made, migrate), (expected, metadata.create_all)):
        engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
        with engine.connect() as opened:
            act(opened)
            opened.commit()

    def statements(path: Path) -> dict[str, list[str]]:
        database = sqlite3.connect(path)
        rows = database.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        database.close()
        # the order of a table's lines does not matter, nor that a later column stands on the line of another
        return {
            name: sorted(re.sub(r"\s+", " ", line).strip(" ,") for line in re.split(r"\n|, (?=\w+ [A-Z])", text))
            for name, text in rows
            if name not in {"alembic_version", "sqlite_sequence"}
        }

    assert statements(made) == statements(expected)


async def test_a_database_of_a_later_version_is_left_alone(tmp_path: Path, migrated_file: Path) -> None:
    path = tmp_path / "later.db"
    shutil.copyfile(migrated_file, path)
    database = sqlite3.connect(path)
    database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.commit()
    database.close()
    with pytest.raises(StorageError, match="9999 is of a later version"):
        await open_store(f"sqlite:///{path}", clock=Clock())


@pytest.mark.postgres
async def test_processes_that_start_at_once_migrate_once(empty_postgres_url: str) -> None:
    stores = await asyncio.gather(*(open_store(empty_postgres_url, clock=Clock()) for _ in range(4)))
    for store in stores:
        await store.close()
    with psycopg.connect(empty_postgres_url) as connection:
        assert connection.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)
