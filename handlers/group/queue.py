"""/queue: what is open, by who has it and what it waits for; and a ticket of a list shown with its buttons."""

from collections.abc import Callable
from datetime import datetime

from aiogram import Bot
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from desk import queue as use_cases
from desk.errors import TicketNotFoundError
from desk.house import House
from desk.ports import Desk
from desk.ports_tools import Shown
from handlers.group import lists
from handlers.group.admission import commander, seated
from handlers.group.callbacks import OpenPress, QueuePress
from handlers.group.members import Group, Members
from handlers.texts import lists as texts
from handlers.texts.group import refusal

Clock = Callable[[], datetime]


async def asked(
    message: Message, command: CommandObject, bot: Bot, desk: Desk, house: House, members: Members, clock: Clock
) -> None:
    """/queue, or `/queue mine`."""
    who = await commander(message, bot, house, members)
    if who is None or who.id is None:
        return
    word = (command.args or "").strip().lower()
    shown = Shown(word) if word in set(Shown) else Shown.ALL
    page = await desk.read(use_cases.queue, house.regulation, who.id, shown)
    text = texts.queue(house.regulation, page, clock())
    await message.reply(text, reply_markup=lists.of_queue(page), disable_notification=True)


async def pressed(
    callback: CallbackQuery, callback_data: QueuePress, bot: Bot, desk: Desk, house: House, group: Group,
    members: Members, clock: Clock,
) -> None:  # fmt: skip
    """Another page, or another queue; Mine is the one of whoever presses."""
    seat = await seated(callback, bot, desk, house, group, members)
    if seat is None:
        return
    page = await desk.read(
        use_cases.queue, house.regulation, callback.from_user.id, callback_data.shown, callback_data.page
    )
    await seat.edit_text(texts.queue(house.regulation, page, clock()), lists.of_queue(page))
    await seat.answer()


async def opened(
    callback: CallbackQuery, callback_data: OpenPress, bot: Bot, desk: Desk, house: House, group: Group,
    members: Members,
) -> None:  # fmt: skip
    """The ticket in short with its buttons, in reply to its card, so that a tap leads there."""
    seat = await seated(callback, bot, desk, house, group, members)
    if seat is None:
        return
    try:
        await desk.run(use_cases.show_again, house, callback_data.ticket)
    except TicketNotFoundError as error:
        await seat.answer(refusal(error, ""), alert=True)
        return
    await seat.answer()
