"""Blocking a client (IPMG 4.2): by a supervisor, on a ground of the regulation, for a time or for good.

Their open tickets stay and are worked on. Whether somebody is a supervisor is checked at every press (handlers).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desk.errors import NotBlockedError, TicketNotFoundError, UnknownChoiceError
from desk.house import House
from desk.model import Actor, Block, EventKind, HistoryEntry, Person, Ticket, Urgency
from desk.notices import Card, ClientBlocked, ClientUnblocked
from desk.ports import Work

SHOWN = 20
"""Blocks in one list."""


class Term(StrEnum):
    """How long a block lasts."""

    DAY = "day"
    WEEK = "week"
    EVER = "ever"

    def end(self, now: datetime) -> datetime | None:
        """None: for good."""
        return {Term.DAY: now + timedelta(days=1), Term.WEEK: now + timedelta(days=7), Term.EVER: None}[self]


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket with its client, and the block that stands."""

    ticket: Ticket
    client: Person
    block: Block | None


@dataclass(frozen=True, slots=True)
class Knock:
    """A blocked person came; `answer`: they have not been answered since they were blocked."""

    block: Block
    person: Person
    answer: bool


def case(work: Work, ticket_id: int) -> Case:
    """TicketNotFoundError."""
    ticket = work.tickets.get(ticket_id)
    client = work.people.get(ticket.client_id) if ticket else None
    if ticket is None or client is None:
        raise TicketNotFoundError
    return Case(ticket, client, work.blocks.standing(client.id))


def standing(work: Work) -> Sequence[Case]:
    """Who is blocked now, the newest first, each with the ticket from whose card it was done."""
    found = (case(work, block.ticket_id) for block in work.blocks.all(SHOWN))
    return [one for one in found if one.block is not None]


def block(work: Work, house: House, supervisor: Actor, ticket_id: int, ground: str, term: Term) -> Case:
    """Block the ticket's client and tell them; an earlier block gives way to it.

    TicketNotFoundError. UnknownChoiceError: the regulation has no such ground.
    """
    try:
        house.regulation.ground(ground)
    except KeyError:
        raise UnknownChoiceError(ground) from None
    found = case(work, ticket_id)
    assert supervisor.id is not None, "somebody presses"
    work.blocks.lift(found.client.id, work.now, supervisor)
    until = term.end(work.now)
    made = work.blocks.add(
        Block(0, found.client.id, ticket_id, ground, work.now, until, supervisor.id, supervisor.name)
    )
    end = until.isoformat() if until else None
    _record(work, house, found, EventKind.BLOCKED, supervisor, {"ground": ground, "until": end})
    notice = ClientBlocked(ticket_id, ground, end)
    work.outbox.put(
        notice, key=f"blocked:{made.id}", chat_id=found.client.id, urgency=Urgency.REPLY, ticket_id=ticket_id
    )
    return Case(found.ticket, found.client, made)


def unblock(work: Work, house: House, supervisor: Actor, ticket_id: int) -> Case:
    """Lift the block of the ticket's client and tell them. TicketNotFoundError; NotBlockedError."""
    found = case(work, ticket_id)
    if found.block is None or not work.blocks.lift(found.client.id, work.now, supervisor):
        raise NotBlockedError(found.ticket.key)
    _record(work, house, found, EventKind.UNBLOCKED, supervisor, {})
    work.outbox.put(
        ClientUnblocked(ticket_id),
        key=f"unblocked:{found.block.id}",
        chat_id=found.client.id,
        urgency=Urgency.REPLY,
        ticket_id=ticket_id,
    )
    return Case(found.ticket, found.client, None)


def blocked(work: Work) -> frozenset[int]:
    """The ids of all who are blocked now."""
    return frozenset(one.person_id for one in work.blocks.all(100_000))


def look(work: Work, person_id: int) -> Knock | None:
    """The block that stands against this person; None: they are welcome."""
    found, person = work.blocks.standing(person_id), work.people.get(person_id)
    return None if found is None or person is None else Knock(found, person, not found.answered)


def answer(work: Work, block_id: int) -> bool:
    """Whether the one answer is theirs to have now."""
    return work.blocks.answer(block_id)


def in_force(history: Sequence[HistoryEntry], now: datetime) -> HistoryEntry | None:
    """The entry of the block that stands by a ticket's history; None: the client is free."""
    last = next((one for one in reversed(history) if one.kind in (EventKind.BLOCKED, EventKind.UNBLOCKED)), None)
    if last is None or last.kind is EventKind.UNBLOCKED:
        return None
    until = last.data.get("until")
    return None if until and datetime.fromisoformat(until) <= now else last


def _record(
    work: Work, house: House, found: Case, kind: EventKind, supervisor: Actor, data: dict[str, str | None]
) -> None:
    """In the history of the ticket and of all open ones of the client, and on their cards."""
    tickets = {one.id: one for one in (found.ticket, *work.tickets.open_of_client(found.client.id))}
    for ticket in tickets.values():
        entry = work.tickets.log(ticket.id, work.now, kind, supervisor, dict(data))
        work.outbox.put(
            Card(ticket.id),
            key=f"card:{ticket.id}:entry:{entry.id}",
            chat_id=work.chats.current(house.group_id),
            urgency=Urgency.CARD,
            silent=True,
            ticket_id=ticket.id,
            collapse=f"card:{ticket.id}",
        )
