"""What the translated texts must fit into: buttons on a phone, pop-ups, the bot's profile, empty input fields."""

from collections.abc import Iterator
from datetime import UTC, datetime
from inspect import getmembers, isfunction
from pathlib import Path

import pytest
from aiogram.utils.i18n import I18n
from babel.messages.mofile import write_mo

from bot import apology
from desk.blocks import Term
from desk.model import Action, Impact, Language, Resolution, Scale, Status, Step
from desk.ports_tools import Shown
from desk.regulation import Regulation
from desk.rules import TOOLS
from handlers.group.keyboards import ACTS
from handlers.texts import (
    blocks,
    client,
    common,
    conversation,
    errors,
    form,
    group,
    labels,
    lists,
    notices,
    privacy,
    service,
    tools,
)
from tests.locales.catalogues import asked, calls_of, catalogue, compiled
from tests.support.regulations import IPMG, PROVIDENCE

LABEL = 30
"""Characters that a button of a phone shows in a row of its own."""
TOPIC = 42
"""The same of a topic, in smaller letters; what is longer is cut."""
HALF = 24
"""The same where two stand side by side; with the emoji."""
THIRD = 16
"""The same of three, without what is added."""
POP_UP = 200
"""Telegram's limit of an answer to a press."""
FIELD = 64
"""Telegram's limit of what stands in an empty input field."""

BOTH = pytest.mark.parametrize("regulation", [IPMG, PROVIDENCE], ids=["ipmg", "providence"])


@pytest.fixture(params=list(Language), ids=str)
def language(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Language]:
    """Each language, spoken."""
    for one in Language:
        folder = tmp_path / one.value / "LC_MESSAGES"
        folder.mkdir(parents=True)
        with (folder / "messages.mo").open("wb") as file:
            write_mo(file, catalogue(one.value))
    with I18n(path=tmp_path, default_locale="en", domain="messages").context():
        common.speak(request.param)
        yield request.param


def menu_labels() -> list[str]:
    """Every label that needs nothing to be said."""
    found = [
        make()
        for module in (labels, blocks, conversation, group, notices, privacy, service, tools)
        for name, make in getmembers(module, isfunction)
        if make.__module__ == module.__name__
        if module is labels or name.endswith("_label")
        if len(make.__defaults__ or ()) == make.__code__.co_argcount
    ]
    assert len(found) > 40
    return [
        *found,
        *(tools.label(one) for one in TOOLS),
        *(blocks.term_label(one) for one in Term),
    ]


def test_labels_fit_a_button(language: Language) -> None:
    choices = [common.impact_label(one) for one in Impact] + [common.scale_label(one) for one in Scale]
    endings = [common.resolution_label(one) for one in Resolution]
    assert [label for label in [*menu_labels(), *choices, *endings] if len(label) > LABEL] == []


def test_labels_that_stand_side_by_side_fit_half_a_row(language: Language) -> None:
    pairs = [labels.back(), labels.cancel(), labels.go_on(), labels.start_over(), labels.keep(), labels.skip()]
    pairs += [labels.earlier(), labels.later(), labels.newer(), labels.older(), labels.hours(), labels.language()]
    pairs += [labels.edit(step) for step in Step if step not in (Step.SUMMARY, Step.REPRODUCTION)]
    pairs += [group.action_label(one) for one in ACTS] + [tools.label(one) for one in TOOLS]
    pairs += [service.not_solved_label(), service.complain_label(), service.called_label(), service.no_answer_label()]
    assert [label for label in pairs if len(label) > HALF] == []


def test_labels_of_the_queue_fit_a_third_of_a_row_with_their_numbers(language: Language) -> None:
    assert [label for one in Shown if len(label := lists.shown_label(one)) > THIRD] == []


def test_no_two_buttons_of_a_menu_look_alike(language: Language) -> None:
    for several in (
        [labels.edit(step) for step in Step],
        [common.status_label(one) for one in Status],
        [common.resolution_label(one) for one in Resolution],
        [common.impact_label(one) for one in Impact],
        [common.scale_label(one) for one in Scale],
        [group.action_label(one) for one in ACTS],
        [tools.label(one) for one in TOOLS],
        [lists.shown_label(one) for one in Shown],
        [blocks.term_label(one) for one in Term],
        [labels.earlier(), labels.later()],
        [labels.newer(), labels.older()],
        [labels.hours(), labels.language(), labels.my_requests(), labels.new_request()],
    ):
        assert len(set(several)) == len(several)


@BOTH
def test_the_regulations_choices_fit_a_button(regulation: Regulation, language: Language) -> None:
    names = [topic.name for topic in regulation.topics] + [priority.name for priority in regulation.priorities]
    names += [topic.name for topic in regulation.redirects] + [topic.name for topic in regulation.out_of_scope]
    assert [name for text in names if len(name := regulation.text(text, language)) > TOPIC] == []


@BOTH
def test_the_profile_fits_telegram_uncut(regulation: Regulation, language: Language) -> None:
    assert not client.description(regulation).endswith("…")
    assert not client.short_description(regulation).endswith("…")
    assert [about for about in client.commands().values() if not 3 <= len(about) <= 256] == []


def test_what_stands_in_an_empty_field_is_not_cut(language: Language) -> None:
    fields = [form.phone_hint(), *(group.placeholder(one) for one in (Action.ASK, Action.CLOSE, *tools.PROMPTED))]
    assert [text for text in fields if len(text) > FIELD or text.endswith("…")] == []


def test_what_pops_up_is_not_cut(language: Language) -> None:
    # names and texts of people come on top of these, and are shortened
    known = compiled(language.value)
    sources = [asked(call) for module in (errors, apology) for call in calls_of(Path(str(module.__file__)))]
    assert len(sources) > 20
    said = [known.ngettext(texts[0], texts[-1], 25) if len(texts) > 1 else known.gettext(texts[0]) for texts in sources]
    assert [text for text in said if len(text) > POP_UP - 30] == []


HOURS = {"en": "today at {time}", "ru": "сегодня в {time}", "uk": "сьогодні о {time}"}


def test_times_are_said_as_people_say_them(language: Language) -> None:
    for hour in range(24):
        at = datetime(2026, 11, 23, hour, 5, tzinfo=UTC)
        wanted = HOURS[language.value].format(time=f"{hour:02}:05")
        if language is Language.UK and hour == 11:
            wanted = "сьогодні об 11:05"
        assert common.moment(at, "UTC", at) == wanted
