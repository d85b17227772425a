"""The three clocks of a ticket: first reaction, next reaction, resolution.

They are replayed from the ticket's history, so that a changed priority or a changed calendar gives what it would have
given from the beginning: the targets are the new ones and the time that has run stays (design.md, "Time").
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from desk.model import Clocks, EventKind, HistoryEntry, Status, Ticket
from desk.ports_timers import Timer, TimerKind
from desk.regulation import ClockKind, Priority, Regulation, Target

REACTIONS = frozenset(
    {
        EventKind.TAKEN,
        EventKind.REPLIED,
        EventKind.ASKED,
        EventKind.CLOSED,
        EventKind.REFUSED,
        EventKind.SUSPENDED,
        EventKind.RESUMED,
        EventKind.PASSED_ON,
    }
)
"""What an engineer does that the client hears as a reaction."""

_PAUSES = frozenset({EventKind.ASKED, EventKind.CLOSED, EventKind.REFUSED, EventKind.SUSPENDED})
_RESUMES = frozenset(
    {EventKind.OPENED, EventKind.ANSWERED, EventKind.REOPENED, EventKind.RESUMED, EventKind.NOT_SOLVED}
)


class Deadline(IntEnum):
    """The steps of the three clocks, in the order in which they pass."""

    NEAR = 1
    """The engineers are warned."""
    AT_RISK = 2
    """The client is told that the time will probably be missed."""
    MISSED = 3
    """The engineers are told that it was; so is the client who was not told before."""


class Promised(StrEnum):
    """What a deadline is of."""

    REACTION = "reaction"
    RESOLUTION = "resolution"


@dataclass(frozen=True, slots=True)
class Promise:
    """What a client is told: a reaction or a resolution by `due` (UTC)."""

    what: Promised
    due: datetime


def due(regulation: Regulation, target: Target, since: datetime, spent: timedelta = timedelta(0)) -> datetime:
    """When the target is used up, counted from `since` with `spent` of it gone before; in the past when overspent."""
    left = target.within - spent
    if left <= timedelta(0):
        return since
    return regulation.support.add(since, left) if target.clock is ClockKind.WORKING else since + left


def promise(regulation: Regulation, priority: Priority, now: datetime) -> Promise | None:
    """What a request of this priority would be promised now; None: the regulation promises nothing."""
    if priority.first_reaction is not None:
        return Promise(Promised.REACTION, due(regulation, priority.first_reaction, now))
    if priority.resolution is not None:
        return Promise(Promised.RESOLUTION, due(regulation, priority.resolution, now))
    return None


def promises(clocks: Clocks) -> list[Promise]:
    """What is still to be kept."""
    dues = [
        Promise(Promised.REACTION, clocks.first_reaction_due)
        if clocks.first_reaction_due and not clocks.first_reacted_at
        else None,
        Promise(Promised.REACTION, clocks.next_reaction_due) if clocks.next_reaction_due else None,
        Promise(Promised.RESOLUTION, clocks.resolution_due) if clocks.resolution_due else None,
    ]
    return [one for one in dues if one]


def pending(clocks: Clocks) -> Promise | None:
    """The nearest promise that is still to be kept."""
    return min(promises(clocks), key=lambda one: one.due, default=None)


def replay(regulation: Regulation, priority: Priority, history: Sequence[HistoryEntry]) -> Clocks:
    """The clocks after `history` (oldest first, beginning with OPENED), under `priority` from the beginning."""
    clocks = Clocks()
    for entry in history:
        clocks = follow(regulation, priority, clocks, entry)
    return clocks


def follow(regulation: Regulation, priority: Priority, clocks: Clocks, entry: HistoryEntry) -> Clocks:
    """The clocks after one entry more of the history."""
    clocks = _reaction(regulation, priority, clocks, entry)
    return _resolution(regulation, priority.resolution, clocks, entry)


def _reaction(regulation: Regulation, priority: Priority, clocks: Clocks, entry: HistoryEntry) -> Clocks:
    if entry.kind is EventKind.OPENED and priority.first_reaction:
        clocks = replace(clocks, first_reaction_due=due(regulation, priority.first_reaction, entry.at))
    if entry.kind in REACTIONS:
        first = clocks.first_reacted_at or entry.at
        clocks = replace(clocks, first_reacted_at=first, next_reaction_since=None, next_reaction_due=None)
    if _awaits(priority, entry) and priority.next_reaction and clocks.next_reaction_since is None:
        until = due(regulation, priority.next_reaction, entry.at)
        clocks = replace(clocks, next_reaction_since=entry.at, next_reaction_due=until)
    return clocks


def _awaits(priority: Priority, entry: HistoryEntry) -> bool:
    """Whether it starts the clock of the next reaction, where that stands."""
    return entry.kind in (EventKind.ANSWERED, EventKind.ADDED, EventKind.NOT_SOLVED) or (
        entry.kind in (EventKind.TAKEN, EventKind.REOPENED) and priority.next_reaction_from_taking
    )


def _resolution(regulation: Regulation, target: Target | None, clocks: Clocks, entry: HistoryEntry) -> Clocks:
    if target is None:
        return clocks
    since = clocks.resolution_since
    if entry.kind in _PAUSES and since is not None:
        spent = clocks.resolution_spent + _between(regulation, target, since, entry.at)
        return replace(clocks, resolution_spent=spent, resolution_since=None, resolution_due=None)
    if entry.kind in _RESUMES and since is None:
        until = due(regulation, target, entry.at, clocks.resolution_spent)
        return replace(clocks, resolution_since=entry.at, resolution_due=until)
    return clocks


def _between(regulation: Regulation, target: Target, start: datetime, end: datetime) -> timedelta:
    return regulation.support.elapsed(start, end) if target.clock is ClockKind.WORKING else end - start


def steps(priority: Priority, history: Sequence[HistoryEntry], regulation: Regulation) -> list[Timer]:
    """The steps that the running clocks will pass after `history`, under `priority` from the beginning.

    A cycle is a promise, named by the place in the history where it was made: it is a new one where the priority was
    changed, and for the next reaction where the client began to wait again. A pause is none: what was said before it
    is not said again. While the first reaction is owed, and sooner than the next one, it alone is spoken of.
    """
    clocks = replay(regulation, priority, history)
    made = max((at for at, entry in enumerate(history) if entry.kind is EventKind.PRIORITY_CHANGED), default=0)
    found: list[Timer] = []
    for running in _running(priority, clocks, history[0].at):
        passes, cycle = _passes(regulation, running), made
        if running.kind is TimerKind.NEXT_REACTION:
            if any(first.due_at <= passes[Deadline.MISSED] for first in found[-1:]):
                continue
            began = (at for at, entry in enumerate(history) if entry.at == running.since and _awaits(priority, entry))
            cycle = max(made, next(began))
        found += [Timer(running.kind, step, cycle, at) for step, at in passes.items()]
    return found


@dataclass(frozen=True, slots=True)
class _Running:
    """A clock that runs since `since`, with `spent` of its target gone before."""

    kind: TimerKind
    target: Target
    since: datetime
    spent: timedelta = timedelta(0)


def _running(priority: Priority, clocks: Clocks, opened: datetime) -> Iterator[_Running]:
    """The clocks of a ticket that run."""
    if priority.first_reaction and clocks.first_reacted_at is None:
        yield _Running(TimerKind.FIRST_REACTION, priority.first_reaction, opened)
    if priority.next_reaction and clocks.next_reaction_since is not None:
        yield _Running(TimerKind.NEXT_REACTION, priority.next_reaction, clocks.next_reaction_since)
    if priority.resolution and clocks.resolution_since is not None:
        since, spent = clocks.resolution_since, clocks.resolution_spent
        yield _Running(TimerKind.RESOLUTION, priority.resolution, since, spent)


def _passes(regulation: Regulation, running: _Running) -> dict[Deadline, datetime]:
    """When it passes each of its steps."""
    target = running.target
    after = {Deadline.NEAR: target.warns, Deadline.AT_RISK: target.tells, Deadline.MISSED: target.within}
    return {
        step: due(regulation, target.model_copy(update={"within": within}), running.since, running.spent)
        for step, within in after.items()
    }


class State(StrEnum):
    """How a promise stands."""

    IN_TIME = "in_time"
    NEAR = "near"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Standing:
    """A promise that is still to be kept, by `due`, and how it stands."""

    clock: TimerKind
    due: datetime
    state: State


def standings(regulation: Regulation, ticket: Ticket, now: datetime) -> list[Standing]:
    """The promises of a ticket that are still to be kept, by the clock's order.

    Under a priority that the regulation has no more none of them is near before it is late.
    """
    clocks = ticket.clocks
    dues = {
        TimerKind.FIRST_REACTION: None if clocks.first_reacted_at else clocks.first_reaction_due,
        TimerKind.NEXT_REACTION: clocks.next_reaction_due,
        TimerKind.RESOLUTION: clocks.resolution_due,
    }
    try:
        running = list(_running(regulation.priority(ticket.priority), clocks, ticket.created_at))
    except KeyError:
        running = []
    near = {one.kind: _passes(regulation, one)[Deadline.NEAR] for one in running}
    shown = {clock: at for clock, at in dues.items() if at is not None and ticket.status is not Status.DONE}
    return [Standing(clock, at, _state(now, near.get(clock, at), at)) for clock, at in shown.items()]


def _state(now: datetime, near: datetime, late: datetime) -> State:
    if now >= late:
        return State.LATE
    return State.NEAR if now >= near else State.IN_TIME
