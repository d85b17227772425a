"""A client's data is deleted once an engineer confirms it (/privacy)."""

import asyncio
from typing import Annotated

from aiogram import Bot
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup
from pydantic import Field

from desk import privacy
from desk.errors import DeletionError
from desk.house import House
from desk.ports import Desk, Files
from handlers.group.admission import seated
from handlers.group.members import Group, Members
from handlers.texts import privacy as texts

_NONE = InlineKeyboardMarkup(inline_keyboard=[])


class DeletionPress(CallbackData, prefix="gx"):
    """Confirm, or decline. Nothing of it is trusted: every press is checked."""

    person: Annotated[int, Field(ge=1, le=2**53)]
    confirm: bool


def keyboard(person_id: int) -> InlineKeyboardMarkup:
    """Confirm the deletion, or decline it."""
    labels = {True: texts.confirm_label(), False: texts.decline_label()}
    rows = [
        [InlineKeyboardButton(text=label, callback_data=DeletionPress(person=person_id, confirm=confirm).pack())]
        for confirm, label in labels.items()
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


async def pressed(
    callback: CallbackQuery, callback_data: DeletionPress, bot: Bot, desk: Desk, house: House, group: Group,
    members: Members, files: Files,
) -> None:  # fmt: skip
    """The person becomes nobody, and their pictures go from the disk; or nothing happens but that they are told."""
    seat = await seated(callback, bot, desk, house, group, members)
    if seat is None:
        return
    try:
        if callback_data.confirm:
            erased = await desk.run(privacy.confirm, house, callback_data.person)
            await asyncio.to_thread(_remove, files, erased.pictures)
            count = len(erased.tickets)
            await seat.edit_text(texts.done_by(seat.engineer.name, count), _NONE)
        else:
            await desk.run(privacy.decline, house, callback_data.person)
            await seat.edit_text(texts.done_by(seat.engineer.name, None), _NONE)
    except DeletionError as error:
        await seat.answer(texts.refused(error), alert=True)
        return
    await seat.answer()


def _remove(files: Files, paths: tuple[str, ...]) -> None:
    for path in paths:
        files.remove(path)
