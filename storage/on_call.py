"""Who is on call, beside what the regulation's file says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert  # its ON CONFLICT is compiled by the SQLite dialect too

from desk.model import Colleague
from desk.ports_on_call import ChatRota, Handover, HandoverState, Override
from storage.tables_on_call import WAITS, absent, handovers, on_call_overrides, rotas
from storage.types import UtcDateTime
from storage.unit import Unit

_WALL = "%Y-%m-%dT%H:%M"
_ROTA = select(rotas)
_SET_ROTA = insert(rotas)
_CLEAR_ROTA = delete(rotas)
_AT = bindparam("moment", type_=UtcDateTime())
_HOLD = select(on_call_overrides).where(on_call_overrides.c.until > _AT, on_call_overrides.c.since <= _AT)
_TAKE_OVER = insert(on_call_overrides).returning(on_call_overrides.c.id)
_END = (
    update(on_call_overrides)
    .where(on_call_overrides.c.id == bindparam("of"))
    .values(until=bindparam("ends", type_=UtcDateTime()))
)
_ASK = insert(handovers).returning(handovers.c.id)
_HANDOVER = select(handovers).where(handovers.c.id == bindparam("of"))
_LOCK_HANDOVER = _HANDOVER.with_for_update()
_SETTLE = update(handovers).where(handovers.c.id == bindparam("of")).values(state=bindparam("became"))
_WAITING = (
    select(handovers)
    .where(WAITS, or_(handovers.c.giver_id == bindparam("who"), handovers.c.taker_id == bindparam("who")))
    .order_by(handovers.c.id)
)
_ABSENT = select(absent.c.engineer_id)
_LEFT = upsert(absent).on_conflict_do_nothing().returning(absent.c.engineer_id)
_BACK = delete(absent).where(absent.c.engineer_id == bindparam("who"))


class SqlOnCalls:
    """`desk.ports_on_call.OnCalls`."""

    __slots__ = ("_unit",)

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def rota(self) -> ChatRota | None:
        """The chat's."""
        row = self._unit.execute(_ROTA).first()
        if row is None:
            return None
        people = tuple(Colleague(one["id"], one["name"]) for one in row.people)
        start = datetime.strptime(row.start, _WALL)  # noqa: DTZ007  # a time on the wall
        return ChatRota(start, row.turn, people, Colleague(row.by_id, row.by_name), row.at)

    def set_rota(self, rota: ChatRota | None) -> bool:
        """This one, or none. False: there was none to clear."""
        cleared = self._unit.execute(_CLEAR_ROTA).rowcount > 0
        if rota is None:
            return cleared
        row = {
            "id": 1,
            "start": rota.start.strftime(_WALL),
            "turn": rota.turn,
            "people": [{"id": one.id, "name": one.name} for one in rota.people],
            "by_id": rota.by.id,
            "by_name": rota.by.name,
            "at": rota.at,
        }
        self._unit.execute(_SET_ROTA, row)
        return True

    def override(self, at: datetime, absent: frozenset[int] = frozenset()) -> Override | None:
        """The newest one that holds then."""
        rows = self._unit.execute(_HOLD, {"moment": at})  # few, and sorted they would not be read by their index
        row = max((one for one in rows if one.engineer_id not in absent), key=lambda one: one.id, default=None)
        if row is None:
            return None
        return Override(row.id, Colleague(row.engineer_id, row.engineer_name), row.since, row.until, row.at)

    def add(self, override: Override) -> Override:
        """Insert; with its id."""
        row = {
            "engineer_id": override.engineer.id,
            "engineer_name": override.engineer.name,
            "since": override.since,
            "until": override.until,
            "at": override.at,
        }
        return replace(override, id=self._unit.execute(_TAKE_OVER, row).scalar_one())

    def end(self, override_id: int, until: datetime) -> None:
        """It holds no longer than this."""
        self._unit.execute(_END, {"of": override_id, "ends": until})

    def ask(self, handover: Handover) -> Handover:
        """Insert; with its id."""
        row = {
            "giver_id": handover.giver.id,
            "giver_name": handover.giver.name,
            "taker_id": handover.taker.id,
            "taker_name": handover.taker.name,
            "asked_at": handover.asked_at,
            "expires_at": handover.expires_at,
            "until": handover.until,
            "state": handover.state,
        }
        return replace(handover, id=self._unit.execute(_ASK, row).scalar_one())

    def handover(self, handover_id: int) -> Handover | None:
        """By number."""
        return _handover(self._unit.execute(_HANDOVER, {"of": handover_id}).first())

    def lock_handover(self, handover_id: int) -> Handover | None:
        """By number, held until the unit ends."""
        statement = _LOCK_HANDOVER if self._unit.writable else _HANDOVER
        return _handover(self._unit.execute(statement, {"of": handover_id}).first())

    def settle(self, handover_id: int, state: HandoverState) -> None:
        """Where it stands now."""
        self._unit.execute(_SETTLE, {"of": handover_id, "became": state})

    def waiting(self, engineer_id: int) -> Sequence[Handover]:
        """The oldest first."""
        found = (_handover(row) for row in self._unit.execute(_WAITING, {"who": engineer_id}))
        return [one for one in found if one is not None]

    def absent(self) -> frozenset[int]:
        """Who left."""
        return frozenset(self._unit.execute(_ABSENT).scalars())

    def left(self, engineer_id: int) -> bool:
        """False: that was known."""
        row = {"engineer_id": engineer_id, "at": self._unit.now}
        return self._unit.execute(_LEFT, row).first() is not None

    def back(self, engineer_id: int) -> bool:
        """False: they were not away."""
        return self._unit.execute(_BACK, {"who": engineer_id}).rowcount == 1


def _handover(row: Row[Any] | None) -> Handover | None:
    if row is None:
        return None
    giver, taker = Colleague(row.giver_id, row.giver_name), Colleague(row.taker_id, row.taker_name)
    return Handover(row.id, giver, taker, row.asked_at, row.expires_at, row.until, row.state)
