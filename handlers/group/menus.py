"""Menus of the tools, each a message of its own: what to choose from, and what follows, at once or with words.

Suspension, passing on, prepared answers and the priority's reason differ only in what a `Menu` says.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from desk import escalation, staff
from desk.errors import UnknownChoiceError
from desk.model import Action, Ticket
from desk.regulation import Regulation
from handlers.group import keyboards
from handlers.group.callbacks import Then, ToolPress
from handlers.group.seat import Seat
from handlers.texts import group as texts
from handlers.texts.common import shorten

_WIDTH = 40
"""Characters of a choice on its button."""


@dataclass(frozen=True, slots=True)
class Menu:
    """`options` are (key, label) pairs; `title` stands over them.

    `confirm` words what will happen (HTML), `quoted` what a prompt shows of the choice, `now` does it without a
    comment and says so. `now_label` and `comment_label` stand on the buttons.
    """

    action: Action
    options: Callable[[Regulation], Sequence[tuple[str, str]]]
    title: Callable[[Regulation, Ticket], str]
    confirm: Callable[[Seat, Ticket, str], Awaitable[str]]
    quoted: Callable[[Seat, Ticket, str], Awaitable[str]]
    now: Callable[[Seat, Ticket, str], Awaitable[str]]
    now_label: Callable[[], str]
    comment_label: Callable[[], str]


async def pressed(seat: Seat, press: ToolPress, menu: Menu) -> None:
    """One press in a menu. DeskErrors: the action does not fit, or there is no such choice."""
    regulation = seat.house.regulation
    if press.then is Then.LEAVE:
        await seat.leave()
        await seat.answer()
        return
    ticket = await seat.desk.read(staff.consider, press.ticket, menu.action)
    if not press.value:
        await _list(seat, press, ticket, menu)
        return
    if press.value not in {key for key, _label in menu.options(regulation)}:
        raise UnknownChoiceError(press.value)
    if press.then is Then.NOW:
        await seat.answer(await menu.now(seat, ticket, press.value))
        await _away(seat, ticket)
    elif press.then is Then.COMMENT:
        shown = await menu.quoted(seat, ticket, press.value)
        await seat.ask_for_text(ticket, menu.action, {"choice": press.value}, shown)
        await _away(seat, ticket)
    else:
        await _show(seat, ticket, await menu.confirm(seat, ticket, press.value), _finish(menu, ticket, press.value))


async def _list(seat: Seat, press: ToolPress, ticket: Ticket, menu: Menu) -> None:
    regulation = seat.house.regulation
    options = [
        (key, shorten(f"{number}. {label}", _WIDTH)) for number, (key, label) in enumerate(menu.options(regulation), 1)
    ]
    rows = [[_button(label, ticket, menu.action, key)] for key, label in options]
    rows.append([_button(texts.back_label(), ticket, menu.action, then=Then.LEAVE)])
    title, keyboard = menu.title(regulation, ticket), InlineKeyboardMarkup(inline_keyboard=rows)
    if press.then is Then.COMMENT:  # Back from the choice
        await seat.edit_text(title, keyboard)
    else:
        await seat.send(ticket, title, keyboard)
    await seat.answer()


async def _show(seat: Seat, ticket: Ticket, text: str, keyboard: InlineKeyboardMarkup) -> None:
    """In place of the menu; under the card, which stays as it is, as a message of its own."""
    if seat.is_card(ticket):
        await seat.send(ticket, text, keyboard)
        _, unseen = await seat.desk.read(escalation.shown, seat.house, ticket.id)
        await seat.edit_buttons(keyboards.of_ticket(ticket, unseen=unseen))
    else:
        await seat.edit_text(text, keyboard)
    await seat.answer()


async def _away(seat: Seat, ticket: Ticket) -> None:
    if not seat.is_card(ticket):
        await seat.leave()


def _finish(menu: Menu, ticket: Ticket, value: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [_button(menu.now_label(), ticket, menu.action, value, Then.NOW)],
            [_button(menu.comment_label(), ticket, menu.action, value, Then.COMMENT)],
            [_button(texts.back_label(), ticket, menu.action, then=Then.COMMENT)],
        ]
    )


def _button(
    label: str, ticket: Ticket, tool: Action, value: str = "", then: Then = Then.CHOOSE
) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        text=label, callback_data=ToolPress(ticket=ticket.id, tool=tool, value=value, then=then).pack()
    )
