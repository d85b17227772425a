"""Whether what was promised for a ticket was kept, told from its history: the reactions and the resolution.

A promise is judged under the priority that was in force when it was settled (by the reaction, by the closing, or for
what is still open now), as if that had been the priority from the beginning (desk/sla.py). An act at the very instant
of the deadline is in time; what is open at that instant is late, as its card says.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk import sla
from desk.model import Clocks, EventKind, HistoryEntry, Ticket
from desk.regulation import ClockKind, Priority, Regulation, Target

CLOSINGS = frozenset({EventKind.CLOSED, EventKind.REFUSED})
AGAIN = frozenset({EventKind.REOPENED, EventKind.NOT_SOLVED})
"""What opens a closed ticket."""
_UNPROMISED = Target(within=timedelta(days=36500), clock=ClockKind.CLOCK)
"""Measures what the regulation promises nothing about: in clock time, never late."""


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket with its whole history, oldest first."""

    ticket: Ticket
    history: Sequence[HistoryEntry]

    def last(self, kinds: Collection[EventKind], start: datetime, end: datetime) -> int | None:
        """The place of the last entry of these kinds from `start` to before `end`; None: there is none."""
        found = (at for at, entry in enumerate(self.history) if entry.kind in kinds and start <= entry.at < end)
        return max(found, default=None)

    @property
    def closing(self) -> int | None:
        """The place of the closing that holds now; None: the ticket is open."""
        ends = [at for at, entry in enumerate(self.history) if entry.kind in CLOSINGS | AGAIN]
        return ends[-1] if ends and self.history[ends[-1]].kind in CLOSINGS else None


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a promise.

    `level` is the priority it was judged by. `spent` is the time that was used, working or clock time as the target
    counts (clock time where there is none); None: it is still open. `late` is None where nothing was promised.
    """

    level: str
    spent: timedelta | None
    late: bool | None


def level_at(case: Case, index: int) -> str:
    """The priority in force when the entry at `index` of the history was made."""
    changes = [(at, entry) for at, entry in enumerate(case.history) if entry.kind is EventKind.PRIORITY_CHANGED]
    before = [entry.data["new"] for at, entry in changes if at < index]
    if before:
        return str(before[-1])
    return str(changes[0][1].data["old"]) if changes else case.ticket.priority


def first_reaction(case: Case) -> int | None:
    """The place in the history of what the client heard first; None: nothing yet."""
    return next((at for at, entry in enumerate(case.history) if entry.kind in sla.REACTIONS), None)


def reaction(regulation: Regulation, case: Case, now: datetime) -> Kept | None:
    """The first reaction: counted from the opening. None: there was none yet, and it is not late."""
    place, opened = first_reaction(case), case.history[0].at
    level = case.ticket.priority if place is None else level_at(case, place)
    priority = _priority(regulation, level)
    target = priority.first_reaction if priority else None
    due = sla.due(regulation, target, opened) if target else None
    if place is None:
        return Kept(level, None, late=True) if due is not None and now >= due else None
    at = case.history[place].at
    return Kept(level, _spent(regulation, target, opened, at), None if due is None else at > due)


def next_reactions(regulation: Regulation, case: Case, now: datetime) -> list[tuple[Kept, HistoryEntry | None]]:
    """The reactions to what the client added, and what was promised from the taking on (IPMG 3.2, 3.3.4).

    Each with the entry that settled it; None: it is still open, and late. What was added while the first reaction was
    owed, and sooner, is told by that one.
    """
    reactions = (at for at, entry in enumerate(case.history) if entry.kind in sla.REACTIONS)
    levels = {at: level_at(case, at) for at in reactions} | {len(case.history): case.ticket.priority}
    found: list[tuple[Kept, HistoryEntry | None]] = []
    for level in dict.fromkeys(levels.values()):
        priority = _priority(regulation, level)
        if priority is not None and priority.next_reaction is not None:
            found += _next_reactions(regulation, priority, case, levels, now)
    return found


def _next_reactions(
    regulation: Regulation, priority: Priority, case: Case, levels: Mapping[int, str], now: datetime
) -> Iterator[tuple[Kept, HistoryEntry | None]]:
    """Those that are judged by this priority; `levels` has that of each reaction, and of the end of the history."""
    clocks, level = Clocks(), priority.key
    for at, entry in enumerate(case.history):
        owed = _owed(clocks)
        if owed is not None and levels.get(at) == level:
            since, due = owed
            yield Kept(level, _spent(regulation, priority.next_reaction, since, entry.at), entry.at > due), entry
        clocks = sla.follow(regulation, priority, clocks, entry)
    owed = _owed(clocks)
    if owed is not None and levels[len(case.history)] == level and now >= owed[1]:
        yield Kept(level, None, late=True), None


def _owed(clocks: Clocks) -> tuple[datetime, datetime] | None:
    """Since when and by when the next reaction is owed; None: it is not, or the first one stands before it."""
    since, due, first = clocks.next_reaction_since, clocks.next_reaction_due, clocks.first_reaction_due
    if since is None or due is None or (clocks.first_reacted_at is None and first is not None and first <= due):
        return None
    return since, due


def resolution(regulation: Regulation, case: Case, closing: int) -> Kept:
    """The closing at this place of the history: the time that the clock of the resolution has run until then.

    Late: at some moment before it, or at it, the promised time had passed while the clock ran.
    """
    level = level_at(case, closing)
    priority, promised = _measured(regulation, level)
    clocks, late = _followed(regulation, priority, case.history[: closing + 1])
    return Kept(level, clocks.resolution_spent, late if promised else None)


def overdue(regulation: Regulation, case: Case, now: datetime) -> Kept | None:
    """The resolution of an open ticket, where it is late already; None: it is not, or nothing is promised."""
    level = case.ticket.priority
    priority, promised = _measured(regulation, level)
    clocks, late = _followed(regulation, priority, case.history)
    late = late or (clocks.resolution_due is not None and now >= clocks.resolution_due)
    return Kept(level, None, late=True) if promised and late else None


def deadline(regulation: Regulation, case: Case) -> datetime | None:
    """By when the first reaction is, or was, promised: under the priority that it is judged by."""
    place = first_reaction(case)
    priority = _priority(regulation, case.ticket.priority if place is None else level_at(case, place))
    if priority is None or priority.first_reaction is None:
        return None
    return sla.due(regulation, priority.first_reaction, case.history[0].at)


def _followed(regulation: Regulation, priority: Priority, history: Sequence[HistoryEntry]) -> tuple[Clocks, bool]:
    """The clocks after `history`, and whether the resolution's had passed its deadline when it was stopped."""
    clocks, late = Clocks(), False
    for entry in history:
        due = clocks.resolution_due
        clocks = sla.follow(regulation, priority, clocks, entry)
        late = late or (due is not None and clocks.resolution_due is None and entry.at > due)
    return clocks, late


def _spent(regulation: Regulation, target: Target | None, start: datetime, end: datetime) -> timedelta:
    working = target is not None and target.clock is ClockKind.WORKING
    return regulation.support.elapsed(start, end) if working else end - start


def _priority(regulation: Regulation, key: str) -> Priority | None:
    """None: the regulation has it no more."""
    try:
        return regulation.priority(key)
    except KeyError:
        return None


def _measured(regulation: Regulation, key: str) -> tuple[Priority, bool]:
    """The priority with a resolution to measure by, and whether that is promised."""
    priority = _priority(regulation, key)
    if priority is not None and priority.resolution is not None:
        return priority, True
    return (priority or regulation.priorities[0]).model_copy(update={"resolution": _UNPROMISED}), False
