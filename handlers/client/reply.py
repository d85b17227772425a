"""How the private chat is answered: a new message, or the pressed one turned into the next."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message, ReplyKeyboardRemove, User

from desk.intake import FormView
from desk.letters import Refused, Scene
from desk.model import Sender, Step
from desk.regulation import Regulation
from handlers.client import keyboards
from handlers.outgoing import in_reply_to
from handlers.texts import client, errors, form
from handlers.texts.common import shorten, speak

_POP_UP = 200
"""Characters that an answered press may show."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A message to be: HTML and its inline keyboard."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None


def sender_of(user: User) -> Sender:
    """Who an update is from."""
    return Sender(user.id, user.full_name, user.username, user.language_code)


def author_of(message: Message) -> Sender:
    """Who wrote a message of a private chat; there the chat is the person."""
    if message.from_user is not None:
        return sender_of(message.from_user)
    return Sender(message.chat.id, message.chat.full_name)


async def send(bot: Bot, chat_id: int, screen: Screen, reply_to: int | None = None) -> None:
    """A new message; in reply to the client's where that is still there."""
    parameters = in_reply_to(reply_to) if reply_to else None
    await bot.send_message(chat_id, screen.text, reply_markup=screen.keyboard, reply_parameters=parameters)


async def turn(bot: Bot, press: CallbackQuery, screen: Screen) -> None:
    """Turn the pressed message into `screen`; a new message where it cannot be edited any more."""
    if isinstance(press.message, Message):
        try:
            await press.message.edit_text(screen.text, reply_markup=screen.keyboard)
        except TelegramBadRequest as error:
            if "not modified" in error.message:
                return
        else:
            return
    await send(bot, press.from_user.id, screen)


async def redress(press: CallbackQuery, keyboard: InlineKeyboardMarkup) -> None:
    """Other buttons under the pressed message, whose words stay; it is no harm where that fails."""
    if isinstance(press.message, Message):
        with suppress(TelegramBadRequest):
            await press.message.edit_reply_markup(reply_markup=keyboard)


async def strip(press: CallbackQuery) -> None:
    """Take the buttons off the pressed message; it is no harm where that fails."""
    if isinstance(press.message, Message) and press.message.reply_markup is not None:
        try:
            await press.message.edit_reply_markup(reply_markup=None)
        except TelegramBadRequest:
            return


async def refuse(
    press: CallbackQuery, refused: Refused, regulation: Regulation, said: Callable[[], str] | None = None
) -> None:
    """Answer a press that was refused, in the person's language: with `said`, or else with the error's own words."""
    speak(refused.scene.language)
    await pop_up(press, said() if said else errors.refusal(refused.error, regulation), alert=True)


async def pop_up(press: CallbackQuery, text: str = "", *, alert: bool = False) -> None:
    """Answer the press; `text` is plain."""
    await press.answer(shorten(text, _POP_UP) or None, show_alert=alert or None)


def form_screen(regulation: Regulation, view: FormView, now: datetime, note: str = "") -> Screen:
    """The form's present step under a note (HTML)."""
    return Screen(form.prompt(regulation, view, now, note), keyboards.form(regulation, view))


async def show_form(
    bot: Bot,
    chat_id: int,
    regulation: Regulation,
    view: FormView,
    now: datetime,
    *,
    was: Step | None = None,
    note: str = "",
    press: CallbackQuery | None = None,
) -> None:
    """Show the present step. `was` is the step before: the contact step has a keyboard of its own, put up and away."""
    here = view.draft.step
    screen = form_screen(regulation, view, now, note)
    leaving = was is Step.CONTACT and here is not Step.CONTACT
    if leaving:
        contact = view.draft.answers.contact
        await put_away(bot, chat_id, form.contact_saved(contact) if contact else form.contact_left())
    if press is not None and not leaving:
        await turn(bot, press, screen)
    else:
        await send(bot, chat_id, screen)
        if press is not None:
            await strip(press)
    if here is Step.CONTACT and was is not Step.CONTACT:
        await bot.send_message(chat_id, form.phone_button(), reply_markup=keyboards.phone())


async def put_away(bot: Bot, chat_id: int, text: str) -> None:
    """Say something and remove the contact keyboard with it."""
    await bot.send_message(chat_id, text, reply_markup=ReplyKeyboardRemove())


async def show_scene(bot: Bot, chat_id: int, regulation: Regulation, scene: Scene, now: datetime, note: str) -> None:
    """A note (HTML), and the present step again where a form is open."""
    if scene.form is None:
        await send(bot, chat_id, Screen(note or client.menu(), keyboards.menu(regulation=regulation)))
    else:
        await show_form(bot, chat_id, regulation, scene.form, now, was=scene.form.draft.step, note=note)
