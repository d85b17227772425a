"""The tables of who is on call."""

from sqlalchemy import BigInteger, Column, Identity, String, Table, Text, text

from desk.ports_on_call import HandoverState
from desk.rota import TurnKind
from storage.tables import metadata, partial
from storage.types import BigId, Json, UtcDateTime, closed_set, open_set

rotas = Table(
    "rotas",  # the chat's: at most one row
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    Column("start", String(16), nullable=False),  # on the wall: an instant would move with the clocks
    Column("turn", open_set(TurnKind), nullable=False),
    Column("people", Json, nullable=False),
    Column("by_id", BigInteger, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

on_call_overrides = Table(
    "on_call_overrides",
    metadata,
    Column("id", BigId, Identity(), primary_key=True),
    Column("engineer_id", BigInteger, nullable=False),
    Column("engineer_name", Text, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)

handovers = Table(
    "handovers",
    metadata,
    Column("id", BigId, Identity(), primary_key=True),
    Column("giver_id", BigInteger, nullable=False),
    Column("giver_name", Text, nullable=False),
    Column("taker_id", BigInteger, nullable=False),
    Column("taker_name", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Column("state", closed_set(HandoverState, "state"), nullable=False),
    sqlite_autoincrement=True,
)
WAITS = text("state = 'waiting'")
partial("ix_handovers_waiting", WAITS, handovers.c.id)

absent = Table(
    "absent",  # who left the engineers' group, of those who are or may be on call
    metadata,
    Column("engineer_id", BigId, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
)
