"""A playground on a free port, aiogram's bot against it, and the hands of its people."""

import io
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiohttp import ClientSession
from PIL import Image

from playground.server import Playground
from tests.playground.face import Face


class Clock:
    """The playground's time, moved by hand."""

    def __init__(self) -> None:
        self.now = 1_795_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def playground(clock: Clock) -> AsyncIterator[Playground]:
    running = Playground(clock=clock)
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.fixture
async def face(playground: Playground, http: ClientSession) -> Face:
    return Face(playground, http)


class QuickSession(AiohttpSession):
    """Without aiogram's quarter of a second at the end."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


@pytest.fixture
async def bot(playground: Playground) -> AsyncIterator[Bot]:
    session = QuickSession(api=TelegramAPIServer.from_base(playground.url))
    bot = Bot(playground.token, session=session)
    yield bot
    await session.close()


@pytest.fixture
async def client(face: Face) -> int:
    """Олена, who has started the bot."""
    person = await face.person("Олена")
    await face.says(person, "/start")
    return person


@pytest.fixture
async def group(playground: Playground) -> int:
    return playground.group_id


class Raw:
    """Calls the Bot API without aiogram, to say what aiogram would not."""

    def __init__(self, playground: Playground, session: ClientSession) -> None:
        self.playground = playground
        self.session = session

    async def __call__(self, method: str, token: str | None = None, **params: Any) -> dict[str, Any]:
        url = f"{self.playground.url}/bot{token or self.playground.token}/{method}"
        async with self.session.post(url, json=params) as response:
            answer: dict[str, Any] = await response.json()
            assert response.status == answer.get("error_code", 200)
            return answer


@pytest.fixture
async def raw(playground: Playground, http: ClientSession) -> Raw:
    return Raw(playground, http)


def picture(width: int = 200, height: int = 100, kind: str = "PNG", color: str = "red") -> bytes:
    """A real picture."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), color).save(out, kind)
    return out.getvalue()
