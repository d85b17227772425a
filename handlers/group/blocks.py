"""Blocking a client from the card, and lifting it by button or /unblock. For supervisors only."""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from aiogram import Bot
from aiogram.filters import CommandObject
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from pydantic import Field

from desk import blocks
from desk.blocks import Case, Term
from desk.errors import AlreadyProcessedError, DeskError, NotBlockedError, UnknownChoiceError
from desk.house import House
from desk.model import Ticket
from desk.ports import Desk
from desk.regulation import Regulation
from handlers.group.admission import seated
from handlers.group.callbacks import number_in
from handlers.group.members import Group, Members, Standing
from handlers.group.seat import Seat, author
from handlers.texts import blocks as texts
from handlers.texts import group as group_texts
from handlers.texts.common import shorten, speak
from handlers.texts.terms import ground_name

Clock = Callable[[], datetime]
_GROUND_WIDTH = 40


class Move(StrEnum):
    """What a button does."""

    ASK = "ask"
    """Show the grounds in a message of its own."""
    GROUND = "ground"
    """The ground is chosen: show how long."""
    BLOCK = "block"
    LIFT = "lift"
    GROUNDS = "grounds"
    """Back to the grounds."""
    LEAVE = "leave"


class BlockPress(CallbackData, prefix="gb"):
    """Nothing of it is trusted: every press is checked."""

    ticket: Annotated[int, Field(ge=1, le=2**53)]
    move: Move
    ground: Annotated[str, Field(max_length=24, pattern=r"^[a-z0-9_]*$")] = ""
    term: Term | None = None


def button(ticket: Ticket, *, blocked: bool) -> InlineKeyboardButton:
    """For the card's further buttons: Block, or Lift the block."""
    label, move = (texts.unblock_label(), Move.LIFT) if blocked else (texts.block_label(), Move.ASK)
    return _button(label, ticket, move)


async def pressed(
    callback: CallbackQuery, callback_data: BlockPress, bot: Bot, desk: Desk, house: House, group: Group,
    members: Members, clock: Clock,
) -> None:  # fmt: skip
    """A button about blocking, wherever it was pressed."""
    seat = await seated(callback, bot, desk, house, group, members)
    if seat is None:
        return
    if not seat.supervisor:
        await seat.answer(group_texts.only_supervisors(), alert=True)
        return
    try:
        await _go(seat, callback_data, clock())
    except AlreadyProcessedError:
        raise
    except NotBlockedError as error:
        await seat.answer(texts.not_blocked(error.key), alert=True)
    except DeskError as error:
        key = f"{house.regulation.prefix}-{callback_data.ticket}"
        await seat.answer(group_texts.refusal(error, key), alert=True)


async def _go(seat: Seat, press: BlockPress, now: datetime) -> None:
    regulation = seat.house.regulation
    match press.move:
        case Move.BLOCK:
            if press.term is None:
                raise UnknownChoiceError("")
            case_ = await seat.desk.run(blocks.block, seat.house, seat.engineer, press.ticket, press.ground, press.term)
            await _finish(seat, case_, texts.done(case_, regulation, now))
        case Move.LIFT:
            case_ = await seat.desk.run(blocks.unblock, seat.house, seat.engineer, press.ticket)
            await _finish(seat, case_, texts.lifted(case_))
        case Move.LEAVE:
            await seat.leave()
            await seat.answer()
        case Move.ASK | Move.GROUNDS | Move.GROUND:
            await _menus(seat, press, await seat.desk.read(blocks.case, press.ticket))


async def _menus(seat: Seat, press: BlockPress, case_: Case) -> None:
    regulation = seat.house.regulation
    if press.move is Move.ASK:
        await seat.send(case_.ticket, texts.grounds_menu(regulation, case_), _grounds(regulation, case_.ticket))
    elif press.move is Move.GROUNDS:
        await _turn(seat, case_, texts.grounds_menu(regulation, case_), _grounds(regulation, case_.ticket))
    elif press.ground not in {ground.key for ground in regulation.grounds}:
        raise UnknownChoiceError(press.ground)
    else:
        text = texts.terms_menu(regulation, case_, press.ground)
        await _turn(seat, case_, text, _terms(case_.ticket, press.ground))
    await seat.answer()


async def _turn(seat: Seat, case_: Case, text: str, keyboard: InlineKeyboardMarkup | None) -> None:
    """The menu's next page; the card itself is never turned into one."""
    if not seat.is_card(case_.ticket):
        await seat.edit_text(text, keyboard)


async def _finish(seat: Seat, case_: Case, text: str) -> None:
    """The menu becomes the record of what was done; from the card's own button the record is a message."""
    if seat.is_card(case_.ticket):
        await seat.send(case_.ticket, text, None)
    else:
        await seat.edit_text(text, None)
    await seat.answer()


async def unblock_asked(
    message: Message, command: CommandObject, bot: Bot, desk: Desk, house: House, members: Members, clock: Clock
) -> None:
    """/unblock: lifts the block of a ticket's client; without a ticket, who is blocked, with buttons."""
    speak(house.group_language)
    who = author(message)
    if who is None or who.id is None:
        return
    anonymous = message.sender_chat is not None and message.sender_chat.id == message.chat.id
    rank = Standing.SUPERVISOR if anonymous else await members.authority(bot, who.id)
    if rank is not Standing.SUPERVISOR:
        await message.reply(group_texts.cannot_check() if rank is Standing.UNKNOWN else group_texts.only_supervisors())
        return
    regulation = house.regulation
    asked = (command.args or "").strip()
    if not asked:
        cases = await desk.read(blocks.standing)
        await message.reply(texts.standing(cases, regulation, clock()), reply_markup=_lifts(cases))
        return
    try:
        number = _number(asked, regulation)
        case_ = await desk.run(blocks.unblock, house, who, number)
    except AlreadyProcessedError:
        raise
    except NotBlockedError as error:
        await message.reply(texts.not_blocked(error.key))
    except DeskError:
        await message.reply(texts.which(regulation.prefix))
    else:
        await message.reply(texts.lifted(case_))


def _number(text: str, regulation: Regulation) -> int:
    """`IPMG-1001`, `ipmg-1001`, `1001`. UnknownChoiceError: anything else."""
    return number_in(text.upper().removeprefix(f"{regulation.prefix.upper()}-"))


def _grounds(regulation: Regulation, ticket: Ticket) -> InlineKeyboardMarkup:
    rows = [
        [_button(shorten(f"{number}. {ground_name(regulation, one.key)}", _GROUND_WIDTH), ticket, Move.GROUND, one.key)]
        for number, one in enumerate(regulation.grounds, 1)
    ]
    return InlineKeyboardMarkup(inline_keyboard=[*rows, [_button(group_texts.back_label(), ticket, Move.LEAVE)]])


def _terms(ticket: Ticket, ground: str) -> InlineKeyboardMarkup:
    rows = [[_button(texts.term_label(term), ticket, Move.BLOCK, ground, term)] for term in Term]
    return InlineKeyboardMarkup(inline_keyboard=[*rows, [_button(group_texts.back_label(), ticket, Move.GROUNDS)]])


def _lifts(cases: Sequence[Case]) -> InlineKeyboardMarkup | None:
    rows = [[_button(f"{texts.unblock_label()}: {case_.ticket.key}", case_.ticket, Move.LIFT)] for case_ in cases]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def _button(label: str, ticket: Ticket, move: Move, ground: str = "", term: Term | None = None) -> InlineKeyboardButton:
    press = BlockPress(ticket=ticket.id, move=move, ground=ground, term=term)
    return InlineKeyboardButton(text=label, callback_data=press.pack())
