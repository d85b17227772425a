"""What becomes of a message that could not be sent: from the fault to a report for the outbox. Pure."""

from datetime import datetime, timedelta

from bot.faults import Fault, Outcome
from desk.delivery import Blocked, Errand, GivenUp, Moved, PutOff, Report
from desk.model import OutboxState, Urgency
from desk.ports import OutboxRow
from desk.rights import Shut

_FIRST = 1.0
_LONGEST = 300.0
_DAYS_OF_TRYING = 880
"""Attempts in three days: nine that double from a second to five minutes, then one every five minutes."""
_OWN_ERRORS = 5
"""An error of our own hardly heals by itself, and what waits behind it in the chat must not wait for days."""


def backoff(attempts: int, jitter: float) -> timedelta:
    """The wait after `attempts` failed ones: doubling from 1 s to 5 min, times 0.75 to 1.25 (`jitter` 0 to 1)."""
    return timedelta(seconds=min(_LONGEST, _FIRST * 2 ** min(attempts, 20)) * (0.75 + jitter / 2))


def to_engineers(row: OutboxRow) -> bool:
    """Whether it goes to the engineers' group (0: to the one that will be named), and not to anybody in private."""
    return row.chat_id <= 0


def decide(errand: Errand, outcome: Outcome, now: datetime, jitter: float) -> Report:
    """The report on a message whose sending ended with `outcome`."""
    row = errand.row
    for_client = row.chat_id == errand.briefing.client.id
    later = now + backoff(row.attempts, jitter)
    match outcome.fault:
        case Fault.WAIT:
            hold = row.urgency != Urgency.MAILING.rank
            return PutOff(row, now + timedelta(seconds=outcome.wait), outcome.reason, counted=False, hold=hold)
        case Fault.MOVED:
            return Moved(row, outcome.chat_id)
        case Fault.BLOCKED if for_client:
            return Blocked(row, outcome.reason)
        case Fault.DOUBTFUL if row.urgency == Urgency.MAILING.rank:
            return GivenUp(row, outcome.reason, OutboxState.UNCERTAIN)
        case Fault.DOWN | Fault.NOT_KNOWN | Fault.DOUBTFUL if row.attempts < _DAYS_OF_TRYING:
            return PutOff(row, later, outcome.reason)
        case Fault.BLOCKED | Fault.NO_CHAT if to_engineers(row) and row.attempts < _DAYS_OF_TRYING:
            # the operator lets the bot in, and nothing is lost
            return PutOff(row, later, outcome.reason, hold=True, shut=_why_shut(outcome))
        case Fault.BROKEN if row.attempts < _OWN_ERRORS:
            return PutOff(row, later, outcome.reason)
        case _:
            return GivenUp(row, outcome.reason)


def _why_shut(outcome: Outcome) -> Shut:
    """A group that the bot is in and may not write to says so; any other refusal means that it is out."""
    silenced = any(mark in outcome.reason.lower() for mark in ("rights to send", "write_forbidden"))
    return Shut.SILENCED if silenced else Shut.OUT
