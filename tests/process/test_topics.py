"""A group with topics, with the real process: each ticket in its own, whatever becomes of it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from desk.model import Language
from tests.process.conftest import Desk
from tests.process.form import SPOKEN, begin, describe, introduce
from tests.support.phones import Json, Phone, words
from tests.support.regulations import PROVIDENCE

pytestmark = pytest.mark.process

Open = Callable[..., Awaitable[Desk]]
SAID = SPOKEN[Language.EN]


async def _group(phone: Phone) -> Json:
    world = await phone.world.call("GET", "world")
    return next(chat for chat in world["chats"] if chat["id"] == phone.chat)


async def _request(desk: Desk, client: Phone) -> None:
    await begin(client, PROVIDENCE, Language.EN)
    await introduce(client, PROVIDENCE, Language.EN)
    await describe(client, PROVIDENCE, Language.EN)
    await client.press(SAID.send)


def _thread(message: Json) -> Any:
    return message.get("message_thread_id")


async def _one_topic(phone: Phone, *, closed: bool) -> Json:
    async def look() -> Json | None:
        topics = (await _group(phone))["topics"]
        return topics[0] if [topic["closed"] for topic in topics] == [closed] else None

    return await phone.wait(look, f"one topic, closed: {closed}")


async def test_a_ticket_lives_in_its_topic(open_apart: Open) -> None:
    desk = await open_apart("providence", ENGINEER_LANGUAGE="en")
    client, andrii = await desk.world.person("Emma"), await desk.world.engineer("Андрій")
    await desk.world.call("PATCH", f"chats/{andrii.chat}", json={"is_forum": True})

    await _request(desk, client)
    card = await andrii.sees(r"(?s)PF-1001.*\[.*Take.*\].*\[.*Refuse.*\]")
    topic = await _one_topic(andrii, closed=False)
    assert topic["name"].startswith("PF-1001 · ")
    assert topic["name"].endswith(" · Олена Коваль")
    await andrii.sees("screenshots")
    shown = await andrii.messages()
    assert _thread(card) == topic["message_thread_id"]
    assert {_thread(one) for one in shown if "photo" in one} == {topic["message_thread_id"]}
    alarms = [one for one in shown if "CRITICAL INCIDENT" in words(one)]
    assert [_thread(one) for one in alarms] == [None, topic["message_thread_id"]]
    assert [one["silent"] for one in alarms] == [False, True]
    general = [one for one in shown if _thread(one) is None and one["from"]["is_bot"]]
    assert general == alarms[:1], "nothing else is in General"

    await andrii.press("Take", card)
    await client.sees(r"(?s)PF-1001.*In progress")
    seen = await andrii.last_id()
    await client.write("It happens on channel 5 <too>")
    told = await andrii.sees(r"writes\nIt happens on channel 5 <too>", after=seen)
    assert _thread(told) == topic["message_thread_id"]
    seen = await client.last_id()
    await andrii.write("An aside among engineers", message_thread_id=topic["message_thread_id"])
    await andrii.write("Look at /channel 5/", reply_to=told["message_id"], message_thread_id=topic["message_thread_id"])
    await client.sees("Look at /channel 5/", after=seen)
    assert not [one for one in await client.messages() if "aside" in words(one)]

    await andrii.press("Close", card)
    await andrii.press("Solved")
    await andrii.press("Close now")
    await _one_topic(andrii, closed=True)
    await andrii.press("Reopen", card)
    await _one_topic(andrii, closed=False)


@pytest.mark.parametrize("silently", [False, True], ids=["refused", "rerouted silently"])
async def test_a_deleted_topic_is_made_again(open_apart: Open, silently: bool) -> None:
    desk = await open_apart("providence", ENGINEER_LANGUAGE="en")
    client, andrii = await desk.world.person("Emma"), await desk.world.engineer("Андрій")
    await desk.world.call("PATCH", f"chats/{andrii.chat}", json={"is_forum": True})
    await _request(desk, client)
    await andrii.sees("screenshots")
    old = await _one_topic(andrii, closed=False)
    await desk.world.trouble(reroute_topics=silently)
    await desk.world.call("DELETE", f"topics/{andrii.chat}/{old['message_thread_id']}")

    await client.write("Anybody <there>?")
    told = await andrii.sees(r"writes\nAnybody <there>")
    card = await andrii.sees(r"(?s)PF-1001.*\[.*Take.*\].*\[.*Refuse.*\]")
    new = await _one_topic(andrii, closed=False)
    assert new["name"] == old["name"]
    assert new["message_thread_id"] != old["message_thread_id"]
    assert {_thread(told), _thread(card)} == {new["message_thread_id"]}
    shown = await andrii.messages()
    stray = [one for one in shown if _thread(one) is None and "Anybody" in words(one)]
    assert stray == [], "nothing is left in General"


async def test_without_the_right_general_serves_until_it_is_given(open_apart: Open) -> None:
    desk = await open_apart("providence", ENGINEER_LANGUAGE="en")
    client, andrii = await desk.world.person("Emma"), await desk.world.engineer("Андрій")
    bot = (await desk.world.call("GET", "world"))["bot"]["id"]
    await desk.world.call("PATCH", f"chats/{andrii.chat}", json={"is_forum": True})
    rank = {"chat_id": andrii.chat, "user_id": bot}
    await desk.world.call("POST", "members", json={**rank, "status": "member"})
    await _request(desk, client)
    card = await andrii.sees(r"(?s)PF-1001.*\[.*Take.*\].*\[.*Refuse.*\]")
    await andrii.sees("Manage topics")
    await andrii.press("Take", card)
    await andrii.sees(r"(?s)PF-1001.*In progress")
    shown = await andrii.messages()
    assert {_thread(one) for one in shown} == {None}
    assert sum("Manage topics" in words(one) for one in shown) == 1

    await desk.world.call("POST", "members", json={**rank, "status": "administrator"})
    await client.write("Now <there> are topics")
    told = await andrii.sees(r"writes\nNow <there> are topics")
    topic = await _one_topic(andrii, closed=False)
    moved = await andrii.sees(r"(?s)PF-1001.*In progress.*\[.*Close.*\]", after=told["message_id"])
    assert {_thread(told), _thread(moved)} == {topic["message_thread_id"]}
    await desk.bot.stop()
    await desk.bot.start()
    await andrii.press("Close", moved)
    await andrii.press("Solved")
    await andrii.press("Close now")
    await _one_topic(andrii, closed=True)


async def test_topics_are_switched_on_and_off_while_a_ticket_is_open(open_apart: Open) -> None:
    desk = await open_apart("providence", ENGINEER_LANGUAGE="en")
    client, andrii = await desk.world.person("Emma"), await desk.world.engineer("Андрій")
    await _request(desk, client)
    card = await andrii.sees(r"(?s)PF-1001.*\[.*Take.*\].*\[.*Refuse.*\]")
    await andrii.press("Take", card)
    await client.sees(r"(?s)PF-1001.*In progress")
    assert {_thread(one) for one in await andrii.messages()} == {None}

    await desk.world.call("PATCH", f"chats/{andrii.chat}", json={"is_forum": True})
    await client.write("With <topics>")
    told = await andrii.sees(r"writes\nWith <topics>")
    topic = await _one_topic(andrii, closed=False)
    assert _thread(told) == topic["message_thread_id"]
    await andrii.write("Seen", reply_to=told["message_id"], message_thread_id=topic["message_thread_id"])
    await client.sees("Seen")

    await desk.world.call("PATCH", f"chats/{andrii.chat}", json={"is_forum": False})
    await client.write("Without <topics>")
    told = await andrii.sees(r"writes\nWithout <topics>")
    assert _thread(told) is None
    await andrii.reply(told, "Seen again")
    await client.sees("Seen again")
    await andrii.press("Close")
    await andrii.press("Solved")
    await andrii.press("Close now")
    await client.sees(f"(?s)PF-1001.*{SAID.done}")


async def test_a_plain_group_becomes_a_supergroup_with_topics_under_an_open_ticket(open_apart: Open) -> None:
    desk = await open_apart("providence", ENGINEER_LANGUAGE="en")
    client, engineer = await desk.world.person("Emma"), await desk.world.person("Андрій")
    body = {"type": "group", "title": "Engineers", "members": [engineer.person], "bot_status": "member"}
    plain = (await desk.world.call("POST", "chats", json=body))["id"]
    await desk.bot.stop()
    desk.bot.environment["ENGINEER_CHAT_ID"] = str(plain)
    await desk.bot.start()
    before = Phone(desk.world, engineer.person, plain)
    await _request(desk, client)
    await before.press("Take", await before.sees(r"(?s)PF-1001.*\[.*Take.*\].*\[.*Refuse.*\]"))
    await client.sees(r"(?s)PF-1001.*In progress")

    await desk.bot.stop()
    moved = (await desk.world.call("POST", f"chats/{plain}/migrate", json={}))["id"]
    after = Phone(desk.world, engineer.person, moved)
    bot = (await desk.world.call("GET", "world"))["bot"]["id"]
    rank = {"chat_id": moved, "user_id": bot, "status": "administrator"}
    await desk.world.call("POST", "members", json=rank)
    await desk.world.call("PATCH", f"chats/{moved}", json={"is_forum": True})
    await client.write("Still <dark>")
    await desk.bot.start()
    topic = await _one_topic(after, closed=False)  # before it is there, the message may stand in General for a moment
    told = await after.sees(r"writes\nStill <dark>")
    assert _thread(told) == topic["message_thread_id"]
    await after.write("On our way", reply_to=told["message_id"], message_thread_id=topic["message_thread_id"])
    await client.sees("On our way")
    await after.press("Close")
    await after.press("Solved")
    await after.press("Close now")
    await client.sees(f"(?s)PF-1001.*{SAID.done}")
