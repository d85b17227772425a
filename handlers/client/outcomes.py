"""What became of a text or of pictures, told to the client in one message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from aiogram import Bot
from aiogram.types import Message

from desk.answers import LENGTHS, clean, length
from desk.call_backs import Promised
from desk.errors import BadAnswerError, PictureRefusedError
from desk.expected import Complained
from desk.intake import Attached, FormView
from desk.letters import PICTURES, Added, Choose, Filled, LatelyClosed, Letter, Nothing, Received, Refused, Scene, Unfit
from desk.model import Language, Step
from desk.questions import asks_when
from desk.ratings import Rated
from desk.regulation import Regulation
from handlers.client import articles, expected, keyboards
from handlers.client.reply import Screen, send, show_form, show_scene
from handlers.texts import client, errors, form, service
from handlers.texts.common import quote, speak


@dataclass(frozen=True, slots=True)
class Lost:
    """A picture could not be fetched from Telegram."""

    scene: Scene


Outcome = Received | Lost
T = TypeVar("T")


async def respond(
    bot: Bot,
    regulation: Regulation,
    message: Message,
    letter: Letter,
    outcomes: Sequence[Outcome],
    now: datetime,
    scene: Scene | None = None,
) -> None:
    """Answer `message` (an album: its first part). `scene`: where the chat stands by now; None: as the outcome says."""
    chat_id, last = message.chat.id, outcomes[-1]
    if isinstance(last, Complained | Promised | Rated):
        await expected.answer(bot, chat_id, regulation, last, now)
        return
    speak(scene.language if scene else _language(outcomes[-1]))
    asked = _first(outcomes, Choose)
    filled = _first(outcomes, Filled)
    view = scene.form if scene else _form(outcomes[-1])
    notes = _notes(regulation, message, letter, outcomes)
    if (added := _first(outcomes, Added)) is not None:
        notes += filter(None, [service.after_addition(regulation, added, now, asked=asks_when(letter.text))])
    if asked is not None:
        screen = Screen(client.choose_ticket(), keyboards.belongs(regulation, asked.tickets, carried=_carried(letter)))
        await send(bot, chat_id, screen, reply_to=message.message_id)
    elif (closed := _first(outcomes, LatelyClosed)) is not None:
        screen = Screen(
            client.closed_lately(closed.ticket), keyboards.not_solved(closed.ticket, carried=_carried(letter))
        )
        await send(bot, chat_id, screen, reply_to=message.message_id)
    elif _first(outcomes, Nothing) is not None:
        await _nothing(bot, regulation, message, letter)
    elif _still_waited(outcomes):
        await send(bot, chat_id, Screen("\n".join(notes), keyboards.stop()))
    elif view is not None:
        was = filled.was if filled else view.draft.step
        if filled is not None:
            await articles.offer(bot, chat_id, regulation, filled)
        await show_form(bot, chat_id, regulation, view, now, was=was, note="\n".join(notes))
    elif (
        refused := _first(outcomes, Refused) or _first(outcomes, Unfit) or _first(outcomes, Lost)
    ) is not None and scene is None:
        await show_scene(bot, chat_id, regulation, refused.scene, now, "\n".join(notes))
    else:
        await send(bot, chat_id, Screen("\n".join(notes) or client.menu()))


def _still_waited(outcomes: Sequence[Outcome]) -> bool:
    """A number or words that we asked for did not do: they are what is still waited for, also while a form is open."""
    refused = _first(outcomes, Refused)
    return (
        refused is not None and refused.scene.person.expects is not None and isinstance(refused.error, BadAnswerError)
    )


def _takes_text(letter: Letter) -> bool:
    """Whether it can be the problem of a new request."""
    shortest, longest = LENGTHS[Step.PROBLEM]
    return shortest <= length(clean(letter.text)) <= longest


def _carried(letter: Letter) -> bool:
    """Whether a new request begins with it: its text as the problem, or its picture as a screenshot."""
    return _takes_text(letter) or letter.said.content.kind in PICTURES


async def _nothing(bot: Bot, regulation: Regulation, message: Message, letter: Letter) -> None:
    if _carried(letter):
        screen = Screen(client.nothing(with_text=_takes_text(letter)), keyboards.with_text())
    else:
        screen = Screen(client.nothing(with_text=False), keyboards.menu(regulation))
    await send(bot, message.chat.id, screen, reply_to=message.message_id)


def _notes(regulation: Regulation, message: Message, letter: Letter, outcomes: Sequence[Outcome]) -> list[str]:
    """One line for each kind of thing that happened, none twice."""
    notes: list[str] = []
    added = [outcome for outcome in outcomes if isinstance(outcome, Added)]
    kept = [outcome for outcome in outcomes if isinstance(outcome, Attached)]
    if added:
        notes.append(client.added(added[0], len(added)))
    if kept:
        notes.append(form.picture_added(len(kept)))
    for outcome in outcomes:
        notes += _complaints(regulation, message, letter, outcome)
    return list(dict.fromkeys(notes))


def _complaints(regulation: Regulation, message: Message, letter: Letter, outcome: Outcome) -> list[str]:
    match outcome:
        case Attached(wrong=BadAnswerError() as wrong):
            return ["⚠️ " + quote(errors.refusal(wrong, regulation, _excess(wrong, letter)))]
        case Attached(unread=True):
            return ["⚠️ " + form.caption_unread()]
        case Unfit(scene=scene):
            return ["⚠️ " + client.cannot_pass(scene)]
        case Lost():
            return ["⚠️ " + errors.picture_lost()]
        case Refused(error=PictureRefusedError(reason="format") as error) if message.animation:
            return ["⚠️ " + quote(errors.refusal(error, regulation)), errors.animation_advice()]
        case Refused(error=error):
            excess = _excess(error, letter) if isinstance(error, BadAnswerError) else 0
            return ["⚠️ " + quote(errors.refusal(error, regulation, excess))]
        case _:
            return []


def _excess(error: BadAnswerError, letter: Letter) -> int:
    """By how many of Telegram's characters a text is too long."""
    return max(0, length(clean(letter.text)) - error.limit) if error.limit else 0


def _language(outcome: Outcome) -> Language:
    match outcome:
        case Filled(view=view) | Attached(view=view):
            return view.language
        case Refused(scene=scene) | Lost(scene=scene) | Unfit(scene=scene):
            return scene.language
        case (
            Added(language=language)
            | Choose(language=language)
            | LatelyClosed(language=language)
            | Nothing(language=language)
            | Complained(language=language)
        ):
            return language
        case Promised() | Rated():
            raise AssertionError("answered before")


def _form(outcome: Outcome) -> FormView | None:
    match outcome:
        case Filled(view=view) | Attached(view=view):
            return view
        case Refused(scene=scene) | Lost(scene=scene) | Unfit(scene=scene):
            return scene.form
        case _:
            return None


def _first(outcomes: Sequence[Outcome], kind: type[T]) -> T | None:
    return next((outcome for outcome in outcomes if isinstance(outcome, kind)), None)
