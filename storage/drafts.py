"""The forms under way. Answers are JSON: a step that a later version adds or drops harms no stored form."""

from dataclasses import fields, replace
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Row, bindparam, delete, insert, select, update

from desk.model import Answers, Draft, Impact, Scale, Step
from storage.tables import drafts, people
from storage.unit import Unit

_OF = select(drafts).where(drafts.c.person_id == bindparam("of"))
_LOCK = _OF.with_for_update()
_IS_NEXT = (
    select(drafts.c.id)
    .join(people, people.c.id == drafts.c.person_id)
    .where(drafts.c.person_id == bindparam("of"), people.c.answering.is_(None))
)
_INSERT = insert(drafts).returning(drafts.c.id)
_SAVE = (
    update(drafts)
    .where(drafts.c.id == bindparam("of"))
    .values({name: bindparam(name) for name in ("revision", "step", "answers", "updated_at", "editing")})
)
_DELETE = delete(drafts).where(drafts.c.id == bindparam("of"))
_REPLACE = delete(drafts).where(drafts.c.person_id == bindparam("of"))
_ANSWERS = frozenset(field.name for field in fields(Answers))

E = TypeVar("E", bound=StrEnum)


def _known(kind: type[E], value: str | None) -> E | None:
    """The member, or None for a value that this version does not have."""
    return next((member for member in kind if member == value), None)


def _answers_to_json(answers: Answers) -> dict[str, Any]:
    values = {name: getattr(answers, name) for name in _ANSWERS}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def _answers_from_json(data: dict[str, Any]) -> Answers:
    values = {name: value for name, value in data.items() if name in _ANSWERS}
    values["impact"] = _known(Impact, values.get("impact"))
    values["scale"] = _known(Scale, values.get("scale"))
    return Answers(**values)


def _from_row(row: Row[Any]) -> Draft:
    return Draft(
        id=row.id,
        person_id=row.person_id,
        revision=row.revision,
        step=_known(Step, row.step) or Step.SUMMARY,  # the form itself leads to the first unanswered step from there
        answers=_answers_from_json(row.answers),
        started_at=row.started_at,
        updated_at=row.updated_at,
        editing=row.editing,
    )


def _to_row(draft: Draft) -> dict[str, Any]:
    return {
        "revision": draft.revision,
        "step": draft.step.value,
        "answers": _answers_to_json(draft.answers),
        "updated_at": draft.updated_at,
        "editing": draft.editing,
    }


class SqlDrafts:
    """`desk.ports.Drafts`."""

    __slots__ = ("_unit",)

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def of(self, person_id: int) -> Draft | None:
        """The person's draft; its row is locked where the unit may write."""
        statement = _LOCK if self._unit.writable else _OF
        row = self._unit.execute(statement, {"of": person_id}).first()
        return None if row is None else _from_row(row)

    def is_next(self, person_id: int) -> bool:
        """Whether what the person sends next is for their form."""
        return self._unit.execute(_IS_NEXT, {"of": person_id}).first() is not None

    def start(self, draft: Draft) -> Draft:
        """Insert in place of any earlier draft of the person, whose pictures go with it; with its id."""
        self._unit.execute(_REPLACE, {"of": draft.person_id})
        row = _to_row(draft) | {"person_id": draft.person_id, "started_at": draft.started_at}
        draft_id: int = self._unit.execute(_INSERT, row).scalar_one()
        return replace(draft, id=draft_id)

    def save(self, draft: Draft) -> None:
        """Write every field. RuntimeError: there is no such draft any more."""
        if self._unit.execute(_SAVE, _to_row(draft) | {"of": draft.id}).rowcount != 1:
            raise RuntimeError(f"no draft {draft.id}")

    def delete(self, draft_id: int) -> None:
        """Forget it, with its pictures unless they were handed over."""
        self._unit.execute(_DELETE, {"of": draft_id})
