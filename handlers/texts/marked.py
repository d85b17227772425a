"""People's formatted texts as Telegram HTML, to stand inside a quotation of ours."""

from collections.abc import Sequence
from html import escape
from itertools import pairwise

from desk.answers import length
from desk.marks import Mark, Marks, Style, head, part
from handlers.texts.common import quote

_TAGS = {
    Style.BOLD: "b",
    Style.ITALIC: "i",
    Style.UNDERLINE: "u",
    Style.STRIKETHROUGH: "s",
    Style.SPOILER: "tg-spoiler",
    Style.CODE: "code",
    Style.BLOCK: "pre",
    Style.LINK: "a",
}
_ALONE = frozenset({Style.CODE, Style.BLOCK})
"""Telegram lets nothing stand inside or around them."""
_QUOTED = "> "


def markup(text: str, marks: Sequence[Mark]) -> str:
    """The text with its marks as tags, everything else escaped. Marks that overlap come as tags that do not."""
    marks = sorted(marks, key=lambda mark: (mark.offset, -mark.length))
    cuts = sorted({0, length(text), *(edge for mark in marks for edge in (mark.offset, mark.end))})
    open_: list[Mark] = []
    out: list[str] = []
    at = 0
    for start, end in pairwise(cuts):
        open_ = _turned(open_, _standing(marks, start), out)
        piece = head(text[at:], end - start)
        at += len(piece)
        out.append(quote(piece))
    _turned(open_, [], out)
    out.append(quote(text[at:]))  # nothing, unless a mark began in the middle of a letter
    return "".join(out)


def _standing(marks: Sequence[Mark], at: int) -> list[Mark]:
    """The marks of the words that begin there."""
    here = [mark for mark in marks if mark.offset <= at < mark.end and mark.style in _TAGS]
    return next(([mark] for mark in here if mark.style in _ALONE), here)


def _turned(open_: list[Mark], wanted: list[Mark], out: list[str]) -> list[Mark]:
    """Close what is not wanted any more, with what was opened inside it, and open what is new."""
    same = 0
    while same < min(len(open_), len(wanted)) and open_[same] is wanted[same]:
        same += 1
    out += [_end(mark) for mark in reversed(open_[same:])]
    out += [_start(mark) for mark in wanted[same:]]
    return wanted


def _start(mark: Mark) -> str:
    if mark.style is Style.LINK:
        return f'<a href="{escape(mark.value)}">'
    if mark.style is Style.BLOCK and mark.value:
        return f'<pre><code class="language-{escape(mark.value)}">'
    return f"<{_TAGS[mark.style]}>"


def _end(mark: Mark) -> str:
    return "</code></pre>" if mark.style is Style.BLOCK and mark.value else f"</{_TAGS[mark.style]}>"


def quoting(text: str, marks: Sequence[Mark]) -> tuple[str, Marks]:
    """With `> ` before the lines that were quoted: a quotation of Telegram's cannot stand inside another."""
    lines, place = [], 0
    quoted = [mark for mark in marks if mark.style is Style.QUOTE]
    rest = [mark for mark in marks if mark.style is not Style.QUOTE]
    for line in text.split("\n"):
        begins, ends = place, place + length(line)
        prefix = _QUOTED if any(mark.offset <= ends and begins < mark.end for mark in quoted) else ""
        lines.append(prefix + line)
        if prefix:
            rest = [_pushed(mark, begins) for mark in rest]
            quoted = [_pushed(mark, begins) for mark in quoted]
        place += length(lines[-1]) + 1
    return "\n".join(lines), tuple(rest)


def _pushed(mark: Mark, at: int) -> Mark:
    """A mark when something was put in at a place: what begins there or behind moves, what reaches over it grows."""
    by = length(_QUOTED)
    if mark.offset >= at:
        return Mark(mark.style, mark.offset + by, mark.length, mark.value)
    return Mark(mark.style, mark.offset, mark.length + by, mark.value) if mark.end > at else mark


def pieces(text: str, marks: Sequence[Mark], limit: int) -> list[str]:
    """The text in pieces (HTML) of at most `limit` of Telegram's characters each; at least one. No word is cut in two
    where there is a space to cut at.
    """
    found, place = [], 0
    while length(text) > limit:
        piece = head(text, limit)
        gap = max(piece.rfind("\n"), piece.rfind(" "))
        piece = piece[: gap + 1] if gap > len(piece) // 2 else piece
        found.append(markup(piece, part(marks, place, length(piece))))
        text, place = text[len(piece) :], place + length(piece)
    return [*found, markup(text, part(marks, place, length(text)))]
