"""Formatting follows its words: when a text is cleaned, cut, and spelled out."""

import pytest

from desk.marks import Mark, Marks, Style, cleaned, part, spelled_out

BOLD = Style.BOLD


def bold(text: str, marks: Marks) -> list[str]:
    """The marked words."""
    units = text.encode("utf-16-le")
    return [units[2 * mark.offset : 2 * mark.end].decode("utf-16-le") for mark in marks]


@pytest.mark.parametrize(
    ("text", "mark", "words"),
    [
        ("see here", Mark(BOLD, 4, 4), ["here"]),
        ("  \n see here ", Mark(BOLD, 8, 4), ["here"]),
        ("se\u202ee\u0000 he\u202are ", Mark(BOLD, 6, 5), ["here"]),
        ("🆘\u202e 👩‍💻 here", Mark(BOLD, 4, 5), ["👩‍💻"]),
        ("  here  ", Mark(BOLD, 0, 8), ["here"]),
        ("here \u202e ", Mark(BOLD, 5, 2), []),
    ],
)
def test_marks_stay_on_their_words_when_a_text_is_cleaned(text: str, mark: Mark, words: list[str]) -> None:
    assert bold(*cleaned(text, [mark])) == words


def test_a_piece_has_what_of_the_marks_is_in_it() -> None:
    marks = (Mark(BOLD, 0, 4), Mark(Style.LINK, 2, 6, "https://a.b"), Mark(BOLD, 8, 2))
    assert part(marks, 0, 3) == (Mark(BOLD, 0, 3), Mark(Style.LINK, 2, 1, "https://a.b"))
    assert part(marks, 5, 4) == (Mark(Style.LINK, 0, 3, "https://a.b"), Mark(BOLD, 3, 1))


def test_in_plain_text_the_address_of_a_link_stands_behind_its_words() -> None:
    text = "🆘 here or there, https://c.d"
    marks = (
        Mark(Style.LINK, 3, 4, "https://a.b/1"),
        Mark(BOLD, 3, 4),
        Mark(Style.LINK, 11, 5, "https://a.b/2"),
        Mark(Style.LINK, 18, 11, "https://c.d"),
    )
    assert spelled_out(text, marks) == "🆘 here (https://a.b/1) or there (https://a.b/2), https://c.d"
