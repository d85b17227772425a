"""Tickets in lists for the engineers: the queue, and what was found."""

from collections.abc import Sequence
from datetime import datetime

from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext

from desk.find import Results
from desk.model import Status, Ticket
from desk.ports_tools import Shown
from desk.queue import QueuePage
from desk.regulation import Regulation
from handlers.texts.card import NAME_WIDTH, deadlines
from handlers.texts.common import quote, shorten, status_line
from handlers.texts.terms import is_critical, priority_name

_PROBLEM_WIDTH = 90
_SUPERGROUP = "-100"


def shown_label(shown: Shown) -> str:
    """A queue on its button."""
    return {
        Shown.ALL: _("All"),
        Shown.MINE: _("Mine"),
        Shown.FREE: _("Free"),
        Shown.WAITING: _("Waiting"),
        Shown.OVERDUE: _("Overdue"),
    }[shown]


def queue(regulation: Regulation, page: QueuePage, now: datetime) -> str:
    """A page of the queue: critical first, then by deadline."""
    word = _("Queue")
    title = f"📥 <b>{word}</b> · {shown_label(page.shown)}: {page.counts.of[page.shown]}"
    lines = [title + _place(page.number, page.pages)]
    if not page.tickets:
        lines += ["", _("Nothing is open.") if page.shown is Shown.ALL else _("There are none of these.")]
    return "\n".join([*lines, *_tickets(regulation, page.tickets, now)])


def found(regulation: Regulation, results: Results, now: datetime) -> str:
    """A page of what a search has found."""
    sought = quote(shorten(results.text, 100))
    if not results.total:
        return _(
            "Nothing found for “{text}”. I look for all the words at once, in any form; fewer words find more."
        ).format(text=sought)
    title = ngettext("{count} request found for “{text}”", "{count} requests found for “{text}”", results.total)
    head = "🔎 " + title.format(count=results.total, text=sought) + _place(results.number, results.pages)
    return "\n".join([head, *_tickets(regulation, results.tickets, now)])


def find_what(prefix: str) -> str:
    """/find with nothing to look for."""
    return _(
        "Write after the command what to look for: an ID, a name, a company, a phone number or words of the request. "
        "For example: {example}"
    ).format(example=f"<code>/find {prefix}-1001</code>")


def search_again() -> str:
    return _("I no longer see what was searched for. Please send /find again.")


def _place(number: int, pages: int) -> str:
    return " · " + _("page {number} of {pages}").format(number=number + 1, pages=pages) if pages > 1 else ""


def _tickets(regulation: Regulation, tickets: Sequence[Ticket], now: datetime) -> list[str]:
    return [line for ticket in tickets for line in ("", *_ticket(regulation, ticket, now))]


def _ticket(regulation: Regulation, ticket: Ticket, now: datetime) -> list[str]:
    mark = "🔴" if is_critical(regulation, ticket) else "🔵"
    mark = "⚪" if ticket.status is Status.DONE else mark
    level = quote(shorten(priority_name(regulation, ticket.priority), 60))
    status = status_line(ticket.status, ticket.resolution if ticket.status is Status.DONE else None)
    who = quote(shorten(ticket.assignee_name, NAME_WIDTH))
    lines = [f"{mark} {_key(ticket)} · {level} · {status}" + (f" · {who}" if who else "")]
    if ticket.status is not Status.DONE:
        lines += [quote(line) for line in deadlines(regulation, ticket, now)[:1]]
    client = shorten(ticket.identity.company or ticket.identity.name, NAME_WIDTH)
    problem = shorten(" ".join(ticket.problem.split()), _PROBLEM_WIDTH)
    return [*lines, f"{quote(client)}: {quote(problem)}" if client else quote(problem)]


def _key(ticket: Ticket) -> str:
    """The ID; in a supergroup it leads to the card."""
    link = card_link(ticket)
    return f'<a href="{link}">{ticket.key}</a>' if link else f"<code>{ticket.key}</code>"


def card_link(ticket: Ticket) -> str:
    """The address of the card's message; empty where Telegram has none (plain groups) or there is no card."""
    chat = str(ticket.card_chat_id)
    if ticket.card_id is None or not chat.startswith(_SUPERGROUP):
        return ""
    return f"https://t.me/c/{chat.removeprefix(_SUPERGROUP)}/{ticket.card_id}"
