"""The tables. Ids of tickets, drafts and history are never given twice (AUTOINCREMENT, identity)."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TextClause,
    UniqueConstraint,
    text,
    true,
)

from desk.messages import Kind
from desk.model import (
    Action,
    CallBackState,
    EventKind,
    Expected,
    Impact,
    Language,
    OutboxState,
    PictureKind,
    Resolution,
    Role,
    Scale,
    Status,
)
from storage import search_index
from storage.types import BigId, Duration, Json, UtcDateTime, closed_set, open_set

FIRST_TICKET = 1001

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def partial(name: str, where: TextClause, *columns: Column[Any], unique: bool = False) -> None:
    """An index over the rows for which `where` holds, which is written out in it."""
    Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


people = Table(
    "people",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("username", Text),
    Column("language_code", Text),
    Column("language", open_set(Language)),
    Column("identity_name", Text, nullable=False),
    Column("company", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("position", Text, nullable=False),
    Column("reachable", Boolean(create_constraint=False), nullable=False),
    Column("answering", BigInteger),
    Column("expects", open_set(Expected)),
    Column("deletion_asked_at", UtcDateTime),
    Column("mailings", Boolean(create_constraint=False), nullable=False, server_default=true()),
)
HAS_COMPANY = text("company <> ''")
partial("ix_people_company", HAS_COMPANY, people.c.company)

drafts = Table(
    "drafts",
    metadata,
    Column("id", BigId, Identity(), primary_key=True),
    Column("person_id", BigInteger, ForeignKey("people.id"), nullable=False, unique=True),
    Column("revision", Integer, nullable=False),
    Column("step", String(40), nullable=False),
    Column("answers", Json, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("editing", Boolean(create_constraint=False), nullable=False),
    sqlite_autoincrement=True,
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", BigId, Identity(start=FIRST_TICKET), primary_key=True),
    Column("prefix", String(20), nullable=False),  # the key people see is prefix-id: unique because the id is
    Column("client_id", BigInteger, ForeignKey("people.id"), nullable=False),
    Column("draft_id", BigInteger, nullable=False, unique=True),  # the draft is forgotten, its id stays
    Column("language", open_set(Language), nullable=False),
    Column("status", closed_set(Status, "status"), nullable=False),
    Column("priority", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("impact", open_set(Impact), nullable=False),
    Column("scale", open_set(Scale)),
    Column("identity_name", Text, nullable=False),
    Column("company", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("position", Text, nullable=False),
    Column("problem", Text, nullable=False),
    Column("reproduction", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("first_reaction_due", UtcDateTime),
    Column("first_reacted_at", UtcDateTime),
    Column("next_reaction_since", UtcDateTime),
    Column("next_reaction_due", UtcDateTime),
    Column("resolution_due", UtcDateTime),
    Column("resolution_spent", Duration, nullable=False),
    Column("resolution_since", UtcDateTime),
    Column("queue_at", UtcDateTime, nullable=False),  # the deadline that orders the queue; far away where none is
    Column("resolution", open_set(Resolution)),
    Column("ground", Text),
    Column("assignee_id", BigInteger),
    Column("assignee_name", Text, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("card_chat_id", BigInteger),
    Column("card_id", BigInteger),
    Column("version", Integer, nullable=False),
    sqlite_autoincrement=True,
)
OPEN = text("status <> 'done'")
HAS_CARD = text("card_id IS NOT NULL")
HELD = text("status <> 'done' AND assignee_id IS NOT NULL")
partial("ix_tickets_held", HELD, tickets.c.assignee_id, tickets.c.id)
Index("ix_tickets_client", tickets.c.client_id, tickets.c.id)
partial("ix_tickets_open", OPEN, tickets.c.client_id, tickets.c.id)
partial("ix_tickets_queue", OPEN, tickets.c.queue_at, tickets.c.id)
partial("ix_tickets_card", HAS_CARD, tickets.c.card_chat_id, tickets.c.card_id)

history = Table(
    "history",
    metadata,
    Column("id", BigId, Identity(), primary_key=True),
    Column("ticket_id", BigInteger, ForeignKey("tickets.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", open_set(EventKind), nullable=False),
    Column("actor_role", open_set(Role), nullable=False),
    Column("actor_id", BigInteger),
    Column("actor_name", Text, nullable=False),
    Column("data", Json, nullable=False),
    Index("ix_history_ticket", "ticket_id", "id"),
    sqlite_autoincrement=True,
)
MARKED = text("kind IN ('opened', 'closed', 'refused', 'reopened', 'not_solved', 'rated')")
"""What brings a ticket into the period of a report (desk/ports_reports.py `MARKS`)."""
partial("ix_history_marks", MARKED, history.c.at, history.c.id)

pictures = Table(
    "pictures",
    metadata,
    Column("id", BigId, Identity(), primary_key=True),
    Column("draft_id", BigInteger, ForeignKey("drafts.id", ondelete="CASCADE")),
    Column("ticket_id", BigInteger, ForeignKey("tickets.id")),
    Column("entry_id", BigInteger, ForeignKey("history.id")),
    Column("kind", open_set(PictureKind), nullable=False),
    Column("file_id", Text, nullable=False),
    Column("unique_id", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("mime", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    UniqueConstraint("draft_id", "unique_id"),
    UniqueConstraint("entry_id", "unique_id"),
    Index("ix_pictures_ticket", "ticket_id", "id"),
    sqlite_autoincrement=True,
)

messages = Table(
    "messages",
    metadata,
    Column("id", BigId, Identity(), primary_key=True),
    Column("ticket_id", BigInteger, ForeignKey("tickets.id")),  # none while the client is asked which
    Column("entry_id", BigInteger, ForeignKey("history.id")),
    Column("role", open_set(Role), nullable=False),
    Column("author_id", BigInteger),
    Column("author_name", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", open_set(Kind), nullable=False),
    Column("text", Text, nullable=False),
    Column("data", Json, nullable=False),
    Column("chat_id", BigInteger, nullable=False),  # where it was written, and as which message
    Column("sent_id", BigInteger),
    Column("album", Text),
    Column("reply_to", BigInteger),
    Column("edited_at", UtcDateTime),
    UniqueConstraint("chat_id", "sent_id"),
    Index("ix_messages_ticket", "ticket_id", "id"),
    Index("ix_messages_entry", "entry_id"),  # SQLite looks for it at every new history entry
    sqlite_autoincrement=True,
)
OF_ALBUM = text("album IS NOT NULL")
WAITS = text("ticket_id IS NULL")
partial("ix_messages_album", OF_ALBUM, messages.c.chat_id, messages.c.album)
partial("ix_messages_waiting", WAITS, messages.c.at)

copies = Table(
    "copies",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("sent_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, ForeignKey("messages.id"), nullable=False),
    Index("ix_copies_message", "message_id", "chat_id"),
)

prompts = Table(
    "prompts",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("ticket_id", BigInteger, ForeignKey("tickets.id"), nullable=False),
    Column("engineer_id", BigInteger, nullable=False),
    Column("action", open_set(Action), nullable=False),
    Column("data", Json, nullable=False),
    Index("ix_prompts_ticket", "ticket_id"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigId, Identity(), primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("notice", Json, nullable=False),
    Column("urgency", Integer, nullable=False),
    Column("silent", Boolean(create_constraint=False), nullable=False),
    Column("ticket_id", BigInteger),
    Column("collapse", Text),
    Column("state", closed_set(OutboxState, "state"), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("put_at", UtcDateTime, nullable=False),
    Column("not_before", UtcDateTime),
    Column("lease_until", UtcDateTime),
    Column("message_id", BigInteger),
    Column("last_error", Text),
    sqlite_autoincrement=True,
)
# Written out, never bound: a database uses a partial index only where it can see that the condition implies it.
LIVE = text("state IN ('ready', 'sending')")
SENDING = text("state = 'sending'")
WAITING = text("state = 'ready' AND not_before IS NOT NULL")
COLLAPSIBLE = text("state = 'ready' AND collapse IS NOT NULL")
KNOWN_MESSAGE = text("message_id IS NOT NULL")
OVER_MAILING = text("urgency = 3 AND state IN ('sent', 'dead', 'uncertain')")
SENT_CARD = text("state = 'sent' AND substr(collapse, 1, 5) = 'card:'")
partial("ix_outbox_order", LIVE, outbox.c.urgency, outbox.c.id)
partial("ix_outbox_chat", LIVE, outbox.c.chat_id, outbox.c.urgency, outbox.c.id)
partial("ix_outbox_sending", SENDING, outbox.c.chat_id, outbox.c.lease_until)
partial("ix_outbox_waiting", WAITING, outbox.c.chat_id, outbox.c.not_before)
partial("ix_outbox_message", KNOWN_MESSAGE, outbox.c.chat_id, outbox.c.message_id)
partial("ix_outbox_cards", SENT_CARD, outbox.c.put_at)
partial("ix_outbox_mailings", OVER_MAILING, outbox.c.put_at)
partial("uq_outbox_collapse", COLLAPSIBLE, outbox.c.collapse, unique=True)

blocks = Table(
    "blocks",
    metadata,
    Column("id", BigId, Identity(), primary_key=True),
    Column("person_id", BigInteger, ForeignKey("people.id"), nullable=False),
    Column("ticket_id", BigInteger, ForeignKey("tickets.id"), nullable=False),
    Column("ground", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime),
    Column("by_id", BigInteger, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("answered", Boolean(create_constraint=False), nullable=False),
    Column("lifted_at", UtcDateTime),
    Column("lifted_by", BigInteger),
    Column("lifted_by_name", Text),
    Index("ix_blocks_ticket", "ticket_id"),
    Index("ix_blocks_of_person", "person_id"),  # SQLite looks for it at every new person
    sqlite_autoincrement=True,
)
NOT_LIFTED = text("lifted_at IS NULL")
partial("ix_blocks_person", NOT_LIFTED, blocks.c.person_id, blocks.c.id)
partial("ix_blocks_standing", NOT_LIFTED, blocks.c.id)

closed_chats = Table(
    "closed_chats",
    metadata,
    Column("chat_id", BigId, primary_key=True, autoincrement=False),
    Column("since", UtcDateTime, nullable=False),
)

supervisors = Table(
    "supervisors",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
)

EVERY_CHAT = 0
holds = Table(
    "holds",
    metadata,
    Column("chat_id", BigId, primary_key=True, autoincrement=False),  # EVERY_CHAT: all of them
    Column("until", UtcDateTime, nullable=False),
)

updates = Table(
    "updates",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_updates_at", "at"),
)

chats = Table(
    "chats",
    metadata,
    Column("old_id", BigId, primary_key=True, autoincrement=False),
    Column("new_id", BigInteger, nullable=False),
    Index("ix_chats_new", "new_id"),
)

engineers = Table(
    "engineers",  # those who ever did something to a ticket: to whom one can be assigned
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("acted_at", UtcDateTime, nullable=False),
    Index("ix_engineers_acted", "acted_at"),
)

search = Table(
    "search",  # what a ticket is found by: desk/words.py `indexed`; the index itself is in storage/search_index.py
    metadata,
    Column("ticket_id", BigId, ForeignKey("tickets.id"), primary_key=True, autoincrement=False),
    Column("words", Text, nullable=False),
)
search_index.attach(search)

call_backs = Table(
    "call_backs",
    metadata,
    Column("id", BigId, Identity(), primary_key=True),
    Column("person_id", BigInteger, ForeignKey("people.id"), nullable=False),
    Column("phone", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("state", closed_set(CallBackState, "state"), nullable=False),
    Column("engineer_id", BigInteger),
    Column("engineer_name", Text, nullable=False),
    Column("done_at", UtcDateTime),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("tried_at", UtcDateTime),  # the first time
    Column("again_at", UtcDateTime),
    Index("ix_call_backs_person", "person_id", "id"),
    Index("ix_call_backs_asked", "asked_at"),
    sqlite_autoincrement=True,
)

forums = Table(
    "forums",  # groups with topics
    metadata,
    Column("chat_id", BigId, primary_key=True, autoincrement=False),
    Column("refused_at", UtcDateTime),
)

topics = Table(
    "topics",  # of the tickets; the name is kept because it can be compared with the one there should be
    metadata,
    Column("ticket_id", BigId, ForeignKey("tickets.id"), primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("closed", Boolean(create_constraint=False), nullable=False),
)

article_counts = Table(
    "article_counts",
    metadata,
    Column("article", String(24), primary_key=True),
    Column("helped", Integer, nullable=False),
    Column("not_helped", Integer, nullable=False),
)
