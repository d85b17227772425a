"""The tables of incidents: several critical tickets about one thing."""

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, Index, Table, Text

from desk.ports_incidents import OfferState
from storage.tables import OPEN, metadata, partial, tickets
from storage.types import BigId, UtcDateTime, closed_set

incident_topics = Table(
    "incident_topics",  # one row a topic, which is held while it is looked whether there is an incident
    metadata,
    Column("topic", Text, primary_key=True),
    Column("settled_at", UtcDateTime),
)

incident_offers = Table(
    "incident_offers",
    metadata,
    Column("id", BigId, Identity(), primary_key=True),
    Column("topic", Text, nullable=False),
    Column("ticket_id", BigInteger, ForeignKey("tickets.id"), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("state", closed_set(OfferState, "state"), nullable=False),
    Index("ix_incident_offers_topic", "topic", "at"),
    Index("ix_incident_offers_ticket", "ticket_id"),
    sqlite_autoincrement=True,
)

incidents = Table(
    "incidents",
    metadata,
    Column("id", BigId, Identity(), primary_key=True),
    Column("topic", Text, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),  # when the newest of its tickets was opened
    Column("by_id", BigInteger, nullable=False),
    Column("by_name", Text, nullable=False),
    Index("ix_incidents_topic", "topic", "last_at"),
    sqlite_autoincrement=True,
)

incident_tickets = Table(
    "incident_tickets",
    metadata,
    Column("ticket_id", BigId, ForeignKey("tickets.id"), primary_key=True, autoincrement=False),
    Column("incident_id", BigInteger, ForeignKey("incidents.id"), nullable=False),
    Index("ix_incident_tickets_incident", "incident_id", "ticket_id"),
)

partial("ix_tickets_topic", OPEN, tickets.c.topic, tickets.c.created_at)
