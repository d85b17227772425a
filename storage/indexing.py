"""Writes the words that tickets are found by; storage/search.py reads them."""

from collections.abc import Sequence

from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is compiled by the SQLite dialect too

from desk.words import indexed
from storage.tables import search
from storage.unit import Unit

_NEW = insert(search)
_ADD = _NEW.on_conflict_do_update(
    index_elements=[search.c.ticket_id], set_={"words": search.c.words + " " + _NEW.excluded.words}
)


def learn(unit: Unit, ticket_id: int, texts: Sequence[str]) -> None:
    """From now on the ticket is found by the words of these texts too; texts without a word change nothing."""
    if words := indexed(texts):
        unit.execute(_ADD, {"ticket_id": ticket_id, "words": words})
