"""Ratings, and what became of the tries of a call."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.create_table(
        "ratings",
        sa.Column(
            "ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("engineer_id", sa.BigInteger(), nullable=True),
        sa.Column("engineer_name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ratings_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_ratings")),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name=op.f("ck_ratings_stars")),
    )
    op.create_index("ix_ratings_at", "ratings", ["at"])
    if op.get_bind().dialect.name == "sqlite":
        _call_backs_anew()
        return
    for column in _tries():
        op.add_column("call_backs", column)


def _tries() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("again_at", sa.DateTime(timezone=True), nullable=True),
    )


def _call_backs_anew() -> None:
    """SQLite: the table as it would have been made, with its rows and the number that it has come to."""
    op.drop_index("ix_call_backs_person", "call_backs")
    op.rename_table("call_backs", "call_backs_before")
    op.create_table(
        "call_backs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("engineer_id", sa.BigInteger(), nullable=True),
        sa.Column("engineer_name", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        *_tries(),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_call_backs_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_backs")),
        sa.CheckConstraint("state IN ('waiting', 'called', 'no_answer')", name=op.f("ck_call_backs_state")),
        sqlite_autoincrement=True,
    )
    kept = "id, person_id, phone, asked_at, due_at, state, engineer_id, engineer_name, done_at"
    op.execute(" ".join(("INSERT INTO call_backs (", kept, ") SELECT", kept, "FROM call_backs_before")))
    op.execute("DELETE FROM sqlite_sequence WHERE name = 'call_backs'")
    op.execute("UPDATE sqlite_sequence SET name = 'call_backs' WHERE name = 'call_backs_before'")
    op.drop_table("call_backs_before")
    op.create_index("ix_call_backs_person", "call_backs", ["person_id", "id"])


def downgrade() -> None:
    """Down."""
    for column in ("again_at", "tried_at", "tries"):
        op.drop_column("call_backs", column)
    op.drop_index("ix_ratings_at", table_name="ratings")
    op.drop_table("ratings")
