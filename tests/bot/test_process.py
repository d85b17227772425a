"""The whole process in one piece: it starts, serves, sends and stops, by polling and by webhook."""

import asyncio
import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot, Router
from aiogram.methods import DeleteWebhook, GetUpdates, SendMessage, SetWebhook
from aiogram.types import Message
from aiogram.utils.i18n import I18n
from aiohttp import ClientSession
from pydantic import SecretStr

from bot import app, i18n
from bot.config import Settings, StartError
from bot.front import Front
from bot.tasks import Tasks
from desk.house import House
from desk.model import Urgency
from desk.notices import CriticalIncident, TicketOpened
from desk.ports import Desk, Work
from tests.bot.sample import PlainWords, open_ticket, tell
from tests.support.postgres import reachable
from tests.support.session import TOKEN, FakeTelegram, connection_refused, refusal
from tests.support.updates import Updates, human

EMMA = human(7, "Emma")
GROUP = -1001


class Running:
    """The process in this one, with one handler: it opens a ticket, tells the client and the group, and replies."""

    def __init__(self, telegram: FakeTelegram, folder: Path, **given: Any) -> None:
        usual: dict[str, Any] = {"bot_token": SecretStr(TOKEN), "engineer_chat_id": GROUP, "data_dir": folder}
        self.telegram = telegram
        self.settings = Settings(_env_file=None, **usual | given)  # type: ignore[call-arg]
        self.slowness = 0.0
        self.greeted = asyncio.Event()
        self.stop = asyncio.Event()
        self.tasks = Tasks()
        self.run = self.tasks.start(
            app.run(self.settings, self.stop, session=telegram, make_front=self._front), "process under test"
        )

    def _front(self, house: House, texts: I18n) -> Front:
        async def greet(bot: Bot) -> None:
            self.greeted.set()

        async def write(message: Message, desk: Desk) -> None:
            key = await desk.run(_open, message.chat.id, house.group_id)
            await asyncio.sleep(self.slowness)
            await message.answer(f"noted {key}")

        router = Router()
        router.message.register(write)
        return Front(router, PlainWords(), greet)

    async def end(self) -> float:
        """SIGTERM; the seconds it took."""
        start = asyncio.get_running_loop().time()
        self.stop.set()
        await self.run
        return asyncio.get_running_loop().time() - start

    async def until(self, holds: Callable[[], object], seconds: float = 10) -> None:
        async with asyncio.timeout(seconds):
            while not holds():
                assert not self.run.done(), self.run
                await asyncio.sleep(0.02)


def _open(work: Work, client: int, group: int) -> str:
    ticket = open_ticket(work, client)
    tell(work, TicketOpened(ticket.id), client, f"opened:{ticket.id}")
    tell(work, CriticalIncident(ticket.id), work.chats.current(group), f"incident:{ticket.id}", Urgency.CRITICAL)
    return ticket.key


def raw(text: str, update_id: int = 1) -> dict[str, Any]:
    updates = Updates(update_id=update_id - 1)
    return updates.text(EMMA, text).model_dump(mode="json", exclude_none=True, by_alias=True)


def said(telegram: FakeTelegram, chat_id: int) -> list[str]:
    return [call.text for call in telegram.of(SendMessage, chat_id)]


async def test_an_update_becomes_news_and_a_restart_repeats_nothing(telegram: FakeTelegram, tmp_path: Path) -> None:
    telegram.delay = 0.005
    telegram.updates = [raw("hello")]
    running = Running(telegram, tmp_path)
    await running.until(lambda: len(telegram.of(SendMessage)) == 3)
    assert await running.end() < 3
    assert telegram.of(DeleteWebhook)
    assert running.greeted.is_set()
    assert said(telegram, GROUP) == ["CriticalIncident IPMG-1001"]
    assert sorted(said(telegram, 7)) == ["TicketOpened IPMG-1001", "noted IPMG-1001"]
    telegram.updates = [raw("hello")]  # Telegram had not heard that it was handled
    running = Running(telegram, tmp_path)
    await running.until(lambda: telegram.updates == [])
    await running.end()
    assert len(telegram.of(SendMessage)) == 3


async def test_the_stop_waits_for_what_is_under_way_and_takes_less_than_ten_seconds(
    telegram: FakeTelegram, tmp_path: Path
) -> None:
    telegram.delay = 0.005
    running = Running(telegram, tmp_path)
    running.slowness = 1.0
    telegram.updates = [raw("slow")]
    await running.until(lambda: said(telegram, GROUP))
    assert await running.end() < 10
    assert "noted IPMG-1001" in said(telegram, 7)
    assert telegram.updates == []


async def test_a_handler_that_hangs_does_not_hold_up_the_stop(telegram: FakeTelegram, tmp_path: Path) -> None:
    telegram.delay = 0.005
    running = Running(telegram, tmp_path)
    running.slowness = 60
    telegram.updates = [raw("hangs")]
    await running.until(lambda: said(telegram, GROUP))
    assert await running.end() < 10
    assert len(telegram.updates) == 1, "it comes again at the next start, and has its mark"


async def test_it_starts_while_telegram_cannot_be_reached(telegram: FakeTelegram, tmp_path: Path) -> None:
    telegram.delay = 0.005
    telegram.fail(None, connection_refused, times=2)
    telegram.updates = [raw("hello")]
    running = Running(telegram, tmp_path)
    await running.until(lambda: said(telegram, GROUP), seconds=15)
    await running.end()


async def test_it_stops_at_once_while_telegram_cannot_be_reached(telegram: FakeTelegram, tmp_path: Path) -> None:
    telegram.fail(None, connection_refused, times=None)
    running = Running(telegram, tmp_path)
    await running.until(lambda: telegram.calls)
    assert await running.end() < 3


async def test_a_token_that_telegram_does_not_know_stops_the_start(
    telegram: FakeTelegram, tmp_path: Path, logged: Any
) -> None:
    telegram.fail(None, refusal(401, "Unauthorized"), times=None)
    running = Running(telegram, tmp_path)
    with pytest.raises(StartError, match=r"^BOT_TOKEN: "):
        await running.run
    assert TOKEN not in str(running.run.exception())
    assert "failed" not in logged.getvalue(), "the one line that names the setting says it"


async def test_a_directory_that_cannot_be_made_is_named(telegram: FakeTelegram, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StartError, match=r"^DATA_DIR: "):
        await Running(telegram, tmp_path / "file" / "data").run


async def test_a_database_that_cannot_be_opened_is_named(telegram: FakeTelegram, tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("this is not a database, whatever its name says" * 100)
    with pytest.raises(StartError, match=r"^DATABASE_URL: "):
        await Running(telegram, tmp_path, database_url=f"sqlite:///{tmp_path}/x.db").run


async def test_a_regulation_with_errors_stops_the_start(telegram: FakeTelegram, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('prefix = "lower"\n')
    with pytest.raises(StartError, match=r"^REGULATION: .*wrong\.toml: .* `python -m bot check` lists them"):
        await Running(telegram, tmp_path, regulation=str(wrong)).run


async def test_what_was_put_without_a_group_goes_to_the_first_one(telegram: FakeTelegram, tmp_path: Path) -> None:
    telegram.delay = 0.005
    telegram.fail(SendMessage, refusal(400, "Bad Request: chat_id is empty"), chat_id=0, times=None)
    telegram.updates = [raw("hello")]
    running = Running(telegram, tmp_path, engineer_chat_id=None)
    await running.until(lambda: len(said(telegram, 7)) == 2)
    await running.end()
    running = Running(telegram, tmp_path)
    await running.until(lambda: said(telegram, GROUP) == ["CriticalIncident IPMG-1001"])
    await running.end()


class Calls:
    """Telegram calling our webhook."""

    def __init__(self, port: int, secret: str) -> None:
        self._url = f"http://127.0.0.1:{port}/telegram"
        self._headers = {"X-Telegram-Bot-Api-Secret-Token": secret, "Content-Type": "application/json"}

    async def __call__(self, update: dict[str, Any]) -> int:
        async with (
            ClientSession() as session,
            session.post(self._url, data=json.dumps(update), headers=self._headers) as answer,
        ):
            return answer.status


@pytest.mark.postgres
async def test_while_the_database_is_away_its_lock_is_asked_for_now_and_then_and_updates_wait(
    telegram: FakeTelegram, tmp_path: Path, postgres_url: str, logged: Any
) -> None:
    running = Running(telegram, tmp_path, database_url=postgres_url)
    await running.until(lambda: telegram.of(GetUpdates))
    await asyncio.to_thread(reachable, postgres_url, False)
    telegram.updates = [raw("hello")]
    await running.until(lambda: "polling lock was lost" in logged.getvalue(), 15)
    await asyncio.sleep(2)
    assert logged.getvalue().count("polling lock was lost") <= 3
    await asyncio.to_thread(reachable, postgres_url, True)
    await running.until(lambda: said(telegram, 7) and said(telegram, GROUP))
    assert "update failed" not in logged.getvalue()
    await running.end()


def webhook(telegram: FakeTelegram, folder: Path) -> tuple[Running, int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    url = {"webhook_url": "https://desk.example/telegram", "webhook_secret": SecretStr("s3cret"), "web_port": port}
    return Running(telegram, folder, **url), port


async def test_by_webhook_telegram_is_answered_when_the_update_is_handled(
    telegram: FakeTelegram, tmp_path: Path
) -> None:
    running, port = webhook(telegram, tmp_path)
    await running.until(lambda: telegram.of(SetWebhook))
    [registered] = telegram.of(SetWebhook)
    assert (registered.url, registered.secret_token) == ("https://desk.example/telegram", "s3cret")
    running.slowness = 0.3
    assert await Calls(port, "s3cret")(raw("hello")) == 200
    assert "noted IPMG-1001" in said(telegram, 7)
    assert await Calls(port, "s3cret")(raw("hello")) == 200
    assert await Calls(port, "wrong")(raw("forged", 2)) == 401
    await running.end()
    assert said(telegram, 7).count("noted IPMG-1001") == 1
    assert telegram.of(GetUpdates) == []


async def test_the_stop_finishes_calls_of_the_webhook(telegram: FakeTelegram, tmp_path: Path) -> None:
    running, port = webhook(telegram, tmp_path)
    await running.until(lambda: telegram.of(SetWebhook))
    running.slowness = 0.5
    call = running.tasks.start(Calls(port, "s3cret")(raw("hello")), "call")
    await running.until(lambda: said(telegram, GROUP))
    assert await running.end() < 10
    assert await call == 200


async def test_an_address_that_telegram_does_not_take_is_named(
    telegram: FakeTelegram, tmp_path: Path, logged: Any
) -> None:
    telegram.fail(SetWebhook, refusal(400, "Bad Request: bad webhook: Failed to resolve host"))
    with pytest.raises(StartError, match=r"^WEBHOOK_URL: .*Failed to resolve host"):
        await webhook(telegram, tmp_path)[0].run
    assert "failed" not in logged.getvalue()


async def test_a_taken_port_is_named(telegram: FakeTelegram, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        url = {"webhook_url": "https://desk.example/t", "webhook_secret": SecretStr("s"), "web_port": port}
        with pytest.raises(StartError, match=f"^WEB_PORT: cannot listen on 127.0.0.1:{port}"):
            await Running(telegram, tmp_path, **url).run


async def test_a_host_that_is_not_ours_is_named(telegram: FakeTelegram, tmp_path: Path) -> None:
    url = {"webhook_url": "https://desk.example/t", "webhook_secret": SecretStr("s"), "web_host": "no-host.invalid"}
    with pytest.raises(StartError, match=r"^WEB_HOST: 'no-host.invalid'"):
        await Running(telegram, tmp_path, **url).run


def test_texts_that_are_not_compiled_say_how_to_compile_them(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="is missing"):
        i18n.load(tmp_path / "locales")
    messages = tmp_path / "uk" / "LC_MESSAGES"
    messages.mkdir(parents=True)
    (messages / "messages.po").write_text("")
    with pytest.raises(StartError, match="make setup"):
        i18n.load(tmp_path)
    (messages / "messages.mo").write_bytes(b"not a catalogue")
    with pytest.raises(StartError, match="cannot be read"):
        i18n.load(tmp_path)


async def test_tasks_are_named_logged_and_ended(logged: Any) -> None:
    tasks = Tasks()

    async def fails() -> None:
        raise KeyError("what somebody wrote")

    tasks.start(fails(), "failing")
    tasks.start(asyncio.sleep(60), "hanging")
    await tasks.finish(0.05)
    assert len(tasks) == 0
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    assert [(line["event"], line.get("task") or line.get("names")) for line in lines] == [
        ("task failed", "failing"),
        ("tasks cancelled", ["hanging"]),
    ]
    assert "wrote" not in logged.getvalue()
