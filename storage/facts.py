"""The facts (desk/ports_facts.py says what holds)."""

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is compiled by the SQLite dialect too

from desk.ports_facts import Fact
from storage.tables_facts import facts
from storage.unit import Unit

_NEW = insert(facts)
_BEGIN = _NEW.on_conflict_do_nothing()
_ADVANCE = _NEW.on_conflict_do_update(
    index_elements=[facts.c.name],
    set_={"reached": _NEW.excluded.reached},
    where=facts.c.reached < _NEW.excluded.reached,
).returning(facts.c.name)
_LOCK = select(facts).where(facts.c.name == bindparam("of")).with_for_update()
_SAVE = update(facts).where(facts.c.name == bindparam("of"))


class SqlFacts:
    """`desk.ports_facts.Facts`."""

    __slots__ = ("_unit",)

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def lock(self, name: str) -> Fact:
        """How far it is."""
        self._unit.execute(_BEGIN, {"name": name, "value": "", "reached": 0, "done": False})
        row = self._unit.execute(_LOCK, {"of": name}).one()
        return Fact(row.name, row.value, row.reached, row.done)

    def save(self, fact: Fact) -> None:
        """Every field."""
        self._unit.execute(_SAVE, {"of": fact.name, "value": fact.value, "reached": fact.reached, "done": fact.done})

    def advance(self, name: str, to: int) -> bool:
        """Whether nobody came so far before."""
        return bool(self._unit.execute(_ADVANCE, {"name": name, "value": "", "reached": to, "done": False}).first())
