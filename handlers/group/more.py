"""What is behind the card's More button: what is needed seldom."""

from aiogram import Bot
from aiogram.types import CallbackQuery

from desk import blocks as use_cases
from desk.errors import TicketNotFoundError
from desk.house import House
from desk.ports import Desk
from handlers.group import blocks, keyboards, tools
from handlers.group.admission import seated
from handlers.group.callbacks import More
from handlers.group.members import Group, Members
from handlers.texts import group as texts


async def pressed(
    callback: CallbackQuery, callback_data: More, bot: Bot, desk: Desk, house: House, group: Group, members: Members
) -> None:
    """Show it in place of the card's buttons; Back brings those again."""
    seat = await seated(callback, bot, desk, house, group, members)
    if seat is None:
        return
    try:
        case = await desk.read(use_cases.case, callback_data.ticket)
    except TicketNotFoundError as error:
        await seat.answer(texts.refusal(error, ""), alert=True)
        return
    further = [
        *tools.buttons(house.regulation, case.ticket),
        blocks.button(case.ticket, blocked=case.block is not None),
    ]
    await seat.show(keyboards.more(case.ticket, further))
