"""What the engineers' tools tell the client: a colleague has the request, it is suspended, goes on, is passed on."""

from datetime import datetime

from aiogram.utils.i18n import gettext as _

from desk.model import EventKind, HistoryEntry, Ticket
from desk.regulation import Regulation
from handlers.texts import incidents
from handlers.texts.common import quote, shorten
from handlers.texts.terms import department_name, ground_clause, ground_name

_NAME_WIDTH = 60
_TEXT_WIDTH = 2500


def body(regulation: Regulation, ticket: Ticket, entry: HistoryEntry, _now: datetime) -> list[str]:
    """The lines under the heading of the client's message."""
    who = quote(shorten(entry.actor.name, _NAME_WIDTH)) or _("An engineer")
    match entry.kind:
        case EventKind.ASSIGNED:
            return _assigned(entry)
        case EventKind.SUSPENDED:
            return _suspended(regulation, entry, who)
        case EventKind.JOINED:
            return incidents.to_client()
        case EventKind.RESUMED:
            return [
                _("{name} has resumed work on your request.").format(name=who),
                "",
                _("Next: {name} will look into it and write to you here.").format(
                    name=quote(shorten(ticket.assignee_name, _NAME_WIDTH)) or who
                ),
            ]
        case _:
            return _passed_on(regulation, entry, who)


def _assigned(entry: HistoryEntry) -> list[str]:
    name = quote(shorten(str(entry.data.get("name", "")), _NAME_WIDTH))
    return [
        _("{name} handles your request from now on.").format(name=name),
        "",
        _("Next: we carry on with your request. There is nothing you need to do."),
    ]


def _suspended(regulation: Regulation, entry: HistoryEntry, who: str) -> list[str]:
    waits = any(priority.resolution for priority in regulation.priorities)
    return [
        _("{name} has suspended your request.").format(name=who),
        ground_line(regulation, str(entry.data.get("ground", ""))),
        *comment(entry),
        "",
        _("Until work resumes, the time for a solution is paused. If you can help, please press Answer.")
        if waits
        else _("If you can help us move on, please press Answer and write here."),
    ]


def _passed_on(regulation: Regulation, entry: HistoryEntry, who: str) -> list[str]:
    name = quote(department_name(regulation, str(entry.data.get("department", ""))))
    return [
        _("{name} has passed your request on: {department}.").format(name=who, department=f"<b>{name}</b>"),
        *comment(entry),
        "",
        _("Next: they will look into it; support keeps your request and will tell you the outcome here."),
    ]


def ground_line(regulation: Regulation, key: str) -> str:
    """The ground with its clause."""
    name, clause = f"<b>{quote(ground_name(regulation, key))}</b>", ground_clause(regulation, key)
    if not clause:
        return _("Ground: {ground}.").format(ground=name)
    return _("Ground: {ground} (clause {clause} of the regulation).").format(ground=name, clause=quote(clause))


def comment(entry: HistoryEntry) -> list[str]:
    """The engineer's comment or reason; nothing where there is none."""
    text = str(entry.data.get("comment", ""))
    if not text:
        return []
    return ["", _("The engineer's comment:"), f"<blockquote>{quote(shorten(text, _TEXT_WIDTH))}</blockquote>"]


def in_history(regulation: Regulation, entry: HistoryEntry) -> str:
    """The same in the client's history of the request; empty: nothing that concerns them."""
    data = entry.data
    match entry.kind:
        case EventKind.ASSIGNED:
            line = "👤 " + _("{name} handles your request from now on.").format(name=quote(str(data.get("name", ""))))
        case EventKind.SUSPENDED:
            line = "⏸ " + ground_line(regulation, str(data.get("ground", "")))
        case EventKind.RESUMED:
            line = "▶️ " + _("Work has resumed.")
        case EventKind.JOINED:
            line = incidents.in_history()
        case EventKind.PASSED_ON:
            name = quote(department_name(regulation, str(data.get("department", ""))))
            line = "➡️ " + _("Passed on: {department}.").format(department=name)
        case EventKind.AT_RISK:
            return "⏳ " + _("You were told that it takes longer than promised.")
        case _:
            return ""
    return "\n".join([line, quote(str(data["comment"]))]) if data.get("comment") else line
