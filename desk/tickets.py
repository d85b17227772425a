"""The ticket's life: opening, every change of it, and what its client may see and answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from desk import alarms, incident_offers, sla
from desk.errors import NotAllowedError, TicketNotFoundError
from desk.house import House, language_of
from desk.messages import Message
from desk.model import (
    Action,
    Actor,
    Clocks,
    EventKind,
    HistoryEntry,
    Person,
    Picture,
    PictureKind,
    Request,
    Role,
    Sender,
    Status,
    Ticket,
    Urgency,
)
from desk.notices import Card, CardPictures, StatusChanged, TicketOpened
from desk.plan import plan
from desk.ports import Post, Work
from desk.regulation import Regulation
from desk.rules import after

PAGE = 5
"""Tickets on one page of My requests."""


@dataclass(frozen=True, slots=True)
class TicketPage:
    """A page of a client's tickets, the newest first; `number` from 0 of `pages`."""

    tickets: Sequence[Ticket]
    number: int
    pages: int
    client: Person


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket with its history, for its client."""

    ticket: Ticket
    history: Sequence[HistoryEntry]
    pictures: int
    client: Person
    messages: Sequence[Message] = ()


def open_ticket(work: Work, house: House, person: Person, request: Request) -> Ticket:
    """Make the ticket and everything that is told of it; the pictures of the draft become its own."""
    priority, client = house.regulation.priority(request.priority), client_actor(person)
    opened = HistoryEntry(0, 0, work.now, EventKind.OPENED, client)
    new = _new(work, house, person, request, sla.replay(house.regulation, priority, [opened]))
    ticket = work.tickets.add(new, house.regulation.prefix)
    entry = work.tickets.log(ticket.id, work.now, EventKind.OPENED, client, {})
    plan(work, house.regulation, ticket, [entry], new=True)
    pictures = work.pictures.hand_over(request.draft_id, ticket.id, entry.id)
    work.outbox.put_all(
        [
            _for_client(ticket, TicketOpened(ticket.id), f"opened:{ticket.id}"),
            *alarms.opened(house, ticket, entry),
            _card(work, house, ticket),
            *_albums(work, house, ticket, entry, pictures),
        ]
    )
    incident_offers.consider(work, house, ticket)
    return ticket


def _new(work: Work, house: House, person: Person, request: Request, clocks: Clocks) -> Ticket:
    return Ticket(
        id=0,
        key="",
        client_id=person.id,
        draft_id=request.draft_id,
        language=language_of(house.regulation, person),
        status=Status.CREATED,
        priority=request.priority,
        topic=request.topic,
        impact=request.impact,
        scale=request.scale,
        identity=request.identity,
        problem=request.problem,
        reproduction=request.reproduction,
        created_at=work.now,
        clocks=clocks,
    )


def change(
    work: Work,
    house: House,
    ticket: Ticket,
    action: Action,
    actor: Actor,
    kind: EventKind,
    data: dict[str, Any] | None = None,
    **changes: Any,
) -> tuple[Ticket, HistoryEntry]:
    """Bring a locked ticket to the status that `action` leads to, with its history entry, its clocks and its card.

    `changes` are further fields of the ticket. Raises what desk/rules.py `after` raises. The caller tells the client.
    """
    status = after(action, ticket)
    entry = work.tickets.log(ticket.id, work.now, kind, actor, data or {})
    closed_at = (ticket.closed_at or work.now) if status is Status.DONE else None
    changed = replace(ticket, status=status, closed_at=closed_at, **changes)
    history = work.tickets.history(ticket.id)
    clocks = _clocks(house.regulation, changed, history)
    saved = work.tickets.save(replace(changed, clocks=clocks))
    plan(work, house.regulation, saved, history)
    work.outbox.put_all([_card(work, house, saved), *alarms.changed(house, saved, history)])
    return saved, entry


def _clocks(regulation: Regulation, ticket: Ticket, history: Sequence[HistoryEntry]) -> Clocks:
    """The clocks after this history; they stand still under a priority that the regulation has no more."""
    try:
        return sla.replay(regulation, regulation.priority(ticket.priority), history)
    except KeyError:
        return ticket.clocks


def tell_status(work: Work, ticket: Ticket, entry: HistoryEntry) -> None:
    """Let the client know what the entry tells."""
    client = work.people.get(ticket.client_id)
    if client is not None and client.reachable:
        work.outbox.put_all([_for_client(ticket, StatusChanged(ticket.id, entry.id), f"status:{entry.id}")])


def show_card(work: Work, house: House, ticket: Ticket) -> None:
    """Send the card, or bring it up to date."""
    work.outbox.put_all([_card(work, house, ticket)])


def _card(work: Work, house: House, ticket: Ticket) -> Post:
    """The card, or its edit; several news that wait together become one edit."""
    key = f"card:{ticket.id}:{ticket.version}"
    return _for_group(work, house, ticket, Card(ticket.id), key, Urgency.CARD, f"card:{ticket.id}")


def _for_client(ticket: Ticket, notice: TicketOpened | StatusChanged, key: str) -> Post:
    return Post(notice, key, ticket.client_id, Urgency.REPLY, ticket_id=ticket.id)


def _for_group(
    work: Work,
    house: House,
    ticket: Ticket,
    notice: Card | CardPictures,
    key: str,
    urgency: Urgency,
    collapse: str | None = None,
) -> Post:
    """Quiet outside support hours; the loud messages of critical requests are in desk/alarms.py."""
    quiet = not house.regulation.support.is_open(work.now)
    return Post(
        notice,
        key,
        house.group_id,
        urgency,
        silent=quiet or isinstance(notice, CardPictures),
        ticket_id=ticket.id,
        collapse=collapse,
    )


def _albums(
    work: Work,
    house: House,
    ticket: Ticket,
    entry: HistoryEntry,
    pictures: Sequence[Picture],
) -> list[Post]:
    """In reply to the card, as an album a kind."""
    firsts = {kind: [picture.id for picture in pictures if picture.kind is kind][:1] for kind in PictureKind}
    return [
        _for_group(
            work,
            house,
            ticket,
            CardPictures(ticket.id, entry.id, kind.value, first),
            f"pictures:{first}",
            Urgency.CARD,
            collapse=f"pictures:{entry.id}:{kind}",
        )
        for kind, found in firsts.items()
        for first in found
    ]


def client_actor(person: Person) -> Actor:
    """Who a client is in the history: as they named themselves in the form."""
    return Actor(Role.CLIENT, person.id, person.identity.name or person.name)


def my_tickets(work: Work, sender: Sender, page: int = 0) -> TicketPage:
    """The client's tickets, the newest first; a page beyond the last is the last."""
    client = work.people.get(sender.id) or Person(sender.id, sender.name, language_code=sender.language_code)
    pages = max(1, -(-work.tickets.count_of_client(sender.id) // PAGE))
    number = min(max(page, 0), pages - 1)
    tickets = work.tickets.of_client(sender.id, limit=PAGE, offset=number * PAGE)
    return TicketPage(tickets, number, pages, client)


def my_ticket(work: Work, sender: Sender, ticket_id: int) -> TicketView:
    """One of the client's own tickets with its history. TicketNotFoundError: also when it is another's (1.2)."""
    ticket = work.tickets.get(ticket_id)
    client = work.people.get(sender.id)
    if ticket is None or client is None or ticket.client_id != sender.id:
        raise TicketNotFoundError
    history, messages = work.tickets.history(ticket_id), work.messages.of_ticket(ticket_id)
    return TicketView(ticket, history, len(work.pictures.of_ticket(ticket_id)), client, messages)


def begin_message(work: Work, sender: Sender, ticket_id: int) -> TicketView:
    """The client pressed Answer or Add information: what they write next belongs to this ticket.

    TicketNotFoundError: not theirs. NotAllowedError: it is closed.
    """
    view = my_ticket(work, sender, ticket_id)
    if view.ticket.status is Status.DONE:
        raise NotAllowedError(Action.ANSWER, view.ticket.status, view.ticket.key)
    work.people.save(replace(view.client, answering=ticket_id, expects=None))
    return view
