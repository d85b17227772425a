"""Text as Telegram reads it: HTML into entities, what it finds by itself, and the length that counts."""

import re
from typing import Any

from playground.errors import bad
from playground.markup_html import parse_html

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
NOT_READ = "can't parse entities: the playground reads HTML and plain entities only"
Entity = dict[str, Any]
FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]*[^\s<>\".,;:!?)'])"
    r"|(?P<email>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<mention>(?<![\w/@])@[A-Za-z]\w{3,31}\b)"
    r"|(?P<hashtag>(?<![\w/#])#\w*[^\W\d]\w*)"
    r"|(?P<bot_command>(?<![\w/<>@])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/@]))"
    r"|(?P<phone_number>(?<![\w+])\+\d[\d ()-]{7,17}\d(?!\d))"
)
WORTH_A_LOOK = re.compile(r"[/@#+]")
CLOSED = frozenset({"code", "pre", "text_link", "text_mention", "custom_emoji"})  # nothing is looked for inside


def utf16(text: str) -> int:
    """Length in UTF-16 code units, as Telegram counts offsets and limits."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def found_entities(text: str, taken: list[Entity]) -> list[Entity]:
    """Commands, mentions, links and the like, where no entity forbids it."""
    if not WORTH_A_LOOK.search(text):
        return []
    closed = [(e["offset"], e["offset"] + e["length"]) for e in taken if e["type"] in CLOSED]
    found = []
    for match in FOUND.finditer(text):
        offset, length = utf16(text[: match.start()]), utf16(match.group())
        if not any(offset < end and start < offset + length for start, end in closed):
            found.append({"type": str(match.lastgroup), "offset": offset, "length": length})
    return found


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """The text without white space around it, its entities moved and cut with it."""
    text = text.replace("\r", "")
    bare = text.strip()
    if bare == text:
        return text, entities
    shift = len(text) - len(text.lstrip())
    end = utf16(bare)
    kept = []
    for entity in entities:
        start = max(0, entity["offset"] - shift)
        stop = min(end, entity["offset"] - shift + entity["length"])
        if stop > start:
            kept.append({**entity, "offset": start, "length": stop - start})
    return bare, kept


def formatted(text: str, parse_mode: str | None, entities: list[Any] | None) -> tuple[str, list[Entity]]:
    """The text that is shown and its entities, in Telegram's order. Raises ApiError "can't parse entities"."""
    if parse_mode:
        kind = parse_mode.lower()
        if kind != "html":
            known = kind in ("markdown", "markdownv2")
            raise bad(NOT_READ if known else "unsupported parse_mode")
        plain, marked = parse_html(text) if "<" in text or "&" in text else (text, [])
    else:
        plain, marked = text, _plain_entities(text, entities or [])
    plain, marked = trimmed(plain, marked)
    marked = marked + found_entities(plain, marked)
    marked.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return plain, marked


def _plain_entities(text: str, entities: list[Any]) -> list[Entity]:
    """Entities that the bot gave itself; those Telegram finds by itself are found again."""
    length = utf16(text)
    given = [entity.model_dump(exclude_none=True, mode="json") for entity in entities]
    for entity in given:
        if entity["offset"] < 0 or entity["length"] < 0 or entity["offset"] + entity["length"] > length:
            raise bad("can't parse entities: entity beyond the end of the text")
    return [entity for entity in given if entity["length"] and entity["type"] not in FOUND.groupindex]


def checked_text(text: str, parse_mode: str | None, entities: list[Any] | None) -> dict[str, Any]:
    """`text` and `entities` of a message of 1–4096 characters. Raises ApiError."""
    plain, marked = formatted(text, parse_mode, entities)
    if not plain:
        raise bad("message text is empty" if not text.strip() else "text must be non-empty")
    if utf16(plain) > TEXT_LIMIT:
        raise bad("message is too long")
    return {"text": plain, "entities": marked} if marked else {"text": plain}


def checked_caption(caption: str | None, parse_mode: str | None, entities: list[Any] | None) -> dict[str, Any]:
    """`caption` and `caption_entities` of 0–1024 characters; nothing for an empty one. Raises ApiError."""
    if not caption:
        return {}
    plain, marked = formatted(caption, parse_mode, entities)
    if utf16(plain) > CAPTION_LIMIT:
        raise bad("message caption is too long")
    if not plain:
        return {}
    return {"caption": plain, "caption_entities": marked} if marked else {"caption": plain}
