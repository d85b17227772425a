"""The table of ratings."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text

from storage.tables import metadata
from storage.types import BigId, UtcDateTime

ratings = Table(
    "ratings",
    metadata,
    Column("ticket_id", BigId, ForeignKey("tickets.id"), primary_key=True, autoincrement=False),
    Column("entry_id", BigInteger, nullable=False),
    Column("stars", Integer, nullable=False),
    Column("word", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("engineer_id", BigInteger),
    Column("engineer_name", Text, nullable=False),
    CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),
    Index("ix_ratings_at", "at"),  # the figures of a period
)
