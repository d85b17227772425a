"""What must hold when people press twice, press what is not theirs, or block the bot."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from desk.model import Language
from tests.process.conftest import Desk
from tests.process.form import SPOKEN, count, ready_to_send
from tests.support.phones import words

pytestmark = pytest.mark.process

Open = Callable[..., Awaitable[Desk]]
SAID = SPOKEN[Language.EN]


async def test_two_taps_on_send_make_one_ticket(open_apart: Open) -> None:
    desk = await open_apart("providence", ENGINEER_LANGUAGE="en")
    client = await ready_to_send(desk.world)
    summary = await client.sees(r"\[.*Send.*\]")
    data = next(
        button["callback_data"]
        for row in summary["reply_markup"]["inline_keyboard"]
        for button in row
        if "Send" in button["text"]
    )
    await asyncio.gather(*(client.press_data(summary, data) for _ in range(3)))
    engineer = await desk.world.engineer("Андрій")
    await engineer.sees(r"(?s)PF-1001.*\[Refuse\]")
    await client.sees("PF-1001")
    await asyncio.sleep(1)
    assert await count(engineer, "CRITICAL INCIDENT") == 1
    assert await count(engineer, "PF-1002") == 0


async def test_of_two_who_take_together_one_has_it_and_the_other_is_told_who(open_apart: Open) -> None:
    desk = await open_apart("providence", ENGINEER_LANGUAGE="en")
    client = await ready_to_send(desk.world)
    await client.press(SAID.send)
    andrii, maria = await desk.world.engineer("Андрій"), await desk.world.engineer("Мария")
    card = await andrii.sees(r"(?s)PF-1001.*\[Refuse\]")
    take = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    first, second = await asyncio.gather(andrii.press_data(card, take), maria.press_data(card, take))
    told = {await andrii.popup(first), await maria.popup(second)}
    assert any("Андрій" in text or "Мария" in text for text in told)
    taken = await client.sees("In progress")
    assert await count(client, "In progress") == 1, words(taken)


async def test_a_stranger_and_another_client_can_touch_nothing(open_apart: Open) -> None:
    desk = await open_apart("providence", ENGINEER_LANGUAGE="en")
    client = await ready_to_send(desk.world)
    await client.press(SAID.send)
    engineer = await desk.world.engineer("Андрій")
    card = await engineer.sees(r"(?s)PF-1001.*\[Refuse\]")
    take = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    stranger = await desk.world.newcomer("Eve", "en")
    await stranger.write("/start")
    own = await stranger.sees("New request")
    answer = await stranger.popup(await stranger.press_data(own, take))
    assert "PF-1001" not in answer
    await stranger.write("/tickets")
    await asyncio.sleep(0.5)
    assert not any("PF-1001" in words(shown) for shown in await stranger.messages())
    assert await count(client, "In progress") == 0


async def test_a_client_who_blocked_the_bot_is_said_once_on_the_ticket(open_apart: Open) -> None:
    desk = await open_apart("providence", ENGINEER_LANGUAGE="en")
    client = await ready_to_send(desk.world)
    await client.press(SAID.send)
    await client.sees("PF-1001")
    engineer = await desk.world.engineer("Андрій")
    await engineer.sees(r"(?s)PF-1001.*\[Refuse\]")
    await desk.world.call("PATCH", f"people/{client.person}", json={"blocked": True})
    await engineer.press("Take")
    told = await engineer.sees("(?s)PF-1001.*blocked|blocked.*PF-1001")
    await engineer.press("Release")
    await asyncio.sleep(1)
    assert (await engineer.sees("(?s)PF-1001.*blocked|blocked.*PF-1001"))["message_id"] == told["message_id"]
