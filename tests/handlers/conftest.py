"""A Telegram, a bot and a dispatcher with the real middleware, store and router, fed with updates by hand."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot, Dispatcher, Router
from aiogram.methods import TelegramMethod
from aiogram.types import Update
from aiogram.utils.i18n import I18n

from bot import log
from bot.middlewares import UpdateMiddleware
from bot.persistence import Persistence
from bot.tasks import Tasks
from desk.errors import AlreadyProcessedError
from desk.house import House
from desk.model import Language
from desk.regulation import Regulation
from storage import Store
from tests.support.clock import Clock
from tests.support.regulations import IPMG, PROVIDENCE
from tests.support.session import FakeTelegram, fake_bot
from tests.support.updates import Updates

GROUP_ID = -1001
REGULATIONS = {"ipmg": IPMG, "providence": PROVIDENCE}


class FakeFiles:
    """`desk.ports.Files` in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def put(self, content: bytes, suffix: str) -> str:
        """A path of its own for every content that is put."""
        path = f"{len(self.kept) + 1}{suffix}"
        self.kept[path] = content
        return path

    def get(self, path: str) -> bytes:
        """FileNotFoundError: it is gone."""
        try:
            return self.kept[path]
        except KeyError:
            raise FileNotFoundError(path) from None

    def remove(self, path: str) -> None:
        """None there is no error."""
        self.kept.pop(path, None)


@dataclass
class Rig:
    """What a test of handlers holds. `failures` are exceptions that got out of a handler."""

    telegram: FakeTelegram
    bot: Bot
    store: Store
    house: House
    clock: Clock
    i18n: I18n
    updates: Updates
    tasks: Tasks = field(default_factory=Tasks)
    files: FakeFiles = field(default_factory=FakeFiles)
    failures: list[Exception] = field(default_factory=list)
    dispatcher: Dispatcher = field(default_factory=Dispatcher)

    def serve(self, *routers: Router, **more: Any) -> None:
        """A new dispatcher with these routers, as after a start; `more`: further workflow data."""
        self.dispatcher = Dispatcher(
            disable_fsm=True,
            house=self.house,
            files=self.files,
            clock=self.clock,
            spawn=lambda work: self.tasks.start(work, "spawned"),
            **more,
        )
        self.dispatcher.update.outer_middleware(UpdateMiddleware(self.store, self.i18n, self.house))
        self.dispatcher.update.middleware(self._remember)
        self.dispatcher.include_routers(*routers)

    async def feed(self, *updates: Update) -> list[TelegramMethod[Any]]:
        """Handle the updates one after another, and what they have started; the calls that took effect in between."""
        before = len(self.telegram.delivered)
        for update in updates:
            await self.dispatcher.feed_update(self.bot, update)
        return self.telegram.delivered[before:]

    async def settle(self) -> None:
        """Wait for what handlers have started beside them."""
        await self.tasks.finish(5)

    async def together(self, *updates: Update) -> None:
        """Handle the updates at the same time, as a dispatcher that polls does."""
        await asyncio.gather(*(self.dispatcher.feed_update(self.bot, update) for update in updates))

    async def _remember(self, handler: Callable[..., Any], event: Any, data: dict[str, Any]) -> Any:
        try:
            return await handler(event, data)
        except AlreadyProcessedError:
            raise
        except Exception as error:
            self.failures.append(error)
            raise


def said(calls: Sequence[TelegramMethod[Any]]) -> str:
    """Everything that the calls say, for looking for words in it."""
    return "\n".join(str(getattr(call, "text", None) or getattr(call, "caption", None) or "") for call in calls)


@pytest.fixture(autouse=True, scope="session")
def quiet() -> None:
    """The log as the process writes it; structlog's own tracebacks with every local take seconds."""
    log.set_up("ERROR", "json")


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    """Telegram's side; the test fails where a call broke a rule."""
    session = FakeTelegram()
    yield session
    session.check()


@pytest.fixture
def bot(telegram: FakeTelegram) -> Bot:
    """A bot that talks to it as the real one does."""
    telegram.middleware(Persistence())
    return fake_bot(telegram)


@pytest.fixture(params=["ipmg"])
def regulation(request: pytest.FixtureRequest) -> Regulation:
    """IPMG; `@pytest.mark.parametrize("regulation", ["ipmg", "providence"], indirect=True)` for both."""
    return REGULATIONS[request.param]


@pytest.fixture
def rig(
    telegram: FakeTelegram, bot: Bot, store: Store, clock: Clock, regulation: Regulation, tmp_path: Path
) -> Iterator[Rig]:
    """Everything but the routers: `rig.serve(router)`. An exception that got out of a handler fails the test."""
    locales = tmp_path / "locales"  # without catalogues: the texts are the English sources
    locales.mkdir()
    house = House(regulation, GROUP_ID, Language.EN)
    rig = Rig(telegram, bot, store, house, clock, I18n(path=locales), Updates(bot))
    yield rig
    if rig.failures:
        raise rig.failures[0]
