"""Notices of what serves clients beside their requests, in words: discontent, call-backs, deletions."""

from datetime import datetime

from aiogram.types import InlineKeyboardMarkup

from desk.briefing import Briefing
from desk.house import House
from desk.model import CallBackState, CallBackTask, EventKind, HistoryEntry
from desk.notices import (
    AboutPerson,
    CallBackAsked,
    CallBackMade,
    DeletionAsked,
    DeletionSettled,
    Dissatisfied,
    GroupShut,
    Notice,
)
from desk.rights import Shut
from handlers.client.closing_keyboards import ask_again
from handlers.group import call_backs, complaints, deletions, keyboards
from handlers.outgoing import Say
from handlers.texts import order, privacy, service

KINDS = Dissatisfied | AboutPerson


def for_client(notice: Notice) -> bool:
    """Whether it goes to the client, in their language."""
    return isinstance(notice, CallBackMade | DeletionSettled)


def word(briefing: Briefing, house: House, now: datetime) -> Say:
    """What to send; the language is spoken already."""
    regulation, notice = house.regulation, briefing.notice
    match notice:
        case Dissatisfied():
            entry = _entry(briefing)
            return Say(service.dissatisfied(briefing.ticket, entry), _then(briefing, entry), to_card=True)
        case CallBackAsked():
            task = _task(briefing)
            text = service.call_card(regulation, task, briefing.client, now)
            return Say(text, call_backs.keyboard(task))
        case CallBackMade():
            task = _task(briefing)
            ended = task.state is CallBackState.NO_ANSWER and not task.waits
            return Say(service.call_made(regulation, task, now), ask_again() if ended else None)
        case DeletionAsked():
            return Say(privacy.card(briefing.client), deletions.keyboard(briefing.client.id))
        case DeletionSettled(done=done):
            return Say(privacy.settled(done=done))
        case GroupShut(why=why):
            return Say(order.group_shut(Shut(why)))
        case _:
            raise AssertionError(f"not of this room: {notice}")


def _then(briefing: Briefing, entry: HistoryEntry) -> InlineKeyboardMarkup | None:
    """Take it where nobody has it; after a complaint that it is handled, and all that a closed request allows."""
    if entry.kind is EventKind.COMPLAINED:
        return complaints.keyboard(briefing.ticket)
    return keyboards.take_only(briefing.ticket)


def _entry(briefing: Briefing) -> HistoryEntry:
    assert briefing.entry is not None, "a briefing of this notice has its entry"
    return briefing.entry


def _task(briefing: Briefing) -> CallBackTask:
    assert briefing.call_back is not None, "a briefing of this notice has its task"
    return briefing.call_back
