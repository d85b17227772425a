"""The clock is set forward, and the real process keeps its promises or says that it did not."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from desk.model import Language
from tests.process.conftest import Desk
from tests.process.form import SPOKEN, count, describe, introduce
from tests.support.phones import Json, Phone, World, words
from tests.support.regulations import IPMG

pytestmark = pytest.mark.process

Open = Callable[..., Awaitable[Desk]]
SAID = SPOKEN[Language.EN]


async def request(client: Phone, impact: str, *, known: bool) -> None:
    """A new request without screenshots."""
    await client.write("/start")
    await client.press(SAID.new)
    await client.press(IPMG.text(IPMG.topics[0].name, Language.EN))
    await client.press(impact)
    if not known:
        await introduce(client, IPMG, Language.EN)
    await describe(client, IPMG, Language.EN, pictures=0)
    await client.press(SAID.send)


async def monday_morning(world: World) -> datetime:
    """Go on to the next Monday, 8:00 UTC."""
    now = await world.time()
    days = (7 - now.weekday()) % 7 or 7
    monday = datetime(now.year, now.month, now.day, 8, tzinfo=UTC) + timedelta(days=days)
    await world.go_to(monday)
    return monday


async def changed(phone: Phone, before: Json) -> str:
    """What a message says once it says something else."""

    async def look() -> str | None:
        now = next(one for one in await phone.messages() if one["message_id"] == before["message_id"])
        return words(now) if words(now) != words(before) else None

    return await phone.wait(look, "another time left")


async def test_a_deadline_is_watched_passing(open_apart: Open) -> None:
    desk = await open_apart("ipmg", ENGINEER_LANGUAGE="en")
    emma, andrii = await desk.world.person("Emma"), await desk.world.engineer("Андрій")
    await monday_morning(desk.world)

    await request(emma, "Question or request", known=False)
    card = await andrii.sees(r"(?s)IPMG-1001.*left.*\[Refuse\]")
    assert card["date"] - (await desk.world.time()).timestamp() < 60
    await desk.world.pass_time(hours=4)
    assert "left" in await changed(andrii, card), "the card's time left follows the clock"

    await request(emma, SAID.down, known=True)
    card = await andrii.sees(r"(?s)IPMG-1002.*\[Refuse\]")
    await desk.world.pass_time(minutes=61)
    near = await andrii.sees("(?s)IPMG-1002.*deadline is near")
    assert await count(emma, "We will probably not make it") == 0
    await desk.world.pass_time(minutes=21)
    await emma.sees("(?s)IPMG-1002.*We will probably not make it")
    assert await count(andrii, "DEADLINE IS MISSED") == 0
    await desk.bot.kill()
    await desk.world.pass_time(minutes=9)
    await desk.bot.start()
    missed = await andrii.sees("(?s)IPMG-1002.*DEADLINE IS MISSED", silent=False)
    for news in (near, missed):
        assert news["reply_to_message"]["message_id"] == card["message_id"]

    await desk.world.set_speed(60)
    await asyncio.sleep(2)
    await desk.world.set_speed(1)
    for who, text in (
        (andrii, "deadline is near"),
        (andrii, "DEADLINE IS MISSED"),
        (emma, "We will probably not make"),
    ):
        assert await count(who, text) == 1, text
