"""Filters on the way of every update. All asynchronous: aiogram runs a synchronous one in a thread."""

import re

from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.contents import content_of

_ONE_COMMAND = re.compile(r"/\w{1,64}(@\w+)?\s*")


class InPrivate(Filter):
    """A message in a private chat, or a press there."""

    async def __call__(self, event: Message | CallbackQuery) -> bool:
        """A press whose message is gone is taken for a private one: groups have routers that are asked before."""
        if isinstance(event, Message):
            return event.chat.type == "private"
        return event.message is None or event.message.chat.type == "private"


class HasText(Filter):
    """A text message."""

    async def __call__(self, message: Message) -> bool:
        """Forwarded ones too: they are taken for their text."""
        return message.text is not None


class HasContent(Filter):
    """A message that bots can pass on: a picture, a file, a voice, a sticker, a place, a contact, …"""

    async def __call__(self, message: Message) -> bool:
        """By its kind."""
        return content_of(message) is not None


class LoneCommand(Filter):
    """Nothing but one command. `/var/log is full` is a text."""

    async def __call__(self, message: Message) -> bool:
        """Whether this bot knows it or not."""
        return message.text is not None and _ONE_COMMAND.fullmatch(message.text) is not None


class IsService(Filter):
    """A message that nobody wrote: pinned, timer changed, chat cleared and the like."""

    async def __call__(self, message: Message) -> bool:
        """By the kinds that a private chat knows."""
        return bool(
            message.pinned_message
            or message.message_auto_delete_timer_changed
            or message.write_access_allowed
            or message.chat_background_set
            or message.proximity_alert_triggered
            or message.boost_added
        )
