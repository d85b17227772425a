"""Says how far something is that takes longer than a moment, in a message that becomes the answer."""

import asyncio
from contextlib import suppress
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.types import InlineKeyboardMarkup, ReplyParameters

from handlers.outgoing import in_reply_to
from handlers.texts import stats as texts

PATIENCE = 1.5
"""Seconds before anything is said."""
EVERY = 3.0
"""Seconds between two words about it: an edit counts like a message."""


class Waiting:
    """For one report in one chat: in the message `message_id`, which is then the answer, or in a new one."""

    def __init__(
        self,
        bot: Bot,
        chat_id: int,
        *,
        message_id: int | None = None,
        reply_to: int | None = None,
        thread_id: int | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self._bot = bot
        self._chat_id = chat_id
        self._message_id = message_id
        self._own = message_id is None
        self._reply_to = reply_to
        self._thread_id = thread_id
        self._clock = asyncio.get_running_loop().time
        self._next = self._clock() + patience

    @property
    def place(self) -> dict[str, Any]:
        """Where an answer goes that is no text: the arguments of a sending call."""
        return {
            "chat_id": self._chat_id,
            "message_thread_id": self._thread_id,
            "reply_parameters": _in_reply(self._reply_to),
            "disable_notification": True,
        }

    async def begin(self) -> None:
        """Say at once that it is counted. TelegramAPIError: this chat cannot be written to."""
        self._next = self._clock() + EVERY
        await self._put(texts.counting(0), None)

    async def __call__(self, share: float) -> None:
        """How much is counted."""
        await self.tell(texts.counting(share))

    async def tell(self, text: str, *, now: bool = False) -> None:
        """Say it, where it is time to; that it cannot be said harms nothing."""
        if not now and self._clock() < self._next:
            return
        self._next = self._clock() + EVERY
        with suppress(TelegramAPIError):
            await self._put(text, None)

    async def answer(self, text: str, keyboard: InlineKeyboardMarkup | None = None) -> None:
        """The message becomes the answer."""
        await self._put(text, keyboard)

    async def leave(self) -> None:
        """The answer is something else: the message goes, if there is one of its own."""
        if self._own and self._message_id is not None:
            with suppress(TelegramAPIError):
                await self._bot.delete_message(self._chat_id, self._message_id)

    async def _put(self, text: str, keyboard: InlineKeyboardMarkup | None) -> None:
        if self._message_id is None:
            sent = await self._bot.send_message(text=text, reply_markup=keyboard, **self.place)
            self._message_id = sent.message_id
            return
        try:
            await self._bot.edit_message_text(
                text, chat_id=self._chat_id, message_id=self._message_id, reply_markup=keyboard
            )
        except TelegramBadRequest as error:
            if "not modified" not in str(error):
                raise


def _in_reply(message_id: int | None) -> ReplyParameters | None:
    """In reply to a message, where it is still there."""
    return in_reply_to(message_id) if message_id else None
