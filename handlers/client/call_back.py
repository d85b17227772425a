"""Call me back (IPMG 3.2.2)."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from aiogram import Bot
from aiogram.types import CallbackQuery

from desk import call_backs, inbox
from desk.call_backs import PhoneAsked
from desk.errors import CallBackError
from desk.house import House, language_of
from desk.letters import Refused
from desk.model import Sender
from desk.ports import Desk
from handlers.client import expected, keyboards
from handlers.client.reply import Screen, pop_up, refuse, send, sender_of, strip
from handlers.texts import form, service
from handlers.texts.common import speak

Clock = Callable[[], datetime]


async def begin(press: CallbackQuery, desk: Desk, house: House, bot: Bot, now: datetime) -> None:
    """The number is asked for; a call that is promised already is told again."""
    sender = sender_of(press.from_user)
    outcome = await desk.run(
        inbox.attempt, house.regulation, sender, lambda work: call_backs.begin(work, house, sender)
    )
    if isinstance(outcome, Refused):
        await _refused(press, outcome, house)
        return
    if not isinstance(outcome, PhoneAsked):
        await expected.answer(bot, sender.id, house.regulation, outcome, now)
        await pop_up(press)
        return
    speak(language_of(house.regulation, outcome.person))
    text = service.ask_phone(house.regulation, outcome.due_at, now)
    await send(bot, sender.id, Screen(text, keyboards.known_phone(outcome.known)))
    await bot.send_message(sender.id, form.phone_button(), reply_markup=keyboards.phone(mail=False))
    await pop_up(press)


async def at_known(press: CallbackQuery, desk: Desk, house: House, bot: Bot, clock: Clock) -> None:
    """At the number that they gave before."""
    sender: Sender = sender_of(press.from_user)
    outcome = await desk.run(
        inbox.attempt, house.regulation, sender, lambda work: call_backs.ask_known(work, house, sender)
    )
    if isinstance(outcome, Refused):
        await _refused(press, outcome, house)
        return
    await strip(press)
    await expected.answer(bot, sender.id, house.regulation, outcome, clock())
    await pop_up(press)


async def _refused(press: CallbackQuery, refused: Refused, house: House) -> None:
    error = refused.error
    said = partial(service.call_refused, error) if isinstance(error, CallBackError) else None
    await refuse(press, refused, house.regulation, said)
