"""Chromium before the playground's page, a bot that a test drives by hand, and a world made new for every test."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest_asyncio
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Update
from playwright.async_api import Browser, Locator, Page, async_playwright

from playground.server import Playground
from tests.support.browser import CHROMIUM_ARGS, chromium

PATIENCE_MS = 5000


@dataclass
class Stage:
    """What a test of the page holds: the page, the bot, and the people's face for what happens elsewhere."""

    page: Page
    bot: Bot
    playground: Playground
    http: aiohttp.ClientSession
    offset: int = 0

    @property
    def client(self) -> Locator:
        """The client's phone."""
        return self.page.get_by_test_id("client")

    @property
    def group(self) -> Locator:
        """The engineers' group."""
        return self.page.get_by_test_id("group")

    async def people(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """A call to the people's face; fails the test where it is refused."""
        async with self.http.request(method, self.playground.url + path, json=body) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def id_of(self, name: str) -> int:
        """The id of the person with this first name."""
        world = await self.people("GET", "/api/world")
        return next(int(person["id"]) for person in world["people"] if person["first_name"] == name)

    async def started(self, name: str = "Олена") -> int:
        """The id of this client, whose /start the bot has already read."""
        user_id = await self.id_of(name)
        await self.people("POST", "/api/messages", {"from": user_id, "chat_id": user_id, "text": "/start"})
        await self.updates()
        return user_id

    async def updates(self) -> list[Update]:
        """What the bot hears next (waits up to five seconds for the first)."""
        found = await self.bot.get_updates(offset=self.offset, timeout=5)
        if found:
            self.offset = found[-1].update_id + 1
        return found

    async def message(self, pane: Locator, text: str) -> Locator:
        """The bubble with this text, once it is there."""
        bubble = pane.get_by_test_id("message").filter(has_text=text).last
        await bubble.wait_for()
        return bubble


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One headless Chromium for a module."""
    path = chromium()
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGS)
        yield launched
        await launched.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def playground() -> AsyncIterator[Playground]:
    """One playground for a module; every test begins with its world made new."""
    server = Playground("127.0.0.1", 0)
    await server.start()
    yield server
    await server.stop()


@dataclass
class Window:
    """A browser's page for a module, and the errors of the page's own code since the test began."""

    page: Page
    errors: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Note uncaught errors and what the page's policy forbade."""
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda said: self.errors.append(said.text) if "Security Policy" in said.text else None)

    async def renew(self) -> None:
        """As a person would find it: wide, by day, nothing chosen yet."""
        if self.page.url != "about:blank":
            await self.page.evaluate("sessionStorage.clear()")
        await self.page.set_viewport_size({"width": 1280, "height": 800})
        await self.page.emulate_media(color_scheme="light")
        self.errors.clear()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def window(browser: Browser) -> AsyncIterator[Window]:
    """One page for a module."""
    context = await browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    opened = Window(await context.new_page())
    opened.watch()
    yield opened
    await context.close()


@pytest_asyncio.fixture(loop_scope="module")
async def stage(window: Window, playground: Playground) -> AsyncIterator[Stage]:
    """The page, open and live, on a new world. An error in the page's own code fails the test."""
    api = TelegramAPIServer.from_base(playground.url)
    async with aiohttp.ClientSession() as http, Bot(playground.token, session=AiohttpSession(api=api)) as bot:
        async with http.post(playground.url + "/api/reset", json={}) as answer:
            assert answer.status == 200
        await window.renew()
        await open_page(window.page, playground.url)
        yield Stage(window.page, bot, playground, http)
    assert window.errors == []


async def open_page(page: Page, url: str) -> None:
    """Opens the page and waits until its stream stands."""
    await page.goto(url)
    await page.locator('[data-testid="live"][data-live="yes"]').wait_for()
