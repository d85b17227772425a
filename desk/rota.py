"""A rota as arithmetic: who has which turn, each handed over when the clock on the wall shows the hour.

Turns are days or weeks of the wall clock in the rota's time zone, so one that holds a clock change is an hour longer or
shorter. A handover at a time that the clocks skip is the instant of the change; at one that they show twice, the first
showing (as opening hours: desk/hours.py).
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from desk.model import Colleague

_TICK = timedelta(microseconds=1)


class TurnKind(StrEnum):
    """How long a turn is."""

    DAY = "day"
    WEEK = "week"

    @property
    def days(self) -> int:
        """In days of the calendar."""
        return 7 if self is TurnKind.WEEK else 1


@dataclass(frozen=True, slots=True)
class Turn:
    """`engineer` is on call from `since` until `until` (UTC, that instant is the next one's)."""

    engineer: Colleague
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Rota:
    """`start` is the first handover, on the wall (naive); from then on each of `people` has a turn after the other."""

    start: datetime
    turn: TurnKind
    people: tuple[Colleague, ...]
    timezone: str

    def begins(self) -> datetime:
        """The instant of the first handover, UTC."""
        return self._handover(0)

    def turn_at(self, at: datetime, absent: AbstractSet[int] = frozenset()) -> Turn | None:
        """Whose turn holds `at`. The turns of those who are `absent` go to the next in the order who is not.

        None: it has not begun yet, or everybody is absent.
        """
        wall = at.astimezone(ZoneInfo(self.timezone)).replace(tzinfo=None)
        number = (wall - self.start) // timedelta(days=self.turn.days)
        while self._handover(number + 1) <= at:  # an hour that is shown twice reads earlier than it is
            number += 1
        if number < 0:
            return None
        engineer = self._of(number, absent)
        return Turn(engineer, self._handover(number), self._handover(number + 1)) if engineer else None

    def _of(self, number: int, absent: AbstractSet[int]) -> Colleague | None:
        order = (self.people[(number + step) % len(self.people)] for step in range(len(self.people)))
        return next((one for one in order if one.id not in absent), None)

    def _handover(self, number: int) -> datetime:
        return instant(self.start + timedelta(days=number * self.turn.days), self.timezone)


def instant(wall: datetime, timezone: str) -> datetime:
    """When the clock on the wall shows `wall` (naive) first, or jumps over it; UTC."""
    zone = ZoneInfo(timezone)
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return first if first <= second else _change(second, first, zone)


def _change(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The instant between the two from which another offset holds."""
    before = low.astimezone(zone).utcoffset()
    while high - low > _TICK:
        middle = low + (high - low) // 2
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high
