"""Periods of reports, as they are pressed and as they are typed; and their days brought together for a chart."""

from datetime import UTC, date, datetime, timedelta

import pytest

from desk.buckets import Bucket, buckets
from desk.figures import Day
from desk.periods import BadPeriodError, Period, Preset, preset, read
from tests.support.regulations import kyiv

KYIV = "Europe/Kyiv"
NOW = kyiv("2026-11-25 00:30")

PRESSED = [
    (Preset.TODAY, "2026-11-25", "2026-11-25"),
    (Preset.YESTERDAY, "2026-11-24", "2026-11-24"),
    (Preset.WEEK, "2026-11-19", "2026-11-25"),
    (Preset.DAYS, "2026-10-27", "2026-11-25"),
    (Preset.MONTH, "2026-11-01", "2026-11-25"),
    (Preset.LAST_MONTH, "2026-10-01", "2026-10-31"),
]


@pytest.mark.parametrize(("name", "first", "last"), PRESSED)
def test_the_buttons_mean_days_of_the_regulations_zone(name: Preset, first: str, last: str) -> None:
    period = Period(date.fromisoformat(first), date.fromisoformat(last), KYIV)
    assert preset(name, KYIV, NOW) == read(name.value, KYIV, NOW) == period
    assert read(period.code(), KYIV, NOW) == period


TYPED = [
    "2026-11-01 2026-11-15",
    "01.11.2026 15.11.2026",
    "20261101-20261115",
    "1.11.2026 – 15.11.2026",
    " 20261101 20261115 ",
]


@pytest.mark.parametrize("typed", TYPED)
def test_days_are_typed_as_people_write_them(typed: str) -> None:
    assert read(typed, KYIV, NOW) == Period(date(2026, 11, 1), date(2026, 11, 15), KYIV)


def test_one_day_is_a_period() -> None:
    period = read("2026-11-25", KYIV, NOW)
    assert (period.first, period.last, period.days) == (date(2026, 11, 25), date(2026, 11, 25), 1)


WRONG = [
    ("", "unreadable"),
    ("last autumn", "unreadable"),
    ("2026-13-01", "unreadable"),
    ("1999-12-31", "unreadable"),
    ("2026-11-01 2026-11-02 2026-11-03", "unreadable"),
    ("٢٠٢٦-11-01", "unreadable"),
    ("2026-11-02 2026-11-01", "reversed"),
    ("2006-11-02 2026-11-01", "too_long"),
]


@pytest.mark.parametrize(("typed", "reason"), WRONG)
def test_what_is_no_period_says_why(typed: str, reason: str) -> None:
    with pytest.raises(BadPeriodError) as caught:
        read(typed, KYIV, NOW)
    assert caught.value.reason == reason


def test_a_day_has_the_hours_it_really_has() -> None:
    day = read("2026-03-29", KYIV, NOW)
    assert day.start == datetime(2026, 3, 28, 22, tzinfo=UTC)
    assert day.end - day.start == timedelta(hours=23)
    skipped_midnight = Period(date(2025, 3, 30), date(2025, 3, 30), "Asia/Beirut")
    assert skipped_midnight.end - skipped_midnight.start == timedelta(hours=23)
    assert skipped_midnight.start == datetime(2025, 3, 29, 22, tzinfo=UTC)


def days(first: date, count: int) -> list[Day]:
    return [Day(first + timedelta(days=n), 2, 1) for n in range(count)]


GRAINS = [
    (7, [Bucket(date(2026, 1, 1) + timedelta(days=n), 2, 1) for n in range(7)]),
    (32, [
        Bucket(date(2026, 1, 1), 8, 4), Bucket(date(2026, 1, 5), 14, 7), Bucket(date(2026, 1, 12), 14, 7),
        Bucket(date(2026, 1, 19), 14, 7), Bucket(date(2026, 1, 26), 14, 7),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("count", "expected"), GRAINS)
def test_few_days_stand_alone_more_make_weeks(count: int, expected: list[Bucket]) -> None:
    assert buckets(days(date(2026, 1, 1), count)) == expected


@pytest.mark.parametrize(("count", "firsts"), [(365, 12), (366 + 3 * 365, 4)])
def test_more_make_months_and_years_and_nothing_is_lost(count: int, firsts: int) -> None:
    found = buckets(days(date(2024, 1, 1), count))
    assert len(found) == firsts
    assert sum(one.opened for one in found) == 2 * count
