"""The full-text index over the table `search`, which each database has in its own way.

SQLite: an FTS5 table over its content, kept in step by triggers. PostgreSQL: a GIN index over the words as a tsvector.
Both take the words as they are (desk/words.py has cut and levelled them) and find by the beginnings of words.
"""

from collections.abc import Sequence

from sqlalchemy import DDL, Table, event

NAMES = ("search_words", "ix_search_words")
"""How names of the index begin, which no table in the code has."""

VECTOR = "array_to_tsvector(string_to_array(search.words, ' '))"

_REMOVE = "INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', old.ticket_id, old.words)"
_ADD = "INSERT INTO search_words (rowid, words) VALUES (new.ticket_id, new.words)"
SQLITE = (
    (
        "CREATE VIRTUAL TABLE search_words USING fts5 (words, content='search', content_rowid='ticket_id', "
        "tokenize='unicode61 remove_diacritics 0', prefix='3 5')"
    ),
    f"CREATE TRIGGER search_words_added AFTER INSERT ON search BEGIN {_ADD}; END",
    f"CREATE TRIGGER search_words_changed AFTER UPDATE ON search BEGIN {_REMOVE}; {_ADD}; END",
    f"CREATE TRIGGER search_words_removed AFTER DELETE ON search BEGIN {_REMOVE}; END",
)
POSTGRES = ("CREATE INDEX ix_search_words ON search USING gin ((array_to_tsvector(string_to_array(words, ' '))))",)


def attach(table: Table) -> None:
    """Where the tables are made from the code, the index is made with them."""
    for dialect, statements in (("sqlite", SQLITE), ("postgresql", POSTGRES)):
        for statement in statements:
            made = DDL(statement)  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", made.execute_if(dialect=dialect))


def for_sqlite(beginnings: Sequence[str]) -> str:
    """What FTS5 looks for: all of these beginnings of words."""
    return " AND ".join(f'"{word}"*' for word in beginnings)


def for_postgres(beginnings: Sequence[str]) -> str:
    """The same as a tsquery."""
    return " & ".join(f"'{word}':*" for word in beginnings)
