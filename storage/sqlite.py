"""The store on one SQLite file: one connection that writes, one that reads, each on aiosqlite's thread of its own."""

import asyncio
import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite
from sqlalchemy import Connection, Engine, StaticPool, create_engine, event
from sqlalchemy.exc import DBAPIError

from desk.ports import Work
from storage.claims import END_LEASES
from storage.errors import StorageError
from storage.jsons import dumps
from storage.locks import Attendance, hold_file
from storage.migrate import compare, migrate
from storage.prepared import Statements
from storage.store import Store
from storage.unit import Moment, Unit
from storage.work import SqlWork

T = TypeVar("T")

BUSY_MS = 10_000
"""How long a unit waits for another process that writes to the same file."""
BATCH = 32
"""The most units that share a commit: what waits longest waits for this many."""
_READ_ONLY = "PRAGMA query_only = ON"
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # a promise to a client survives a power cut
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {BUSY_MS}",
    "PRAGMA journal_size_limit = 67108864",
)


class UnitConnection(aiosqlite.Connection):
    """aiosqlite's connection and its thread, on which whole functions run instead of single calls."""

    def __init__(self, path: Path, *, begin: str, pragmas: tuple[str, ...] = _PRAGMAS) -> None:
        super().__init__(partial(self._open, path, pragmas), 64)
        self._thread.daemon = True  # a store that was never closed must not keep the process alive
        self._begin = begin
        self._core: Connection | None = None
        self._statements: Statements | None = None

    async def run(self, function: Callable[[], T]) -> T:
        """Run `function` on the connection's thread."""
        result: T = await self._execute(function)  # type: ignore[no-untyped-call]
        return result

    def post(self, function: Callable[[], None]) -> None:
        """Run `function`, which never raises, on the connection's thread, without waiting for it."""
        self._tx.put_nowait((None, function))

    @property
    def core(self) -> Connection:
        """SQLAlchemy's connection over the same SQLite connection; only for functions on this thread."""
        if self._core is None:
            self._core = self._engine().connect()
        return self._core

    @property
    def driver(self) -> sqlite3.Connection:
        """The SQLite connection itself; only for functions on this thread."""
        return self._conn

    def unit(self, moment: Moment, *, writable: bool) -> Unit:
        """A unit of work on this connection; only for functions on this thread."""
        if self._statements is None:
            self._statements = Statements(self.core)
        return Unit(self.core, moment, writable, statements=self._statements)

    async def close(self) -> None:
        """Close once everything that was posted is done, and see the thread end; also after an open that failed."""
        if self._connection is not None:
            await self.run(self._close_core)
        await super().close()
        if self._thread.is_alive():
            await asyncio.to_thread(self._thread.join)

    def _close_core(self) -> None:
        if self._core is not None:
            self._core.close()

    def _engine(self) -> Engine:
        engine = create_engine(
            "sqlite+pysqlite://", creator=lambda: self._conn, poolclass=StaticPool, json_serializer=dumps
        )
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(self._begin))
        return engine

    @staticmethod
    def _open(path: Path, pragmas: tuple[str, ...]) -> sqlite3.Connection:
        # isolation_level None: the driver begins nothing by itself, `begin` above says how a transaction begins
        connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_MS / 1000, cached_statements=512)
        try:
            for pragma in pragmas:
                connection.execute(pragma)
        except BaseException:
            connection.close()
            raise
        return connection


@dataclass(slots=True)
class _Waiting:
    """A unit that waits for its turn, and then its outcome until the commit."""

    unit: Callable[[Work], Any]
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None


@dataclass(slots=True)
class _Lane:
    """A connection with what waits for it. The lock guards `waiting` and `busy` between the loop and the thread."""

    connection: UnitConnection
    lock: threading.Lock = field(default_factory=threading.Lock)
    waiting: deque[_Waiting] = field(default_factory=deque)
    busy: bool = False


class SqliteStore(Store):
    """Units that write run one after another; those that wait together share one commit (and one fsync)."""

    def __init__(
        self,
        path: Path,
        writer: UnitConnection,
        reader: UnitConnection,
        clock: Callable[[], datetime],
        real: Callable[[], datetime] | None = None,
        attendance: Attendance | None = None,
    ) -> None:
        super().__init__(clock, real)
        self._path = path
        self._attendance = attendance
        self._writes = _Lane(writer)
        self._reads = _Lane(reader)

    def hold(self, name: str) -> AbstractAsyncContextManager[None]:
        """A lock on a file beside the database."""
        return hold_file(_beside(self._path, name))

    async def close(self) -> None:
        """Finish what waits, then close both connections."""
        if self._closed:
            return
        self._closed = True
        for lane in (self._reads, self._writes):
            await lane.connection.close()
        if self._attendance is not None:
            self._attendance.leave()

    async def _submit(self, unit: Callable[[Work], T], *, write: bool) -> T:
        self._refuse_when_closed()
        future: asyncio.Future[T] = self._loop.create_future()
        lane = self._writes if write else self._reads
        with lane.lock:
            lane.waiting.append(_Waiting(unit, future))
            start, lane.busy = not lane.busy, True
        if start:
            lane.connection.post(partial(self._work_off, lane))
        return await future

    def _work_off(self, lane: _Lane) -> None:
        """On the connection's thread: everything that waits, and what comes in the meantime."""
        while True:
            with lane.lock:
                batch = [lane.waiting.popleft() for _ in range(min(BATCH, len(lane.waiting)))]
                if not batch:
                    lane.busy = False
                    return
            woke = False
            try:
                woke = self._write(batch) if lane is self._writes else self._read(batch)
            except BaseException as error:  # noqa: BLE001  # the commit itself failed: nobody's unit took place
                for waiting in batch:
                    waiting.error = error
            self._loop.call_soon_threadsafe(self._deliver, batch, woke)

    def _write(self, batch: list[_Waiting]) -> bool:
        """One transaction. With several units each has a savepoint, so that one that fails takes back only itself."""
        connection, driver, woke = self._writes.connection.core, self._writes.connection.driver, False
        alone = len(batch) == 1
        with connection.begin() as transaction:
            for waiting in batch:
                unit = self._writes.connection.unit(self._moment(), writable=True)
                if not alone:
                    driver.execute("SAVEPOINT unit")
                try:
                    waiting.result = waiting.unit(SqlWork(unit))
                except Exception as error:  # noqa: BLE001  # handed to whoever waits for the unit
                    waiting.error = error
                    if alone:
                        transaction.rollback()
                        break
                    driver.execute("ROLLBACK TO unit")
                else:
                    woke = woke or unit.woke
                if not alone:
                    driver.execute("RELEASE unit")
        return woke

    def _read(self, batch: list[_Waiting]) -> bool:
        connection = self._reads.connection.core
        for waiting in batch:
            try:
                with connection.begin():
                    waiting.result = waiting.unit(SqlWork(self._reads.connection.unit(self._moment(), writable=False)))
            except Exception as error:  # noqa: BLE001  # handed to whoever waits for the unit
                waiting.error = error
        return False

    def _deliver(self, batch: list[_Waiting], woke: bool) -> None:
        """On the event loop, after the commit."""
        for waiting in batch:
            if waiting.future.done():  # whoever waited was cancelled; the unit took place all the same
                continue
            if waiting.error is not None:
                waiting.future.set_exception(waiting.error)
            else:
                waiting.future.set_result(waiting.result)
        if woke:
            self._tell_outbox()


async def open_sqlite(
    path: Path, clock: Callable[[], datetime], real: Callable[[], datetime] | None = None
) -> SqliteStore:
    """Open the file, made with its folder where it is not there, and bring it up to date.

    Where no other process is at work on it, what one that was killed had on its way is free to go at once.
    StorageError: the folder or the file cannot be made, opened or migrated.
    """
    connections: list[UnitConnection] = []
    attendance: Attendance | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        writer = UnitConnection(path, begin="BEGIN IMMEDIATE")
        connections.append(writer)
        await writer
        await writer.run(lambda: migrate(writer.core))
        reader = UnitConnection(path, begin="BEGIN", pragmas=(*_PRAGMAS, _READ_ONLY))
        connections.append(reader)
        await reader
        attendance = Attendance(_beside(path, "at-work"))
        if attendance.alone():
            await writer.run(lambda: _end_leases(writer.core, (real or clock)()))
        await attendance.stay()
    except (OSError, sqlite3.Error, DBAPIError, StorageError) as error:
        for connection in connections:
            await connection.close()
        if attendance is not None:
            attendance.leave()
        reason = error.orig if isinstance(error, DBAPIError) else error
        raise StorageError(f"cannot use the SQLite database {path}: {reason}") from None
    return SqliteStore(path, writer, reader, clock, real, attendance)


def _end_leases(connection: Connection, real: datetime) -> None:
    """What a process that is dead had on its way goes now, and not when its lease runs out."""
    with connection.begin():
        connection.execute(END_LEASES, {"real": real})


def _beside(path: Path, name: str) -> Path:
    """The file of a lock."""
    return path.with_name(f"{path.name}.{name}.lock")


async def read_sqlite(path: Path, clock: Callable[[], datetime]) -> SqliteStore:
    """Open a file that is there, for reading only, beside whoever writes to it. StorageError: it cannot be read."""
    lanes = [UnitConnection(path, begin="BEGIN", pragmas=(*_PRAGMAS, _READ_ONLY)) for _ in ("writes", "reads")]
    opened: list[UnitConnection] = []
    try:
        if not await asyncio.to_thread(path.is_file):
            raise StorageError("there is no such file: start the bot once")
        for lane in lanes:
            opened.append(lane)
            await lane
        await lanes[1].run(lambda: compare(lanes[1].core))
    except (OSError, sqlite3.Error, DBAPIError, StorageError) as error:
        for connection in opened:
            await connection.close()
        reason = error.orig if isinstance(error, DBAPIError) else error
        raise StorageError(f"cannot read the SQLite database {path}: {reason}") from None
    return SqliteStore(path, lanes[0], lanes[1], clock)
