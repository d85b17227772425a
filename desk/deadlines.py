"""What happens when a ticket's clock passes a step: the engineers are warned, the client is told in time.

None of it changes the ticket: an entry in the history, news, and the card worded anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desk import sla
from desk.house import House
from desk.model import Actor, EventKind, HistoryEntry, Role, Status, Ticket, Urgency
from desk.notices import Card
from desk.notices_deadlines import DeadlineMissed, DeadlineNear, PromiseBroken
from desk.ports import Work
from desk.ports_timers import Subject, Timer
from desk.sla import Deadline

CLOCK = Actor(Role.SYSTEM)
"""By whom the entries of the clocks are."""

_NAMES_TIME = frozenset({EventKind.PRIORITY_CHANGED, EventKind.REOPENED, EventKind.NOT_SOLVED})
"""After these the client hears by when; also that it is past, where it is."""


def fire(work: Work, house: House, subject: Subject, timer: Timer) -> None:
    """A step of one of the three clocks has passed. Nothing happens where that clock does not run any more."""
    ticket = work.tickets.get(subject.id)
    if ticket is None:
        return
    history = work.tickets.history(ticket.id)
    due = _deadline(house, ticket, history, timer, work.now)
    if due is None:
        return
    passed = _Passed(ticket, history, timer, due)
    match Deadline(timer.step):
        case Deadline.NEAR:
            _warn(work, house, passed)
        case Deadline.AT_RISK:
            if not passed.has(EventKind.NEAR):  # the two have passed together: after an outage, or by the regulation
                _warn(work, house, passed)
            _tell_client(work, passed, EventKind.AT_RISK)
        case _:
            _alarm(work, house, passed)
            if not (passed.has(EventKind.AT_RISK) or passed.was_past()):
                _tell_client(work, passed)


@dataclass(frozen=True, slots=True)
class _Passed:
    """A step of a promise, kept by `due`, that has passed."""

    ticket: Ticket
    history: Sequence[HistoryEntry]
    timer: Timer
    due: datetime

    def has(self, kind: EventKind) -> bool:
        """Whether it is in the history that this step of this promise has passed."""
        since = self.history[self.timer.cycle :]
        return any(entry.kind is kind and entry.data.get("clock") == self.timer.kind for entry in since)

    def was_past(self) -> bool:
        """Whether the time was up already when it was last named to the client, who was told so then."""
        return any(entry.kind in _NAMES_TIME and entry.at >= self.due for entry in self.history)

    @property
    def key(self) -> str:
        """Names the promise."""
        return f"{self.ticket.id}:{self.timer.kind}:{self.timer.cycle}"

    @property
    def about(self) -> tuple[int, str, str]:
        """The fields of its notices."""
        return self.ticket.id, self.timer.kind.value, self.due.isoformat()


def _deadline(
    house: House, ticket: Ticket, history: Sequence[HistoryEntry], timer: Timer, now: datetime
) -> datetime | None:
    """The deadline whose step has passed. None: by the present history and regulation it has not."""
    try:
        priority = house.regulation.priority(ticket.priority)
    except KeyError:
        return None
    coming = [] if ticket.status is Status.DONE else sla.steps(priority, history, house.regulation)
    mine = {one.step: one.due_at for one in coming if (one.kind, one.cycle) == (timer.kind, timer.cycle)}
    at = mine.get(timer.step)
    return mine[Deadline.MISSED] if at is not None and at <= now else None


def _warn(work: Work, house: House, passed: _Passed) -> None:
    _log(work, passed, EventKind.NEAR)
    _tell_engineers(work, house, passed, DeadlineNear(*passed.about))


def _alarm(work: Work, house: House, passed: _Passed) -> None:
    _log(work, passed, EventKind.MISSED)
    _tell_engineers(work, house, passed, DeadlineMissed(*passed.about))


def _log(work: Work, passed: _Passed, kind: EventKind) -> None:
    _id, clock, due = passed.about
    work.tickets.log(passed.ticket.id, work.now, kind, CLOCK, {"clock": clock, "due": due})


def _tell_engineers(work: Work, house: House, passed: _Passed, notice: DeadlineNear | DeadlineMissed) -> None:
    """In reply to the card, which shows the new state; out of turn and never silently where it is critical.

    The others keep their turn: when many are late at once, what is critical still has room in the group.
    """
    ticket = passed.ticket
    critical = house.regulation.priority(ticket.priority).critical
    work.outbox.put(
        notice,
        key=f"deadline:{passed.key}:{type(notice).__name__}",
        chat_id=house.group_id,
        urgency=Urgency.CRITICAL if critical else Urgency.REPLY,
        silent=not critical and not house.regulation.support.is_open(work.now),
        ticket_id=ticket.id,
    )
    work.outbox.put(
        Card(ticket.id),
        key=f"card:{passed.key}:{type(notice).__name__}",
        chat_id=house.group_id,
        urgency=Urgency.CARD,
        silent=True,
        ticket_id=ticket.id,
        collapse=f"card:{ticket.id}",
    )


def _tell_client(work: Work, passed: _Passed, kind: EventKind | None = None) -> None:
    """Once a promise, whichever step it is; `kind` is how the history says so. Nobody who cannot be reached."""
    ticket = passed.ticket
    client = work.people.get(ticket.client_id)
    if client is None or not client.reachable:
        return
    if kind is not None:
        _log(work, passed, kind)
    work.outbox.put(
        PromiseBroken(*passed.about),
        key=f"promise:{passed.key}",
        chat_id=ticket.client_id,
        urgency=Urgency.REPLY,
        ticket_id=ticket.id,
    )
