"""What the desk needs from storage and files, as small Protocols. All synchronous but `Store`, which runs a whole unit.

A unit of work is one transaction: a use case gets a `Work`, does everything over it and returns; the store commits when
it returned and rolls back when it raised.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from desk.model import (
    Actor,
    Draft,
    EngineerPrompt,
    EventKind,
    HistoryEntry,
    NewPicture,
    OutboxState,
    Person,
    Picture,
    Sender,
    Ticket,
    Urgency,
)
from desk.notices import Notice
from desk.ports_closing import Ratings
from desk.ports_facts import Facts
from desk.ports_incidents import Incidents
from desk.ports_mailing_prompts import MailingPrompts
from desk.ports_mailings import Mailings
from desk.ports_messages import Messages
from desk.ports_on_call import OnCalls
from desk.ports_order import Blocks, Held, Supervisors
from desk.ports_reports import Reports
from desk.ports_service import ArticleCounts, CallBacks, Privacy
from desk.ports_timers import Timers
from desk.ports_tools import Engineers, Queue, Search
from desk.ports_topics import Topics

P = ParamSpec("P")
T = TypeVar("T")


class People(Protocol):
    """The clients."""

    def get(self, person_id: int) -> Person | None:
        """None: never written before."""

    def meet(self, sender: Sender) -> Person:
        """The person, made or brought up to date (name, username, language code, reachable again) where they differ.

        Locks the person's row until the unit ends (PostgreSQL), so that two updates of one chat do not cross.
        Writes nothing when nothing changed.
        """

    def save(self, person: Person) -> None:
        """Write every field of a known person."""


class Drafts(Protocol):
    """The forms under way: at most one a person."""

    def of(self, person_id: int) -> Draft | None:
        """The person's draft."""

    def is_next(self, person_id: int) -> bool:
        """Whether what the person sends next is for their form: it is open, and they pressed Answer for no ticket."""

    def start(self, draft: Draft) -> Draft:
        """Insert (`id` is ignored) in place of any earlier draft of the person; with its id."""

    def save(self, draft: Draft) -> None:
        """Write every field of a known draft."""

    def delete(self, draft_id: int) -> None:
        """Forget it; its pictures stay with their ticket, or go with it when they have none."""


class Pictures(Protocol):
    """Rows of saved screenshots."""

    def add(
        self,
        picture: NewPicture,
        *,
        draft_id: int | None = None,
        ticket_id: int | None = None,
        entry_id: int | None = None,
    ) -> Picture | None:
        """For a draft, or for a ticket's history entry. None: it is there already (same unique id)."""

    def of_draft(self, draft_id: int) -> Sequence[Picture]:
        """In the order in which they came."""

    def of_ticket(self, ticket_id: int) -> Sequence[Picture]:
        """In the order in which they came."""

    def of_entry(self, entry_id: int) -> Sequence[Picture]:
        """In the order in which they came."""

    def hand_over(self, draft_id: int, ticket_id: int, entry_id: int) -> Sequence[Picture]:
        """The draft's pictures become the ticket's, as having come with this history entry; all of them, in order."""

    def remove(self, draft_id: int) -> None:
        """Forget the draft's pictures."""

    def paths(self) -> set[str]:
        """The paths of all rows: what may not be swept from the disk."""


class Tickets(Protocol):
    """Tickets and their history."""

    def add(self, ticket: Ticket, prefix: str) -> Ticket:
        """Insert (`id` and `key` are ignored) with the next number, from 1001; with its id and key."""

    def get(self, ticket_id: int) -> Ticket | None:
        """By number."""

    def lock(self, ticket_id: int) -> Ticket | None:
        """`get`, and hold the row until the unit ends (PostgreSQL FOR UPDATE; SQLite writes one at a time anyway)."""

    def by_draft(self, draft_id: int) -> Ticket | None:
        """The ticket that was made from this draft."""

    def save(self, ticket: Ticket) -> Ticket:
        """Conditional UPDATE on the version; with the next version. RuntimeError: the row count was not 1."""

    def of_client(self, client_id: int, *, limit: int, offset: int = 0) -> Sequence[Ticket]:
        """The newest first."""

    def count_of_client(self, client_id: int) -> int:
        """How many there are."""

    def open_of_client(self, client_id: int) -> Sequence[Ticket]:
        """The client's tickets that are not done, oldest first."""

    def nearest(self, limit: int) -> Sequence[Ticket]:
        """Open tickets by how near their deadline is, before it or after it; those without one last."""

    def open_after(self, ticket_id: int, limit: int) -> Sequence[int]:
        """The numbers of the next open tickets, in their order."""

    def log(self, ticket_id: int, at: datetime, kind: EventKind, actor: Actor, data: dict[str, Any]) -> HistoryEntry:
        """Append to the history."""

    def history(self, ticket_id: int) -> Sequence[HistoryEntry]:
        """The oldest first."""

    def entry(self, entry_id: int) -> HistoryEntry | None:
        """One entry."""

    def set_card(self, ticket_id: int, chat_id: int | None, message_id: int | None) -> None:
        """Where the card is (None: nowhere any more). Does not touch the version."""

    def by_card(self, chat_id: int, message_id: int) -> Ticket | None:
        """The ticket whose card this message is."""


class Prompts(Protocol):
    """Messages in the group that wait for an engineer's reply."""

    def add(self, prompt: EngineerPrompt) -> None:
        """Insert, or replace the one of the same message."""

    def take(self, chat_id: int, message_id: int) -> EngineerPrompt | None:
        """The prompt, deleted; None: no such message waits, or somebody took it."""

    def get(self, chat_id: int, message_id: int) -> EngineerPrompt | None:
        """The prompt, left in place."""


class Outbox(Protocol):
    """Messages that must be told."""

    def put(
        self,
        notice: Notice,
        *,
        key: str,
        chat_id: int,
        urgency: Urgency,
        silent: bool = False,
        ticket_id: int | None = None,
        collapse: str | None = None,
        not_before: datetime | None = None,
    ) -> None:
        """Insert a ready row, once a `key`, to where the chat is now; it may go at `not_before` (None: now).

        With `collapse`: where a ready row with the same collapse key waits already, that one serves (the text is made
        from the state at the time of sending), also against a courier that claims it at this moment.
        """

    def put_all(self, posts: Sequence["Post"]) -> None:
        """`put` for several at once, in their order."""

    def ticket_of(self, chat_id: int, message_id: int) -> int | None:
        """The ticket that a sent message was about."""

    def message_of(self, key: str) -> tuple[int, int] | None:
        """The chat and the message that the row of this key was sent as; None: there is none (yet)."""

    def on_its_way(self, chat_id: int) -> bool:
        """Whether something is being sent to this chat now, so that Telegram may have it before we know its number."""

    def claim(self, limit: int, lease: timedelta, *, mailings: int | None = None) -> Sequence["OutboxRow"]:
        """Make up to `limit` due rows `sending` until now + lease, each by a conditional UPDATE, and return them.

        Urgent ones first, then in the order in which they were put. The order within a chat is kept: nothing of a chat
        is claimed while a row of it is `sending` under a living lease, or while an earlier row of it waits for its
        not_before (a more urgent one may pass). Rows whose lease ran out are claimed again (`again` is True): whether
        they went out is not known. At most `mailings` of the rows are of urgency MAILING (None: as many as there are),
        and nothing CRITICAL or REPLY waits in its chat for one of those that is `sending`.
        """

    def sent(self, row_id: int, message_id: int | None) -> None:
        """It went out, as this message."""

    def retry(self, row_id: int, not_before: datetime, error: str, *, counted: bool = True) -> None:
        """Ready again at `not_before`; `counted` adds an attempt. A collapsed row that has a ready twin is dropped."""

    def give_up(self, row_id: int, state: OutboxState, error: str) -> None:
        """DEAD or UNCERTAIN: it is not tried again."""

    def drop(self, row_id: int) -> None:
        """Forget a claimed row, as if it had never been put."""

    def revive(self, row_id: int, ticket_id: int) -> bool:
        """What was given up goes once more. False: it is not given up (any more), or about another ticket."""

    def known(self, keys: Sequence[str]) -> set[str]:
        """Which of these keys have a row."""

    def hold(self, chat_id: int | None, until: datetime) -> None:
        """Nothing ready goes to this chat (None: to any) before `until`."""

    def purge(self, before: datetime) -> int:
        """Forget the sent edits of cards (collapse key `card:…`) that were put before, where the ticket knows the
        message as its card, and what became of messages of mailings; how many.
        """

    def next_due(self, *, mailings: bool = True) -> datetime | None:
        """When the earliest waiting row may go, or the earliest lease runs out; None: nothing waits.

        Without `mailings`: now only where something of another urgency may go now.
        """


class Updates(Protocol):
    """Marks of processed updates."""

    def mark(self, update_id: int) -> bool:
        """False: it was marked before."""

    def purge(self, before: datetime) -> int:
        """Forget marks older than `before`; how many."""


class Chats(Protocol):
    """Where chats are now."""

    def current(self, chat_id: int) -> int:
        """The id a chat has now, after any migrations to a supergroup."""

    def migrate(self, old: int, new: int) -> None:
        """Write the new id everywhere. A supergroup numbers its messages anew: waiting rows go to the new chat, cards
        are forgotten (the next change posts them again) and so are prompts (the engineer presses once more).
        """


class Work(Protocol):
    """A unit of work: one transaction. `now` is the same during the whole unit, UTC."""

    @property
    def now(self) -> datetime: ...
    @property
    def people(self) -> People: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def pictures(self) -> Pictures: ...
    @property
    def tickets(self) -> Tickets: ...
    @property
    def messages(self) -> Messages: ...
    @property
    def prompts(self) -> Prompts: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def updates(self) -> Updates: ...
    @property
    def chats(self) -> Chats: ...
    @property
    def blocks(self) -> Blocks: ...
    @property
    def supervisors(self) -> Supervisors: ...
    @property
    def held(self) -> Held: ...
    @property
    def call_backs(self) -> CallBacks: ...
    @property
    def article_counts(self) -> ArticleCounts: ...
    @property
    def privacy(self) -> Privacy: ...
    @property
    def queue(self) -> Queue: ...
    @property
    def search(self) -> Search: ...
    @property
    def engineers(self) -> Engineers: ...
    @property
    def topics(self) -> Topics: ...
    @property
    def timers(self) -> Timers: ...
    @property
    def facts(self) -> Facts: ...
    @property
    def reports(self) -> Reports: ...
    @property
    def on_call(self) -> OnCalls: ...
    @property
    def incidents(self) -> Incidents: ...
    @property
    def mailing_prompts(self) -> MailingPrompts: ...
    @property
    def mailings(self) -> Mailings: ...
    @property
    def ratings(self) -> Ratings: ...


class Desk(Protocol):
    """How a handler runs use cases: `run` for what may write, `read` for what never does.

    The store may run a unit again (a deadlock, a lost connection before the commit): a use case has no effect but on
    its `work`.
    """

    def run(
        self, use_case: Callable[Concatenate[Work, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> Awaitable[T]: ...

    def read(
        self, use_case: Callable[Concatenate[Work, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> Awaitable[T]: ...


@dataclass(frozen=True, slots=True)
class Post:
    """A message to be told; the fields are those of `Outbox.put`."""

    notice: Notice
    key: str
    chat_id: int
    urgency: Urgency
    silent: bool = False
    ticket_id: int | None = None
    collapse: str | None = None
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A claimed row of the outbox, as the courier sees it."""

    id: int
    chat_id: int
    notice: Notice
    urgency: int
    silent: bool
    attempts: int
    ticket_id: int | None
    again: bool = False


class Files(Protocol):
    """Where pictures are kept (DATA_DIR). Synchronous; call it in a thread."""

    def put(self, content: bytes, suffix: str) -> str:
        """Write durably; the relative path."""

    def get(self, path: str) -> bytes:
        """FileNotFoundError: it is gone."""

    def remove(self, path: str) -> None:
        """Take it off the disk; none there is no error."""
