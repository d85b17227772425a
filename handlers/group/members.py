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
    """The engineers' group; `id` is where it is now.

    `forum`: it has topics, as Telegram said last. `refused`: it does not let the bot manage them.
    """

    def __init__(self, chat_id: int, *, forum: bool = False) -> None:
        self.id = chat_id
        self.forum = forum
        self.refused = False

    def move(self, new_id: int) -> None:
        """The group became a supergroup."""
        self.id = new_id


class Standing(Enum):
    """Whether somebody may act."""

    SUPERVISOR = "supervisor"
    """A member who is an admin of the group, or listed in SUPERVISORS."""
    MEMBER = "member"
    STRANGER = "stranger"
    UNKNOWN = "unknown"
    """Telegram cannot be asked now."""


@dataclass(frozen=True, slots=True)
class _Known:
    member: bool
    at: datetime
    admin: bool = False


class Members:
    """Remembers who is a member. `clock`: UTC now; `listed`: supervisors who need not be admins."""

    def __init__(self, group: Group, clock: Callable[[], datetime], listed: frozenset[int] = frozenset()) -> None:
        self._group = group
        self._listed = listed
        self._clock = clock
        self._known: dict[int, _Known] = {}

    async def standing(self, bot: Bot, user_id: int) -> Standing:
        """Whether the user is a member of the engineers' group now, or was a moment ago: MEMBER, STRANGER, UNKNOWN."""
        standing = await self.authority(bot, user_id)
        return Standing.MEMBER if standing is Standing.SUPERVISOR else standing

    async def authority(self, bot: Bot, user_id: int) -> Standing:
        """The same, with supervisors told apart."""
        known, now = self._known.get(user_id), self._clock()
        if known and now - known.at < (MEMBER_FOR if known.member else STRANGER_FOR):
            return self._rank(user_id, known)
        try:
            async with asyncio.timeout(PATIENCE):
                found = await bot.get_chat_member(self._group.id, user_id)
                fresh = _Known(inside(found), now, runs(found))
        except (TelegramAPIError, TimeoutError) as error:
            if not _never_heard_of(error):
                believed = known is not None and known.member and now - known.at < MEMBER_IN_NEED
                return self._rank(user_id, known) if known and believed else Standing.UNKNOWN
            fresh = _Known(False, now)
        self._remember(user_id, fresh)
        return self._rank(user_id, fresh)

    def _rank(self, user_id: int, known: _Known) -> Standing:
        if not known.member:
            return Standing.STRANGER
        return Standing.SUPERVISOR if known.admin or user_id in self._listed else Standing.MEMBER

    def learn(self, user_id: int, *, member: bool, admin: bool = False) -> None:
        """Telegram told it by itself (chat_member)."""
        self._remember(user_id, _Known(member, self._clock(), admin))

    def _remember(self, user_id: int, known: _Known) -> None:
        self._known.pop(user_id, None)
        self._known[user_id] = known
        if len(self._known) > _MOST:
            del self._known[next(iter(self._known))]


def _never_heard_of(error: Exception) -> bool:
    """Telegram answers so for who was never there; other refusals (it is not shown to the bot) tell nothing."""
    text = str(error).lower()
    return isinstance(error, TelegramBadRequest) and ("user not found" in text or "participant" in text)


def runs(member: ResultChatMemberUnion) -> bool:
    """Whether this is an admin of the chat, anonymous or not."""
    return member.status in ("creator", "administrator")


def inside(member: ResultChatMemberUnion) -> bool:
    """Whether this is somebody in the chat."""
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status in _INSIDE
