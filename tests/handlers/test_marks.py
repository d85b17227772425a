"""Formatting from Telegram's entities to Telegram's HTML: carried over where that is safe, plain where it is not."""

import random

import pytest
from aiogram.types import MessageEntity, User

from desk.answers import length
from desk.marks import Mark, Style, part
from handlers.marks import marks_of
from handlers.texts.marked import markup, pieces, quoting
from handlers.texts.said import shown_length
from playground.markup_html import parse_html

LINK = "https://a.b/?x=1&y=\"><b>'"


def entity(kind: str, offset: int, size: int, **more: object) -> MessageEntity:
    return MessageEntity.model_validate({"type": kind, "offset": offset, "length": size, **more})


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        ([entity("bold", 0, 4)], "<b>some</b> &lt;words&gt;"),
        ([entity("italic", 5, 7), entity("bold", 0, 12)], "<b>some <i>&lt;words&gt;</i></b>"),
        ([entity("underline", 0, 4), entity("strikethrough", 0, 4)], "<u><s>some</s></u> &lt;words&gt;"),
        ([entity("spoiler", 5, 7)], "some <tg-spoiler>&lt;words&gt;</tg-spoiler>"),
        ([entity("code", 5, 7)], "some <code>&lt;words&gt;</code>"),
        ([entity("pre", 5, 7)], "some <pre>&lt;words&gt;</pre>"),
        ([entity("pre", 5, 7, language='"c"')], None),
        ([entity("text_link", 0, 4, url=LINK)], None),
        ([entity("bold", 0, 8), entity("italic", 4, 8)], "<b>some<i> &lt;wo</i></b><i>rds&gt;</i>"),
        ([entity("bold", 0, 99)], "<b>some &lt;words&gt;</b>"),
        ([entity("bold", 0, 12), entity("code", 0, 4)], "<code>some</code><b> &lt;words&gt;</b>"),
    ],
)
def test_what_a_person_marked_is_marked_on_the_other_side(found: list[MessageEntity], shown: str | None) -> None:
    made = markup("some <words>", marks_of(found))
    assert shown in (None, made)
    text, entities = parse_html(made)
    assert text == "some <words>"
    if shown is None:
        assert [(one["type"], one.get("url"), one.get("language")) for one in entities] == [
            (found[0].type, found[0].url, found[0].language)
        ]


@pytest.mark.parametrize(
    "found",
    [
        entity("text_mention", 0, 4, user=User(id=7, is_bot=False, first_name="Andriy")),
        entity("custom_emoji", 0, 4, custom_emoji_id="5368324170671202286"),
        entity("text_link", 0, 4, url="tg://user?id=7"),
        entity("text_link", 0, 4, url="javascript:alert(1)"),
        entity("text_link", 0, 4),
        entity("url", 0, 4),
        entity("hologram", 0, 4),
        entity("bold", 0, 0),
    ],
)
def test_mentions_custom_emoji_and_what_is_not_known_are_plain(found: MessageEntity) -> None:
    assert markup("some words", marks_of([found])) == "some words"


def test_quoted_lines_are_marked_as_in_letters_for_quotations_cannot_stand_in_each_other() -> None:
    text = "He said:\nit is off\nall of it\nIs it?"
    marks = marks_of([entity("blockquote", 9, 19), entity("bold", 15, 3), entity("italic", 29, 6)])
    assert markup(*quoting(text, marks)) == "He said:\n&gt; it is <b>off</b>\n&gt; all of it\n<i>Is it?</i>"


def test_a_long_text_is_cut_and_no_tag_is_broken() -> None:
    text = "👩‍💻 <слово> & " * 500
    marks = [Mark(Style.BOLD, 0, length(text)), Mark(Style.LINK, 3400, 200, LINK)]
    found = pieces(text, marks, 3500)
    assert max(shown_length(piece) for piece in found) <= 3500
    shown = [parse_html(piece)[0] for piece in found]
    assert "".join(shown) == text
    assert all(piece.endswith(" ") for piece in shown), "no word is cut"
    assert all(any(one["type"] == "bold" for one in parse_html(piece)[1]) for piece in found)


def test_whatever_the_marks_are_the_markup_parses_and_says_the_same() -> None:
    chance = random.Random(7)  # repeatable, no secret
    text = "a<b>&🆘\nй 👩‍💻 \n\n> x"
    for _ in range(500):
        marks = [
            Mark(chance.choice(list(Style)), chance.randrange(20), chance.randrange(1, 20), "https://a.b")
            for _ in range(chance.randrange(6))
        ]
        marks = list(part(marks, 0, length(text)))
        assert parse_html(markup(text, marks))[0] == text
        assert parse_html(markup(*quoting(text, marks)))[0].replace("> ", "") == text.replace("> ", "")
