"""The table of messages that wait for a supervisor's words for a mailing."""

from sqlalchemy import BigInteger, Column, Index, Table, Text

from desk.ports_mailing_prompts import Asked
from storage.tables import metadata
from storage.types import open_set

mailing_prompts = Table(
    "mailing_prompts",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("mailing_id", BigInteger, nullable=False),
    Column("engineer_id", BigInteger, nullable=False),
    Column("asked", open_set(Asked), nullable=False),
    Column("language", Text, nullable=False),
    Column("wizard_id", BigInteger, nullable=False),
    Index("ix_mailing_prompts_mailing", "mailing_id"),
)
