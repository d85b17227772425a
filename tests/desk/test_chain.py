"""When the steps of the chain pass, as a table; since when a critical request waits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desk import chain
from desk.alarms import key_of
from desk.model import Actor, Clocks, EventKind, HistoryEntry, Identity, Impact, Language, Role, Status, Ticket
from desk.ports_timers import TimerKind
from desk.regulation import Regulation
from tests.support.regulations import IPMG, PROVIDENCE

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
WHO = Actor(Role.ENGINEER, 501, "Андрій")
FREE = Ticket(
    id=1001, key="IPMG-1001", client_id=7, draft_id=1, language=Language.EN, status=Status.CREATED,
    priority="operative", topic="access", impact=Impact.DOWN, scale=None, identity=Identity("Emma"),
    problem="Black", reproduction="", created_at=NOON, clocks=Clocks(),
)  # fmt: skip
HELD = replace(FREE, status=Status.IN_PROGRESS, assignee_id=501, assignee_name="Андрій")

Event = tuple[float, EventKind, dict[str, Any]]
OPENED: Event = (0, EventKind.OPENED, {})
UP: dict[str, Any] = {"old": "standard", "new": "operative"}
DOWN: dict[str, Any] = {"old": "operative", "new": "standard"}


def story(*events: Event) -> list[HistoryEntry]:
    """Minutes after noon, kind and data of what happened, in order."""
    return [
        HistoryEntry(number, 1001, NOON + timedelta(minutes=at), kind, WHO, data)
        for number, (at, kind, data) in enumerate(events, start=1)
    ]


def seen(at: float) -> Event:
    return at, EventKind.ACKNOWLEDGED, {}


def told(at: float, step: int) -> Event:
    return at, EventKind.ESCALATED, {"to": "group", "step": step}


TIMES: list[tuple[str, tuple[Event, ...], int, dict[int, float]]] = [
    ("it has come in", (OPENED,), 0, {1: 5, 2: 10, 3: 20}),
    ("what is said to it moves nothing", (OPENED, (3, EventKind.ADDED, {})), 0, {1: 5, 2: 10, 3: 20}),
    ("an engineer who answers has not taken it", (OPENED, (3, EventKind.REPLIED, {})), 0, {1: 5, 2: 10, 3: 20}),
    ("a step that was told is not told again", (OPENED, told(5, 1)), 0, {2: 10, 3: 20}),
    ("after an outage only what is higher is left", (OPENED, told(12, 2)), 0, {3: 20}),
    ("the end", (OPENED, told(5, 1), told(10, 2), told(20, 3)), 0, {}),
    ("it became critical", (OPENED, (7, EventKind.PRIORITY_CHANGED, UP)), 1, {1: 12, 2: 17, 3: 27}),
    (
        "it was put back into the queue",
        (OPENED, (2, EventKind.TAKEN, {}), (30, EventKind.RELEASED, {})), 2, {1: 35, 2: 40, 3: 50},
    ),
    (
        "steps of an earlier waiting count for nothing",
        (OPENED, told(5, 1), (6, EventKind.TAKEN, {}), (8, EventKind.RELEASED, {})), 3, {1: 13, 2: 18, 3: 28},
    ),
    (
        "its client says that it is not solved",
        (OPENED, (2, EventKind.REFUSED, {}), (60, EventKind.NOT_SOLVED, {})), 2, {1: 65, 2: 70, 3: 80},
    ),
    (
        "released while it waited for an answer, which has come",
        (OPENED, (2, EventKind.TAKEN, {}), (3, EventKind.ASKED, {}), (4, EventKind.RELEASED, {}),
         (50, EventKind.ANSWERED, {})), 4, {1: 55, 2: 60, 3: 70},
    ),
    ("seen at once", (OPENED, seen(1)), 0, {1: 20, 2: 25, 3: 35}),
    ("seen after the first step", (OPENED, told(5, 1), seen(6)), 0, {2: 25, 3: 35}),
    ("seen a moment before a step that had passed was told", (OPENED, seen(5)), 0, {1: 20, 2: 25, 3: 35}),
    ("seen when two steps were missed", (OPENED, seen(12)), 0, {1: 27, 2: 27, 3: 35}),
    ("seen, and gone on where it stood", (OPENED, told(5, 1), seen(6), told(25, 2)), 0, {3: 35}),
    (
        "seen before it was released says nothing now",
        (OPENED, seen(1), (2, EventKind.TAKEN, {}), (3, EventKind.RELEASED, {})), 3, {1: 8, 2: 13, 3: 23},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("what", "events", "cycle", "times"), TIMES, ids=[one[0] for one in TIMES])
def test_the_chains_times(what: str, events: tuple[Event, ...], cycle: int, times: dict[int, float]) -> None:
    steps = chain.steps(IPMG, FREE, story(*events))
    assert {one.step: (one.due_at - NOON) / timedelta(minutes=1) for one in steps} == times
    assert {(one.kind, one.cycle) for one in steps} <= {(TimerKind.ESCALATION, cycle)}


def test_of_two_critical_levels_a_change_begins_nothing_anew() -> None:
    more = replace_priority(PROVIDENCE, "medium", critical=True)
    ticket = replace(FREE, priority="medium")
    changed = (3.0, EventKind.PRIORITY_CHANGED, {"old": "high", "new": "medium"})
    assert [one.cycle for one in chain.steps(more, ticket, story(OPENED, changed))] == [0, 0, 0]


def replace_priority(regulation: Regulation, key: str, **fields: Any) -> Regulation:
    changed = [one.model_copy(update=fields) if one.key == key else one for one in regulation.priorities]
    return regulation.model_copy(update={"priorities": tuple(changed)})


NOTHING = [
    (HELD, story(OPENED, (2, EventKind.TAKEN, {}))),
    (replace(HELD, status=Status.CREATED), story(OPENED)),
    (replace(FREE, status=Status.CLARIFICATION), story(OPENED)),
    (replace(FREE, status=Status.DONE), story(OPENED)),
    (replace(FREE, priority="standard"), story(OPENED, (1, EventKind.PRIORITY_CHANGED, DOWN))),
    (replace(FREE, priority="of an older regulation"), story(OPENED)),
    (FREE, []),
]


@pytest.mark.parametrize(("ticket", "history"), NOTHING)
def test_what_does_not_wait_has_no_chain_and_cannot_be_seen(ticket: Ticket, history: list[HistoryEntry]) -> None:
    assert chain.waiting(IPMG, ticket, history) is None
    assert chain.steps(IPMG, ticket, history) == []
    assert not chain.can_be_seen(IPMG, ticket, history)
    assert chain.seen(IPMG, ticket, history) is None


def test_a_regulation_without_a_chain_has_none_and_nothing_to_hold() -> None:
    without = IPMG.model_copy(update={"escalation": None})
    assert chain.waiting(without, FREE, story(OPENED)) is not None
    assert chain.steps(without, FREE, story(OPENED)) == []
    assert not chain.can_be_seen(without, FREE, story(OPENED))


def test_it_can_be_seen_once_while_it_waits() -> None:
    assert chain.can_be_seen(IPMG, FREE, story(OPENED))
    assert not chain.can_be_seen(IPMG, FREE, history := story(OPENED, seen(2)))
    assert chain.seen(IPMG, FREE, history) == history[1]
    again = story(OPENED, seen(2), (3, EventKind.TAKEN, {}), (9, EventKind.RELEASED, {}))
    assert chain.can_be_seen(IPMG, FREE, again)


ALARMS: list[tuple[str, tuple[Event, ...], list[str]]] = [
    ("operative", (OPENED,), ["critical:1001"]),
    ("standard", (OPENED,), []),
    ("standard", (OPENED, (1, EventKind.PRIORITY_CHANGED, DOWN)), ["critical:1001"]),
    ("operative", (OPENED, (1, EventKind.PRIORITY_CHANGED, UP)), ["critical:1001:2"]),
    (
        "operative",
        (OPENED, (1, EventKind.PRIORITY_CHANGED, DOWN), (2, EventKind.PRIORITY_CHANGED, UP)),
        ["critical:1001", "critical:1001:3"],
    ),
]


@pytest.mark.parametrize(("priority", "events", "keys"), ALARMS)
def test_for_which_entries_the_loud_message_was_sent(priority: str, events: tuple[Event, ...], keys: list[str]) -> None:
    found = chain.alarms(IPMG, replace(FREE, priority=priority), story(*events))
    assert [key_of(entry) for entry in found] == keys


@pytest.mark.parametrize("kind", EventKind)
def test_what_was_to_be_said_is_overtaken_by_what_changes_who_has_it(kind: EventKind) -> None:
    history = story(OPENED, told(5, 1), (6, kind, {}))
    assert chain.overtaken(history, 2) is (kind in chain.ENDS)
    assert chain.overtaken(history, 2, by_steps=True) is (kind in {*chain.ENDS, EventKind.ESCALATED})
    assert not chain.overtaken(history, 3, by_steps=True)


def test_both_regulations_chains_end_before_their_warnings() -> None:
    """IPMG 3.3.4: 60 minutes are the warning."""
    for regulation in (IPMG, PROVIDENCE):
        assert regulation.escalation is not None
        last = regulation.escalation.steps[-1].after + regulation.escalation.acknowledged_for
        assert last <= timedelta(minutes=45)
    [operative] = [one for one in IPMG.priorities if one.critical]
    assert operative.first_reaction is not None
    assert operative.first_reaction.warn_after is not None
    assert IPMG.escalation is not None
    assert IPMG.escalation.steps[-1].after + IPMG.escalation.acknowledged_for < operative.first_reaction.warn_after
