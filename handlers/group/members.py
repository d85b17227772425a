"""Who is an engineer: a member of the engineers' group, asked of Telegram and remembered for a few minutes."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.types import ChatMemberRestricted, ResultChatMemberUnion

MEMBER_FOR = timedelta(minutes=5)
"""How long a member is believed to be one still."""
STRANGER_FOR = timedelta(seconds=30)
"""How long a stranger is believed to be one still: short, for they may just have been let in."""
MEMBER_IN_NEED = timedelta(hours=1)
"""How long a member is believed while Telegram cannot be asked."""
PATIENCE = 6.0
"""Seconds to wait for Telegram's answer; a press waits, and so does the group behind it."""

_MOST = 2000
_INSIDE = frozenset({"creator", "administrator", "member"})


class Group:
    """The engineers' group; `id` is where it is now."""

    def __init__(self, chat_id: int) -> None:
        self.id = chat_id

    def move(self, new_id: int) -> None:
        """The group became a supergroup."""
        self.id = new_id


class Standing(Enum):
    """Whether somebody may act."""

    MEMBER = "member"
    STRANGER = "stranger"
    UNKNOWN = "unknown"
    """Telegram cannot be asked now."""


@dataclass(frozen=True, slots=True)
class _Known:
    member: bool
    at: datetime


class Members:
    """Remembers who is a member. `clock`: UTC now."""

    def __init__(self, group: Group, clock: Callable[[], datetime]) -> None:
        self._group = group
        self._clock = clock
        self._known: dict[int, _Known] = {}

    async def standing(self, bot: Bot, user_id: int) -> Standing:
        """Whether the user is a member of the engineers' group now, or was a moment ago."""
        known, now = self._known.get(user_id), self._clock()
        if known and now - known.at < (MEMBER_FOR if known.member else STRANGER_FOR):
            return Standing.MEMBER if known.member else Standing.STRANGER
        try:
            async with asyncio.timeout(PATIENCE):
                member = inside(await bot.get_chat_member(self._group.id, user_id))
        except (TelegramAPIError, TimeoutError) as error:
            if not _never_heard_of(error):
                believed = known is not None and known.member and now - known.at < MEMBER_IN_NEED
                return Standing.MEMBER if believed else Standing.UNKNOWN
            member = False
        self._remember(user_id, _Known(member, now))
        return Standing.MEMBER if member else Standing.STRANGER

    def learn(self, user_id: int, *, member: bool) -> None:
        """Telegram told it by itself (chat_member)."""
        self._remember(user_id, _Known(member, self._clock()))

    def _remember(self, user_id: int, known: _Known) -> None:
        self._known.pop(user_id, None)
        self._known[user_id] = known
        if len(self._known) > _MOST:
            del self._known[next(iter(self._known))]


def _never_heard_of(error: Exception) -> bool:
    """Telegram answers so for who was never there; other refusals (it is not shown to the bot) tell nothing."""
    text = str(error).lower()
    return isinstance(error, TelegramBadRequest) and ("user not found" in text or "participant" in text)


def inside(member: ResultChatMemberUnion) -> bool:
    """Whether this is somebody in the chat."""
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status in _INSIDE
