"""The tick: what has passed is fired, each thing in a unit of its own, so that one that fails holds up no other."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from desk import calls, clarification, deadlines, digests, escalation, handovers, mailing_run, unfinished
from desk.house import House
from desk.ports import Work
from desk.ports_timers import Owner, Subject, Timer, TimerKind

TRY_AGAIN = timedelta(minutes=1)
"""After which a timer whose firing failed is tried again."""

Fire = Callable[[Work, House, Subject, Timer], None]

FIRES: Mapping[TimerKind, Fire] = {
    TimerKind.FIRST_REACTION: deadlines.fire,
    TimerKind.NEXT_REACTION: deadlines.fire,
    TimerKind.RESOLUTION: deadlines.fire,
    TimerKind.ESCALATION: escalation.fire,
    TimerKind.CLARIFICATION: clarification.fire,
    TimerKind.CALL_BACK: calls.fire,
    TimerKind.DRAFT: unfinished.fire,
    TimerKind.HANDOVER: handovers.expire,
    TimerKind.MAILING: mailing_run.fire,
    TimerKind.DAILY: digests.fire,
    TimerKind.WEEKLY: digests.fire,
}
"""What is done when a timer of a kind passes, in the unit that claims it. The lock of the subject is held."""


def due(work: Work, limit: int = 100) -> Sequence[Subject]:
    """Whose timers have passed."""
    return work.timers.due(limit)


def fire(work: Work, house: House, subject: Subject) -> int:
    """Fire what has passed of one subject; how many. Another process may have been quicker: then none."""
    _lock(work, subject)
    passed = work.timers.claim(subject)
    for timer in passed:
        FIRES[timer.kind](work, house, subject, timer)
    return len(passed)


def put_off(work: Work, subject: Subject) -> None:
    """Firing what has passed of it failed: it is tried again later."""
    work.timers.postpone(subject, work.now + TRY_AGAIN)


def _lock(work: Work, subject: Subject) -> None:
    """In the order of every other unit: first the row of the thing itself, then those of its timers."""
    match subject.owner:
        case Owner.TICKET:
            work.tickets.lock(subject.id)
        case Owner.CALL_BACK:
            work.call_backs.lock(subject.id)
        case Owner.MAILING:
            work.mailings.lock(subject.id)
        case Owner.HANDOVER:
            work.on_call.lock_handover(subject.id)
        case Owner.DIGEST:
            work.reports.hold_digests()
        case _:
            pass
