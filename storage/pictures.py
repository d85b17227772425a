"""Rows of saved screenshots; the files are storage/files.py's."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is compiled by the SQLite dialect too

from desk.model import NewPicture, Picture
from storage.tables import pictures
from storage.unit import Unit

_INSERT = insert(pictures).on_conflict_do_nothing().returning(pictures.c.id)
_OF_DRAFT = select(pictures).where(pictures.c.draft_id == bindparam("of")).order_by(pictures.c.id)
_OF_TICKET = select(pictures).where(pictures.c.ticket_id == bindparam("of")).order_by(pictures.c.id)
_OF_ENTRY = select(pictures).where(pictures.c.entry_id == bindparam("of")).order_by(pictures.c.id)
_HAND_OVER = (
    update(pictures)
    .where(pictures.c.draft_id == bindparam("of"))
    .values(draft_id=None, ticket_id=bindparam("ticket"), entry_id=bindparam("entry"))
    .returning(*pictures.c)
)
_REMOVE = delete(pictures).where(pictures.c.draft_id == bindparam("of"))
_PATHS = select(pictures.c.path)


def _from_row(row: Row[Any]) -> Picture:
    return Picture(row.id, row.kind, row.file_id, row.unique_id, row.path, row.mime, row.size)


class SqlPictures:
    """`desk.ports.Pictures`."""

    __slots__ = ("_unit",)

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def add(
        self,
        picture: NewPicture,
        *,
        draft_id: int | None = None,
        ticket_id: int | None = None,
        entry_id: int | None = None,
    ) -> Picture | None:
        """None: this draft (or history entry) has it already."""
        row = {
            "draft_id": draft_id,
            "ticket_id": ticket_id,
            "entry_id": entry_id,
            "kind": picture.kind,
            "file_id": picture.file_id,
            "unique_id": picture.unique_id,
            "path": picture.path,
            "mime": picture.mime,
            "size": picture.size,
        }
        new_id = self._unit.execute(_INSERT, row).scalar_one_or_none()
        if new_id is None:
            return None
        return Picture(
            new_id,
            picture.kind,
            picture.file_id,
            picture.unique_id,
            picture.path,
            picture.mime,
            picture.size,
        )

    def of_draft(self, draft_id: int) -> Sequence[Picture]:
        """In the order in which they came."""
        return [_from_row(row) for row in self._unit.execute(_OF_DRAFT, {"of": draft_id})]

    def of_ticket(self, ticket_id: int) -> Sequence[Picture]:
        """In the order in which they came."""
        return [_from_row(row) for row in self._unit.execute(_OF_TICKET, {"of": ticket_id})]

    def of_entry(self, entry_id: int) -> Sequence[Picture]:
        """In the order in which they came."""
        return [_from_row(row) for row in self._unit.execute(_OF_ENTRY, {"of": entry_id})]

    def hand_over(self, draft_id: int, ticket_id: int, entry_id: int) -> Sequence[Picture]:
        """The draft's pictures become the ticket's, and are no longer the draft's; all of them, in order."""
        rows = self._unit.execute(_HAND_OVER, {"of": draft_id, "ticket": ticket_id, "entry": entry_id})
        return sorted((_from_row(row) for row in rows), key=lambda picture: picture.id)

    def remove(self, draft_id: int) -> None:
        """Forget the draft's pictures; the files are swept later."""
        self._unit.execute(_REMOVE, {"of": draft_id})

    def paths(self) -> set[str]:
        """The paths of all rows."""
        return set(self._unit.execute(_PATHS).scalars())
