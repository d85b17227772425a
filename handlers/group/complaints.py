"""A complaint in the engineers' group: a supervisor says that it is handled."""

from typing import Annotated

from aiogram import Bot
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup
from pydantic import Field

from desk import complaints, staff
from desk.errors import ComplaintHandledError, TicketNotFoundError
from desk.house import House
from desk.model import Ticket
from desk.ports import Desk
from handlers.group import keyboards
from handlers.group.admission import seated
from handlers.group.members import Group, Members
from handlers.texts import closing
from handlers.texts import group as texts


class ComplaintPress(CallbackData, prefix="gj"):
    """Handled. Nothing of it is trusted: every press is checked."""

    ticket: Annotated[int, Field(ge=1, le=2**53)]


def keyboard(ticket: Ticket) -> InlineKeyboardMarkup:
    """Handled, and all that can be done with the closed request."""
    press = ComplaintPress(ticket=ticket.id).pack()
    handled = InlineKeyboardButton(text=closing.complaint_handled_label(), callback_data=press)
    return InlineKeyboardMarkup(inline_keyboard=[[handled], *keyboards.of_ticket(ticket).inline_keyboard])


async def pressed(
    callback: CallbackQuery, callback_data: ComplaintPress, bot: Bot, desk: Desk, house: House, group: Group,
    members: Members,
) -> None:  # fmt: skip
    """Supervisors only; the card says who it was, and the button goes."""
    seat = await seated(callback, bot, desk, house, group, members)
    if seat is None:
        return
    if not seat.supervisor:
        await seat.answer(texts.only_supervisors(), alert=True)
        return
    try:
        ticket = await desk.run(complaints.handle, house, seat.engineer, callback_data.ticket)
    except TicketNotFoundError as error:
        await seat.answer(texts.refusal(error, ""), alert=True)
        return
    except ComplaintHandledError as error:
        await seat.answer(closing.complaint_handled_before(error), alert=True)
        ticket = await desk.read(staff.look, callback_data.ticket)
        await seat.edit_buttons(keyboards.of_ticket(ticket))
        return
    await seat.answer(closing.complaint_noted(ticket))
    await seat.edit_buttons(keyboards.of_ticket(ticket))
