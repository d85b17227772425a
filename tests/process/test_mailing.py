"""A mailing to 5,000 people while Telegram misbehaves and the process dies.

Every result is known, nobody gets it twice, and urgent news are on time.

The playground lives in the test, where 5,000 people are made and looked at without a request for each; the bot is the
real process. The mailing itself is put by another process on the same database: this one.
"""

import asyncio
import random
import re
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.clock import utc_now
from desk import mailings
from desk.house import House
from desk.model import Actor, Language, Role
from desk.ports_mailings import MailingState, RecipientState
from playground.server import Playground
from playground.trouble import Trouble
from storage import open_store
from tests.process.conftest import TOKEN, UNHURRIED
from tests.process.form import SPOKEN, ready_to_send
from tests.support.phones import World
from tests.support.processes import Running, free_port
from tests.support.regulations import PROVIDENCE

pytestmark = pytest.mark.process

PEOPLE, BLOCKED, UNKNOWN = 5000, 40, 30
FIRST = 6_000_000_000
BOSS = Actor(Role.ENGINEER, 601, "Софія")
TEXT = "Channels may be missing for some minutes."
STORMS = (
    {"rate_limit": 1, "times": 40},
    {"rate_limit": 1, "times": 100},
    {"server_error": 502, "times": 2},
    {"server_error": 500, "times": 5},
    {"drop": "before", "times": 2},
    {"drop": "after", "times": 2},
    {"delay_ms": 200, "times": 100},
)


@dataclass
class Scene:
    """The playground in this process, and the bot in its own."""

    telegram: Playground
    bot: Running
    world: World
    database: Path

    def everybody(self) -> range:
        """The ids of the mailing's people; the last of them are not on Telegram."""
        return range(FIRST, FIRST + PEOPLE)

    def got(self) -> Counter[int]:
        """How often each of them has the mailing."""
        chats = self.telegram.world.chats
        return Counter(
            {
                number: sum(TEXT in stored.json.get("text", "") for stored in chat.messages.values())
                for number in self.everybody()
                if (chat := chats.get(number)) is not None
            }
        )

    def in_group(self, pattern: str) -> list[dict[str, Any]]:
        """The group's messages with these words."""
        group = self.telegram.world.chats[self.telegram.group_id]
        return [one.json for one in group.messages.values() if re.search(pattern, one.json.get("text", ""))]

    async def reached(self, count: int) -> None:
        """Wait until so many have it."""
        async with asyncio.timeout(120):
            while sum(self.got().values()) < count:  # noqa: ASYNC110  # the playground calls nobody
                await asyncio.sleep(0.1)

    async def told(self, pattern: str, seconds: float = 120) -> float:
        """Wait for words in the group; after how many seconds they came."""
        began = time.monotonic()
        async with asyncio.timeout(seconds):
            while not self.in_group(pattern):  # noqa: ASYNC110  # as above
                await asyncio.sleep(0.01)
        return time.monotonic() - began


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    """All of it, with the people there and Emma's urgent request ready to be sent."""
    async with AsyncExitStack() as stack:
        telegram = Playground(port=free_port(), token=TOKEN, clock_file=tmp_path / "clock.json")
        await telegram.start()
        stack.push_async_callback(telegram.stop)
        settings = {
            "BOT_TOKEN": TOKEN, "BOT_API_URL": telegram.url, "ENGINEER_CHAT_ID": str(telegram.group_id),
            "PLAYGROUND_CLOCK": str(tmp_path / "clock.json"), "REGULATION": "providence",
            "DATA_DIR": str(tmp_path / "data"), "ENGINEER_LANGUAGE": "en", **UNHURRIED,
        }  # fmt: skip
        bot = Running("-m", "bot", log=tmp_path / "bot.log", ready="on telegram", **settings)
        stack.push_async_callback(bot.kill)
        await bot.start()
        session = await stack.enter_async_context(ClientSession())
        yield Scene(telegram, bot, World(telegram.url, session), tmp_path / "data" / "frontdesk.db")


def arrive(scene: Scene) -> None:
    """5,000 people, of whom some blocked the bot and some deleted their account long ago."""
    for place, number in enumerate(scene.everybody()):
        if place < PEOPLE - UNKNOWN:
            person = scene.telegram.world.add_person({"id": number, "is_bot": False, "first_name": f"P{place}"})
            person.started, person.blocked = True, place % (PEOPLE // BLOCKED) == 0
    rows = [(number, f"P{number}", "en") for number in scene.everybody()]
    with closing(sqlite3.connect(scene.database)) as database, database:
        database.executemany(
            "INSERT INTO people (id, name, language_code, identity_name, company, contact, position, reachable)"
            " VALUES (?, ?, ?, '', '', '', '', 1)",
            rows,
        )


async def announce(scene: Scene) -> int:
    """A supervisor sends a mailing to everybody; its number."""
    house = House(PROVIDENCE, scene.telegram.group_id, Language.EN)
    store = await open_store(f"sqlite:///{scene.database}", clock=utc_now)
    try:
        made = await store.run(mailings.begin, house, BOSS)
        start = utc_now() + timedelta(hours=5)
        await store.run(mailings.save_window, BOSS, made.id, start, start + timedelta(hours=2))
        await store.run(mailings.save_text, house, BOSS, made.id, Language.EN, TEXT)
        return (await store.run(mailings.confirm, house, BOSS, made.id)).id
    finally:
        await store.close()


async def weather(scene: Scene, seed: int) -> None:
    """One storm after another, over the mailing's chats only: what is urgent has no excuse."""
    dice, chats = random.Random(seed), list(scene.everybody())
    while True:
        scene.telegram.world.trouble = Trouble(**dice.choice(STORMS), chats=chats)
        await asyncio.sleep(1.5)


def results(scene: Scene) -> dict[int, str]:
    """What the desk knows of each recipient."""
    with closing(sqlite3.connect(f"file:{scene.database}?mode=ro", uri=True)) as database:
        return dict(database.execute("SELECT person_id, state FROM mailing_recipients").fetchall())


def state_of(scene: Scene) -> str:
    """Where the mailing stands."""
    with closing(sqlite3.connect(f"file:{scene.database}?mode=ro", uri=True)) as database:
        return str(database.execute("SELECT state FROM mailings").fetchone()[0])


async def test_5000_people_under_429_storms_and_two_restarts(scene: Scene) -> None:
    client = await ready_to_send(scene.world)
    [shown] = [one for one in reversed(await client.messages()) if "reply_markup" in one][:1]
    send = next(
        button["callback_data"]
        for row in shown["reply_markup"]["inline_keyboard"]
        for button in row
        if SPOKEN[Language.EN].send in button["text"]
    )
    arrive(scene)
    await announce(scene)
    storms = asyncio.create_task(weather(scene, seed=4))  # noqa: TID251
    try:
        await scene.reached(300)
        await scene.bot.kill()
        await scene.bot.start()
        await scene.reached(1000)
        await client.press_data(shown, send)
        assert await scene.told("CRITICAL INCIDENT.*PF-1001") < 2
        await scene.reached(2000)
        assert await scene.bot.stop() == 0
        await scene.bot.start()
        await scene.reached(4000)
    finally:
        storms.cancel()
        scene.telegram.world.trouble = Trouble()
    await scene.told("Mailing 1: planned maintenance\n\nThe mailing has ended")
    got, known = scene.got(), results(scene)
    assert state_of(scene) == MailingState.DONE
    assert len(known) == PEOPLE + 1, "Emma wrote to the bot, and is a client too"
    ended = {RecipientState.SENT, RecipientState.BLOCKED, RecipientState.FAILED, RecipientState.UNCERTAIN}
    assert set(known.values()) <= ended
    assert max(got.values()) == 1, "somebody got it twice"
    for number, state in known.items():
        if number in got and state != RecipientState.UNCERTAIN:
            assert got[number] == (state == RecipientState.SENT), f"{number} is {state}"
    counts = Counter(known.values())
    assert UNKNOWN - 5 <= counts[RecipientState.FAILED] <= UNKNOWN, "but for whom the connection broke"
    assert BLOCKED - 5 <= counts[RecipientState.BLOCKED] <= BLOCKED
    assert counts[RecipientState.UNCERTAIN] < 150
    [report] = scene.in_group("The mailing has ended")
    assert f"Sent: {counts[RecipientState.SENT]}" in report["text"]
    assert "Traceback" not in scene.bot.output
