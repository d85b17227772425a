"""Periods of a report: whole days by the wall clock of the regulation's zone, from the start of one to that of another.

A day begins when the clock on the wall first shows midnight, or jumps over it; the day of a clock change has the hours
it really has.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

_ONE_DAY = timedelta(days=1)
_FIRST = date(2000, 1, 1)
_LAST = date(2999, 12, 31)
LONGEST = timedelta(days=3660)
"""Ten years: nobody means more."""


class Preset(StrEnum):
    """The periods that have a button."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    WEEK = "week"
    """The seven days that end with today."""
    DAYS = "days"
    """The thirty days that end with today."""
    MONTH = "month"
    """This month, until today."""
    LAST_MONTH = "last_month"


class BadPeriodError(Exception):
    """What was typed is no period. `reason`: unreadable, reversed, or too_long."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Period:
    """The local days `first` to `last`, both included, in the time zone `zone`."""

    first: date
    last: date
    zone: str

    @property
    def start(self) -> datetime:
        """The instant with which it begins, UTC."""
        return midnight(self.first, self.zone)

    @property
    def end(self) -> datetime:
        """The instant that is no longer in it, UTC."""
        return midnight(self.last + _ONE_DAY, self.zone)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def code(self) -> str:
        """For a button: `20261101-20261115`; `read` takes it."""
        return f"{self.first:%Y%m%d}-{self.last:%Y%m%d}"


def midnight(day: date, zone: str) -> datetime:
    """When a local day begins, UTC."""
    return instant(day, time.min, zone)


def instant(day: date, at: time, zone: str) -> datetime:
    """When the clock on the wall shows this time first, UTC; a time that it jumps over: as long after the jump."""
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """The local day of an instant."""
    return at.astimezone(zone).date()


def preset(name: Preset, zone: str, now: datetime) -> Period:
    """What a button means now."""
    today = day_of(now, ZoneInfo(zone))
    this_month = today.replace(day=1)
    first, last = {
        Preset.TODAY: (today, today),
        Preset.YESTERDAY: (today - _ONE_DAY, today - _ONE_DAY),
        Preset.WEEK: (today - timedelta(days=6), today),
        Preset.DAYS: (today - timedelta(days=29), today),
        Preset.MONTH: (this_month, today),
        Preset.LAST_MONTH: ((this_month - _ONE_DAY).replace(day=1), this_month - _ONE_DAY),
    }[name]
    return Period(first, last, zone)


def read(text: str, zone: str, now: datetime) -> Period:
    """What somebody typed: a button's name, a day, or the first and the last day.

    A day is `2026-11-01`, `01.11.2026` or `20261101`. BadPeriodError.
    """
    words = text.replace("–", "-").split()
    if len(words) == 1 and words[0].lower() in set(Preset):
        return preset(Preset(words[0].lower()), zone, now)
    if len(words) == 1 and (code := re.fullmatch(r"(\d{8})-(\d{8})", words[0])):
        words = list(code.groups())
    days = [_day(word) for word in words if word != "-"]
    if not 1 <= len(days) <= 2:
        raise BadPeriodError("unreadable")
    return between(days[0], days[-1], zone)


def between(first: date, last: date, zone: str) -> Period:
    """The days `first` to `last`. BadPeriodError: reversed or too_long."""
    if last < first:
        raise BadPeriodError("reversed")
    if last - first > LONGEST:
        raise BadPeriodError("too_long")
    return Period(first, last, zone)


def _day(word: str) -> date:
    parts = re.fullmatch(r"(?a:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})\.(\d{1,2})\.(\d{4})|(\d{4})(\d\d)(\d\d))", word)
    if parts is None:
        raise BadPeriodError("unreadable")
    iso, dotted, packed = parts.group(1, 2, 3), parts.group(6, 5, 4), parts.group(7, 8, 9)
    year, month, day = next(found for found in (iso, dotted, packed) if found[0] is not None)
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        raise BadPeriodError("unreadable") from None
    if not _FIRST <= found <= _LAST:
        raise BadPeriodError("unreadable")
    return found
