"""README.md names the commands, settings and buttons that there are, and no other; so does each help."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from aiogram import Router
from aiogram.filters import Command
from aiogram.utils.i18n import I18n

from bot.config import Settings
from handlers.client import router as client_router
from handlers.group import router as group_router
from handlers.texts import client, group, tools
from tests.locales.catalogues import ROOT, catalogue, messages, texts

README = (ROOT / "README.md").read_text(encoding="utf-8")
PEOPLE = README[README.index("## What people can do") : README.index("## How it is built")]
COMMAND = re.compile(r"(?<![\w<.])/([a-z]+)\b(?!/)")
BUTTONS = [
    "New request",
    "My requests",
    "Hours and contacts",
    "Language",
    "Call me back",
    "Add information",
    "Not solved",
    "Complain",
    "Take",
    "Ask the client",
    "Close",
    "Refuse",
    "Priority",
    "Release",
    "Reopen",
    "More…",
    "Assign",
    "Suspend",
    "Resume",
    "Pass on",
    "Prepared answers",
    "Note",
    "Duplicate",
    "History",
    "Block",
    "Retry",
]


@pytest.fixture(autouse=True)
def _english(tmp_path: Path) -> Iterator[None]:
    """The source's words."""
    with I18n(path=tmp_path, default_locale="en", domain="messages").context():
        yield


def registered(router: Router) -> Iterator[str]:
    """Every command that a tree of routers answers to."""
    for one in router.chain_tail:
        for handler in one.message.handlers:
            for condition in handler.filters or ():
                if isinstance(condition.callback, Command):
                    yield from (str(command) for command in condition.callback.commands)


CLIENTS, ENGINEERS = set(registered(client_router.build())), set(registered(group_router.build()))


def test_readme_names_every_command_that_is_answered_and_no_other() -> None:
    assert set(COMMAND.findall(PEOPLE)) == CLIENTS | ENGINEERS


@pytest.mark.parametrize(
    ("menu", "answered"), [(client.commands, CLIENTS), (tools.commands, ENGINEERS), (tools.further_commands, ENGINEERS)]
)
def test_the_menus_of_commands_hold_what_is_answered(menu: Callable[[], dict[str, str]], answered: set[str]) -> None:
    assert set(menu()) <= answered


def test_every_command_but_the_groups_id_is_in_a_menu() -> None:
    assert set(client.commands()) == CLIENTS
    assert tools.commands().keys() | tools.further_commands().keys() | {"id"} == ENGINEERS


def test_the_groups_help_names_commands_that_are_answered() -> None:
    named = set(COMMAND.findall(group.help_text()))
    assert tools.commands().keys() <= named <= ENGINEERS


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_a_text_names_no_command_that_nobody_answers(language: str) -> None:
    named = {name for text in texts(language) for name in COMMAND.findall(text)}
    assert named
    assert named <= CLIENTS | ENGINEERS


def test_readme_and_the_example_name_every_setting_and_no_other() -> None:
    settings = {name.upper() for name in Settings.model_fields}
    table = README[README.index("| setting |") : README.index("Large installations")]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)} == settings
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)) == settings


@pytest.mark.parametrize("label", BUTTONS)
def test_a_button_that_readme_names_is_a_label(label: str) -> None:
    words = " ".join(PEOPLE.split())
    assert label in words
    assert label in {str(message.id) for message in messages(catalogue("en"))}
