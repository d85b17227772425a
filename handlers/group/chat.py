"""What concerns the engineers' group itself: help, its id, its move to a supergroup, who joins and who leaves."""

import structlog
from aiogram import Bot
from aiogram.types import ChatMemberRestricted, ChatMemberUpdated, Message

from desk import leavers, rights, rotas, staff
from desk.house import House
from desk.ports import Desk
from desk.rights import Shut
from handlers import profile
from handlers.group.members import Group, Members, inside, runs
from handlers.group.topics import rights_changed
from handlers.texts import group as texts
from handlers.texts.common import speak

_log = structlog.get_logger("group")


async def helped(message: Message, house: House) -> None:
    """/help"""
    speak(house.group_language)
    await message.reply(texts.help_text())


async def identified(message: Message, house: House) -> None:
    """/id"""
    speak(house.group_language)
    await message.reply(texts.this_group(message.chat.id))


async def moved(message: Message, bot: Bot, desk: Desk, house: House, group: Group) -> None:
    """The group became a supergroup: both the old and the new one tell it; the first that comes counts."""
    old = message.migrate_from_chat_id or message.chat.id
    new = message.migrate_to_chat_id or message.chat.id
    if old == group.id:
        await desk.run(staff.move_group, old, new)
        group.move(new)
        _log.warning("engineers' group became a supergroup", old=old, new=new)
        await profile.publish_group(bot, house, new)


async def member_changed(event: ChatMemberUpdated, members: Members, desk: Desk, house: House) -> None:
    """Somebody came or went: what was remembered of them is wrong, and what they had is free again."""
    new = event.new_chat_member
    members.learn(new.user.id, member=inside(new), admin=runs(new))
    if not inside(new):
        await desk.run(leavers.left, house, new.user.id)
    else:
        await desk.run(rotas.returned, house, new.user.id)


async def bot_changed(event: ChatMemberUpdated, group: Group, desk: Desk) -> None:
    """The bot itself was let in, put out or silenced; without the group nobody hears of requests."""
    new = event.new_chat_member
    silenced = isinstance(new, ChatMemberRestricted) and not new.can_send_messages
    if not inside(new) or silenced:
        _log.error("the engineers' group is closed to the bot: let it in again", chat=event.chat.id, status=new.status)
        await desk.run(rights.shut, event.chat.id, Shut.SILENCED if inside(new) else Shut.OUT)
    else:
        await desk.run(rights.reopened, event.chat.id)
        rights_changed(event, group)
        _log.info("the bot is in the engineers' group", chat=event.chat.id, status=new.status)
