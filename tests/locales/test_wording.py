"""How the texts for people are written, in the catalogues and in the regulations: letters, typography, plain words."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from tests.locales.catalogues import ROOT, catalogue, ids, messages, strings, texts

EVERY = pytest.mark.parametrize("language", ["en", "ru", "uk"])
TRANSLATED = pytest.mark.parametrize("language", ["ru", "uk"])
MARKUP = re.compile(r"<[^>]*>|\{[^}]*\}|/[a-z]+|\S+@\S+|https?://\S+")
"""What is no prose: tags, placeholders, commands, addresses."""

OFFICIALESE = {
    "ru": r"\bданн(ый|ая|ое|ого|ой|ому|ую)\b|осуществл|\bпроизводится|\bв целях|является|касаемо|надлежащ|"
    r"вышеуказан|на данный момент|имеет место|посредством|в связи с чем",
    "uk": r"\bдан(ий|а|е|ого|ої|ому)\b|здійсню|здійснен|на даний момент|\bв цілях|являється|слідуюч|"
    r"приймати участь|вищевказан|\bшляхом|\bз ціллю|у зв’язку з чим",
}
CALQUES = {
    "ru": r"\bтикет|\bкликн|\bфидбек|\bсаппорт|\bапдейт",
    "uk": r"\bкликн|\bслідуючий|\bнажміть|\bвідправте|\bвиберіть любий|\bвідноситься до|\bобратіться|\bтікет|"
    r"\bполучи|\bотвіт|\bпожалуйста|\bкнопку нажм|\bсамий \w+ий\b|\bпо телефону|\bпо пошті|\bпо кроках|"
    r"просимо вибачення|\bна питання\b.*відпов|\bпоки (не|ніхто|нікого|немає)\b|за цим дзвінком",
}
TRANSLATIONESE = r"\bturn to us\b|\b(is|are) told so\b|\bspoken to\b|\bpresent (one|state)\b|\bwe are late with\b"
"""English that was thought in another language."""
ONE_WORD = {"en": r"\bticket", "ru": r"заявк|снимок экрана", "uk": r"заявк|знімок екрана|\bоберіть"}
"""Second words for what has one already: a request, a screenshot, to choose."""
GENDER = {
    "ru": r"\w+\((а|ла|ась|лась)\)|\{(name|who)\}\s+(уже\s+)?\w+(л|ла|лся|лась)\b|\b(рад|рада|готова|должна)\b",
    "uk": r"\w+\((а|ла|лась|лася)\)|\{(name|who)\}\s+([ву]же\s+)?\w+(в|ла|вся|лася)\b|"
    r"\b(радий|рада|готова|повинна)\b",
}


def regulation_texts(language: str) -> list[str]:
    """Every text of the regulation files in a language."""
    return [
        text
        for path in sorted((ROOT / "regulations").glob("*.toml"))
        for text in _said(tomllib.loads(path.read_text(encoding="utf-8")), language)
    ]


def _said(part: Any, language: str) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get(language), str):
            yield part[language]
        else:
            yield from (text for value in part.values() for text in _said(value, language))
    elif isinstance(part, list):
        yield from (text for value in part for text in _said(value, language))


def everything(language: str) -> list[str]:
    """The catalogue and the regulations."""
    found = regulation_texts(language)
    assert len(found) > 50
    return texts(language) + found


def prose(text: str) -> str:
    return MARKUP.sub(" ", text)


def with_fault(language: str, pattern: str) -> list[str]:
    return [text for text in everything(language) if re.search(pattern, text, re.IGNORECASE)]


def test_ukrainian_has_no_letters_of_russian() -> None:
    assert with_fault("uk", "[ыэъё]") == []


def test_russian_has_no_letters_of_ukrainian() -> None:
    assert with_fault("ru", "[іїєґ]") == []


@EVERY
def test_no_word_mixes_alphabets(language: str) -> None:
    mixed = re.compile(r"[а-яёіїєґ][a-z]|[a-z][а-яёіїєґ]", re.IGNORECASE)
    assert [text for text in everything(language) if mixed.search(prose(text))] == []


@TRANSLATED
def test_nothing_was_left_in_english(language: str) -> None:
    bare = [text for text in texts(language) if re.search("[a-z]", prose(text), re.IGNORECASE)]
    names = re.compile(r"\b(Telegram|Start|SUPERVISORS|GIF|JPG|JSON|id)\b")
    assert [text for text in bare if re.search("[a-z]", names.sub("", prose(text)), re.IGNORECASE)] == []
    silent = [
        ids(message)[0]
        for message in messages(catalogue(language))
        if not re.search("[а-яії]", strings(message)[0].lower())
    ]
    assert silent == ["{city} time"]


@EVERY
def test_spaces_are_single_and_stand_where_they_belong(language: str) -> None:
    faults = r"  |\t| [,;:!?»)]|(?<!\d) \.|[«(] | $|^ |[,;](?=[^\W\d])|\n "
    assert with_fault(language, faults) == []


@TRANSLATED
def test_quotes_dashes_and_dots_are_typographic(language: str) -> None:
    faults = [
        text for text in everything(language) if re.search(r"[\"“”„'`ʼ]|\.\.\.| - |--", re.sub(r"<[^>]*>", "", text))
    ]
    assert faults == []
    assert [text for text in everything(language) if text.count("«") != text.count("»")] == []


def test_ukrainian_words_have_one_apostrophe() -> None:
    assert "’" in "".join(everything("uk"))
    assert with_fault("uk", r"[а-яіїєґ]['ʼ`ʹ][а-яіїєґ]") == []


@TRANSLATED
@pytest.mark.parametrize("words", [OFFICIALESE, CALQUES, GENDER], ids=["officialese", "calques", "gender"])
def test_the_words_are_plain_and_fit_everybody(words: dict[str, str], language: str) -> None:
    assert with_fault(language, words[language]) == []


def test_english_reads_as_english() -> None:
    assert with_fault("en", TRANSLATIONESE) == []


@EVERY
def test_one_thing_has_one_word(language: str) -> None:
    assert with_fault(language, ONE_WORD[language]) == []


@TRANSLATED
def test_you_is_lower_case_within_a_sentence(language: str) -> None:
    assert with_fault(language, r"(?<=[а-яіїєґ,;:—] )(?-i:Вы|Вас|Вам|Ваш|Ви|Ваша|Ваше)\b") == []


@TRANSLATED
def test_a_label_before_a_value_stays_one(language: str) -> None:
    ends = [message for message in messages(catalogue(language)) if ids(message)[0].endswith(":")]
    assert ends
    assert [ids(message)[0] for message in ends if not strings(message)[0].endswith(":")] == []


@TRANSLATED
def test_first_letters_are_as_large_as_in_the_source(language: str) -> None:
    def small(text: str) -> bool | None:
        return text[0].islower() if text[0].isalpha() else None

    pairs = [(ids(message)[0], text) for message in messages(catalogue(language)) for text in strings(message)]
    assert [pair for pair in pairs if {small(pair[0]), small(pair[1])} == {True, False}] == []


@TRANSLATED
def test_the_forms_of_a_plural_are_not_one_form_repeated(language: str) -> None:
    plurals = [message for message in messages(catalogue(language)) if message.pluralizable]
    assert plurals
    assert [ids(message)[0] for message in plurals if len(set(strings(message))) == 1] == []
