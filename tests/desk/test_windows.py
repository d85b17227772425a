"""Windows and moments as people type them, in the regulation's time zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.windows import FARTHEST, LONGEST, Flaw, Window, WindowError, read_moment, read_window

KYIV = "Europe/Kyiv"
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
"""A Sunday; noon in Kyiv."""


def kyiv(text: str) -> datetime:
    """Winter or summer time as the zone says."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(KYIV)).astimezone(UTC)


NIGHT = ("2026-11-25 02:00", "2026-11-25 06:00")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("25.11 02:00-06:00", *NIGHT),
        ("25.11 2:00 - 6:00", *NIGHT),
        ("25.11, 02:00–06:00", *NIGHT),
        ("25.11 02:00 — 06:00", *NIGHT),
        ("25.11.2026 02:00-06:00", *NIGHT),
        ("25.11.26 02:00-06:00", *NIGHT),
        ("2026-11-25 02:00-06:00", *NIGHT),
        ("2026-11-25 02:00 – 2026-11-25 06:00", *NIGHT),
        ("2026-11-25 02:00-2026-11-25 06:00", *NIGHT),
        ("  25.11\n02:00   -  25.11 06:00 ", *NIGHT),
        ("25.11 at 02:00 to 06:00", *NIGHT),
        ("25.11 с 02:00 до 06:00", *NIGHT),
        ("25.11 з 02:00 до 06:00", *NIGHT),
        ("from 25.11 02:00 until 25.11 06:00", *NIGHT),
        ("today 22:00-23:30", "2026-11-22 22:00", "2026-11-22 23:30"),
        ("сегодня 22:00-23:30", "2026-11-22 22:00", "2026-11-22 23:30"),
        ("Сьогодні о 22:00 до 23:30", "2026-11-22 22:00", "2026-11-22 23:30"),
        ("Tomorrow 02:00-06:00", "2026-11-23 02:00", "2026-11-23 06:00"),
        ("завтра 02:00-06:00", "2026-11-23 02:00", "2026-11-23 06:00"),
        ("послезавтра 02:00-06:00", "2026-11-24 02:00", "2026-11-24 06:00"),
        ("післязавтра 02:00-06:00", "2026-11-24 02:00", "2026-11-24 06:00"),
        ("25.11 23:00-05:00", "2026-11-25 23:00", "2026-11-26 05:00"),
        ("25.11 23:00 - 26.11 05:00", "2026-11-25 23:00", "2026-11-26 05:00"),
        ("tomorrow 23:00-24:00", "2026-11-23 23:00", "2026-11-24 00:00"),
        ("tomorrow 23:00-00:00", "2026-11-23 23:00", "2026-11-24 00:00"),
        ("31.12 23:00-02:00", "2026-12-31 23:00", "2027-01-01 02:00"),
        ("10.01 02:00-06:00", "2027-01-10 02:00", "2027-01-10 06:00"),
        ("28.02 02:00 - 03.03 06:00", "2027-02-28 02:00", "2027-03-03 06:00"),
        ("today 11:00-13:00", "2026-11-22 11:00", "2026-11-22 13:00"),
    ],
)
def test_a_window_is_read_in_the_regulations_time_zone(text: str, start: str, end: str) -> None:
    assert read_window(text, KYIV, NOW) == Window(kyiv(start), kyiv(end))


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("", Flaw.UNREADABLE),
        ("tonight", Flaw.UNREADABLE),
        ("25.11", Flaw.UNREADABLE),
        ("25.11 02:00", Flaw.UNREADABLE),
        ("25.11 02:00 06:00", Flaw.UNREADABLE),
        ("25.11 - 26.11 02:00", Flaw.UNREADABLE),
        ("25/11 02:00-06:00", Flaw.UNREADABLE),
        ("25.11 0200-0600", Flaw.UNREADABLE),
        ("Wednesday 02:00-06:00", Flaw.UNREADABLE),
        ("25.11 02:00-06:00 <b>", Flaw.UNREADABLE),
        ("25.11 02:00-06:00 Kyiv time", Flaw.UNREADABLE),
        ("25.11 02:000-06:00", Flaw.UNREADABLE),
        ("²5.11 02:00-06:00", Flaw.UNREADABLE),
        ("02:00-06:00", Flaw.NO_DATE),
        ("31.11 02:00-06:00", Flaw.NO_SUCH_DATE),
        ("2026-02-30 02:00-06:00", Flaw.NO_SUCH_DATE),
        ("00.00 02:00-06:00", Flaw.NO_SUCH_DATE),
        ("9999-12-31 02:00-06:00", Flaw.NO_SUCH_DATE),
        ("0001-01-01 02:00-06:00", Flaw.NO_SUCH_DATE),
        ("29.02 02:00-06:00", Flaw.NO_SUCH_DATE),
        ("25.11 25:00-26:00", Flaw.NO_SUCH_TIME),
        ("25.11 02:60-06:00", Flaw.NO_SUCH_TIME),
        ("25.11 24:01-25:00", Flaw.NO_SUCH_TIME),
        ("25.11 02:00-02:00", Flaw.BACKWARDS),
        ("26.11 02:00 - 25.11 06:00", Flaw.BACKWARDS),
        ("21.11 02:00-06:00", Flaw.PAST),
        ("today 02:00-06:00", Flaw.PAST),
        ("today 02:00-12:00", Flaw.PAST),
        ("2025-11-25 02:00-06:00", Flaw.PAST),
        ("25.11 02:00 - 10.12 02:00", Flaw.TOO_LONG),
        ("2028-11-25 02:00-06:00", Flaw.TOO_FAR),
    ],
)
def test_what_is_no_window_to_come_is_refused_with_what_is_wrong(text: str, flaw: Flaw) -> None:
    with pytest.raises(WindowError) as refused:
        read_window(text, KYIV, NOW)
    assert refused.value.flaw is flaw


def test_a_window_that_has_passed_is_one_where_it_may_be_over() -> None:
    assert read_window("today 02:00-06:00", KYIV, NOW, over=True).start == kyiv("2026-11-22 02:00")
    assert read_window("21.11 02:00-06:00", KYIV, NOW, over=True).end == kyiv("2026-11-21 06:00")


def test_the_29th_of_february_is_read_where_there_is_one() -> None:
    now = datetime(2027, 12, 1, 10, 0, tzinfo=UTC)
    assert read_window("29.02 02:00-06:00", KYIV, now).start == kyiv("2028-02-29 02:00")


AUTUMN = datetime(2026, 10, 20, 10, 0, tzinfo=UTC)
SPRING = datetime(2026, 3, 20, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "now", "start", "end"),
    [
        # on 25 October 2026 Kyiv shows 03:00-04:00 twice: first at 00:00 UTC, again at 01:00 UTC
        ("25.10 03:30-03:45", AUTUMN, "2026-10-25T00:30Z", "2026-10-25T01:45Z"),
        ("25.10 02:00-06:00", AUTUMN, "2026-10-24T23:00Z", "2026-10-25T04:00Z"),
        ("25.10 03:30-04:00", AUTUMN, "2026-10-25T00:30Z", "2026-10-25T02:00Z"),
        # on 29 March 2026 it skips 03:00-04:00, at 01:00 UTC
        ("29.03 03:30-06:00", SPRING, "2026-03-29T01:00Z", "2026-03-29T03:00Z"),
        ("29.03 02:00-03:30", SPRING, "2026-03-29T00:00Z", "2026-03-29T01:00Z"),
        ("29.03 02:00-06:00", SPRING, "2026-03-29T00:00Z", "2026-03-29T03:00Z"),
    ],
)
def test_a_night_of_a_clock_change_is_told_whole(text: str, now: datetime, start: str, end: str) -> None:
    window = read_window(text, KYIV, now)
    assert window == Window(datetime.fromisoformat(start), datetime.fromisoformat(end))


def test_a_window_inside_the_hour_that_the_clocks_skip_is_none() -> None:
    with pytest.raises(WindowError) as refused:
        read_window("29.03 03:10-03:50", KYIV, SPRING)
    assert refused.value.flaw is Flaw.BACKWARDS


def test_the_day_of_the_typed_words_is_the_zones_and_not_utcs() -> None:
    night = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)  # half past midnight of the 23rd in Kyiv
    assert read_window("today 02:00-06:00", KYIV, night).start == kyiv("2026-11-23 02:00")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("18:00", "2026-11-22 18:00"),
        ("at 18:00", "2026-11-22 18:00"),
        ("today 18:00", "2026-11-22 18:00"),
        ("завтра в 9:00", "2026-11-23 09:00"),
        ("завтра о 9:00", "2026-11-23 09:00"),
        ("24.11 09:00", "2026-11-24 09:00"),
        ("2026-11-24 09:00", "2026-11-24 09:00"),
        ("10.01, 09:00", "2027-01-10 09:00"),
    ],
)
def test_a_moment_is_read(text: str, at: str) -> None:
    assert read_moment(text, KYIV, NOW) == kyiv(at)


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("", Flaw.UNREADABLE),
        ("now", Flaw.UNREADABLE),
        ("24.11", Flaw.UNREADABLE),
        ("24.11 09:00-10:00", Flaw.UNREADABLE),
        ("31.11 09:00", Flaw.NO_SUCH_DATE),
        ("24.11 29:00", Flaw.NO_SUCH_TIME),
        ("09:00", Flaw.PAST),
        ("12:00", Flaw.PAST),
        ("21.11 09:00", Flaw.PAST),
        ("2028-01-01 09:00", Flaw.TOO_FAR),
    ],
)
def test_what_is_no_moment_to_come_is_refused(text: str, flaw: Flaw) -> None:
    with pytest.raises(WindowError) as refused:
        read_moment(text, KYIV, NOW)
    assert refused.value.flaw is flaw


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(1, 300 * 24 * 60),
    st.integers(1, 14 * 24 * 60 - 61),
)
def test_whatever_window_is_written_out_in_full_is_read_again(now: datetime, ahead: int, long: int) -> None:
    zone = ZoneInfo(KYIV)
    start = (now + timedelta(minutes=ahead)).replace(second=0, microsecond=0)
    if start.astimezone(zone).fold:
        start -= timedelta(hours=1)
    end = start + timedelta(minutes=long)
    second = end.astimezone(zone).replace(fold=1).astimezone(UTC)
    text = f"{start.astimezone(zone):%Y-%m-%d %H:%M} - {end.astimezone(zone):%Y-%m-%d %H:%M}"
    if end > now:
        assert read_window(text, KYIV, now) == Window(start, second)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    for read in (read_window, read_moment):
        try:
            found = read(text, KYIV, NOW)
        except WindowError:
            continue
        assert found is not None


def test_the_bounds_are_those_that_are_said() -> None:
    assert timedelta(days=14) == LONGEST
    assert timedelta(days=366) == FARTHEST
