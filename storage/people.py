"""The clients' rows."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is compiled by the SQLite dialect too

from desk.model import Identity, Person, Sender
from storage.tables import people
from storage.unit import Unit

_GET = select(people).where(people.c.id == bindparam("of"))
_LOCK = _GET.with_for_update()
_INSERT = insert(people).on_conflict_do_nothing().returning(people.c.id)
_FIELDS = [column.name for column in people.c if column.name != "id"]


def _to_row(person: Person) -> dict[str, Any]:
    identity = person.identity
    return {
        "id": person.id,
        "name": person.name,
        "username": person.username,
        "language_code": person.language_code,
        "language": person.language,
        "identity_name": identity.name,
        "company": identity.company,
        "contact": identity.contact,
        "position": identity.position,
        "reachable": person.reachable,
        "answering": person.answering,
        "expects": person.expects,
        "deletion_asked_at": person.deletion_asked_at,
        "mailings": person.mailings,
    }


def _from_row(row: Row[Any]) -> Person:
    return Person(
        id=row.id,
        name=row.name,
        username=row.username,
        language_code=row.language_code,
        language=row.language,
        identity=Identity(row.identity_name, row.company, row.contact, row.position),
        reachable=row.reachable,
        answering=row.answering,
        expects=row.expects,
        deletion_asked_at=row.deletion_asked_at,
        mailings=row.mailings,
    )


class SqlPeople:
    """`desk.ports.People`.

    Remembers what the unit read, and saves only the fields that differ: a unit that marks somebody unreachable does not
    undo what another one wrote in the meantime.
    """

    __slots__ = ("_locked", "_unit")

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._locked: set[int] = set()

    def get(self, person_id: int) -> Person | None:
        """None: never written before."""
        return self._sure(person_id) or self._read(_GET, person_id)

    def meet(self, sender: Sender) -> Person:
        """The person as the update shows them, their row locked; written only where something differs.

        A second time in the unit it is not read again: nobody else can have written a locked row.
        """
        known = self._sure(sender.id) or self._lock(sender)
        met = replace(
            known,
            name=sender.name,
            username=sender.username,
            language_code=sender.language_code,
            reachable=True,
        )
        self.save(met)
        return met

    def save(self, person: Person) -> None:
        """Write the fields that differ from what this unit read. RuntimeError: nobody with this id."""
        seen = self._unit.people.get(person.id)
        if person == seen:
            return
        row = _to_row(person)
        before = _to_row(seen) if seen else {}
        changed = {name: row[name] for name in _FIELDS if name not in before or before[name] != row[name]}
        statement = update(people).where(people.c.id == bindparam("of")).values(changed)
        if self._unit.connection.execute(statement, {"of": person.id}).rowcount != 1:
            raise RuntimeError(f"no person {person.id}")
        self._unit.people[person.id] = person

    def _sure(self, person_id: int) -> Person | None:
        """What the unit read, where nobody else can have written since."""
        sure = person_id in self._locked or self._unit.undisturbed
        return self._unit.people.get(person_id) if sure else None

    def _lock(self, sender: Sender) -> Person:
        """The person's row, held until the unit ends; made where there is none."""
        self._locked.add(sender.id)
        known = self._read(_LOCK, sender.id)
        if known is not None:
            return known
        fresh = Person(sender.id, sender.name, sender.username, sender.language_code)
        if self._unit.execute(_INSERT, _to_row(fresh)).first() is not None:
            self._unit.people[fresh.id] = fresh
            return fresh
        return self._lock(sender)  # somebody else met them at this very moment (or has erased them again)

    def _read(self, statement: Any, person_id: int) -> Person | None:
        row = self._unit.execute(statement, {"of": person_id}).first()
        if row is None:
            return None
        person = self._unit.people[person_id] = _from_row(row)
        return person
