"""/privacy: what is kept, a copy of it, and its deletion."""

import json
from collections.abc import Callable
from datetime import datetime

from aiogram import Bot
from aiogram.types import BufferedInputFile, CallbackQuery, InlineKeyboardMarkup, Message

from desk import intake
from desk import privacy as desk_privacy
from desk.house import House, language_of
from desk.ports import Desk
from handlers.callbacks import Privacy, PrivacyAct
from handlers.client import keyboards
from handlers.client.reply import Screen, author_of, pop_up, send, sender_of, turn
from handlers.texts import privacy as texts
from handlers.texts.common import speak

Clock = Callable[[], datetime]


async def show(message: Message, desk: Desk, house: House, bot: Bot, clock: Clock) -> None:
    """/privacy"""
    person = await desk.read(intake.known, author_of(message))
    speak(language_of(house.regulation, person))
    text = texts.page(house.regulation, person.deletion_asked_at, clock())
    await send(bot, message.chat.id, Screen(text, keyboards.privacy(asked=person.deletion_asked_at is not None)))


async def pressed(press: CallbackQuery, callback_data: Privacy, desk: Desk, house: House, bot: Bot) -> None:
    """A copy, or the deletion: asked twice before the engineers are."""
    match callback_data.act:
        case PrivacyAct.COPY:
            await _copy(press, desk, house, bot)
        case PrivacyAct.DELETE:
            await _really(press, desk, house, bot)
        case PrivacyAct.REALLY:
            person = await desk.run(desk_privacy.ask_deletion, house, sender_of(press.from_user))
            speak(language_of(house.regulation, person))
            await turn(bot, press, Screen(texts.asked(), keyboards.keep()))
        case PrivacyAct.KEEP:
            person = await desk.run(desk_privacy.keep, sender_of(press.from_user))
            speak(language_of(house.regulation, person))
            await turn(bot, press, Screen(texts.kept(), InlineKeyboardMarkup(inline_keyboard=[])))
    await pop_up(press)


async def _copy(press: CallbackQuery, desk: Desk, house: House, bot: Bot) -> None:
    kept, language = await desk.read(desk_privacy.copy_of, house.regulation, sender_of(press.from_user))
    speak(language)
    content = json.dumps(kept, ensure_ascii=False, indent=2).encode()
    name = f"{house.regulation.prefix.lower()}-data.json"
    await bot.send_document(press.from_user.id, BufferedInputFile(content, name), caption=texts.copy_caption())


async def _really(press: CallbackQuery, desk: Desk, house: House, bot: Bot) -> None:
    person = await desk.read(intake.known, sender_of(press.from_user))
    speak(language_of(house.regulation, person))
    await send(bot, press.from_user.id, Screen(texts.really(), keyboards.really_delete()))
