"""Mailings that were sent: pause, resume, stop, follow up, and the list of them. For supervisors only, any of them."""

from collections.abc import Callable
from datetime import datetime

from aiogram import Bot
from aiogram.types import CallbackQuery

from desk import mailing_draft, mailings
from desk.errors import MailingError
from desk.house import House
from desk.mailing_draft import UnfinishedError
from desk.ports import Desk, Work
from desk.ports_mailings import Mailing, MailingKind, MailingState, Progress
from handlers.group.admission import seated
from handlers.group.mailings import keyboards, wizard
from handlers.group.mailings.callbacks import Control, ControlPress
from handlers.group.mailings.wizard import Page
from handlers.group.members import Group, Members
from handlers.group.seat import Seat
from handlers.texts import group as group_texts
from handlers.texts import mailing_list as texts
from handlers.texts import mailing_refusals as refusals

Clock = Callable[[], datetime]
_LATEST = 8
_KINDS = {Control.FINISHED: MailingKind.FINISHED, Control.POSTPONED: MailingKind.POSTPONED}
_STOPPABLE = frozenset({MailingState.SCHEDULED, MailingState.RUNNING, MailingState.PAUSED})


async def latest(desk: Desk, house: House, now: datetime) -> Page:
    """The latest mailings with their figures, each of which can be opened."""
    found = await desk.read(_latest)
    return Page(texts.latest(house.regulation, found, now), keyboards.recent([mailing for mailing, _ in found]))


def _latest(work: Work) -> list[tuple[Mailing, Progress]]:
    return [(one, mailings.progress(work, one.id)) for one in mailings.recent(work, _LATEST)]


async def pressed(
    callback: CallbackQuery, callback_data: ControlPress, bot: Bot, desk: Desk, house: House, group: Group,
    members: Members, clock: Clock,
) -> None:  # fmt: skip
    """A button under a mailing, its report or the list. An outdated one is drawn anew as the mailing is now."""
    seat = await seated(callback, bot, desk, house, group, members)
    if seat is None:
        return
    if not seat.supervisor:
        await seat.answer(group_texts.only_supervisors(), alert=True)
        return
    try:
        await _go(seat, callback_data, clock())
    except UnfinishedError as error:
        await seat.answer(refusals.refusal(error), alert=True)
    except MailingError as error:
        await _anew(seat, callback_data, refusals.refusal(error), clock())
        await seat.answer(refusals.refusal(error), alert=True)


async def _go(seat: Seat, press: ControlPress, now: datetime) -> None:
    desk, number = seat.desk, press.mailing
    match press.control:
        case Control.LIST:
            await seat.edit_text(*await latest(desk, seat.house, now))
            await seat.answer()
        case Control.OPEN:
            await seat.edit_text(*await _opened(seat, number, now))
            await seat.answer()
        case Control.PAUSE:
            await desk.run(mailings.pause, number)
            await _changed(seat, press, texts.paused(), now)
        case Control.RESUME:
            await desk.run(mailings.resume, number)
            await _changed(seat, press, texts.resumed(), now)
        case Control.STOP:
            mailing, progress = await desk.read(_stoppable, number)
            await seat.post(texts.stop_page(mailing, progress), keyboards.stop(mailing))
            await seat.answer()
        case Control.SURELY:
            mailing = await desk.run(mailings.stop, number)
            await seat.edit_text(texts.stopped_by(mailing, seat.engineer.name), None)
            await seat.answer(texts.stopped())
        case Control.KEEP:
            await seat.leave()
            await seat.answer()
        case Control.FINISHED | Control.POSTPONED:
            kind = _KINDS[press.control]
            view = await desk.run(mailing_draft.follow, seat.house, seat.engineer, number, kind)
            await seat.post(*wizard.summary(seat.house.regulation, view, now))
            await seat.answer(texts.followed())


def _read(work: Work, number: int) -> tuple[Mailing, Progress]:
    mailing = mailings.find(work, number)
    if mailing.state is MailingState.DRAFT:
        raise MailingError("state", mailing.state)
    return mailing, mailings.progress(work, number)


def _stoppable(work: Work, number: int) -> tuple[Mailing, Progress]:
    mailing, progress = _read(work, number)
    if mailing.state not in _STOPPABLE:
        raise MailingError("state", mailing.state)
    return mailing, progress


async def _opened(seat: Seat, number: int, now: datetime) -> Page:
    mailing, progress = await seat.desk.read(_read, number)
    return Page(texts.one(seat.house.regulation, mailing, progress, now), keyboards.opened(mailing))


async def _changed(seat: Seat, press: ControlPress, said: str, now: datetime) -> None:
    """What was opened out of the list is drawn anew; the progress is, by itself, through the outbox."""
    if press.listed:
        await seat.edit_text(*await _opened(seat, press.mailing, now))
    await seat.answer(said)


async def _anew(seat: Seat, press: ControlPress, why: str, now: datetime) -> None:
    found = await seat.desk.read(lambda work: work.mailings.get(press.mailing))
    if press.control is Control.SURELY:
        await seat.edit_text(why, None)
    elif found is None or found.state is MailingState.DRAFT:
        await seat.edit_buttons(None)
    elif press.control in _KINDS:
        await seat.edit_buttons(keyboards.ended(found))
    elif press.listed or press.control is Control.OPEN:
        await seat.edit_text(*await _opened(seat, press.mailing, now))
    else:
        await seat.edit_buttons(keyboards.controls(found))
