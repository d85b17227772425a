"""The catalogues and the source's messages, read for the tests."""

import ast
from collections.abc import Iterator
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
LANGUAGES = ("en", "ru", "uk")
GETTEXT = ("_", "gettext", "ngettext")


class Call(NamedTuple):
    """A place of the source where a message is asked for."""

    where: str
    node: ast.Call
    in_f_string: bool


@cache
def calls() -> tuple[Call, ...]:
    """Every gettext call of the rooms that speak to people."""
    files = [path for room in ("handlers", "bot") for path in sorted((ROOT / room).rglob("*.py"))]
    return tuple(call for path in files for call in calls_of(path))


def calls_of(path: Path) -> Iterator[Call]:
    """The gettext calls of one file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    strings = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    inside = {id(part) for string in strings for part in ast.walk(string)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GETTEXT:
            yield Call(f"{path.parent.name}/{path.name}:{node.lineno}", node, id(node) in inside)


def asked(call: Call) -> tuple[str, ...]:
    """The message of a call: one text, or singular and plural; empty: it is not written out."""
    assert isinstance(call.node.func, ast.Name)
    texts = call.node.args[: 2 if call.node.func.id == "ngettext" else 1]
    known = tuple(text.value for text in texts if isinstance(text, ast.Constant) and isinstance(text.value, str))
    return known if len(known) == len(texts) else ()


@cache
def template() -> Catalog:
    """messages.pot"""
    with (ROOT / "locales" / "messages.pot").open("rb") as file:
        return read_po(file)


@cache
def catalogue(language: str) -> Catalog:
    """messages.po"""
    with (ROOT / "locales" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


@cache
def compiled(language: str) -> GNUTranslations:
    """The catalogue as the program reads it."""
    stream = BytesIO()
    write_mo(stream, catalogue(language))
    stream.seek(0)
    return GNUTranslations(stream)


def messages(po: Catalog) -> list[Message]:
    """All but the header."""
    return [message for message in po if message.id]


def ids(message: Message) -> tuple[str, ...]:
    """The source's text: one, or singular and plural."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def strings(message: Message) -> tuple[str, ...]:
    """The translation: one, or a plural's forms."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def texts(language: str) -> list[str]:
    """Every text of a language."""
    return [text for message in messages(catalogue(language)) for text in strings(message)]
