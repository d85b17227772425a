"""What a client writes or sends, to whatever it belongs to (desk/inbox.py decides that)."""

from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from aiogram import Bot
from aiogram.enums import ChatAction
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, Message

from desk import inbox
from desk.errors import OutdatedError, PictureRefusedError
from desk.house import House
from desk.letters import Added, Letter, Refused, Scene
from desk.messages import Said
from desk.model import Expected, Sender
from desk.ports import Desk, Files, Work
from desk.questions import asks_when
from handlers.callbacks import Again, Belongs
from handlers.client import keyboards
from handlers.client.albums import Albums
from handlers.client.others import shared_contact
from handlers.client.outcomes import Lost, Outcome, respond
from handlers.client.pictures import PictureLostError, keep, shot_of
from handlers.client.reply import Screen, author_of, pop_up, sender_of, show_form, turn
from handlers.contents import replied_id, said
from handlers.texts import client, errors, form, service
from handlers.texts.common import speak

Clock = Callable[[], datetime]
Spawn = Callable[[Coroutine[Any, Any, None]], None]
Where = Callable[[Work, House, Sender, int, int], Added]


class Letters:
    """The handlers of whatever a client sends, and of the presses that say where one of their messages belongs."""

    def __init__(self, albums: Albums) -> None:
        self._albums = albums

    async def wrote(self, message: Message, desk: Desk, house: House, bot: Bot, clock: Clock) -> None:
        """A text."""
        letter = Letter(_said(message))
        outcome: Outcome = await desk.run(inbox.receive, house, author_of(message), letter)
        await respond(bot, house.regulation, message, letter, [outcome], clock())

    async def sent(
        self, message: Message, desk: Desk, house: House, files: Files, bot: Bot, clock: Clock, spawn: Spawn
    ) -> None:
        """A picture, a file, a voice, a sticker, a place or any such, alone or of an album."""
        if message.contact is not None and await _asked_for_contact(message, desk, house):
            await shared_contact(message, desk, house, bot, clock)
            return
        key = (message.chat.id, message.media_group_id or "")
        if message.media_group_id is None:
            letter, outcome = await _take(message, desk, house, files, bot, spawn)
            await respond(bot, house.regulation, message, letter, [outcome], clock())
            return
        with self._albums.part(key, message) as (album, is_new):
            if is_new:
                spawn(self._albums.finish(key, _Answer(desk, house, bot, clock)))
            letter, outcome = await _take(message, desk, house, files, bot, spawn if is_new else None)
            self._albums.put(album, letter, outcome)

    async def belongs(
        self, press: CallbackQuery, callback_data: Belongs, desk: Desk, house: House, bot: Bot, clock: Clock
    ) -> None:
        """The client says which of their requests a message belongs to."""
        await self._place(press, desk, house, bot, inbox.pass_on, callback_data.ticket, clock())

    async def again(
        self, press: CallbackQuery, callback_data: Again, desk: Desk, house: House, bot: Bot, clock: Clock
    ) -> None:
        """Not solved: the request is open again, with the message that says so."""
        await self._place(press, desk, house, bot, inbox.reopen_with, callback_data.ticket, clock())

    async def _place(
        self, press: CallbackQuery, desk: Desk, house: House, bot: Bot, where: Where, ticket_id: int, now: datetime
    ) -> None:
        sender, original = sender_of(press.from_user), _original(press)
        outcome = await desk.run(
            inbox.attempt,
            house.regulation,
            sender,
            lambda work: where(work, house, sender, ticket_id, original.message_id if original else 0),
        )
        if isinstance(outcome, Refused):
            speak(outcome.scene.language)
            gone = isinstance(outcome.error, OutdatedError)
            text = client.message_gone() if gone else errors.refusal(outcome.error, house.regulation)
            await pop_up(press, text, alert=True)
            return
        speak(outcome.language)
        asked = original is not None and asks_when(original.text or "")
        more = service.after_addition(house.regulation, outcome, now, asked=asked)
        await turn(bot, press, Screen("\n".join(filter(None, [client.added(outcome, outcome.count), more]))))
        await pop_up(press)

    async def begin_with(
        self, press: CallbackQuery, desk: Desk, house: House, files: Files, bot: Bot, clock: Clock
    ) -> None:
        """New request with the text (and the pictures) of the message that the pressed one replies to."""
        sender, original = sender_of(press.from_user), _original(press)
        message_id = original.message_id if original else 0
        letters = await desk.read(inbox.waiting, sender, message_id)
        fetched = tuple([await _with_picture(letter, house, files, bot) for letter in letters])
        view = await desk.run(inbox.begin_with, house.regulation, sender, message_id, fetched)
        speak(view.language)
        if view.found:
            await turn(bot, press, Screen(form.found(view), keyboards.found(view)))
        else:
            await show_form(bot, sender.id, house.regulation, view, clock(), press=press)
        await pop_up(press)


async def _with_picture(letter: Letter, house: House, files: Files, bot: Bot) -> Letter:
    """With the picture where it is one that the form takes; what is none is left behind."""
    shot = shot_of(letter.said.content)
    if shot is None:
        return letter
    try:
        return replace(letter, picture=await keep(bot, files, house.regulation.screenshots, shot))
    except (PictureRefusedError, PictureLostError):
        return letter


class _Answer:
    """Answers an album once, from the state at that time."""

    def __init__(self, desk: Desk, house: House, bot: Bot, clock: Clock) -> None:
        self._desk, self._house, self._bot, self._clock = desk, house, bot, clock

    async def __call__(self, message: Message, letter: Letter, outcomes: list[Outcome]) -> None:
        scene = await self._desk.read(inbox.scene, self._house.regulation, author_of(message))
        await respond(self._bot, self._house.regulation, message, letter, outcomes, self._clock(), scene)


async def _take(
    message: Message, desk: Desk, house: House, files: Files, bot: Bot, spawn: Spawn | None
) -> tuple[Letter, Outcome]:
    """Put one message where it belongs; a picture for the form is fetched and kept before."""
    sender, letter = author_of(message), Letter(_said(message))
    if await desk.read(inbox.wants_picture, sender, letter):
        if spawn is not None:
            spawn(_show_work(bot, message.chat.id))
        shot = shot_of(letter.said.content)
        assert shot is not None, "pictures only are wanted"
        try:
            letter = replace(letter, picture=await keep(bot, files, house.regulation.screenshots, shot))
        except PictureLostError:
            return letter, Lost(await _scene(desk, house, sender))
        except PictureRefusedError as error:
            return letter, Refused(error, await _scene(desk, house, sender))
    return letter, await desk.run(inbox.receive, house, sender, letter)


async def _asked_for_contact(message: Message, desk: Desk, house: House) -> bool:
    """Whether a contact is the form's: it is open, and nothing says that the message is a ticket's, or a call's."""
    scene = await _scene(desk, house, author_of(message))
    person = scene.person
    free = person.expects is Expected.RATING or (person.expects is None and person.answering is None)
    return scene.form is not None and free and replied_id(message) is None


def _said(message: Message) -> Said:
    found = said(message)
    assert found is not None, "the filter lets through what can be passed on"
    return found


async def _scene(desk: Desk, house: House, sender: Sender) -> Scene:
    return await desk.read(inbox.scene, house.regulation, sender)


async def _show_work(bot: Bot, chat_id: int) -> None:
    with suppress(TelegramAPIError):
        await bot.send_chat_action(chat_id, ChatAction.TYPING)


def _original(press: CallbackQuery) -> Message | None:
    """The client's own message that the pressed one replies to."""
    asked = press.message
    original = asked.reply_to_message if isinstance(asked, Message) else None
    if original is None or original.from_user is None or original.from_user.id != press.from_user.id:
        return None
    return original
