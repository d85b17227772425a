"""/mailing: the draft that a supervisor writes; /mailings: those that were sent."""

from collections.abc import Callable
from datetime import datetime

from aiogram import Bot
from aiogram.types import Message

from desk import mailing_draft
from desk.house import House
from desk.model import Actor
from desk.ports import Desk
from handlers.group.mailings import controls, wizard
from handlers.group.members import Members, Standing
from handlers.group.seat import engineer
from handlers.texts import group as group_texts
from handlers.texts.common import speak
from handlers.texts.tools import sign_your_command

Clock = Callable[[], datetime]


async def wanted(message: Message, bot: Bot, desk: Desk, house: House, members: Members, clock: Clock) -> None:
    """/mailing: the draft they have, or a new one."""
    supervisor = await _supervisor(message, bot, house, members)
    if supervisor is not None:
        view = await desk.run(mailing_draft.open_draft, house, supervisor)
        text, keyboard = wizard.summary(house.regulation, view, clock())
        await message.reply(text, reply_markup=keyboard)


async def listed(message: Message, bot: Bot, desk: Desk, house: House, members: Members, clock: Clock) -> None:
    """/mailings: the latest with their state and figures."""
    if await _supervisor(message, bot, house, members) is not None:
        text, keyboard = await controls.latest(desk, house, clock())
        await message.reply(text, reply_markup=keyboard)


async def _supervisor(message: Message, bot: Bot, house: House, members: Members) -> Actor | None:
    """The supervisor who wrote a command; None: nobody who may, and they were told."""
    speak(house.group_language)
    if message.sender_chat is not None or message.from_user is None:
        await message.reply(sign_your_command())
        return None
    match await members.authority(bot, message.from_user.id):
        case Standing.SUPERVISOR:
            return engineer(message.from_user)
        case Standing.UNKNOWN:
            await message.reply(group_texts.cannot_check())
        case _:
            await message.reply(group_texts.only_supervisors())
    return None
