"""Finding tickets: by ID, name, company, phone or words, and the one that a message in the group is about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from desk.messages import Message
from desk.model import EventKind, HistoryEntry, Person, Ticket
from desk.ports import Work
from desk.regulation import Regulation
from desk.words import sought

PAGE = 6
"""Results on one page."""

_LARGEST = 2**53
_PICTURED = frozenset({EventKind.OPENED, EventKind.ANSWERED, EventKind.ADDED})
"""What screenshots can have come with."""


@dataclass(frozen=True, slots=True)
class Results:
    """A page of what was found; `number` from 0 of `pages`, `total` tickets in all."""

    text: str
    tickets: Sequence[Ticket]
    number: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Whole:
    """A ticket with its whole history, for engineers. `pictures`: how many screenshots came with each history entry."""

    ticket: Ticket
    client: Person | None
    history: Sequence[HistoryEntry]
    pictures: dict[int, int]
    messages: Sequence[Message] = ()


def find(work: Work, regulation: Regulation, text: str, number: int = 0) -> Results:
    """The ticket whose ID was written comes first, then those with all the words, the newest first."""
    named = number_of(regulation, text)
    exact = work.tickets.get(named) if named is not None else None
    beginnings = sought(text)
    without = exact.id if exact else None
    total = work.search.count(beginnings) or int(exact is not None)  # "ipmg1001" is an ID and nobody's word
    pages = max(1, -(-total // PAGE))
    number = min(max(number, 0), pages - 1)
    first = [exact] if exact and number == 0 else []
    offset = max(0, number * PAGE - (1 if exact else 0))
    found = work.search.find(beginnings, limit=PAGE - len(first), offset=offset, without=without)
    return Results(text, [*first, *found], number, pages, total)


def number_of(regulation: Regulation, text: str) -> int | None:
    """The number in `IPMG-1001`, `ipmg 1001`, `#1001` or `1001`; None: it is no ID."""
    written = re.fullmatch(rf"(?:{regulation.prefix}[\s-]?|[#№]\s?)?(\d{{1,16}})", text.strip(), re.IGNORECASE)
    number = int(written[1]) if written else 0
    return number if 0 < number <= _LARGEST else None


def named(regulation: Regulation, text: str) -> tuple[int | None, str]:
    """The number of a ticket whose ID a command begins with, and the rest of it."""
    words = text.split(maxsplit=1)
    number = number_of(regulation, words[0]) if words else None
    return (number, words[1] if len(words) > 1 else "") if number is not None else (None, text)


def about(work: Work, chat_id: int, message_id: int | None) -> Ticket | None:
    """The ticket that a message in the group is about: its card, or whatever was said of it there."""
    if message_id is None:
        return None
    card = work.tickets.by_card(chat_id, message_id)
    if card is not None:
        return card
    message = work.messages.at(chat_id, message_id)
    number = message.ticket_id if message else work.outbox.ticket_of(chat_id, message_id)
    prompt = work.prompts.get(chat_id, message_id)
    number = number or (prompt.ticket_id if prompt else None)
    return work.tickets.get(number) if number is not None else None


def meant(
    work: Work, regulation: Regulation, text: str, chat_id: int, replied_id: int | None
) -> tuple[Ticket | None, str]:
    """Of a command's text and the message it replies to: the ticket, and what is left of the text."""
    number, rest = named(regulation, text)
    if number is not None and (ticket := work.tickets.get(number)):
        return ticket, rest
    return about(work, chat_id, replied_id), text


def whole(work: Work, regulation: Regulation, text: str, chat_id: int, replied_id: int | None) -> Whole | None:
    """The ticket that is meant, whole. None: none is."""
    ticket, _rest = meant(work, regulation, text, chat_id, replied_id)
    return None if ticket is None else told(work, ticket)


def told(work: Work, ticket: Ticket) -> Whole:
    """A ticket, whole."""
    history = work.tickets.history(ticket.id)
    pictures = {entry.id: len(work.pictures.of_entry(entry.id)) for entry in history if entry.kind in _PICTURED}
    messages = work.messages.of_ticket(ticket.id)
    return Whole(ticket, work.people.get(ticket.client_id), history, pictures, messages)
