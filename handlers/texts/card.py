"""The ticket's card in the engineers' group. With the longest legal answers it is still one message of 4096."""

from collections.abc import Sequence
from datetime import datetime

from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext

from desk.answers import length
from desk.blocks import in_force
from desk.duplicates import linked
from desk.foul import looks_foul
from desk.house import language_of
from desk.model import EventKind, HistoryEntry, Person, Status, Ticket
from desk.ports_timers import TimerKind
from desk.regulation import Regulation
from desk.sla import Standing, standings
from handlers.texts import closing, incidents, said, seen
from handlers.texts.blocks import on_card, possibly_foul
from handlers.texts.common import (
    LANGUAGE_NAMES,
    TEXT_LIMIT,
    impact_label,
    quote,
    scale_label,
    shorten,
    status_line,
)
from handlers.texts.deadlines import dated, standing
from handlers.texts.terms import department_name, ground_name, is_critical, priority_name, topic_name

NAME_WIDTH = 60
"""Of an engineer's name."""
_TALK_WIDTH = 160
"""Of the last question and the last answer; both have come in full as messages of their own."""
_STEPS_LEAST = 300
_SAFETY = 16
_LINKS = 5
"""Of linked tickets the last ones are named."""

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
    marks = [*_blocked(regulation, history, now), *_foul(ticket), *_handled(regulation, ticket, history)]
    marks += [_plain(line) for line in seen.shown(regulation, ticket, history, now)]
    marks += [_plain(line) for line in closing.on_card(ticket, history)]
    head = [
        *_state(regulation, ticket, deadlines(regulation, ticket, now)),
        _plain(""),
        *_client(regulation, ticket, client),
        *marks,
    ]
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
    lines = [*_state(regulation, ticket, dates(regulation, ticket, now)), *_client(regulation, ticket, client)]
    return [*(markup for _shown, markup in lines), "", quote(shorten(ticket.problem, 600))]


def deadlines(regulation: Regulation, ticket: Ticket, now: datetime) -> list[str]:
    """Each running promise: how it stands, its local time and what is left of it. Of two reactions the nearer one."""
    react, solve = _("React by {when} ({state})"), _("Solve by {when} ({state})")
    lines = [
        standing(solve if one.clock is TimerKind.RESOLUTION else react, regulation, one, now)
        for one in _running(regulation, ticket, now)
    ]
    return [*lines, *_paused(regulation, ticket)]


def dates(regulation: Regulation, ticket: Ticket, now: datetime) -> list[str]:
    """The same for what is not worded anew as the time passes: the local time alone, which stays true."""
    react, solve = _("React by {when}"), _("Solve by {when}")
    lines = [
        dated(solve if one.clock is TimerKind.RESOLUTION else react, regulation, one, now)
        for one in _running(regulation, ticket, now)
    ]
    return [*lines, *_paused(regulation, ticket)]


def _running(regulation: Regulation, ticket: Ticket, now: datetime) -> list[Standing]:
    """The nearer one of the reactions, and the solution."""
    running = {one.clock: one for one in standings(regulation, ticket, now)}
    solution = running.pop(TimerKind.RESOLUTION, None)
    reaction = min(running.values(), key=lambda one: one.due, default=None)
    return [one for one in (reaction, solution) if one is not None]


def _paused(regulation: Regulation, ticket: Ticket) -> list[str]:
    if ticket.status is Status.CLARIFICATION and _promises_solution(regulation, ticket):
        return [_("The solution clock is paused: waiting for the client")]
    return []


def _promises_solution(regulation: Regulation, ticket: Ticket) -> bool:
    try:
        return regulation.priority(ticket.priority).resolution is not None
    except KeyError:
        return False


def _state(regulation: Regulation, ticket: Ticket, promised: Sequence[str]) -> list[Line]:
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
    lines += [_plain(line) for line in promised]
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


def _blocked(regulation: Regulation, history: Sequence[HistoryEntry], now: datetime) -> list[Line]:
    entry = in_force(history, now)
    if entry is None:
        return []
    until = entry.data.get("until")
    end = datetime.fromisoformat(until) if until else None
    return [_plain(on_card(str(entry.data.get("ground", "")), end, regulation, now))]


def _foul(ticket: Ticket) -> list[Line]:
    """Only engineers see it, and they judge."""
    return [_plain(possibly_foul())] if looks_foul(f"{ticket.problem}\n{ticket.reproduction}") else []


def _handled(regulation: Regulation, ticket: Ticket, history: Sequence[HistoryEntry]) -> list[Line]:
    """What engineers did that the status does not tell: suspended on which ground, passed on, linked."""
    lines = []
    paused = [entry for entry in history if entry.kind in (EventKind.SUSPENDED, EventKind.ASKED)][-1:]
    if paused and ticket.status is Status.CLARIFICATION and paused[0].kind is EventKind.SUSPENDED:
        lines.append(f"⏸ {shorten(ground_name(regulation, str(paused[0].data.get('ground', ''))), 120)}")
    passed = [entry for entry in history if entry.kind is EventKind.PASSED_ON][-1:]
    lines += [f"➡️ {department_name(regulation, str(entry.data.get('department', '')))}" for entry in passed]
    joined = [entry for entry in history if entry.kind is EventKind.JOINED][-1:]
    lines += [f"🔗 {incidents.on_card(int(entry.data.get('incident', 0)))}" for entry in joined]
    links = linked(history)[-_LINKS:]
    return [_plain(line) for line in [*lines, *([f"🔗 {', '.join(links)}"] if links else [])]]


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
    """The last question, reply, note, and what the client wrote last, in short, in the order of coming."""
    lines: list[Line] = []
    last: dict[str, tuple[HistoryEntry, str]] = {}
    for entry in history:
        if entry.kind is EventKind.ASKED:
            last["asked"] = (entry, "❓")
        elif entry.kind in (EventKind.ANSWERED, EventKind.ADDED):
            last["wrote"] = (entry, "💬")
        elif entry.kind is EventKind.REPLIED:
            last["replied"] = (entry, "↩️")
        elif entry.kind is EventKind.NOTED:
            last["noted"] = (entry, "📝")
    for entry, mark in sorted(last.values(), key=lambda pair: pair[0].id):
        text = " ".join(said.in_history(entry, ()).split())
        lines.append(_plain(f"{mark} {shorten(text, _TALK_WIDTH)}"))
    return [_plain(""), *lines] if lines else []


def _plain(text: str) -> Line:
    return text, quote(text)


def _size(lines: Sequence[Line]) -> int:
    """With the line ends."""
    return sum(length(shown) + 1 for shown, _markup in lines)
