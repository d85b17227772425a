"""A person's hands in a test: the people's face of a running playground over HTTP."""

import asyncio
import io
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from aiohttp import ClientSession, FormData

from playground.server import Playground

Json = dict[str, Any]
Result = TypeVar("Result")
PATIENCE = 5  # seconds


def started(work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
    """Run something beside the test; the test awaits it before it ends."""
    return asyncio.get_running_loop().create_task(work)


async def eventually(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something holds; fails after PATIENCE."""
    for _ in range(PATIENCE * 100):
        if await holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came to hold")


class RefusedError(Exception):
    """The playground did not let a person do it."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"{status}: {text}")
        self.status = status


class Face:
    """Calls `/api/…`; a refusal raises RefusedError."""

    def __init__(self, playground: Playground, session: ClientSession) -> None:
        self.playground = playground
        self.session = session

    async def call(self, verb: str, path: str, body: Any = None, **kwargs: Any) -> Any:
        """One request and its JSON."""
        if body is not None:
            kwargs["json"] = body
        async with self.session.request(verb, f"{self.playground.url}/api/{path}", **kwargs) as response:
            answer = await response.json()
            if response.status != 200:
                raise RefusedError(response.status, answer["error"])
            return answer

    async def world(self) -> Json:
        """The snapshot."""
        answer: Json = await self.call("GET", "world")
        return answer

    async def person(self, first_name: str) -> int:
        """The id of a person by first name."""
        return next(int(p["id"]) for p in (await self.world())["people"] if p["first_name"] == first_name)

    async def says(self, person: int, text: str | None, chat: int | None = None, **more: Any) -> Json:
        """A person writes to the bot, or into a group."""
        body = {"from": person, "chat_id": person if chat is None else chat, "text": text, **more}
        answer: Json = await self.call("POST", "messages", {k: v for k, v in body.items() if v is not None})
        return answer

    async def presses(self, person: int, chat: int, message_id: int, data: str) -> str:
        """A person presses a button; returns the id of the query."""
        body = {"from": person, "chat_id": chat, "message_id": message_id, "data": data}
        return str((await self.call("POST", "presses", body))["callback_query_id"])

    async def sends(self, person: int, files: list[tuple[str, bytes]], kind: str, **more: Any) -> list[Json]:
        """A person sends files to the bot, several as an album."""
        form = FormData({"from": str(person), "chat_id": str(more.pop("chat", person)), "as": kind, **more})
        for name, data in files:
            form.add_field("file", io.BytesIO(data), filename=name)
        answer: list[Json] = (await self.call("POST", "files", data=form))["messages"]
        return answer

    async def trouble(self, **trouble: Any) -> None:
        """Things go wrong from now on."""
        await self.call("PUT", "trouble", trouble)

    async def group(self, kind: str = "supergroup", bot_status: str = "administrator", **more: Any) -> Json:
        """A new group with Андрій and the bot."""
        owner = await self.person("Андрій")
        body = {"type": kind, "title": "Room", "members": [owner], "bot_status": bot_status, **more}
        answer: Json = await self.call("POST", "chats", body)
        return answer
