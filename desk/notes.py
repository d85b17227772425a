"""Internal notes: they stand in the history and on the card, and no client ever sees them."""

from desk.house import House
from desk.model import Action, Actor, EventKind, Ticket
from desk.ports import Work
from desk.staff import comment_of, locked
from desk.tickets import change


def note(work: Work, house: House, engineer: Actor, ticket_id: int, text: str) -> Ticket:
    """Add a note, in whatever status the ticket is. BadAnswerError: no text, or too long."""
    text = comment_of(text, required=True)
    ticket, _entry = change(
        work, house, locked(work, ticket_id), Action.NOTE, engineer, EventKind.NOTED, {"text": text}
    )
    return ticket
