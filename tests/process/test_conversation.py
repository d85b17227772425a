"""Clients and engineers talk through their tickets with the real process, over HTTP."""

from collections.abc import Awaitable, Callable

import pytest

from desk.model import Language
from tests.process.conftest import Desk
from tests.process.form import SPOKEN, begin, describe, introduce
from tests.support.phones import Json, Phone, words
from tests.support.regulations import IPMG

pytestmark = pytest.mark.process

Open = Callable[..., Awaitable[Desk]]


async def request(client: Phone, language: Language) -> Json:
    """A new request without screenshots; the message with its number."""
    seen = await client.last_id()
    await begin(client, IPMG, language)
    await introduce(client, IPMG, language)
    await describe(client, IPMG, language, pictures=0)
    await client.press(SPOKEN[language].send)
    return await client.sees(r"IPMG-\d+", after=seen + 1)


async def card(engineer: Phone, key: str) -> Json:
    """The ticket's card."""
    return await engineer.sees(r"(?s)" + key + r".*\[.*Refuse.*\]")


async def reacted(phone: Phone, message: Json) -> bool:
    """Whether the bot put a reaction on a message."""

    async def look() -> bool | None:
        shown = next(one for one in await phone.messages() if one["message_id"] == message["message_id"])
        return True if shown.get("reactions") else None

    return await phone.wait(look, "a reaction")


async def test_a_reply_reaches_the_client_and_a_reply_to_it_comes_back_as_one(open_desk: Open) -> None:
    desk = await open_desk("ipmg", ENGINEER_LANGUAGE="en")
    emma = await desk.world.person("Emma")
    andrii = await desk.world.engineer("Андрій")
    await request(emma, Language.EN)
    asked = await andrii.reply(await card(andrii, "IPMG-1001"), "Since <when> & where?")
    question = await emma.sees(r"(?s)IPMG-1001.*Since <when> & where\?")
    assert await reacted(andrii, asked)
    await emma.reply(question, "Since noon 😱")
    answer = await andrii.sees(r"(?s)IPMG-1001.*Since noon 😱")
    assert answer["reply_to_message"]["message_id"] == asked["message_id"]
    await andrii.write("no reply: stays inside")
    await andrii.reply(answer, "Thank you")
    thanks = await emma.sees("Thank you")
    assert "reply_to_message" in thanks
    assert all("stays inside" not in words(shown) for shown in await emma.messages())
