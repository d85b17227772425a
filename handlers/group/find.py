"""/find: tickets by ID, name, company, phone or words."""

from collections.abc import Callable
from datetime import datetime

from aiogram import Bot
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from desk import find as use_cases
from desk.answers import one_line
from desk.house import House
from desk.ports import Desk
from handlers.group import lists
from handlers.group.admission import commander, seated
from handlers.group.callbacks import FindPress
from handlers.group.members import Group, Members
from handlers.texts import lists as texts

Clock = Callable[[], datetime]
_MOST = 200
"""Characters that are looked at."""


async def asked(
    message: Message, command: CommandObject, bot: Bot, desk: Desk, house: House, members: Members, clock: Clock
) -> None:
    """`/find words`"""
    if await commander(message, bot, house, members) is None:
        return
    text = _sought(command.args)
    if not text:
        await message.reply(texts.find_what(house.regulation.prefix))
        return
    results = await desk.read(use_cases.find, house.regulation, text)
    said = texts.found(house.regulation, results, clock())
    keyboard = lists.of_results(results) if results.tickets else None
    await message.reply(said, reply_markup=keyboard, disable_notification=True)


async def pressed(
    callback: CallbackQuery, callback_data: FindPress, bot: Bot, desk: Desk, house: House, group: Group,
    members: Members, clock: Clock,
) -> None:  # fmt: skip
    """Another page. What was looked for stands in the command that the list replies to."""
    seat = await seated(callback, bot, desk, house, group, members)
    if seat is None:
        return
    message = callback.message
    command = message.reply_to_message if isinstance(message, Message) else None
    words = ((command.text if command else None) or "").split(maxsplit=1)
    text = _sought(words[1] if len(words) > 1 else None)
    if not text:
        await seat.answer(texts.search_again(), alert=True)
        return
    results = await desk.read(use_cases.find, house.regulation, text, callback_data.page)
    await seat.edit_text(texts.found(house.regulation, results, clock()), lists.of_results(results))
    await seat.answer()


def _sought(text: str | None) -> str:
    return one_line(text or "")[:_MOST]
