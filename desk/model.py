"""What the front desk talks about: people, tickets, their history, the form's answers, the outbox.

Everything here is a frozen value. Instants are aware and in UTC. Durations are real time.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class Language(StrEnum):
    """The languages the front desk speaks; each has a complete catalogue in locales/."""

    EN = "en"
    RU = "ru"
    UK = "uk"


class Status(StrEnum):
    """Statuses of a ticket (providence 5.1)."""

    CREATED = "created"
    IN_PROGRESS = "in_progress"
    CLARIFICATION = "clarification"
    DONE = "done"


class Resolution(StrEnum):
    """How a ticket ended (providence 5.1); `refused` comes with a ground (IPMG 4.2, providence 4.6)."""

    SOLVED = "solved"
    NOT_REPRODUCIBLE = "not_reproducible"
    USER_ERROR = "user_error"
    INFRASTRUCTURE = "infrastructure"
    COMPLAINT = "complaint"
    REFUSED = "refused"


class Impact(StrEnum):
    """How badly it hurts."""

    DOWN = "down"
    DEGRADED = "degraded"
    QUESTION = "question"


class Scale(StrEnum):
    """How many it hurts; asked where the regulation's matrix depends on it."""

    ONE = "one"
    SOME = "some"
    ALL = "all"


class Step(StrEnum):
    """The steps of the request form; a regulation lists which it uses, in which order. SUMMARY is always last."""

    TOPIC = "topic"
    IMPACT = "impact"
    SCALE = "scale"
    NAME = "name"
    COMPANY = "company"
    CONTACT = "contact"
    POSITION = "position"
    PROBLEM = "problem"
    REPRODUCTION = "reproduction"
    SCREENSHOTS = "screenshots"
    SUMMARY = "summary"


class Role(StrEnum):
    """On whose behalf something happened to a ticket."""

    CLIENT = "client"
    ENGINEER = "engineer"
    SYSTEM = "system"


class Action(StrEnum):
    """What can be done to a ticket; desk/rules.py says when."""

    TAKE = "take"
    ASK = "ask"
    ANSWER = "answer"
    ADD = "add"
    REPLY = "reply"
    CLOSE = "close"
    REFUSE = "refuse"
    SET_PRIORITY = "set_priority"
    RELEASE = "release"
    REOPEN = "reopen"
    NOT_SOLVED = "not_solved"
    ASSIGN = "assign"
    SUSPEND = "suspend"
    RESUME = "resume"
    PASS_ON = "pass_on"  # noqa: S105  # passed on to a department
    NOTE = "note"
    LINK = "link"
    SEND_CANNED = "send_canned"
    ACKNOWLEDGE = "acknowledge"


class EventKind(StrEnum):
    """What a history entry tells."""

    OPENED = "opened"
    TAKEN = "taken"
    ASKED = "asked"
    ANSWERED = "answered"
    ADDED = "added"
    REPLIED = "replied"
    EDITED = "edited"
    CLOSED = "closed"
    REFUSED = "refused"
    PRIORITY_CHANGED = "priority_changed"
    RELEASED = "released"
    REOPENED = "reopened"
    CLIENT_UNREACHABLE = "client_unreachable"
    NOT_SOLVED = "not_solved"
    COMPLAINED = "complained"
    ASSIGNED = "assigned"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    PASSED_ON = "passed_on"
    NOTED = "noted"
    LINKED = "linked"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    NEAR = "near"
    AT_RISK = "at_risk"
    MISSED = "missed"
    ESCALATED = "escalated"
    ACKNOWLEDGED = "acknowledged"
    REMINDED = "reminded"
    RATED = "rated"
    JOINED = "joined"
    COMPLAINT_HANDLED = "complaint_handled"


class Expected(StrEnum):
    """What the next text of a client is, after a button that asked for it."""

    COMPLAINT = "complaint"
    PHONE = "phone"
    RATING = "rating"
    """A word about the rating they gave; wanted, and not waited for long (desk/ratings.py)."""


class CallBackState(StrEnum):
    """Where a call that a client asked for stands."""

    WAITING = "waiting"
    CALLED = "called"
    NO_ANSWER = "no_answer"


class PictureKind(StrEnum):
    """As what Telegram keeps a picture; an album cannot mix them."""

    PHOTO = "photo"
    DOCUMENT = "document"
    ANIMATION = "animation"


class OutboxState(StrEnum):
    """Where a message that must be told stands."""

    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"
    UNCERTAIN = "uncertain"


class Urgency(StrEnum):
    """Which news of a chat goes first. Stored as a number by `rank`."""

    CRITICAL = "critical"
    REPLY = "reply"
    CARD = "card"
    MAILING = "mailing"

    @property
    def rank(self) -> int:
        """0 goes first."""
        return list(Urgency).index(self)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a client says they are (IPMG 3.2.1); kept after the first request. Empty strings: not given yet."""

    name: str = ""
    company: str = ""
    contact: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """A Telegram user as an update shows them."""

    id: int
    name: str
    username: str | None = None
    language_code: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A client as the desk remembers them; `id` is Telegram's user id, and the id of their private chat.

    `language` is None until they choose one: then Telegram's language code decides. `answering` is the ticket whose
    question they pressed Answer for, or with `expects` COMPLAINT or RATING the one that is about.
    `reachable` is False once they blocked the bot, until they write again. `deletion_asked_at`: they want their data
    deleted, and no engineer has confirmed it yet. `mailings`: they want those.
    """

    id: int
    name: str
    username: str | None = None
    language_code: str | None = None
    language: Language | None = None
    identity: Identity = Identity()
    reachable: bool = True
    answering: int | None = None
    expects: Expected | None = None
    deletion_asked_at: datetime | None = None
    mailings: bool = True


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something to a ticket; `id` is Telegram's user id, None for the system."""

    role: Role
    id: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """The form's answers so far; None: not answered, an empty string: skipped."""

    topic: str | None = None
    impact: Impact | None = None
    scale: Scale | None = None
    name: str | None = None
    company: str | None = None
    contact: str | None = None
    position: str | None = None
    problem: str | None = None
    reproduction: str | None = None
    screenshots_done: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A form under way. `revision` grows with every change, so that an outdated button is recognised.

    `step` is where the client is, `editing` says that the answer leads back to the summary. A person has at most one
    draft.
    """

    id: int
    person_id: int
    revision: int
    step: Step
    answers: Answers
    started_at: datetime
    updated_at: datetime
    editing: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A screenshot: in Telegram by `file_id`, and in DATA_DIR by `path` (relative). `size` in bytes.

    Belongs to a draft, and once the request is sent to its ticket and the history entry it came with.
    """

    id: int
    kind: PictureKind
    file_id: str
    unique_id: str
    path: str
    mime: str
    size: int


@dataclass(frozen=True, slots=True)
class NewPicture:
    """A checked and saved picture that has no row yet."""

    kind: PictureKind
    file_id: str
    unique_id: str
    path: str
    mime: str
    size: int


@dataclass(frozen=True, slots=True)
class Request:
    """A complete form: what a ticket is opened from."""

    draft_id: int
    topic: str
    impact: Impact
    scale: Scale | None
    priority: str
    identity: Identity
    problem: str
    reproduction: str


@dataclass(frozen=True, slots=True)
class Clocks:
    """The deadlines of a ticket (desk/sla.py). None: the regulation promises none, or the clock does not run now.

    `resolution_spent` is the time the resolution clock has run before `resolution_since` (in its own kind of time:
    working or clock); `resolution_since` is None while it stands (Clarification, Done).
    """

    first_reaction_due: datetime | None = None
    first_reacted_at: datetime | None = None
    next_reaction_since: datetime | None = None
    next_reaction_due: datetime | None = None
    resolution_due: datetime | None = None
    resolution_spent: timedelta = timedelta(0)
    resolution_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """A request with a number. `id` is the number, `key` is what people see (`IPMG-1001`), never given twice.

    `card_id` and `card_chat_id` name the card's message in the engineers' group once it is there. `priority` and
    `topic` are keys of the regulation. `version` grows with every change.
    """

    id: int
    key: str
    client_id: int
    draft_id: int
    language: Language
    status: Status
    priority: str
    topic: str
    impact: Impact
    scale: Scale | None
    identity: Identity
    problem: str
    reproduction: str
    created_at: datetime
    clocks: Clocks
    resolution: Resolution | None = None
    ground: str | None = None
    assignee_id: int | None = None
    assignee_name: str = ""
    closed_at: datetime | None = None
    card_chat_id: int | None = None
    card_id: int | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that happened to a ticket. `data` by kind:

    OPENED {}; TAKEN {}; ASKED {"text"}; ANSWERED, ADDED and REPLIED {"text", "kind"} (their
    messages in desk/messages.py); EDITED {"message", "before", "text"}; CLOSED {"resolution", "comment"};
    REFUSED {"ground", "comment"}; PRIORITY_CHANGED {"old", "new", "comment"?}; RELEASED {}; REOPENED {};
    CLIENT_UNREACHABLE {}; NOT_SOLVED {} and COMPLAINED {"text"} by the client; ASSIGNED {"name"};
    SUSPENDED {"ground", "comment"}; RESUMED {};
    PASSED_ON {"department", "comment"}; NOTED {"text"} and LINKED {"key"}, which only engineers see.
    By the clock: NEAR, AT_RISK and MISSED {"clock", "due"} (a TimerKind, an ISO instant), ESCALATED {"to"},
    REMINDED {} (the client, of a question); ACKNOWLEDGED {} by an engineer; RATED {"stars", "text"} by the client;
    JOINED {"incident"}: it is a part of an incident; COMPLAINT_HANDLED {} by a supervisor.
    None of these moves a clock or the status.
    """

    id: int
    ticket_id: int
    at: datetime
    kind: EventKind
    actor: Actor
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EngineerPrompt:
    """A message of the bot in the group that waits for an engineer's reply: the question, or the closing comment.

    `action` is ASK, CLOSE or REFUSE; `data` holds what was chosen before: {"resolution"} or {"ground"}.
    """

    chat_id: int
    message_id: int
    ticket_id: int
    engineer_id: int
    action: Action
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Block:
    """A client may not use the desk (IPMG 4.2): `ground` is a key of the regulation, `until` None means for good.

    `ticket_id` is the ticket from whose card it was done. `answered`: the person wrote since and had their one answer.
    """

    id: int
    person_id: int
    ticket_id: int
    ground: str
    at: datetime
    until: datetime | None
    by_id: int
    by_name: str
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody in the engineers' group: Telegram's user id, and a name."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class CallBackTask:
    """A call that a client asked for (IPMG 3.2.2), to be made by `due_at`; by whom it was made, and when.

    `tries` were made of it, the first at `tried_at`; `again_at`: when the next one is due after nobody answered.
    """

    id: int
    person_id: int
    phone: str
    asked_at: datetime
    due_at: datetime
    state: CallBackState = CallBackState.WAITING
    engineer_id: int | None = None
    engineer_name: str = ""
    done_at: datetime | None = None
    tries: int = 0
    tried_at: datetime | None = None
    again_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether it is still to be made, for the first time or again."""
        return self.state is CallBackState.WAITING or self.again_at is not None

    @property
    def next_at(self) -> datetime:
        """By when it is made, or made again."""
        return self.again_at or self.due_at
