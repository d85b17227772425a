"""What `python -m bot check` asks Telegram: whose token it is, where the group is, and what the bot may do there."""

import asyncio

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramAPIError
from aiogram.types import ChatFullInfo, ChatMemberAdministrator, ResultChatMemberUnion, User

from bot.app import connect
from bot.config import Settings
from bot.faults import Fault, classify
from bot.watch import silenced
from handlers.group.members import inside

_PATIENCE = 10.0
"""Seconds for everything: somebody sits before it and waits."""

Found = tuple[list[str], list[str]]
"""Lines to show, and errors."""


async def probe(settings: Settings, session: BaseSession | None = None) -> Found:
    """Ask; where Telegram cannot be reached, a line says so, for that is no error of the settings."""
    try:
        async with asyncio.timeout(_PATIENCE), connect(settings, session) as bot:
            return await _ask(bot, settings.engineer_chat_id)
    except (TelegramAPIError, TimeoutError) as error:
        outcome = classify(error)
        if outcome.fault is Fault.NOT_KNOWN:
            return [], [f"BOT_TOKEN: Telegram does not know this token ({outcome.reason})"]
        return ["", "Telegram: cannot be reached now, so the bot's rights were not checked", f"  {outcome.reason}"], []


async def _ask(bot: Bot, chat_id: int | None) -> Found:
    me = await bot.get_me()
    lines = ["", f"Telegram: @{me.username}"]
    if chat_id is None:
        return [*lines, "  The engineers' group is not set yet"], []
    try:
        chat = await bot.get_chat(chat_id)
        member = await bot.get_chat_member(chat_id, me.id)
    except TelegramAPIError as error:
        outcome = classify(error)
        if outcome.fault in (Fault.BLOCKED, Fault.NO_CHAT, Fault.REJECTED):
            return lines, [f"ENGINEER_CHAT_ID: the bot is not in the group {chat_id} ({outcome.reason})"]
        if outcome.fault is Fault.MOVED:
            return lines, [f"ENGINEER_CHAT_ID: the group {chat_id} became a supergroup: {outcome.chat_id}"]
        raise
    if not inside(member):
        return lines, [f"ENGINEER_CHAT_ID: the bot is not in the group {chat_id} ({member.status})"]
    if silenced(member):
        return lines, [f"ENGINEER_CHAT_ID: the bot may not write in the group {chat_id}"]
    return [*lines, *_rights(me, chat, member)], []


def _rights(me: User, chat: ChatFullInfo, member: ResultChatMemberUnion) -> list[str]:
    """The group, the bot's rank there, and what does not work without a right."""
    topics = " with topics" if chat.is_forum else ""
    lines = [f"  Engineers' group: {chat.title} ({chat.type}{topics})", f"  The bot there: {member.status}"]
    if not isinstance(member, ChatMemberAdministrator):
        lines.append("  Not an administrator: it does not hear at once who leaves the group")
        if not me.can_read_all_group_messages:
            lines.append("  Not an administrator: it hears only commands and replies to its own messages")
        return lines
    if chat.is_forum and not member.can_manage_topics:
        lines.append("  Without the right to manage topics: tickets get no topics of their own")
    if not member.can_delete_messages:
        lines.append("  Without the right to delete messages: settled questions of the bot stay after 48 hours")
    return lines
