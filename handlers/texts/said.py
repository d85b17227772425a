"""Messages of people as they stand in a history: the kinds by name, the words, what an edit changed."""

import html
import re
from collections.abc import Sequence

from aiogram.utils.i18n import gettext as _

from desk.answers import length
from desk.messages import Kind, Message
from desk.model import EventKind, HistoryEntry


def kind_label(kind: Kind) -> str:
    """A message that is no text, in a word or two; also where its text stands beside it."""
    return {
        Kind.TEXT: _("text"),
        Kind.PHOTO: _("picture"),
        Kind.DOCUMENT: _("file"),
        Kind.ANIMATION: _("animation"),
        Kind.AUDIO: _("audio"),
        Kind.VOICE: _("voice message"),
        Kind.VIDEO: _("video"),
        Kind.VIDEO_NOTE: _("video message"),
        Kind.STICKER: _("sticker"),
        Kind.LOCATION: _("location"),
        Kind.CONTACT: _("contact"),
    }[kind]


def cut(text: str, limit: int) -> list[str]:
    """A text in pieces of at most `limit` of Telegram's characters; at least one."""
    pieces = []
    while length(text) > limit:
        piece = text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore")
        pieces.append(piece)
        text = text[len(piece) :]
    return [*pieces, text]


def shown_length(markup: str) -> int:
    """Telegram's characters of an HTML text after parsing."""
    return length(html.unescape(re.sub(r"<[^>]*>", "", markup)))


def in_history(entry: HistoryEntry, messages: Sequence[Message]) -> str:
    """What an entry of the history said, plain: the words, and the kinds of what came with them."""
    parts = [message for message in messages if message.entry_id == entry.id]
    text = str(entry.data.get("text", "")) or next((one.content.words for one in parts if one.content.text), "")
    kinds: list[Kind] = [one.content.kind for one in parts if one.content.kind is not Kind.TEXT]
    if not parts and entry.data.get("kind", Kind.TEXT.value) != Kind.TEXT.value:
        kinds = [Kind(entry.data["kind"])]
    named = ", ".join(_counted(kind, kinds.count(kind)) for kind in dict.fromkeys(kinds))
    return "\n".join(part for part in (f"[{named}]" if named else "", text) if part)


def edit_in_history(entry: HistoryEntry) -> tuple[str, str]:
    """The text before and after an edit, plain."""
    before, after = (str(entry.data.get(key, "")) for key in ("before", "text"))
    changed = f"[{kind_label(Kind(entry.data.get('kind', 'text')))}]" if entry.data.get("file") else ""
    return before or "—", " ".join(part for part in (changed, after) if part) or "—"


def was_said(entry: HistoryEntry) -> bool:
    """Whether an entry tells of a message."""
    return entry.kind in (EventKind.ANSWERED, EventKind.ADDED, EventKind.REPLIED)


def _counted(kind: Kind, count: int) -> str:
    label = kind_label(kind)
    return label if count == 1 else f"{label} × {count}"
