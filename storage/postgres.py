"""The store on PostgreSQL: psycopg under the same Core code, each unit whole on a thread of a small pool."""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, contextmanager
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError

from desk.ports import Work
from storage.database_locks import hold_in_database
from storage.errors import StorageError
from storage.jsons import dumps
from storage.migrate import compare, migrate
from storage.store import Store
from storage.unit import Unit
from storage.work import SqlWork

T = TypeVar("T")

WORKERS = 8
"""Units at a time, and connections of this process (one more for each lock that it holds)."""
ATTEMPTS = 5
"""How often a unit is tried when it ran into another one."""
PATIENCE = 20.0
"""Seconds that a unit waits for a server that cannot be reached: a restart of it costs nobody their message."""
LOOK_AGAIN = 0.5
SAY_AGAIN = 10.0
_COLLISIONS = frozenset({"40001", "40P01", "23505"})
"""Serialization failure, deadlock, and a unique key that another unit took since this one looked: trying the unit again
shows it what the other one did."""
_KEEPALIVE = {"keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3", "connect_timeout": "10"}

_log = logging.getLogger(__name__)


class PostgresStore(Store):
    """READ COMMITTED with row locks for units that write, one snapshot for those that read."""

    def __init__(
        self,
        url: URL,
        engine: Engine,
        pool: ThreadPoolExecutor,
        clock: Callable[[], datetime],
        real: Callable[[], datetime] | None = None,
    ) -> None:
        super().__init__(clock, real)
        self._url = url
        self._engine = engine
        self._reading = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._pool = pool
        self._said_away = float("-inf")

    def hold(self, name: str) -> AbstractAsyncContextManager[None]:
        """An advisory lock on a connection of its own."""
        return hold_in_database(self._url.set(drivername="postgresql").render_as_string(hide_password=False), name)

    async def close(self) -> None:
        """Finish what is under way, then close the connections."""
        if self._closed:
            return
        self._closed = True
        await asyncio.to_thread(self._pool.shutdown)
        self._engine.dispose()

    async def _submit(self, unit: Callable[[Work], T], *, write: bool) -> T:
        self._refuse_when_closed()
        attempt = partial(self._write if write else self._read, unit)
        give_up = self._loop.time() + PATIENCE
        while True:
            try:
                return await self._loop.run_in_executor(self._pool, _persist, attempt)
            except _UnreachableError as unreachable:
                if self._loop.time() >= give_up or self._closed:
                    raise unreachable.cause from None
                self._say_away(unreachable.cause)
            await asyncio.sleep(LOOK_AGAIN)
            self._refuse_when_closed()

    def _say_away(self, cause: DBAPIError) -> None:
        """Once in a while, however many units wait."""
        if self._loop.time() >= self._said_away + SAY_AGAIN:
            self._said_away = self._loop.time()
            _log.warning("the database cannot be reached: %s", _line(cause))

    def _read(self, unit: Callable[[Work], T]) -> T:
        with _connection(self._reading) as connection, _not_done(), connection.begin():
            return unit(SqlWork(Unit(connection, self._moment(), writable=False)))

    def _write(self, unit: Callable[[Work], T]) -> T:
        with _connection(self._engine) as connection:
            with _not_done():
                transaction = connection.begin()
                scope = Unit(connection, self._moment(), writable=True)
                result = unit(SqlWork(scope))
            with _not_done(lost=False):  # a connection lost here leaves open whether the unit took place
                transaction.commit()
        if scope.woke:
            self._loop.call_soon_threadsafe(self._tell_outbox)
        return result


def _persist(attempt: Callable[[], T]) -> T:
    """What `attempt` returns, at last."""
    for number in range(1, ATTEMPTS + 1):
        try:
            return attempt()
        except _NotDoneError as not_done:
            if number == ATTEMPTS:
                raise not_done.cause from None
            _log.info("a unit of work is tried again after %s", type(not_done.cause).__name__)
            time.sleep(random.uniform(0, 0.01 * 2**number))  # noqa: S311  # spreads those who collided
    raise AssertionError("the last attempt returns or raises")


class _NotDoneError(Exception):
    """The unit was rolled back for a reason that passes."""

    def __init__(self, cause: DBAPIError) -> None:
        super().__init__()
        self.cause = cause


class _UnreachableError(Exception):
    """There is no connection to be had, so the unit has not begun."""

    def __init__(self, cause: DBAPIError) -> None:
        super().__init__()
        self.cause = cause


@contextmanager
def _connection(engine: Engine) -> Iterator[Connection]:
    try:
        opened = engine.connect()
    except DBAPIError as error:
        raise _UnreachableError(error) from error
    with opened:
        yield opened


@contextmanager
def _not_done(*, lost: bool = True) -> Iterator[None]:
    """_NotDoneError for a collision, and for a lost connection unless not `lost`: trying again is safe."""
    try:
        yield
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) in _COLLISIONS or (lost and error.connection_invalidated):
            raise _NotDoneError(error) from error
        raise


async def open_postgres(
    url: URL, clock: Callable[[], datetime], real: Callable[[], datetime] | None = None
) -> PostgresStore:
    """Connect and bring the database up to date. StorageError: it cannot be reached, used or migrated."""
    return await _open(url, _engine(url), migrate, clock, real)


async def read_postgres(url: URL, clock: Callable[[], datetime]) -> PostgresStore:
    """Connect for reading, and change nothing. StorageError: it cannot be reached, or has another schema."""
    return await _open(url, _engine(url).execution_options(postgresql_readonly=True), compare, clock, None)


async def _open(
    url: URL,
    engine: Engine,
    prepare: Callable[[Connection], None],
    clock: Callable[[], datetime],
    real: Callable[[], datetime] | None,
) -> PostgresStore:
    pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="storage")
    try:
        await asyncio.get_running_loop().run_in_executor(pool, _with_connection, engine, prepare)
    except (DBAPIError, StorageError) as error:
        pool.shutdown(wait=False)
        engine.dispose()
        raise StorageError(
            f"cannot use the PostgreSQL database {url.host or ''}/{url.database}: {_line(error)}"
        ) from None
    return PostgresStore(url, engine, pool, clock, real)


def _engine(url: URL) -> Engine:
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=WORKERS,
        max_overflow=0,
        json_serializer=dumps,
        connect_args={name: value for name, value in _KEEPALIVE.items() if name not in url.query},
    )


def _with_connection(engine: Engine, function: Callable[[Connection], Any]) -> None:
    with engine.connect() as connection:
        function(connection)


def _line(error: DBAPIError | StorageError) -> str:
    """The first line of what the server or the driver says; neither repeats the password."""
    said = str(error.orig if isinstance(error, DBAPIError) else error).strip()
    return said.splitlines()[0] if said else type(error).__name__
