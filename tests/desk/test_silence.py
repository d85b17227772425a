"""When a client who does not answer is reminded, and when the request is closed: tables over histories, no store."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.model import Actor, EventKind, HistoryEntry, Role, Status
from desk.ports_timers import Timer, TimerKind
from desk.regulation import Clarification, Regulation
from desk.silence import closes_at, steps, waiting
from tests.desk.test_rules import TICKET
from tests.support.regulations import IPMG, PROVIDENCE, kyiv

DAY = timedelta(days=1)
MONDAY = kyiv("2026-11-23 10:00")
WAITS = replace(TICKET, status=Status.CLARIFICATION)
BY, CLIENT, DESK = (Actor(role) for role in (Role.ENGINEER, Role.CLIENT, Role.SYSTEM))


def history(*told: tuple[EventKind, datetime, dict[str, str]]) -> list[HistoryEntry]:
    """Opened on Monday, and what came after."""
    entries = [(EventKind.OPENED, MONDAY, {}), *told]
    return [HistoryEntry(n, 1001, at, kind, BY, data) for n, (kind, at, data) in enumerate(entries, start=1)]


def asked(at: datetime = MONDAY) -> tuple[EventKind, datetime, dict[str, str]]:
    return EventKind.ASKED, at, {"text": "Which?"}


def suspended(ground: str, at: datetime = MONDAY) -> tuple[EventKind, datetime, dict[str, str]]:
    return EventKind.SUSPENDED, at, {"ground": ground}


def at(kind: EventKind, when: datetime) -> tuple[EventKind, datetime, dict[str, str]]:
    return kind, when, {}


def rule(regulation: Regulation = IPMG, **changes: object) -> Regulation:
    """The regulation with another `[clarification]`."""
    assert regulation.clarification is not None
    return regulation.model_copy(update={"clarification": regulation.clarification.model_copy(update=changes)})


NONE = IPMG.model_copy(update={"clarification": None})


@pytest.mark.parametrize(
    ("regulation", "status", "told", "waits"),
    [
        (IPMG, Status.CLARIFICATION, [asked()], True),
        (IPMG, Status.IN_PROGRESS, [asked(), at(EventKind.ANSWERED, MONDAY)], False),
        (IPMG, Status.DONE, [asked()], False),
        (NONE, Status.CLARIFICATION, [asked()], False),
        (IPMG, Status.CLARIFICATION, [], False),
        (IPMG, Status.CLARIFICATION, [suspended("not_identified")], True),
        (IPMG, Status.CLARIFICATION, [suspended("out_of_scope")], False),
        (PROVIDENCE, Status.CLARIFICATION, [suspended("not_enough")], True),
        (PROVIDENCE, Status.CLARIFICATION, [suspended("development")], False),
        (PROVIDENCE, Status.CLARIFICATION, [asked(), suspended("development")], False),
        (PROVIDENCE, Status.CLARIFICATION, [suspended("development"), asked()], True),
    ],
)
def test_a_question_waits_and_a_suspension_where_the_client_can_lift_it_4_6(
    regulation: Regulation, status: Status, told: list[tuple[EventKind, datetime, dict[str, str]]], waits: bool
) -> None:
    ticket = replace(TICKET, status=status)
    assert (waiting(regulation, ticket, history(*told)) is not None) is waits
    assert bool(steps(regulation, ticket, history(*told))) is waits


def dues(regulation: Regulation, told: list[HistoryEntry]) -> list[tuple[int, datetime]]:
    return [(one.step, one.due_at) for one in steps(regulation, WAITS, told)]


def test_reminded_after_one_and_three_days_and_closed_after_a_week() -> None:
    assert dues(IPMG, history(asked())) == [(1, MONDAY + DAY), (2, MONDAY + 3 * DAY), (3, MONDAY + 7 * DAY)]
    cycles = {one.cycle for one in steps(IPMG, WAITS, history(asked()))}
    assert cycles == {1}


def test_what_support_says_meanwhile_begins_the_wait_anew() -> None:
    told = history(asked(), at(EventKind.REMINDED, MONDAY + DAY), at(EventKind.REPLIED, MONDAY + 2 * DAY))
    wait = waiting(IPMG, WAITS, told)
    assert wait is not None
    assert (wait.since, wait.cycle, wait.reminded) == (MONDAY + 2 * DAY, 3, ())
    assert wait.question.kind is EventKind.ASKED, "it is still that which waits"
    assert dues(IPMG, told)[-1] == (3, MONDAY + 9 * DAY)


@pytest.mark.parametrize(
    ("reminded", "end"),
    [
        ([], MONDAY + 7 * DAY),
        ([MONDAY + DAY], MONDAY + 7 * DAY),
        ([MONDAY + DAY, MONDAY + 3 * DAY], MONDAY + 7 * DAY),
        ([MONDAY + 7 * DAY], MONDAY + 11 * DAY),  # after an outage: between the reminder and the end there is time
    ],
)
def test_a_late_reminder_moves_the_end(reminded: list[datetime], end: datetime) -> None:
    told = history(asked(), *(at(EventKind.REMINDED, moment) for moment in reminded))
    wait = waiting(IPMG, WAITS, told)
    assert wait is not None
    assert closes_at(IPMG, wait) == end
    assert dues(IPMG, told)[-1] == (3 + len(reminded), end), "the end has a step of its own each time it may move"


def test_working_time_where_the_regulation_counts_it() -> None:
    working = rule(clock="working", remind_after=(timedelta(hours=15),), close_after=timedelta(hours=30))
    assert dues(working, history(asked()))[0] == (1, kyiv("2026-11-24 10:30")), "14.5 hours a day, closed by night"


def test_without_reminders_it_is_closed_and_without_an_end_it_is_only_reminded() -> None:
    silent = rule(remind_after=())
    assert dues(silent, history(asked(), at(EventKind.REMINDED, MONDAY + DAY))) == [(2, MONDAY + 7 * DAY)]
    endless = rule(close_after=None, resolution=None, explanation=None)
    assert dues(endless, history(asked())) == [(1, MONDAY + DAY), (2, MONDAY + 3 * DAY)]
    wait = waiting(IPMG, WAITS, history(asked()))
    assert wait is not None
    assert closes_at(NONE, wait) is None


@given(st.lists(st.integers(0, 30 * 24), max_size=6))
def test_whatever_the_reminders_were_the_end_leaves_the_time_between(hours: list[int]) -> None:
    told = history(asked(), *(at(EventKind.REMINDED, MONDAY + timedelta(hours=one)) for one in sorted(hours)))
    wait = waiting(IPMG, WAITS, told)
    assert wait is not None
    end = closes_at(IPMG, wait)
    assert end is not None
    assert end >= MONDAY + 7 * DAY
    assert all(end - moment >= 4 * DAY for moment in wait.reminded)
    kinds: set[TimerKind] = {one.kind for one in steps(IPMG, WAITS, told)}
    assert kinds == {TimerKind.CLARIFICATION}
    assert len({(one.cycle, one.step) for one in steps(IPMG, WAITS, told)}) == len(steps(IPMG, WAITS, told))


TEXT = {"en": "No answer"}
WRONG: list[tuple[dict[str, object], str]] = [
    ({}, "must remind or close"),
    ({"remind_after": ["3d", "1d"]}, "must remind later each time"),
    ({"remind_after": ["1d"], "close_after": "1d", "resolution": "solved", "explanation": TEXT}, "must remind later"),
    ({"close_after": "7d", "explanation": TEXT}, "either a resolution or a ground"),
    ({"close_after": "7d", "resolution": "solved", "ground": "x", "explanation": TEXT}, "either a resolution or a"),
    ({"close_after": "7d", "resolution": "solved"}, "needs an explanation"),
    ({"close_after": "7d", "resolution": "refused", "explanation": TEXT}, "name the ground"),
    ({"remind_after": ["1d"], "ground": "x"}, "need a close_after"),
    ({"remind_after": ["1d"], "explanation": TEXT}, "need a close_after"),
]


@pytest.mark.parametrize(("data", "reason"), WRONG)
def test_a_rule_that_says_nothing_clear_is_refused(data: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Clarification.model_validate(data)


def test_a_rule_may_only_remind() -> None:
    assert Clarification.model_validate({"remind_after": ["1d"]}).close_after is None


def test_a_timer_of_a_wait_is_one_of_the_tickets() -> None:
    (first, *_) = steps(IPMG, WAITS, history(asked()))
    assert first == Timer(TimerKind.CLARIFICATION, 1, 1, MONDAY + DAY)
