"""Notices of promised times, in words: to the engineers near and missed, to the client at risk and missed."""

from datetime import datetime

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from desk.briefing import Briefing
from desk.house import House
from desk.model import Status, Ticket
from desk.notices import Notice
from desk.notices_deadlines import DeadlineMissed, DeadlineNear, PromiseBroken
from desk.ports_timers import TimerKind
from handlers.callbacks import LAST, Answer, TicketPage
from handlers.group import keyboards
from handlers.outgoing import Say
from handlers.texts import deadlines, labels, notices
from handlers.texts.terms import is_critical

KINDS = DeadlineNear | DeadlineMissed | PromiseBroken


def for_client(notice: Notice) -> bool:
    """Whether it goes to the client, in their language."""
    return isinstance(notice, PromiseBroken)


def word(briefing: Briefing, house: House, now: datetime) -> Say:
    """What to send; the language is spoken already."""
    regulation, ticket, notice = house.regulation, briefing.ticket, briefing.notice
    assert isinstance(notice, KINDS), f"not of this room: {notice}"
    clock, due = TimerKind(notice.clock), datetime.fromisoformat(notice.due)
    match notice:
        case DeadlineNear():
            return Say(deadlines.near(regulation, ticket, clock, due, now), keyboards.take_only(ticket), to_card=True)
        case DeadlineMissed():
            text = deadlines.missed(regulation, ticket, clock, due, now)
            aloud = is_critical(regulation, ticket)
            return Say(text, keyboards.take_only(ticket), to_card=True, aloud=aloud)
        case _:
            return Say(deadlines.broken(regulation, ticket, clock, due, now), _keyboard(ticket))


def _keyboard(ticket: Ticket) -> InlineKeyboardMarkup:
    """The request itself, and adding to it as long as that is possible."""
    shown = [(notices.open_label(), TicketPage(ticket=ticket.id, page=LAST).pack())]
    if ticket.status is not Status.DONE:
        shown.append((labels.add(), Answer(ticket=ticket.id).pack()))
    return InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text=label, callback_data=data)] for label, data in shown]
    )
