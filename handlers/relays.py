"""What people said, framed for the other side: the shape between a briefing and the courier."""

from dataclasses import replace

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from desk.briefing import Briefing
from desk.messages import CAPTIONED, Kind
from desk.model import Role, Status, Ticket
from desk.notices import Reworded
from handlers.callbacks import Answer
from handlers.outgoing import React, Relay, Rewrite, Say
from handlers.texts import conversation, labels

RECEIPT = "👌"
"""The reaction on a message that has reached the client."""


def for_client(briefing: Briefing) -> bool:
    """Whether it is an engineer's message on its way to the client."""
    return any(message.author.role is Role.ENGINEER for message in briefing.messages)


def relay(briefing: Briefing) -> Relay | Rewrite:
    """A message as what it is, or its edit; to the engineers in reply to the card where it replies to nothing else."""
    ticket, messages = briefing.ticket, briefing.messages
    to_client = for_client(briefing)
    words = conversation.framed(ticket, messages[0]) if messages else []
    captions = [conversation.caption(message) for message in messages[1:]]
    keyboard = _answer(ticket) if to_client and ticket.status is not Status.DONE else None
    lost = conversation.not_shown(ticket, messages[0]) if messages and not to_client else ""
    shown = Relay(messages, words, captions, keyboard, not to_client, briefing.reply_to, lost)
    if not isinstance(briefing.notice, Reworded):
        return shown
    kind = messages[0].content.kind
    in_place = len(briefing.copies) == len(words) == 1 and (kind is Kind.TEXT or kind in CAPTIONED)
    if messages[0].album:
        shown = replace(shown, keyboard=None)  # an album has no buttons
    return Rewrite(briefing.copies, shown, in_place and not briefing.notice.new_file)


def receipt(briefing: Briefing) -> React:
    """The reaction on an engineer's message."""
    said = briefing.messages[0].message_id or 0
    return React(said, RECEIPT, Say(conversation.delivered(briefing.ticket), reply_to=said))


def _answer(ticket: Ticket) -> InlineKeyboardMarkup:
    button = InlineKeyboardButton(text=labels.answer(), callback_data=Answer(ticket=ticket.id).pack())
    return InlineKeyboardMarkup(inline_keyboard=[[button]])
