"""What clients and engineers are told of a ticket. Clients: what changed, who speaks, what happens next."""

from datetime import datetime

from aiogram.utils.i18n import gettext as _

from desk.model import EventKind, HistoryEntry, Resolution, Status, Ticket
from desk.regulation import Regulation
from desk.sla import Promise, Promised, pending, promises
from handlers.texts import changes, unanswered
from handlers.texts.card import NAME_WIDTH
from handlers.texts.common import quote, shorten, status_label
from handlers.texts.deadlines import by_when
from handlers.texts.hours import when
from handlers.texts.terms import (
    contact_lines,
    ground_clause,
    ground_name,
    priority_name,
    resolution_name,
    said,
    status_told,
)

_TEXT_WIDTH = 2500
"""Of a question, an answer or a comment: the longest there can be (desk/answers.py)."""


def open_label() -> str:
    """Opens the request the message is about."""
    return "📋 " + _("My request")


def opened(regulation: Regulation, ticket: Ticket, now: datetime) -> str:
    """The request has a number (providence 4.3, 4.7): what is promised, and what happens next."""
    word = quote(said(regulation, regulation.priority_word))
    lines = [
        _("Your request {key} is registered.").format(key=_key(ticket)),
        "",
        _("Created: {when}").format(when=when(ticket.created_at, regulation, now)),
        _("Status: {status}").format(status=f"<b>{status_label(Status.CREATED)}</b>"),
        f"{word}: {quote(priority_name(regulation, ticket.priority))}",
        *_promise(regulation, ticket, now),
        "",
        _("Next: an engineer will take your request, and we will tell you here. Until then you can add information."),
    ]
    return "\n".join(lines)


def status_changed(regulation: Regulation, ticket: Ticket, entry: HistoryEntry, now: datetime) -> str:
    """One change of a ticket, to its client."""
    status = _status(ticket, entry)
    body = {
        EventKind.TAKEN: _taken,
        EventKind.ASKED: _asked,
        EventKind.CLOSED: _closed,
        EventKind.REFUSED: _refused,
        EventKind.PRIORITY_CHANGED: _priority_changed,
        EventKind.RELEASED: _released,
        EventKind.REOPENED: _reopened,
        EventKind.NOT_SOLVED: _not_solved,
        EventKind.ASSIGNED: changes.body,
        EventKind.SUSPENDED: changes.body,
        EventKind.RESUMED: changes.body,
        EventKind.PASSED_ON: changes.body,
        EventKind.JOINED: changes.body,
    }.get(entry.kind, _otherwise)
    head = _("Request {key} · {status}").format(key=_key(ticket), status=f"<b>{status}</b>")
    if entry.data.get("unanswered"):
        return "\n".join([head, "", *unanswered.closed(regulation, ticket, entry, now)])
    return "\n".join([head, "", *body(regulation, ticket, entry, now)])


def _status(ticket: Ticket, entry: HistoryEntry) -> str:
    """`In progress`, `Done: Solved`."""
    label = status_label(status_told(ticket, entry))
    if entry.kind is EventKind.REFUSED:
        return f"{label}: {resolution_name(Resolution.REFUSED.value)}"
    if entry.kind is EventKind.CLOSED:
        return f"{label}: {quote(resolution_name(str(entry.data.get('resolution', ''))))}"
    return label


def _taken(regulation: Regulation, ticket: Ticket, entry: HistoryEntry, now: datetime) -> list[str]:
    clocks = ticket.clocks
    lines = [_("{name} has taken your request.").format(name=_who(entry))]
    due = clocks.next_reaction_due
    if due is not None and due > now and clocks.next_reaction_since == entry.at:
        at = f"<b>{when(due, regulation, now)}</b>"
        lines += ["", _("Next: you will hear from us no later than {when}.").format(when=at)]
    else:
        lines += _solution(regulation, ticket, now)
        lines += ["", _("Next: {name} will look into it and write to you here.").format(name=_who(entry))]
    return lines


def _asked(regulation: Regulation, _ticket: Ticket, entry: HistoryEntry, _now: datetime) -> list[str]:
    waits = any(priority.resolution for priority in regulation.priorities)
    return [
        _("{name} asks you:").format(name=_who(entry)),
        _quoted(entry, "text"),
        "",
        _("Next: please press Answer and write here. Until you do, the time for a solution is paused.")
        if waits
        else _("Next: please press Answer and write here. Your request is waiting for it."),
    ]


def _closed(regulation: Regulation, ticket: Ticket, entry: HistoryEntry, now: datetime) -> list[str]:
    key = str(entry.data.get("resolution", ""))
    lines = [
        _("{name} closed your request.").format(name=_who(entry)),
        *_meaning(key),
    ]
    if entry.data.get("comment"):
        lines += ["", _("The engineer's comment:"), _quoted(entry, "comment")]
    within, until = regulation.reopen_within, None
    if within is not None and ticket.closed_at is not None and ticket.closed_at + within > now:
        until = ticket.closed_at + within
    again = _("If the problem is still there, open a new request and mention {key}: we will see what was done.")
    if until is not None:
        at = when(until, regulation, now)
        again = _("If the problem is still there, press Not solved: until {when} that opens {key} again.")
        return [*lines, "", again.format(key=ticket.key, when=at)]
    return [*lines, "", again.format(key=ticket.key)]


def _meaning(key: str) -> list[str]:
    """What a resolution says, in a sentence (providence 5.1)."""
    meanings = {
        Resolution.SOLVED: _("What you wrote about is settled."),
        Resolution.NOT_REPRODUCIBLE: _("We tried, but the problem did not occur on our side."),
        Resolution.USER_ERROR: _("The service works as it should; the cause is in how it was used."),
        Resolution.INFRASTRUCTURE: _(
            "The cause is neither in our software nor with you, but in the infrastructure in between."
        ),
        Resolution.COMPLAINT: _("It is on record as a complaint about the quality of our service."),
    }
    return [text for resolution, text in meanings.items() if resolution.value == key]


def _refused(regulation: Regulation, _ticket: Ticket, entry: HistoryEntry, _now: datetime) -> list[str]:
    ground = str(entry.data.get("ground", ""))
    name = f"<b>{quote(ground_name(regulation, ground))}</b>"
    clause = ground_clause(regulation, ground)
    lines = [
        _("{name} could not accept your request.").format(name=_who(entry)),
        _("Ground: {ground} (clause {clause} of the regulation).").format(ground=name, clause=quote(clause))
        if clause
        else _("Ground: {ground}.").format(ground=name),
    ]
    if entry.data.get("comment"):
        lines += ["", _("The engineer's comment:"), _quoted(entry, "comment")]
    return [
        *lines,
        "",
        _("If you do not agree, or need help with something else, contact us:"),
        *contact_lines(regulation),
    ]


def _priority_changed(regulation: Regulation, ticket: Ticket, entry: HistoryEntry, now: datetime) -> list[str]:
    old, new = (quote(priority_name(regulation, str(entry.data.get(key, "")))) for key in ("old", "new"))
    word = quote(said(regulation, regulation.priority_word))
    lines = [
        _("{name} has looked at your request and changed its urgency.").format(name=_who(entry)),
        f"{word}: {old} → <b>{new}</b>",
    ]
    promise = _promise(regulation, ticket, now) if ticket.priority == entry.data.get("new") else []
    lines += changes.comment(entry)
    return [*lines, *promise, "", _("Next: we carry on with your request. There is nothing you need to do.")]


def _released(_regulation: Regulation, ticket: Ticket, entry: HistoryEntry, _now: datetime) -> list[str]:
    lines = [
        _("{name} has put your request back in the queue.").format(name=_who(entry)),
        "",
        _("Next: another engineer will take it."),
    ]
    if ticket.status is Status.CLARIFICATION:
        return [*lines, _("The question you were asked is still waiting for your answer.")]
    return [*lines, _("There is nothing you need to do.")]


def _reopened(regulation: Regulation, ticket: Ticket, entry: HistoryEntry, now: datetime) -> list[str]:
    return [
        _("{name} opened your request again.").format(name=_who(entry)),
        *_promise(regulation, ticket, now),
        "",
        _("Next: {name} will look into it and write to you here.").format(name=_who(entry)),
    ]


def _not_solved(regulation: Regulation, ticket: Ticket, _entry: HistoryEntry, now: datetime) -> list[str]:
    name = quote(shorten(ticket.assignee_name, NAME_WIDTH))
    return [
        _("You said that it is not solved: your request is open again."),
        *_promise(regulation, ticket, now),
        "",
        _("Next: {name} will look into it and write to you here.").format(name=name)
        if name
        else _(
            "Next: an engineer will take your request, and we will tell you here. Until then you can add information."
        ),
    ]


def _otherwise(_regulation: Regulation, _ticket: Ticket, entry: HistoryEntry, _now: datetime) -> list[str]:
    return [_("{name} has worked on your request.").format(name=_who(entry))]


def _promise(regulation: Regulation, ticket: Ticket, now: datetime) -> list[str]:
    """What is promised now, by a concrete moment and with the regulation's reservation (IPMG 3.2.1, providence 2.3)."""
    next_one = pending(ticket.clocks)
    if ticket.status is Status.DONE or next_one is None:
        return []
    reactions = [one for one in promises(ticket.clocks) if one.what is Promised.REACTION]
    return _said(regulation, ticket, min(reactions, key=lambda one: one.due, default=next_one), now)


def _solution(regulation: Regulation, ticket: Ticket, now: datetime) -> list[str]:
    solutions = (one for one in promises(ticket.clocks) if one.what is Promised.RESOLUTION)
    return [line for one in solutions for line in _said(regulation, ticket, one, now)]


def _said(regulation: Regulation, ticket: Ticket, made: Promise, now: datetime) -> list[str]:
    return ["", by_when(regulation, ticket, made, now, bold=True), quote(said(regulation, regulation.reservation))]


def pictures(ticket: Ticket) -> str:
    """The caption of screenshots in the group."""
    return _("{key}: screenshots").format(key=_key(ticket))


def unreachable(ticket: Ticket, *, deleted: bool = False) -> str:
    """The client blocked the bot or is no more on Telegram: what can still be done."""
    text = (
        _("{key}: the client has deleted the account, so our messages do not arrive. Client's contact: {contact}")
        if deleted
        else _(
            "{key}: the client has blocked the bot or deleted the account, so our messages do not arrive. "
            "Client's contact: {contact}"
        )
    )
    return f"⚠️ {text.format(key=_key(ticket), contact=quote(ticket.identity.contact) or '—')}"


def failed(ticket: Ticket, reason: str) -> str:
    """A message to the client was given up; a reason of Telegram's that is not a usual one is in English."""
    text = _("{key}: a message to the client was not delivered ({reason}). Client's contact: {contact}")
    return "⚠️ " + text.format(
        key=_key(ticket), reason=quote(shorten(_reason(reason), 300)), contact=quote(ticket.identity.contact) or "—"
    )


def _reason(reason: str) -> str:
    """What the usual reasons mean, in the group's language."""
    usual = {
        "blocked by the user": _("the client has blocked the bot"),
        "user is deactivated": _("the client has deleted the account"),
        "cannot be reached": _("the client has blocked the bot or deleted the account"),
        "chat not found": _("Telegram no longer knows this chat"),
    }
    return next((words for mark, words in usual.items() if mark in reason.lower()), reason)


def _key(ticket: Ticket) -> str:
    """Easy to copy: one tap."""
    return f"<code>{ticket.key}</code>"


def _who(entry: HistoryEntry) -> str:
    return quote(shorten(entry.actor.name, NAME_WIDTH)) or _("An engineer")


def _quoted(entry: HistoryEntry, field: str) -> str:
    return f"<blockquote>{quote(shorten(str(entry.data.get(field, '')), _TEXT_WIDTH))}</blockquote>"
