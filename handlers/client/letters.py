"""What a client writes or sends: a text or a picture, to whatever it belongs to (desk/inbox.py decides that)."""

from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime
from typing import Any

from aiogram import Bot
from aiogram.enums import ChatAction
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, Message

from desk import inbox
from desk.errors import PictureRefusedError
from desk.house import House
from desk.inbox import Letter, Refused
from desk.model import Sender
from desk.ports import Desk, Files
from handlers.callbacks import Belongs
from handlers.client import keyboards
from handlers.client.albums import Albums
from handlers.client.outcomes import Lost, Outcome, respond
from handlers.client.pictures import PictureLostError, keep, shot_of
from handlers.client.reply import Screen, author_of, pop_up, sender_of, show_form, turn
from handlers.texts import client, errors, form
from handlers.texts.common import speak

Clock = Callable[[], datetime]
Spawn = Callable[[Coroutine[Any, Any, None]], None]


class Letters:
    """The handlers of texts and pictures, and of the presses that say where one of them belongs."""

    def __init__(self, albums: Albums) -> None:
        self._albums = albums

    async def wrote(self, message: Message, desk: Desk, house: House, bot: Bot, clock: Clock) -> None:
        """A text."""
        letter = Letter(message.text or "", replied_id=_replied(message))
        outcome: Outcome = await desk.run(inbox.receive, house, author_of(message), letter)
        await respond(bot, house.regulation, message, letter, [outcome], clock())

    async def pictured(
        self, message: Message, desk: Desk, house: House, files: Files, bot: Bot, clock: Clock, spawn: Spawn
    ) -> None:
        """A photo, a file or an animation, alone or of an album."""
        key = (message.chat.id, message.media_group_id or "")
        if message.media_group_id is None:
            spawn(_show_work(bot, message.chat.id))
            letter, outcome = await _take(message, desk, house, files, bot, None)
            self._albums.park(message.chat.id, message.message_id, [letter])
            await respond(bot, house.regulation, message, letter, [outcome], clock())
            return
        with self._albums.part(key, message) as (album, is_new):
            if is_new:
                spawn(_show_work(bot, message.chat.id))
                spawn(self._albums.finish(key, _Answer(desk, house, bot, clock)))
            letter, outcome = await _take(message, desk, house, files, bot, self._albums.goal(key))
            self._albums.put(key, album, letter, outcome)

    async def belongs(
        self, press: CallbackQuery, callback_data: Belongs, desk: Desk, house: House, files: Files, bot: Bot,
        clock: Clock,
    ) -> None:  # fmt: skip
        """The client says which of their requests a message belongs to."""
        sender = sender_of(press.from_user)
        letters = await self._letters(press, house, files, bot)
        if not letters:
            await self._gone(press, desk, house)
            return
        outcome = await desk.run(
            inbox.attempt,
            house.regulation,
            sender,
            lambda work: inbox.pass_on(work, house, sender, callback_data.ticket, letters),
        )
        if isinstance(outcome, Refused):
            speak(outcome.scene.language)
            await pop_up(press, errors.refusal(outcome.error, house.regulation), alert=True)
            return
        self._forget(press)
        speak(outcome.language)
        await turn(bot, press, Screen(client.added(outcome, sum(letter.picture is not None for letter in letters))))
        await pop_up(press)

    async def begin_with(
        self, press: CallbackQuery, desk: Desk, house: House, files: Files, bot: Bot, clock: Clock
    ) -> None:
        """New request with the text (and the pictures) of the message that the pressed one replies to."""
        sender = sender_of(press.from_user)
        letters = await self._letters(press, house, files, bot)
        view = await desk.run(inbox.begin_with, house.regulation, sender, letters)
        self._forget(press)
        speak(view.language)
        if view.found:
            await turn(bot, press, Screen(form.found(view), keyboards.found(view)))
        else:
            await show_form(bot, sender.id, house.regulation, view, clock(), press=press)
        await pop_up(press)

    async def _letters(self, press: CallbackQuery, house: House, files: Files, bot: Bot) -> tuple[Letter, ...]:
        """What the pressed message replies to: as it was parked, else read from that message again."""
        original = _original(press)
        if original is None:
            return ()
        parked = self._albums.parked(original.chat.id, original.message_id)
        if parked:
            return tuple(parked)
        shot, text = shot_of(original), original.text or original.caption or ""
        if shot is None:
            return (Letter(text),) if text else ()
        try:
            return (Letter(text, await keep(bot, files, house.regulation.screenshots, shot)),)
        except (PictureRefusedError, PictureLostError):
            return (Letter(text),) if text else ()

    async def _gone(self, press: CallbackQuery, desk: Desk, house: House) -> None:
        scene = await desk.read(inbox.scene, house.regulation, sender_of(press.from_user))
        speak(scene.language)
        await pop_up(press, client.message_gone(), alert=True)

    def _forget(self, press: CallbackQuery) -> None:
        original = _original(press)
        if original is not None:
            self._albums.unpark(original.chat.id, original.message_id)


class _Answer:
    """Answers an album once, from the state at that time."""

    def __init__(self, desk: Desk, house: House, bot: Bot, clock: Clock) -> None:
        self._desk, self._house, self._bot, self._clock = desk, house, bot, clock

    async def __call__(self, message: Message, letter: Letter, outcomes: list[Outcome]) -> None:
        scene = await self._desk.read(inbox.scene, self._house.regulation, author_of(message))
        await respond(self._bot, self._house.regulation, message, letter, outcomes, self._clock(), scene)


async def _take(
    message: Message, desk: Desk, house: House, files: Files, bot: Bot, goal: int | None
) -> tuple[Letter, Outcome]:
    """Fetch and keep one picture and put it where it belongs."""
    sender, shot = author_of(message), shot_of(message)
    letter = Letter(message.caption or "", album=message.media_group_id, replied_id=_replied(message), ticket_id=goal)
    if shot is None:
        raise AssertionError("the filter lets pictures through only")
    try:
        picture = await keep(bot, files, house.regulation.screenshots, shot)
    except PictureLostError:
        return letter, Lost(await _scene(desk, house, sender))
    except PictureRefusedError as error:
        return letter, Refused(error, await _scene(desk, house, sender))
    letter = Letter(letter.text, picture, letter.album, letter.replied_id, letter.ticket_id)
    return letter, await desk.run(inbox.receive, house, sender, letter)


async def _scene(desk: Desk, house: House, sender: Sender) -> inbox.Scene:
    return await desk.read(inbox.scene, house.regulation, sender)


async def _show_work(bot: Bot, chat_id: int) -> None:
    with suppress(TelegramAPIError):
        await bot.send_chat_action(chat_id, ChatAction.TYPING)


def _replied(message: Message) -> int | None:
    """The message that this one replies to; a quote out of another chat is none."""
    return message.reply_to_message.message_id if message.reply_to_message else None


def _original(press: CallbackQuery) -> Message | None:
    """The client's own message that the pressed one replies to."""
    asked = press.message
    original = asked.reply_to_message if isinstance(asked, Message) else None
    if original is None or original.from_user is None or original.from_user.id != press.from_user.id:
        return None
    return original
