"""Public holidays: the country's list, the operator's switch, single dates, and years that nobody knows."""

from datetime import date
from typing import Any

import pytest

from desk.hours import Calendar
from desk.regulation_calendars import build

TODAY = date(2026, 11, 21)
CHRISTMAS = date(2026, 12, 25)


def built(today: date = TODAY, **source: Any) -> tuple[Calendar, tuple[int, ...]]:
    raw = {
        "timezone": "Europe/Kyiv",
        "calendars": {"support": {"mon": ["09:00-18:00"], "holidays": []}},
        "holidays": source,
    }
    calendars, missing, problems = build(raw, today)
    assert problems == []
    return calendars["support"], missing


def test_the_list_covers_last_year_to_three_years_ahead() -> None:
    calendar, missing = built(country="UA", enabled=True, categories=["workday"])
    assert {day.year for day in calendar.holidays} == {2025, 2026, 2027, 2028, 2029}
    assert missing == ()


def test_ukraine_has_no_public_holidays_under_martial_law_and_every_year_is_said_to_be_missing() -> None:
    calendar, missing = built(country="UA", enabled=True)
    assert calendar.holidays == {}
    assert missing == (2025, 2026, 2027, 2028, 2029)


def test_a_year_that_the_source_lacks_in_part_is_said() -> None:
    # The law took the public holidays away in March 2022: that year still has January's.
    _, missing = built(today=date(2022, 11, 1), country="UA", enabled=True)
    assert missing == (2023, 2024, 2025)


def test_a_list_that_is_switched_off_is_not_used_and_nothing_is_missing() -> None:
    calendar, missing = built(country="UA", enabled=False, categories=["public", "workday"], remove=["2026-12-25"])
    assert calendar.holidays == {}
    assert missing == ()


def test_single_dates_are_added_with_the_list_off_too() -> None:
    calendar, _ = built(country="UA", enabled=False, add=["2026-12-24"])
    assert calendar.holidays == {date(2026, 12, 24): "added holiday"}


def test_a_date_that_is_added_twice_over_keeps_its_name() -> None:
    calendar, _ = built(country="UA", enabled=True, categories=["workday"], add=["2026-12-25"])
    assert calendar.holidays[CHRISTMAS] == "Christmas Day"


def test_a_date_can_be_taken_out_and_one_of_a_year_long_past_harms_nobody() -> None:
    calendar, _ = built(country="UA", enabled=True, categories=["workday"], remove=["2026-12-25", "2019-01-07"])
    assert CHRISTMAS not in calendar.holidays


@pytest.mark.parametrize(
    ("country", "day", "name"),
    [
        ("UA", date(2026, 8, 24), "Independence Day"),
        ("RU", date(2026, 6, 12), "Russia Day"),
        ("DE", date(2026, 10, 3), "German Unity Day"),
        ("BS", date(2026, 7, 10), "Independence Day"),
    ],
)
def test_names_are_english_whatever_the_machine_speaks(country: str, day: date, name: str) -> None:
    categories = ["public", "workday"] if country == "UA" else ["public"]
    calendar, _ = built(country=country, enabled=True, categories=categories)
    assert calendar.holidays[day] == name


def test_without_hours_on_holidays_a_holiday_is_a_day_like_any_other() -> None:
    raw = {"timezone": "UTC", "calendars": {"support": {"fri": ["09:00-18:00"]}}}
    calendars, _, problems = build(raw, TODAY)
    assert problems == []
    assert calendars["support"].hours_on(CHRISTMAS) == calendars["support"].week[4]
