"""Not solved and Complain: what a client does with a closed request."""

from collections.abc import Callable

from aiogram import Bot
from aiogram.types import CallbackQuery, InlineKeyboardMarkup

from desk import closing as desk_closing
from desk import expected, inbox
from desk.errors import NotAllowedError
from desk.house import House, language_of
from desk.letters import Refused
from desk.model import Person, Sender, Status
from desk.ports import Desk, Work
from handlers.callbacks import Complain, NotSolved
from handlers.client import keyboards
from handlers.client.reply import Screen, pop_up, put_away, refuse, send, sender_of, strip, turn
from handlers.texts import service
from handlers.texts.common import speak


async def not_solved(press: CallbackQuery, callback_data: NotSolved, desk: Desk, house: House, bot: Bot) -> None:
    """The request is open again, and the next message goes to it."""
    sender = sender_of(press.from_user)
    outcome = await desk.run(
        inbox.attempt,
        house.regulation,
        sender,
        lambda work: desk_closing.not_solved(work, house, sender, callback_data.ticket),
    )
    if isinstance(outcome, Refused):
        await _refused(press, outcome, house)
        return
    ticket, person = outcome
    speak(language_of(house.regulation, person))
    await send(bot, sender.id, Screen(service.reopened(ticket)))
    await pop_up(press)


async def complain(press: CallbackQuery, callback_data: Complain, desk: Desk, house: House, bot: Bot) -> None:
    """The words of the complaint are asked for."""
    sender = sender_of(press.from_user)
    outcome = await desk.run(
        inbox.attempt,
        house.regulation,
        sender,
        lambda work: desk_closing.begin_complaint(work, sender, callback_data.ticket),
    )
    if isinstance(outcome, Refused):
        await _refused(press, outcome, house, again=service.complained_before)
        return
    ticket, person = outcome
    speak(language_of(house.regulation, person))
    await send(bot, sender.id, Screen(service.complain_now(ticket), keyboards.stop()))
    await pop_up(press)


async def stop(press: CallbackQuery, desk: Desk, house: House, bot: Bot) -> None:
    """What was asked for (a complaint, a phone number) is not wanted any more."""
    sender = sender_of(press.from_user)
    person, phone = await desk.run(_forget, sender)
    speak(language_of(house.regulation, person))
    if phone:
        await strip(press)
        await put_away(bot, sender.id, service.stopped())
    else:
        await turn(bot, press, Screen(service.stopped(), InlineKeyboardMarkup(inline_keyboard=[])))
    await pop_up(press)


def _forget(work: Work, sender: Sender) -> tuple[Person, bool]:
    person = work.people.meet(sender)
    return expected.forget(work, person), person.expects == "phone"


async def _refused(
    press: CallbackQuery, refused: Refused, house: House, again: Callable[[], str] | None = None
) -> None:
    """`again`: said where it is refused although the request is closed."""
    error = refused.error
    done = isinstance(error, NotAllowedError) and error.status is Status.DONE
    await refuse(press, refused, house.regulation, again if done else None)
