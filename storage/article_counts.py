"""How often help articles helped."""

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is compiled by the SQLite dialect too

from storage.tables import article_counts
from storage.unit import Unit

_NEW = insert(article_counts)
_COUNT = _NEW.on_conflict_do_update(
    index_elements=[article_counts.c.article],
    set_={
        "helped": article_counts.c.helped + _NEW.excluded.helped,
        "not_helped": article_counts.c.not_helped + _NEW.excluded.not_helped,
    },
)
_HELPED = select(article_counts.c.helped).where(article_counts.c.article == bindparam("of"))


class SqlArticleCounts:
    """`desk.ports_service.ArticleCounts`."""

    __slots__ = ("_unit",)

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def count(self, article: str, *, helped: bool) -> None:
        """One more."""
        row = {"article": article, "helped": int(helped), "not_helped": int(not helped)}
        self._unit.execute(_COUNT, row)

    def helped(self, article: str) -> int:
        """How often it did."""
        return self._unit.execute(_HELPED, {"of": article}).scalar() or 0
