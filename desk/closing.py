"""What a client does with a closed request: says that it is not solved, or complains (providence 5.1, 6).

A complaint is for those who supervise the engineers: each of them hears it in private, and the group loudly. The
request stays closed, from then on as a Complaint, with the ground on which it may have been refused.
"""

from collections.abc import Sequence
from dataclasses import replace

from desk.answers import COMMENT_LIMIT, clean, length
from desk.errors import BadAnswerError, NotAllowedError, TicketNotFoundError
from desk.house import House
from desk.model import (
    Action,
    EventKind,
    Expected,
    HistoryEntry,
    Person,
    Resolution,
    Sender,
    Status,
    Step,
    Ticket,
    Urgency,
)
from desk.notices import Dissatisfied
from desk.notices_closing import ComplaintRaised
from desk.ports import Post, Work
from desk.rules import may_reopen
from desk.tickets import change, client_actor, show_card, tell_status


def reopen_by_client(work: Work, house: House, sender: Sender, ticket_id: int) -> Ticket:
    """Not solved: back to whoever had it, or to the queue; the clock of the solution goes on.

    TicketNotFoundError: not theirs. NotAllowedError: it is open, was refused, or was closed too long ago.
    """
    person = work.people.meet(sender)
    ticket = _own(work, sender, ticket_id)
    if not may_reopen(ticket, house.regulation.reopen_within, work.now, house.regulation.lacking):
        raise NotAllowedError(Action.NOT_SOLVED, ticket.status, ticket.key)
    ticket, entry = change(
        work, house, ticket, Action.NOT_SOLVED, client_actor(person), EventKind.NOT_SOLVED,
        resolution=None, ground=None,
    )  # fmt: skip
    _alarm(work, house, ticket, entry)
    tell_status(work, ticket, entry)
    return ticket


def not_solved(work: Work, house: House, sender: Sender, ticket_id: int) -> tuple[Ticket, Person]:
    """`reopen_by_client` by the button; what the client writes next belongs to the request."""
    ticket = reopen_by_client(work, house, sender, ticket_id)
    person = replace(work.people.meet(sender), answering=ticket.id, expects=None)
    work.people.save(person)
    return ticket, person


def begin_complaint(work: Work, sender: Sender, ticket_id: int) -> tuple[Ticket, Person]:
    """Complain: the next text is the complaint about this request.

    TicketNotFoundError: not theirs. NotAllowedError: it is open, or they have complained since it was closed.
    """
    person = work.people.meet(sender)
    ticket = _own(work, sender, ticket_id)
    _check_complaint(work, ticket)
    person = replace(person, answering=ticket.id, expects=Expected.COMPLAINT)
    work.people.save(person)
    return ticket, person


def complain(work: Work, house: House, person: Person, text: str) -> Ticket:
    """The client's words about the quality of the service: to the supervisors, and loud to the engineers.

    BadAnswerError: nothing in it, or longer than COMMENT_LIMIT; otherwise as `begin_complaint`.
    """
    text = clean(text)
    if not text:
        raise BadAnswerError(Step.PROBLEM, "empty")
    if length(text) > COMMENT_LIMIT:
        raise BadAnswerError(Step.PROBLEM, "too_long", COMMENT_LIMIT)
    work.people.save(replace(person, answering=None, expects=None))
    ticket = work.tickets.lock(person.answering or 0)
    if ticket is None or ticket.client_id != person.id:
        raise TicketNotFoundError
    _check_complaint(work, ticket)
    entry = work.tickets.log(ticket.id, work.now, EventKind.COMPLAINED, client_actor(person), {"text": text})
    ticket = work.tickets.save(replace(ticket, resolution=Resolution.COMPLAINT))
    show_card(work, house, ticket)
    _alarm(work, house, ticket, entry)
    _tell_supervisors(work, house, ticket, entry)
    return ticket


def _own(work: Work, sender: Sender, ticket_id: int) -> Ticket:
    ticket = work.tickets.lock(ticket_id)
    if ticket is None or ticket.client_id != sender.id:
        raise TicketNotFoundError
    return ticket


def _check_complaint(work: Work, ticket: Ticket) -> None:
    if not may_complain(ticket, work.tickets.history(ticket.id)):
        raise NotAllowedError(Action.NOT_SOLVED, ticket.status, ticket.key)


def may_complain(ticket: Ticket, history: Sequence[HistoryEntry]) -> bool:
    """Once after every end of a request."""
    since = ticket.closed_at
    return (
        ticket.status is Status.DONE
        and since is not None
        and not any(entry.kind is EventKind.COMPLAINED and entry.at >= since for entry in history)
    )


def _alarm(work: Work, house: House, ticket: Ticket, entry: HistoryEntry) -> None:
    """Loud at any hour: somebody is not content."""
    work.outbox.put(
        Dissatisfied(ticket.id, entry.id),
        key=f"dissatisfied:{entry.id}",
        chat_id=work.chats.current(house.group_id),
        urgency=Urgency.CRITICAL,
        ticket_id=ticket.id,
    )


def _tell_supervisors(work: Work, house: House, ticket: Ticket, entry: HistoryEntry) -> None:
    """In private, those who are listed and the group's admins as far as they are known."""
    them = sorted({one.id for one in work.supervisors.all()} | house.supervisors)
    work.outbox.put_all(
        [
            Post(ComplaintRaised(ticket.id, entry.id, who), f"complaint:{entry.id}:{who}", who, Urgency.REPLY)
            for who in them
        ]
    )
