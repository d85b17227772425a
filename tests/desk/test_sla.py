"""The three clocks, clause by clause."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.model import (
    Actor,
    Clocks,
    EventKind,
    HistoryEntry,
    Identity,
    Impact,
    Language,
    Role,
    Status,
    Ticket,
)
from desk.ports_timers import TimerKind
from desk.regulation import ClockKind, Regulation, Target
from desk.sla import Deadline, Promise, Promised, Standing, State, pending, promise, replay, standings, steps
from tests.support.regulations import IPMG, PROVIDENCE, kyiv, moscow

K = EventKind


def events(*told: tuple[EventKind, datetime]) -> Sequence[HistoryEntry]:
    return [HistoryEntry(n, 1001, at, kind, Actor(Role.SYSTEM)) for n, (kind, at) in enumerate(told)]


def clocks(regulation: Regulation, key: str, *told: tuple[EventKind, datetime]) -> Clocks:
    return replay(regulation, regulation.priority(key), events(*told))


PROMISES = [
    ("IPMG 3.3.1: 12 working hours within a day", IPMG, "standard", kyiv("2026-11-20 07:30"), kyiv("2026-11-20 19:30")),
    ("IPMG 3.3.1: over the night", IPMG, "standard", kyiv("2026-11-19 20:00"), kyiv("2026-11-20 17:30")),
    ("IPMG 3.2.3: into the weekend", IPMG, "standard", kyiv("2026-11-20 21:00"), kyiv("2026-11-21 20:00")),
    ("IPMG 3.3.1: asked at night", IPMG, "standard", kyiv("2026-11-20 02:00"), kyiv("2026-11-20 19:30")),
    ("IPMG 3.3.4: 90 minutes day and night", IPMG, "operative", kyiv("2026-11-20 02:00"), kyiv("2026-11-20 03:30")),
    (
        "IPMG 3.3.4: the DST night has its real minutes",
        IPMG,
        "operative",
        kyiv("2026-10-25 02:30"),
        datetime(2026, 10, 25, 1, 0, tzinfo=UTC),
    ),
    ("providence 5.2: High, 24 hours", PROVIDENCE, "high", moscow("2026-11-20 23:00"), moscow("2026-11-21 23:00")),
    ("providence 5.2: Medium, 48 hours", PROVIDENCE, "medium", moscow("2026-11-20 23:00"), moscow("2026-11-22 23:00")),
    ("providence 5.2: Low, 96 hours", PROVIDENCE, "low", moscow("2026-11-20 23:00"), moscow("2026-11-24 23:00")),
]


@pytest.mark.parametrize(
    ("regulation", "key", "start", "until"), [row[1:] for row in PROMISES], ids=[row[0] for row in PROMISES]
)
def test_the_promise_is_a_concrete_time(regulation: Regulation, key: str, start: datetime, until: datetime) -> None:
    told = promise(regulation, regulation.priority(key), start)
    what = Promised.REACTION if regulation is IPMG else Promised.RESOLUTION
    assert told == Promise(what, until)
    assert pending(clocks(regulation, key, (K.OPENED, start))) == told


def test_a_regulation_may_promise_nothing() -> None:
    silent = IPMG.priority("standard").model_copy(update={"first_reaction": None, "next_reaction": None})
    assert promise(IPMG, silent, kyiv("2026-11-20 10:00")) is None
    opened = events((K.OPENED, kyiv("2026-11-20 10:00")), (K.ADDED, kyiv("2026-11-20 11:00")))
    assert pending(replay(IPMG, silent, opened)) is None


@pytest.mark.parametrize("reaction", [K.TAKEN, K.ASKED, K.CLOSED, K.REFUSED])
def test_the_first_thing_an_engineer_does_is_the_reaction(reaction: EventKind) -> None:
    at = kyiv("2026-11-20 10:30")
    got = clocks(IPMG, "standard", (K.OPENED, kyiv("2026-11-20 10:00")), (reaction, at))
    assert got.first_reacted_at == at
    assert pending(got) is None


def test_ipmg_3_3_4_four_working_hours_run_once_the_operative_request_is_official() -> None:
    got = clocks(IPMG, "operative", (K.OPENED, kyiv("2026-11-20 20:00")), (K.TAKEN, kyiv("2026-11-20 20:30")))
    assert got.next_reaction_due == kyiv("2026-11-21 11:30")
    assert pending(got) == Promise(Promised.REACTION, kyiv("2026-11-21 11:30"))


def test_ipmg_3_2_an_addition_starts_the_same_reaction_time_and_later_ones_do_not_move_it() -> None:
    got = clocks(
        IPMG,
        "standard",
        (K.OPENED, kyiv("2026-11-19 08:00")),
        (K.TAKEN, kyiv("2026-11-19 09:00")),
        (K.ADDED, kyiv("2026-11-19 10:00")),
        (K.ADDED, kyiv("2026-11-19 15:00")),
    )
    assert got.next_reaction_since == kyiv("2026-11-19 10:00")
    assert got.next_reaction_due == kyiv("2026-11-19 22:00")


def test_ipmg_3_2_an_answer_to_the_client_clears_the_reaction_clock() -> None:
    got = clocks(
        IPMG,
        "standard",
        (K.OPENED, kyiv("2026-11-19 08:00")),
        (K.TAKEN, kyiv("2026-11-19 09:00")),
        (K.ADDED, kyiv("2026-11-19 10:00")),
        (K.ASKED, kyiv("2026-11-19 11:00")),
    )
    assert (got.next_reaction_since, got.next_reaction_due) == (None, None)


def test_providence_5_1_the_resolution_clock_stands_in_clarification_and_goes_on_after() -> None:
    told = (
        (K.OPENED, moscow("2026-11-20 10:00")),
        (K.TAKEN, moscow("2026-11-20 12:00")),
        (K.ASKED, moscow("2026-11-20 14:00")),
    )
    standing = clocks(PROVIDENCE, "high", *told)
    assert (standing.resolution_due, standing.resolution_spent) == (None, timedelta(hours=4))
    going = clocks(PROVIDENCE, "high", *told, (K.ANSWERED, moscow("2026-11-22 09:00")))
    assert going.resolution_due == moscow("2026-11-23 05:00")


def test_a_second_question_while_waiting_does_not_stop_the_clock_twice() -> None:
    got = clocks(
        PROVIDENCE,
        "high",
        (K.OPENED, moscow("2026-11-20 10:00")),
        (K.ASKED, moscow("2026-11-20 11:00")),
        (K.ASKED, moscow("2026-11-20 15:00")),
    )
    assert got.resolution_spent == timedelta(hours=1)


def test_a_reopened_ticket_has_the_time_that_was_left() -> None:
    got = clocks(
        PROVIDENCE,
        "high",
        (K.OPENED, moscow("2026-11-20 10:00")),
        (K.TAKEN, moscow("2026-11-20 11:00")),
        (K.CLOSED, moscow("2026-11-20 20:00")),
        (K.REOPENED, moscow("2026-11-25 10:00")),
    )
    assert got.resolution_due == moscow("2026-11-26 00:00")


def test_a_reopened_ticket_with_no_time_left_is_late_at_once() -> None:
    got = clocks(
        PROVIDENCE,
        "high",
        (K.OPENED, moscow("2026-11-20 10:00")),
        (K.CLOSED, moscow("2026-11-22 10:00")),
        (K.REOPENED, moscow("2026-11-25 10:00")),
    )
    assert got.resolution_due == moscow("2026-11-25 10:00")


def test_a_changed_priority_counts_from_creation_and_keeps_the_time_that_has_run() -> None:
    told = (
        (K.OPENED, moscow("2026-11-20 10:00")),
        (K.ASKED, moscow("2026-11-20 20:00")),
        (K.ANSWERED, moscow("2026-11-21 20:00")),
        (K.PRIORITY_CHANGED, moscow("2026-11-21 21:00")),
    )
    assert clocks(PROVIDENCE, "low", *told).resolution_due == moscow("2026-11-25 10:00")
    assert clocks(PROVIDENCE, "high", *told).resolution_due == moscow("2026-11-22 10:00")


def test_a_resolution_target_in_working_time_counts_what_was_open() -> None:
    working = PROVIDENCE.priority("high").resolution
    assert working is not None
    target = working.model_copy(update={"within": timedelta(hours=12), "clock": ClockKind.WORKING})
    priority = PROVIDENCE.priority("high").model_copy(update={"resolution": target})
    told = events(
        (K.OPENED, moscow("2026-11-20 20:00")),
        (K.ASKED, moscow("2026-11-21 11:00")),
        (K.ANSWERED, moscow("2026-11-21 12:00")),
    )
    got = replay(PROVIDENCE, priority, told)
    assert got.resolution_spent == timedelta(hours=3)
    assert got.resolution_due == moscow("2026-11-21 21:00")


@given(
    st.lists(
        st.tuples(
            st.sampled_from([K.TAKEN, K.ASKED, K.ANSWERED, K.ADDED, K.RELEASED, K.CLOSED, K.REOPENED]),
            st.integers(0, 10_000),
        ),
        max_size=12,
    )
)
def test_replaying_a_longer_history_never_rewrites_the_first_reaction(steps: list[tuple[EventKind, int]]) -> None:
    start = moscow("2026-11-20 10:00")
    at = start
    told = [(K.OPENED, start)]
    seen = None
    for kind, minutes in steps:
        at += timedelta(minutes=minutes)
        told.append((kind, at))
        got = clocks(IPMG, "operative", *told)
        assert seen is None or got.first_reacted_at == seen
        seen = got.first_reacted_at
        spent = clocks(PROVIDENCE, "low", *told).resolution_spent
        assert timedelta(0) <= spent <= at - start


def test_ipmg_3_3_4_an_operative_request_that_is_opened_again_is_official_too() -> None:
    got = clocks(
        IPMG,
        "operative",
        (K.OPENED, kyiv("2026-11-20 10:00")),
        (K.TAKEN, kyiv("2026-11-20 10:30")),
        (K.CLOSED, kyiv("2026-11-20 11:00")),
        (K.REOPENED, kyiv("2026-11-20 12:00")),
    )
    assert got.next_reaction_due == kyiv("2026-11-20 16:00")


STEPS = [
    ("IPMG 3.3.4: 60 of 90 minutes", IPMG, "operative", (60, 81, 90)),
    ("IPMG 3.3.1: 12 working hours, by default at 75 and 90 %", IPMG, "standard", (540, 648, 720)),
    ("providence 5.2: 24 hours", PROVIDENCE, "high", (1080, 1296, 1440)),
    ("providence 5.2: 48 hours", PROVIDENCE, "medium", (2160, 2592, 2880)),
    ("providence 5.2: 96 hours", PROVIDENCE, "low", (4320, 5184, 5760)),
]


@pytest.mark.parametrize(("regulation", "key", "minutes"), [row[1:] for row in STEPS], ids=[row[0] for row in STEPS])
def test_each_clock_passes_its_three_steps(regulation: Regulation, key: str, minutes: tuple[int, ...]) -> None:
    start = kyiv("2026-11-20 08:00")
    found = steps(regulation.priority(key), events((K.OPENED, start)), regulation)
    assert [one.step for one in found] == list(Deadline)
    assert [(one.due_at - start) // timedelta(minutes=1) for one in found] == list(minutes)
    assert {one.cycle for one in found} == {0}


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("warn", "tell", "expected"),
    [
        (None, None, (7.5, 9)),
        (5, None, (5, 9)),
        (9.5, None, (9.5, 9.5)),  # the client is not told before the engineers
        (None, 8, (7.5, 8)),
        (5, 6, (5, 6)),
    ],
)
def test_the_regulation_may_say_when_to_warn_and_when_to_tell(
    warn: float | None, tell: float | None, expected: tuple[float, float]
) -> None:
    target = Target(
        within=10 * HOUR,
        clock=ClockKind.CLOCK,
        warn_after=None if warn is None else warn * HOUR,
        tell_after=None if tell is None else tell * HOUR,
    )
    assert (target.warns, target.tells) == (expected[0] * HOUR, expected[1] * HOUR)


def test_a_cycle_is_a_promise_and_a_pause_begins_none() -> None:
    at = kyiv("2026-11-20 08:00")
    told = [
        (K.OPENED, at),
        (K.TAKEN, at + HOUR),
        (K.ADDED, at + 2 * HOUR),
        (K.ADDED, at + 3 * HOUR),
        (K.REPLIED, at + 4 * HOUR),
        (K.NEAR, at + 4 * HOUR),
        (K.ADDED, at + 5 * HOUR),
    ]

    def cycles(*more: tuple[EventKind, datetime]) -> set[int]:
        return {one.cycle for one in steps(IPMG.priority("standard"), events(*told, *more), IPMG)}

    assert cycles() == {6}
    assert cycles((K.PRIORITY_CHANGED, at + 6 * HOUR)) == {7}
    solution = [(K.OPENED, at), (K.ASKED, at + HOUR), (K.ANSWERED, at + 2 * HOUR)]
    assert {one.cycle for one in steps(PROVIDENCE.priority("low"), events(*solution), PROVIDENCE)} == {0}


def _ticket(regulation: Regulation, key: str, status: Status, *told: tuple[EventKind, datetime]) -> Ticket:
    return Ticket(
        id=1001, key="X-1001", client_id=7, draft_id=1, language=Language.EN, status=status, priority=key, topic="",
        impact=Impact.DOWN, scale=None, identity=Identity(), problem="", reproduction="", created_at=told[0][1],
        clocks=clocks(regulation, key, *told),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("minutes", "state"),
    [(0, State.IN_TIME), (59, State.IN_TIME), (60, State.NEAR), (89, State.NEAR), (90, State.LATE)],
)
def test_a_promise_is_in_time_near_or_late(minutes: int, state: State) -> None:
    start = kyiv("2026-11-20 02:00")
    one = _ticket(IPMG, "operative", Status.CREATED, (K.OPENED, start))
    due = start + timedelta(minutes=90)
    now = start + timedelta(minutes=minutes)
    assert standings(IPMG, one, now) == [Standing(TimerKind.FIRST_REACTION, due, state)]


def test_what_is_done_or_stands_promises_nothing_and_a_priority_that_is_gone_is_never_near() -> None:
    start = moscow("2026-11-20 10:00")
    assert standings(PROVIDENCE, _ticket(PROVIDENCE, "high", Status.DONE, (K.OPENED, start)), start) == []
    asked = _ticket(PROVIDENCE, "high", Status.CLARIFICATION, (K.OPENED, start), (K.ASKED, start + HOUR))
    assert standings(PROVIDENCE, asked, start) == []
    one = _ticket(PROVIDENCE, "high", Status.CREATED, (K.OPENED, start))
    without = PROVIDENCE.model_copy(update={"priorities": PROVIDENCE.priorities[1:]})
    states = [standings(without, one, start + hours * HOUR)[0].state for hours in (23, 24)]
    assert states == [State.IN_TIME, State.LATE]


def test_while_the_first_reaction_is_owed_sooner_an_addition_has_no_warnings_of_its_own() -> None:
    at = kyiv("2026-11-20 08:00")
    history = events((K.OPENED, at), (K.ADDED, at + HOUR))
    standard = IPMG.priority("standard")
    assert {one.kind for one in steps(standard, history, IPMG)} == {TimerKind.FIRST_REACTION}
    assert standard.next_reaction is not None
    quick = standard.model_copy(update={"next_reaction": standard.next_reaction.model_copy(update={"within": HOUR})})
    both = steps(quick, history, IPMG)
    assert [one.kind for one in both] == [TimerKind.FIRST_REACTION] * 3 + [TimerKind.NEXT_REACTION] * 3
