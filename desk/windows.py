"""Windows and moments as people type them: `25.11 02:00-06:00`, `2026-11-25 2:00 – 2026-11-25 6:00`, `завтра 2:00-…`.

What is typed is wall clock in the regulation's time zone. A wall time that the clocks skip means the instant of the
change (as in desk/hours.py); one that they show twice begins a window at its first showing and ends it at its second,
so that nobody is told less than what will be.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from desk.answers import one_line
from desk.errors import DeskError

LONGEST = timedelta(days=14)
"""A longer window is a slip of the pen."""
FARTHEST = timedelta(days=366)
_HALF_A_YEAR = timedelta(days=183)
"""A day and month without a year mean the next such day, if it is not farther away than this."""
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<iso>\d{4}-\d{1,2}-\d{1,2})(?!\d)
    | (?P<time>\d{1,2}:\d{2})(?!\d)
    | (?P<dotted>\d{1,2}\.\d{1,2}(?:\.(?:\d{4}|\d{2}))?)(?!\d)
    | (?P<dash>[-‐-―−])
    | (?P<word>[^\W\d_]+)
    | (?P<comma>,)
    )\s*""",
    re.VERBOSE,
)
_DAYS = {
    **dict.fromkeys(("today", "сегодня", "сьогодні"), 0),
    **dict.fromkeys(("tomorrow", "завтра"), 1),
    **dict.fromkeys(("послезавтра", "післязавтра"), 2),
}
_UNTIL = frozenset({"to", "till", "until", "до", "по"})
_FILLERS = frozenset({"at", "from", "в", "с", "со", "о", "об", "у", "з", "із", "від"})


class Flaw(StrEnum):
    """What is wrong with what was typed."""

    UNREADABLE = "unreadable"
    NO_DATE = "no_date"
    NO_SUCH_DATE = "no_such_date"
    NO_SUCH_TIME = "no_such_time"
    BACKWARDS = "backwards"
    """It ends before it begins, or at once."""
    PAST = "past"
    TOO_LONG = "too_long"
    TOO_FAR = "too_far"


@dataclass
class WindowError(DeskError):
    """What was typed is no window (or moment) to come."""

    flaw: Flaw


@dataclass(frozen=True, slots=True)
class Window:
    """From `start` to `end`, in UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class _Time:
    """Minutes after midnight; 24:00 is the next one."""

    minutes: int


_Part = date | _Time | None
"""None: the dash in the middle."""


def read_window(text: str, timezone: str, now: datetime, *, over: bool = False) -> Window:
    """The window; its end may lack the date: the same night. One that has begun and is not over is one. WindowError.

    `over`: it may have passed.
    """
    zone = ZoneInfo(timezone)
    match _parts(text, zone, now):
        case [date() as day, _Time() as begins, None, _Time() as ends]:
            start, end = _wall(day, begins), _wall(day, ends)
            end += _DAY if end < start else timedelta(0)
        case [date() as day, _Time() as begins, None, date() as last, _Time() as ends]:
            start, end = _wall(day, begins), _wall(last, ends)
        case [_Time(), None, _Time()]:
            raise WindowError(Flaw.NO_DATE)
        case _:
            raise WindowError(Flaw.UNREADABLE)
    window = Window(_instant(start, zone), _instant(end, zone, second=True))
    _check(window, now, over=over)
    return window


def read_moment(text: str, timezone: str, now: datetime) -> datetime:
    """The moment to come, in UTC; without a date: today. WindowError."""
    zone = ZoneInfo(timezone)
    match _parts(text, zone, now):
        case [date() as day, _Time() as time]:
            at = _instant(_wall(day, time), zone)
        case [_Time() as time]:
            at = _instant(_wall(now.astimezone(zone).date(), time), zone)
        case _:
            raise WindowError(Flaw.UNREADABLE)
    if at <= now:
        raise WindowError(Flaw.PAST)
    if at > now + FARTHEST:
        raise WindowError(Flaw.TOO_FAR)
    return at


def _check(window: Window, now: datetime, *, over: bool) -> None:
    if window.end <= window.start:
        raise WindowError(Flaw.BACKWARDS)
    if window.end <= now and not over:
        raise WindowError(Flaw.PAST)
    if window.end - window.start > LONGEST:
        raise WindowError(Flaw.TOO_LONG)
    if window.start > now + FARTHEST:
        raise WindowError(Flaw.TOO_FAR)


def _parts(text: str, zone: ZoneInfo, now: datetime) -> list[_Part]:
    """What it consists of, without what only makes it readable."""
    text, place, parts = one_line(text).casefold(), 0, list[_Part]()
    today = now.astimezone(zone).date()
    while place < len(text):
        token = _TOKEN.match(text, place)
        if token is None:
            raise WindowError(Flaw.UNREADABLE)
        place = token.end()
        kind, value = str(token.lastgroup), token[str(token.lastgroup)]
        if kind == "comma" or value in _FILLERS:
            continue
        parts.append(_part(kind, value, today))
    return parts


def _part(kind: str, value: str, today: date) -> _Part:
    if kind == "time":
        return _time(value)
    if kind == "iso":
        return _date(*(int(number) for number in value.split("-")))
    if kind == "dotted":
        return _dotted(value, today)
    if kind == "dash" or value in _UNTIL:
        return None
    if value in _DAYS:
        return today + timedelta(days=_DAYS[value])
    raise WindowError(Flaw.UNREADABLE)


def _time(value: str) -> _Time:
    hours, minutes = (int(number) for number in value.split(":"))
    if minutes > 59 or hours * 60 + minutes > 24 * 60:
        raise WindowError(Flaw.NO_SUCH_TIME)
    return _Time(hours * 60 + minutes)


def _dotted(value: str, today: date) -> date:
    day, month, *year = (int(number) for number in value.split("."))
    if year:
        return _date(year[0] if year[0] > 99 else 2000 + year[0], month, day)
    near = [found for found in (_date_or_none(today.year + one, month, day) for one in (0, 1)) if found]
    to_come = [found for found in near if found >= today and found - today <= _HALF_A_YEAR]
    if not near:
        raise WindowError(Flaw.NO_SUCH_DATE)
    return to_come[0] if to_come else near[0]


def _date(year: int, month: int, day: int) -> date:
    found = _date_or_none(year, month, day)
    if found is None:
        raise WindowError(Flaw.NO_SUCH_DATE)
    return found


def _date_or_none(year: int, month: int, day: int) -> date | None:
    """Years that no arithmetic with zones goes wrong in; 1 and 9999 are the last ones of Python."""
    try:
        return date(year, month, day) if 1900 <= year <= 9000 else None
    except ValueError:
        return None


def _wall(day: date, time: _Time) -> datetime:
    return datetime.combine(day, datetime.min.time()) + timedelta(minutes=time.minutes)


def _instant(wall: datetime, zone: ZoneInfo, *, second: bool = False) -> datetime:
    """The UTC instant of a wall time: of two the first, or the `second`; the clocks' change where there is none."""
    at = wall.replace(tzinfo=zone, fold=int(second)).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == wall:
        return at
    at = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)  # reckoned with the later offset: before the change
    before = at.astimezone(zone).utcoffset()
    while at.astimezone(zone).utcoffset() == before:
        at += _MINUTE
    return at
