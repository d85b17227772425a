"""Presses about incidents: whether requests are one, and what is done to all of them."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Annotated

from aiogram import Bot, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, ForceReply, InlineKeyboardButton, InlineKeyboardMarkup
from pydantic import Field

from desk import incidents, staff
from desk.errors import AlreadyProcessedError, DeskError, IncidentError, UnknownChoiceError
from desk.house import House
from desk.incidents import CLOSING, Deed, Outcome, View
from desk.model import Action, EngineerPrompt, Resolution, Status
from desk.ports import Desk
from handlers.group.admission import seated
from handlers.group.callbacks import number_in
from handlers.group.members import Group, Members
from handlers.group.seat import Seat
from handlers.texts import group as group_texts
from handlers.texts import incidents as texts

Number = Annotated[int, Field(ge=1, le=2**53)]


class Act(StrEnum):
    """What a button does."""

    YES = "yes"
    NO = "no"
    JOIN = "join"
    SHOW = "show"
    TAKE = "take"
    ANSWER = "answer"
    CLOSE = "close"
    NOW = "now"
    """Close without a comment."""
    COMMENT = "comment"


class IncidentPress(CallbackData, prefix="gi"):
    """`of` is the offer (YES, NO) or the incident; `value` the ticket (JOIN) or the resolution. Nothing is trusted."""

    act: Act
    of: Number
    value: Annotated[str, Field(max_length=24, pattern=r"^[a-z0-9_]*$")] = ""


def register(router: Router) -> None:
    """The presses; each is checked by its handler."""
    router.callback_query.register(pressed, IncidentPress.filter())


def offer(offer_id: int) -> InlineKeyboardMarkup:
    """Under the question whether requests are one incident."""
    yes, no = _button(texts.label("yes"), Act.YES, offer_id), _button(texts.label("no"), Act.NO, offer_id)
    return InlineKeyboardMarkup(inline_keyboard=[[yes, no]])


def join(incident_id: int, ticket_id: int) -> InlineKeyboardMarkup:
    """Under the question whether one more is a part of it."""
    button = _button(texts.label("join"), Act.JOIN, incident_id, str(ticket_id))
    return InlineKeyboardMarkup(inline_keyboard=[[button]])


def keyboard(shown: View) -> InlineKeyboardMarkup | None:
    """What can be done to all of it; nothing once all of it is done."""
    if all(ticket.status is Status.DONE for ticket in shown.tickets):
        return None
    of = shown.incident.id
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [_button(texts.label("take"), Act.TAKE, of), _button(texts.label("answer"), Act.ANSWER, of)],
            [_button(texts.label("close"), Act.CLOSE, of), _button(texts.label("refresh"), Act.SHOW, of)],
        ]
    )


async def pressed(
    callback: CallbackQuery, callback_data: IncidentPress, bot: Bot, desk: Desk, house: House, group: Group,
    members: Members,
) -> None:  # fmt: skip
    """Each is done in one unit, and told by itself."""
    seat = await seated(callback, bot, desk, house, group, members)
    if seat is None:
        return
    try:
        await _ACTS[callback_data.act](seat, callback_data)
    except AlreadyProcessedError:
        raise
    except IncidentError as error:
        await seat.answer(texts.refused(error), alert=True)
        if error.reason in ("answered", "joined", "not_of_it"):
            await seat.edit_buttons(None)
    except DeskError as error:
        await seat.answer(group_texts.refusal(error, ""), alert=True)


async def _accept(seat: Seat, press: IncidentPress) -> None:
    made = await seat.desk.run(incidents.accept, seat.house, seat.engineer, press.of)
    await seat.answer(texts.made(made.incident.id))
    await seat.edit_buttons(None)


async def _decline(seat: Seat, press: IncidentPress) -> None:
    await seat.desk.run(incidents.decline, press.of)
    await seat.answer(texts.declined())
    await seat.edit_buttons(None)


async def _join(seat: Seat, press: IncidentPress) -> None:
    number = number_in(press.value)
    shown = await seat.desk.run(incidents.join, seat.house, seat.engineer, press.of, number)
    key = f"{seat.house.regulation.prefix}-{press.value}"
    await seat.answer(texts.joined(key, shown.incident.id))
    await seat.edit_buttons(None)


async def _show(seat: Seat, press: IncidentPress) -> None:
    await _redraw(seat, press.of)
    await seat.answer()


async def _take(seat: Seat, press: IncidentPress) -> None:
    outcome = await seat.desk.run(incidents.take_all, seat.house, seat.engineer, press.of)
    await _done(seat, press, Deed.TAKE, outcome)


async def _answer(seat: Seat, press: IncidentPress) -> None:
    text = texts.prompt_answer(press.of, seat.callback.from_user.id, seat.engineer.name)
    await _ask(seat, press.of, Action.REPLY, text, {})


async def _close(seat: Seat, press: IncidentPress) -> None:
    if not press.value:
        await seat.desk.read(incidents.look, press.of)
        rows = [[_button(texts.close_label(one), Act.CLOSE, press.of, one.value)] for one in CLOSING]
    else:
        value = _resolution(press.value).value
        rows = [
            [_button(texts.label("now"), Act.NOW, press.of, value)],
            [_button(texts.label("comment"), Act.COMMENT, press.of, value)],
        ]
    rows.append([_button(texts.label("back"), Act.SHOW, press.of)])
    await seat.show(InlineKeyboardMarkup(inline_keyboard=rows))


async def _close_now(seat: Seat, press: IncidentPress) -> None:
    resolution = _resolution(press.value)
    outcome = await seat.desk.run(incidents.close_all, seat.house, seat.engineer, press.of, resolution, "")
    await _done(seat, press, Deed.CLOSE, outcome)


async def _comment(seat: Seat, press: IncidentPress) -> None:
    resolution = _resolution(press.value)
    text = texts.prompt_close(press.of, resolution, seat.callback.from_user.id, seat.engineer.name)
    await _ask(seat, press.of, Action.CLOSE, text, {"resolution": resolution.value})
    await _redraw(seat, press.of)


async def _done(seat: Seat, press: IncidentPress, deed: Deed, outcome: Outcome) -> None:
    await seat.answer(texts.done(deed, len(outcome.tickets), len(outcome.left)))
    await _redraw(seat, press.of)


async def _ask(seat: Seat, incident_id: int, action: Action, text: str, data: dict[str, str]) -> None:
    """A message that waits for the engineer's reply (handlers/group/prompts.py)."""
    first = (await seat.desk.read(incidents.look, incident_id)).tickets[0]
    placeholder = texts.placeholder(closing=action is Action.CLOSE)
    message = await seat.send(first, text, ForceReply(selective=True, input_field_placeholder=placeholder))
    asked = {"incident": incident_id, **data}
    prompt = EngineerPrompt(seat.chat_id, message.message_id, first.id, seat.callback.from_user.id, action, asked)
    await seat.desk.run(staff.await_reply, prompt)
    await seat.answer(texts.reply_below())


async def _redraw(seat: Seat, incident_id: int) -> None:
    shown = await seat.desk.read(incidents.look, incident_id)
    await seat.edit_text(texts.card(seat.house.regulation, shown), keyboard(shown))


def _resolution(value: str) -> Resolution:
    """UnknownChoiceError: an incident does not end so."""
    if value not in CLOSING:
        raise UnknownChoiceError(value)
    return Resolution(value)


def _button(label: str, act: Act, of: int, value: str = "") -> InlineKeyboardButton:
    return InlineKeyboardButton(text=label, callback_data=IncidentPress(act=act, of=of, value=value).pack())


_ACTS: dict[Act, Callable[[Seat, IncidentPress], Awaitable[None]]] = {
    Act.YES: _accept,
    Act.NO: _decline,
    Act.JOIN: _join,
    Act.SHOW: _show,
    Act.TAKE: _take,
    Act.ANSWER: _answer,
    Act.CLOSE: _close,
    Act.NOW: _close_now,
    Act.COMMENT: _comment,
}
