"""The table of what the desk has done about itself, and how far it has come."""

from sqlalchemy import BigInteger, Boolean, Column, String, Table, Text

from storage.tables import metadata

facts = Table(
    "facts",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),  # what it was done for
    Column("reached", BigInteger, nullable=False),  # how far
    Column("done", Boolean(create_constraint=False), nullable=False),
)
