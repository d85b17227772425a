"""Opening hours: what a calendar answers, case by case."""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from desk.hours import SEARCH_MONTHS, Calendar, NoOpeningError
from desk.spans import Span

KYIV = ZoneInfo("Europe/Kyiv")
HOUR = timedelta(hours=1)


def spans(*written: str) -> tuple[Span, ...]:
    return tuple(map(Span.parse, written))


def week(work: tuple[Span, ...], weekend: tuple[Span, ...] = ()) -> tuple[tuple[Span, ...], ...]:
    return (work,) * 5 + (weekend,) * 2


def kyiv(day: int, hour: int, minute: int = 0, month: int = 11, fold: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=KYIV, fold=fold)


IPMG = Calendar(
    "Europe/Kyiv",
    week(spans("07:30-22:00"), spans("09:00-20:00")),
    holidays={date(2026, 12, 25): "Christmas Day", date(2026, 12, 24): "added holiday"},
    holiday_hours=spans("09:00-20:00"),
    dates={date(2026, 12, 25): (), date(2026, 12, 31): spans("09:00-12:00", "13:00-15:00")},
)
NIGHT = Calendar("Europe/Kyiv", (spans("22:00-06:00"),) * 7)
ALWAYS = Calendar("Europe/Kyiv", (spans("00:00-24:00"),) * 7)


@pytest.mark.parametrize(
    ("start", "hours", "deadline"),
    [
        pytest.param(kyiv(20, 10), 2, kyiv(20, 12), id="within a day"),
        pytest.param(kyiv(20, 21), 2, kyiv(21, 10), id="Friday night into Saturday, which opens later"),
        pytest.param(kyiv(21, 23), 12, kyiv(23, 8, 30), id="3.3.1: twelve working hours over a Sunday"),
        pytest.param(kyiv(20, 20), 2, kyiv(20, 22), id="used up exactly at closing: the closing time"),
        pytest.param(kyiv(20, 3), 14.5, kyiv(20, 22), id="a whole day, asked before it opens"),
        pytest.param(kyiv(20, 22), 1, kyiv(21, 10), id="asked at closing time"),
        pytest.param(kyiv(20, 23), 0, kyiv(21, 9), id="nothing, asked outside hours: the next opening"),
        pytest.param(kyiv(20, 11), 0, kyiv(20, 11), id="nothing, asked in hours: at once"),
        pytest.param(kyiv(23, 21, month=12), 2, kyiv(24, 10, month=12), id="a holiday has the hours of holidays"),
        pytest.param(kyiv(24, 19, month=12), 2, kyiv(26, 10, month=12), id="a date with its own hours beats a holiday"),
        pytest.param(kyiv(31, 11, 30, month=12), 1, kyiv(31, 13, 30, month=12), id="over a break"),
    ],
)
def test_a_deadline_counts_opening_hours(start: datetime, hours: float, deadline: datetime) -> None:
    found = IPMG.add(start, hours * HOUR)
    assert found == deadline
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("calendar", "start", "end", "hours"),
    [
        pytest.param(IPMG, kyiv(20, 10), kyiv(20, 12), 2, id="within a day"),
        pytest.param(IPMG, kyiv(20, 12), kyiv(20, 10), 0, id="reversed"),
        pytest.param(IPMG, kyiv(20, 12), kyiv(20, 12), 0, id="empty"),
        pytest.param(IPMG, kyiv(16, 0), kyiv(23, 0), 5 * 14.5 + 2 * 11, id="a week"),
        pytest.param(IPMG, kyiv(25, 0, month=12), kyiv(26, 0, month=12), 0, id="a closed date"),
        pytest.param(NIGHT, kyiv(20, 5), kyiv(20, 23), 2, id="the ends of two nights"),
        pytest.param(NIGHT, kyiv(28, 12, month=3), kyiv(29, 12, month=3), 7, id="the short night of spring"),
        pytest.param(NIGHT, kyiv(24, 12, month=10), kyiv(25, 12, month=10), 9, id="the long night of autumn"),
        pytest.param(ALWAYS, kyiv(25, 0, month=10), kyiv(26, 0, month=10), 25, id="round the clock in autumn"),
        pytest.param(ALWAYS, kyiv(29, 0, month=3), kyiv(30, 0, month=3), 23, id="round the clock in spring"),
        pytest.param(ALWAYS, kyiv(1, 0), kyiv(1, 0, month=12), 30 * 24, id="round the clock loses no minute"),
    ],
)
def test_working_time_between_two_instants(calendar: Calendar, start: datetime, end: datetime, hours: float) -> None:
    assert calendar.elapsed(start, end) == hours * HOUR


@pytest.mark.parametrize(
    ("at", "open_", "opening", "closing"),
    [
        pytest.param(kyiv(20, 7, 30), True, kyiv(20, 7, 30), kyiv(20, 22), id="the opening instant is open"),
        pytest.param(kyiv(20, 22), False, kyiv(21, 9), None, id="the closing instant is closed"),
        pytest.param(kyiv(20, 6), False, kyiv(20, 7, 30), None, id="before opening"),
        pytest.param(kyiv(31, 12, 30, month=12), False, kyiv(31, 13, month=12), None, id="in a break"),
    ],
)
def test_open_next_opening_and_closing(at: datetime, open_: bool, opening: datetime, closing: datetime | None) -> None:
    assert IPMG.is_open(at) is open_
    assert IPMG.next_opening(at) == opening
    assert IPMG.closing(at) == closing


def test_a_night_runs_into_the_next_day_and_is_one_span() -> None:
    assert NIGHT.closing(kyiv(30, 23)) == kyiv(1, 6, month=12)
    assert NIGHT.is_open(kyiv(1, 5, 59, month=12))
    assert not NIGHT.is_open(kyiv(1, 6, month=12))


def test_a_night_belongs_to_the_day_it_begins_on() -> None:
    calendar = Calendar("Europe/Kyiv", NIGHT.week, dates={date(2026, 11, 21): ()})
    assert calendar.is_open(kyiv(21, 5))
    assert not calendar.is_open(kyiv(21, 23))
    assert not calendar.is_open(kyiv(22, 5))


def test_round_the_clock_never_closes() -> None:
    assert ALWAYS.closing(kyiv(20, 12)) is None


def test_round_the_clock_closes_for_a_date_years_away_and_never_after() -> None:
    calendar = Calendar("Europe/Kyiv", ALWAYS.week, dates={date(2028, 1, 1): ()})
    assert calendar.closing(kyiv(20, 12)) == datetime(2028, 1, 1, tzinfo=KYIV)
    assert calendar.closing(datetime(2028, 1, 2, tzinfo=KYIV)) is None


def test_spans_that_touch_over_midnight_run_together() -> None:
    calendar = Calendar("Europe/Kyiv", (spans("20:00-24:00"), spans("00:00-04:00"), *((),) * 5))
    assert calendar.closing(kyiv(23, 21)) == kyiv(24, 4)
    end_of_month = Calendar("Europe/Kyiv", (spans("20:00-24:00"), spans("00:00-04:00"), *((),) * 5))
    assert end_of_month.closing(kyiv(30, 21)) == kyiv(1, 4, month=12)


@pytest.mark.parametrize(
    ("hours", "opens", "closes"),
    [
        # Spring: 03:00-04:00 is skipped.
        pytest.param("03:30-09:00", kyiv(29, 4, month=3), kyiv(29, 9, month=3), id="opens in the skipped hour"),
        pytest.param("01:00-03:30", kyiv(29, 1, month=3), kyiv(29, 4, month=3), id="closes in the skipped hour"),
        # Autumn: 03:00-04:00 is shown twice.
        pytest.param("03:30-09:00", kyiv(25, 3, 30, month=10), kyiv(25, 9, month=10), id="opens at the first showing"),
        pytest.param("01:00-03:30", kyiv(25, 1, month=10), kyiv(25, 3, 30, month=10), id="closes at the first showing"),
        pytest.param("01:00-04:00", kyiv(25, 1, month=10), kyiv(25, 4, month=10), id="holds the hour twice"),
    ],
)
def test_hours_on_a_night_of_changed_clocks(hours: str, opens: datetime, closes: datetime) -> None:
    calendar = Calendar("Europe/Kyiv", (*((),) * 6, spans(hours)))
    midnight = opens.replace(hour=0, minute=0)
    assert calendar.next_opening(midnight) == opens.astimezone(UTC)
    assert calendar.closing(opens.astimezone(UTC)) == closes.astimezone(UTC)


def test_a_span_within_the_skipped_hour_is_not_there() -> None:
    calendar = Calendar("Europe/Kyiv", (*((),) * 6, spans("03:10-03:50")))
    assert calendar.elapsed(kyiv(29, 0, month=3), kyiv(30, 0, month=3)) == timedelta(0)


def test_a_day_whose_midnight_is_skipped_or_shown_twice_has_its_real_hours() -> None:
    for zone, day, hours in (("Asia/Beirut", date(2025, 3, 30), 23), ("America/Havana", date(2025, 11, 2), 25)):
        always = Calendar(zone, (spans("00:00-24:00"),) * 7)
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone))
        before, after = noon - timedelta(days=1), noon + timedelta(days=1)
        assert always.elapsed(before, after) == timedelta(hours=24 + hours)


def test_a_calendar_that_never_opens_says_so() -> None:
    never = Calendar("Europe/Kyiv")
    assert not never.is_open(kyiv(20, 12))
    with pytest.raises(NoOpeningError):
        never.next_opening(kyiv(20, 12))
    with pytest.raises(NoOpeningError):
        never.add(kyiv(20, 12), HOUR)


def test_a_deadline_further_than_the_search_is_refused_and_not_cut_short() -> None:
    minute_a_week = Calendar("UTC", (spans("09:00-09:01"), *((),) * 6))
    weeks = SEARCH_MONTHS * 4
    assert minute_a_week.add(kyiv(20, 12), timedelta(minutes=weeks)) > kyiv(20, 12) + timedelta(weeks=weeks - 1)
    with pytest.raises(NoOpeningError):
        minute_a_week.add(kyiv(20, 12), timedelta(minutes=SEARCH_MONTHS * 5))


def test_hours_on_a_date_are_its_own_then_the_holiday_s_then_the_week_day_s() -> None:
    assert IPMG.hours_on(date(2026, 12, 25)) == ()
    assert IPMG.hours_on(date(2026, 12, 24)) == spans("09:00-20:00")
    assert IPMG.hours_on(date(2026, 12, 23)) == spans("07:30-22:00")


def test_a_negative_duration_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        IPMG.add(kyiv(20, 12), -HOUR)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        IPMG.is_open(datetime(2026, 11, 20, 12))  # noqa: DTZ001 - the point of the test


def test_a_week_of_six_days_is_refused() -> None:
    with pytest.raises(ValueError, match="7 days"):
        Calendar("UTC", ((),) * 6)


def test_calendars_with_the_same_hours_are_equal_and_hash_alike() -> None:
    one, other = Calendar("UTC", NIGHT.week), Calendar("UTC", NIGHT.week)
    one.is_open(kyiv(20, 12))
    assert one == other
    assert hash(one) == hash(other)
    assert one != NIGHT


def test_a_thousand_working_hours_take_under_a_millisecond() -> None:
    calendar = Calendar("Europe/Kyiv", week(spans("09:00-13:00", "14:00-18:00")))
    start = kyiv(20, 12)
    calendar.add(start, 1000 * HOUR)
    best = min(_seconds(calendar, start, 1000 * HOUR) for _ in range(20))
    assert best < 0.001
    calendar.add(start, 5000 * HOUR)  # two and a half years away
    assert min(_seconds(calendar, start, 5000 * HOUR) for _ in range(20)) < 0.001


def _seconds(calendar: Calendar, start: datetime, duration: timedelta) -> float:
    began = time.perf_counter()
    calendar.add(start, duration)
    return time.perf_counter() - began


@pytest.mark.parametrize(
    ("written", "start", "end", "again"),
    [
        ("07:30-22:00", 450, 1320, "07:30-22:00"),
        ("22:00-06:00", 1320, 1800, "22:00-06:00"),
        ("00:00-24:00", 0, 1440, "00:00-24:00"),
        ("12:00-00:00", 720, 1440, "12:00-24:00"),
        (" 09:00 – 18:00 ", 540, 1080, "09:00-18:00"),
    ],
)
def test_a_span_is_read_and_written(written: str, start: int, end: int, again: str) -> None:
    span = Span.parse(written)
    assert (span.start, span.end, str(span)) == (start, end, again)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("9-18", "not a time span"),
        ("9:00-18:00", "not a time span"),
        ("09:00", "not a time span"),
        ("25:00-26:00", "no clock shows"),
        ("24:00-24:00", "no clock shows"),
        ("09:60-18:00", "no clock shows"),
        ("09:00-24:01", "no clock shows"),
        ("09:00-09:00", "is empty"),
    ],
)
def test_a_bad_span_is_refused_with_its_reason(written: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Span.parse(written)


@pytest.mark.parametrize(("start", "end"), [(-1, 60), (1440, 1500), (60, 60), (60, 1501)])
def test_a_span_that_cannot_be_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="24 hours"):
        Span(start, end)
