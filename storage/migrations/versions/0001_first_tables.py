"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Up."""
    _chats()
    _holds()
    _outbox()
    _people()
    _updates()
    _drafts()
    _tickets()
    _history()
    _prompts()
    _pictures()
    if op.get_bind().dialect.name == "sqlite":
        op.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('tickets', 1000)")


def downgrade() -> None:
    """Down."""
    for name in (
        "pictures",
        "prompts",
        "history",
        "tickets",
        "drafts",
        "updates",
        "people",
        "outbox",
        "holds",
        "chats",
    ):
        op.drop_table(name)


def _partial(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    op.create_index(name, table, columns, unique=unique, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _chats() -> None:
    op.create_table(
        "chats",
        sa.Column("old_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("new_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("old_id", name=op.f("pk_chats")),
    )
    op.create_index("ix_chats_new", "chats", ["new_id"])


def _holds() -> None:
    op.create_table(
        "holds",
        sa.Column("chat_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_holds")),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", BIG_ID, sa.Identity(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("notice", JSON, nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("collapse", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "ready",
                "sending",
                "sent",
                "dead",
                "uncertain",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("put_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
        sqlite_autoincrement=True,
    )
    _partial("ix_outbox_cards", "outbox", ["put_at"], "state = 'sent' AND substr(collapse, 1, 5) = 'card:'")
    _partial("ix_outbox_chat", "outbox", ["chat_id", "urgency", "id"], "state IN ('ready', 'sending')")
    _partial("ix_outbox_message", "outbox", ["chat_id", "message_id"], "message_id IS NOT NULL")
    _partial("ix_outbox_order", "outbox", ["urgency", "id"], "state IN ('ready', 'sending')")
    _partial("ix_outbox_sending", "outbox", ["chat_id", "lease_until"], "state = 'sending'")
    _partial("ix_outbox_waiting", "outbox", ["chat_id", "not_before"], "state = 'ready' AND not_before IS NOT NULL")
    _partial("uq_outbox_collapse", "outbox", ["collapse"], "state = 'ready' AND collapse IS NOT NULL", unique=True)


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=True),
        sa.Column("language_code", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=40), nullable=True),
        sa.Column("identity_name", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("answering", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )


def _updates() -> None:
    op.create_table(
        "updates",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_updates")),
    )
    op.create_index("ix_updates_at", "updates", ["at"])


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", BIG_ID, sa.Identity(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("editing", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_drafts_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("person_id", name=op.f("uq_drafts_person_id")),
        sqlite_autoincrement=True,
    )


def _tickets() -> None:
    op.create_table(
        "tickets",
        sa.Column("id", BIG_ID, sa.Identity(start=1001), nullable=False),
        sa.Column("prefix", sa.String(length=20), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("draft_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "created",
                "in_progress",
                "clarification",
                "done",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("impact", sa.String(length=40), nullable=False),
        sa.Column("scale", sa.String(length=40), nullable=True),
        sa.Column("identity_name", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("reproduction", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_reaction_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_reacted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_reaction_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_reaction_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolution_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolution_spent", sa.BigInteger(), nullable=False),
        sa.Column("resolution_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("queue_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolution", sa.String(length=40), nullable=True),
        sa.Column("ground", sa.Text(), nullable=True),
        sa.Column("assignee_id", sa.BigInteger(), nullable=True),
        sa.Column("assignee_name", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("card_chat_id", sa.BigInteger(), nullable=True),
        sa.Column("card_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["people.id"], name=op.f("fk_tickets_client_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_tickets_draft_id")),
        sqlite_autoincrement=True,
    )
    _partial("ix_tickets_card", "tickets", ["card_chat_id", "card_id"], "card_id IS NOT NULL")
    op.create_index("ix_tickets_client", "tickets", ["client_id", "id"])
    _partial("ix_tickets_open", "tickets", ["client_id", "id"], "status <> 'done'")
    _partial("ix_tickets_unreacted", "tickets", ["queue_at", "id"], "status = 'created'")


def _history() -> None:
    op.create_table(
        "history",
        sa.Column("id", BIG_ID, sa.Identity(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("actor_role", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_history_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_history_ticket", "history", ["ticket_id", "id"])


def _prompts() -> None:
    op.create_table(
        "prompts",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("engineer_id", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_prompts_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("chat_id", "message_id", name=op.f("pk_prompts")),
    )
    op.create_index("ix_prompts_ticket", "prompts", ["ticket_id"])


def _pictures() -> None:
    op.create_table(
        "pictures",
        sa.Column("id", BIG_ID, sa.Identity(), nullable=False),
        sa.Column("draft_id", sa.BigInteger(), nullable=True),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("entry_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("unique_id", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["drafts.id"], name=op.f("fk_pictures_draft_id_drafts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["history.id"], name=op.f("fk_pictures_entry_id_history")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_pictures_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pictures")),
        sa.UniqueConstraint("draft_id", "unique_id", name=op.f("uq_pictures_draft_id_unique_id")),
        sa.UniqueConstraint("entry_id", "unique_id", name=op.f("uq_pictures_entry_id_unique_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_pictures_ticket", "pictures", ["ticket_id", "id"])
