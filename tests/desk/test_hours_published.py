"""The published expectations of business-time arithmetic (shared/business_time_cases.json), where the file is there."""

import json
import os
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desk.hours import Calendar
from desk.spans import Span

_SHARED = Path(os.environ.get("SHARED_DIR", Path(__file__).parents[2].parent / "shared"))
_FILE = _SHARED / "business_time_cases.json"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Case = dict[str, Any]


def _cases(kind: str) -> list[Any]:
    if not _FILE.is_file():
        reason = "business_time_cases.json is not there; SHARED_DIR names the folder that has it"
        return [pytest.param({}, marks=pytest.mark.skip(reason=reason), id="no-file")]
    cases = json.loads(_FILE.read_text(encoding="utf-8"))["cases"]
    return [pytest.param(case, id=case["id"]) for case in cases if case["kind"] == kind]


def _spans(written: list[list[str]]) -> tuple[Span, ...]:
    return tuple(Span.parse("-".join(pair)) for pair in written)


def _calendar(case: Case) -> Calendar:
    return Calendar(
        timezone=case["timezone"],
        week=tuple(_spans(case["hours"].get(day, [])) for day in _DAYS),
        holidays={date.fromisoformat(day): "holiday" for day in case.get("holidays", [])},
        dates={date.fromisoformat(day): _spans(own) for day, own in case.get("date_overrides", {}).items()},
    )


def _pauses(case: Case) -> list[tuple[datetime, datetime]]:
    return [(_at(begin), _at(end)) for begin, end in case.get("pauses", [])]


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize("case", _cases("add"))
def test_a_deadline_is_where_it_was_published(case: Case) -> None:
    calendar = _calendar(case)
    start, left = _at(case["start"]), timedelta(seconds=case["seconds"])
    for begin, end in _pauses(case):
        if calendar.add(start, left) <= begin:
            break
        left -= calendar.elapsed(start, begin)
        start = max(start, end)
    found = calendar.add(start, left)
    # A boundary case ends exactly at closing: of the two right answers the desk gives the closing time.
    expected = _at(case["expected_earliest"] if case.get("boundary") else case["expected"])
    assert abs(found - expected) <= timedelta(seconds=case.get("tolerance_seconds", 0))


@pytest.mark.parametrize("case", _cases("elapsed"))
def test_the_working_time_between_two_instants_is_as_published(case: Case) -> None:
    calendar = _calendar(case)
    found = calendar.elapsed(_at(case["start"]), _at(case["end"]))
    for begin, end in _pauses(case):
        found -= calendar.elapsed(begin, end)
    expected = timedelta(seconds=case["expected_seconds"])
    if "disputed" in case:
        # The one dispute: wall-clock hours of a night on which the clocks go back. The desk counts real time.
        expected += timedelta(hours=1)
    assert found == expected
