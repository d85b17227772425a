"""Every notice in words, made when it is sent: in whose language, with which text and which buttons."""

from datetime import datetime
from types import UnionType
from typing import Protocol

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from desk import ratings
from desk.briefing import Briefing
from desk.chain import can_be_seen
from desk.house import House, language_of
from desk.model import EventKind, HistoryEntry, Language, Status, Ticket
from desk.notices import (
    Assigned,
    Card,
    CardAgain,
    CardPictures,
    ClientBlocked,
    ClientUnblocked,
    ClientUnreachable,
    DeliveryFailed,
    EngineerLeft,
    GroupShut,
    Notice,
    Receipt,
    Reworded,
    Spoken,
    StatusChanged,
    TicketOpened,
    TopicsRefused,
)
from desk.notices_escalation import Alarm, CallSettled
from desk.rules import may_reopen
from handlers import (
    closing_notices,
    deadline_notices,
    escalation_notices,
    incident_notices,
    mailing_notices,
    on_call_notices,
    relays,
    report_notices,
    service_notices,
)
from handlers.callbacks import LAST, Answer, Menu, MenuItem, TicketPage
from handlers.client import closing_keyboards
from handlers.client.keyboards import after_end
from handlers.group import keyboards
from handlers.outgoing import Outgoing, Say, ShowCard, ShowPictures
from handlers.texts import blocks, card, closing, labels, notices, order, tools, topics
from handlers.texts.common import speak

TO_CLIENT = TicketOpened | StatusChanged | ClientBlocked | ClientUnblocked


class Room(Protocol):
    """A module that words the notices of one subject."""

    KINDS: UnionType
    """The notices that it words."""

    def for_client(self, notice: Notice) -> bool:
        """Whether it goes to the client, in their language."""

    def word(self, briefing: Briefing, house: House, now: datetime) -> Outgoing:
        """What to send; the language is spoken already."""


ROOMS: tuple[Room, ...] = (
    escalation_notices,
    closing_notices,
    deadline_notices,
    incident_notices,
    mailing_notices,
    on_call_notices,
    report_notices,
    service_notices,
)


class Words:
    """Words notices for one house. To be called inside an i18n context (bot/courier.py)."""

    def __init__(self, house: House) -> None:
        self._house = house

    def word(self, briefing: Briefing, now: datetime) -> Outgoing:
        """What to send: to a client in their language of this moment, to the engineers in the group's."""
        speak(self._language(briefing))
        if isinstance(briefing.notice, Spoken | Reworded):
            return relays.relay(briefing)
        if (room := _room(briefing.notice)) is not None:
            return room.word(briefing, self._house, now)
        if isinstance(briefing.notice, TO_CLIENT):
            return self._to_client(briefing, now)
        return self._to_group(briefing, now)

    def _language(self, briefing: Briefing) -> Language:
        said = isinstance(briefing.notice, Spoken | Reworded) and relays.for_client(briefing)
        room = _room(briefing.notice)
        if said or isinstance(briefing.notice, TO_CLIENT) or (room is not None and room.for_client(briefing.notice)):
            return language_of(self._house.regulation, briefing.client)
        known = briefing.client.language or briefing.client.language_code
        if isinstance(briefing.notice, GroupShut | Alarm | CallSettled) and known:
            return language_of(self._house.regulation, briefing.client)
        return self._house.group_language

    def _to_client(self, briefing: Briefing, now: datetime) -> Say:
        regulation, ticket = self._house.regulation, briefing.ticket
        if isinstance(briefing.notice, TicketOpened):
            return Say(notices.opened(regulation, ticket, now), _opened_keyboard(ticket))
        if isinstance(briefing.notice, ClientBlocked):
            return Say(blocks.told(briefing.notice.ground, _instant(briefing.notice.until), regulation, now))
        if isinstance(briefing.notice, ClientUnblocked):
            return Say(blocks.freed())
        entry = _entry(briefing)
        reopen = may_reopen(ticket, regulation.reopen_within, now, regulation.lacking)
        keyboard = _status_keyboard(ticket, entry, reopen=reopen)
        text = notices.status_changed(regulation, ticket, entry, now)
        if ratings.asked(regulation, ticket, entry, now):
            text += "\n\n" + closing.please_rate()
            keyboard.inline_keyboard.insert(0, closing_keyboards.stars(ticket.id, entry.id))
        return Say(text, keyboard)

    def _to_group(self, briefing: Briefing, now: datetime) -> Outgoing:
        regulation, ticket, notice = self._house.regulation, briefing.ticket, briefing.notice
        match notice:
            case Card():
                pictures, history = len(briefing.pictures), briefing.history
                text = card.card(regulation, ticket, briefing.client, pictures, history, now)
                return ShowCard(text, keyboards.of_ticket(ticket, unseen=can_be_seen(regulation, ticket, history)))
            case CardAgain():
                essentials = card.essentials(regulation, ticket, briefing.client, now)
                unseen = can_be_seen(regulation, ticket, briefing.history)
                return Say("\n".join(essentials), keyboards.of_ticket(ticket, unseen=unseen), to_card=True)
            case CardPictures():
                return ShowPictures(briefing.pictures, notices.pictures(ticket))
            case ClientUnreachable(deleted=deleted):
                return Say(notices.unreachable(ticket, deleted=deleted), to_card=True)
            case DeliveryFailed(reason=reason, row_id=row_id):
                again = keyboards.retry(ticket, row_id)
                return Say(notices.failed(ticket, reason), again, to_card=True, reply_to=briefing.reply_to)
            case Assigned() | TopicsRefused() | EngineerLeft():
                return _about_engineers(ticket, notice)
            case Receipt():
                return relays.receipt(briefing)
            case _:
                raise AssertionError(f"for the client, or of a room: {notice}")


def _room(notice: Notice) -> Room | None:
    return next((room for room in ROOMS if isinstance(notice, room.KINDS)), None)


def _about_engineers(ticket: Ticket, notice: Assigned | TopicsRefused | EngineerLeft) -> Say:
    match notice:
        case Assigned(engineer_id=engineer_id, name=name, by=by):
            return Say(tools.assigned(ticket, engineer_id, name, by), to_card=True)
        case TopicsRefused(reason=reason):
            return Say(topics.refused(ticket, reason))
        case EngineerLeft(name=name, keys=keys):
            return Say(order.engineer_left(name, keys))


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _entry(briefing: Briefing) -> HistoryEntry:
    assert briefing.entry is not None, "a briefing of this notice has its entry"
    return briefing.entry


def _opened_keyboard(ticket: Ticket) -> InlineKeyboardMarkup:
    """Open it, and add to it as long as that is possible."""
    rows = [[_button(notices.open_label(), TicketPage(ticket=ticket.id, page=LAST))]]
    if ticket.status is not Status.DONE:
        rows.append([_button(labels.add(), Answer(ticket=ticket.id))])
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _status_keyboard(ticket: Ticket, entry: HistoryEntry, *, reopen: bool) -> InlineKeyboardMarkup:
    """Answer under a question; Not solved, Complain and New request under an end; the request itself under all."""
    rows = [[_button(notices.open_label(), TicketPage(ticket=ticket.id, page=LAST))]]
    if entry.kind in (EventKind.ASKED, EventKind.SUSPENDED) and ticket.status is not Status.DONE:
        rows.insert(0, [_button(labels.answer(), Answer(ticket=ticket.id))])
    elif entry.kind in (EventKind.CLOSED, EventKind.REFUSED):
        rows += after_end(ticket, reopen=reopen, complain=ticket.status is Status.DONE)
        rows.append([_button(labels.new_request(), Menu(item=MenuItem.NEW))])
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _button(label: str, press: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=label, callback_data=press.pack())
