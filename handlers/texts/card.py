"""The ticket's card in the engineers' group. With the longest legal answers it is still one message of 4096."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext

from desk.answers import length
from desk.house import language_of
from desk.model import EventKind, HistoryEntry, Person, Status, Ticket
from desk.regulation import Regulation
from handlers.texts.common import (
    LANGUAGE_NAMES,
    TEXT_LIMIT,
    impact_label,
    moment,
    quote,
    scale_label,
    shorten,
    span,
    status_line,
)
from handlers.texts.terms import ground_name, is_critical, priority_name, topic_name

NAME_WIDTH = 60
"""Of an engineer's name."""
_TALK_WIDTH = 160
"""Of the last question and the last answer; both have come in full as messages of their own."""
_STEPS_LEAST = 300
_SAFETY = 16

Line = tuple[str, str]
"""The same text twice: as it is shown (it is counted so) and in HTML."""


def card(
    regulation: Regulation,
    ticket: Ticket,
    client: Person,
    pictures: int,
    history: Sequence[HistoryEntry],
    now: datetime,
) -> str:
    """The whole card. Where it gets too long the last question and answer give way first, then the steps."""
    head = [*_state(regulation, ticket, now), _plain(""), *_client(regulation, ticket, client)]
    tail = _pictures(pictures)
    room = TEXT_LIMIT - _SAFETY - _size(head) - _size(tail)
    problem, steps = _body(ticket, room)
    left = room - _size(problem) - _size(steps)
    talk = _talk(history)
    while talk and _size(talk) > left:
        talk = [talk[0], *talk[2:]] if len(talk) > 2 else []
    return "\n".join(markup for _shown, markup in (*head, *problem, *steps, *tail, *talk))


def essentials(regulation: Regulation, ticket: Ticket, client: Person, now: datetime) -> list[str]:
    """For the loud message of a critical incident: level, deadline, who, and the beginning of the problem. HTML."""
    lines = [*_state(regulation, ticket, now), *_client(regulation, ticket, client)]
    return [*(markup for _shown, markup in lines), "", quote(shorten(ticket.problem, 600))]


def deadlines(regulation: Regulation, ticket: Ticket, now: datetime) -> list[str]:
    """Each running promise with its local time and what is left of it."""
    clocks = ticket.clocks
    first = None if clocks.first_reacted_at else clocks.first_reaction_due
    reaction = min((due for due in (first, clocks.next_reaction_due) if due), default=None)
    lines = []
    waiting = ticket.status is Status.CREATED  # only these cards are refreshed while nothing happens (desk/refresh.py)
    if reaction and ticket.status is not Status.DONE:
        text = _("React by {when} ({left})") if waiting else _("React by {when}")
        lines.append(_until(text, reaction, regulation, now))
    if clocks.resolution_due:
        text = _("Solve by {when} ({left})") if waiting else _("Solve by {when}")
        lines.append(_until(text, clocks.resolution_due, regulation, now))
    elif ticket.status is Status.CLARIFICATION and _promises_solution(regulation, ticket):
        lines.append(_("The solution clock is paused: waiting for the client"))
    return lines


def time_left(due: datetime, now: datetime) -> str:
    """`1 h 20 min left`, or `late by 5 min`."""
    if now > due:
        return _("late by {span}").format(span=span(now - due))
    return _("{span} left").format(span=span(due - now))


def _until(text: str, due: datetime, regulation: Regulation, now: datetime) -> str:
    mark = "🔥" if now > due else "⏰" if due - now <= timedelta(minutes=30) else "⏱"
    said = text.format(when=moment(due, regulation.timezone, now), left=time_left(due, now))
    return f"{mark} {said}"


def _promises_solution(regulation: Regulation, ticket: Ticket) -> bool:
    try:
        return regulation.priority(ticket.priority).resolution is not None
    except KeyError:
        return False


def _state(regulation: Regulation, ticket: Ticket, now: datetime) -> list[Line]:
    level = shorten(priority_name(regulation, ticket.priority), 60)
    mark = "🔴" if is_critical(regulation, ticket) else "🔵"
    lines = [(f"{mark} {level} · {ticket.key}", f"{mark} <b>{quote(level)}</b> · <code>{ticket.key}</code>")]
    status = status_line(ticket.status, ticket.resolution if ticket.status is Status.DONE else None)
    who = shorten(ticket.assignee_name, NAME_WIDTH)
    if who:
        link = f'<a href="tg://user?id={ticket.assignee_id}">{quote(who)}</a>'
        lines.append((f"{status} · {who}", f"<b>{status}</b> · {link}"))
    else:
        lines.append((status, f"<b>{status}</b>"))
    if ticket.ground and ticket.status is Status.DONE:
        lines.append(_plain(shorten(ground_name(regulation, ticket.ground), 120)))
    lines += [_plain(line) for line in deadlines(regulation, ticket, now)]
    return lines


def _client(regulation: Regulation, ticket: Ticket, client: Person) -> list[Line]:
    identity = ticket.identity
    at = f" @{client.username}" if client.username else ""
    name = identity.name or _("Client")
    link = f'<a href="tg://user?id={ticket.client_id}">{quote(name)}</a>{quote(at)}'
    lines = [(f"👤 {name}{at}", f"👤 {link}")]
    lines += [
        _plain(f"{mark} {text}")
        for mark, text in (("🏢", identity.company), ("📞", identity.contact), ("💼", identity.position))
        if text
    ]
    impact = impact_label(ticket.impact)
    hurt = impact if ticket.scale is None else f"{impact} · {scale_label(ticket.scale)}"
    lines.append(_plain(f"🌐 {LANGUAGE_NAMES[language_of(regulation, client)]}"))
    lines.append(_plain(f"🗂 {shorten(topic_name(regulation, ticket.topic), 120)}"))
    lines.append(_plain(f"💥 {hurt}"))
    return lines


def _body(ticket: Ticket, room: int) -> tuple[list[Line], list[Line]]:
    """The problem as whole as can be, and the steps in what is left, in `room` characters with their headings."""
    about, how = _("Problem"), _("Steps to reproduce")
    if not ticket.reproduction:
        return _section(about, shorten(ticket.problem, room - length(about) - 3)), []
    headings = length(about) + length(how) + 6
    least = min(_STEPS_LEAST, length(ticket.reproduction))
    problem = shorten(ticket.problem, room - headings - least)
    steps = shorten(ticket.reproduction, room - headings - length(problem))
    return _section(about, problem), _section(how, steps)


def _section(heading: str, text: str) -> list[Line]:
    return [_plain(""), (heading, f"<b>{heading}</b>"), _plain(text)]


def _pictures(count: int) -> list[Line]:
    if not count:
        return []
    said = ngettext("{count} screenshot", "{count} screenshots", count).format(count=count)
    return [_plain(""), _plain(f"📎 {said}")]


def _talk(history: Sequence[HistoryEntry]) -> list[Line]:
    """The last question and what the client wrote last, in short, in the order in which they were said."""
    lines: list[Line] = []
    last: dict[str, tuple[HistoryEntry, str]] = {}
    for entry in history:
        if entry.kind is EventKind.ASKED:
            last["asked"] = (entry, "❓")
        elif entry.kind in (EventKind.ANSWERED, EventKind.ADDED):
            last["wrote"] = (entry, "💬")
    for entry, mark in sorted(last.values(), key=lambda pair: pair[0].id):
        text = " ".join(str(entry.data.get("text", "")).split()) or _("(screenshots)")
        lines.append(_plain(f"{mark} {shorten(text, _TALK_WIDTH)}"))
    return [_plain(""), *lines] if lines else []


def _plain(text: str) -> Line:
    return text, quote(text)


def _size(lines: Sequence[Line]) -> int:
    """With the line ends."""
    return sum(length(shown) + 1 for shown, _markup in lines)
