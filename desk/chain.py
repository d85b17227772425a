"""The chain that a critical request climbs while nobody takes it: since when it waits, when its steps pass. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.model import EventKind, HistoryEntry, Status, Ticket
from desk.ports_timers import Timer, TimerKind
from desk.regulation import Regulation

ENDS = frozenset({EventKind.TAKEN, EventKind.REFUSED, EventKind.ACKNOWLEDGED, EventKind.PRIORITY_CHANGED})
"""What an untaken request goes through that what was to be said of the chain before is no longer true after."""

BEGINS = frozenset({EventKind.OPENED, EventKind.RELEASED, EventKind.NOT_SOLVED, EventKind.ANSWERED})
"""What a request that waits now was brought back into the queue by, where it was the last of them."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A critical request that nobody has: since when, and from which entry of its history on (`cycle`, from 0).

    `seen`: somebody has said since that they see it. `reached`: the highest step of the chain that was told.
    """

    since: datetime
    cycle: int
    seen: HistoryEntry | None
    reached: int


def is_critical(regulation: Regulation, priority: str) -> bool:
    """False too for one that the regulation has no more."""
    return any(one.critical for one in regulation.priorities if one.key == priority)


def waiting(regulation: Regulation, ticket: Ticket, history: Sequence[HistoryEntry]) -> Waiting | None:
    """None: it is not critical, or somebody has it, or it is not in the queue."""
    if ticket.status is not Status.CREATED or ticket.assignee_id is not None or not history:
        return None
    if not is_critical(regulation, ticket.priority):
        return None
    begins = (at for at, entry in enumerate(history) if entry.kind in BEGINS or raised(regulation, entry))
    cycle = max(begins, default=0)
    since = history[cycle + 1 :]
    seen = next((entry for entry in since if entry.kind is EventKind.ACKNOWLEDGED), None)
    told = (int(entry.data.get("step", 0)) for entry in since if entry.kind is EventKind.ESCALATED)
    return Waiting(history[cycle].at, cycle, seen, max(told, default=0))


def steps(regulation: Regulation, ticket: Ticket, history: Sequence[HistoryEntry]) -> list[Timer]:
    """The steps that will pass while nobody takes it; none where the regulation has no chain.

    Who has seen it holds the chain: what was still to come comes so much later, also what a tick has missed till then.
    """
    waits, chain = waiting(regulation, ticket, history), regulation.escalation
    if waits is None or chain is None:
        return []
    held = chain.acknowledged_for if waits.seen else timedelta(0)
    least = waits.seen.at + held if waits.seen else waits.since
    return [
        Timer(TimerKind.ESCALATION, number, waits.cycle, max(waits.since + step.after + held, least))
        for number, step in enumerate(chain.steps, start=1)
        if number > waits.reached
    ]


def can_be_seen(regulation: Regulation, ticket: Ticket, history: Sequence[HistoryEntry]) -> bool:
    """Whether an engineer may say that they see it without taking it: once while it waits, where there is a chain."""
    waits = waiting(regulation, ticket, history)
    return regulation.escalation is not None and waits is not None and waits.seen is None


def seen(regulation: Regulation, ticket: Ticket, history: Sequence[HistoryEntry]) -> HistoryEntry | None:
    """Who has seen what waits now."""
    waits = waiting(regulation, ticket, history)
    return waits.seen if waits else None


def raised(regulation: Regulation, entry: HistoryEntry) -> bool:
    """Whether it made a critical request of one that was none."""
    if entry.kind is not EventKind.PRIORITY_CHANGED:
        return False
    old, new = (is_critical(regulation, str(entry.data.get(key, ""))) for key in ("old", "new"))
    return new and not old


def alarms(regulation: Regulation, ticket: Ticket, history: Sequence[HistoryEntry]) -> list[HistoryEntry]:
    """The entries that the loud message of a critical incident was sent for."""
    changes = (str(entry.data.get("old", "")) for entry in history if entry.kind is EventKind.PRIORITY_CHANGED)
    from_the_beginning = is_critical(regulation, next(changes, ticket.priority))
    return [
        entry
        for entry in history
        if (entry.kind is EventKind.OPENED and from_the_beginning) or raised(regulation, entry)
    ]


def called(entry: HistoryEntry) -> list[tuple[int, str]]:
    """Whom a step of the chain called by name: Telegram's user ids, and names where they are known."""
    return [(int(one), str(name)) for one, name in entry.data.get("who", ())]


def overtaken(history: Sequence[HistoryEntry], entry_id: int, *, by_steps: bool = False) -> bool:
    """Whether what was to be said of this entry is no longer true: it was taken, seen or changed since.

    `by_steps`: or a later step of the chain says the same, louder; so that after an outage there is no shower.
    """
    ends = ENDS | {EventKind.ESCALATED} if by_steps else ENDS
    return any(entry.id > entry_id and entry.kind in ends for entry in history)
