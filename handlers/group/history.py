"""/history: a request, whole, with times; as a file where it is longer than a message."""

from aiogram import Bot
from aiogram.filters import CommandObject
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from desk import find as use_cases
from desk import staff
from desk.answers import length
from desk.errors import DeskError
from desk.find import Whole
from desk.house import House
from desk.ports import Desk, Work
from handlers.group.admission import commander, seated
from handlers.group.callbacks import HistoryPress
from handlers.group.members import Group, Members
from handlers.texts import history as texts
from handlers.texts import tools
from handlers.texts.common import TEXT_LIMIT, quote
from handlers.texts.group import refusal


async def asked(message: Message, command: CommandObject, bot: Bot, desk: Desk, house: House, members: Members) -> None:
    """`/history IPMG-1001`, or /history in reply to anything about a request."""
    if await commander(message, bot, house, members) is None:
        return
    replied = message.reply_to_message.message_id if message.reply_to_message else None
    found = await desk.read(use_cases.whole, house.regulation, command.args or "", message.chat.id, replied)
    if found is None:
        await message.reply(tools.which_ticket("history"))
    else:
        await _show(message, house, found)


async def pressed(
    callback: CallbackQuery, callback_data: HistoryPress, bot: Bot, desk: Desk, house: House, group: Group,
    members: Members,
) -> None:  # fmt: skip
    """The same by the button behind More."""
    seat = await seated(callback, bot, desk, house, group, members)
    if seat is None:
        return
    try:
        found = await desk.read(_told, callback_data.ticket)
    except DeskError as error:
        await seat.answer(refusal(error, ""), alert=True)
        return
    if isinstance(callback.message, Message):
        await _show(callback.message, house, found)
    await seat.answer()


def _told(work: Work, ticket_id: int) -> Whole:
    return use_cases.told(work, staff.look(work, ticket_id))


async def _show(message: Message, house: House, found: Whole) -> None:
    """In reply to `message`."""
    text = texts.whole(house.regulation, found)
    if length(text) <= TEXT_LIMIT:
        await message.reply(quote(text), disable_notification=True)
        return
    file = BufferedInputFile(text.encode(), filename=f"{found.ticket.key}.txt")
    await message.reply_document(file, caption=texts.attached(found.ticket), disable_notification=True)
