"""Opens the store that a database URL names."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from storage.errors import StorageError
from storage.postgres import open_postgres, read_postgres
from storage.sqlite import open_sqlite, read_sqlite
from storage.store import Store


async def open_store(url: str, *, clock: Callable[[], datetime], real: Callable[[], datetime] | None = None) -> Store:
    """Open and migrate the database `sqlite:///path` (relative; four slashes: absolute) or `postgresql://…`.

    `clock` gives the present time, aware; a unit asks it once. `real`: the machine's time, where `clock` shows another
    one: leases and Telegram's waits go by it. StorageError: one clear line, without the password.
    """
    parsed = _parse(url)
    if parsed.drivername == "sqlite":
        return await open_sqlite(_sqlite_path(parsed), clock, real)
    return await open_postgres(parsed, clock, real)


async def open_for_reading(url: str, *, clock: Callable[[], datetime]) -> Store:
    """The same, beside whoever writes to it: nothing is made, migrated or written. StorageError: also when empty."""
    parsed = _parse(url)
    if parsed.drivername == "sqlite":
        return await read_sqlite(_sqlite_path(parsed), clock)
    return await read_postgres(parsed, clock)


def _parse(url: str) -> URL:
    """Of SQLite, or of a PostgreSQL that names its database."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise StorageError("the database URL is not one: write sqlite:///path or postgresql://…") from None
    match parsed.drivername:
        case "sqlite":
            return parsed
        case "postgresql" | "postgres":
            if not parsed.database:
                raise StorageError("the database URL names no database: write postgresql://user@host/database")
            if "@" in (parsed.host or ""):
                raise StorageError("the database URL has more than one @: write one in the password as %40")
            return parsed
        case other:
            raise StorageError(f"the database URL begins with {other}: write sqlite:///path or postgresql://…")


def _sqlite_path(url: URL) -> Path:
    if not url.database or url.database == ":memory:" or url.host:
        raise StorageError("the database URL names no file: write sqlite:///path (absolute: sqlite:////path)")
    if url.query:
        raise StorageError("the database URL takes no options for SQLite: write sqlite:///path")
    return Path(url.database)
