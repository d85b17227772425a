"""Promised times in words: near and missed for the engineers, at risk and missed for the client, and how one stands."""

from datetime import datetime

from aiogram.utils.i18n import gettext as _

from desk.model import Ticket
from desk.ports_timers import TimerKind
from desk.regulation import Regulation
from desk.sla import Promise, Promised, State, standings
from handlers.texts.common import moment, quote, shorten, span
from handlers.texts.hours import when
from handlers.texts.terms import contact_lines, priority_name, said

_NAME_WIDTH = 60
SIGNS = {State.IN_TIME: "🟢", State.NEAR: "🟡", State.LATE: "🔴"}


def left(due: datetime, now: datetime) -> str:
    """`1 h 20 min left`, or `late by 5 min`."""
    if now >= due:
        return _("late by {span}").format(span=span(now - due))
    return _("{span} left").format(span=span(due - now))


def state_name(state: State) -> str:
    """How a promise stands, in a word or two."""
    return {State.IN_TIME: _("in time"), State.NEAR: _("near"), State.LATE: _("late")}[state]


def near(regulation: Regulation, ticket: Ticket, clock: TimerKind, due: datetime, now: datetime) -> str:
    """To the engineers: a promised time is near."""
    head = "🟡 " + _("{key} · {level}: a deadline is near").format(**_names(regulation, ticket))
    text = {
        TimerKind.FIRST_REACTION: _("First reaction by {when}: {left}."),
        TimerKind.NEXT_REACTION: _("Next reaction by {when}: {left}."),
    }.get(clock, _("Solution by {when}: {left}."))
    at = moment(due, regulation.timezone, now)
    return "\n".join(
        [head, text.format(when=f"<b>{at}</b>", left=left(due, now)), _who(regulation, ticket, clock, now)]
    )


def missed(regulation: Regulation, ticket: Ticket, clock: TimerKind, due: datetime, now: datetime) -> str:
    """To the engineers, louder: a promised time has passed."""
    head = "🔴🔴🔴 " + _("{key} · {level}: A DEADLINE IS MISSED").format(**_names(regulation, ticket))
    text = {
        TimerKind.FIRST_REACTION: _("First reaction: late since {when}."),
        TimerKind.NEXT_REACTION: _("Next reaction: late since {when}."),
    }.get(clock, _("Solution: late since {when}."))
    at = moment(due, regulation.timezone, now)
    return "\n".join([f"<b>{head}</b>", text.format(when=f"<b>{at}</b>"), _who(regulation, ticket, clock, now)])


def _names(regulation: Regulation, ticket: Ticket) -> dict[str, str]:
    level = quote(shorten(priority_name(regulation, ticket.priority), _NAME_WIDTH))
    return {"key": f"<code>{ticket.key}</code>", "level": level}


def _who(regulation: Regulation, ticket: Ticket, clock: TimerKind, now: datetime) -> str:
    """Who has it, with a mention; what was told late may be settled already."""
    if clock not in _running(regulation, ticket, now):
        return "✅ " + _("It has been settled in the meantime.")
    if ticket.assignee_id is None:
        return "👤 " + _("Nobody has it yet.")
    name = quote(shorten(ticket.assignee_name, _NAME_WIDTH))
    return "👤 " + _("It is with {name}.").format(name=f'<a href="tg://user?id={ticket.assignee_id}">{name}</a>')


def _running(regulation: Regulation, ticket: Ticket, now: datetime) -> set[TimerKind]:
    return {one.clock for one in standings(regulation, ticket, now)}


def broken(regulation: Regulation, ticket: Ticket, clock: TimerKind, due: datetime, now: datetime) -> str:
    """To the client: the time they were told will probably be missed, or was; and what that means for them."""
    at = f"<b>{when(due, regulation, now)}</b>"
    head = _("Request {key}").format(key=f"<code>{ticket.key}</code>")
    if clock not in _running(regulation, ticket, now):
        text = _(
            "It looked as if we would not keep the time we had named, {when}. In the meantime it has been settled."
        )
        return "\n".join([f"⏳ {head}", "", text.format(when=at)])
    solution = clock is TimerKind.RESOLUTION
    if now >= due:
        text = (
            _("We aimed to solve it by {when}. We did not make it, and we are sorry.")
            if solution
            else _("We promised to react no later than {when}. We did not make it, and we are sorry.")
        )
    else:
        text = (
            _("We aimed to solve it by {when}. We will probably not make it, and we are sorry.")
            if solution
            else _("We promised to react no later than {when}. We will probably not make it, and we are sorry.")
        )
    return "\n".join([f"⏳ {head}", "", text.format(when=at), *_and_now(regulation, ticket)])


def _and_now(regulation: Regulation, ticket: Ticket) -> list[str]:
    """No new promise: where the request is, and what the client can do."""
    name = quote(shorten(ticket.assignee_name, _NAME_WIDTH))
    return [
        "",
        _("Your request is not lost: {name} has it and has been reminded. You will hear from us here.").format(
            name=name
        )
        if name
        else _("Your request is not lost: the engineers have been reminded. You will hear from us here."),
        quote(said(regulation, regulation.reservation)),
        "",
        _("You can add information at any time. If it is urgent, turn to us:"),
        *contact_lines(regulation),
    ]


def by_when(regulation: Regulation, ticket: Ticket, promise: Promise, now: datetime, *, bold: bool = False) -> str:
    """The promise that is to be kept next, to the client: true also when its time is past."""
    at = when(promise.due, regulation, now)
    at = f"<b>{at}</b>" if bold else at
    reaction = promise.what is Promised.REACTION
    if promise.due > now:
        text = _("We will react no later than {when}.") if reaction else _("We aim to solve it by {when}.")
    elif reaction:
        text = _("We should have reacted by {when}: we are late with it, and the engineers know.")
    elif promise.due == ticket.clocks.resolution_since:
        text = _("The time in which we aim to solve it is used up: we are late with it, and the engineers know.")
    else:
        text = _("It should have been solved by {when}: we are late with it, and the engineers know.")
    return text.format(when=at)
