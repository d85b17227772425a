"""Mailings to clients (IPMG 4.1): what one is, whom it goes to, and what the desk needs of storage for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from desk.answers import one_line
from desk.model import Language


class MailingKind(StrEnum):
    """What a mailing tells: maintenance is planned, it has finished, it was put off."""

    MAINTENANCE = "maintenance"
    FINISHED = "finished"
    POSTPONED = "postponed"


class MailingState(StrEnum):
    """Where a mailing stands. Only a draft can be changed; STOPPED and DONE are the end of it."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


class AudienceKind(StrEnum):
    """Whom a mailing goes to. With a value: COMPANY a company's name, TOPIC a topic's key, LANGUAGE a language."""

    ALL = "all"
    COMPANY = "company"
    TOPIC = "topic"
    LANGUAGE = "language"


class RecipientState(StrEnum):
    """What is known of one recipient of a mailing."""

    WAITING = "waiting"
    """The message has not been put into the outbox."""
    QUEUED = "queued"
    """It is in the outbox, or being sent."""
    SENT = "sent"
    BLOCKED = "blocked"
    """The person has blocked the bot, or deleted the account."""
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    """It may have arrived, and is not sent again."""
    SKIPPED = "skipped"
    """The person wants no mailings."""
    WITHDRAWN = "withdrawn"
    """The mailing was stopped before, or the person's data are deleted."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a mailing goes to; a company is found whatever its letters' case, a topic by earlier requests about it."""

    kind: AudienceKind = AudienceKind.ALL
    value: str = ""


@dataclass(frozen=True, slots=True)
class Mailing:
    """A notice to many clients.

    `chat_id` is the group it is made in, `message_id` the message there that shows its progress (None: not there yet).
    The window is that of the work; `services` are keys of topics, none: the service as a whole. `texts` has up to one
    text a language. `at`: when it starts; None: at once. `follows`: it goes to those whom that mailing has reached or
    may have reached, and `audience` is only what that one had. `running_since`: when it started or was resumed last,
    with `done_before` recipients done by then. `shown_at` and `shown_done` tell the progress that was shown last.
    `version` grows with every change.
    """

    id: int
    kind: MailingKind
    state: MailingState
    author_id: int
    author_name: str
    chat_id: int
    created_at: datetime
    message_id: int | None = None
    window_start: datetime | None = None
    window_end: datetime | None = None
    services: tuple[str, ...] = ()
    texts: Mapping[Language, str] = field(default_factory=dict)
    audience: Audience = Audience()
    at: datetime | None = None
    follows: int | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    running_since: datetime | None = None
    done_before: int = 0
    shown_at: datetime | None = None
    shown_done: int = 0
    version: int = 1


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a mailing is, in people. `left` are those whose message has not gone out and still may.

    `time_to_go`: how long that takes as far as can be told; None: it does not run.
    """

    total: int = 0
    sent: int = 0
    blocked: int = 0
    failed: int = 0
    uncertain: int = 0
    left: int = 0
    skipped: int = 0
    withdrawn: int = 0
    time_to_go: timedelta | None = None

    @property
    def done(self) -> int:
        """How many of them there is a result for."""
        return self.total - self.left


@dataclass(frozen=True, slots=True)
class Company:
    """A company as its people wrote it, and how many people it has."""

    name: str
    people: int


class Mailings(Protocol):
    """The mailings and their recipients."""

    def add(self, mailing: Mailing) -> Mailing:
        """Insert (`id` is ignored); with its id."""

    def get(self, mailing_id: int) -> Mailing | None:
        """By number."""

    def lock(self, mailing_id: int) -> Mailing | None:
        """`get`, and hold the row until the unit ends."""

    def seize(self, mailing_id: int) -> Mailing | None:
        """`lock`; None also where somebody else holds it: they do what there is to do."""

    def save(self, mailing: Mailing) -> Mailing:
        """Conditional UPDATE on the version, without where and when it is shown; with the next version.

        RuntimeError: the row count was not 1.
        """

    def delete(self, mailing_id: int) -> None:
        """Forget a draft."""

    def draft_of(self, author_id: int) -> Mailing | None:
        """The draft that this supervisor is writing."""

    def recent(self, limit: int) -> Sequence[Mailing]:
        """Without drafts, the newest first."""

    def attended(self) -> Sequence[int]:
        """The mailings that run, and those that were stopped and whose report is to come."""

    def place(self, mailing_id: int, chat_id: int, message_id: int | None) -> None:
        """Where its progress is shown. Does not touch the version."""

    def showing(self, mailing_id: int, done: int) -> None:
        """Its progress is shown now, with so many done. Does not touch the version."""

    def reported(self, mailing_id: int) -> bool:
        """Its report is told now, and it is attended to no more. False: it was told before."""

    def enlist(self, mailing: Mailing, languages: Sequence[Language]) -> None:
        """Its recipients, in one statement: who is WAITING, who is BLOCKED or SKIPPED from the start.

        `languages` are those of the regulation (desk/house.py `language_of` says in which a person is spoken to).
        """

    def audience_size(self, mailing: Mailing, languages: Sequence[Language]) -> int:
        """How many of those whom `enlist` would find WAITING there are now."""

    def companies(self, limit: int) -> Sequence[Company]:
        """The companies of clients, those with most people first."""

    def counts(self, mailing_id: int) -> Mapping[RecipientState, int]:
        """How many recipients stand where; of an index."""

    def queued(self, mailing_id: int) -> int:
        """How many are QUEUED."""

    def unsettled(self, mailing_id: int) -> bool:
        """Whether anybody is WAITING or QUEUED."""

    def queue_up(self, mailing_id: int, most: int) -> Sequence[int]:
        """Make up to `most` WAITING recipients QUEUED; who became so. The mailing's row is locked."""

    def take_back(self, mailing_id: int) -> int:
        """QUEUED recipients whose message is in the outbox and not being sent: its row goes, they are WAITING again.

        How many.
        """

    def withdraw(self, mailing_id: int) -> None:
        """Every WAITING recipient is WITHDRAWN."""

    def of_person(self, person_id: int) -> Sequence[tuple[int, RecipientState]]:
        """The mailings whose recipient they are, the oldest first, with what is known of each."""

    def settle(self, mailing_id: int, person_id: int, state: RecipientState) -> None:
        """What became of the message to a QUEUED recipient."""


def company_key(name: str) -> str:
    """By which the names of one company are known as such, however they were typed."""
    return one_line(name).casefold()


def message_key(mailing_id: int, person_id: int | None = None) -> str:
    """The dedup key of a mailing's message to a person; without one, how those of all its recipients begin."""
    return f"mailing:{mailing_id}:{'' if person_id is None else person_id}"
