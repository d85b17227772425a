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
    _messages()
    _prompts()
    _pictures()
    _engineers()
    _search()
    _blocks()
    _call_backs()
    _article_counts()
    _topics()
    _supervisors()
    _closed_chats()
    if op.get_bind().dialect.name == "sqlite":
        op.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('tickets', 1000)")


def downgrade() -> None:
    """Down."""
    if op.get_bind().dialect.name == "sqlite":
        op.drop_table("search_words")
    for name in (
        "topics",
        "forums",
        "article_counts",
        "call_backs",
        "closed_chats",
        "supervisors",
        "blocks",
        "search",
        "engineers",
        "pictures",
        "prompts",
        "copies",
        "messages",
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
        sa.Column("expects", sa.String(length=40), nullable=True),
        sa.Column("deletion_asked_at", sa.DateTime(timezone=True), nullable=True),
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
    _partial("ix_tickets_held", "tickets", ["assignee_id", "id"], "status <> 'done' AND assignee_id IS NOT NULL")
    op.create_index("ix_tickets_client", "tickets", ["client_id", "id"])
    _partial("ix_tickets_open", "tickets", ["client_id", "id"], "status <> 'done'")
    _partial("ix_tickets_queue", "tickets", ["queue_at", "id"], "status <> 'done'")
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


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", BIG_ID, sa.Identity(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("entry_id", sa.BigInteger(), nullable=True),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("sent_id", sa.BigInteger(), nullable=True),
        sa.Column("album", sa.Text(), nullable=True),
        sa.Column("reply_to", sa.BigInteger(), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["history.id"], name=op.f("fk_messages_entry_id_history")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_messages_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("chat_id", "sent_id", name=op.f("uq_messages_chat_id_sent_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_messages_ticket", "messages", ["ticket_id", "id"])
    op.create_index("ix_messages_entry", "messages", ["entry_id"])
    _partial("ix_messages_album", "messages", ["chat_id", "album"], "album IS NOT NULL")
    _partial("ix_messages_waiting", "messages", ["at"], "ticket_id IS NULL")
    op.create_table(
        "copies",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sent_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_copies_message_id_messages")),
        sa.PrimaryKeyConstraint("chat_id", "sent_id", name=op.f("pk_copies")),
    )
    op.create_index("ix_copies_message", "copies", ["message_id", "chat_id"])


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


def _engineers() -> None:
    op.create_table(
        "engineers",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engineers")),
    )
    op.create_index("ix_engineers_acted", "engineers", ["acted_at"])


def _search() -> None:
    """The words that tickets are found by, with the full-text index of the database in use."""
    op.create_table(
        "search",
        sa.Column("ticket_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_search_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_search")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE INDEX ix_search_words ON search USING gin ((array_to_tsvector(string_to_array(words, ' '))))")
        return
    remove = "INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', old.ticket_id, old.words)"
    add = "INSERT INTO search_words (rowid, words) VALUES (new.ticket_id, new.words)"
    op.execute(
        "CREATE VIRTUAL TABLE search_words USING fts5 (words, content='search', content_rowid='ticket_id', "
        "tokenize='unicode61 remove_diacritics 0', prefix='3 5')"
    )
    op.execute(f"CREATE TRIGGER search_words_added AFTER INSERT ON search BEGIN {add}; END")
    op.execute(f"CREATE TRIGGER search_words_changed AFTER UPDATE ON search BEGIN {remove}; {add}; END")
    op.execute(f"CREATE TRIGGER search_words_removed AFTER DELETE ON search BEGIN {remove}; END")


def _blocks() -> None:
    op.create_table(
        "blocks",
        sa.Column("id", BIG_ID, sa.Identity(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.BigInteger(), nullable=True),
        sa.Column("lifted_by_name", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_blocks_person_id_people")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_blocks_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocks")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_blocks_ticket", "blocks", ["ticket_id"])
    op.create_index("ix_blocks_of_person", "blocks", ["person_id"])
    _partial("ix_blocks_person", "blocks", ["person_id", "id"], "lifted_at IS NULL")
    _partial("ix_blocks_standing", "blocks", ["id"], "lifted_at IS NULL")


def _supervisors() -> None:
    op.create_table(
        "supervisors",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervisors")),
    )


def _topics() -> None:
    op.create_table(
        "forums",
        sa.Column("chat_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_forums")),
    )
    op.create_table(
        "topics",
        sa.Column("ticket_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_topics_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_topics")),
    )


def _call_backs() -> None:
    op.create_table(
        "call_backs",
        sa.Column("id", BIG_ID, sa.Identity(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting", "called", "no_answer", name="state", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("engineer_id", sa.BigInteger(), nullable=True),
        sa.Column("engineer_name", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_call_backs_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_backs")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_call_backs_person", "call_backs", ["person_id", "id"])


def _article_counts() -> None:
    op.create_table(
        "article_counts",
        sa.Column("article", sa.String(length=24), nullable=False),
        sa.Column("helped", sa.Integer(), nullable=False),
        sa.Column("not_helped", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("article", name=op.f("pk_article_counts")),
    )


def _closed_chats() -> None:
    op.create_table(
        "closed_chats",
        sa.Column("chat_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_closed_chats")),
    )
