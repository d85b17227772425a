"""Tickets about the same thing are linked, each to the other; their clients learn nothing of each other (1.2)."""

from collections.abc import Sequence

from desk.errors import LinkedError, TicketNotFoundError
from desk.find import number_of
from desk.house import House
from desk.model import Action, Actor, EventKind, HistoryEntry, Ticket
from desk.ports import Work
from desk.staff import locked
from desk.tickets import change


def link(work: Work, house: House, engineer: Actor, ticket_id: int, other: str) -> Ticket:
    """Link the ticket with the one whose ID is written in `other`.

    TicketNotFoundError: there is none, or it is the ticket itself. LinkedError: they are linked already.
    """
    number = number_of(house.regulation, other)
    if number is None or number == ticket_id:
        raise TicketNotFoundError
    first, second = (locked(work, one) for one in sorted((ticket_id, number)))  # in one order: no deadlock
    if second.key in linked(work.tickets.history(first.id)):
        raise LinkedError(second.key if second.id == number else first.key)
    for one, its in ((first, second), (second, first)):
        change(work, house, one, Action.LINK, engineer, EventKind.LINKED, {"key": its.key})
    return first if first.id == ticket_id else second


def linked(history: Sequence[HistoryEntry]) -> list[str]:
    """The IDs that a ticket's history links it with."""
    return [str(entry.data.get("key", "")) for entry in history if entry.kind is EventKind.LINKED]
