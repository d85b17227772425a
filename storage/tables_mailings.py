"""The tables of mailings and of their recipients."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

from desk.ports_mailings import AudienceKind, MailingKind, MailingState, RecipientState
from storage.tables import metadata, partial
from storage.types import BigId, Json, UtcDateTime, closed_set, open_set

mailings = Table(
    "mailings",
    metadata,
    Column("id", BigId, Identity(), primary_key=True),
    Column("kind", open_set(MailingKind), nullable=False),
    Column("state", closed_set(MailingState, "state"), nullable=False),
    Column("author_id", BigInteger, nullable=False),
    Column("author_name", Text, nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger),
    Column("created_at", UtcDateTime, nullable=False),
    Column("window_start", UtcDateTime),
    Column("window_end", UtcDateTime),
    Column("services", Json, nullable=False),
    Column("texts", Json, nullable=False),
    Column("audience", open_set(AudienceKind), nullable=False),
    Column("audience_value", Text, nullable=False),
    Column("at", UtcDateTime),
    Column("follows", BigInteger, ForeignKey("mailings.id")),
    Column("started_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("running_since", UtcDateTime),
    Column("done_before", Integer, nullable=False),
    Column("shown_at", UtcDateTime),
    Column("shown_done", Integer, nullable=False),
    Column("reported", Boolean(create_constraint=False), nullable=False),
    Column("version", Integer, nullable=False),
    sqlite_autoincrement=True,
)
WRITTEN = text("state = 'draft'")
ATTENDED = text("state IN ('running', 'stopped') AND NOT reported")
partial("uq_mailings_draft", WRITTEN, mailings.c.author_id, unique=True)
partial("ix_mailings_attended", ATTENDED, mailings.c.id)

recipients = Table(
    "mailing_recipients",
    metadata,
    Column("mailing_id", BigInteger, ForeignKey("mailings.id"), nullable=False),
    Column("person_id", BigInteger, nullable=False),  # whoever was erased is another nobody's id here
    Column("state", closed_set(RecipientState, "state"), nullable=False),
    PrimaryKeyConstraint("mailing_id", "person_id"),
    sqlite_with_rowid=False,
)
Index("ix_mailing_recipients_state", recipients.c.mailing_id, recipients.c.state, recipients.c.person_id)
"""For the figures of a mailing and for its next recipients; nothing else of this table is ever read."""
