"""The answers of the Bot API are read whatever is in them."""

import json

import pytest
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError
from aiogram.methods import GetMe, Response
from aiogram.types import User

from bot.session import Session


def answer(bot: Bot, name: str) -> Response[User]:
    content = json.dumps({"ok": True, "result": {"id": 1, "is_bot": True, "first_name": name}})
    return Session().check_response(bot, GetMe(), 200, content)


@pytest.mark.parametrize("name", ["Олена", "\U0001f6a8", "\ud83d"])
def test_a_name_is_read_as_it_came_half_a_character_too(bot: Bot, name: str) -> None:
    read = answer(bot, name).result
    assert read is not None
    assert read.first_name == name


def test_what_is_no_json_is_an_answer_that_cannot_be_read(bot: Bot) -> None:
    with pytest.raises(ClientDecodeError):
        Session().check_response(bot, GetMe(), 502, "<html>Bad Gateway</html>")
