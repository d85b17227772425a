"""What is said of critical requests out of turn: the loud message, the steps of the chain, who has seen it."""

from collections.abc import Sequence
from datetime import datetime

from aiogram.utils.i18n import gettext as _

from desk import chain
from desk.model import EventKind, HistoryEntry, Person, Status, Ticket
from desk.regulation import Regulation
from desk.regulation_escalation import Tell
from handlers.texts import card, seen
from handlers.texts.common import moment, quote, shorten, span, status_line
from handlers.texts.lists import card_link
from handlers.texts.terms import is_critical, priority_name

_NAMES = 20
"""Of people told at a step, more are not named in one message."""
_PROBLEM = 200


def incident(
    regulation: Regulation, ticket: Ticket, client: Person, history: Sequence[HistoryEntry], now: datetime
) -> str:
    """The loud message of a critical request in its present state."""
    if not is_critical(regulation, ticket):
        sign, alarm = "⬇️", _("No longer critical")
    elif ticket.status is Status.DONE:
        sign, alarm = "✅", _("CRITICAL INCIDENT")
    else:
        sign, alarm = "🚨🚨🚨" if ticket.assignee_id is None else "🛠", _("CRITICAL INCIDENT")
    lines = [f"{sign} <b>{alarm}</b> {_key(ticket)}", "", *card.essentials(regulation, ticket, client, now)]
    return "\n".join([*lines, *map(quote, seen.shown(regulation, ticket, history, now))])


def step(
    regulation: Regulation, ticket: Ticket, entry: HistoryEntry, history: Sequence[HistoryEntry], now: datetime
) -> str:
    """A step of the chain, to the group: who is called, what is at stake, what comes next."""
    lines = [
        *_called(ticket, entry),
        *(quote(line) for line in card.dates(regulation, ticket, now)),
        quote(shorten(" ".join(ticket.problem.split()), _PROBLEM)),
        "",
        _next(regulation, ticket, history, now),
    ]
    return "\n".join(lines)


def _called(ticket: Ticket, entry: HistoryEntry) -> list[str]:
    key, waited, who = _key(ticket), _waited(entry), _mentions(entry)
    if _to(entry) is Tell.GROUP:
        text = _("Still nobody has taken {key}: it has waited for {span}.")
        return [f"🚨🚨 <b>{text.format(key=key, span=waited)}</b>"]
    if _to(entry) is Tell.ON_CALL:
        text = _("{who}, you are on call: nobody has taken {key} for {span}.")
        return [f"🚨🚨🚨 <b>{text.format(who=who, key=key, span=waited)}</b>"]
    lines = [_("Nobody is on call now, so the supervisors are told.")] if entry.data.get("instead") else []
    if who:
        text = _("{who}: nobody has taken {key} for {span}.")
        return [f"🚨🚨🚨 <b>{text.format(who=who, key=key, span=waited)}</b>", *lines]
    text = _("Nobody has taken {key} for {span}, and no supervisor is known to me.")
    how = _("Supervisors are this group's admins and those listed in {setting}.").format(
        setting="<code>SUPERVISORS</code>"
    )
    return [f"🚨🚨🚨 <b>{text.format(key=key, span=waited)}</b>", how]


def _next(regulation: Regulation, ticket: Ticket, history: Sequence[HistoryEntry], now: datetime) -> str:
    left, rule = chain.steps(regulation, ticket, history), regulation.escalation
    if left and rule is not None:
        text = {
            Tell.GROUP: _("If nobody takes it, this group will be reminded again {when}."),
            Tell.ON_CALL: _("If nobody takes it, the person on call will be told {when}."),
            Tell.SUPERVISORS: _("If nobody takes it, the supervisors will be told {when}."),
        }[rule.steps[left[0].step - 1].tell]
        return text.format(when=moment(left[0].due_at, regulation.timezone, now))
    names = _everybody(history)
    if names:
        return _("This was the last step. Called by name: {names}.").format(names=names)
    return _("This was the last step; nobody was called by name.")


def _everybody(history: Sequence[HistoryEntry]) -> str:
    """Who was called by name since the request began to wait."""
    found: dict[int, str] = {}
    for entry in history:
        if entry.kind in chain.BEGINS or entry.kind is EventKind.TAKEN:
            found.clear()
        elif entry.kind is EventKind.ESCALATED:
            found |= {one: _name(name) for one, name in chain.called(entry)}
    return quote(", ".join(list(found.values())[:_NAMES]))


def step_settled(
    regulation: Regulation, ticket: Ticket, entry: HistoryEntry, history: Sequence[HistoryEntry], now: datetime
) -> str:
    """The same message once the request is in somebody's hands."""
    text = _("Nobody had taken {key} for {span}.").format(key=_key(ticket), span=_waited(entry))
    status = status_line(ticket.status, ticket.resolution if ticket.status is Status.DONE else None)
    state = f"<b>{status}</b>"
    if ticket.assignee_name:
        state += f" · {quote(shorten(ticket.assignee_name, card.NAME_WIDTH))}"
    return "\n".join([f"🔔 {text}", state, *map(quote, seen.shown(regulation, ticket, history, now))])


def alarm(regulation: Regulation, ticket: Ticket, entry: HistoryEntry, now: datetime) -> str:
    """A step of the chain, to whom it names, in private."""
    why = _("You are on call now.") if _to(entry) is Tell.ON_CALL else _("You get this as a supervisor.")
    absent = [_("Nobody is on call now.")] if entry.data.get("instead") else []
    identity = ticket.identity
    about = " · ".join(part for part in (identity.name, identity.company, identity.contact) if part)
    link = card_link(ticket)
    where = _("Take it in the engineers' group, under its card.")
    head = _("CRITICAL INCIDENT")
    return "\n".join(
        [
            f"🚨🚨🚨 <b>{head}</b> {_key(ticket)}",
            _("Nobody has taken it for {span}.").format(span=_waited(entry)),
            " ".join([*absent, why]),
            "",
            f"🔴 <b>{quote(priority_name(regulation, ticket.priority))}</b>",
            *(quote(line) for line in card.dates(regulation, ticket, now)),
            *([f"👤 {quote(about)}"] if about else []),
            quote(shorten(ticket.problem, 600)),
            "",
            f'<a href="{link}">{where}</a>' if link else where,
        ]
    )


def not_reached(ticket: Ticket, person_id: int, name: str) -> str:
    """To the group: a call in private that did not arrive, and what to do."""
    text = _(
        "{key}: I could not write to {who} in private. Telegram lets me only after they have opened a chat with me and "
        "pressed Start; whoever blocked me has to unblock me. Until then they are called only here."
    )
    return "⚠️ " + text.format(key=_key(ticket), who=_mention(person_id, name))


def _to(entry: HistoryEntry) -> Tell:
    return Tell(entry.data["to"])


def _waited(entry: HistoryEntry) -> str:
    return span(entry.at - datetime.fromisoformat(entry.data["since"]))


def _mentions(entry: HistoryEntry) -> str:
    return ", ".join(_mention(*one) for one in chain.called(entry)[:_NAMES])


def _mention(person_id: int, name: str) -> str:
    return f'<a href="tg://user?id={person_id}">{quote(_name(name))}</a>'


def _name(name: str) -> str:
    return shorten(name, card.NAME_WIDTH) or _("a supervisor")


def _key(ticket: Ticket) -> str:
    return f"<code>{ticket.key}</code>"
