"""What must hold when Telegram is down and when the process is killed."""

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable

import pytest

from desk.model import Language
from tests.process.conftest import Desk
from tests.process.form import SPOKEN, count, ready_to_send

pytestmark = pytest.mark.process

Open = Callable[..., Awaitable[Desk]]
SAID = SPOKEN[Language.EN]


async def ticket_is_stored(desk: Desk) -> None:
    """Wait until the ticket is in the database, whatever anybody was told."""
    async with asyncio.timeout(15):
        while True:
            with sqlite3.connect(f"file:{desk.data / 'frontdesk.db'}?mode=ro", uri=True) as connection:
                if connection.execute("SELECT count(*) FROM tickets").fetchone()[0]:
                    return
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("trouble", [{"server_error": 502}, {"drop": "before"}, {"delay_ms": 4000}])
async def test_killed_between_commit_and_send_nobody_misses_anything(
    open_apart: Open, trouble: dict[str, object]
) -> None:
    desk = await open_apart("providence", ENGINEER_LANGUAGE="en")
    client = await ready_to_send(desk.world)
    engineer = await desk.world.engineer("Андрій")
    await desk.world.trouble(**trouble)
    await client.press(SAID.send)
    await ticket_is_stored(desk)
    await desk.bot.kill()
    await desk.world.trouble()
    await desk.bot.start()
    await client.sees("(?s)PF-1001.*Created|Created.*PF-1001")
    await engineer.sees("(?s)CRITICAL INCIDENT.*PF-1001", silent=False)
    await engineer.sees(r"(?s)PF-1001.*\[Refuse\]")


@pytest.mark.parametrize("trouble", [{"rate_limit": 1}, {"server_error": 500}, {"server_error": 502}])
async def test_what_telegram_refused_for_a_while_comes_when_it_is_well_again(
    open_apart: Open, trouble: dict[str, object]
) -> None:
    desk = await open_apart("providence", ENGINEER_LANGUAGE="en")
    client = await ready_to_send(desk.world)
    engineer = await desk.world.engineer("Андрій")
    await desk.world.trouble(**trouble, chats=[client.chat, engineer.chat])
    await client.press(SAID.send)
    await ticket_is_stored(desk)
    await asyncio.sleep(1)
    assert await count(engineer, "PF-1001") == 0
    await desk.world.trouble()
    await engineer.sees("(?s)CRITICAL INCIDENT.*PF-1001")
    await client.sees("PF-1001")


async def test_sigterm_ends_the_process_within_ten_seconds(open_desk: Open) -> None:
    desk = await open_desk("providence")
    began = time.monotonic()
    assert await desk.bot.stop() == 0
    assert time.monotonic() - began < 10
    assert "Traceback" not in desk.bot.output


async def test_the_log_has_no_words_of_people_and_no_token(open_apart: Open) -> None:
    desk = await open_apart("providence", ENGINEER_LANGUAGE="en", LOG_LEVEL="debug", LOG_FORMAT="json")
    client = await ready_to_send(desk.world)
    await client.press(SAID.send)
    engineer = await desk.world.engineer("Андрій")
    await engineer.reply(await engineer.sees(r"(?s)PF-1001.*\[Refuse\]"), "Since when?")
    await client.sees("Since when")
    await client.write("Since noon")
    await engineer.sees("Since noon")
    async with asyncio.timeout(15):
        while '"ticket": "PF-1001"' not in (log := desk.bot.output):  # noqa: ASYNC110  # the file calls nobody
            await asyncio.sleep(0.05)
    for private in ("Промінь", "Коваль", "olena@example.com", "nothing", "Since", "Emma", "AAplayground-token"):
        assert private not in log, private
