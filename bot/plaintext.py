"""Telegram HTML as plain text, whole or in parts: what is sent when Telegram does not take the markup or the length."""

import html
import re
from collections.abc import Iterator

MESSAGE = 4096
"""The longest message, in UTF-16 units after parsing (sendMessage)."""
CAPTION = 1024
"""The longest caption (sendPhoto and others)."""
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def length(text: str) -> int:
    """As Telegram counts: UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def plain(markup: str) -> str:
    """What a reader sees of `markup`, also where it is broken."""
    return html.unescape(_TAG.sub("", markup))


def head(text: str, limit: int) -> str:
    """The longest beginning of at most `limit` units; never half a character."""
    return text.encode("utf-16-le")[: limit * 2].decode("utf-16-le", "ignore")


def shorten(text: str, limit: int) -> str:
    """`text`, or its beginning with an ellipsis."""
    return text if length(text) <= limit else head(text, limit - 1) + "…"


def parts(text: str, limit: int = MESSAGE) -> Iterator[str]:
    """`text` in pieces that Telegram takes, cut at a line or a word where there is one; empty pieces are left out."""
    rest = text.strip()
    while rest:
        piece = head(rest, limit)
        if len(piece) < len(rest):
            cut = max(piece.rfind("\n"), piece.rfind(" ") if "\n" not in piece[len(piece) // 2 :] else -1)
            piece = piece[:cut] if cut > len(piece) // 2 else piece
        rest = rest[len(piece) :].strip()
        if piece.strip():
            yield piece.strip()
