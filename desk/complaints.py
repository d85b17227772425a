"""What becomes of a complaint (providence 5.1, 6): it waits until a supervisor says that it is handled."""

from collections.abc import Sequence

from desk.errors import ComplaintHandledError
from desk.house import House
from desk.model import Actor, EventKind, HistoryEntry, Ticket
from desk.ports import Work
from desk.staff import locked
from desk.tickets import show_card

_KINDS = (EventKind.COMPLAINED, EventKind.COMPLAINT_HANDLED)


def last(history: Sequence[HistoryEntry]) -> HistoryEntry | None:
    """The last complaint, or the entry that says it is handled; None: nobody complained."""
    return next((entry for entry in reversed(history) if entry.kind in _KINDS), None)


def handle(work: Work, house: House, supervisor: Actor, ticket_id: int) -> Ticket:
    """The complaint is handled, for all supervisors; the ticket stays as it is, and its client hears nothing of it.

    TicketNotFoundError. ComplaintHandledError: none waits.
    """
    ticket = locked(work, ticket_id)
    entry = last(work.tickets.history(ticket_id))
    if entry is None or entry.kind is EventKind.COMPLAINT_HANDLED:
        raise ComplaintHandledError(ticket.key, entry.actor.name if entry else "")
    work.tickets.log(ticket_id, work.now, EventKind.COMPLAINT_HANDLED, supervisor, {})
    ticket = work.tickets.save(ticket)
    show_card(work, house, ticket)
    return ticket
