"""What the handlers bring to the process: who answers updates, who words notices, who tells Telegram what we are."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from aiogram import Bot, Router
from aiogram.utils.i18n import I18n

from bot.courier import Wording
from desk.briefing import Briefing
from desk.house import House
from desk.model import Ticket
from handlers import profile, routers
from handlers.group import setup
from handlers.group.topics import TopicNames
from handlers.notices import Words
from handlers.outgoing import Outgoing


@dataclass(frozen=True, slots=True)
class Front:
    """`greet` sets the commands menu and the descriptions; `name_topic` says what a ticket's topic is called."""

    router: Router
    words: Wording
    greet: Callable[[Bot], Awaitable[None]]
    name_topic: Callable[[Ticket], str] = lambda ticket: ticket.key


class WordsInContext:
    """The product's words, with the texts at hand. The courier words each chat in a task of its own."""

    def __init__(self, words: Wording, i18n: I18n) -> None:
        self._words = words
        self._i18n = i18n

    def word(self, briefing: Briefing, now: datetime) -> Outgoing:
        """What to send."""
        with self._i18n.context(), self._i18n.use_locale(self._i18n.default_locale):
            return self._words.word(briefing, now)


def front(house: House, i18n: I18n) -> Front:
    """The handlers of the product; without an engineers' group only those that help to set one up."""

    async def greet(bot: Bot) -> None:
        with i18n.context(), i18n.use_locale(i18n.default_locale):
            await profile.publish(bot, house.regulation)
            if house.group_id:
                await profile.publish_group(bot, house, house.group_id)

    names = TopicNames(house)

    def name_topic(ticket: Ticket) -> str:
        with i18n.context(), i18n.use_locale(i18n.default_locale):
            return names(ticket)

    router = routers.build() if house.group_id else setup.build()
    return Front(router, WordsInContext(Words(house), i18n), greet, name_topic)
