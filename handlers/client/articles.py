"""Help articles that match a problem, offered once it is typed (IPMG 2.2, 5)."""

from collections.abc import Callable
from datetime import datetime

from aiogram import Bot
from aiogram.types import CallbackQuery

from desk import articles as desk_articles
from desk import inbox
from desk.house import House
from desk.letters import Filled, Refused
from desk.model import Step
from desk.ports import Desk
from desk.regulation import Regulation
from handlers.callbacks import Article
from handlers.client import keyboards
from handlers.client.reply import Screen, pop_up, send, sender_of, show_form, strip, turn
from handlers.texts import errors, service
from handlers.texts.common import speak

Clock = Callable[[], datetime]


async def offer(bot: Bot, chat_id: int, regulation: Regulation, filled: Filled) -> None:
    """Before the next step; nothing where the answer was no problem, or nothing matches it. The form goes on by
    itself: whoever does not care just answers the next step.
    """
    draft = filled.view.draft
    if filled.was is not Step.PROBLEM or not draft.answers.problem:
        return
    found = desk_articles.matching(regulation, draft.answers.problem)
    if found:
        screen = Screen(service.offered(regulation, found), keyboards.articles(regulation, draft.id, found))
        await send(bot, chat_id, screen)


async def pressed(
    press: CallbackQuery, callback_data: Article, desk: Desk, house: House, bot: Bot, clock: Clock
) -> None:
    """This helped: the form is closed. Not what I need: it goes on."""
    if callback_data.key:
        await _helped(press, callback_data, desk, house, bot)
    else:
        await _not_helped(press, callback_data, desk, house, bot, clock())


async def _helped(press: CallbackQuery, data: Article, desk: Desk, house: House, bot: Bot) -> None:
    sender, regulation = sender_of(press.from_user), house.regulation
    outcome = await desk.run(
        inbox.attempt,
        regulation,
        sender,
        lambda work: desk_articles.helped(work, regulation, sender, data.draft, data.key),
    )
    if isinstance(outcome, Refused):
        speak(outcome.scene.language)
        await strip(press)
        await pop_up(press, errors.refusal(outcome.error, regulation), alert=True)
        return
    speak(outcome)
    await turn(bot, press, Screen(service.glad(), keyboards.menu(regulation)))
    await pop_up(press)


async def _not_helped(press: CallbackQuery, data: Article, desk: Desk, house: House, bot: Bot, now: datetime) -> None:
    sender = sender_of(press.from_user)
    await desk.run(desk_articles.not_helped, house.regulation, sender, data.draft)
    scene = await desk.read(inbox.scene, house.regulation, sender)
    speak(scene.language)
    await strip(press)
    if scene.form is not None:
        await show_form(bot, sender.id, house.regulation, scene.form, now, was=scene.form.draft.step)
    await pop_up(press)
