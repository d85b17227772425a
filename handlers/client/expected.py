"""What a client was asked for by a button has come: the words of a complaint, the number for a call, a rating."""

from datetime import datetime

from aiogram import Bot

from desk.call_backs import Promised
from desk.expected import Complained
from desk.house import language_of
from desk.ratings import Rated
from desk.regulation import Regulation
from handlers.client import ratings
from handlers.client.reply import Screen, put_away, send
from handlers.texts import service
from handlers.texts.common import speak


async def answer(
    bot: Bot, chat_id: int, regulation: Regulation, outcome: Complained | Promised | Rated, now: datetime
) -> None:
    """Say what became of it."""
    if isinstance(outcome, Complained):
        speak(outcome.language)
        await send(bot, chat_id, Screen(service.complained(outcome.ticket)))
        return
    if isinstance(outcome, Rated):
        await send(bot, chat_id, ratings.shown(regulation, outcome, now))
        return
    speak(language_of(regulation, outcome.person))
    await put_away(
        bot, chat_id, service.call_promised(regulation, outcome.task, now, again=outcome.again, late=outcome.late)
    )
