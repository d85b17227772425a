"""What updates tell about the group's topics: whether it has them, and whether the bot may manage them."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import ChatMemberAdministrator, ChatMemberUpdated, Message, TelegramObject

from desk.house import House
from desk.model import Ticket
from handlers.group.members import Group
from handlers.texts import topics as texts
from handlers.texts.common import speak


class NoticeTopics(BaseMiddleware):
    """Outer middleware of the engineers' group: every update shows whether it is a forum now."""

    async def __call__(
        self, handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]], event: TelegramObject, data: Any
    ) -> Any:
        """Note it and go on."""
        group: Group = data["group"]
        if isinstance(event, Message | ChatMemberUpdated) and event.chat.id == group.id:
            group.forum = bool(event.chat.is_forum)
        return await handler(event, data)


def rights_changed(event: ChatMemberUpdated, group: Group) -> None:
    """The bot's own rights: with the one for topics they are made from now on."""
    new = event.new_chat_member
    if isinstance(new, ChatMemberAdministrator) and new.can_manage_topics:
        group.refused = False


class TopicNames:
    """What tickets' topics are called in this house. To be called inside an i18n context."""

    def __init__(self, house: House) -> None:
        self._house = house

    def __call__(self, ticket: Ticket) -> str:
        """In the group's language."""
        speak(self._house.group_language)
        return texts.name(self._house.regulation, ticket)
