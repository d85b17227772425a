"""The stars under the end of a request, and what a client says about them."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from aiogram import Bot
from aiogram.types import CallbackQuery

from desk import inbox, ratings
from desk.errors import RatingError
from desk.house import House
from desk.letters import Refused
from desk.ports import Desk
from desk.ratings import Rated
from desk.regulation import Regulation
from handlers.callbacks import NoWord, Rate
from handlers.client import closing_keyboards
from handlers.client.reply import Screen, pop_up, refuse, send, sender_of, turn
from handlers.texts import closing
from handlers.texts.common import speak

Clock = Callable[[], datetime]


async def rate(press: CallbackQuery, callback_data: Rate, desk: Desk, house: House, bot: Bot, clock: Clock) -> None:
    """Stars: the news of the end stay, and what was given stands in a message of its own."""
    sender = sender_of(press.from_user)
    outcome = await desk.run(
        inbox.attempt,
        house.regulation,
        sender,
        lambda work: ratings.rate(work, house, sender, callback_data.ticket, callback_data.entry, callback_data.stars),
    )
    if isinstance(outcome, Refused):
        await _refused(press, outcome, house)
        return
    screen = shown(house.regulation, outcome, clock())
    if callback_data.panel:
        await turn(bot, press, screen)
    else:
        await send(bot, sender.id, screen)
    await pop_up(press)


async def skip(press: CallbackQuery, callback_data: NoWord, desk: Desk, house: House, bot: Bot, clock: Clock) -> None:
    """No word about it."""
    sender = sender_of(press.from_user)
    outcome = await desk.run(
        inbox.attempt,
        house.regulation,
        sender,
        lambda work: ratings.skip(work, house, sender, callback_data.ticket, callback_data.entry),
    )
    if isinstance(outcome, Refused):
        await _refused(press, outcome, house)
        return
    await turn(bot, press, shown(house.regulation, outcome, clock()))
    await pop_up(press)


def shown(regulation: Regulation, found: Rated, now: datetime) -> Screen:
    """The rating as it stands, in the client's language."""
    speak(found.language)
    return Screen(closing.rated(regulation, found, now), closing_keyboards.rated(found))


async def _refused(press: CallbackQuery, refused: Refused, house: House) -> None:
    error = refused.error
    said = partial(closing.rating_refused, error) if isinstance(error, RatingError) else None
    await refuse(press, refused, house.regulation, said)
