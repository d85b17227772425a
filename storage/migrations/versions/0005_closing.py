"""Ratings, and what became of the tries of a call."""

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
    op.add_column("call_backs", sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("call_backs", sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("call_backs", sa.Column("again_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Down."""
    for column in ("again_at", "tried_at", "tries"):
        op.drop_column("call_backs", column)
    op.drop_index("ix_ratings_at", table_name="ratings")
    op.drop_table("ratings")
