"""`python -m bot check` with a token: the group, the bot's rights, or plainly why they are not known."""

import pytest
from aiogram.methods import GetChat, GetChatMember, GetMe

from bot.config import Settings
from bot.probe import probe
from tests.support.session import TOKEN, FakeTelegram, Trouble, connection_refused, refusal, timeout
from tests.support.updates import BOT_ID


def settings(**given: object) -> Settings:
    return Settings(_env_file=None, bot_token=TOKEN, **{"engineer_chat_id": -1001, **given})  # type: ignore[call-arg,arg-type]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("administrator", ["Engineers (supergroup)", "The bot there: administrator", "right to delete messages"]),
        ("member", ["The bot there: member", "does not hear at once who leaves", "only commands and replies"]),
    ],
)
async def test_it_prints_the_group_and_the_rights(status: str, words: list[str]) -> None:
    telegram = FakeTelegram(members={BOT_ID: status})
    lines, errors = await probe(settings(), telegram)
    said = "\n".join(lines)
    assert errors == []
    assert "@frontdesk_bot" in said
    for word in words:
        assert word in said


async def test_a_group_that_the_bot_is_not_in_is_an_error() -> None:
    _, (error,) = await probe(settings(), FakeTelegram())
    assert error == "ENGINEER_CHAT_ID: the bot is not in the group -1001 (left)"
    telegram = FakeTelegram()
    telegram.fail(GetChat, refusal(400, "Bad Request: chat not found"))
    _, (error,) = await probe(settings(), telegram)
    assert "chat not found" in error
    telegram.fail(GetChatMember, refusal(403, "Forbidden: bot was kicked from the supergroup chat"))
    _, (error,) = await probe(settings(), telegram)
    assert "kicked" in error


async def test_an_unknown_token_is_an_error() -> None:
    telegram = FakeTelegram()
    telegram.fail(GetMe, refusal(401, "Unauthorized"))
    lines, (error,) = await probe(settings(), telegram)
    assert (lines, error) == ([], "BOT_TOKEN: Telegram does not know this token (Unauthorized)")


@pytest.mark.parametrize("trouble", [connection_refused, timeout, refusal(502, "Bad Gateway")])
async def test_a_network_failure_is_said_plainly_and_is_no_error_of_the_settings(trouble: Trouble) -> None:
    telegram = FakeTelegram()
    telegram.fail(GetMe, trouble)
    lines, errors = await probe(settings(), telegram)
    assert errors == []
    assert "cannot be reached now, so the bot's rights were not checked" in "\n".join(lines)


async def test_without_a_group_there_is_nothing_to_check() -> None:
    lines, errors = await probe(settings(engineer_chat_id=None), FakeTelegram())
    assert errors == []
    assert "not set yet" in lines[-1]
