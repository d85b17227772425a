"""What must hold when things go wrong: Telegram is down, the process is killed, people press twice."""

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable

import pytest

from desk.model import Language
from tests.process.conftest import Desk
from tests.process.form import SPOKEN, begin, describe, introduce
from tests.support.phones import Phone, words
from tests.support.regulations import PROVIDENCE

pytestmark = pytest.mark.process

Open = Callable[..., Awaitable[Desk]]
SAID = SPOKEN[Language.EN]


async def ready_to_send(desk: Desk) -> Phone:
    """Emma with a whole form before her."""
    client = await desk.world.person("Emma")
    await begin(client, PROVIDENCE, Language.EN)
    await introduce(client, PROVIDENCE, Language.EN)
    await describe(client, PROVIDENCE, Language.EN, pictures=0)
    return client


async def ticket_is_stored(desk: Desk) -> None:
    """Wait until the ticket is in the database, whatever anybody was told."""
    async with asyncio.timeout(15):
        while True:
            with sqlite3.connect(f"file:{desk.data / 'frontdesk.db'}?mode=ro", uri=True) as connection:
                if connection.execute("SELECT count(*) FROM tickets").fetchone()[0]:
                    return
            await asyncio.sleep(0.02)


async def count(phone: Phone, pattern: str) -> int:
    return sum(pattern in words(shown) for shown in await phone.messages() if shown.get("from", {}).get("is_bot"))


@pytest.mark.parametrize("trouble", [{"server_error": 502}, {"drop": "before"}, {"delay_ms": 4000}])
async def test_killed_between_commit_and_send_nobody_misses_anything(
    open_apart: Open, trouble: dict[str, object]
) -> None:
    desk = await open_apart("providence", ENGINEER_LANGUAGE="en")
    client = await ready_to_send(desk)
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


async def test_two_taps_on_send_make_one_ticket(open_apart: Open) -> None:
    desk = await open_apart("providence", ENGINEER_LANGUAGE="en")
    client = await ready_to_send(desk)
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
    client = await ready_to_send(desk)
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
    client = await ready_to_send(desk)
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


@pytest.mark.parametrize("trouble", [{"rate_limit": 1}, {"server_error": 500}, {"server_error": 502}])
async def test_what_telegram_refused_for_a_while_comes_when_it_is_well_again(
    open_apart: Open, trouble: dict[str, object]
) -> None:
    desk = await open_apart("providence", ENGINEER_LANGUAGE="en")
    client = await ready_to_send(desk)
    engineer = await desk.world.engineer("Андрій")
    await desk.world.trouble(**trouble, chats=[client.chat, engineer.chat])
    await client.press(SAID.send)
    await ticket_is_stored(desk)
    await asyncio.sleep(1)
    assert await count(engineer, "PF-1001") == 0
    await desk.world.trouble()
    await engineer.sees("(?s)CRITICAL INCIDENT.*PF-1001")
    await client.sees("PF-1001")


async def test_a_client_who_blocked_the_bot_is_said_once_on_the_ticket(open_apart: Open) -> None:
    desk = await open_apart("providence", ENGINEER_LANGUAGE="en")
    client = await ready_to_send(desk)
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


async def test_sigterm_ends_the_process_within_ten_seconds(open_desk: Open) -> None:
    desk = await open_desk("providence")
    began = time.monotonic()
    assert await desk.bot.stop() == 0
    assert time.monotonic() - began < 10
    assert "Traceback" not in desk.bot.output


async def test_the_log_has_no_words_of_people_and_no_token(open_apart: Open) -> None:
    desk = await open_apart("providence", ENGINEER_LANGUAGE="en", LOG_LEVEL="debug", LOG_FORMAT="json")
    client = await ready_to_send(desk)
    await client.press(SAID.send)
    await client.sees("PF-1001")
    log = desk.bot.output
    assert "PF-1001" in log or "1001" in log
    for private in ("Промінь", "Коваль", "olena@example.com", "nothing", "Emma", "AAplayground-token"):
        assert private not in log, private
