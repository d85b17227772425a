"""A ticket is given to a colleague: one of those who ever did something to a ticket."""

from collections.abc import Sequence
from dataclasses import dataclass

from desk.errors import SameTextError, UnknownChoiceError
from desk.house import House
from desk.model import Action, Actor, EventKind, Status, Ticket, Urgency
from desk.notices import Assigned
from desk.ports import Work
from desk.rules import after
from desk.staff import locked, look
from desk.tickets import change, tell_status

MOST = 20
"""Colleagues that are offered: those who acted last."""


@dataclass(frozen=True, slots=True)
class Choice:
    """To whom a ticket can be given."""

    ticket: Ticket
    colleagues: Sequence[Actor]


def colleagues(work: Work, ticket_id: int) -> Choice:
    """Everybody known but who has it already. NotAllowedError: the ticket is done."""
    ticket = look(work, ticket_id)
    after(Action.ASSIGN, ticket)
    known = work.engineers.known(MOST)
    return Choice(ticket, [one for one in known if one.id != ticket.assignee_id])


def assign(work: Work, house: House, engineer: Actor, ticket_id: int, colleague_id: int) -> Ticket:
    """Give the ticket to a colleague; the client and the colleague are told.

    Of a ticket that nobody had it is the taking, with all that follows from it (IPMG 3.3.4).
    UnknownChoiceError: nobody knows them. SameTextError: they have it. NotAllowedError: the ticket is done.
    """
    colleague = work.engineers.get(colleague_id)
    if colleague is None:
        raise UnknownChoiceError(str(colleague_id))
    ticket = locked(work, ticket_id)
    if ticket.assignee_id == colleague.id and ticket.status is not Status.DONE:
        raise SameTextError
    free = ticket.assignee_id is None
    action, kind = (Action.TAKE, EventKind.TAKEN) if free else (Action.ASSIGN, EventKind.ASSIGNED)
    after(Action.ASSIGN, ticket)
    who, data = (colleague, {"by": engineer.name}) if free else (engineer, {"name": colleague.name})
    ticket, entry = change(
        work, house, ticket, action, who, kind, data, assignee_id=colleague.id, assignee_name=colleague.name
    )
    tell_status(work, ticket, entry)
    if colleague.id != engineer.id:
        work.outbox.put(
            Assigned(ticket.id, colleague_id, colleague.name, engineer.name),
            key=f"assigned:{entry.id}",
            chat_id=work.chats.current(house.group_id),
            urgency=Urgency.REPLY,
            silent=not house.regulation.support.is_open(work.now),
            ticket_id=ticket.id,
        )
    return ticket
