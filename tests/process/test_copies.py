"""Two copies of the bot on one PostgreSQL: one polls, both send; when one dies the other goes on."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from desk.model import Language
from tests.process.conftest import Desk
from tests.process.form import SPOKEN, begin, describe, introduce
from tests.support.phones import words
from tests.support.processes import Running
from tests.support.regulations import PROVIDENCE

pytestmark = [pytest.mark.process, pytest.mark.postgres]

Open = Callable[..., Awaitable[Desk]]
SAID = SPOKEN[Language.EN]


async def test_when_the_polling_copy_is_killed_the_other_goes_on_in_the_middle_of_the_form(
    open_apart: Open, postgres_url: str, tmp_path: Path
) -> None:
    desk = await open_apart("providence", ENGINEER_LANGUAGE="en", DATABASE_URL=postgres_url)
    second = Running("-m", "bot", log=tmp_path / "second.log", ready="starting", **desk.bot.environment)
    await second.start()
    try:
        client = await desk.world.person("Emma")
        engineer = await desk.world.engineer("Андрій")
        await begin(client, PROVIDENCE, Language.EN)
        await introduce(client, PROVIDENCE, Language.EN)
        await desk.bot.kill()
        await describe(client, PROVIDENCE, Language.EN)
        await client.press(SAID.send)
        await engineer.sees("(?s)CRITICAL INCIDENT.*PF-1001", silent=False)
        card = await engineer.sees(r"(?s)PF-1001.*\[Refuse\]")
        await desk.bot.start()
        await engineer.press("Take", card)
        await client.sees("(?s)PF-1001.*In progress")
        await asyncio.sleep(1.5)
        alerts = [one for one in await engineer.messages() if "CRITICAL INCIDENT" in words(one)]
        assert len(alerts) == 1, "two couriers send one message once"
    finally:
        assert await second.stop() == 0
