"""The timers (desk/ports_timers.py says what holds)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is compiled by the SQLite dialect too

from desk.ports_timers import Subject, Timer
from storage.tables_timers import PENDING, TimerState, timers
from storage.types import UtcDateTime
from storage.unit import Unit

_OF = (timers.c.owner == bindparam("of_owner", type_=timers.c.owner.type), timers.c.subject == bindparam("of"))
_NOW = bindparam("now", type_=UtcDateTime())
_PASSED = (PENDING, timers.c.due_at <= _NOW)
_higher = timers.alias("higher")

_FORGET = delete(timers).where(*_OF, PENDING)
_NEW = insert(timers)
_PLAN = _NEW.on_conflict_do_nothing()
_DUE = select(timers.c.owner, timers.c.subject).where(*_PASSED).order_by(timers.c.due_at).limit(bindparam("limit"))
_HIGHER_PASSED = (
    select(_higher.c.step)
    .where(
        _higher.c.owner == timers.c.owner,
        _higher.c.subject == timers.c.subject,
        _higher.c.kind == timers.c.kind,
        _higher.c.cycle == timers.c.cycle,
        _higher.c.step > timers.c.step,
        _higher.c.due_at <= _NOW,
    )
    .exists()
)
_CLAIM = (
    update(timers)
    .where(*_OF, *_PASSED)
    .values(state=case((_HIGHER_PASSED, text("'passed_over'")), else_=text("'fired'")))
    .returning(timers.c.kind, timers.c.step, timers.c.cycle, timers.c.due_at, timers.c.state)
)
_PENDING = select(timers).where(*_OF, PENDING)
_FIRED = select(timers).where(*_OF, timers.c.state == text("'fired'"))
_POSTPONE = update(timers).where(*_OF, *_PASSED).values(due_at=bindparam("until", type_=UtcDateTime()))
_NEXT = select(func.min(timers.c.due_at)).where(PENDING)


class SqlTimers:
    """`desk.ports_timers.Timers`."""

    __slots__ = ("_unit",)

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def plan(self, subject: Subject, timers: Sequence[Timer], *, new: bool = False) -> None:
        """What is pending of the subject, in place of what was."""
        if not new:
            self._unit.execute(_FORGET, _of(subject))
        self.add(subject, timers)

    def add(self, subject: Subject, timers: Sequence[Timer]) -> None:
        """Beside what is pending."""
        if timers:
            key = {"owner": subject.owner, "subject": subject.id, "state": TimerState.PENDING}
            rows = [
                {**key, "kind": one.kind, "step": one.step, "cycle": one.cycle, "due_at": one.due_at} for one in timers
            ]
            self._unit.execute(_PLAN, rows)

    def due(self, limit: int) -> Sequence[Subject]:
        """Of the `limit` timers that passed the longest ago: whose they are."""
        rows = self._unit.execute(_DUE, {"now": self._unit.now, "limit": limit})
        return list(dict.fromkeys(Subject(row.owner, row.subject) for row in rows))

    def claim(self, subject: Subject) -> Sequence[Timer]:
        """The highest steps that have passed, fired by this unit; the earliest first."""
        rows = self._unit.execute(_CLAIM, _of(subject) | {"now": self._unit.now})
        return _in_order(row for row in rows if row.state is TimerState.FIRED)

    def fired(self, subject: Subject) -> Sequence[Timer]:
        """What has fired, the oldest first."""
        return _in_order(self._unit.execute(_FIRED, _of(subject)))

    def pending(self, subject: Subject) -> Sequence[Timer]:
        """What is to fire, the earliest first."""
        return _in_order(self._unit.execute(_PENDING, _of(subject)))

    def postpone(self, subject: Subject, until: datetime) -> None:
        """What has passed is tried again then."""
        self._unit.execute(_POSTPONE, _of(subject) | {"now": self._unit.now, "until": until})

    def next_due(self) -> datetime | None:
        """When the earliest pending one passes."""
        found: datetime | None = self._unit.execute(_NEXT).scalar()
        return found


def _of(subject: Subject) -> dict[str, object]:
    return {"of_owner": subject.owner, "of": subject.id}


def _in_order(rows: Iterable[Any]) -> list[Timer]:
    found = [Timer(row.kind, row.step, row.cycle, row.due_at) for row in rows]
    return sorted(found, key=lambda timer: (timer.due_at, timer.kind))
