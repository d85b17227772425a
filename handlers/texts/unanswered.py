"""A question that waits for its client in words: the reminder, and the end."""

from collections.abc import Sequence
from datetime import datetime

from aiogram.utils.i18n import gettext as _

from desk.model import EventKind, HistoryEntry, Status, Ticket
from desk.regulation import Regulation
from desk.rules import may_reopen
from desk.silence import closes_at, waiting
from handlers.texts import changes
from handlers.texts.common import quote, shorten, status_label
from handlers.texts.hours import when
from handlers.texts.terms import said

_TEXT_WIDTH = 2500


def reminder(regulation: Regulation, ticket: Ticket, history: Sequence[HistoryEntry], now: datetime) -> str:
    """To the client: what we wait for, and when the request is closed without it."""
    wait = waiting(regulation, ticket, history)
    status = f"<b>{status_label(Status.CLARIFICATION)}</b>"
    lines = ["🔔 " + _("Request {key} · {status}").format(key=_key(ticket), status=status), ""]
    if wait is None:
        return "\n".join([*lines, _("We are waiting for your answer.")])
    if wait.question.kind is EventKind.SUSPENDED:
        lines += [
            _("Your request is suspended, and we are still waiting to hear from you:"),
            changes.ground_line(regulation, str(wait.question.data.get("ground", ""))),
            *changes.comment(wait.question),
        ]
    else:
        question = quote(shorten(str(wait.question.data.get("text", "")), _TEXT_WIDTH))
        lines += [_("We are still waiting for your answer to this question:"), f"<blockquote>{question}</blockquote>"]
    lines += ["", _("Please press Answer and write here.")]
    end = closes_at(regulation, wait)
    if end is not None and end > now:
        at = f"<b>{when(end, regulation, now)}</b>"
        lines[-1] += " " + _("Without an answer we will close the request {when}.").format(when=at)
    return "\n".join(lines)


def closed(regulation: Regulation, ticket: Ticket, entry: HistoryEntry, now: datetime) -> list[str]:
    """To the client, under the heading: nobody answered, so it is closed; and how it goes on all the same."""
    lines = [_("We asked you and had no answer, so your request was closed automatically.")]
    if entry.kind is EventKind.REFUSED:
        lines.append(changes.ground_line(regulation, str(entry.data.get("ground", ""))))
    if words := explanation(regulation):
        lines.append(quote(words))
    within = regulation.reopen_within
    if within is not None and may_reopen(ticket, within, now, regulation.lacking) and ticket.closed_at is not None:
        text = _("If you still need help, press Not solved and answer: until {when} that opens {key} again.")
        at = when(ticket.closed_at + within, regulation, now)
        return [*lines, "", text.format(when=f"<b>{at}</b>", key=ticket.key)]
    text = _("If you still need help, open a new request and mention {key}.")
    return [*lines, "", text.format(key=ticket.key)]


def told_engineers(ticket: Ticket) -> str:
    """In the group."""
    text = _("{key}: the client did not answer, so the desk closed the request.")
    return "🔕 " + text.format(key=_key(ticket))


def explanation(regulation: Regulation) -> str:
    """The regulation's, plain; empty where it has none (any more)."""
    rule = regulation.clarification
    return said(regulation, rule.explanation) if rule is not None and rule.explanation is not None else ""


def label() -> str:
    """In a history; plain."""
    return _("Closed automatically: no answer")


def reminded_label() -> str:
    """In the client's history; plain."""
    return _("We reminded you of the question.")


def _key(ticket: Ticket) -> str:
    return f"<code>{ticket.key}</code>"
