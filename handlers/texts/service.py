"""What serves clients beside their requests: Not solved, complaints, the question when, help articles, call-backs."""

from collections.abc import Sequence
from datetime import datetime

from aiogram.utils.i18n import gettext as _

from desk.errors import CallBackError
from desk.letters import Added
from desk.model import CallBackState, CallBackTask, EventKind, HistoryEntry, Person, Resolution, Status, Ticket
from desk.regulation import Article, Regulation
from desk.sla import pending
from handlers.texts.card import NAME_WIDTH
from handlers.texts.common import quote, resolution_label, shorten, status_label
from handlers.texts.deadlines import by_when
from handlers.texts.hours import when
from handlers.texts.terms import said

_TEXT_WIDTH = 2500


def not_solved_label() -> str:
    return "🔄 " + _("Not solved")


def complain_label() -> str:
    return "👎 " + _("Complain")


def call_back_label() -> str:
    return "📞 " + _("Call me back")


def reopened(ticket: Ticket) -> str:
    """After Not solved."""
    text = _("{key} is open again. Please write what is still wrong: it goes to the engineers.")
    return "🔄 " + text.format(key=_key(ticket))


def complain_now(ticket: Ticket) -> str:
    """After Complain: the words are asked for."""
    text = _(
        "Please write in one message what you are unhappy with about {key}. The engineers and their "
        "supervisors will see it."
    )
    return "✍️ " + text.format(key=_key(ticket))


def complained(ticket: Ticket) -> str:
    """The complaint is on record (providence 5.1, 6)."""
    text = _(
        "Your complaint about {key} is on record and has gone to the engineers' supervisors; the request "
        "is closed as “{resolution}”. Thank you: it helps us to do better."
    )
    return "🙏 " + text.format(key=_key(ticket), resolution=resolution_label(Resolution.COMPLAINT))


def complained_before() -> str:
    """A second complaint about the same end of a request; plain."""
    return _("We have your complaint already.")


def stopped() -> str:
    """What was asked for is not wanted any more."""
    return _("All right. Nothing was sent.")


def dissatisfied(ticket: Ticket, entry: HistoryEntry) -> str:
    """To the engineers: the client says it is not solved, or complains; whoever has the ticket is mentioned."""
    name = quote(shorten(entry.actor.name, NAME_WIDTH)) or _("the client")
    if entry.kind is EventKind.COMPLAINED:
        text = _("{key}: COMPLAINT from {name} about the quality of the service:")
        words = quote(shorten(str(entry.data.get("text", "")), _TEXT_WIDTH))
        lines = ["😠 " + text.format(key=_key(ticket), name=f"<b>{name}</b>"), f"<blockquote>{words}</blockquote>"]
    else:
        text = _("{key}: {name} says it is NOT SOLVED. The request is open again.")
        lines = ["🔄 " + text.format(key=_key(ticket), name=f"<b>{name}</b>")]
    if ticket.assignee_id is not None:
        who = quote(shorten(ticket.assignee_name, NAME_WIDTH))
        lines.append(_("For {name}").format(name=f'<a href="tg://user?id={ticket.assignee_id}">{who}</a>'))
    return "\n".join(lines)


def when_answer(regulation: Regulation, ticket: Ticket, now: datetime) -> str:
    """Status and deadline, to somebody who asks when (IPMG 3.2)."""
    lines = [
        _("{key} is now “{status}”.").format(key=_key(ticket), status=status_label(ticket.status)),
        _deadline(regulation, ticket, now),
    ]
    return "⏱ " + " ".join(line for line in lines if line)


def after_addition(regulation: Regulation, added: Added, now: datetime, *, asked: bool) -> str:
    """Below what says where a message went: by when we react to it, and the status where they ask when; or nothing."""
    if asked:
        return when_answer(regulation, added.ticket, now)
    return "⏱ " + by_when(regulation, added.ticket, added.promise, now) if added.promise else ""


def _deadline(regulation: Regulation, ticket: Ticket, now: datetime) -> str:
    if ticket.status is Status.CLARIFICATION:
        return _("We are waiting for your answer.")
    due = pending(ticket.clocks)
    if due is None:
        return quote(said(regulation, regulation.reservation))
    return by_when(regulation, ticket, due, now)


def offered(regulation: Regulation, articles: Sequence[Article]) -> str:
    """Help articles that match the problem (IPMG 2.2, 5)."""
    lines = ["💡 " + _("This may help at once:")]
    for article in articles:
        title = quote(said(regulation, article.title))
        link = f'<a href="{quote(article.link)}">{title}</a>'
        lines += ["", f"<b>{link}</b>", quote(said(regulation, article.body)), quote(article.link)]
    return "\n".join(lines)


def helped_label(title: str = "") -> str:
    """With the article's title where several are offered."""
    label = "✅ " + _("This helped")
    return f"{label}: {title}" if title else label


def not_helped_label() -> str:
    return _("Not what I need") + " ›"


def glad() -> str:
    """The article settled it."""
    return "✅ " + _("Glad it helped. The form is closed; no request was sent.")


def ask_phone(regulation: Regulation, due: datetime, now: datetime) -> str:
    """Which number to call (IPMG 3.2.2)."""
    text = _("Which number should we call? Write it here, or press a button below. We will call by {when}.")
    return "📞 " + text.format(when=f"<b>{when(due, regulation, now)}</b>") + _clause(regulation)


def known_phone_label(phone: str) -> str:
    return "📞 " + phone


def call_promised(regulation: Regulation, task: CallBackTask, now: datetime, *, again: bool, late: bool = False) -> str:
    """By when we call which number (IPMG 3.2.2)."""
    if late:
        text = _("We are late in calling you at {phone}. We are sorry; the engineers have been reminded again.")
        return "📞 " + text.format(phone=quote(task.phone))
    text = (
        _("You have already asked for a call: we will call {phone} by {when}.")
        if again
        else _("We will call you at {phone} by {when}.")
    )
    promise = text.format(phone=quote(task.phone), when=f"<b>{when(task.next_at, regulation, now)}</b>")
    return f"📞 {promise}" + ("" if again else _clause(regulation))


def _clause(regulation: Regulation) -> str:
    clause = regulation.call_back.clause if regulation.call_back else ""
    return "\n" + _("(clause {clause} of the regulation)").format(clause=quote(clause)) if clause else ""


def call_refused(error: CallBackError) -> str:
    """Why there is no call, or why a press changes nothing; plain."""
    match error.reason:
        case "not_offered":
            return _("We do not offer call-backs. How to reach us: /hours")
        case "done" if error.name:
            return _("This call has already been dealt with, by {name}.").format(name=error.name)
        case "done":
            return _("This call has already been dealt with.")
        case _:
            return _("This call is no longer needed.")


def call_made(regulation: Regulation, task: CallBackTask, now: datetime) -> str:
    """To the client: what came of the call."""
    who = quote(shorten(task.engineer_name, NAME_WIDTH)) or _("An engineer")
    if task.state is CallBackState.CALLED:
        text = _("{name} has called you at {phone}. If you still have questions, write here or ask for another call.")
    elif task.again_at is not None:
        text = _("{name} called you at {phone}, but nobody answered. We will try once more, approximately {when}.")
    else:
        text = _("{name} called you at {phone}, but nobody answered. You can ask for another call.")
    again = f"<b>{when(task.again_at, regulation, now)}</b>" if task.again_at else ""
    return "📞 " + text.format(name=who, phone=quote(task.phone), when=again)


def call_card(regulation: Regulation, task: CallBackTask, client: Person, now: datetime) -> str:
    """The engineers' task."""
    name = quote(shorten(client.identity.name or client.name, NAME_WIDTH))
    company = quote(shorten(client.identity.company, NAME_WIDTH))
    title = _("Call back")
    lines = [
        f"📞 <b>{title}</b>",
        "",
        f'<a href="tg://user?id={client.id}">{name}</a>' + (f", {company}" if company else ""),
        f"<code>{quote(task.phone)}</code>",
        _("Asked: {when}").format(when=when(task.asked_at, regulation, now)),
        _("Call by {when}").format(when=f"<b>{when(task.due_at, regulation, now)}</b>"),
    ]
    who = quote(shorten(task.engineer_name, NAME_WIDTH))
    if task.state is not CallBackState.WAITING and task.done_at is not None:
        what = _("Called by {name}, {when}") if task.state is CallBackState.CALLED else _("No answer: {name}, {when}")
        sign = "✅" if task.state is CallBackState.CALLED else "🔕"
        lines += ["", f"{sign} " + what.format(name=who, when=when(task.done_at, regulation, now))]
    if task.again_at is not None:
        lines.append(_("Call again: {when}").format(when=f"<b>{when(task.again_at, regulation, now)}</b>"))
    return "\n".join(lines)


def called_label() -> str:
    return "✅ " + _("Called")


def no_answer_label() -> str:
    return "🔕 " + _("No answer")


def noted() -> str:
    """A press of an engineer took effect; plain."""
    return _("Noted; the client is told.")


def _key(ticket: Ticket) -> str:
    return f"<code>{ticket.key}</code>"
