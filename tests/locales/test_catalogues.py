"""The three catalogues: complete, in step with the source, with placeholders and tags that agree, in the glossary's words."""

import json
import os
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
LANGUAGES = ("en", "ru", "uk")
SHARED = Path(os.environ.get("SHARED_DIR", ROOT.parent / "shared"))

PLACEHOLDER = re.compile(r"\{[^}]*\}")
TAG = re.compile(r"</?[a-z]+[^>]*>")


def catalogue(language: str) -> Catalog:
    with (ROOT / "locales" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def source_ids() -> set[str]:
    found = set()
    for room in ("handlers", "bot"):
        for _file, _line, message, _comments, _context in extract_from_dir(ROOT / room):
            found.add(message if isinstance(message, str) else message[0])
    return found


def singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_of_the_source_is_translated_and_nothing_else_is(language: str) -> None:
    messages = {singular(message): message for message in catalogue(language) if message.id}
    assert set(messages) == source_ids()
    assert [key for key, message in messages.items() if message.fuzzy or not all(strings(message))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_and_tags_agree_with_the_source(language: str) -> None:
    for message in catalogue(language):
        if not message.id:
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        wanted = {placeholder for text in ids for placeholder in PLACEHOLDER.findall(text)}
        tags = sorted(TAG.findall(ids[-1]))
        for text in strings(message):
            assert set(PLACEHOLDER.findall(text)) == wanted, (language, message.id)
            assert sorted(TAG.findall(text)) == tags, (language, message.id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_have_every_form_of_their_language(language: str) -> None:
    po = catalogue(language)
    forms = {"en": 2, "ru": 3, "uk": 3}[language]
    assert po.num_plurals == forms
    assert [message.id for message in po if message.pluralizable and len(strings(message)) != forms] == []


def test_ukrainian_has_no_letters_of_russian() -> None:
    letters = re.compile(r"[ыэъё]", re.IGNORECASE)
    assert [text for message in catalogue("uk") for text in strings(message) if letters.search(text)] == []


def test_russian_has_no_letters_of_ukrainian() -> None:
    letters = re.compile(r"[іїєґ]", re.IGNORECASE)
    languages = {"Українська"}
    found = [text for message in catalogue("ru") for text in strings(message) if letters.search(text)]
    assert [text for text in found if not any(language in text for language in languages)] == []


def test_the_words_of_the_glossary_stand_in_the_catalogues() -> None:
    path = SHARED / "glossary.json"
    if not path.exists():
        pytest.skip(f"the glossary is not on this machine ({path})")
    # levels and priorities are worded in the regulation files; the rest of the glossary has labels in the catalogues
    glossary = {key: words for key, words in json.loads(path.read_text()).items() if isinstance(words, dict)}
    later = {"client.call_back", "client.reopen", "client.complain"}  # labels of parts that are not built yet
    for language in LANGUAGES:
        texts = {singular(message): strings(message)[0] for message in catalogue(language) if message.id}
        for key, words in glossary.items():
            if key.split(".")[0] in ("priority", "level") or key in later:
                continue
            sources = [source for source in texts if words["en"] in source]
            assert sources, key
            assert any(words[language] in texts[source] for source in sources), (language, key)
