"""Brings the database's schema up to date, with Alembic, inside the caller's transaction and lock."""

import logging
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from storage.errors import StorageError
from storage.tables import metadata

_SCRIPTS = Path(__file__).parent / "migrations"
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('frontdesk.migrate', 0))")
_log = logging.getLogger(__name__)


def config(connection: Connection) -> Config:
    """Alembic's configuration for this connection, in code: there is no alembic.ini."""
    settings = Config()
    settings.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings


@cache
def _revisions() -> tuple[str, frozenset[str]]:
    """The newest revision and all of them."""
    scripts = ScriptDirectory(str(_SCRIPTS))
    head = scripts.get_current_head()
    assert head is not None, "there is at least the first migration"
    return head, frozenset(script.revision for script in scripts.walk_revisions())


def migrate(connection: Connection) -> None:
    """Up to the newest revision, in one transaction; one process does it while others wait.

    StorageError: a later version of the program has migrated this database already, or it is another program's.
    """
    head, known = _revisions()
    with connection.begin():  # on SQLite this is BEGIN IMMEDIATE: the lock for the file
        if connection.dialect.name == "postgresql":
            connection.execute(_LOCK)
        current = _current(connection)
        if current == head:
            return
        if current is not None and current not in known:
            raise StorageError(
                f"its schema {current} is of a later version of this program (update it), or of another program"
            )
        if current is None and (strange := metadata.tables.keys() & inspect(connection).get_table_names()):
            raise StorageError(f"it holds tables of another program ({min(strange)}); name a database of its own")
        _log.info("migrating the database from %s to %s", current, head)
        command.upgrade(config(connection), "head")


def compare(connection: Connection) -> None:
    """StorageError: the schema is not the newest one that this program knows; nothing is changed."""
    head, _known = _revisions()
    with connection.begin():
        current = _current(connection)
    if current is None:
        raise StorageError("it is empty: start the bot once")
    if current != head:
        raise StorageError(f"its schema {current} is of another version of this program, which has {head}")


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision
