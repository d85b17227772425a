"""Presses of the form's buttons: one handler for all of them."""

from collections.abc import Callable
from datetime import datetime

from aiogram import Bot
from aiogram.types import CallbackQuery

from desk import form as rules
from desk import inbox, intake
from desk.errors import NoDraftError, OutdatedError
from desk.house import House
from desk.intake import Elsewhere, FormView, Sent
from desk.letters import Begun, Refused
from desk.model import Language, Sender, Step
from desk.ports import Desk, Work
from desk.regulation import Regulation
from handlers.callbacks import FormAct, FormPress
from handlers.client import keyboards
from handlers.client.reply import Screen, pop_up, put_away, sender_of, show_form, strip, turn
from handlers.texts import errors, form
from handlers.texts.common import speak

Clock = Callable[[], datetime]
Outcome = FormView | Elsewhere | Sent | Begun | Language
_MOVES = {FormAct.BACK: rules.back, FormAct.SKIP: rules.skip, FormAct.KEEP: rules.keep}


async def pressed(
    press: CallbackQuery, callback_data: FormPress, desk: Desk, house: House, bot: Bot, clock: Clock
) -> None:
    """Do what the button says, and show what came of it."""
    sender = sender_of(press.from_user)
    outcome = await desk.run(inbox.attempt, house.regulation, sender, _act(callback_data, house, sender))
    match outcome:
        case Refused():
            await _refused(press, outcome, house, bot, clock())
        case Sent():
            speak(outcome.language)
            await turn(bot, press, Screen(form.sent(outcome)))
            await pop_up(press, form.sent_short(outcome))
        case FormView() | Elsewhere() | Begun():
            await _shown(press, callback_data, outcome, house, bot, clock())
        case language:
            await _cancelled(press, callback_data, house.regulation, language, bot)


def _act(data: FormPress, house: House, sender: Sender) -> Callable[[Work], Outcome]:
    """The use case of a button."""
    regulation, draft, revision = house.regulation, data.draft, data.revision

    def act(work: Work) -> Outcome:
        match data.act:
            case FormAct.CHOOSE:
                return intake.choose(work, regulation, sender, draft, revision, data.value)
            case FormAct.BACK | FormAct.SKIP | FormAct.KEEP:
                return intake.move(work, regulation, sender, draft, revision, _MOVES[data.act])
            case FormAct.ANEW:
                return intake.drop_pictures(work, regulation, sender, draft, revision)
            case FormAct.EDIT:
                return intake.edit(work, regulation, sender, draft, revision, _step(data.value))
            case FormAct.SHOW | FormAct.OUTSIDE:
                return _present(work, house, sender)
            case FormAct.FRESH:
                return inbox.restart(work, regulation, sender, draft)
            case FormAct.CANCEL:
                return intake.cancel(work, regulation, sender, draft, revision)
            case FormAct.SEND:
                return intake.send(work, house, sender, draft, revision)

    return act


def _step(value: str) -> Step:
    """SUMMARY for what is no step: the form refuses to edit that."""
    return Step(value) if value in Step.__members__.values() else Step.SUMMARY


def _present(work: Work, house: House, sender: Sender) -> FormView:
    view = intake.look(work, house.regulation, sender)
    if view is None:
        raise NoDraftError
    return view


async def _shown(
    press: CallbackQuery, data: FormPress, outcome: FormView | Elsewhere | Begun, house: House, bot: Bot, now: datetime
) -> None:
    view = outcome if isinstance(outcome, FormView) else outcome.view
    speak(view.language)
    if isinstance(outcome, Elsewhere):
        text = form.elsewhere(house.regulation, outcome.topic, now)
        await turn(bot, press, Screen(text, keyboards.elsewhere(view)))
    elif data.act is FormAct.OUTSIDE and view.draft.step is Step.TOPIC:
        await turn(bot, press, Screen(form.outside(), keyboards.outside(house.regulation, view)))
    else:
        was = None if data.act is FormAct.SHOW else outcome.was if isinstance(outcome, Begun) else data.at
        await show_form(bot, press.from_user.id, house.regulation, view, now, was=was, press=press)
    await pop_up(press)


async def _refused(press: CallbackQuery, refused: Refused, house: House, bot: Bot, now: datetime) -> None:
    """Why not; and the present step again, in place of what was pressed."""
    view = refused.scene.form
    speak(refused.scene.language)
    reason = errors.refusal(refused.error, house.regulation)
    if view is None:
        await strip(press)
    else:
        await show_form(bot, press.from_user.id, house.regulation, view, now, was=view.draft.step, press=press)
    await pop_up(press, reason, alert=not isinstance(refused.error, OutdatedError))


async def _cancelled(
    press: CallbackQuery, data: FormPress, regulation: Regulation, language: Language, bot: Bot
) -> None:
    speak(language)
    await turn(bot, press, Screen(form.cancelled(), keyboards.menu(regulation)))
    if data.at is Step.CONTACT:
        await put_away(bot, press.from_user.id, form.contact_left())
    await pop_up(press)
