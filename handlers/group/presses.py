"""Presses of the engineers' buttons. Each is checked anew: where it was, whose it is, whether it fits the ticket."""

from collections.abc import Awaitable, Callable

from aiogram import Bot
from aiogram.types import CallbackQuery

from desk import escalation, staff
from desk.errors import AlreadyProcessedError, DeskError, TakenError, UnknownChoiceError
from desk.house import House
from desk.model import Action, Resolution
from desk.ports import Desk
from desk.rules import CLOSING, COMMENTED
from handlers.group import keyboards, replies
from handlers.group.admission import seated
from handlers.group.callbacks import Act, Press, Then, number_in
from handlers.group.members import Group, Members
from handlers.group.seat import Seat
from handlers.texts import group as texts
from handlers.texts.common import resolution_label, speak
from handlers.texts.seen import noted
from handlers.texts.terms import ground_name


async def pressed(callback: CallbackQuery, bot: Bot, desk: Desk, house: House, group: Group, members: Members) -> None:
    """A button of ours, wherever it was pressed."""
    seat = await seated(callback, bot, desk, house, group, members)
    if seat is not None:
        await _act(seat)


async def outdated(callback: CallbackQuery, house: House) -> None:
    """A button in the group that this version does not know."""
    speak(house.group_language)
    await callback.answer(texts.unknown_button(), show_alert=True)


async def _act(seat: Seat) -> None:
    try:
        press = Press.unpack(seat.callback.data or "")
    except (TypeError, ValueError):
        await seat.answer(texts.unknown_button(), alert=True)
        return
    if press.act in SUPERVISED and not seat.supervisor:
        await seat.answer(texts.only_supervisors(), alert=True)
        return
    try:
        await _ACTS[press.act](seat, press)
    except AlreadyProcessedError:
        raise
    except DeskError as error:
        mine = isinstance(error, TakenError) and error.assignee_id == seat.engineer.id
        key = f"{seat.house.regulation.prefix}-{press.ticket}"
        await seat.answer(texts.refusal(error, key, mine=mine), alert=True)


async def _take(seat: Seat, press: Press) -> None:
    ticket = await seat.desk.run(staff.take, seat.house, seat.engineer, press.ticket)
    await seat.answer(texts.taken(ticket))
    if not seat.is_card(ticket):
        await seat.edit_buttons(None)  # the loud message of a critical incident; the card follows by itself


async def _see(seat: Seat, press: Press) -> None:
    done = await seat.desk.run(escalation.acknowledge, seat.house, seat.engineer, press.ticket)
    await seat.answer(noted(seat.house.regulation, done.ticket, done.goes_on, done.at), alert=True)


async def _release(seat: Seat, press: Press) -> None:
    ticket = await seat.desk.run(staff.release, seat.house, seat.engineer, press.ticket)
    await seat.answer(texts.released(ticket))


async def _reopen(seat: Seat, press: Press) -> None:
    ticket = await seat.desk.run(staff.reopen, seat.house, seat.engineer, press.ticket)
    await seat.answer(texts.reopened(ticket))


async def _ask(seat: Seat, press: Press) -> None:
    ticket = await seat.desk.read(staff.consider, press.ticket, Action.ASK)
    await seat.ask_for_text(ticket, Action.ASK, {})


async def _priority(seat: Seat, press: Press) -> None:
    if press.value:
        ticket = await seat.desk.run(staff.set_priority, seat.house, seat.engineer, press.ticket, press.value)
        await seat.answer(texts.priority_set(seat.house.regulation, ticket))
        return
    ticket = await seat.desk.read(staff.consider, press.ticket, Action.SET_PRIORITY)
    await seat.show(keyboards.priorities(seat.house.regulation, ticket))


async def _close(seat: Seat, press: Press) -> None:
    if not press.value:
        ticket = await seat.desk.read(staff.consider, press.ticket, Action.CLOSE)
        await seat.show(keyboards.resolutions(ticket))
        return
    resolution = _resolution(press.value)
    if press.then is Then.NOW:
        ticket = await seat.desk.run(staff.close, seat.house, seat.engineer, press.ticket, resolution, "")
        await seat.answer(texts.closed(ticket, resolution))
        return
    ticket = await seat.desk.read(staff.consider, press.ticket, Action.CLOSE)
    if press.then is Then.COMMENT or resolution in COMMENTED:
        data = {"resolution": resolution.value}
        await seat.ask_for_text(ticket, Action.CLOSE, data, resolution_label(resolution))
        await seat.edit_buttons(keyboards.of_ticket(ticket))
    else:
        await seat.show(keyboards.finish_close(ticket, resolution.value))


def _resolution(value: str) -> Resolution:
    """UnknownChoiceError: not one that Close offers."""
    if value not in CLOSING:
        raise UnknownChoiceError(value)
    return Resolution(value)


async def _refuse(seat: Seat, press: Press) -> None:
    regulation = seat.house.regulation
    if press.then is Then.NOW:
        ticket = await seat.desk.run(staff.refuse, seat.house, seat.engineer, press.ticket, press.value)
        await seat.answer(texts.refused(ticket))
        if not seat.is_card(ticket):
            await seat.leave()
        return
    ticket = await seat.desk.read(staff.consider, press.ticket, Action.REFUSE)
    if not press.value:
        await seat.send(ticket, texts.grounds_menu(regulation, ticket), keyboards.grounds(regulation, ticket))
        await seat.answer()
        return
    if press.value not in {ground.key for ground in regulation.grounds}:
        raise UnknownChoiceError(press.value)
    if press.then is Then.COMMENT:
        data = {"ground": press.value}
        await seat.ask_for_text(ticket, Action.REFUSE, data, ground_name(regulation, press.value))
        if not seat.is_card(ticket):
            await seat.leave()
    elif not seat.is_card(ticket):
        text = texts.ground_chosen(regulation, ticket, press.value)
        await seat.edit_text(text, keyboards.finish_refuse(ticket, press.value))
        await seat.answer()


async def _back(seat: Seat, press: Press) -> None:
    ticket, unseen = await seat.desk.read(escalation.shown, seat.house, press.ticket)
    if seat.is_card(ticket) or not (press.value or press.then is Then.LEAVE):
        await seat.show(keyboards.of_ticket(ticket, unseen=unseen))
    elif press.then is Then.LEAVE:
        await seat.leave()
        await seat.answer()
    else:
        regulation = seat.house.regulation
        await seat.edit_text(texts.grounds_menu(regulation, ticket), keyboards.grounds(regulation, ticket))
        await seat.answer()


SUPERVISED = frozenset({Act.REFUSE})
"""What only supervisors may press."""


async def _retry(seat: Seat, press: Press) -> None:
    await replies.retry(seat, press.ticket, number_in(press.value))


_ACTS: dict[Act, Callable[[Seat, Press], Awaitable[None]]] = {
    Act.RETRY: _retry,
    Act.TAKE: _take,
    Act.SEE: _see,
    Act.ASK: _ask,
    Act.CLOSE: _close,
    Act.REFUSE: _refuse,
    Act.PRIORITY: _priority,
    Act.RELEASE: _release,
    Act.REOPEN: _reopen,
    Act.BACK: _back,
}
