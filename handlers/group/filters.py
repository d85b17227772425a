"""Which updates concern the group's handlers. All asynchronous: aiogram runs a synchronous filter in a thread."""

import re

from aiogram import Bot
from aiogram.enums import ChatType
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from handlers.group.callbacks import PREFIX
from handlers.group.members import Group

_COMMAND = re.compile(r"/[A-Za-z]\w{0,31}(@\w+)?(\s|$)")
CANCEL = "/cancel"
GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})


def is_command(text: str | None) -> bool:
    """Whether it was meant for a bot and not for a person: it begins with a command, known here or not."""
    return _COMMAND.match(text or "") is not None


def is_cancel(text: str | None) -> bool:
    """/cancel, with or without the bot's name."""
    return is_command(text) and (text or "").split()[0].split("@")[0].lower() == CANCEL


class InEngineersGroup(Filter):
    """It happened in the engineers' group."""

    async def __call__(self, event: Message | ChatMemberUpdated, group: Group) -> bool:
        return event.chat.id == group.id


class InOtherGroup(Filter):
    """It happened in a group that is not the engineers'."""

    async def __call__(self, event: Message | ChatMemberUpdated, group: Group) -> bool:
        return event.chat.type in GROUPS and event.chat.id != group.id


class InAnyGroup(Filter):
    """It happened in a group."""

    async def __call__(self, event: Message | ChatMemberUpdated) -> bool:
        return event.chat.type in GROUPS


class InPrivate(Filter):
    """It happened in somebody's own chat with the bot."""

    async def __call__(self, event: Message) -> bool:
        return event.chat.type == ChatType.PRIVATE


class Pressed(Filter):
    """A button of the group, wherever it was pressed and however it was forged."""

    async def __call__(self, event: CallbackQuery) -> bool:
        return (event.data or "").split(":", 1)[0] == PREFIX


class PressedHere(Filter):
    """Any button on a message in the engineers' group."""

    async def __call__(self, event: CallbackQuery, group: Group) -> bool:
        return event.message is not None and event.message.chat.id == group.id


class Moved(Filter):
    """The group tells that it became a supergroup, or that it was a group before."""

    async def __call__(self, event: Message) -> bool:
        return event.migrate_to_chat_id is not None or event.migrate_from_chat_id is not None


class RepliesToBot(Filter):
    """A reply to a message of this bot."""

    async def __call__(self, event: Message, bot: Bot) -> bool:
        replied = event.reply_to_message
        return replied is not None and replied.from_user is not None and replied.from_user.id == bot.id


class SpokenTo(Filter):
    """The bot is asked who it is: by its name, or by one of the commands that every bot is tried with."""

    async def __call__(self, event: Message, bot: Bot) -> bool:
        words = (event.text or "").lower().split()
        if not words:
            return False
        if words[0] in ("/start", "/help", "/id"):
            return True
        if not any("@" in word for word in words):
            return False
        name = "@" + ((await bot.me()).username or "").lower()
        return any(word.rstrip(".,:;!?").endswith(name) for word in words)
