"""The real process in the playground of its own, over HTTP."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import ClientSession

from tests.support.phones import World
from tests.support.processes import Running, free_port

TOKEN = "4200000000:AAplayground-token-of-the-tests-000000"
UNHURRIED = {"FLOOD_LIMIT": "0"}
"""The people of a test type quicker than any person."""


@dataclass
class Desk:
    """A running product: the world its people live in, and the bot's process."""

    world: World
    bot: Running
    data: Path


@pytest.fixture
async def open_desk(tmp_path: Path) -> AsyncIterator[Callable[..., object]]:
    """Start the product as `make run` does, with a regulation: `await open_desk("ipmg")`."""
    async with AsyncExitStack() as stack:

        async def start(regulation: str, **environment: str) -> Desk:
            port, data = free_port(), tmp_path / "data"
            settings = {
                "REGULATION": regulation, "DATA_DIR": str(data), "WEB_PORT": str(port), **UNHURRIED, **environment,
            }  # fmt: skip
            bot = Running("-m", "bot", log=tmp_path / "bot.log", ready="on telegram", **settings)
            stack.push_async_callback(bot.kill)
            await bot.start()
            session = await stack.enter_async_context(ClientSession())
            return Desk(World(f"http://127.0.0.1:{port}", session), bot, data)

        yield start


@pytest.fixture
async def open_apart(tmp_path: Path) -> AsyncIterator[Callable[..., object]]:
    """The same with the playground in a process of its own, so that the bot can die alone."""
    async with AsyncExitStack() as stack:

        async def start(regulation: str, **environment: str) -> Desk:
            port, data, clock = free_port(), tmp_path / "data", str(tmp_path / "clock.json")
            telegram = Running(
                "-m", "playground", "--port", str(port), "--token", TOKEN, "--clock", clock,
                log=tmp_path / "playground.log", ready="ENGINEER_CHAT_ID",
            )  # fmt: skip
            stack.push_async_callback(telegram.kill)
            await telegram.start()
            url = f"http://127.0.0.1:{port}"
            session = await stack.enter_async_context(ClientSession())
            world = World(url, session)
            group = (await world.call("GET", "world"))["group_id"]
            settings = {
                "BOT_TOKEN": TOKEN, "BOT_API_URL": url, "ENGINEER_CHAT_ID": str(group), "PLAYGROUND_CLOCK": clock,
                "REGULATION": regulation, "DATA_DIR": str(data), **UNHURRIED, **environment,
            }  # fmt: skip
            bot = Running("-m", "bot", log=tmp_path / "bot.log", ready="on telegram", **settings)
            stack.push_async_callback(bot.kill)
            await bot.start()
            return Desk(world, bot, data)

        yield start
