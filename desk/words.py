"""The words that a search goes by: how texts are cut into them, and how forms of one word find each other.

What is searched holds whole words; what is searched for is cut to its stem and matches every word that begins so.
Thus "каналов", "каналы" and "каналу" find each other in both directions, and a stem that is cut too short only finds
more. Of the sounds that change within a stem one is levelled: і and о, ї and е count as one letter, as do ё, є and е
("робота" – "робіт").
"""

import re
import unicodedata
from collections.abc import Iterable

WORD_LENGTH = 40
"""Of a longer word (a link, a key) the beginning is kept, in characters."""
MOST_WORDS = 12
"""What is searched for has no more words than these."""

_WORD = re.compile(r"[^\W_]+")
_INSIDE = re.compile(r"(?<=\w)['’ʼ`\u0301](?=\w)")
_LEVEL = str.maketrans("ёєїіґ", "еееог")
_DIGITS = re.compile(r"\d{10,15}")
_PHONE = re.compile(r"\+?[\d\s().–-]{7,24}")
_SUFFIXES = (10, 9, 7)
"""How many of a phone's last digits find it."""
_SHORTEST = 3
"""What is left of a word has so many letters at least."""

_ENDINGS = (
    "ами ями ого его ому ему ыми ими ой ей ою ею ых их ым им ом ем ам ям ах ях ов ев ий ый ая яя ое ее ые ую юю "
    "а я о е и ы у ю ь й "
    "ать ять еть ить уть ают яют ает яет ешь ишь ете ите ал ял ел ил ала яла ела ила али яли ели или ут ют ит "
    "ат ят ет ся сь ться ется ются лся лась лось лись "
    "ати яти ити ути ють ав яв ив ило ало "
    "ость ости остью остю стю "
    "увати ував увала увало ували увать ывать ывает ываю ывал ывали уе ують ок ка ки ку ке ек кой кою "
    "омо ох оми оов"
)
_CYRILLIC = sorted(_ENDINGS.split(), key=len, reverse=True)
_ENGLISH = "ations ation ings ing edly ers ies ied ed er es ly e s y"
_LATIN = sorted(_ENGLISH.split(), key=len, reverse=True)


def words(text: str) -> list[str]:
    """The words of a text, levelled: `IPMG-1001: Екран` is `ipmg 1001 екран`."""
    levelled = unicodedata.normalize("NFKC", text).casefold().translate(_LEVEL)
    return [word[:WORD_LENGTH] for word in _WORD.findall(_INSIDE.sub("", levelled))]


def indexed(texts: Iterable[str]) -> str:
    """What a search finds these texts by: their words, each once, with the ends of phone numbers; a line of words."""
    found: dict[str, None] = {}
    for text in texts:
        for word in words(text):
            found[word] = None
            if _DIGITS.fullmatch(word):
                found.update(dict.fromkeys(word[-length:] for length in _SUFFIXES))
    return " ".join(found)


def stem(word: str) -> str:
    """A levelled word without its ending; the word itself where that is short, or has digits."""
    if any(char.isdigit() for char in word):
        return word
    endings = _LATIN if word.isascii() else _CYRILLIC
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    return word


def sought(text: str) -> tuple[str, ...]:
    """The beginnings of words that a search looks for, all of them; a phone number is one, however it is written.

    Beside longer words the shortest ones ("не", "в") tell nothing and are left out.
    """
    text = text.strip()
    if _PHONE.fullmatch(text):
        digits = "".join(char for char in text if char.isdigit())
        if len(digits) >= min(_SUFFIXES):
            return (digits[-_SUFFIXES[0] :],)
    found = words(text)
    telling = [word for word in found if len(word) >= _SHORTEST or word.isdigit()]
    return tuple(dict.fromkeys(stem(word) for word in telling or found))[:MOST_WORDS]
