"""On call, and incidents."""

import sqlalchemy as sa
from alembic import op

from storage.types import BigId, Json

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Up."""
    _on_call()
    _incidents()


def _on_call() -> None:
    op.create_table(
        "rotas",
        sa.Column("id", BigId, autoincrement=False, nullable=False),
        sa.Column("start", sa.String(16), nullable=False),
        sa.Column("turn", sa.String(40), nullable=False),
        sa.Column("people", Json, nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rotas")),
    )
    op.create_table(
        "on_call_overrides",
        sa.Column("id", BigId, sa.Identity(), nullable=False),
        sa.Column("engineer_id", sa.BigInteger(), nullable=False),
        sa.Column("engineer_name", sa.Text(), nullable=False),
        sa.Column("since", _INSTANT, nullable=False),
        sa.Column("until", _INSTANT, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_on_call_overrides")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_on_call_overrides_until", "on_call_overrides", ["until"])
    op.create_table(
        "handovers",
        sa.Column("id", BigId, sa.Identity(), nullable=False),
        sa.Column("giver_id", sa.BigInteger(), nullable=False),
        sa.Column("giver_name", sa.Text(), nullable=False),
        sa.Column("taker_id", sa.BigInteger(), nullable=False),
        sa.Column("taker_name", sa.Text(), nullable=False),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("until", _INSTANT, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
        sa.CheckConstraint(
            "state IN ('waiting', 'accepted', 'declined', 'withdrawn', 'expired')", name=op.f("ck_handovers_state")
        ),
        sqlite_autoincrement=True,
    )
    where = sa.text("state = 'waiting'")
    op.create_index("ix_handovers_waiting", "handovers", ["id"], sqlite_where=where, postgresql_where=where)
    op.create_table(
        "absent",
        sa.Column("engineer_id", BigId, autoincrement=False, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("engineer_id", name=op.f("pk_absent")),
    )


def _incidents() -> None:
    op.create_table(
        "incident_topics",
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("settled_at", _INSTANT),
        sa.PrimaryKeyConstraint("topic", name=op.f("pk_incident_topics")),
    )
    op.create_table(
        "incident_offers",
        sa.Column("id", BigId, sa.Identity(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("since", _INSTANT, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_offers")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_incident_offers_ticket_id_tickets")),
        sa.CheckConstraint("state IN ('waiting', 'accepted', 'declined')", name=op.f("ck_incident_offers_state")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_incident_offers_topic", "incident_offers", ["topic", "at"])
    op.create_index("ix_incident_offers_ticket", "incident_offers", ["ticket_id"])
    op.create_table(
        "incidents",
        sa.Column("id", BigId, sa.Identity(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("opened_at", _INSTANT, nullable=False),
        sa.Column("last_at", _INSTANT, nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_incidents_topic", "incidents", ["topic", "last_at"])
    op.create_table(
        "incident_tickets",
        sa.Column("ticket_id", BigId, autoincrement=False, nullable=False),
        sa.Column("incident_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_incident_tickets")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_incident_tickets_ticket_id_tickets")),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_incident_tickets_incident_id_incidents")
        ),
    )
    op.create_index("ix_incident_tickets_incident", "incident_tickets", ["incident_id", "ticket_id"])
    where = sa.text("status <> 'done'")
    op.create_index("ix_tickets_topic", "tickets", ["topic", "created_at"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Down."""
    op.drop_index("ix_tickets_topic", "tickets")
    for table in (
        "incident_tickets", "incidents", "incident_offers", "incident_topics", "absent", "handovers",
        "on_call_overrides", "rotas",
    ):  # fmt: skip
        op.drop_table(table)
