"""Which timers a ticket has after what happened to it: the one place where its clocks and chains become rows."""

from collections.abc import Sequence

from desk import chain, silence, sla
from desk.model import HistoryEntry, Status, Ticket
from desk.ports import Work
from desk.ports_timers import Owner, Subject, Timer
from desk.regulation import Regulation


def timers(regulation: Regulation, ticket: Ticket, history: Sequence[HistoryEntry]) -> list[Timer]:
    """What is to pass if nothing more happens.

    Under a priority that the regulation has no more no clock runs; a question that waits for its client still does.
    """
    if ticket.status is Status.DONE:
        return []
    return [
        *_clocks(regulation, ticket, history),
        *chain.steps(regulation, ticket, history),
        *silence.steps(regulation, ticket, history),
    ]


def _clocks(regulation: Regulation, ticket: Ticket, history: Sequence[HistoryEntry]) -> list[Timer]:
    try:
        return sla.steps(regulation.priority(ticket.priority), history, regulation)
    except KeyError:
        return []


def plan(
    work: Work, regulation: Regulation, ticket: Ticket, history: Sequence[HistoryEntry], *, new: bool = False
) -> None:
    """Write them in place of those that were to come (a `new` ticket has none), in the unit that changed the ticket."""
    work.timers.plan(Subject(Owner.TICKET, ticket.id), timers(regulation, ticket, history), new=new)
