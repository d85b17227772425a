"""A Telegram for tests: it answers like the Bot API and holds every call to teremok's rules.

    telegram = FakeTelegram()
    bot = fake_bot(telegram)
    telegram.fail(SendMessage, refusal(403, "Forbidden: bot was blocked by the user"), chat_id=7)
    ...
    assert [call.text for call in telegram.of(SendMessage)] == [...]
    telegram.check()

A call that breaks a rule is answered with the error Telegram would give, and `check` (the fixture in conftest does it
at the end of each test) fails the test for it, however the code under test took that error.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.base import BaseSession
from aiogram.enums import ParseMode
from aiogram.exceptions import ClientDecodeError, TelegramNetworkError
from aiogram.methods import (
    EditMessageText,
    GetChat,
    GetChatAdministrators,
    GetChatMember,
    GetFile,
    GetMe,
    GetMyCommands,
    GetMyDescription,
    GetMyShortDescription,
    GetUpdates,
    SendAnimation,
    SendDocument,
    SendMediaGroup,
    SendPhoto,
    TelegramMethod,
)
from aiogram.methods.base import Response, TelegramType
from aiogram.types import ChatMemberAdministrator, InlineKeyboardMarkup, LinkPreviewOptions, Message
from aiohttp import ClientConnectorError
from aiohttp.client_reqrep import ConnectionKey

from tests.support.rules import broken_rule

TOKEN = "1000:AAFakeTelegramTokenForTests0123456789_x"
Method = TypeVar("Method", bound=TelegramMethod[Any])
Trouble = Callable[[Bot, TelegramMethod[Any]], None]
"""Raises what aiogram would raise for this call."""


def refusal(code: int, description: str, **parameters: int) -> Trouble:
    """An answer `ok: false`, e.g. refusal(429, "Too Many Requests: retry after 3", retry_after=3)."""
    content = json.dumps({"ok": False, "error_code": code, "description": description, "parameters": parameters})

    def raise_it(bot: Bot, method: TelegramMethod[Any]) -> None:
        bot.session.check_response(bot, method, code, content)

    return raise_it


def timeout(bot: Bot, method: TelegramMethod[Any]) -> None:
    """The answer did not come in time; whether the call took effect is not known."""
    raise TelegramNetworkError(method=method, message="Request timeout error") from TimeoutError()


def connection_refused(bot: Bot, method: TelegramMethod[Any]) -> None:
    """Nobody listens: the call certainly took no effect."""
    key = ConnectionKey("127.0.0.1", 1, False, True, None, None, None)
    cause = ClientConnectorError(key, ConnectionRefusedError(111, "Connect call failed"))
    raise TelegramNetworkError(method=method, message=f"ClientConnectorError: {cause}") from cause


def connection_broken(bot: Bot, method: TelegramMethod[Any]) -> None:
    """The connection broke in the middle; whether the call took effect is not known."""
    raise TelegramNetworkError(method=method, message="ServerDisconnectedError: Server disconnected")


def html_page(bot: Bot, method: TelegramMethod[Any]) -> None:
    """A proxy's 502 page instead of JSON."""
    raise ClientDecodeError("Failed to decode object", ValueError("no JSON"), "<html>502 Bad Gateway</html>")


@dataclass
class _Rule:
    method: type[TelegramMethod[Any]] | None
    chat_id: int | None
    trouble: Trouble
    times: int | None
    after: bool

    def fits(self, method: TelegramMethod[Any]) -> bool:
        return (self.method is None or isinstance(method, self.method)) and (
            self.chat_id is None or getattr(method, "chat_id", None) == self.chat_id
        )


@dataclass
class FakeTelegram(BaseSession):
    """`calls`: every call in order, failed ones too. `delivered`: those that took effect.

    `members`: the status of a user in any chat (default "left"). `files`: file id to content, for downloads.
    `updates`: what getUpdates gives, raw. `delay`: seconds every call takes.
    """

    calls: list[TelegramMethod[Any]] = field(default_factory=list)
    delivered: list[TelegramMethod[Any]] = field(default_factory=list)
    members: dict[int, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    updates: list[dict[str, Any]] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    delay: float = 0.0

    def __post_init__(self) -> None:
        super().__init__()
        self._rules: list[_Rule] = []
        self._next_id = 100
        self._message_ids: dict[int, int] = {}

    def fail(
        self,
        method: type[TelegramMethod[Any]] | None,
        trouble: Trouble,
        *,
        chat_id: int | None = None,
        times: int | None = 1,
        after: bool = False,
    ) -> None:
        """Answer the next `times` fitting calls (None: all) with `trouble`; `after`: having taken effect."""
        self._rules.append(_Rule(method, chat_id, trouble, times, after))

    def recover(self) -> None:
        """No more trouble."""
        self._rules.clear()

    def of(self, method: type[Method], chat_id: int | None = None) -> list[Method]:
        """The calls of a kind that took effect, in order."""
        return [
            call
            for call in self.delivered
            if isinstance(call, method) and (chat_id is None or getattr(call, "chat_id", None) == chat_id)
        ]

    def message_id_of(self, call: TelegramMethod[Any]) -> int:
        """The id that a delivered sending call was answered with (the last one's, for an album)."""
        return self._message_ids[id(call)]

    def check(self) -> None:
        """AssertionError: a call broke a rule of the Bot API."""
        assert not self.violations, "\n".join(self.violations)

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109
    ) -> TelegramType:
        """Record, hold to the rules, fail as told, or answer."""
        self.calls.append(method)
        self.build_parameters(bot, method)
        if broken := broken_rule(bot, method):
            self.violations.append(f"{type(method).__name__}: {broken}")
            refusal(400, broken)(bot, method)
        await asyncio.sleep(self.delay)
        rule = next((rule for rule in self._rules if rule.fits(method)), None)
        if rule is None:
            return self._answer(bot, method)
        if rule.times is not None:
            rule.times -= 1
            if not rule.times:
                self._rules.remove(rule)
        if rule.after:
            self._answer(bot, method)
        rule.trouble(bot, method)
        raise AssertionError("the trouble raised nothing")

    def build_parameters(self, bot: Bot, method: TelegramMethod[Any]) -> None:
        """Serialise as the real session does, so that what cannot be sent fails here too."""
        files: dict[str, Any] = {}
        for value in method.model_dump(warnings=False).values():
            self.prepare_value(value, bot=bot, files=files)

    def _answer(self, bot: Bot, method: TelegramMethod[TelegramType]) -> TelegramType:
        self.delivered.append(method)
        result = json.dumps({"ok": True, "result": self._result(bot, method)})
        answer: Response[TelegramType] = self.check_response(bot, method, 200, result)
        return answer.result  # type: ignore[return-value]  # ok answers have a result

    def _result(self, bot: Bot, method: TelegramMethod[Any]) -> Any:
        if type(method) in _SETTLED:
            return _SETTLED[type(method)]
        match method:
            case GetMe():
                return self._me(bot)
            case GetUpdates():
                return self._take_updates(method)
            case GetFile():
                return {"file_id": method.file_id, "file_unique_id": method.file_id, "file_path": method.file_id}
            case GetChatMember():
                return self._member(method.user_id)
            case GetChatAdministrators():
                return [self._member(user) for user, status in self.members.items() if status != "member"]
            case GetChat():
                return self._chat(method.chat_id) | {"accent_color_id": 0, "max_reaction_count": 11,
                                                     "accepted_gift_types": _NO_GIFTS}  # fmt: skip
            case SendMediaGroup():
                return [self._message(bot, method) for _ in method.media]
            case _ if "Message" in str(type(method).__returning__):
                return self._message(bot, method)
            case _:
                return True

    def _take_updates(self, method: GetUpdates) -> list[dict[str, Any]]:
        self.updates = [update for update in self.updates if update["update_id"] >= (method.offset or 0)]
        return self.updates[: method.limit or 100]

    def _member(self, user_id: int) -> dict[str, Any]:
        user = {"id": user_id, "is_bot": False, "first_name": f"User {user_id}"}
        status = self.members.get(user_id, "left")
        extra: dict[str, Any] = {"creator": {"is_anonymous": False}, "administrator": _ADMIN}.get(status, {})
        return {"status": status, "user": user} | extra

    def _me(self, bot: Bot) -> dict[str, Any]:
        return {"id": bot.id, "is_bot": True, "first_name": "Front desk", "username": "frontdesk_bot"}

    def _chat(self, chat_id: Any) -> dict[str, Any]:
        private = isinstance(chat_id, int) and chat_id > 0
        return {"id": chat_id} | ({"type": "private"} if private else {"type": "supergroup", "title": "Engineers"})

    def _message(self, bot: Bot, method: TelegramMethod[Any]) -> dict[str, Any]:
        if isinstance(method, EditMessageText):
            message_id = method.message_id
        else:
            self._next_id += 1
            message_id = self._message_ids[id(method)] = self._next_id
        message: dict[str, Any] = {
            "message_id": message_id,
            "date": int(datetime.now(UTC).timestamp()),  # noqa: TID251
            "chat": self._chat(getattr(method, "chat_id", 1)),
            "from": self._me(bot),
        }
        for name in ("text", "caption"):
            if isinstance(value := getattr(method, name, None), str):
                message[name] = value
        if isinstance(markup := getattr(method, "reply_markup", None), InlineKeyboardMarkup):
            message["reply_markup"] = markup.model_dump(exclude_none=True)
        return message | _content(method)

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """The content of a file of `files`."""
        yield self.files[url.rsplit("/", 1)[-1]]

    async def close(self) -> None:
        """Nothing is open."""


_SETTLED: dict[type[TelegramMethod[Any]], Any] = {
    GetMyCommands: [],
    GetMyDescription: {"description": ""},
    GetMyShortDescription: {"short_description": ""},
}
_NO_GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}
_ADMIN: dict[str, Any] = {
    name: False for name, info in ChatMemberAdministrator.model_fields.items() if info.annotation is bool
}


def _content(method: TelegramMethod[Any]) -> dict[str, Any]:
    """The picture of a sent message."""
    size = {"file_id": "sent", "file_unique_id": "sent", "width": 90, "height": 90}
    match method:
        case SendPhoto():
            return {"photo": [size]}
        case SendAnimation():
            return {"animation": size | {"duration": 1}}
        case SendDocument():
            return {"document": {"file_id": "sent", "file_unique_id": "sent"}}
        case _:
            return {}


def fake_bot(session: FakeTelegram) -> Bot:
    """A bot with the defaults of the real one (bot/app.py)."""
    default = DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview=LinkPreviewOptions(is_disabled=True))
    return Bot(TOKEN, session=session, default=default)


def texts(calls: Sequence[TelegramMethod[Any]]) -> list[str]:
    """What the calls say."""
    return [getattr(call, "text", None) or getattr(call, "caption", None) or "" for call in calls]


__all__ = ["FakeTelegram", "Message", "connection_broken", "connection_refused", "fake_bot", "html_page", "refusal",
           "texts", "timeout"]  # fmt: skip
