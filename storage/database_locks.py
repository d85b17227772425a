"""Advisory locks of PostgreSQL, each on a connection of its own: the server gives them up when the holder dies."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg

from storage.errors import StorageError

WATCH_SECONDS = 5.0
"""How often the holder makes sure that it still has its connection, and how long it waits for the answer."""

_LOCK = "SELECT pg_advisory_lock(hashtextextended(%s, 0))"


@asynccontextmanager
async def hold_in_database(url: str, name: str, *, watch_seconds: float = WATCH_SECONDS) -> AsyncIterator[None]:
    """Wait for the lock and hold it. StorageError: no connection, or it was lost (then the block is cancelled)."""
    try:
        connection = await psycopg.AsyncConnection.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.Error as error:
        raise StorageError(f"no connection for the lock {name}: {type(error).__name__}") from error
    try:
        try:
            await connection.execute(_LOCK, (f"frontdesk.{name}",))
        except psycopg.Error as error:
            raise StorageError(f"the connection for the lock {name} was lost while waiting") from error
        failure: Exception | None = None
        try:
            async with asyncio.TaskGroup() as group:
                watcher = group.create_task(_watch(connection, name, watch_seconds))
                try:
                    yield
                except Exception as error:  # noqa: BLE001  # raised again below, outside the group that would wrap it
                    failure = error
                watcher.cancel()
        except* StorageError as lost:
            raise lost.exceptions[0] from None
        if failure is not None:
            raise failure
    finally:
        await connection.close()


async def _watch(connection: psycopg.AsyncConnection[Any], name: str, seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            async with asyncio.timeout(seconds):
                await connection.execute("SELECT 1")
        except (psycopg.Error, TimeoutError) as error:
            raise StorageError(f"the connection that holds the lock {name} was lost") from error
