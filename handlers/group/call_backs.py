"""The engineers' task of a call-back (IPMG 3.2.2): Called, or No answer."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from aiogram import Bot
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup
from pydantic import Field

from desk import call_backs
from desk.errors import CallBackError
from desk.house import House
from desk.model import CallBackState, CallBackTask
from desk.ports import Desk
from handlers.group.admission import seated
from handlers.group.members import Group, Members
from handlers.texts import service

Clock = Callable[[], datetime]


class CallPress(CallbackData, prefix="gc"):
    """What came of the call. Nothing of it is trusted: every press is checked."""

    task: Annotated[int, Field(ge=1, le=2**53)]
    state: CallBackState


def keyboard(task: CallBackTask) -> InlineKeyboardMarkup:
    """Called, and No answer as long as it is to be tried; nothing once they were reached."""
    labels = {CallBackState.CALLED: service.called_label(), CallBackState.NO_ANSWER: service.no_answer_label()}
    row = [
        InlineKeyboardButton(text=label, callback_data=CallPress(task=task.id, state=state).pack())
        for state, label in labels.items()
        if task.state is not CallBackState.CALLED and (task.waits or state is CallBackState.CALLED)
    ]
    return InlineKeyboardMarkup(inline_keyboard=[row] if row else [])


async def pressed(
    callback: CallbackQuery, callback_data: CallPress, bot: Bot, desk: Desk, house: House, group: Group,
    members: Members, clock: Clock,
) -> None:  # fmt: skip
    """Called, or No answer: noted, shown on the task, told to the client."""
    seat = await seated(callback, bot, desk, house, group, members)
    if seat is None:
        return
    if callback_data.state is CallBackState.WAITING:
        await seat.answer(service.call_refused(CallBackError("gone")), alert=True)
        return
    try:
        task, client = await desk.run(call_backs.settle, house, seat.engineer, callback_data.task, callback_data.state)
    except CallBackError as error:
        await seat.answer(service.call_refused(error), alert=True)
        return
    await seat.edit_text(service.call_card(house.regulation, task, client, clock()), keyboard(task))
    await seat.answer(service.noted())
