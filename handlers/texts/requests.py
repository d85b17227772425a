"""My requests in words: the list, and a request with its whole history (providence 4.3)."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from aiogram.utils.i18n import gettext as _
from babel.dates import format_date

from desk.answers import one_line
from desk.model import EventKind, HistoryEntry, Resolution, Role, Status, Ticket
from desk.regulation import Regulation
from desk.sla import pending
from desk.tickets import TicketPage, TicketView
from handlers.texts import changes, closing, said, unanswered
from handlers.texts.common import moment, quote, resolution_label, shorten, spoken, status_line
from handlers.texts.deadlines import by_when

_PAGE = 3300
"""Telegram's characters of history on one page, so that the header fits in as well."""
_PIECE = 3000
"""Of one message on a page."""

_PROBLEM_ON_A_BUTTON = 40
"""Telegram's characters of the problem by which a client knows their requests apart."""

STATUS_SIGNS = {
    Status.CREATED: "🆕",
    Status.IN_PROGRESS: "🛠",
    Status.CLARIFICATION: "❓",
    Status.DONE: "✅",
}


def listing(page: TicketPage) -> str:
    """Over the list's buttons."""
    if not page.tickets:
        return "📋 " + _("You have no requests yet.")
    title = "📋 <b>" + _("My requests") + "</b>"
    if page.pages > 1:
        title += " · " + _("page {number} of {pages}").format(number=page.number + 1, pages=page.pages)
    return title + "\n" + _("Press one to see its history.")


def row(regulation: Regulation, ticket: Ticket) -> str:
    """A request on its button: plain."""
    created = ticket.created_at.astimezone(ZoneInfo(regulation.timezone))
    day = format_date(created, "d MMM", locale=spoken().value)
    status = status_line(ticket.status, ticket.resolution)
    problem = shorten(one_line(ticket.problem), _PROBLEM_ON_A_BUTTON)
    return f"{STATUS_SIGNS[ticket.status]} {ticket.key} · {status} · {day} · {problem}"


def _topic(regulation: Regulation, ticket: Ticket) -> str:
    try:
        return regulation.text(regulation.topic(ticket.topic).name, spoken())
    except KeyError:
        return ticket.topic


def pages(regulation: Regulation, view: TicketView, now: datetime) -> list[str]:
    """The request page by page, the oldest first; every page fits into one message."""
    head = _head(regulation, view, now)
    packed: list[list[str]] = [[]]
    room = _PAGE
    for block in _blocks(regulation, view, now):
        size = said.shown_length(block) + 2
        if size > room and packed[-1]:
            packed.append([])
            room = _PAGE
        packed[-1].append(block)
        room -= size
    total = len(packed)
    if total == 1:
        return ["\n\n".join([head, *packed[0]])]
    place = _("page {number} of {pages}")
    number = [f"\n<i>{place.format(number=i + 1, pages=total)}</i>" for i in range(total)]
    return ["\n\n".join([head + number[i], *blocks]) for i, blocks in enumerate(packed)]


def _head(regulation: Regulation, view: TicketView, now: datetime) -> str:
    ticket = view.ticket
    status = status_line(ticket.status, ticket.resolution)
    lines = [
        f"{STATUS_SIGNS[ticket.status]} <b>{quote(ticket.key)}</b> · {status}",
        _labelled(_("Topic"), shorten(_topic(regulation, ticket), 100)),
        _labelled(_("Sent"), moment(ticket.created_at, regulation.timezone, now)),
        f"<b>{_level_word(regulation)}:</b> {quote(_level(regulation, ticket.priority))}",
    ]
    if view.pictures:
        lines.append(_labelled(_("Screenshots"), str(view.pictures)))
    if (due := pending(ticket.clocks)) and ticket.status in (Status.CREATED, Status.IN_PROGRESS):
        lines.append("⏱ " + quote(by_when(regulation, ticket, due, now)))
    return "\n".join(lines)


def _level_word(regulation: Regulation) -> str:
    return quote(regulation.text(regulation.priority_word, spoken()))


def _level(regulation: Regulation, key: str) -> str:
    try:
        return regulation.text(regulation.priority(key).name, spoken())
    except KeyError:
        return key


def _blocks(regulation: Regulation, view: TicketView, now: datetime) -> list[str]:
    ends = [entry.id for entry in view.history if entry.kind in (EventKind.CLOSED, EventKind.REFUSED)]
    last = ends[-1] if ends and view.ticket.status is Status.DONE else None
    last = None if view.ticket.resolution is Resolution.COMPLAINT else last  # the head says that, not how it ended
    return [block for entry in view.history for block in _entry(regulation, view, entry, now, in_head=entry.id == last)]


def _entry(regulation: Regulation, view: TicketView, entry: HistoryEntry, now: datetime, *, in_head: bool) -> list[str]:
    """Empty: nothing that concerns the client. A long message takes several blocks, each of which fits on a page.

    `in_head`: the head says the entry's resolution.
    """
    at = quote(moment(entry.at, regulation.timezone, now))
    if said.was_said(entry):
        first, *more = said.cut(said.in_history(entry, view.messages), _PIECE)
        what = "💬 " + _labelled(_said_label(entry), first)
        return [f"<i>{at} · {_who(entry)}</i>\n{what}", *map(quote, more)]
    what = _what(regulation, view, entry, in_head)
    return [f"<i>{at} · {_who(entry)}</i>\n{what}"] if what else []


def _said_label(entry: HistoryEntry) -> str:
    if entry.kind is EventKind.ANSWERED:
        return _("Your answer")
    return _("Added") if entry.kind is EventKind.ADDED else _("Reply")


def _who(entry: HistoryEntry) -> str:
    name = quote(shorten(entry.actor.name, 64))
    match entry.actor.role:
        case Role.CLIENT:
            return _("You")
        case Role.ENGINEER if name:
            return _("Support, {name}").format(name=name)
        case _:
            return _("Support")


def _what(regulation: Regulation, view: TicketView, entry: HistoryEntry, in_head: bool) -> str:
    data = entry.data
    match entry.kind:
        case EventKind.OPENED:
            return _opened(view.ticket)
        case EventKind.ASKED:
            return "❓ " + _labelled(_("Question"), data.get("text", ""))
        case EventKind.EDITED:
            return "✏️ " + _edited(entry)
        case EventKind.CLOSED | EventKind.REFUSED if data.get("unanswered"):
            return "🔕 " + _labelled(unanswered.label(), unanswered.explanation(regulation))
        case EventKind.CLOSED:
            return "✅ " + _labelled(_("Closed"), "" if in_head else _closed(data), data.get("comment", ""))
        case EventKind.REFUSED:
            label = _("Ground") if in_head else _("Refused")
            return "⛔ " + _labelled(label, _ground(regulation, data.get("ground", "")), data.get("comment", ""))
        case _:
            return _moved(regulation, entry)


def _moved(regulation: Regulation, entry: HistoryEntry) -> str:
    """What an engineer did without a word to the client; empty: nothing that concerns them."""
    match entry.kind:
        case EventKind.TAKEN:
            return "🛠 " + _("The request is being worked on.")
        case EventKind.PRIORITY_CHANGED:
            old, new = (_level(regulation, entry.data.get(key, "")) for key in ("old", "new"))
            reason = quote(str(entry.data.get("comment", "")))
            return f"↕ <b>{_level_word(regulation)}:</b> {quote(old)} → {quote(new)}" + (
                f"\n{reason}" if reason else ""
            )
        case EventKind.RELEASED:
            return "↩ " + _("Back in the queue: another engineer will take it.")
        case EventKind.REOPENED:
            return "🔄 " + _("Opened again.")
        case EventKind.NOT_SOLVED:
            return "🔄 " + _("Not solved: opened again.")
        case EventKind.COMPLAINED:
            return "👎 " + _labelled(_("Complaint"), entry.data.get("text", ""))
        case EventKind.RATED:
            return closing.in_history(entry)
        case EventKind.REMINDED:
            return "🔔 " + unanswered.reminded_label()
        case _:
            return changes.in_history(regulation, entry)


def _edited(entry: HistoryEntry) -> str:
    """What a message said before, and says now."""
    before, after = (shorten(text, _PIECE // 2) for text in said.edit_in_history(entry))
    return _labelled(_("Edited"), before) + "\n→ " + quote(after)


def _labelled(label: str, *texts: str) -> str:
    words = "\n".join(quote(text) for text in texts if text)
    return f"<b>{label}:</b> {words}" if words else f"<b>{label}</b>"


def _opened(ticket: Ticket) -> str:
    parts = ["📝 " + _labelled(_("Request"), ticket.problem)]
    if ticket.reproduction:
        parts.append(_labelled(_("Steps to reproduce"), ticket.reproduction))
    return "\n".join(parts)


def _closed(data: dict[str, str]) -> str:
    try:
        return resolution_label(Resolution(data.get("resolution", "")))
    except ValueError:
        return ""


def _ground(regulation: Regulation, key: str) -> str:
    try:
        return regulation.text(regulation.ground(key).name, spoken())
    except KeyError:
        return ""


def choice(regulation: Regulation, tickets: Sequence[Ticket]) -> list[str]:
    """The requests a message may belong to, each on its button."""
    return [f"{ticket.key} · {_topic(regulation, ticket)}" for ticket in tickets]
