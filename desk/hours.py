"""Business-time arithmetic: when support is open, and where a duration of working time ends.

Opening hours are wall clock in the calendar's time zone; durations are real time, so the night of a clock change
counts the hours it really has. A wall time that the clocks skip means the instant of the change; one that they show
twice means its first showing: what is open when the hour begins again stays open through it, what is closed, closed.

A span past midnight belongs to the day it begins on, also where the next day is a holiday or has hours of its own.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from desk.spans import DAY, Span, merge

SEARCH_MONTHS = 12 * 50
"""How far `add` and `next_opening` look before they give up with NoOpeningError."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_ONE_DAY = timedelta(days=1)
_MINUTE = 60_000_000  # ticks
_MARGIN = timedelta(days=2)  # no zone is further than that from UTC, the oddest clock change included


class NoOpeningError(Exception):
    """The calendar has no opening, or not enough of them, within SEARCH_MONTHS."""


class _Month(NamedTuple):
    """The open intervals of a local month, in microseconds since 1970; `before` and `after` are running totals."""

    starts: list[int]
    ends: list[int]
    before: list[int]
    after: list[int]

    def worked_until(self, tick: int) -> int:
        """The month's working time before `tick`."""
        i = bisect_right(self.starts, tick) - 1
        if i < 0:
            return 0
        return self.before[i] + min(tick, self.ends[i]) - self.starts[i]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Opening hours in a time zone: weekly spans, holidays with their own hours, dates with their own hours.

    `week` is Monday to Sunday. `holidays` are dates with their names; on them `holiday_hours` hold (none: closed).
    `dates` have hours of their own, and beat holidays, which beat week days. Every instant taken must be aware
    (ValueError), every instant given is UTC. Months are worked out once and kept, so that arithmetic stays quick.
    """

    timezone: str
    week: tuple[tuple[Span, ...], ...] = ((),) * 7
    holidays: Mapping[date, str] = field(default_factory=dict, hash=False)
    holiday_hours: tuple[Span, ...] = ()
    dates: Mapping[date, tuple[Span, ...]] = field(default_factory=dict, hash=False)
    _zone: ZoneInfo = field(init=False, repr=False, compare=False)
    _months: dict[int, _Month] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError(f"a week has 7 days, not {len(self.week)}")
        object.__setattr__(self, "_zone", ZoneInfo(self.timezone))
        object.__setattr__(self, "_months", {})

    def hours_on(self, day: date) -> tuple[Span, ...]:
        """The spans that begin on a local date; empty: closed."""
        own = self.dates.get(day)
        if own is not None:
            return own
        return self.holiday_hours if day in self.holidays else self.week[day.weekday()]

    def is_open(self, at: datetime) -> bool:
        """Whether `at` lies in opening hours; the closing instant does not."""
        return self._span_at(_ticks(at)) is not None

    def add(self, start: datetime, duration: timedelta) -> datetime:
        """The instant at which `duration` of working time has run since `start`, UTC.

        A duration used up exactly at closing time ends then; a zero duration ends at the next opening.
        ValueError: a negative duration. NoOpeningError: not so much working time within SEARCH_MONTHS.
        """
        if duration < timedelta(0):
            raise ValueError("a negative duration")
        if not duration:
            return self.next_opening(start)
        tick, left = _ticks(start), duration // _TICK
        for month in self._months_from(start):
            done = month.worked_until(tick)
            available = month.after[-1] - done if month.after else 0
            if left <= available:
                i = bisect_left(month.after, done + left)
                return _instant(month.starts[i] + done + left - month.before[i])
            left -= available
        raise NoOpeningError(f"less than {duration} of working time since {start:%Y-%m-%d}")

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """The working time between two instants; zero when they are reversed."""
        first, last = _ticks(start), _ticks(end)
        if last <= first:
            return timedelta(0)
        total = 0
        for number in range(_month_number(start - _MARGIN), _month_number(end + _MARGIN) + 1):
            month = self._month(number)
            total += month.worked_until(last) - month.worked_until(first)
        return total * _TICK

    def next_opening(self, at: datetime) -> datetime:
        """`at` itself when open, else the next opening, UTC. NoOpeningError: none within SEARCH_MONTHS."""
        tick = _ticks(at)
        for month in self._months_from(at):
            i = bisect_right(month.ends, tick)
            if i < len(month.ends):
                return _instant(max(month.starts[i], tick))
        raise NoOpeningError(f"no opening since {at:%Y-%m-%d}")

    def closing(self, at: datetime) -> datetime | None:
        """When the span that holds `at` ends, UTC; adjacent spans run together. None: closed, or never closes."""
        span = self._span_at(_ticks(at))
        if span is None:
            return None
        end = span[1]
        forever = self._always_open_from()
        while forever is None or end < forever:
            following = self._span_at(end)
            if following is None:
                return _instant(end)
            end = following[1]
        return None

    def _always_open_from(self) -> int | None:
        """Since when it never closes again: a week without a gap, and all exceptions behind. None: it closes."""
        if any(_day(own, before) != [(0, DAY)] for own, before in zip(self.week, _shifted(self.week), strict=True)):
            return None
        last = max([*self.holidays, *self.dates], default=date(1970, 1, 1))
        return _ticks(datetime(last.year, last.month, last.day, tzinfo=UTC) + 2 * _MARGIN)

    def _span_at(self, tick: int) -> tuple[int, int] | None:
        """The interval that holds `tick`, the closing instant not included."""
        at = _instant(tick)
        for number in range(_month_number(at - _MARGIN), _month_number(at + _MARGIN) + 1):
            month = self._month(number)
            i = bisect_right(month.starts, tick) - 1
            if i >= 0 and tick < month.ends[i]:
                return month.starts[i], month.ends[i]
        return None

    def _months_from(self, at: datetime) -> Iterator[_Month]:
        first = _month_number(at - _MARGIN)
        return (self._month(number) for number in range(first, first + SEARCH_MONTHS))

    def _month(self, number: int) -> _Month:
        month = self._months.get(number)
        if month is None:
            month = self._months[number] = self._work_out(number)
        return month

    def _work_out(self, number: int) -> _Month:
        """The open intervals of the local month, neighbours run together."""
        month = _Month([], [], [], [])
        day, end = _first_day(number), _first_day(number + 1)
        before, offset = self.hours_on(day - _ONE_DAY), self._offset(day)
        total = 0
        while day < end:
            tomorrow = day + _ONE_DAY
            own, next_offset = self.hours_on(day), self._offset(tomorrow)
            steady = offset if offset == next_offset else None
            for begin, stop in self._instants(day, _day(own, before), steady):
                if begin == stop:
                    continue  # the clocks skipped it
                total += stop - begin
                if month.ends and month.ends[-1] == begin:
                    month.ends[-1], month.after[-1] = stop, total
                    continue
                month.starts.append(begin)
                month.ends.append(stop)
                month.before.append(total - (stop - begin))
                month.after.append(total)
            before, offset, day = own, next_offset, tomorrow
        return month

    def _instants(self, day: date, intervals: list[tuple[int, int]], offset: int | None) -> Iterator[tuple[int, int]]:
        """The instants of a day's minutes; quick on the days, nearly all, whose `offset` is one and the same."""
        if offset is not None:
            midnight = (day.toordinal() - _EPOCH.toordinal()) * DAY * _MINUTE - offset
            return ((midnight + opens * _MINUTE, midnight + closes * _MINUTE) for opens, closes in intervals)
        wall = datetime(day.year, day.month, day.day, tzinfo=self._zone)
        return (
            (self._shown(wall + timedelta(minutes=opens)), self._shown(wall + timedelta(minutes=closes)))
            for opens, closes in intervals
        )

    def _offset(self, midnight: date) -> int | None:
        """How far the zone is ahead of UTC at the start of a day, in ticks; None: the clocks change about then."""
        year, month, day = midnight.year, midnight.month, midnight.day
        offset = datetime(year, month, day, tzinfo=self._zone).utcoffset()
        assert offset is not None
        if offset != datetime(year, month, day, tzinfo=self._zone, fold=1).utcoffset():
            return None
        return offset // _TICK

    def _shown(self, wall: datetime) -> int:
        """The instant at which the clock on the wall shows `wall` first, or jumps over it."""
        before, after = wall.utcoffset(), wall.replace(fold=1).utcoffset()
        assert before is not None
        assert after is not None
        if before < after:
            return self._change_between(_ticks(wall.replace(fold=1)), _ticks(wall), before)
        return _ticks(wall)

    def _change_between(self, low: int, high: int, before: timedelta) -> int:
        """The instant within a skipped stretch at which the offset stops being `before`."""
        while high - low > 1:
            middle = (low + high) // 2
            if _instant(middle).astimezone(self._zone).utcoffset() == before:
                low = middle
            else:
                high = middle
        return high


def _day(own: tuple[Span, ...], before: tuple[Span, ...]) -> list[tuple[int, int]]:
    """The open minutes of one day: its own spans, and what runs into it from the day before."""
    tails = [(max(span.start, DAY) - DAY, span.end - DAY) for span in before if span.end > DAY]
    return merge([*tails, *((span.start, min(span.end, DAY)) for span in own)])


def _shifted(week: tuple[tuple[Span, ...], ...]) -> tuple[tuple[Span, ...], ...]:
    return week[-1:] + week[:-1]


def _ticks(at: datetime) -> int:
    if at.tzinfo is None:
        raise ValueError("an instant without a time zone")
    return (at - _EPOCH) // _TICK


def _instant(tick: int) -> datetime:
    return _EPOCH + tick * _TICK


def _month_number(at: datetime) -> int:
    utc = at.astimezone(UTC)
    return utc.year * 12 + utc.month - 1


def _first_day(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)
