"""Order at the desk, by the real process: blocks, foul words, a flood, a leaver, a bot put out, a lost client."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from desk.model import Language
from tests.process.conftest import Desk
from tests.process.form import SPOKEN, begin, count, describe, introduce
from tests.support.phones import Phone
from tests.support.regulations import PROVIDENCE

pytestmark = pytest.mark.process

Open = Callable[..., Awaitable[Desk]]
SAID = SPOKEN[Language.EN]


async def opened(desk: Desk) -> Phone:
    """Emma with an open request, PF-1001, whose card is in the group."""
    client = await desk.world.person("Emma")
    await begin(client, PROVIDENCE, Language.EN)
    await introduce(client, PROVIDENCE, Language.EN)
    await describe(client, PROVIDENCE, Language.EN, pictures=0)
    await client.press(SAID.send)
    await client.sees("PF-1001")
    await (await desk.world.engineer("Андрій")).sees(r"(?s)PF-1001.*\[More…\]")
    return client


async def card(phone: Phone) -> dict[str, object]:
    return await phone.sees(r"(?s)PF-1001.*\[More…\]")


async def test_a_client_is_blocked_hears_it_once_and_comes_back(open_desk: Open) -> None:
    desk = await open_desk("providence", ENGINEER_LANGUAGE="en")
    client = await opened(desk)
    supervisor, engineer = await desk.world.engineer("Андрій"), await desk.world.engineer("Мария")
    popup = await engineer.popup(await engineer.press("Refuse"))
    assert "Only supervisors can do this" in popup
    await client.write("You are all idiots, nothing works!")
    await supervisor.sees("(?s)possibly foul.*idiots")
    await supervisor.press("More…", await card(supervisor))
    await supervisor.press("⛔ Block")
    await supervisor.press("Foul language or insults")
    await supervisor.press("For 1 day")
    await supervisor.sees("PF-1001.* is blocked until")
    told = await client.sees("(?s)You cannot use this desk until.*Foul language or insults.*support@providence")
    await supervisor.sees("(?s)PF-1001.*Blocked until")
    await asyncio.sleep(2.1)
    await client.write("What?!")
    await client.sees("You cannot use this desk until", after=told["message_id"])
    for text in ("/start", "Hello?", "/new"):
        await client.write(text)
    await asyncio.sleep(1)
    assert await count(client, "You cannot use this desk until") == 2
    last = await client.last_id()
    await supervisor.write("/unblock PF-1001")
    await supervisor.sees("PF-1001.* can use the desk again")
    await client.sees("You can use this desk again", after=last)
    await client.write("/start")
    await client.sees(SAID.new, after=last + 2)


async def test_a_flood_is_answered_once_handled_whole_and_nobody_else_notices(open_desk: Open) -> None:
    desk = await open_desk("providence", ENGINEER_LANGUAGE="en", FLOOD_LIMIT="20")
    client, other = await desk.world.person("Emma"), await desk.world.newcomer("Paul", "en")
    await asyncio.gather(*(client.write(f"message {number}") for number in range(36)))
    began = time.monotonic()
    await other.write("/start")
    await other.sees(SAID.new)
    waited = time.monotonic() - began
    await client.sees("Please slow down")

    async def answers() -> int:
        return sum(shown.get("from", {}).get("is_bot", False) for shown in await client.messages())

    async with asyncio.timeout(30):
        while await answers() < 37:  # noqa: ASYNC110  # the world is looked at, it calls nobody
            await asyncio.sleep(0.2)
    took = time.monotonic() - began
    assert await count(client, "Please slow down") == 1
    assert took > 5, "sixteen at two a second"
    assert waited < 1.5
    print(f"the other client waited {waited * 1000:.0f} ms, the flood took {took:.1f} s")


async def test_who_leaves_the_group_gives_their_tickets_back(open_desk: Open) -> None:
    desk = await open_desk("providence", ENGINEER_LANGUAGE="en")
    client = await opened(desk)
    engineer, other = await desk.world.engineer("Мария"), await desk.world.engineer("Андрій")
    await engineer.press("Take")
    await client.sees("Мария Орлова has taken your request")
    body = {"chat_id": engineer.chat, "user_id": engineer.person, "status": "left"}
    await desk.world.call("POST", "members", json=body)
    await other.sees(r"Мария Орлова.* has left this group. Back in the queue: PF-1001")
    await client.sees("back in the queue")
    await other.press("Take")
    await client.sees("Андрій Бондар has taken your request")
    assert await count(other, "has left this group") == 1


async def test_a_bot_that_is_put_out_tells_the_supervisors_and_goes_on_when_it_is_back(open_desk: Open) -> None:
    desk = await open_desk("providence", ENGINEER_LANGUAGE="en")
    world = desk.world
    supervisor = await world.person("Андрій")
    await supervisor.write("/start")
    await supervisor.sees(".")
    await asyncio.sleep(6)  # the first look after the group learns who its admins are
    snapshot = await world.call("GET", "world")
    body = {"chat_id": snapshot["group_id"], "user_id": snapshot["bot"]["id"]}
    await world.call("POST", "members", json={**body, "status": "left"})
    await supervisor.sees("(?i)engineers' group|групі інженерів|группе инженеров")
    client = await world.person("Emma")
    await begin(client, PROVIDENCE, Language.EN)
    await introduce(client, PROVIDENCE, Language.EN)
    await describe(client, PROVIDENCE, Language.EN, pictures=0)
    await client.press(SAID.send)
    await client.sees("PF-1001")
    await world.call("POST", "members", json={**body, "status": "administrator"})
    await (await world.engineer("Андрій")).sees("(?s)PF-1001")
    assert await count(supervisor, "🚨") == 1


async def test_a_client_who_deleted_the_account_is_said_to_have_done_so(open_desk: Open) -> None:
    desk = await open_desk("providence", ENGINEER_LANGUAGE="en")
    client = await opened(desk)
    engineer = await desk.world.engineer("Мария")
    await desk.world.call("PATCH", f"people/{client.person}", json={"deleted": True})
    await engineer.press("Take")
    await engineer.sees("PF-1001: the client has deleted the account.*olena@example.com")
