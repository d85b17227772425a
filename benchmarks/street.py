"""The load: people who write to the bot, in the process of the playground's server.

They act on the playground's world directly, not over its HTTP face, so that as much as can be of this process is left
to serve the bot; what the bot hears and says goes over HTTP as ever.
"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from types import TracebackType
from typing import Any

from playground import acts, community
from playground.events import Events
from playground.server import Playground

Json = dict[str, Any]
Listener = Callable[[Json], None]


class _Ears(Events):
    """The page's events, heard by us."""

    def __init__(self, hear: Callable[[str, Json], None]) -> None:
        super().__init__()
        self._hear = hear

    def emit(self, kind: str, **payload: Any) -> None:
        """As for the page, and to us."""
        super().emit(kind, **payload)
        self._hear(kind, payload)


class Street(AbstractAsyncContextManager["Street"]):
    """A playground full of people. `listeners` hear what the bot writes or edits in a chat, by the chat's id."""

    def __init__(self, clock_file: Path) -> None:
        self.playground = Playground(clock_file=clock_file)
        self.world = self.playground.world
        self.world.events = _Ears(self._hear)
        self.listeners: dict[int, Listener] = {}
        self._born = 0

    async def __aenter__(self) -> "Street":
        await self.playground.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.playground.stop()

    @property
    def calls(self) -> int:
        """How many calls the bot has made, getUpdates left out."""
        return self.world.calls_made

    def methods(self, since: int) -> dict[str, int]:
        """The calls after the number `since`, by their method."""
        counts: dict[str, int] = {}
        for call in reversed(self.world.calls):
            if call["n"] <= since:
                break
            method = call["method"] if call["ok"] else f"{call['method']} refused"
            counts[method] = counts.get(method, 0) + 1
        return dict(sorted(counts.items(), key=lambda pair: -pair[1]))

    def newcomer(self, listener: Listener) -> int:
        """Somebody new; their id, which is also their private chat's."""
        self._born += 1
        body = {"first_name": "Клієнт", "last_name": str(self._born), "language_code": "uk"}
        person = community.add_person(self.world, body)
        self.listeners[person.id] = listener
        return person.id

    def leave(self, person_id: int) -> None:
        """Listen no more."""
        self.listeners.pop(person_id, None)

    def say(self, person_id: int, text: str) -> None:
        """A text in the private chat."""
        acts.write(self.world, {"from": person_id, "chat_id": person_id}, acts.text_content(text))

    def press(self, person_id: int, shown: Json, data: str) -> None:
        """A button in the private chat."""
        body = {"from": person_id, "chat_id": person_id, "message_id": shown["message_id"], "data": data}
        acts.press(self.world, body)

    def _hear(self, kind: str, payload: Json) -> None:
        if kind not in ("message", "edited") or not payload["message"]["from"]["is_bot"]:
            return
        listener = self.listeners.get(payload["chat_id"])
        if listener is not None:
            asyncio.get_running_loop().call_soon(listener, payload["message"])
