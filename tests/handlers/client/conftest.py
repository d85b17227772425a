"""A client in front of the real private router."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pytest
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageReplyMarkup,
    EditMessageText,
    SendMessage,
    TelegramMethod,
)
from aiogram.types import InlineKeyboardMarkup
from PIL import Image

from desk.model import Draft, Sender, Ticket
from handlers.client.router import build
from tests.handlers.conftest import Rig, said
from tests.support.updates import Json, human

ALBUM_PAUSE = 0.02


def picture(kind: str = "PNG", colour: str = "red", side: int = 8) -> bytes:
    """A small picture."""
    stream = BytesIO()
    Image.new("RGB", (side, side), colour).save(stream, kind)
    return stream.getvalue()


@dataclass
class Screen:
    """One message of the bot as the client sees it now."""

    message_id: int
    text: str
    buttons: dict[str, str] = field(default_factory=dict)
    reply_to: Json | None = None


@dataclass
class Client:
    """A person who writes, presses and looks. `screens` are the bot's messages by id, as they are now."""

    rig: Rig
    user: Json
    screens: dict[int, Screen] = field(default_factory=dict)
    pop_ups: list[AnswerCallbackQuery] = field(default_factory=list)
    fresh: list[Screen] = field(default_factory=list)

    @property
    def id(self) -> int:
        return int(self.user["id"])

    @property
    def sender(self) -> Sender:
        return Sender(self.id, self.user["first_name"], None, self.user.get("language_code"))

    @property
    def last(self) -> Screen:
        """The newest or last edited message."""
        return next(reversed(self.screens.values()))

    @property
    def heard(self) -> str:
        """What the last update brought, pop-ups included."""
        return "\n".join([screen.text for screen in self.fresh] + [one.text or "" for one in self.pop_ups])

    async def write(self, text: str, **more: Any) -> str:
        """Send a text; everything that was answered."""
        return await self.feed(self.rig.updates.text(self.user, text, **more))

    async def press(self, label: str, screen: Screen | None = None) -> str:
        """Press the button whose label contains `label`, on the newest message that has it."""
        where = screen or next((one for one in reversed(self.screens.values()) if self._find(one, label)), self.last)
        data = self._find(where, label)
        assert data is not None, f"no button {label!r} in {list(where.buttons)}"
        return await self.push(data, where)

    async def push(self, data: str, screen: Screen) -> str:
        """Press a button, real or forged, on a message."""
        update = self.rig.updates.press(self.user, data, message_id=screen.message_id, reply_to=screen.reply_to)
        heard = await self.feed(update)
        assert len(self.pop_ups) == 1, "every press is answered once"
        return heard

    async def feed(self, *updates: Any) -> str:
        """Handle updates; everything that was answered."""
        calls = await self.rig.feed(*updates)
        self._see(calls, [update.message.model_dump() for update in updates if update.message])
        return self.heard

    async def settle(self) -> str:
        """What comes by itself: the answer to an album."""
        before = len(self.rig.telegram.delivered)
        await self.rig.settle()
        self._see(self.rig.telegram.delivered[before:], [])
        return self.heard

    def _see(self, calls: list[TelegramMethod[Any]], sent: list[Json]) -> None:
        self.fresh, self.pop_ups = [], []
        for call in calls:
            match call:
                case SendMessage() if call.chat_id == self.id:
                    screen = Screen(self.rig.telegram.message_id_of(call), call.text)
                    if call.reply_parameters and call.reply_parameters.message_id:
                        screen.reply_to = self._own(call.reply_parameters.message_id)
                case EditMessageText():
                    assert call.message_id is not None
                    screen = Screen(call.message_id, call.text or "")
                    screen.reply_to = (
                        self.screens[call.message_id].reply_to if call.message_id in self.screens else None
                    )
                case EditMessageReplyMarkup() if call.message_id in self.screens:
                    self.screens[call.message_id].buttons = {}
                    continue
                case AnswerCallbackQuery():
                    self.pop_ups.append(call)
                    continue
                case _:
                    continue
            if isinstance(call.reply_markup, InlineKeyboardMarkup):
                rows = call.reply_markup.inline_keyboard
                screen.buttons = {one.text: one.callback_data or "" for row in rows for one in row}
            self.screens.pop(screen.message_id, None)
            self.screens[screen.message_id] = screen
            self.fresh.append(screen)

    def _own(self, message_id: int) -> Json | None:
        found = (update.message for update in self.rig.updates.seen if update.message)
        message = next((one for one in found if one.message_id == message_id), None)
        return message.model_dump(exclude_none=True, mode="json", by_alias=True) if message else None

    @staticmethod
    def _find(screen: Screen, label: str) -> str | None:
        return next((data for text, data in screen.buttons.items() if label in text), None)

    async def draft(self) -> Draft | None:
        """The form as it is stored."""
        return await self.rig.store.read(lambda work: work.drafts.of(self.id))

    async def tickets(self) -> list[Ticket]:
        """Their tickets, the newest first."""
        return list(await self.rig.store.read(lambda work: work.tickets.of_client(self.id, limit=100)))

    async def pictures(self) -> int:
        """How many pictures the form has."""
        draft = await self.draft()
        return 0 if draft is None else len(await self.rig.store.read(lambda work: work.pictures.of_draft(draft.id)))

    async def fill(self, *, until: str = "summary") -> None:
        """Fill IPMG's form until a step (by the name that the store gives it)."""
        ways: list[tuple[str, Callable[[], Any]]] = [
            ("topic", lambda: self.press("No access")),
            ("impact", lambda: self.press("Question or request")),
            ("name", lambda: self.write("Emma Clark")),
            ("company", lambda: self.write("Alfa TV")),
            ("contact", lambda: self.write("emma@example.com")),
            ("position", lambda: self.press("Skip")),
            ("problem", lambda: self.write("The picture is black since noon.")),
            ("screenshots", lambda: self.press("Ready")),
        ]
        if await self.draft() is None:
            await self.write("/new")
        for step, go in ways:
            draft = await self.draft()
            assert draft is not None
            if draft.step == until:
                return
            if draft.step == step:
                await go()

    async def send_request(self) -> Ticket:
        """A whole request; the ticket."""
        await self.fill()
        await self.press("Send")
        return (await self.tickets())[0]


@pytest.fixture
def emma(rig: Rig) -> Client:
    """An English client, with the private router served."""
    rig.serve(build(ALBUM_PAUSE))
    return Client(rig, human(7, "Emma"))


@pytest.fixture
def ihor(rig: Rig, emma: Client) -> Client:
    """Another client."""
    return Client(rig, human(8, "Ihor", "uk"))


def plain(text: str) -> str:
    """Without tags."""
    return re.sub(r"<[^>]*>", "", text)


__all__ = ["Client", "Screen", "picture", "plain", "said"]
