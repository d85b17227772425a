"""Tickets by what is in them, with the full-text index of the database in use (storage/search_index.py)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, column, func, select, table, text

from desk.model import Ticket
from storage.indexing import learn
from storage.search_index import VECTOR, for_postgres, for_sqlite
from storage.tables import search, tickets
from storage.tickets import from_row
from storage.unit import Unit

_NOTHING = 0


def _statements(source: Any, ticket_id: Any, condition: Any) -> tuple[Any, Any]:
    """To find, and to count."""
    wanted = (
        select(tickets)
        .select_from(source.join(tickets, tickets.c.id == ticket_id))
        .where(condition, ticket_id != bindparam("without"))
        .order_by(ticket_id.desc())
        .limit(bindparam("limit"))
        .offset(bindparam("offset"))
    )
    return wanted, select(func.count()).select_from(source).where(condition)


_FTS5 = table("search_words", column("rowid"))
_STATEMENTS = {
    "sqlite": _statements(_FTS5, _FTS5.c.rowid, text("search_words MATCH :sought")),
    "postgresql": _statements(search, search.c.ticket_id, text(f"{VECTOR} @@ CAST(:sought AS tsquery)")),
}


class SqlSearch:
    """`desk.ports_tools.Search`."""

    __slots__ = ("_unit",)

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def add(self, ticket_id: int, texts: Sequence[str]) -> None:
        """Texts without a word change nothing."""
        learn(self._unit, ticket_id, texts)

    def find(
        self, beginnings: Sequence[str], *, limit: int, offset: int = 0, without: int | None = None
    ) -> Sequence[Ticket]:
        """The newest first; nothing sought finds nothing."""
        if not beginnings:
            return []
        about = {"sought": self._sought(beginnings), "without": without or _NOTHING, "limit": limit, "offset": offset}
        return [from_row(row) for row in self._unit.connection.execute(self._statement(0), about)]

    def count(self, beginnings: Sequence[str]) -> int:
        """How many there are."""
        if not beginnings:
            return 0
        found: int = self._unit.connection.execute(
            self._statement(1), {"sought": self._sought(beginnings)}
        ).scalar_one()
        return found

    def _statement(self, which: int) -> Any:
        return _STATEMENTS[self._unit.connection.dialect.name][which]

    def _sought(self, beginnings: Sequence[str]) -> str:
        return (for_sqlite if self._unit.connection.dialect.name == "sqlite" else for_postgres)(beginnings)
