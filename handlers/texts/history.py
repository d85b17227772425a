"""A request, whole, with times, for the engineers: everything that happened, notes included. Plain text."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext
from babel.dates import format_datetime

from desk.find import Whole
from desk.model import EventKind, HistoryEntry, Role, Status, Ticket
from desk.regulation import Regulation
from handlers.texts import said, unanswered
from handlers.texts.common import LANGUAGE_NAMES, impact_label, scale_label, spoken, status_line
from handlers.texts.deadlines import clock_name
from handlers.texts.hours import zone
from handlers.texts.terms import department_name, ground_name, priority_name, resolution_name, topic_name


def whole(regulation: Regulation, found: Whole) -> str:
    """The text; it may be longer than a message."""
    lines = [*_head(regulation, found), ""]
    for entry in found.history:
        lines += [*_entry(regulation, found, entry), ""]
    return "\n".join(lines).rstrip()


def attached(ticket: Ticket) -> str:
    """Beside the file that has the text."""
    return _("{key}: the whole history is in the file.").format(key=f"<code>{ticket.key}</code>")


def _head(regulation: Regulation, found: Whole) -> list[str]:
    ticket, identity = found.ticket, found.ticket.identity
    status = status_line(ticket.status, ticket.resolution if ticket.status is Status.DONE else None)
    hurt = impact_label(ticket.impact)
    hurt += f", {scale_label(ticket.scale)}" if ticket.scale is not None else ""
    lines = [f"{ticket.key} · {status} · {priority_name(regulation, ticket.priority)}"]
    lines += [_("With: {name}").format(name=ticket.assignee_name)] if ticket.assignee_name else []
    who = [identity.name, identity.company, identity.contact, identity.position]
    lines.append(_("Client: {client}").format(client=", ".join(part for part in who if part)))
    if found.client and found.client.username:
        lines.append(f"@{found.client.username}")
    lines.append(_("Language: {language}").format(language=LANGUAGE_NAMES[ticket.language]))
    lines.append(f"{topic_name(regulation, ticket.topic)} · {hurt}")
    lines.append(_("All times are {zone}.").format(zone=zone(regulation.timezone)))
    return lines


def _entry(regulation: Regulation, found: Whole, entry: HistoryEntry) -> list[str]:
    at = _moment(entry.at, regulation)
    lines = [" · ".join(part for part in (at, _who(entry), _what(regulation, entry)) if part)]
    lines += [text for text in _texts(found, entry) if text]
    count = found.pictures.get(entry.id, 0)
    if count:
        lines.append(ngettext("[{count} screenshot]", "[{count} screenshots]", count).format(count=count))
    return lines


def _moment(at: datetime, regulation: Regulation) -> str:
    there = at.astimezone(ZoneInfo(regulation.timezone))
    return format_datetime(there, "d MMM y, HH:mm", locale=spoken().value)


def _who(entry: HistoryEntry) -> str:
    match entry.actor.role:
        case Role.CLIENT:
            return _("{name} (client)").format(name=entry.actor.name)
        case Role.ENGINEER:
            return entry.actor.name or _("An engineer")
        case _:
            return _("The desk")


def event(regulation: Regulation, entry: HistoryEntry) -> str:
    """What happened, in a few words and nothing of what was written; what has no words yet is named by its kind."""
    return _what(regulation, entry).removesuffix(": ") or entry.kind.value


def _what(regulation: Regulation, entry: HistoryEntry) -> str:
    """What happened, in a few words."""
    data = entry.data
    match entry.kind:
        case EventKind.CLOSED:
            label, value = _("Closed"), resolution_name(str(data.get("resolution", "")))
        case EventKind.REFUSED:
            label, value = _("Refused"), ground_name(regulation, str(data.get("ground", "")))
        case EventKind.SUSPENDED:
            label, value = _("Suspended"), ground_name(regulation, str(data.get("ground", "")))
        case EventKind.PASSED_ON:
            label, value = _("Passed on"), department_name(regulation, str(data.get("department", "")))
        case EventKind.ASSIGNED:
            label, value = _("Assigned"), str(data.get("name", ""))
        case EventKind.LINKED:
            label, value = _("Duplicate"), str(data.get("key", ""))
        case EventKind.PRIORITY_CHANGED:
            return " → ".join(priority_name(regulation, str(data.get(name, ""))) for name in ("old", "new"))
        case _:
            return ": ".join(part for part in (_plainly(entry.kind), _detail(entry)) if part)
    return f"{label}: {value}"


def _detail(entry: HistoryEntry) -> str:
    """Of what the desk does by itself, and of ratings."""
    match entry.kind:
        case EventKind.NEAR | EventKind.AT_RISK | EventKind.MISSED:
            return clock_name(str(entry.data.get("clock", "")))
        case EventKind.ESCALATED:
            return _told(entry)
        case EventKind.RATED:
            return "★" * int(entry.data.get("stars", 0))
        case EventKind.JOINED:
            return str(entry.data.get("incident", ""))
        case _:
            return ""


def _told(entry: HistoryEntry) -> str:
    """Whom a step of the chain called, by name where it did."""
    names = [str(name) for _id, name in entry.data.get("who", ()) if name]
    to = {"group": _("the group"), "on_call": _("on call"), "supervisors": _("supervisors")}
    whom = str(entry.data.get("to", ""))
    return ", ".join(names) or to.get(whom, whom)


def _plainly(kind: EventKind) -> str:
    """A kind that needs no more than its name; empty for one that a later version has written."""
    return {
        EventKind.OPENED: _("Request"),
        EventKind.TAKEN: _("Taken"),
        EventKind.ASKED: _("Question"),
        EventKind.ANSWERED: _("The answer"),
        EventKind.ADDED: _("Added"),
        EventKind.REPLIED: _("Reply"),
        EventKind.EDITED: _("Edited"),
        EventKind.RELEASED: _("Back in the queue"),
        EventKind.REOPENED: _("Opened again"),
        EventKind.NOT_SOLVED: _("Not solved"),
        EventKind.COMPLAINED: _("Complaint"),
        EventKind.RESUMED: _("Resumed"),
        EventKind.NOTED: _("Note"),
        EventKind.CLIENT_UNREACHABLE: _("The client cannot be reached"),
        EventKind.BLOCKED: _("Blocked"),
        EventKind.UNBLOCKED: _("Unblocked"),
        EventKind.NEAR: _("Deadline near"),
        EventKind.AT_RISK: _("The client was told of a delay"),
        EventKind.MISSED: _("Deadline missed"),
        EventKind.ESCALATED: _("Escalated"),
        EventKind.ACKNOWLEDGED: _("Acknowledged"),
        EventKind.REMINDED: _("The client was reminded"),
        EventKind.RATED: _("Rating"),
        EventKind.JOINED: _("Part of an incident"),
        EventKind.COMPLAINT_HANDLED: _("Complaint handled"),
    }.get(kind, "")


def _texts(found: Whole, entry: HistoryEntry) -> Sequence[str]:
    """What people wrote."""
    ticket = found.ticket
    if entry.kind is EventKind.OPENED:
        steps = [_("Steps to reproduce") + ":", ticket.reproduction] if ticket.reproduction else []
        return [ticket.problem, *steps]
    if entry.kind is EventKind.EDITED:
        before, after = said.edit_in_history(entry)
        return [_("Before: {text}").format(text=before), _("After: {text}").format(text=after)]
    by = str(entry.data.get("by", ""))
    given = _("Assigned by {name}").format(name=by) if entry.kind is EventKind.TAKEN and by else ""
    by_itself = unanswered.label() if entry.data.get("unanswered") else ""
    return [given, said.in_history(entry, found.messages), str(entry.data.get("comment", "")), by_itself]
