"""A supervisor sets a rota in the chat: engineers in the order of their turns, how long a turn is, when it ends.

What was chosen so far stands on the buttons of the menu itself, so that nothing has to be kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from aiogram import Bot, Router
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from desk import on_call, rotas
from desk.errors import AlreadyProcessedError, DeskError, OutdatedError, UnknownChoiceError
from desk.house import House
from desk.model import Colleague
from desk.ports import Desk
from desk.rota import TurnKind
from handlers.group import on_call as panel
from handlers.group.admission import seated
from handlers.group.members import Group, Members
from handlers.group.on_call import Clock
from handlers.group.on_call_callbacks import HOURS, Deed, RotaPress
from handlers.group.seat import Seat
from handlers.texts import group as group_texts
from handlers.texts import on_call as texts
from handlers.texts.common import shorten

_WIDTH = 32


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the menu stands at: `order` are Telegram's user ids."""

    order: tuple[int, ...] = ()
    turn: TurnKind = TurnKind.WEEK
    hour: int = 9


def register(router: Router) -> None:
    """The presses; each is checked by its handler."""
    router.callback_query.register(pressed, RotaPress.filter())


async def pressed(
    callback: CallbackQuery, callback_data: RotaPress, bot: Bot, desk: Desk, house: House, group: Group,
    members: Members, clock: Clock,
) -> None:  # fmt: skip
    """A button of the menu; supervisors only."""
    seat = await seated(callback, bot, desk, house, group, members)
    if seat is None:
        return
    if not seat.supervisor:
        await seat.answer(group_texts.only_supervisors(), alert=True)
        return
    try:
        await _act(seat, callback_data, members, clock)
    except AlreadyProcessedError:
        raise
    except DeskError as error:
        await seat.answer(panel.refusal(error), alert=True)


async def _act(seat: Seat, press: RotaPress, members: Members, clock: Clock) -> None:
    known = await seat.desk.read(on_call.choices, seat.house)
    if press.deed is Deed.SET:
        await _set(seat, _standing(seat), known, members, clock)
        return
    if press.deed is Deed.OPEN:
        if not known:
            await seat.answer(texts.nobody_to_ask(), alert=True)
            return
        chosen = Chosen()
    else:
        chosen = _changed(_standing(seat), press)
    await seat.edit_text(texts.choose_people(), _keyboard(chosen, known))
    await seat.answer()


def _changed(chosen: Chosen, press: RotaPress) -> Chosen:
    match press.deed:
        case Deed.TURN:
            other = TurnKind.DAY if chosen.turn is TurnKind.WEEK else TurnKind.WEEK
            return replace(chosen, turn=other)
        case Deed.HOUR:
            return replace(chosen, hour=press.hour)
        case _ if press.who in chosen.order:
            return replace(chosen, order=tuple(one for one in chosen.order if one != press.who))
        case _:
            return replace(chosen, order=(*chosen.order, press.who))


async def _set(seat: Seat, chosen: Chosen, known: Sequence[Colleague], members: Members, clock: Clock) -> None:
    people = {one.id: one for one in known}
    for one in chosen.order:
        if one not in people:
            raise UnknownChoiceError(str(one))
        if not await panel.present_in_group(seat, members, people[one]):
            return
    await seat.desk.run(rotas.set_rota, seat.house, seat.engineer, chosen.order, chosen.turn, chosen.hour)
    await panel.show(seat, clock(), texts.rota_set())


def _standing(seat: Seat) -> Chosen:
    """What the buttons of the menu say, which are Telegram's word. OutdatedError: it cannot be read any more."""
    message = seat.callback.message
    markup = message.reply_markup if isinstance(message, Message) else None
    presses = [_read(button) for row in (markup.inline_keyboard if markup else ()) for button in row]
    stands = next((one for one in presses if one is not None and one.deed is Deed.SET), None)
    if stands is None:
        raise OutdatedError
    picked = sorted((one.place, one.who) for one in presses if one is not None and one.place)
    return Chosen(tuple(who for _place, who in picked), stands.turn, stands.hour)


def _read(button: InlineKeyboardButton) -> RotaPress | None:
    try:
        return RotaPress.unpack(button.callback_data or "")
    except (TypeError, ValueError):
        return None


def _keyboard(chosen: Chosen, known: Sequence[Colleague]) -> InlineKeyboardMarkup:
    places = {who: place for place, who in enumerate(chosen.order, 1)}
    people = [_person(one, places.get(one.id, 0)) for one in known]
    hour = chosen.hour
    rows = [people[place : place + 2] for place in range(0, len(people), 2)]
    rows += [
        [_button(texts.turn_label(chosen.turn), Deed.TURN)],
        [
            _button("◀", Deed.HOUR, hour=(hour - 1) % HOURS),
            _button(texts.hour_label(hour), Deed.HOUR, hour=hour),
            _button("▶", Deed.HOUR, hour=(hour + 1) % HOURS),
        ],
        [_button(texts.label("set"), Deed.SET, turn=chosen.turn, hour=hour)],
        [panel.back()],
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _person(one: Colleague, place: int) -> InlineKeyboardButton:
    name = shorten(one.name, _WIDTH) or str(one.id)
    return _button(f"{place}. {name}" if place else name, Deed.PICK, who=one.id, place=place)


def _button(label: str, deed: Deed, **values: object) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=label, callback_data=RotaPress(deed=deed, **values).pack())  # type: ignore[arg-type]
