"""Notices of a request's end, and of what waits, in words: ratings, complaints, questions, forms, calls."""

from datetime import datetime

from desk.briefing import Briefing
from desk.calls import Why
from desk.house import House
from desk.model import CallBackTask, Draft, HistoryEntry
from desk.notices import Notice
from desk.notices_closing import (
    CallBackDue,
    CallBackLate,
    ClosedByDesk,
    ComplaintRaised,
    FormWaits,
    LowRating,
    Unanswered,
)
from handlers.client import closing_keyboards
from handlers.group import call_backs, keyboards
from handlers.outgoing import Say
from handlers.texts import closing, unanswered, waiting

KINDS = LowRating | ComplaintRaised | ClosedByDesk | Unanswered | FormWaits | CallBackDue | CallBackLate


def for_client(notice: Notice) -> bool:
    """Whether it goes to the client, in their language."""
    return isinstance(notice, Unanswered | FormWaits | CallBackLate)


def word(briefing: Briefing, house: House, now: datetime) -> Say:
    """What to send; the language is spoken already."""
    regulation, ticket = house.regulation, briefing.ticket
    match briefing.notice:
        case LowRating():
            return Say(closing.low_rating(ticket, _entry(briefing)), keyboards.of_ticket(ticket), to_card=True)
        case ComplaintRaised():
            return Say(closing.complaint_to_supervisor(ticket, _entry(briefing), ticket.identity.name))
        case ClosedByDesk():
            return Say(unanswered.told_engineers(ticket), keyboards.of_ticket(ticket), to_card=True)
        case Unanswered():
            text = unanswered.reminder(regulation, ticket, briefing.history, now)
            return Say(text, closing_keyboards.answer(ticket))
        case FormWaits():
            draft = _draft(briefing)
            return Say(waiting.unfinished(regulation, draft), closing_keyboards.unfinished(draft))
        case CallBackDue(why=why):
            task = _task(briefing)
            text = waiting.call_due(regulation, task, briefing.client, Why(why), now)
            return Say(text, call_backs.keyboard(task), reply_to=briefing.reply_to)
        case CallBackLate():
            return Say(waiting.call_late(regulation, _task(briefing), now))
        case other:
            raise AssertionError(f"not of this room: {other}")


def _entry(briefing: Briefing) -> HistoryEntry:
    assert briefing.entry is not None, "a briefing of this notice has its entry"
    return briefing.entry


def _draft(briefing: Briefing) -> Draft:
    assert briefing.draft is not None, "a briefing of this notice has its form"
    return briefing.draft


def _task(briefing: Briefing) -> CallBackTask:
    assert briefing.call_back is not None, "a briefing of this notice has its task"
    return briefing.call_back
