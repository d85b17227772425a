"""The table of timers."""

from enum import StrEnum

from sqlalchemy import BigInteger, Column, Integer, Table, text

from desk.ports_timers import Owner, TimerKind
from storage.tables import metadata, partial
from storage.types import UtcDateTime, closed_set, open_set


class TimerState(StrEnum):
    """Where a timer stands."""

    PENDING = "pending"
    FIRED = "fired"
    PASSED_OVER = "passed_over"
    """A higher step of the same cycle had passed too."""


timers = Table(
    "timers",
    metadata,
    Column("owner", open_set(Owner), primary_key=True),
    Column("subject", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", open_set(TimerKind), primary_key=True),
    Column("cycle", Integer, primary_key=True, autoincrement=False),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("state", closed_set(TimerState, "state"), nullable=False),
)
PENDING = text("state = 'pending'")
partial("ix_timers_due", PENDING, timers.c.due_at)
