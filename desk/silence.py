"""Since when a request waits for its client's answer, when they are reminded, and when it is closed. Pure functions.

It is replayed from the history, as the clocks are (desk/sla.py). A wait begins with a question, or a suspension on a
ground that the client can lift, and anew with whatever support says to them after that; it ends with the Clarification.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.model import EventKind, HistoryEntry, Status, Ticket
from desk.ports_timers import Timer, TimerKind
from desk.regulation import Regulation

_QUESTIONS = (EventKind.ASKED, EventKind.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Wait:
    """`cycle` is the place in the history of what it began with. `question` is what waits for the answer."""

    since: datetime
    cycle: int
    question: HistoryEntry
    reminded: tuple[datetime, ...] = ()


def waiting(regulation: Regulation, ticket: Ticket, history: Sequence[HistoryEntry]) -> Wait | None:
    """None: nothing waits for the client, or the regulation says nothing about it."""
    rule = regulation.clarification
    asked = max((at for at, entry in enumerate(history) if entry.kind in _QUESTIONS), default=None)
    if rule is None or asked is None or ticket.status is not Status.CLARIFICATION:
        return None
    question = history[asked]
    if question.kind is EventKind.SUSPENDED and question.data.get("ground") not in rule.awaited_grounds:
        return None
    replies = (at for at, entry in enumerate(history) if at > asked and entry.kind is EventKind.REPLIED)
    began = max(replies, default=asked)
    reminded = tuple(entry.at for entry in history[began:] if entry.kind is EventKind.REMINDED)
    return Wait(history[began].at, began, question, reminded)


def closes_at(regulation: Regulation, wait: Wait) -> datetime | None:
    """When it is closed; None: it never is. A reminder that came late, after an outage, moves it with itself."""
    rule = regulation.clarification
    if rule is None or rule.close_after is None:
        return None
    end = _after(regulation, wait.since, rule.close_after)
    if not (rule.remind_after and wait.reminded):
        return end
    return max(end, _after(regulation, wait.reminded[-1], rule.close_after - rule.remind_after[-1]))


def steps(regulation: Regulation, ticket: Ticket, history: Sequence[HistoryEntry]) -> list[Timer]:
    """The reminders, and the end: a step of its own after each reminder, for that one may have moved it."""
    rule, wait = regulation.clarification, waiting(regulation, ticket, history)
    if rule is None or wait is None:
        return []
    found = [
        Timer(TimerKind.CLARIFICATION, step, wait.cycle, _after(regulation, wait.since, after))
        for step, after in enumerate(rule.remind_after, start=1)
    ]
    end = closes_at(regulation, wait)
    if end is not None:
        step = len(rule.remind_after) + 1 + len(wait.reminded)
        found.append(Timer(TimerKind.CLARIFICATION, step, wait.cycle, end))
    return found


def _after(regulation: Regulation, since: datetime, duration: timedelta) -> datetime:
    rule = regulation.clarification
    working = rule is not None and rule.clock == "working"
    return regulation.support.add(since, duration) if working else since + duration
