"""Telegram's HTML: a strict reader of its few tags, with its errors and their byte offsets."""

import re
from dataclasses import dataclass, field
from typing import Any

from playground.errors import ApiError, bad

SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
}
TAGS = frozenset(SIMPLE) | {"a", "span", "code", "pre", "blockquote", "tg-emoji"}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
CHARACTER = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
TAG = re.compile(r"[^\s>]*")
ATTRIBUTE = re.compile(r"\s*([^\s=>]+)\s*(?:=\s*(\"[^\"]*\"|'[^']*'|[\w.-]+))?")
LINK = re.compile(r"(?:https?|ftp|tg|ton|mailto|tel):\S+|(?:[\w-]+\.)+[a-z]{2,}(?:[/?#:]\S*)?", re.IGNORECASE)
MENTION = re.compile(r"tg://user\?id=(\d+)")


@dataclass(slots=True)
class _Open:
    """A tag that waits for its end."""

    tag: str
    attributes: dict[str, str]
    offset: int
    begins_at: int


@dataclass(slots=True)
class _Reader:
    """The place in the text, and what has been read."""

    source: str
    at: int = 0
    length: int = 0  # of the output in UTF-16 units
    out: list[str] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    entities: list[dict[str, Any]] = field(default_factory=list)

    def put(self, text: str) -> None:
        self.out.append(text)
        self.length += len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2

    def error(self, text: str, at: int) -> ApiError:
        return bad(f"can't parse entities: {text} at byte offset {len(self.source[:at].encode())}")


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The shown text and its entities with UTF-16 offsets. Raises ApiError "can't parse entities: …"."""
    reader = _Reader(source)
    while reader.at < len(source):
        special = _next_special(source, reader.at)
        if special > reader.at:
            reader.put(source[reader.at : special])
            reader.at = special
        elif source[special] == "&":
            _character(reader)
        elif source.startswith("</", special):
            _end_tag(reader)
        else:
            _start_tag(reader)
    if reader.open:
        tag = reader.open[-1].tag
        raise bad(f"can't parse entities: Can't find end tag corresponding to start tag \"{tag}\"")
    return "".join(reader.out), _merged(reader.entities)


def _next_special(source: str, start: int) -> int:
    places = [place for place in (source.find("<", start), source.find("&", start)) if place >= 0]
    return min(places, default=len(source))


def _decoded(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        return NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    valid = 0 < code < 0x110000 and not 0xD800 <= code < 0xE000
    return chr(code) if valid else match.group()


def _character(reader: _Reader) -> None:
    match = CHARACTER.match(reader.source, reader.at)
    reader.put(_decoded(match) if match else "&")
    reader.at = match.end() if match else reader.at + 1


def _start_tag(reader: _Reader) -> None:
    begins_at = reader.at
    name = TAG.match(reader.source, begins_at + 1)
    assert name is not None
    tag = name.group().lower()
    if name.end() >= len(reader.source):
        raise reader.error("Unclosed start tag", begins_at)
    if tag not in TAGS:
        raise reader.error(f'Unsupported start tag "{tag}"', begins_at)
    reader.at = name.end()
    attributes = _attributes(reader, tag, begins_at)
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise reader.error('Tag "span" must have class "tg-spoiler"', begins_at)
    reader.open.append(_Open(tag, attributes, reader.length, begins_at))


def _attributes(reader: _Reader, tag: str, begins_at: int) -> dict[str, str]:
    found: dict[str, str] = {}
    source = reader.source
    while True:
        while reader.at < len(source) and source[reader.at].isspace():
            reader.at += 1
        if reader.at >= len(source):
            raise reader.error("Unclosed start tag", begins_at)
        if source[reader.at] == ">":
            reader.at += 1
            return found
        match = ATTRIBUTE.match(source, reader.at)
        if match is None:
            raise reader.error(f'Empty attribute name in the tag "{tag}"', begins_at)
        name, value = match.groups()
        if value is None and source[match.end() :].lstrip().startswith("="):
            raise reader.error("Unclosed start tag", begins_at)
        if value is None and name.lower() != "expandable":
            raise reader.error(f'Expected equal sign in declaration of an attribute of the tag "{tag}"', begins_at)
        found[name.lower()] = CHARACTER.sub(_decoded, (value or "").strip("\"'"))
        reader.at = match.end()


def _end_tag(reader: _Reader) -> None:
    begins_at = reader.at
    name = TAG.match(reader.source, begins_at + 2)
    assert name is not None
    if not reader.open:
        raise reader.error("Unexpected end tag", begins_at)
    close = reader.source.find(">", name.end())
    if close < 0 or reader.source[name.end() : close].strip():
        raise reader.error("Unclosed end tag", begins_at)
    opened = reader.open.pop()
    tag = name.group().lower()
    if tag and tag != opened.tag:
        words = f"Unmatched end tag at byte offset {len(reader.source[:begins_at].encode())}"
        raise bad(f'can\'t parse entities: {words}, expected "</{opened.tag}>", found "</{tag}>"')
    reader.at = close + 1
    entity = _entity(opened, "".join(reader.out)) if reader.length > opened.offset else None
    if entity:
        reader.entities.append({**entity, "offset": opened.offset, "length": reader.length - opened.offset})
    if opened.tag == "code" and entity and reader.open and reader.open[-1].tag == "pre":
        reader.open[-1].attributes["inner"] = opened.attributes.get("class", "")


def _entity(opened: _Open, shown: str) -> dict[str, Any] | None:
    tag, attributes = opened.tag, opened.attributes
    if tag in SIMPLE:
        return {"type": SIMPLE[tag]}
    if tag == "span":
        return {"type": "spoiler"}
    if tag == "blockquote":
        return {"type": "expandable_blockquote" if "expandable" in attributes else "blockquote"}
    if tag == "tg-emoji":
        return {"type": "custom_emoji", "custom_emoji_id": attributes.get("emoji-id", "")}
    if tag == "a":
        return _link(attributes.get("href") or shown[-256:].split()[-1])
    language = attributes.get("inner", "").removeprefix("language-")
    return {"type": tag, "language": language} if tag == "pre" and language else {"type": tag}


def _link(href: str) -> dict[str, Any] | None:
    """A link to a person or a page; Telegram drops one that leads nowhere and keeps its text."""
    person = MENTION.fullmatch(href)
    if person:
        return {"type": "text_mention", "user": {"id": int(person.group(1))}}
    if not LINK.fullmatch(href):
        return None
    url = href if "://" in href or href.startswith(("mailto:", "tel:")) else f"http://{href}"
    bare = url.count("/") == 2 and "?" not in url
    return {"type": "text_link", "url": url + "/" if bare and url.startswith("http") else url}


def _merged(entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without a <code> that fills its <pre>, which Telegram shows as one block."""
    blocks = {(e["offset"], e["length"]) for e in entities if e["type"] == "pre"}
    return [e for e in entities if e["type"] != "code" or (e["offset"], e["length"]) not in blocks]
