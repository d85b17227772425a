"""Who may act in the engineers' group: every press and every command is checked before it does anything."""

from aiogram import Bot
from aiogram.types import CallbackQuery, Message

from desk import staff
from desk.house import House
from desk.model import Actor
from desk.ports import Desk
from handlers.group.members import Group, Members, Standing
from handlers.group.seat import Seat, engineer
from handlers.texts import group as texts
from handlers.texts.common import speak
from handlers.texts.tools import sign_your_command


async def seated(
    callback: CallbackQuery, bot: Bot, desk: Desk, house: House, group: Group, members: Members
) -> Seat | None:
    """The seat of an engineer who pressed in their group; None: nobody who may, and they were told."""
    speak(house.group_language)
    message = callback.message
    if message is None or not await _is_group(message.chat.id, desk, house, group):
        await callback.answer(texts.not_here(), show_alert=True)
        return None
    rank = await members.authority(bot, callback.from_user.id)
    if rank in (Standing.STRANGER, Standing.UNKNOWN):
        said = texts.not_an_engineer() if rank is Standing.STRANGER else texts.cannot_check()
        await callback.answer(said, show_alert=True)
        return None
    who, supervisor = engineer(callback.from_user), rank is Standing.SUPERVISOR
    return Seat(callback, bot, desk, house, who, message.chat.id, message.message_id, supervisor)


async def commander(message: Message, bot: Bot, house: House, members: Members) -> Actor | None:
    """The engineer who wrote a command; None: it is not known who, or they may not, and they were told."""
    speak(house.group_language)
    if message.sender_chat is not None or message.from_user is None:
        await message.reply(sign_your_command())
        return None
    match await members.standing(bot, message.from_user.id):
        case Standing.STRANGER:
            await message.reply(texts.not_an_engineer())
        case Standing.UNKNOWN:
            await message.reply(texts.cannot_check())
        case _:
            return engineer(message.from_user)
    return None


async def _is_group(chat_id: int, desk: Desk, house: House, group: Group) -> bool:
    """Whether this is the engineers' group. Cards from before it became a supergroup are still pressed under its old
    id, and another process may have heard of a move.
    """
    if chat_id == group.id:
        return True
    here, now = await desk.read(staff.where_now, chat_id, house.group_id)
    group.move(now)
    return here == now
