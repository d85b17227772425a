"""What is needed to word a notice, read in the unit that claims it, so that the words tell the present state."""

from collections.abc import Sequence
from dataclasses import dataclass

from desk.model import HistoryEntry, Person, Picture, Ticket
from desk.notices import Card, CardPictures, ClientWrote, Notice, StatusChanged
from desk.ports import Work


@dataclass(frozen=True, slots=True)
class Briefing:
    """A notice with its ticket and client, and the history entry and the pictures where it names them.

    A card has the ticket's whole history and all of its pictures.
    """

    notice: Notice
    ticket: Ticket
    client: Person
    entry: HistoryEntry | None = None
    pictures: Sequence[Picture] = ()
    history: Sequence[HistoryEntry] = ()


def brief(work: Work, notice: Notice) -> Briefing:
    """Read what `notice` is about. LookupError: its ticket, client or entry is gone."""
    ticket = work.tickets.get(notice.ticket_id)
    client = work.people.get(ticket.client_id) if ticket else None
    if ticket is None or client is None:
        raise LookupError(notice)
    match notice:
        case StatusChanged(entry_id=entry_id) | ClientWrote(entry_id=entry_id):
            entry = work.tickets.entry(entry_id)
            if entry is None:
                raise LookupError(notice)
            return Briefing(notice, ticket, client, entry)
        case CardPictures(entry_id=entry_id, picture_kind=kind, first_id=first_id):
            pictures = work.pictures.of_entry(entry_id)
            shown = [picture for picture in pictures if picture.kind == kind and picture.id >= first_id]
            return Briefing(notice, ticket, client, pictures=shown)
        case Card(ticket_id=ticket_id):
            pictures, history = work.pictures.of_ticket(ticket_id), work.tickets.history(ticket_id)
            return Briefing(notice, ticket, client, pictures=pictures, history=history)
        case _:
            return Briefing(notice, ticket, client)
