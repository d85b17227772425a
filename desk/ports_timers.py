"""Timers, moments at which something is done by itself: what one is, and what the desk needs of storage for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Owner(StrEnum):
    """Whose timer it is; its `subject` is the number of one of these."""

    TICKET = "ticket"
    CALL_BACK = "call_back"
    DRAFT = "draft"
    """The subject is the person: a person has at most one draft."""
    MAILING = "mailing"
    DIGEST = "digest"
    """The subject is 0: the desk itself."""
    HANDOVER = "handover"


class TimerKind(StrEnum):
    """What a timer is about. The steps of a kind are numbered upwards in the order in which they pass."""

    FIRST_REACTION = "first_reaction"
    NEXT_REACTION = "next_reaction"
    RESOLUTION = "resolution"
    ESCALATION = "escalation"
    CLARIFICATION = "clarification"
    CALL_BACK = "call_back"
    DRAFT = "draft"
    MAILING = "mailing"
    DAILY = "daily"
    WEEKLY = "weekly"
    HANDOVER = "handover"


@dataclass(frozen=True, slots=True)
class Timer:
    """A step of a clock that passes at `due_at`.

    `cycle` tells apart the times a clock is started anew (a changed priority, the next addition of the client): a step
    fires at most once in a cycle, whatever its owner goes through.
    """

    kind: TimerKind
    step: int
    cycle: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody's or something's timers."""

    owner: Owner
    id: int


class Timers(Protocol):
    """The timers, each of which fires exactly once, however many processes look."""

    def plan(self, subject: Subject, timers: Sequence[Timer], *, new: bool = False) -> None:
        """From now on these are pending, and no others of this subject. What has fired or was passed over stays so.

        A `new` subject has had none before.
        """

    def add(self, subject: Subject, timers: Sequence[Timer]) -> None:
        """These are pending beside what is; what has fired or was passed over stays so."""

    def due(self, limit: int) -> Sequence[Subject]:
        """Whose the `limit` timers are that have passed at `now` the longest ago, in that order. Locks nothing."""

    def claim(self, subject: Subject) -> Sequence[Timer]:
        """What has passed at `now` is fired in this unit, by a conditional UPDATE whose rows are what this returns.

        Of several steps of one cycle of a kind only the highest fires, the lower ones are passed over (an outage is
        followed by one message, not by a shower). The caller holds the lock of the subject.
        """

    def fired(self, subject: Subject) -> Sequence[Timer]:
        """What has fired, without what was passed over; the oldest first."""

    def pending(self, subject: Subject) -> Sequence[Timer]:
        """What is to fire, passed or to come; the earliest first."""

    def postpone(self, subject: Subject, until: datetime) -> None:
        """What has passed fails: it is tried again then."""

    def next_due(self) -> datetime | None:
        """When the earliest pending one passes; None: none is pending."""
