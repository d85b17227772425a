"""The client's commands, and the menu that offers the same by buttons."""

from collections.abc import Callable
from datetime import datetime

from aiogram import Bot
from aiogram.types import CallbackQuery, Message

from desk import inbox, intake
from desk.house import House, language_of
from desk.letters import Scene
from desk.model import Sender, Step
from desk.ports import Desk
from handlers.callbacks import Choice, Menu, MenuItem
from handlers.client import call_back, keyboards, tickets
from handlers.client.reply import Screen, author_of, pop_up, put_away, send, sender_of, show_form, show_scene, turn
from handlers.texts import client, form, hours
from handlers.texts.common import speak

Clock = Callable[[], datetime]


async def start(message: Message, desk: Desk, house: House, bot: Bot, clock: Clock) -> None:
    """/start: greet; a form that is open stays open."""
    sender = author_of(message)
    scene = await desk.run(inbox.arrive, house.regulation, sender)
    speak(scene.language)
    first_name = message.from_user.first_name if message.from_user else sender.name
    text = client.greeting(house.regulation, scene, first_name, clock())
    await send(bot, message.chat.id, Screen(text, keyboards.menu(house.regulation, scene.form)))


async def new(message: Message, desk: Desk, house: House, bot: Bot, clock: Clock) -> None:
    """/new: the form's first step, or the question what to do with an unfinished one."""
    await _new(message.chat.id, author_of(message), desk, house, bot, clock())


async def _new(chat_id: int, sender: Sender, desk: Desk, house: House, bot: Bot, now: datetime) -> None:
    view = await desk.run(intake.begin, house.regulation, sender)
    speak(view.language)
    if view.phone_waited:
        await put_away(bot, chat_id, form.contact_left())
    if view.found and view.draft.revision > 1:
        await send(bot, chat_id, Screen(form.found(view), keyboards.found(view)))
    else:
        await show_form(bot, chat_id, house.regulation, view, now)


async def show_tickets(message: Message, desk: Desk, house: House, bot: Bot) -> None:
    """/tickets"""
    await tickets.send_list(message.chat.id, author_of(message), desk, house, bot)


async def show_hours(message: Message, desk: Desk, house: House, bot: Bot, clock: Clock) -> None:
    """/hours"""
    await _hours(message.chat.id, author_of(message), desk, house, bot, clock())


async def _hours(chat_id: int, sender: Sender, desk: Desk, house: House, bot: Bot, now: datetime) -> None:
    scene = await _look(desk, house, sender)
    await _tell(bot, chat_id, hours.page(house.regulation, now), house, scene, now)


async def show_help(message: Message, desk: Desk, house: House, bot: Bot, clock: Clock) -> None:
    """/help"""
    scene = await _look(desk, house, author_of(message))
    await _tell(bot, message.chat.id, client.help_page(house.regulation, clock()), house, scene, clock())


async def unknown(message: Message, desk: Desk, house: House, bot: Bot, clock: Clock) -> None:
    """A command that there is not."""
    scene = await _look(desk, house, author_of(message))
    await show_scene(bot, message.chat.id, house.regulation, scene, clock(), client.unknown_command())


async def _tell(bot: Bot, chat_id: int, text: str, house: House, scene: Scene, now: datetime) -> None:
    """Something to read; then the form's present step again, where there is one."""
    if scene.form is None:
        await send(bot, chat_id, Screen(text, keyboards.menu(house.regulation)))
        return
    await send(bot, chat_id, Screen(text))
    await show_form(bot, chat_id, house.regulation, scene.form, now, was=scene.form.draft.step)


async def choose_language(message: Message, desk: Desk, house: House, bot: Bot) -> None:
    """/language"""
    await _languages(message.chat.id, author_of(message), desk, house, bot)


async def _languages(chat_id: int, sender: Sender, desk: Desk, house: House, bot: Bot) -> None:
    person = await desk.read(intake.known, sender)
    speak(language_of(house.regulation, person))
    await send(bot, chat_id, Screen(client.choose_language(), keyboards.languages(house.regulation)))


async def language_chosen(
    press: CallbackQuery, callback_data: Choice, desk: Desk, house: House, bot: Bot, clock: Clock
) -> None:
    """A language: everything from here on is said in it, the form's present step too."""
    sender, wanted = sender_of(press.from_user), callback_data.language
    if wanted not in house.regulation.languages:
        await unknown_press(press, desk, house)
        return
    scene = await desk.run(inbox.set_language, house.regulation, sender, wanted)
    speak(scene.language)
    said = Screen(client.language_set(wanted), None if scene.form else keyboards.menu(house.regulation))
    await turn(bot, press, said)
    if scene.form is not None:
        await show_form(bot, sender.id, house.regulation, scene.form, clock())
    await pop_up(press)


async def cancel(message: Message, desk: Desk, house: House, bot: Bot) -> None:
    """/cancel: the form, or the answer that was begun."""
    outcome = await desk.run(inbox.cancel, house.regulation, author_of(message))
    speak(outcome.language)
    if outcome.answering:
        await put_away(bot, message.chat.id, form.answering_cancelled())
    elif outcome.was is Step.CONTACT:
        await put_away(bot, message.chat.id, form.cancelled())
    elif outcome.was is not None:
        await send(bot, message.chat.id, Screen(form.cancelled(), keyboards.menu(house.regulation)))
    else:
        await send(bot, message.chat.id, Screen(form.nothing_to_cancel(), keyboards.menu(house.regulation)))


async def menu_pressed(
    press: CallbackQuery, callback_data: Menu, desk: Desk, house: House, bot: Bot, clock: Clock
) -> None:
    """A button of the menu is answered with a message of its own: the menu stays where it is."""
    sender = sender_of(press.from_user)
    match callback_data.item:
        case MenuItem.NEW:
            await _new(sender.id, sender, desk, house, bot, clock())
        case MenuItem.CONTINUE:
            await show_scene(bot, sender.id, house.regulation, await _look(desk, house, sender), clock(), "")
        case MenuItem.TICKETS:
            await tickets.send_list(sender.id, sender, desk, house, bot)
        case MenuItem.HOURS:
            await _hours(sender.id, sender, desk, house, bot, clock())
        case MenuItem.LANGUAGE:
            await _languages(sender.id, sender, desk, house, bot)
        case MenuItem.CALL_BACK:
            await call_back.begin(press, desk, house, bot, clock())
            return
    await pop_up(press)


async def _look(desk: Desk, house: House, sender: Sender) -> Scene:
    """Where the chat stands; from here on its language is spoken."""
    scene = await desk.read(inbox.scene, house.regulation, sender)
    speak(scene.language)
    return scene


async def unknown_press(press: CallbackQuery, desk: Desk, house: House) -> None:
    """A button that there is not (any more), or a forged one."""
    await _look(desk, house, sender_of(press.from_user))
    await pop_up(press, client.unknown_press(), alert=True)
