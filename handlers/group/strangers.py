"""Groups that the bot does not serve: it tells their id and the setting, and does nothing else there."""

from collections.abc import Callable
from datetime import datetime, timedelta

from aiogram import Bot
from aiogram.types import ChatMemberUpdated, Message, User

from desk.house import House, language_of
from desk.model import Sender
from handlers.group.members import inside
from handlers.texts import group as texts
from handlers.texts.common import speak

_PAUSE = timedelta(minutes=1)
_MOST = 500


class Strangers:
    """Says it at most once a minute in a group, however often it is called."""

    def __init__(self) -> None:
        self._told: dict[int, datetime] = {}

    async def added(self, event: ChatMemberUpdated, bot: Bot, house: House, clock: Callable[[], datetime]) -> None:
        """The bot was let into a group; going and being promoted are no news."""
        if inside(event.new_chat_member) and not inside(event.old_chat_member):
            await self._tell(event.chat.id, event.from_user, bot, house, clock())

    async def called(self, message: Message, bot: Bot, house: House, clock: Callable[[], datetime]) -> None:
        """A command, or the bot's name."""
        await self._tell(message.chat.id, message.from_user, bot, house, clock())

    async def _tell(self, chat_id: int, user: User | None, bot: Bot, house: House, now: datetime) -> None:
        told = self._told.get(chat_id)
        if told is not None and now - told < _PAUSE:
            return
        self._told[chat_id] = now
        if len(self._told) > _MOST:
            del self._told[next(iter(self._told))]
        speak(
            language_of(house.regulation, Sender(user.id, user.full_name, language_code=user.language_code))
            if user
            else house.group_language
        )
        await bot.send_message(chat_id, texts.unknown_group(chat_id))
