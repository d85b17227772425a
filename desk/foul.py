"""Words that look foul or insulting (IPMG 4.2, providence 4.2): a mark for the engineers, who judge, and no more.

The words are in desk/foul_words/, a file for each language; all files count whatever language somebody writes in.
"""

import re
from functools import cache
from pathlib import Path

_FILES = Path(__file__).parent / "foul_words"
_WORD = re.compile(r"[^\W_]+")
_CYRILLIC = re.compile(r"[а-яіїєґ]")
_LOOKALIKES = str.maketrans("aeopcxyi3", "аеорсхуіз")
"""Latin letters and digits that are put among Cyrillic ones so that a word is not found."""


def looks_foul(text: str) -> bool:
    """Whether a word of the text is, or begins like, one of the lists."""
    whole, beginnings, shortest = _lists()
    return any(
        form in whole or form.startswith(beginnings)
        for word in _WORD.findall(text.lower().replace("ё", "е"))
        if len(word) >= shortest
        for form in _forms(word)
    )


def _forms(word: str) -> tuple[str, ...]:
    """The word as it is written, and as it is meant."""
    return (word, word.translate(_LOOKALIKES)) if _CYRILLIC.search(word) else (word,)


@cache
def _lists() -> tuple[frozenset[str], tuple[str, ...], int]:
    """Whole words, beginnings of words, and the length of the shortest of them."""
    lines = [line for file in sorted(_FILES.glob("*.txt")) for line in file.read_text(encoding="utf-8").split("\n")]
    words = [line.strip().lower().replace("ё", "е") for line in lines if line.strip() and not line.startswith("#")]
    whole = frozenset(word[1:] for word in words if word.startswith("="))
    beginnings = tuple(sorted({word for word in words if not word.startswith("=")}))
    return whole, beginnings, min(len(word) for word in (*whole, *beginnings))
