"""The ratings (desk/ports_closing.py says what holds)."""

from dataclasses import asdict

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is compiled by the SQLite dialect too

from desk.ports_closing import Rating
from storage.tables_closing import ratings
from storage.unit import Unit

_GET = select(ratings).where(ratings.c.ticket_id == bindparam("of"))
_NEW = insert(ratings)
_SAVE = _NEW.on_conflict_do_update(
    index_elements=[ratings.c.ticket_id],
    set_={column.name: _NEW.excluded[column.name] for column in ratings.c if not column.primary_key},
)


class SqlRatings:
    """`desk.ports_closing.Ratings`."""

    __slots__ = ("_unit",)

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def get(self, ticket_id: int) -> Rating | None:
        """The ticket's."""
        row = self._unit.execute(_GET, {"of": ticket_id}).first()
        return None if row is None else Rating(**row._asdict())

    def save(self, rating: Rating) -> None:
        """In place of the ticket's earlier one."""
        self._unit.execute(_SAVE, asdict(rating))
