"""The three catalogues: complete, in step with the source, agreeing placeholders and tags, in the glossary's words."""

import json
import os
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from tests.locales.catalogues import (
    LANGUAGES,
    ROOT,
    asked,
    calls,
    calls_of,
    catalogue,
    compiled,
    ids,
    messages,
    strings,
    template,
)

SHARED = Path(os.environ.get("SHARED_DIR", ROOT.parent / "shared"))

PLACEHOLDER = re.compile(r"\{[^}]*\}")
TAG = re.compile(r"</?[a-z]+[^>]*>")
EACH = pytest.mark.parametrize("language", LANGUAGES)


def source() -> set[tuple[str, ...]]:
    return {asked(call) for call in calls()}


def test_every_message_is_written_out_where_it_is_asked_for() -> None:
    assert [call.where for call in calls() if not asked(call)] == []


def test_no_message_stands_in_an_f_string_where_it_is_not_extracted() -> None:
    assert [call.where for call in calls() if call.in_f_string] == []


def test_a_message_in_an_f_string_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "texts.py"
    path.write_text("a = f\"<b>{_('Hidden')}</b>\"\nb = _('Seen')\n")
    assert [(asked(call), call.in_f_string) for call in calls_of(path)] == [(("Seen",), False), (("Hidden",), True)]


def test_the_extractor_finds_what_stands_in_the_source() -> None:
    found = {
        message if isinstance(message, tuple) else (message,)
        for room in ("handlers", "bot")
        for _file, _line, message, _comments, _context in extract_from_dir(ROOT / room)
    }
    assert found == source()


def test_the_template_is_in_step_with_the_source() -> None:
    assert {ids(message) for message in messages(template())} == source()


@EACH
def test_every_message_of_the_source_is_translated_and_nothing_else_is(language: str) -> None:
    found = messages(catalogue(language))
    assert {ids(message) for message in found} == source()
    assert [message.id for message in found if message.fuzzy or not all(strings(message))] == []
    assert not catalogue(language).obsolete


def test_english_says_what_the_source_says() -> None:
    assert [message.id for message in messages(catalogue("en")) if strings(message) != ids(message)] == []


@EACH
def test_placeholders_and_tags_agree_with_the_source(language: str) -> None:
    for message in messages(catalogue(language)):
        wanted = {placeholder for text in ids(message) for placeholder in PLACEHOLDER.findall(text)}
        tags = sorted(TAG.findall(ids(message)[-1]))
        for text in strings(message):
            assert set(PLACEHOLDER.findall(text)) == wanted, (language, message.id)
            assert sorted(TAG.findall(text)) == tags, (language, message.id)


@EACH
def test_babel_finds_no_fault(language: str) -> None:
    assert [(message.id, errors) for message, errors in catalogue(language).check()] == []


FORMS = {
    "en": {1: 0, 0: 1, 2: 1, 5: 1, 11: 1, 21: 1},
    "ru": {1: 0, 21: 0, 101: 0, 2: 1, 4: 1, 23: 1, 0: 2, 5: 2, 11: 2, 12: 2, 14: 2, 25: 2, 111: 2, 112: 2},
}


@EACH
def test_plurals_have_every_form_of_their_language_in_its_order(language: str) -> None:
    po, forms = catalogue(language), FORMS["en" if language == "en" else "ru"]
    spoken = compiled(language)
    plurals = [message for message in po if message.pluralizable]
    assert plurals
    for message in plurals:
        assert len(strings(message)) == len(set(forms.values()))
        one, many = ids(message)
        said = {number: spoken.ngettext(one, many, number) for number in forms}
        assert said == {number: strings(message)[form] for number, form in forms.items()}


def glossary() -> dict[str, dict[str, str]]:
    path = SHARED / "glossary.json"
    if not path.exists():
        pytest.skip(f"the glossary is not on this machine ({path})")
    return {key: words for key, words in json.loads(path.read_text()).items() if isinstance(words, dict)}


@EACH
def test_the_words_of_the_glossary_stand_in_the_catalogues(language: str) -> None:
    # levels and priorities are worded in the regulation files; the rest of the glossary has labels in the catalogues
    known = {ids(message)[0]: strings(message)[0] for message in messages(catalogue(language))}
    for key, words in glossary().items():
        if key.split(".")[0] in ("priority", "level"):
            continue
        if words["en"] in known:  # the very label
            assert known[words["en"]] == words[language], key
        else:  # a label with more around it, such as `Edit: {answer}`
            sources = [text for text in known if words["en"] in text]
            assert any(words[language] in known[text] for text in sources), key
