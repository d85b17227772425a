"""Who may not use the desk."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, or_, select, update

from desk.model import Actor, Block
from storage.tables import NOT_LIFTED, blocks
from storage.types import UtcDateTime
from storage.unit import Unit

_FIELDS = ("person_id", "ticket_id", "ground", "at", "until", "by_id", "by_name", "answered")
_ADD = insert(blocks).returning(blocks.c.id)
_LASTS = or_(blocks.c.until.is_(None), blocks.c.until > bindparam("now", type_=UtcDateTime))
_NEWEST = select(blocks).where(NOT_LIFTED, _LASTS).order_by(blocks.c.id.desc()).limit(bindparam("most"))
_STANDING = _NEWEST.where(blocks.c.person_id == bindparam("person"))
_ANSWER = update(blocks).where(blocks.c.id == bindparam("of"), blocks.c.answered.is_(False)).values(answered=True)
_LIFT = (
    update(blocks)
    .where(blocks.c.person_id == bindparam("person"), NOT_LIFTED, _LASTS)
    .values(
        lifted_at=bindparam("lifted", type_=UtcDateTime),
        lifted_by=bindparam("actor"),
        lifted_by_name=bindparam("actor_name"),
    )
)


def _from_row(row: Row[Any]) -> Block:
    return Block(
        id=row.id,
        person_id=row.person_id,
        ticket_id=row.ticket_id,
        ground=row.ground,
        at=row.at,
        until=row.until,
        by_id=row.by_id,
        by_name=row.by_name,
        answered=row.answered,
    )


class SqlBlocks:
    """`desk.ports_order.Blocks`."""

    __slots__ = ("_unit",)

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def add(self, block: Block) -> Block:
        """Insert; with its id."""
        values = {name: getattr(block, name) for name in _FIELDS}
        return replace(block, id=self._unit.execute(_ADD, values).scalar_one())

    def standing(self, person_id: int) -> Block | None:
        """The newest one that stands."""
        row = self._unit.execute(_STANDING, {"person": person_id, "now": self._unit.now, "most": 1}).first()
        return None if row is None else _from_row(row)

    def all(self, limit: int) -> Sequence[Block]:
        """Those that stand now, the newest first."""
        return [_from_row(row) for row in self._unit.execute(_NEWEST, {"now": self._unit.now, "most": limit})]

    def answer(self, block_id: int) -> bool:
        """Of two that answer at once one does."""
        return self._unit.execute(_ANSWER, {"of": block_id}).rowcount == 1

    def lift(self, person_id: int, at: datetime, by: Actor) -> int:
        """All of the person's that stand; how many."""
        values = {"person": person_id, "now": self._unit.now, "lifted": at, "actor": by.id, "actor_name": by.name}
        return self._unit.execute(_LIFT, values).rowcount
