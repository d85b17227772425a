"""The ticket's life: opening, every change of it, and what its client may see and answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from desk import sla
from desk.answers import COMMENT_LIMIT, clean, length
from desk.errors import BadAnswerError, NotAllowedError, TicketNotFoundError
from desk.house import House, language_of
from desk.model import (
    Action,
    Actor,
    Clocks,
    EventKind,
    HistoryEntry,
    NewPicture,
    Person,
    Picture,
    PictureKind,
    Request,
    Role,
    Sender,
    Status,
    Step,
    Ticket,
    Urgency,
)
from desk.notices import Card, CardPictures, ClientWrote, CriticalIncident, StatusChanged, TicketOpened
from desk.ports import Post, Work
from desk.regulation import Regulation
from desk.rules import after

PAGE = 5
"""Tickets on one page of My requests."""

ALBUM_DELAY = timedelta(seconds=1)
"""How long the pictures of an album are waited for before they are shown to the engineers together."""


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


def open_ticket(work: Work, house: House, person: Person, request: Request) -> Ticket:
    """Make the ticket and everything that is told of it; the pictures of the draft become its own."""
    priority, client = house.regulation.priority(request.priority), _client(person)
    opened = HistoryEntry(0, 0, work.now, EventKind.OPENED, client)
    new = _new(work, house, person, request, sla.replay(house.regulation, priority, [opened]))
    ticket = work.tickets.add(new, house.regulation.prefix)
    entry = work.tickets.log(ticket.id, work.now, EventKind.OPENED, client, {})
    pictures = work.pictures.hand_over(request.draft_id, ticket.id, entry.id)
    loud = _for_group(work, house, ticket, CriticalIncident(ticket.id), f"critical:{ticket.id}", Urgency.CRITICAL)
    work.outbox.put_all(
        [
            _for_client(ticket, TicketOpened(ticket.id), f"opened:{ticket.id}"),
            *([loud] if priority.critical else []),
            _card(work, house, ticket),
            *_albums(work, house, ticket, entry, pictures),
        ]
    )
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
    changed = replace(ticket, status=status, closed_at=work.now if status is Status.DONE else None, **changes)
    clocks = _clocks(house.regulation, changed, work.tickets.history(ticket.id))
    saved = work.tickets.save(replace(changed, clocks=clocks))
    work.outbox.put_all([_card(work, house, saved)])
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
    notice: Card | CardPictures | CriticalIncident | ClientWrote,
    key: str,
    urgency: Urgency,
    collapse: str | None = None,
    not_before: datetime | None = None,
) -> Post:
    """Quiet outside support hours, but for the loud message of a critical incident."""
    quiet = urgency is not Urgency.CRITICAL and not house.regulation.support.is_open(work.now)
    return Post(
        notice,
        key,
        house.group_id,
        urgency,
        silent=quiet or isinstance(notice, CardPictures),
        ticket_id=ticket.id,
        collapse=collapse,
        not_before=not_before,
    )


def _albums(
    work: Work,
    house: House,
    ticket: Ticket,
    entry: HistoryEntry,
    pictures: Sequence[Picture],
    delay: timedelta = timedelta(0),
) -> list[Post]:
    """In reply to the card; pictures of an album that come within `delay` of each other go as one."""
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
            not_before=work.now + delay,
        )
        for kind, found in firsts.items()
        for first in found
    ]


def _client(person: Person) -> Actor:
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
    return TicketView(ticket, work.tickets.history(ticket_id), len(work.pictures.of_ticket(ticket_id)), client)


def begin_message(work: Work, sender: Sender, ticket_id: int) -> TicketView:
    """The client pressed Answer or Add information: what they write next belongs to this ticket.

    TicketNotFoundError: not theirs. NotAllowedError: it is closed.
    """
    view = my_ticket(work, sender, ticket_id)
    if view.ticket.status is Status.DONE:
        raise NotAllowedError(Action.ANSWER, view.ticket.status, view.ticket.key)
    work.people.save(replace(view.client, answering=ticket_id))
    return view


def say(
    work: Work,
    house: House,
    sender: Sender,
    ticket_id: int,
    text: str,
    picture: NewPicture | None = None,
    album: str | None = None,
) -> Ticket:
    """What a client writes about their ticket: an answer brings it back to In progress, anything else is an addition.

    Pictures of one `album` (Telegram's media_group_id) come as messages of their own and make one entry.

    BadAnswerError: nothing in it, or longer than COMMENT_LIMIT. TicketNotFoundError: not theirs. NotAllowedError: it
    is closed.
    """
    person = work.people.meet(sender)
    ticket = work.tickets.lock(ticket_id)
    if ticket is None or ticket.client_id != sender.id:
        raise TicketNotFoundError
    text = _spoken(text, empty=picture is not None)
    entry = _of_album(work, ticket, album)
    if entry is None:
        said = {"text": text, "album": album} if album else {"text": text}
        ticket, entry = _said(work, house, ticket, person, said)
    added = work.pictures.add(picture, ticket_id=ticket.id, entry_id=entry.id) if picture else None
    if added:
        delay = ALBUM_DELAY if album else timedelta(0)
        work.outbox.put_all(_albums(work, house, ticket, entry, [added], delay))
    return ticket


def _spoken(text: str, *, empty: bool) -> str:
    text = clean(text)
    if length(text) > COMMENT_LIMIT:
        raise BadAnswerError(Step.PROBLEM, "too_long", COMMENT_LIMIT)
    if not text and not empty:
        raise BadAnswerError(Step.PROBLEM, "empty")
    return text


def _said(
    work: Work, house: House, ticket: Ticket, person: Person, data: dict[str, Any]
) -> tuple[Ticket, HistoryEntry]:
    asked = ticket.status is Status.CLARIFICATION
    action, kind = (Action.ANSWER, EventKind.ANSWERED) if asked else (Action.ADD, EventKind.ADDED)
    ticket, entry = change(work, house, ticket, action, _client(person), kind, data)
    wrote = ClientWrote(ticket.id, entry.id)
    work.outbox.put_all([_for_group(work, house, ticket, wrote, f"wrote:{entry.id}", Urgency.REPLY)])
    return ticket, entry


def _of_album(work: Work, ticket: Ticket, album: str | None) -> HistoryEntry | None:
    """The entry that an earlier picture of the same album has made."""
    if album is None:
        return None
    return next((entry for entry in work.tickets.history(ticket.id) if entry.data.get("album") == album), None)


def recipients(work: Work, client_id: int, album: str | None) -> Sequence[Ticket]:
    """The open tickets that a client's message may belong to: the one of the album it continues, the only one that
    asks something, else all of them.
    """
    tickets = work.tickets.open_of_client(client_id)
    begun = [ticket for ticket in tickets if _of_album(work, ticket, album)]
    asking = [ticket for ticket in tickets if ticket.status is Status.CLARIFICATION]
    return begun or (asking if len(asking) == 1 else tickets)
