"""What reports need from storage: the tickets of a period with their histories, in pages, and a few counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.kept import Case
from desk.model import EventKind, Ticket

MARKS = (
    EventKind.OPENED,
    EventKind.CLOSED,
    EventKind.REFUSED,
    EventKind.REOPENED,
    EventKind.NOT_SOLVED,
    EventKind.RATED,
)
"""What brings a ticket into a period."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a reading of a period has come: the history entry that was read last."""

    at: datetime
    entry_id: int


@dataclass(frozen=True, slots=True)
class CasePage:
    """Tickets of a period; `read` is how many marks were read for them, `last` where to go on (None: that was all)."""

    cases: Sequence[Case]
    read: int
    last: Mark | None


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls that clients asked for in a period (IPMG 3.2.2): how many, how many were made, how many of these in time,
    and how many were not made in time or were still to be made when their time had passed.
    """

    asked: int = 0
    made: int = 0
    in_time: int = 0
    late: int = 0


class Reports(Protocol):
    """Reads for reports; nothing here writes."""

    def count(self, start: datetime, end: datetime) -> int:
        """How many marks there are from `start` to before `end`: the measure of the progress."""

    def page(self, start: datetime, end: datetime, after: Mark | None, limit: int) -> CasePage:
        """The tickets of the next `limit` marks, each ticket once in the whole period: with its first mark there."""

    def calls(self, start: datetime, end: datetime) -> Calls:
        """Those asked for from `start` to before `end`."""

    def tickets(self, kinds: Sequence[EventKind], start: datetime, end: datetime) -> int:
        """How many different tickets have an entry of one of these of the MARKS from `start` to before `end`."""

    def stars(self, start: datetime, end: datetime) -> Sequence[int]:
        """The last rating from `start` to before `end` of each ticket that was rated then."""

    def nearest(self, limit: int) -> Sequence[Ticket]:
        """Open tickets whose next promise is still to be kept, the nearest deadline first."""

    def hold_digests(self) -> None:
        """Nobody else plans or fires digests until the unit ends (PostgreSQL; SQLite writes one at a time anyway)."""
