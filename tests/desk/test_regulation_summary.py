"""What `python -m bot check` shows an operator."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from desk.hours import Calendar
from desk.model import Language
from desk.regulation import ClockKind, Priority, Regulation, Target, load
from desk.spans import Span
from desk.summary import summary

FOLDER = Path(__file__).parents[2] / "regulations"
SATURDAY_NIGHT = datetime(2026, 11, 21, 21, 22, tzinfo=UTC)


@pytest.fixture(scope="module")
def ipmg() -> Regulation:
    return load(FOLDER / "ipmg.toml", date(2026, 11, 21))


def section(lines: list[str], title: str) -> list[str]:
    start = next(i for i, line in enumerate(lines) if line.startswith(title)) + 1
    end = lines.index("", start) if "" in lines[start:] else len(lines)
    return lines[start:end]


def test_a_person_sees_who_and_in_which_languages(ipmg: Regulation) -> None:
    lines = summary(ipmg, SATURDAY_NIGHT)
    assert lines[0] == "IP Media Group: access to licensed television content"
    assert "Ticket IDs: IPMG-1001, ..." in lines
    assert "Languages: uk, ru, en (the first where none is known)" in lines


def test_the_hours_of_the_next_seven_days_are_shown_for_each_calendar(ipmg: Regulation) -> None:
    lines = section(summary(ipmg, SATURDAY_NIGHT), "Hours of the next 7 days (Europe/Kyiv)")
    assert len(lines) == 2 * 8
    assert lines[0] == "  support, closed now, opens Sun 2026-11-22 09:00"
    assert lines[1] == "    Sat 2026-11-21  09:00-20:00"
    assert lines[3] == "    Mon 2026-11-23  07:30-22:00"


def test_levels_are_shown_with_deadlines_and_clauses(ipmg: Regulation) -> None:
    assert section(summary(ipmg, SATURDAY_NIGHT), "Levels") == [
        "  standard: Standard (3.3.1)",
        "    first reaction: within 12 h of working time; warning at three quarters",
        "    next reaction: within 12 h of working time; warning at three quarters",
        "  operative: Operative (3.3.4), CRITICAL: out of turn, with a loud message",
        "    first reaction: within 1 h 30 min of clock time, day and night; warning after 1 h",
        "    next reaction: within 4 h of working time; warning at three quarters",
        "    the next reaction runs from the taking of the request too",
    ]


def test_the_matrix_is_shown(ipmg: Regulation) -> None:
    assert section(summary(ipmg, SATURDAY_NIGHT), "Which level") == [
        "  down: operative",
        "  degraded, by how many it hurts: one standard, some operative, all operative",
        "  question: standard",
    ]


def test_form_topics_contacts_and_grounds_are_shown(ipmg: Regulation) -> None:
    lines = summary(ipmg, SATURDAY_NIGHT)
    assert "  7. position, can be skipped (3.2.1)" in lines
    assert "  8. problem" in lines
    assert "  screenshots: JPEG, GIF, PNG, at most 10" in lines
    assert "  access: No access to the service (4.1)" in lines
    assert "  web_design: Web design (2.4), out of scope" in lines
    assert "  sales: Buying or ordering services (2.5), answered by others:" in lines
    assert "    Sales by phone: +380 44 235 92 58" in lines
    assert "  Support by phone: +380 67 244 64 44, hours: phone (3.2.2, 3.2.3)" in lines
    assert "  Support by e-mail: noc@ipmedia.net.ua, round the clock (3.2.1)" in lines
    assert "  foul_language: Foul language or insults (4.2)" in lines
    assert "Warnings" not in lines


def test_a_topic_of_another_department_says_whose() -> None:
    providence = load(FOLDER / "providence.toml", date(2026, 11, 21))
    lines = summary(providence, SATURDAY_NIGHT)
    assert "  connection: Connecting to content protection (3.3), passed to the partner department" in lines
    assert "    resolution: within 96 h of clock time, day and night; warning at three quarters" in lines


def test_holidays_are_named_and_years_without_them_are_warned_of(ipmg: Regulation) -> None:
    day = date(2026, 11, 23)
    calendar = Calendar(
        "Europe/Kyiv",
        (((Span.parse("09:00-18:00"),),) * 7),
        holidays={day: "Christmas Day"},
        dates={day + timedelta(days=1): (Span.parse("10:00-12:00"),)},
    )
    changed = ipmg.model_copy(update={"calendars": {"support": calendar}, "missing_years": (2029,)})
    lines = summary(changed, SATURDAY_NIGHT)
    assert "    Mon 2026-11-23  closed (Christmas Day)" in lines
    assert "    Tue 2026-11-24  10:00-12:00 (own hours of the date)" in lines
    assert section(lines, "Warnings") == ["  2029: the holiday source knows no holidays of that year (see [holidays])"]


@pytest.mark.parametrize(
    ("hours", "state"),
    [
        ("00:00-24:00", "open round the clock"),
        ("22:00-06:00", "open now until Sun 2026-11-22 06:00"),
    ],
)
def test_whether_it_is_open_now_is_said(ipmg: Regulation, hours: str, state: str) -> None:
    calendar = Calendar("Europe/Kyiv", (((Span.parse(hours),),) * 7))
    lines = summary(ipmg.model_copy(update={"calendars": {"support": calendar}}), SATURDAY_NIGHT)
    assert f"  support, {state}" in lines


def test_a_priority_without_targets_promises_nothing_and_a_short_one_its_minutes(ipmg: Regulation) -> None:
    name = {Language.UK: "Колись"}
    target = Target(within=timedelta(minutes=45), clock=ClockKind.WORKING)
    changed = ipmg.model_copy(
        update={
            "priorities": (
                *ipmg.priorities,
                Priority(key="some_day", name=name, clause=""),
                Priority(key="soon", name=name, clause="", first_reaction=target),
            )
        }
    )
    lines = section(summary(changed, SATURDAY_NIGHT), "Levels")
    assert lines[-4:] == [
        "  some_day: Колись",
        "    promises no time",
        "  soon: Колись",
        "    first reaction: within 45 min of working time; warning at three quarters",
    ]
