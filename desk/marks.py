"""How parts of a person's text look: bold, a link, code. Positions in Telegram's characters (UTF-16 units)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from desk.answers import clean, length, shown


class Style(StrEnum):
    """What is carried over to the other side."""

    BOLD = "bold"
    ITALIC = "italic"
    UNDERLINE = "underline"
    STRIKETHROUGH = "strikethrough"
    SPOILER = "spoiler"
    CODE = "code"
    BLOCK = "block"
    QUOTE = "quote"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Mark:
    """`value`: a LINK's address, a BLOCK's programming language where it has one."""

    style: Style
    offset: int
    length: int
    value: str = ""

    @property
    def end(self) -> int:
        """The position behind it."""
        return self.offset + self.length


Marks = tuple[Mark, ...]


def cleaned(text: str, marks: Sequence[Mark]) -> tuple[str, Marks]:
    """`clean` text, and the marks where their words are now."""
    new = clean(text)
    if new == text or not marks:
        return new, tuple(marks)
    kept = shown(text)
    before = length(kept) - length(kept.lstrip())

    def moved(position: int) -> int:
        return length(shown(head(text, position))) - before

    ends = [(mark, moved(mark.offset), moved(mark.end)) for mark in marks]
    return new, _within([replace(mark, offset=start, length=end - start) for mark, start, end in ends], length(new))


def part(marks: Sequence[Mark], start: int, size: int) -> Marks:
    """The marks of a piece of the text: what begins before it or ends behind it is cut."""
    return _within([replace(mark, offset=mark.offset - start) for mark in marks], size)


def _within(marks: Sequence[Mark], size: int) -> Marks:
    cut = [(mark, max(0, mark.offset), min(size, mark.end)) for mark in marks]
    return tuple(replace(mark, offset=start, length=end - start) for mark, start, end in cut if start < end)


def spelled_out(text: str, marks: Sequence[Mark]) -> str:
    """The words alone, with the addresses of links behind theirs: nothing that was said is lost in plain text."""
    for mark in sorted(marks, key=lambda one: one.end, reverse=True):
        if mark.style is Style.LINK and head(text, mark.end)[len(head(text, mark.offset)) :] != mark.value:
            before = head(text, mark.end)
            text = f"{before} ({mark.value}){text[len(before) :]}"
    return text


def head(text: str, size: int) -> str:
    """The first `size` of Telegram's characters; never half of a letter."""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * size].decode("utf-16-le", "ignore")
