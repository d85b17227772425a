"""Notices of a request's end in words: a low rating, a complaint."""

from datetime import datetime

from desk.briefing import Briefing
from desk.house import House
from desk.model import HistoryEntry
from desk.notices import Notice
from desk.notices_closing import ComplaintRaised, LowRating
from handlers.group import keyboards
from handlers.outgoing import Say
from handlers.texts import closing

KINDS = LowRating | ComplaintRaised


def for_client(notice: Notice) -> bool:
    """Whether it goes to the client, in their language."""
    return False


def word(briefing: Briefing, house: House, now: datetime) -> Say:
    """What to send; the language is spoken already."""
    ticket = briefing.ticket
    match briefing.notice:
        case LowRating():
            return Say(closing.low_rating(ticket, _entry(briefing)), keyboards.of_ticket(ticket), to_card=True)
        case ComplaintRaised():
            return Say(closing.complaint_to_supervisor(ticket, _entry(briefing), ticket.identity.name))
        case other:
            raise AssertionError(f"not of this room: {other}")


def _entry(briefing: Briefing) -> HistoryEntry:
    assert briefing.entry is not None, "a briefing of this notice has its entry"
    return briefing.entry
