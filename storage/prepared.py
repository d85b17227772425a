"""Statements that are compiled once and then run on SQLite's own cursor.

SQLAlchemy spends several times as long on a statement as SQLite itself, and an update has a dozen of them. PostgreSQL,
where the way to the server costs more, is left to SQLAlchemy.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Executable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

Parameters = Mapping[str, Any]
_Convert = Callable[[Any], Any] | None


class Found:
    """What a statement gave: the part of SQLAlchemy's `Result` that is used here."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: list[Any], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def all(self) -> list[Any]:
        """Every row; a row has its columns by name and by place."""
        return self._rows

    def first(self) -> Any:
        """The first row, or None."""
        return self._rows[0] if self._rows else None

    def one(self) -> Any:
        """The only row."""
        [row] = self._rows
        return row

    def scalars(self) -> list[Any]:
        """The first column of every row."""
        return [row[0] for row in self._rows]

    def scalar(self) -> Any:
        """The first column of the first row, or None."""
        return self._rows[0][0] if self._rows else None

    scalar_one_or_none = scalar

    def scalar_one(self) -> Any:
        """The only value."""
        return self.one()[0]


class _Prepared:
    """One statement for SQLite, with these parameters."""

    def __init__(self, statement: Any, names: Sequence[str], connection: Connection) -> None:
        dialect = connection.dialect
        compiled = statement.compile(dialect=dialect, column_keys=list(names))
        self.sql = str(compiled)
        fixed = compiled.construct_params(dict.fromkeys(names))
        self._binds: list[tuple[str, Any, _Convert]] = [
            (name, fixed[name], _kind(compiled.binds[name].type, connection).bind_processor(dialect))
            for name in compiled.positiontup
        ]
        columns = list(statement.exported_columns) if hasattr(statement, "exported_columns") else []
        row = namedtuple("row", [column.key for column in columns], rename=True)  # type: ignore[misc]
        self._make: Callable[[Any], Any] = row._make
        kinds = [_kind(column.type, connection).result_processor(dialect, None) for column in columns]
        self._converts = [(place, convert) for place, convert in enumerate(kinds) if convert is not None]

    def values(self, parameters: Parameters) -> tuple[Any, ...]:
        """As SQLite wants them."""
        return tuple(
            [
                value if convert is None else convert(value)
                for value, convert in ((parameters.get(name, fixed), convert) for name, fixed, convert in self._binds)
            ]
        )

    def rows(self, raw: list[Any]) -> list[Any]:
        """As the columns' types give them."""
        make, converts = self._make, self._converts
        if not converts:
            return [make(row) for row in raw]
        result = []
        for row in raw:
            values = list(row)
            for place, convert in converts:
                values[place] = convert(values[place])
            result.append(make(values))
        return result


def _kind(kind: TypeEngine[Any], connection: Connection) -> TypeEngine[Any]:
    return kind.dialect_impl(connection.dialect)


class Statements:
    """Runs statements on one connection to SQLite, on its thread and in its transaction.

    Only for statements that are built once (at module level), since each is kept, and without lists in them.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
        self._watchers = connection.engine.dispatch
        self._prepared: dict[Any, _Prepared] = {}

    def execute(self, statement: Executable, parameters: Parameters | Sequence[Parameters]) -> Found:
        """Run it, for several sets of parameters one after another. Raises what SQLAlchemy would.

        Whoever watches hears of it once, as of SQLAlchemy's executemany.
        """
        several = parameters if isinstance(parameters, Sequence) else (parameters,)
        prepared = self._prepared.get(statement)
        if prepared is None:
            prepared = self._prepared[statement] = _Prepared(statement, list(several[0]), self._connection)
        rows: list[Any] = []
        count = 0
        sets = [prepared.values(one) for one in several]
        many = len(sets) > 1
        watched = sets if many else sets[0]
        self._watchers.before_cursor_execute(self._connection, None, prepared.sql, watched, None, many)
        for values in sets:
            try:
                cursor = self._driver.execute(prepared.sql, values)
                rows += cursor.fetchall()
            except sqlite3.Error as error:
                raise _as_sqlalchemys(error, prepared.sql, values) from error
            count += cursor.rowcount
        return Found(prepared.rows(rows), count)


def _as_sqlalchemys(error: sqlite3.Error, sql: str, values: tuple[Any, ...]) -> BaseException:
    return DBAPIError.instance(sql, values, error, sqlite3.Error)
