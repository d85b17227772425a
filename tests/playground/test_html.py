"""Telegram's HTML and the length that counts."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.entities import checked_caption, checked_text, formatted, utf16
from playground.errors import ApiError
from playground.markup_html import parse_html

READ = [
    ("plain", "plain", []),
    ("<b>bold</b>", "bold", [("bold", 0, 4)]),
    ("<strong>a</strong><em>b</em>", "ab", [("bold", 0, 1), ("italic", 1, 1)]),
    ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
    ("👍<u>x</u>", "👍x", [("underline", 2, 1)]),
    ("<del>a</del> <tg-spoiler>b</tg-spoiler>", "a b", [("strikethrough", 0, 1), ("spoiler", 2, 1)]),
    ('<span class="tg-spoiler">b</span>', "b", [("spoiler", 0, 1)]),
    ("<code>a &lt; b</code>", "a < b", [("code", 0, 5)]),
    ("&amp;&quot;&#39;&#x41; &nbsp; & &unknown;", "&\"'A &nbsp; & &unknown;", []),
    ("<B>case</b>", "case", [("bold", 0, 4)]),
    ("<b></b>empty", "empty", []),
    ("<blockquote expandable>long</blockquote>", "long", [("expandable_blockquote", 0, 4)]),
    ('<pre><code class="language-python">x</code></pre>', "x", [("pre", 0, 1)]),
    ("  <b>trim</b>  \n", "trim", [("bold", 0, 4)]),
    ("write to /help or @somebody", "write to /help or @somebody", [("bot_command", 9, 5), ("mention", 18, 9)]),
    ("<code>/help</code>", "/help", [("code", 0, 5)]),
    ('<a href="javascript:alert(1)">x</a>', "x", []),
]


@pytest.mark.parametrize(("html", "text", "entities"), READ)
def test_html_becomes_text_and_entities(html: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    shown, found = formatted(html, "HTML", None)
    assert shown == text
    assert [(e["type"], e["offset"], e["length"]) for e in found] == entities


def test_links_languages_and_people_keep_what_they_point_to() -> None:
    html = "<a href=\"https://example.org/?a=1&amp;b=2\">x</a><a href='tg://user?id=42'>y</a>"
    _, found = parse_html(html + '<pre><code class="language-sql">z</code></pre>')
    assert found[0]["url"] == "https://example.org/?a=1&b=2"
    assert found[1]["user"]["id"] == 42
    assert found[2]["language"] == "sql"


REFUSED = [
    ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
    ("a</b>", "Unexpected end tag at byte offset 1"),
    ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
    ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
    ("<div>a</div>", 'Unsupported start tag "div" at byte offset 0'),
    ("їж <br>", 'Unsupported start tag "br" at byte offset 5'),
    ("1 < 2 > 0", 'Unsupported start tag "" at byte offset 2'),
    ("a <b", "Unclosed start tag at byte offset 2"),
    ('<a href="x', "Unclosed start tag"),
    ("<b>a</b", "Unclosed end tag at byte offset 4"),
    ("<span>a</span>", 'Tag "span" must have class "tg-spoiler"'),
]


@pytest.mark.parametrize(("html", "error"), REFUSED)
def test_html_that_telegram_cannot_parse_is_refused(html: str, error: str) -> None:
    with pytest.raises(ApiError) as refusal:
        parse_html(html)
    assert refusal.value.description.startswith(f"Bad Request: can't parse entities: {error}")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=60))
@settings(max_examples=200, deadline=None)
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    shown, entities = parse_html(f"<b>{escaped}</b>")
    assert shown == text
    assert [(e["offset"], e["length"]) for e in entities] == ([(0, utf16(text))] if text else [])


@given(st.text("<>/ab&; =\"'", max_size=30))
@settings(max_examples=300, deadline=None)
def test_any_input_is_read_or_refused(text: str) -> None:
    try:
        shown, entities = parse_html(text)
    except ApiError:
        return
    assert all(0 <= e["offset"] < e["offset"] + e["length"] <= utf16(shown) for e in entities)


LENGTHS: list[tuple[str, Any]] = [
    ("x" * 4096, None),
    ("x" * 4097, "message is too long"),
    ("👍" * 2048, None),
    ("👍" * 2049, "message is too long"),
    (f"<b>{'x' * 4096}</b>", None),
    ("&lt;" * 4096, None),
    (" " * 10, "message text is empty"),
    ("<b> </b>", "text must be non-empty"),
]


@pytest.mark.parametrize(("text", "error"), LENGTHS)
def test_text_is_measured_after_parsing(text: str, error: str | None) -> None:
    if error is None:
        assert checked_text(text, "HTML", None)["text"]
        return
    with pytest.raises(ApiError, match=error):
        checked_text(text, "HTML", None)


def test_caption_is_measured_after_parsing() -> None:
    assert len(checked_caption(f"<i>{'y' * 1024}</i>", "HTML", None)["caption"]) == 1024
    with pytest.raises(ApiError, match="message caption is too long"):
        checked_caption("y" * 1025, None, None)
    assert checked_caption("", None, None) == {}


OTHER_MODES = [("MarkdownV2", "HTML and plain entities only"), ("BB", "unsupported parse_mode")]


@pytest.mark.parametrize(("mode", "error"), OTHER_MODES)
def test_other_parse_modes_are_refused(mode: str, error: str) -> None:
    with pytest.raises(ApiError, match=error):
        formatted("x", mode, None)
