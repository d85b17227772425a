"""Who is blocked gets one clear answer and no more: nothing of theirs reaches a handler."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.types import CallbackQuery, Message, TelegramObject

from desk import blocks
from desk.house import House, language_of
from desk.ports import Desk
from handlers.texts import blocks as texts
from handlers.texts.common import speak

_FRESH = timedelta(seconds=2)
"""How old the list of who is blocked may be: a block takes hold within this time in every process."""

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class Gate(BaseMiddleware):
    """Inner middleware of the private router. Costs a read every two seconds, whatever the traffic."""

    def __init__(self) -> None:
        self._blocked: frozenset[int] = frozenset()
        self._read_at: datetime | None = None

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Let through, or answer once, or stay silent."""
        assert isinstance(event, Message | CallbackQuery)
        desk, now = data["desk"], data["clock"]()
        if self._read_at is None or not timedelta(0) <= now - self._read_at < _FRESH:
            self._blocked, self._read_at = await desk.read(blocks.blocked), now
        user = event.from_user
        if user is None or user.id not in self._blocked:
            return await handler(event, data)
        return await self._stop(user.id, desk, data["house"], data["bot"], now) or await handler(event, data)

    async def _stop(self, user_id: int, desk: Desk, house: House, bot: Bot, now: datetime) -> bool:
        """False: the block has been lifted or has run out since the list was read."""
        knock = await desk.read(blocks.look, user_id)
        if knock is None:
            return False
        if knock.answer and await desk.run(blocks.answer, knock.block.id):
            speak(language_of(house.regulation, knock.person))
            await bot.send_message(user_id, texts.told(knock.block.ground, knock.block.until, house.regulation, now))
        return True
