"""Mailings."""

import sqlalchemy as sa
from alembic import op

from storage.types import BigId, Json

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_STATES = "'draft', 'scheduled', 'running', 'paused', 'stopped', 'done'"
_RESULTS = "'waiting', 'queued', 'sent', 'blocked', 'failed', 'uncertain', 'skipped', 'withdrawn'"


def upgrade() -> None:
    """Up."""
    _make_mailings()
    op.create_table(
        "mailing_recipients",
        sa.Column("mailing_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.CheckConstraint(f"state IN ({_RESULTS})", name=op.f("ck_mailing_recipients_state")),
        sa.ForeignKeyConstraint(
            ["mailing_id"], ["mailings.id"], name=op.f("fk_mailing_recipients_mailing_id_mailings")
        ),
        sa.PrimaryKeyConstraint("mailing_id", "person_id", name=op.f("pk_mailing_recipients")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_mailing_recipients_state", "mailing_recipients", ["mailing_id", "state", "person_id"])
    op.add_column("people", sa.Column("mailings", sa.Boolean(), nullable=False, server_default=sa.true()))
    _index("ix_people_company", "people", "company", "company <> ''")
    _index("ix_outbox_mailings", "outbox", "put_at", "urgency = 3 AND state IN ('sent', 'dead', 'uncertain')")


def downgrade() -> None:
    """Down."""
    op.drop_index("ix_outbox_mailings", "outbox")
    op.drop_index("ix_people_company", "people")
    op.drop_column("people", "mailings")
    op.drop_table("mailing_recipients")
    op.drop_table("mailings")


def _make_mailings() -> None:
    op.create_table(
        "mailings",
        sa.Column("id", BigId, sa.Identity(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("window_start", sa.DateTime(timezone=True)),
        sa.Column("window_end", sa.DateTime(timezone=True)),
        sa.Column("services", Json, nullable=False),
        sa.Column("texts", Json, nullable=False),
        sa.Column("audience", sa.String(40), nullable=False),
        sa.Column("audience_value", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True)),
        sa.Column("follows", sa.BigInteger()),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("running_since", sa.DateTime(timezone=True)),
        sa.Column("done_before", sa.Integer(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True)),
        sa.Column("shown_done", sa.Integer(), nullable=False),
        sa.Column("reported", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"state IN ({_STATES})", name=op.f("ck_mailings_state")),
        sa.ForeignKeyConstraint(["follows"], ["mailings.id"], name=op.f("fk_mailings_follows_mailings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailings")),
        sqlite_autoincrement=True,
    )
    _index("uq_mailings_draft", "mailings", "author_id", "state = 'draft'", unique=True)
    _index("ix_mailings_attended", "mailings", "id", "state IN ('running', 'stopped') AND NOT reported")


def _index(name: str, table: str, column: str, where: str, *, unique: bool = False) -> None:
    """A partial one."""
    condition = sa.text(where)
    op.create_index(name, table, [column], unique=unique, sqlite_where=condition, postgresql_where=condition)
