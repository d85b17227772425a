"""/oncall: who is on call, taking over, handing over. The rota itself is set in rota_menu.py."""

from collections.abc import Callable, Iterable
from datetime import datetime

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from desk import duty, handovers, on_call, rotas
from desk.duty import Stretch, View
from desk.errors import AlreadyProcessedError, DeskError, OnCallError, UnknownChoiceError
from desk.house import House
from desk.model import Colleague
from desk.ports import Desk
from desk.ports_on_call import HandoverState
from handlers.group.admission import commander, seated
from handlers.group.members import Group, Members, Standing
from handlers.group.on_call_callbacks import Act, Deed, HandoverPress, OnCallPress, RotaPress
from handlers.group.seat import Seat
from handlers.texts import group as group_texts
from handlers.texts import on_call as texts
from handlers.texts.common import shorten

Clock = Callable[[], datetime]
_WIDTH = 40


def register(router: Router) -> None:
    """The presses; each is checked by its handler."""
    router.callback_query.register(pressed, OnCallPress.filter())
    router.callback_query.register(said, HandoverPress.filter())


def register_command(router: Router) -> None:
    """To a router that hears only the engineers' group; before replies are looked at."""
    router.message.register(asked, Command("oncall"))


async def asked(message: Message, bot: Bot, desk: Desk, house: House, members: Members, clock: Clock) -> None:
    """/oncall"""
    who = await commander(message, bot, house, members)
    if who is None:
        return
    shown = await desk.read(duty.look, house)
    await message.reply(texts.view(shown, house.regulation.timezone, clock()), reply_markup=keyboard(shown))


async def pressed(
    callback: CallbackQuery, callback_data: OnCallPress, bot: Bot, desk: Desk, house: House, group: Group,
    members: Members, clock: Clock,
) -> None:  # fmt: skip
    """A button of /oncall."""
    seat = await seated(callback, bot, desk, house, group, members)
    if seat is None:
        return
    try:
        await _act(seat, callback_data, members, clock())
    except AlreadyProcessedError:
        raise
    except DeskError as error:
        await seat.answer(refusal(error), alert=True)


async def said(
    callback: CallbackQuery, callback_data: HandoverPress, bot: Bot, desk: Desk, house: House, group: Group,
    members: Members,
) -> None:  # fmt: skip
    """Accepted, declined or withdrawn; the group is told by itself."""
    seat = await seated(callback, bot, desk, house, group, members)
    if seat is None:
        return
    try:
        await desk.run(handovers.settle, house, seat.engineer, callback_data.handover, callback_data.state)
    except OnCallError as error:
        await seat.answer(texts.refused(error), alert=True)
        if error.reason in ("settled", "gone"):
            await seat.edit_buttons(None)
        return
    await seat.answer(texts.settled(callback_data.state))
    await seat.edit_buttons(None)


def refusal(error: DeskError) -> str:
    """Why a press changed nothing; plain."""
    return texts.refused(error) if isinstance(error, OnCallError) else group_texts.refusal(error, "")


async def _act(seat: Seat, press: OnCallPress, members: Members, now: datetime) -> None:
    match press.act:
        case Act.TAKE:
            await _take(seat, press, now)
        case Act.HAND:
            await _hand(seat, press, members, now)
        case Act.GIVE:
            await seat.desk.run(duty.give_back, seat.house, seat.engineer)
            await show(seat, now, texts.gave())
        case Act.CLEAR if not seat.supervisor:
            await seat.answer(group_texts.only_supervisors(), alert=True)
        case Act.CLEAR:
            await seat.desk.run(rotas.clear_rota, seat.house, seat.engineer)
            await show(seat, now, texts.rota_cleared())
        case Act.SHOW:
            await show(seat, now)


async def show(seat: Seat, now: datetime, said: str = "") -> None:
    """/oncall as it is now, in place of the menu."""
    shown = await seat.desk.read(duty.look, seat.house)
    text = texts.view(shown, seat.house.regulation.timezone, now)
    await seat.answer(said)
    await seat.edit_text(text, keyboard(shown))


async def _take(seat: Seat, press: OnCallPress, now: datetime) -> None:
    zone = seat.house.regulation.timezone
    if not press.value:
        found = await seat.desk.read(duty.ends, seat.house)
        rows = [[_button(texts.take_label(one, until, zone, now), Act.TAKE, one)] for one, until in found.items()]
        await seat.edit_text(texts.choose_stretch(), _menu(rows))
        await seat.answer()
        return
    if press.value not in set(Stretch):
        raise UnknownChoiceError(press.value)
    taken = await seat.desk.run(duty.take_over, seat.house, seat.engineer, Stretch(press.value))
    await show(seat, now, texts.took(taken, zone, now))


async def _hand(seat: Seat, press: OnCallPress, members: Members, now: datetime) -> None:
    present = await seat.desk.read(on_call.now, seat.house)
    if present is None or present.engineer_id != seat.engineer.id:
        raise OnCallError("not_on_call", present.name if present else "")
    others = [one for one in await seat.desk.read(on_call.choices, seat.house) if one.id != seat.engineer.id]
    if not press.value:
        if not others:
            await seat.answer(texts.nobody_to_ask(), alert=True)
            return
        rows = [[_button(shorten(one.name, _WIDTH) or str(one.id), Act.HAND, str(one.id))] for one in others]
        await seat.edit_text(texts.choose_colleague(), _menu(rows))
        await seat.answer()
        return
    chosen = next((one for one in others if str(one.id) == press.value), None)
    if chosen is None:
        raise UnknownChoiceError(press.value)
    if await present_in_group(seat, members, chosen):
        await seat.desk.run(handovers.ask, seat.house, seat.engineer, chosen.id)
        await show(seat, now, texts.asked(chosen.name))


async def present_in_group(seat: Seat, members: Members, who: Colleague) -> bool:
    """Whether they are in the group now; False: they are not, or it is not known, and whoever pressed was told."""
    match await members.standing(seat.bot, who.id):
        case Standing.STRANGER:
            await seat.answer(texts.gone(who.name), alert=True)
        case Standing.UNKNOWN:
            await seat.answer(group_texts.cannot_check(), alert=True)
        case _:
            return True
    return False


def keyboard(shown: View) -> InlineKeyboardMarkup:
    """What can be pressed under /oncall; who may is found out at the press."""
    first = [_button(texts.label("take"), Act.TAKE)]
    if shown.present is not None:
        first.append(_button(texts.label("hand"), Act.HAND))
    rows = [first]
    if shown.took_over:
        rows.append([_button(texts.label("give"), Act.GIVE)])
    last = [InlineKeyboardButton(text=texts.label("rota"), callback_data=RotaPress(deed=Deed.OPEN).pack())]
    if shown.chat is not None:
        last.append(_button(texts.label("clear"), Act.CLEAR))
    rows.append(last)
    return InlineKeyboardMarkup(inline_keyboard=rows)


def handover(handover_id: int) -> InlineKeyboardMarkup:
    """Under the question to the colleague."""
    labels = {
        HandoverState.ACCEPTED: texts.label("yes"),
        HandoverState.DECLINED: texts.label("no"),
        HandoverState.WITHDRAWN: texts.label("withdraw"),
    }
    row = [
        InlineKeyboardButton(text=label, callback_data=HandoverPress(handover=handover_id, state=state).pack())
        for state, label in labels.items()
    ]
    return InlineKeyboardMarkup(inline_keyboard=[row[:1], row[1:]])


def back() -> InlineKeyboardButton:
    """From a menu to what /oncall shows."""
    return _button(texts.label("back"), Act.SHOW)


def _menu(rows: Iterable[list[InlineKeyboardButton]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[*rows, [back()]])


def _button(label: str, act: Act, value: str = "") -> InlineKeyboardButton:
    return InlineKeyboardButton(text=label, callback_data=OnCallPress(act=act, value=value).pack())
