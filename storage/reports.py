"""Reads for reports (desk/ports_reports.py says what holds).

A period is read along the index of its marks, a page at a time; the histories of a page's tickets come in one statement
more. Nothing is sorted, and no page costs more for what lies before it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, select, text, tuple_

from desk.kept import Case
from desk.model import CallBackState, EventKind, HistoryEntry, Ticket
from desk.ports_reports import MARKS, Calls, CasePage, Mark
from storage.tables import MARKED, OPEN, call_backs, history, tickets
from storage.tickets import entry_from_row, from_row
from storage.types import UtcDateTime
from storage.unit import Unit

_START, _END = (bindparam(name, type_=UtcDateTime()) for name in ("start", "end"))
_IN_PERIOD = (MARKED, history.c.at >= _START, history.c.at < _END)
_AFTER = tuple_(history.c.at, history.c.id) > tuple_(
    bindparam("after_at", type_=UtcDateTime()), bindparam("after_id", type_=history.c.id.type)
)
_COUNT = select(func.count()).select_from(history).where(*_IN_PERIOD)
_MARKS = (
    select(history.c.id, history.c.at, history.c.ticket_id)
    .where(MARKED, _AFTER, history.c.at < _END)
    .order_by(history.c.at, history.c.id)
    .limit(bindparam("limit"))
)
"""One lower bound only: with two, SQLite may begin each page at the start of the period."""
_TICKETS = select(tickets).where(tickets.c.id.in_(bindparam("numbers", expanding=True)))
_HISTORIES = (
    select(history)
    .where(history.c.ticket_id.in_(bindparam("numbers", expanding=True)))
    .order_by(history.c.ticket_id, history.c.id)
)
_DIFFERENT = select(func.count(history.c.ticket_id.distinct())).where(
    *_IN_PERIOD, history.c.kind.in_(bindparam("kinds", expanding=True))
)
_RATED = (
    select(history.c.ticket_id, history.c.data)
    .where(*_IN_PERIOD, history.c.kind == EventKind.RATED)
    .order_by(history.c.at, history.c.id)
)
_MADE = call_backs.c.state == CallBackState.CALLED
_tried = func.coalesce(call_backs.c.tried_at, call_backs.c.done_at)  # the promise is a call, not that it is answered
_IN_TIME = _MADE & (_tried <= call_backs.c.due_at)
_LATE = (_tried.is_(None) | (_tried > call_backs.c.due_at)) & (
    _MADE | (call_backs.c.due_at <= bindparam("now", type_=UtcDateTime()))
)
_CALLS = select(
    func.count().label("asked"),
    *(
        func.coalesce(func.sum(case((which, 1), else_=0)), 0).label(name)
        for name, which in (("made", _MADE), ("in_time", _IN_TIME), ("late", _LATE))
    ),
).where(call_backs.c.asked_at >= _START, call_backs.c.asked_at < _END)
_NEAREST = (
    select(tickets)
    .where(OPEN, tickets.c.queue_at > bindparam("now", type_=UtcDateTime()))
    .order_by(tickets.c.queue_at, tickets.c.id)
    .limit(bindparam("limit"))
)
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('frontdesk.digests', 0))")


class SqlReports:
    """`desk.ports_reports.Reports`."""

    __slots__ = ("_unit",)

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def count(self, start: datetime, end: datetime) -> int:
        """How many marks there are."""
        number: int = self._unit.execute(_COUNT, {"start": start, "end": end}).scalar_one()
        return number

    def page(self, start: datetime, end: datetime, after: Mark | None, limit: int) -> CasePage:
        """The tickets of the next marks."""
        after = after or Mark(start, 0)
        about = {"end": end, "after_at": after.at, "after_id": after.entry_id, "limit": limit}
        marks = self._unit.execute(_MARKS, about).all()
        numbers = sorted({mark.ticket_id for mark in marks})
        if not numbers:
            return CasePage([], 0, None)
        here = {mark.id for mark in marks}
        cases = [one for one in self._cases(numbers) if _first_mark(one.history, start, end) in here]
        last = Mark(marks[-1].at, marks[-1].id) if len(marks) == limit else None
        return CasePage(cases, len(marks), last)

    def calls(self, start: datetime, end: datetime) -> Calls:
        """Those asked for in the period."""
        row = self._unit.execute(_CALLS, {"start": start, "end": end, "now": self._unit.now}).one()
        return Calls(int(row.asked), int(row.made), int(row.in_time), int(row.late))

    def tickets(self, kinds: Sequence[EventKind], start: datetime, end: datetime) -> int:
        """How many different tickets have such an entry."""
        about = {"start": start, "end": end, "kinds": list(kinds)}
        number: int = self._unit.connection.execute(_DIFFERENT, about).scalar_one()
        return number

    def stars(self, start: datetime, end: datetime) -> Sequence[int]:
        """The last rating of each ticket."""
        rows = self._unit.execute(_RATED, {"start": start, "end": end})
        return list({row.ticket_id: int(row.data["stars"]) for row in rows}.values())

    def nearest(self, limit: int) -> Sequence[Ticket]:
        """Open tickets by the deadline that is still to come."""
        rows = self._unit.execute(_NEAREST, {"now": self._unit.now, "limit": limit})
        return [from_row(row) for row in rows]

    def hold_digests(self) -> None:
        """Until the unit ends."""
        if self._unit.connection.dialect.name == "postgresql":
            self._unit.connection.execute(_ONE_AT_A_TIME)

    def _cases(self, numbers: Sequence[int]) -> list[Case]:
        execute, about = self._unit.connection.execute, {"numbers": list(numbers)}
        histories: dict[int, list[HistoryEntry]] = {number: [] for number in numbers}
        rows: Any = execute(_HISTORIES, about)
        for row in rows:
            histories[row.ticket_id].append(entry_from_row(row))
        return [Case(from_row(row), histories[row.id]) for row in execute(_TICKETS, about)]


def _first_mark(entries: Sequence[HistoryEntry], start: datetime, end: datetime) -> int | None:
    marks = [(entry.at, entry.id) for entry in entries if entry.kind in MARKS and start <= entry.at < end]
    return min(marks)[1] if marks else None
