"""/note: an internal note. Clients never see it."""

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.filters import CommandObject
from aiogram.types import Message, ReactionTypeEmoji

from desk import find, notes
from desk.errors import BadAnswerError, TicketNotFoundError
from desk.house import House
from desk.model import Actor, Ticket
from desk.ports import Desk, Work
from handlers.group.admission import commander
from handlers.group.members import Members
from handlers.group.prompts import RECEIPT
from handlers.texts import tools as texts
from handlers.texts.common import quote
from handlers.texts.group import too_long


async def written(
    message: Message, command: CommandObject, bot: Bot, desk: Desk, house: House, members: Members
) -> None:
    """`/note IPMG-1001 text`, or `/note text` in reply to anything about a request."""
    who = await commander(message, bot, house, members)
    if who is None:
        return
    replied = message.reply_to_message.message_id if message.reply_to_message else None
    text = command.args or ""
    try:
        ticket = await desk.run(_note, house, who, text, message.chat.id, replied)
    except TicketNotFoundError:
        await message.reply(texts.which_ticket("note"))
    except BadAnswerError as error:
        told = too_long("/note", text) if error.reason == "too_long" else texts.note_what()
        await message.reply(quote(told))
    else:
        await _confirm(message, ticket)


def _note(work: Work, house: House, who: Actor, text: str, chat_id: int, replied_id: int | None) -> Ticket:
    """TicketNotFoundError: it is not known which."""
    ticket, rest = find.meant(work, house.regulation, text, chat_id, replied_id)
    if ticket is None:
        raise TicketNotFoundError
    return notes.note(work, house, who, ticket.id, rest)


async def _confirm(message: Message, ticket: Ticket) -> None:
    try:
        await message.react([ReactionTypeEmoji(emoji=RECEIPT)])
    except TelegramAPIError:  # reactions are off in this group
        await message.reply(texts.noted(ticket))
