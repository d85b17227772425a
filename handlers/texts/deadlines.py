"""Promised times in words: near and missed for the engineers, at risk and missed for the client, and how one stands."""

from datetime import datetime

from aiogram.utils.i18n import gettext as _

from desk.model import Ticket
from desk.ports_timers import TimerKind
from desk.regulation import Regulation
from desk.sla import Promise, Promised, Standing, State, standings
from handlers.texts.common import moment, quote, shorten, span
from handlers.texts.hours import when
from handlers.texts.terms import contact_lines, priority_name
from handlers.texts.terms import said as in_words

_NAME_WIDTH = 60
SIGNS = {State.IN_TIME: "🟢", State.NEAR: "🟡", State.LATE: "🔴"}


def left(due: datetime, now: datetime) -> str:
    """`1 h 20 min left`, or `late by 5 min`."""
    if now >= due:
        return _("late by {span}").format(span=span(now - due))
    return _("{span} left").format(span=span(due - now))


def standing(text: str, regulation: Regulation, promise: Standing, now: datetime) -> str:
    """How a promise stands, for the engineers: `text` with its `when` and its `state`."""
    time = left(promise.due, now)
    state = {State.IN_TIME: _("in time, {left}"), State.NEAR: _("near, {left}")}.get(promise.state, "{left}")
    when_due = moment(promise.due, regulation.timezone, now)
    return f"{SIGNS[promise.state]} {text.format(when=when_due, state=state.format(left=time))}"


def dated(text: str, regulation: Regulation, promise: Standing, now: datetime) -> str:
    """By when, for a message that stays as it is: `text` with its `when`, and no word that the time makes untrue."""
    sign = SIGNS[State.LATE] if promise.state is State.LATE else "⏰"
    return f"{sign} {text.format(when=moment(promise.due, regulation.timezone, now))}"


def clock_name(clock: str) -> str:
    """Which of the three clocks."""
    return {
        TimerKind.FIRST_REACTION.value: _("first reaction"),
        TimerKind.NEXT_REACTION.value: _("next reaction"),
        TimerKind.RESOLUTION.value: _("solution"),
    }.get(clock, clock)


def near(regulation: Regulation, ticket: Ticket, clock: TimerKind, due: datetime, now: datetime) -> str:
    """To the engineers: a promised time is near."""
    head = "🟡 " + _("{key} · {level}: a deadline is near").format(**_names(regulation, ticket))
    text = {
        TimerKind.FIRST_REACTION: _("First reaction by {when}: {left}."),
        TimerKind.NEXT_REACTION: _("Next reaction by {when}: {left}."),
    }.get(clock, _("Solution by {when}: {left}."))
    said = text.format(when=f"<b>{moment(due, regulation.timezone, now)}</b>", left=left(due, now))
    return "\n".join([head, said, _who(regulation, ticket, clock, now)])


def missed(regulation: Regulation, ticket: Ticket, clock: TimerKind, due: datetime, now: datetime) -> str:
    """To the engineers, louder: a promised time has passed."""
    head = "🔴🔴🔴 " + _("{key} · {level}: A DEADLINE IS MISSED").format(**_names(regulation, ticket))
    text = {
        TimerKind.FIRST_REACTION: _("First reaction: late since {when}."),
        TimerKind.NEXT_REACTION: _("Next reaction: late since {when}."),
    }.get(clock, _("Solution: late since {when}."))
    said = text.format(when=f"<b>{moment(due, regulation.timezone, now)}</b>")
    return "\n".join([f"<b>{head}</b>", said, _who(regulation, ticket, clock, now)])


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
    head = "⏳ " + _("Request {key}").format(key=f"<code>{ticket.key}</code>")
    at = f"<b>{when(due, regulation, now)}</b>"
    if clock not in _running(regulation, ticket, now):
        text = _("We were afraid of missing the time we had named, {when}. It has been settled in the meantime.")
        return "\n".join([head, "", text.format(when=at)])
    solution = _("We aimed to solve it by {when}."), _("We promised to react no later than {when}.")
    kept = _("We did not make it, and we are sorry."), _("We will probably not make it, and we are sorry.")
    text = solution[clock is not TimerKind.RESOLUTION].format(when=at)
    return "\n".join([head, "", f"{text} {kept[now < due]}", *_and_now(regulation, ticket)])


def _and_now(regulation: Regulation, ticket: Ticket) -> list[str]:
    """No new promise: where the request is, and what the client can do."""
    name = quote(shorten(ticket.assignee_name, _NAME_WIDTH))
    if name:
        text = _("Your request is not lost: {name} has it and was reminded. You will hear from us here.")
    else:
        text = _("Your request is not lost: the engineers were reminded. You will hear from us here.")
    return [
        "",
        text.format(name=name),
        quote(in_words(regulation, regulation.reservation)),
        "",
        _("You can add information at any time. If it is urgent, contact us:"),
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
        text = _("We should have reacted by {when}. We are late, and we are sorry; the engineers know.")
    elif promise.due == ticket.clocks.resolution_since:
        text = _("The time in which we aim to solve it has run out. We are late, and we are sorry; the engineers know.")
    else:
        text = _("We should have solved it by {when}. We are late, and we are sorry; the engineers know.")
    return text.format(when=at)
