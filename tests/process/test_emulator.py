"""A second opinion: the real process against a Bot API server written by others (PyPI lo-bot-api-emulator).

It knows a part of the Bot API and answers 501 to the rest; those pairs are named in NOT_MODELLED. It refuses one
parameter that Telegram has and we always send, `link_preview_options`: that one is taken out in front of it.
"""

import asyncio
import json
import re
import sqlite3
import time
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from desk.model import Impact, Language, Step
from desk.regulation import Regulation
from handlers.callbacks import Choice, FormAct, FormPress, Menu, MenuItem
from handlers.group.callbacks import Act, Press
from tests.process.form import SPOKEN, picture
from tests.support.processes import Running
from tests.support.regulations import IPMG

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from lo_bot_api_emulator import LoBotApiEmulator
    from lo_bot_api_emulator.journal import verdict

pytestmark = pytest.mark.process

Json = dict[str, Any]
TOKEN = "4200000000:AAsynthetic-token-of-the-tests-00000000"
GROUP = -1002001000000
CLIENT: Json = {"id": 5100000001, "is_bot": False, "first_name": "Олена", "last_name": "Коваль", "language_code": "uk"}
ENGINEER: Json = {"id": 5100000009, "is_bot": False, "first_name": "Андрій", "language_code": "uk"}
NOT_MODELLED = (
    "getMyDescription:501", "getMyShortDescription:501", "getChat:501", "getChatMember:501",
    "getChatAdministrators:501",
)  # fmt: skip
AT_THE_STOP = "getUpdates:409"
"""The last poll, the only one with a limit, says how far we got; the emulator is late to see that the other went."""
PATIENCE = 30.0
"""Seconds to wait for anything that should come."""


class Emulator(LoBotApiEmulator):  # type: ignore[misc]  # the package has no types
    """Theirs, remembering what was said: their journal keeps no texts."""

    def __init__(self, journal: Path) -> None:
        super().__init__(journal=journal)
        self.said: list[tuple[str, Json]] = []

    async def read_request(self, request: web.Request) -> tuple[Json, Json]:
        """Without the one parameter that it lacks."""
        fields, uploads = await super().read_request(request)
        fields.pop("link_preview_options", None)
        return fields, uploads

    def validate(self, method: str, fields: Json, uploads: Json) -> Any:
        """Keep what it takes."""
        result = super().validate(method, fields, uploads)
        self.said.append((method, {**fields, "result": result}))
        return result


@dataclass
class Client:
    """The test's hands: updates with complete payloads, and what the bot keeps of the form."""

    emulator: Emulator
    database: Path
    _messages: int = field(default=1000)

    async def message(self, **content: Any) -> None:
        """The client writes or sends something."""
        self._messages += 1
        chat = {"id": CLIENT["id"], "type": "private", "first_name": CLIENT["first_name"]}
        message = {"message_id": self._messages, "date": int(time.time()), "chat": chat, "from": CLIENT, **content}
        await self.emulator.enqueue_update({"message": message}, token=TOKEN)

    async def write(self, text: str) -> None:
        """A text; a command has its entity."""
        entities = [{"type": "bot_command", "offset": 0, "length": len(text)}] if text.startswith("/") else []
        await self.message(text=text, **({"entities": entities} if entities else {}))

    async def press(self, data: str, *, who: Json = CLIENT, chat_id: int = 0, message_id: int = 0) -> str:
        """A press under a message of the bot; the id of the query."""
        self._messages += 1
        chat = {"id": chat_id, "type": "supergroup", "title": "Engineers"} if chat_id else {
            "id": who["id"], "type": "private", "first_name": who["first_name"],
        }  # fmt: skip
        bot = {"id": 7, "is_bot": True, "first_name": "Fixture"}
        under = {"message_id": message_id or self._messages, "date": 1, "chat": chat, "from": bot, "text": "…"}
        query = {"id": f"query-{self._messages}", "from": who, "chat_instance": "1", "data": data, "message": under}
        await self.emulator.enqueue_update({"callback_query": query}, token=TOKEN)
        return str(query["id"])

    async def form(self, act: FormAct, value: str = "") -> None:
        """A press of the form as it stands now."""
        draft, revision, step = self.draft()
        await self.press(FormPress(draft=draft, revision=revision, act=act, at=Step(step), value=value).pack())

    async def at(self, step: Step) -> None:
        """Wait until the form asks this."""
        await until(lambda: self.draft(missing=(0, 0, ""))[2] == step.value, f"the step {step}", self.emulator)

    def draft(self, missing: tuple[int, int, str] | None = None) -> tuple[int, int, str]:
        """Id, revision and step, out of the bot's own database."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as database:
            row = database.execute(
                "SELECT id, revision, step FROM drafts WHERE person_id = ?", (CLIENT["id"],)
            ).fetchone()
        found = row or missing
        assert found is not None, "there is no form"
        return found

    async def sees(
        self, pattern: str, *, chat_id: int = CLIENT["id"], method: str = "sendMessage|editMessageText"
    ) -> Json:
        """Wait for a message; the newest one that matches."""

        def found() -> Json | None:
            here = (one for name, one in reversed(self.emulator.said) if re.fullmatch(method, name))
            matching = (one for one in here if re.search(pattern, str(one.get("text", ""))))
            return next((one for one in matching if str(one["chat_id"]) == str(chat_id)), None)

        shown: Json = await until(found, f"{pattern!r} in {chat_id}", self.emulator)
        return shown


async def until(look: Callable[[], Any], what: str, emulator: Emulator) -> Any:
    """Wait for something."""
    end = time.monotonic() + PATIENCE
    while not (found := look()):
        if time.monotonic() > end:
            tail = "\n".join(f"{name}: {fields.get('text', '')}" for name, fields in emulator.said[-8:])
            refused = [one for one in emulator.requests if one["status"] != 200]
            raise AssertionError(f"waited {PATIENCE} s for {what}; last:\n{tail}\nrefused: {refused[-8:]}")
        await asyncio.sleep(0.05)
    return found


@pytest.fixture
async def emulator(tmp_path: Path) -> AsyncIterator[tuple[Emulator, str]]:
    """The emulator on a free port of this machine, and its address."""
    emulator = Emulator(tmp_path / "journal.jsonl")
    runner = web.AppRunner(emulator.app(), access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield emulator, f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.fixture
async def desk(emulator: tuple[Emulator, str], tmp_path: Path) -> AsyncIterator[tuple[Client, Running]]:
    """The bot's process, polling the emulator."""
    server, url = emulator
    async with AsyncExitStack() as stack:
        bot = Running(
            "-m", "bot", log=tmp_path / "bot.log", ready="on telegram",
            BOT_TOKEN=TOKEN, BOT_API_URL=url, ENGINEER_CHAT_ID=str(GROUP), ENGINEER_LANGUAGE="en",
            REGULATION="ipmg", DATA_DIR=str(tmp_path / "data"), LOG_FORMAT="json",
        )  # fmt: skip
        stack.push_async_callback(bot.kill)
        await bot.start()
        yield Client(server, tmp_path / "data" / "frontdesk.db"), bot


async def test_a_request_goes_through_a_bot_api_server_of_others(
    desk: tuple[Client, Running], emulator: tuple[Emulator, str], tmp_path: Path
) -> None:
    client, bot = desk
    server, _ = emulator
    await fill_in(client, server, IPMG)

    await client.form(FormAct.SEND)
    await client.sees(f"(?s)IPMG-1001.*{SPOKEN[Language.UK].created}")
    alert = await client.sees("(?s)CRITICAL INCIDENT.*IPMG-1001", chat_id=GROUP)
    assert "disable_notification" not in alert, "a critical incident is loud"
    card = await client.sees("(?s)IPMG-1001.*Промінь", chat_id=GROUP)
    labels = [button["text"] for row in json.loads(card["reply_markup"])["inline_keyboard"] for button in row]
    assert any("Take" in label for label in labels)
    album = await until(lambda: _last(server, "sendMediaGroup"), "the screenshots", server)
    assert [item["media"] for item in json.loads(album["media"])] == ["screen-1", "screen-2"]
    assert len(list((tmp_path / "data" / "pictures").rglob("*.png"))) == 2, "kept on our disk"

    await refuses_whom_it_cannot_check(client, server, card)
    assert await bot.stop() == 0
    said = [json.loads(line) for line in bot.output.splitlines()]
    assert [line for line in said if line["level"] in ("error", "critical")] == []
    unwell = sorted(line["event"] for line in said if line["level"] == "warning")
    assert unwell == ["profile not published", "the engineers' group cannot be looked at"]

    judged = verdict(
        tmp_path / "journal.jsonl",
        require_response=True,
        require_methods=(
            "getUpdates",
            "sendMessage",
            "editMessageText",
            "answerCallbackQuery",
            "getFile",
            "setMyCommands",
        ),
        allowed_refusals=(*NOT_MODELLED, AT_THE_STOP),
    )
    assert judged["ok"], judged
    conflicts = [one for one in server.requests if one["status"] == 409]
    assert all("limit" in one["fields"] for one in conflicts), "while it works, one poll at a time"


async def fill_in(client: Client, server: Emulator, regulation: Regulation) -> None:
    """From /start to the summary: every step of the form, with a change of the language and a step back."""
    await client.write("/start")
    await client.sees("IP Media Group")
    await client.press(Choice(language=Language.EN).pack())
    await client.press(Choice(language=Language.UK).pack())
    await client.press(Menu(item=MenuItem.NEW).pack())
    await client.at(Step.TOPIC)
    await client.form(FormAct.CHOOSE, regulation.topics[0].key)
    await client.at(Step.IMPACT)
    await client.form(FormAct.BACK)
    await client.at(Step.TOPIC)
    await client.form(FormAct.CHOOSE, regulation.topics[0].key)
    await client.at(Step.IMPACT)
    await client.form(FormAct.CHOOSE, Impact.DOWN.value)
    await client.at(Step.NAME)
    await client.write("Олена Коваль")
    await client.at(Step.COMPANY)
    await client.write("ТОВ «Промінь & Ко»")
    await client.at(Step.CONTACT)
    await client.message(
        contact={"phone_number": "+380501234567", "first_name": "Олена", "user_id": CLIENT["id"]},
    )
    await client.at(Step.POSITION)
    await client.form(FormAct.SKIP)
    await client.at(Step.PROBLEM)
    await client.write("З ранку <нічого> не показує & екран чорний 😱")
    await client.at(Step.SCREENSHOTS)
    for number, color in enumerate(("red", "green"), start=1):
        content = picture(color)
        reference = f"screen-{number}"
        server.assets[reference] = {"filename": "screen.png", "data": content, "size": len(content)}
        size = {"file_id": reference, "file_unique_id": f"unique-{number}", "width": 320, "height": 200}
        await client.message(photo=[{**size, "file_size": len(content)}], media_group_id="album-1")
    await client.sees(r"\b2\b")
    await client.form(FormAct.SKIP)
    await client.at(Step.SUMMARY)
    await client.sees("(?s)Промінь &amp; Ко.*&lt;нічого&gt;")


async def refuses_whom_it_cannot_check(client: Client, server: Emulator, card: Json) -> None:
    """getChatMember is not modelled: the engineer hears at once that nothing was done, and nothing was."""
    take = Press(ticket=1001, act=Act.TAKE).pack()
    assert take in card["reply_markup"]
    began = time.monotonic()
    query = await client.press(take, who=ENGINEER, chat_id=GROUP, message_id=card["result"]["message_id"])
    answered = await until(
        lambda: _last(server, "answerCallbackQuery", callback_query_id=query), "an answer to the press", server
    )
    assert answered["show_alert"] == "true"
    assert time.monotonic() - began < 5, "a method that is not there is no outage to wait for"


def _last(server: Emulator, method: str, **wanted: str) -> Json | None:
    matching = (
        fields
        for name, fields in reversed(server.said)
        if name == method and all(fields.get(key) == value for key, value in wanted.items())
    )
    return next(matching, None)
