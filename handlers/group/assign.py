"""Giving a request to a colleague: one of those who ever worked here, and are in the group still."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from desk import assignment
from desk.assignment import Choice
from desk.errors import SameTextError, UnknownChoiceError
from desk.model import Action
from handlers.group.callbacks import Act, Press, ToolPress
from handlers.group.members import Members, Standing
from handlers.group.seat import Seat
from handlers.texts import group
from handlers.texts import tools as texts
from handlers.texts.common import shorten


async def pressed(seat: Seat, press: ToolPress, members: Members) -> None:
    """Without a value: the colleagues in place of the card's buttons. With one: it is given to them."""
    choice = await seat.desk.read(assignment.colleagues, press.ticket)
    if not press.value:
        if choice.colleagues:
            await seat.show(_colleagues(choice))
        else:
            await seat.answer(texts.nobody_to_assign(), alert=True)
        return
    chosen = next((one for one in choice.colleagues if str(one.id) == press.value), None)
    if chosen is None or chosen.id is None:
        if str(choice.ticket.assignee_id) == press.value:
            await seat.answer(texts.has_it(choice.ticket.key), alert=True)
            return
        raise UnknownChoiceError(press.value)
    match await members.standing(seat.bot, chosen.id):
        case Standing.STRANGER:
            await seat.answer(texts.gone(chosen.name), alert=True)
        case Standing.UNKNOWN:
            await seat.answer(group.cannot_check(), alert=True)
        case _:
            await _give(seat, press.ticket, chosen.id)


async def _give(seat: Seat, ticket_id: int, colleague_id: int) -> None:
    try:
        ticket = await seat.desk.run(assignment.assign, seat.house, seat.engineer, ticket_id, colleague_id)
    except SameTextError:  # somebody did it a moment earlier
        await seat.answer(texts.has_it(f"{seat.house.regulation.prefix}-{ticket_id}"), alert=True)
        return
    await seat.answer(texts.given(ticket))


def _colleagues(choice: Choice) -> InlineKeyboardMarkup:
    ticket = choice.ticket
    buttons = [
        InlineKeyboardButton(
            text=shorten(one.name, 40) or str(one.id),
            callback_data=ToolPress(ticket=ticket.id, tool=Action.ASSIGN, value=str(one.id)).pack(),
        )
        for one in choice.colleagues
    ]
    rows = [buttons[place : place + 2] for place in range(0, len(buttons), 2)]
    back = InlineKeyboardButton(text=group.back_label(), callback_data=Press(ticket=ticket.id, act=Act.BACK).pack())
    return InlineKeyboardMarkup(inline_keyboard=[*rows, [back]])
