"""The open tickets in the order of the queue.

The critical ones and the others are read apart, each along the index of open tickets by their deadline, so that nothing
is sorted and a page costs what it skips.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, func, select

from desk.model import Status, Ticket
from desk.ports_tools import Counts, Shown
from storage.tables import OPEN, tickets
from storage.tickets import from_row
from storage.unit import Unit

_WHICH: dict[Shown, ColumnElement[bool]] = {
    Shown.MINE: tickets.c.assignee_id == bindparam("me"),
    Shown.FREE: tickets.c.assignee_id.is_(None),
    Shown.WAITING: tickets.c.status == Status.CLARIFICATION,
    Shown.OVERDUE: tickets.c.queue_at < bindparam("now"),
}
_CRITICAL = tickets.c.priority.in_(bindparam("critical", expanding=True))


def _page(shown: Shown, *, critical: bool) -> Any:
    wanted = select(tickets).where(OPEN, _CRITICAL if critical else ~_CRITICAL)
    if shown in _WHICH:
        wanted = wanted.where(_WHICH[shown])
    ordered = wanted.order_by(tickets.c.queue_at, tickets.c.id)
    return ordered.limit(bindparam("limit")).offset(bindparam("offset"))


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


_PAGES = {(shown, critical): _page(shown, critical=critical) for shown in Shown for critical in (True, False)}
_COUNTS = (
    select(func.count().label("all"), *(_number(condition).label(shown.value) for shown, condition in _WHICH.items()))
    .select_from(tickets)
    .where(OPEN)
)


def _critical_count(shown: Shown) -> Any:
    wanted = select(func.count()).select_from(tickets).where(OPEN, _CRITICAL)
    return wanted.where(_WHICH[shown]) if shown in _WHICH else wanted


_CRITICAL_COUNTS = {shown: _critical_count(shown) for shown in Shown}


class SqlQueue:
    """`desk.ports_tools.Queue`."""

    __slots__ = ("_unit",)

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def counts(self, engineer_id: int) -> Counts:
        """Of all the queues."""
        row = self._unit.connection.execute(_COUNTS, {"me": engineer_id, "now": self._unit.now}).mappings().one()
        return Counts({shown: int(row[shown.value]) for shown in Shown})

    def page(
        self, shown: Shown, engineer_id: int, critical: Sequence[str], *, limit: int, offset: int
    ) -> Sequence[Ticket]:
        """The critical ones first, then by the nearest deadline."""
        execute = self._unit.connection.execute
        about = {"me": engineer_id, "now": self._unit.now, "critical": list(critical)}
        first: int = execute(_CRITICAL_COUNTS[shown], about).scalar_one()
        found = []
        if offset < first:
            found = list(execute(_PAGES[shown, True], about | {"limit": limit, "offset": offset}))
        if len(found) < limit:
            rest = {"limit": limit - len(found), "offset": max(0, offset - first)}
            found += execute(_PAGES[shown, False], about | rest)
        return [from_row(row) for row in found]
