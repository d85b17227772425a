"""Business time against a brute-force walk, minute by minute, over nights on which the clocks change too."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from desk.hours import Calendar
from desk.spans import DAY, Span

MINUTE = timedelta(minutes=1)
WALK = 4 * DAY

# A date near which each zone's clock changes (or nothing happens): Kyiv and Berlin at night, Havana and Beirut at
# midnight, Lord Howe by half an hour, the Azores from 01:00 back to 00:00, Apia skips a whole day.
PLACES = [
    ("Europe/Kyiv", date(2026, 3, 29)),
    ("Europe/Kyiv", date(2026, 10, 25)),
    ("Europe/Kyiv", date(2026, 11, 30)),
    ("Europe/Moscow", date(2026, 12, 31)),
    ("Europe/Berlin", date(2024, 3, 31)),
    ("America/Havana", date(2025, 3, 9)),
    ("America/Havana", date(2025, 11, 2)),
    ("Asia/Beirut", date(2025, 3, 30)),
    ("Asia/Beirut", date(2025, 10, 26)),
    ("Australia/Lord_Howe", date(2025, 10, 5)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Atlantic/Azores", date(2025, 10, 26)),
    ("America/St_Johns", date(2009, 11, 1)),
    ("America/St_Johns", date(2010, 3, 14)),
    ("Pacific/Apia", date(2011, 12, 30)),
]


def _minute_is_open(calendar: Calendar, wall: datetime) -> bool:
    minute = wall.hour * 60 + wall.minute
    today = any(span.start <= minute < span.end for span in calendar.hours_on(wall.date()))
    night = calendar.hours_on(wall.date() - timedelta(days=1))
    return today or any(span.start <= minute + DAY < span.end for span in night)


def _walk(calendar: Calendar, start: datetime, minutes: int) -> list[bool]:
    """For each minute since `start` whether it is open; an hour that is shown again is as its first showing ended."""
    zone = ZoneInfo(calendar.timezone)
    found: list[bool] = []
    before = start - timedelta(hours=36)
    state = False
    for i in range(minutes + 36 * 60):
        wall = (before + i * MINUTE).astimezone(zone)
        if not wall.fold:
            state = _minute_is_open(calendar, wall)
        found.append(state)
    return found[36 * 60 :]


@st.composite
def _spans(draw: st.DrawFn) -> tuple[Span, ...]:
    spans = []
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.one_of(st.integers(0, 6 * 60), st.integers(0, DAY - 1), st.sampled_from([0, 120, 180, 210])))
        length = draw(st.one_of(st.integers(1, DAY), st.sampled_from([30, 60, DAY - start, DAY])))
        spans.append(Span(start, start + length))
    return tuple(spans)


@st.composite
def _calendars(draw: st.DrawFn) -> tuple[Calendar, datetime]:
    """A calendar, and an instant some hours before a change of the clocks."""
    zone, day = draw(st.sampled_from(PLACES))
    near = [day + timedelta(days=shift) for shift in range(-2, 4)]
    calendar = Calendar(
        timezone=zone,
        week=tuple(draw(_spans()) for _ in range(7)),
        holidays=dict.fromkeys(draw(st.sets(st.sampled_from(near), max_size=3)), "holiday"),
        holiday_hours=draw(_spans()),
        dates={one: draw(_spans()) for one in draw(st.sets(st.sampled_from(near), max_size=3))},
    )
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) + draw(st.integers(-40 * 60, 30 * 60)) * MINUTE
    return calendar, start


@settings(max_examples=100, deadline=None)
@given(_calendars(), st.integers(0, WALK))
def test_arithmetic_agrees_with_a_walk_minute_by_minute(drawn: tuple[Calendar, datetime], length: int) -> None:
    calendar, start = drawn
    minutes = _walk(calendar, start, length + 1)
    worked = sum(minutes[:length])

    assert calendar.elapsed(start, start + length * MINUTE) == worked * MINUTE
    assert calendar.is_open(start + length * MINUTE) is minutes[length]
    if worked:
        last = max(i for i in range(length) if minutes[i])
        assert calendar.add(start, worked * MINUTE) == start + (last + 1) * MINUTE
    if any(minutes):
        assert calendar.next_opening(start) == start + minutes.index(True) * MINUTE
        assert calendar.add(start, timedelta(0)) == calendar.next_opening(start)


@settings(max_examples=60, deadline=None)
@given(_calendars())
def test_closing_agrees_with_a_walk_minute_by_minute(drawn: tuple[Calendar, datetime]) -> None:
    calendar, start = drawn
    minutes = _walk(calendar, start, WALK)
    closing = calendar.closing(start)
    if not minutes[0]:
        assert closing is None
    elif False in minutes:
        assert closing == start + minutes.index(False) * MINUTE
    else:
        assert closing is None or closing >= start + WALK * MINUTE


@settings(max_examples=150, deadline=None)
@given(_calendars(), st.integers(1, 60 * DAY * 60_000_000), st.integers(0, 10**9))
def test_a_deadline_has_exactly_its_budget_before_it(drawn: tuple[Calendar, datetime], budget: int, odd: int) -> None:
    calendar, start = drawn
    if not any(calendar.week):
        return
    start += timedelta(microseconds=odd)
    duration = timedelta(microseconds=budget)
    deadline = calendar.add(start, duration)
    assert deadline.tzinfo is UTC
    assert calendar.elapsed(start, deadline) == duration
    # The earliest such instant: a tick sooner a tick is missing.
    assert calendar.elapsed(start, deadline - timedelta(microseconds=1)) < duration
