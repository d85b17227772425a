"""Presses under a draft of a mailing. For supervisors only, and each of them has a draft of their own."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from aiogram import Bot
from aiogram.types import CallbackQuery, ForceReply

from desk import mailing_draft, mailings
from desk.errors import MailingError
from desk.house import House
from desk.mailing_draft import View
from desk.model import Actor, Language
from desk.ports import Desk, Work
from desk.ports_mailing_prompts import Asked, MailingPrompt
from desk.ports_mailings import Audience, AudienceKind, Mailing, Progress
from handlers import mailing_notices
from handlers.group.admission import seated
from handlers.group.mailings import wizard
from handlers.group.mailings.callbacks import Move, WizardPress
from handlers.group.members import Group, Members
from handlers.group.seat import Seat
from handlers.texts import group as group_texts
from handlers.texts import mailing_refusals as refusals
from handlers.texts import mailing_wizard as texts
from handlers.texts.common import LANGUAGE_NAMES, quote

Clock = Callable[[], datetime]
_ASKED = {Move.WINDOW: Asked.WINDOW, Move.TIME: Asked.TIME, Move.COMPANY: Asked.COMPANY, Move.TEXT: Asked.TEXT}
_PAGES = {
    Move.SHOW: wizard.summary,
    Move.SERVICES: wizard.services,
    Move.TEXTS: wizard.written,
    Move.AUDIENCE: wizard.audience,
    Move.LANGUAGES: wizard.languages,
    Move.TOPICS: wizard.topics,
    Move.WHEN: wizard.start,
    Move.SEND: wizard.sending,
    Move.DISCARD: wizard.discarding,
}


async def pressed(
    callback: CallbackQuery, callback_data: WizardPress, bot: Bot, desk: Desk, house: House, group: Group,
    members: Members, clock: Clock,
) -> None:  # fmt: skip
    """A button under a draft. What is none any more is shown as what it has become."""
    seat = await seated(callback, bot, desk, house, group, members)
    if seat is None:
        return
    if not seat.supervisor:
        await seat.answer(group_texts.only_supervisors(), alert=True)
        return
    try:
        await _go(seat, callback_data, clock())
    except MailingError as error:
        if error.reason in ("gone", "state"):
            await _became(seat, callback_data.mailing, clock())
        await seat.answer(refusals.refusal(error), alert=True)


async def _go(seat: Seat, press: WizardPress, now: datetime) -> None:
    move = press.move
    if move is Move.CLOSE:
        await seat.leave()
        await seat.answer()
    elif move in _PAGES:
        await _show(seat, await _look(seat, press), _PAGES[move], now)
    elif move in _ASKED:
        await _ask(seat, (await _look(seat, press)).mailing, _ASKED[move], press.value, now)
    elif move in _CHANGES:
        page, change = _CHANGES[move]
        await _show(seat, await seat.desk.run(change, seat.house, seat.engineer, press), page, now)
    else:
        await _ENDS[move](seat, press, now)


async def _look(seat: Seat, press: WizardPress) -> View:
    return await seat.desk.read(mailing_draft.look, seat.house, seat.engineer, press.mailing)


async def _show(seat: Seat, view: View, page: wizard.Maker, now: datetime) -> None:
    await seat.edit_text(*page(seat.house.regulation, view, now))
    await seat.answer()


async def _became(seat: Seat, mailing_id: int, now: datetime) -> None:
    """The message under which an outdated button was pressed: what has become of its draft."""
    regulation = seat.house.regulation
    found = await seat.desk.read(_find, mailing_id)
    if found is None:
        await seat.edit_text(texts.no_draft(mailing_id), None)
    else:
        mailing, progress = found
        await seat.edit_text(*wizard.handed_over(regulation, mailing, progress.total, now))


def _find(work: Work, mailing_id: int) -> tuple[Mailing, Progress] | None:
    mailing = work.mailings.get(mailing_id)
    return (mailing, mailings.progress(work, mailing_id)) if mailing else None


async def _ask(seat: Seat, mailing: Mailing, asked: Asked, value: str, now: datetime) -> None:
    """A message that waits for the supervisor's reply; Telegram opens the reply for them alone."""
    language = _language(seat.house, value) if asked is Asked.TEXT else ""
    user = seat.callback.from_user
    who = f'<a href="tg://user?id={user.id}">{quote(seat.engineer.name)}</a>'
    text = texts.prompt(asked, mailing, language, who, seat.house.regulation, now)
    message = await seat.post(text, ForceReply(selective=True, input_field_placeholder=texts.placeholder(asked)))
    prompt = MailingPrompt(seat.chat_id, message.message_id, mailing.id, user.id, asked, language, seat.message_id)
    await seat.desk.run(mailing_draft.await_words, prompt)
    await seat.answer(texts.reply_below())


def _language(house: House, value: str) -> Language:
    if value not in house.regulation.languages:
        raise MailingError("language", value)
    return Language(value)


def _affected(work: Work, house: House, who: Actor, press: WizardPress) -> View:
    return mailing_draft.affect(work, house, who, press.mailing, press.value, affected=press.move is Move.NAME)


def _dropped(work: Work, house: House, who: Actor, press: WizardPress) -> View:
    language = _language(house, press.value)
    return mailing_draft.view(work, house, mailings.drop_text(work, who, press.mailing, language))


def _addressed(work: Work, house: House, who: Actor, press: WizardPress) -> View:
    kinds = {Move.EVERYBODY: AudienceKind.ALL, Move.TOPIC: AudienceKind.TOPIC, Move.LANGUAGE: AudienceKind.LANGUAGE}
    to = Audience(kinds[press.move], press.value)
    return mailing_draft.view(work, house, mailings.save_audience(work, house, who, press.mailing, to))


def _at_once(work: Work, house: House, who: Actor, press: WizardPress) -> View:
    return mailing_draft.view(work, house, mailings.save_time(work, who, press.mailing, None))


_Change = Callable[[Work, House, Actor, WizardPress], View]
_CHANGES: dict[Move, tuple[wizard.Maker, _Change]] = {
    Move.NAME: (wizard.services, _affected),
    Move.UNNAME: (wizard.services, _affected),
    Move.DROP: (wizard.written, _dropped),
    Move.EVERYBODY: (wizard.audience, _addressed),
    Move.LANGUAGE: (wizard.audience, _addressed),
    Move.TOPIC: (wizard.audience, _addressed),
    Move.NOW: (wizard.summary, _at_once),
}
"""What a press changes, and which page shows it then."""


async def _preview(seat: Seat, press: WizardPress, now: datetime) -> None:
    """Exactly what a client gets; whose language has no text is told apart in the answer."""
    regulation, mailing = seat.house.regulation, (await _look(seat, press)).mailing
    if not mailing.texts:
        raise MailingError("text_missing")
    language = _language(seat.house, press.value or texts.default_language(regulation, mailing))
    words = mailing_notices.notice(regulation, mailing, language, seat.house.group_language, now)
    page = wizard.preview(regulation, mailing, language, words)
    if press.value:
        await seat.edit_text(*page)
    else:
        await seat.post(*page)
    lacking = [LANGUAGE_NAMES[one] for one in regulation.languages if one not in mailing.texts]
    await seat.answer(texts.fall_back(regulation, mailing) if lacking and language not in mailing.texts else "")


async def _send(seat: Seat, press: WizardPress, now: datetime) -> None:
    """It is sent; a second press finds no draft."""
    size = (await _look(seat, press)).size
    mailing = await seat.desk.run(mailings.confirm, seat.house, seat.engineer, press.mailing)
    await seat.edit_text(*wizard.handed_over(seat.house.regulation, mailing, size, now))
    await seat.answer(texts.on_its_way())


async def _away(seat: Seat, press: WizardPress, _now: datetime) -> None:
    mailing = await seat.desk.run(mailings.discard, seat.engineer, press.mailing)
    await seat.edit_text(texts.discarded(mailing.id), None)
    await seat.answer()


_ENDS: dict[Move, Callable[[Seat, WizardPress, datetime], Awaitable[None]]] = {
    Move.PREVIEW: _preview,
    Move.SURELY: _send,
    Move.AWAY: _away,
}
