"""The buttons under lists of tickets: each ticket, the queues, the pages."""

from collections.abc import Callable, Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from desk.find import Results
from desk.model import Ticket
from desk.ports_tools import Shown
from desk.queue import QueuePage
from handlers.group.callbacks import FindPress, OpenPress, QueuePress
from handlers.texts.lists import shown_label

Row = list[InlineKeyboardButton]


def of_queue(page: QueuePage) -> InlineKeyboardMarkup:
    """The tickets of the page, the queues with their numbers, the pages."""
    labels = [
        _button(
            f"{'✓ ' if shown is page.shown else ''}{shown_label(shown)} {page.counts.of[shown]}",
            QueuePress(shown=shown),
        )
        for shown in Shown
    ]
    pages = _pages(page.number, page.pages, lambda number: QueuePress(shown=page.shown, page=number))
    return InlineKeyboardMarkup(inline_keyboard=[*_tickets(page.tickets), labels[:3], labels[3:], *pages])


def of_results(results: Results) -> InlineKeyboardMarkup:
    """The tickets of the page, and the pages."""
    pages = _pages(results.number, results.pages, lambda number: FindPress(page=number))
    return InlineKeyboardMarkup(inline_keyboard=[*_tickets(results.tickets), *pages])


def _tickets(tickets: Sequence[Ticket]) -> list[Row]:
    buttons = [_button(ticket.key, OpenPress(ticket=ticket.id)) for ticket in tickets]
    return [buttons[place : place + 3] for place in range(0, len(buttons), 3)]


def _pages(number: int, pages: int, press: Callable[[int], CallbackData]) -> list[Row]:
    row = []
    if number > 0:
        row.append(_button(f"‹ {number}", press(number - 1)))
    if number + 1 < pages:
        row.append(_button(f"{number + 2} ›", press(number + 1)))
    return [row] if row else []


def _button(label: str, press: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=label, callback_data=press.pack())
