"""A person with Telegram in their hand: writes, presses what they see, and waits for what should come."""

import asyncio
import io
import re
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from aiohttp import ClientSession, FormData

Json = dict[str, Any]
Found = TypeVar("Found")
PATIENCE = 45.0
"""Seconds to wait for anything that should come: longer than the lease of a message that a killed process held."""


class World:
    """The people's face of a playground (`/api/…`)."""

    def __init__(self, url: str, session: ClientSession) -> None:
        self.url = url
        self.session = session

    async def call(self, verb: str, path: str, **kwargs: Any) -> Any:
        """One request and its JSON; AssertionError when the playground refuses it."""
        async with self.session.request(verb, f"{self.url}/api/{path}", **kwargs) as response:
            answer = await response.json()
            assert response.status == 200, answer
            return answer

    async def person(self, first_name: str) -> "Phone":
        """Somebody who is there from the start, in their private chat with the bot."""
        people = (await self.call("GET", "world"))["people"]
        found = next(person for person in people if person["first_name"] == first_name)
        return Phone(self, int(found["id"]), int(found["id"]))

    async def engineer(self, first_name: str) -> "Phone":
        """The same in the engineers' group."""
        phone = await self.person(first_name)
        return Phone(self, phone.person, int((await self.call("GET", "world"))["group_id"]))

    async def newcomer(self, first_name: str, language: str, last_name: str = "") -> "Phone":
        """A new client."""
        body = {"first_name": first_name, "last_name": last_name, "language_code": language, "client": True}
        person = await self.call("POST", "people", json=body)
        return Phone(self, int(person["id"]), int(person["id"]))

    async def trouble(self, **trouble: Any) -> None:
        """Telegram behaves badly from now on; nothing given: well again."""
        calm: Json = {"delay_ms": 0, "rate_limit": 0, "server_error": 0, "drop": "none", "chats": [], "times": None}
        await self.call("PUT", "trouble", json={**calm, **trouble})

    async def time(self) -> datetime:
        """What time it is in this world; the bot goes by it (`open_desk`, `open_apart`)."""
        return datetime.fromtimestamp((await self.call("GET", "clock"))["now"], UTC)

    async def pass_time(self, **duration: float) -> datetime:
        """Let time pass at once, `hours=…`, `minutes=…` as of timedelta; the new time. It never goes back."""
        leap = timedelta(**duration).total_seconds()
        return datetime.fromtimestamp((await self.call("POST", "clock", json={"plus": leap}))["now"], UTC)

    async def go_to(self, instant: datetime) -> None:
        """Let time pass until then."""
        await self.call("POST", "clock", json={"to": instant.timestamp()})

    async def set_speed(self, rate: float) -> None:
        """From now on time runs so many times as fast; 1: as it does."""
        await self.call("POST", "clock", json={"rate": rate})

    async def calls(self, method: str = "") -> list[Json]:
        """The bot's calls so far, of one method or of all."""
        found = (await self.call("GET", "calls", params={"after": "0"}))["calls"]
        return [call for call in found if not method or call["method"] == method]


class Phone:
    """One person in one chat."""

    def __init__(self, world: World, person: int, chat: int) -> None:
        self.world = world
        self.person = person
        self.chat = chat

    async def messages(self) -> list[Json]:
        """What stands in the chat, the oldest first."""
        world = await self.world.call("GET", "world")
        found: list[Json] = world["messages"].get(str(self.chat), [])
        return found

    async def write(self, text: str, **more: Any) -> Json:
        """Write a text."""
        body = {"from": self.person, "chat_id": self.chat, "text": text, **more}
        sent: Json = await self.world.call("POST", "messages", json=body)
        return sent

    async def reply(self, to: Json, text: str) -> Json:
        """Write a text in reply to a message."""
        return await self.write(text, reply_to=to["message_id"])

    async def edit(self, message: Json, text: str) -> Json:
        """Change one's own text or caption."""
        body = {"from": self.person, "chat_id": self.chat, "message_id": message["message_id"], "text": text}
        edited: Json = await self.world.call("POST", "edits", json=body)
        return edited

    async def send_files(self, files: list[tuple[str, bytes]], kind: str = "photo", **more: Any) -> list[Json]:
        """Send pictures or files, several as an album."""
        form = FormData({"from": str(self.person), "chat_id": str(self.chat), "as": kind})
        for name, value in more.items():
            form.add_field(name, str(value))
        for name, content in files:
            form.add_field("file", io.BytesIO(content), filename=name)
        sent: list[Json] = (await self.world.call("POST", "files", data=form))["messages"]
        return sent

    async def press(self, label: str, message: Json | None = None) -> str:
        """Press the newest button whose words contain `label` (of `message`); waits for it to be there."""

        async def found() -> tuple[Json, Json] | None:
            for shown in reversed(await self.messages()):
                if message is None or shown["message_id"] == message["message_id"]:
                    for button in _buttons(shown):
                        if label.lower() in button["text"].lower() and "callback_data" in button:
                            return shown, button
            return None

        shown, button = await self.wait(found, f"a button {label!r}")
        return await self.press_data(shown, button["callback_data"])

    async def press_data(self, shown: Json, data: str) -> str:
        """Press a button with this data, real or forged."""
        body = {"from": self.person, "chat_id": self.chat, "message_id": shown["message_id"], "data": data}
        answer = await self.world.call("POST", "presses", json=body)
        return str(answer["callback_query_id"])

    async def sees(self, pattern: str, *, after: int = 0, times: int = 1, silent: bool | None = None) -> Json:
        """Wait until a message of the bot (newer than message id `after`) matches; the newest one that does.

        `times`: at least so many do. `silent`: with or without sound.
        """

        async def found() -> Json | None:
            matching = [
                shown
                for shown in await self.messages()
                if shown["message_id"] > after
                and shown.get("from", {}).get("is_bot")
                and re.search(pattern, words(shown))
                and (silent is None or bool(shown["silent"]) is silent)
            ]
            return matching[-1] if len(matching) >= times else None

        return await self.wait(found, f"{times}× {pattern!r}")

    async def last_id(self) -> int:
        """The newest message's id."""
        return max((shown["message_id"] for shown in await self.messages()), default=0)

    async def popup(self, query_id: str) -> str:
        """The words with which a press was answered."""

        async def found() -> str | None:
            for call in await self.world.calls("answerCallbackQuery"):
                if call["ok"] and call["params"].get("callback_query_id") == query_id:
                    return str(call["params"].get("text") or "")
            return None

        return await self.wait(found, f"an answer to the press {query_id}")

    async def wait(self, look: Callable[[], Awaitable[Found | None]], what: str) -> Found:
        """What `look` finds once it is there."""
        until = time.monotonic() + PATIENCE
        while (found := await look()) is None:
            if time.monotonic() > until:
                tail = "\n---\n".join(words(shown) for shown in (await self.messages())[-6:])
                raise AssertionError(f"waited {PATIENCE} s for {what}; the chat ends with:\n{tail}")
            await asyncio.sleep(0.05)
        return found


def words(shown: Json) -> str:
    """All that can be read in a message: its text or caption, and its buttons in brackets."""
    buttons = " ".join(f"[{button['text']}]" for button in _buttons(shown))
    return f"{shown.get('text') or shown.get('caption') or ''} {buttons}".strip()


def _buttons(shown: Json) -> list[Json]:
    rows = shown.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]
