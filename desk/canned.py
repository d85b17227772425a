"""Prepared answers of the regulation: an engineer chooses one, and it goes to the client as the engineer's reply."""

from dataclasses import dataclass

from desk import conversation
from desk.errors import UnknownChoiceError
from desk.house import House, language_of
from desk.messages import Content, Kind, Said
from desk.model import Action, Actor, Ticket
from desk.ports import Work
from desk.rules import after
from desk.staff import comment_of, look


@dataclass(frozen=True, slots=True)
class Prepared:
    """A prepared answer in the language of the ticket's client."""

    ticket: Ticket
    text: str


def prepared(work: Work, house: House, ticket_id: int, key: str) -> Prepared:
    """What would be sent. UnknownChoiceError: the regulation has no such answer. NotAllowedError: not now."""
    ticket = look(work, ticket_id)
    after(Action.SEND_CANNED, ticket)
    try:
        answer = house.regulation.answer(key)
    except KeyError:
        raise UnknownChoiceError(key) from None
    client = work.people.get(ticket.client_id)
    language = language_of(house.regulation, client) if client else ticket.language
    return Prepared(ticket, house.regulation.text(answer.body, language))


def send(work: Work, house: House, engineer: Actor, ticket_id: int, key: str) -> Ticket:
    """Send it as it is. Errors as `prepared`."""
    return send_edited(work, house, engineer, ticket_id, prepared(work, house, ticket_id, key).text)


def send_edited(work: Work, house: House, engineer: Actor, ticket_id: int, text: str) -> Ticket:
    """Send the engineer's own wording. BadAnswerError: no text, or too long."""
    said = Said(Content(Kind.TEXT, comment_of(text, required=True)), work.chats.current(house.group_id))
    return conversation.reply(work, house, engineer, ticket_id, said).ticket
