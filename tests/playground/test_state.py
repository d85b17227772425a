"""A playground that is stopped and started again with its state file."""

from pathlib import Path

import pytest
from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup
from aiohttp import ClientSession

from playground.server import Playground
from tests.playground.conftest import QuickSession, picture
from tests.playground.face import Face, eventually

BUTTON = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Take", callback_data="take")]])


async def test_chats_files_and_unconfirmed_updates_outlive_the_process(tmp_path: Path, http: ClientSession) -> None:
    path = tmp_path / "deep" / "playground.json"
    first = Playground(state_file=path)
    await first.start()
    face = Face(first, http)
    client = await face.person("Олена")
    await face.says(client, "/start")
    [photo] = await face.sends(client, [("a.png", picture())], "photo", caption="Look")
    bot = Bot(first.token, session=QuickSession(api=TelegramAPIServer.from_base(first.url)))
    updates = await bot.get_updates()
    await bot.get_updates(offset=updates[0].update_id + 1)
    sent = await bot.send_message(client, "Ticket", reply_markup=BUTTON)
    await bot.set_my_commands([BotCommand(command="new", description="New")])
    forum = await face.group(is_forum=True)
    topic = await bot.create_forum_topic(forum["id"], "Topic")
    query_id = await face.presses(client, client, sent.message_id, "take")
    before = await face.world()
    await bot.session.close()
    await first.stop()

    second = Playground(state_file=path)
    await second.start()
    face = Face(second, http)
    bot = Bot(second.token, session=QuickSession(api=TelegramAPIServer.from_base(second.url)))
    after = await face.world()
    for part in ("people", "chats", "messages", "bot", "reply_markup", "group_id"):
        assert after[part] == before[part]
    again = await bot.get_updates()
    assert again[0].update_id == updates[1].update_id
    assert again[-1].callback_query is not None
    assert await bot.answer_callback_query(query_id)
    assert await bot.download(photo["photo"][-1]["file_id"]) is not None
    assert await bot.send_message(forum["id"], "x", message_thread_id=topic.message_thread_id)
    assert (await bot.send_message(client, "y")).message_id > sent.message_id
    assert (await face.group())["id"] not in {chat["id"] for chat in after["chats"]}
    await bot.session.close()
    await second.stop()


async def test_the_state_is_written_soon_after_a_change(tmp_path: Path, http: ClientSession) -> None:
    path = tmp_path / "playground.json"
    playground = Playground(state_file=path)
    await playground.start()
    face = Face(playground, http)
    await face.says(await face.person("Emma"), "Remember me")

    async def written() -> bool:
        return path.exists() and "Remember me" in path.read_text(encoding="utf-8")

    await eventually(written)
    await playground.stop()


@pytest.mark.parametrize("text", ["{", "[]", '{"version": 0}'])
async def test_a_state_file_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "playground.json"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"playground\.json"):
        await Playground(state_file=path).start()
    assert path.read_text() == text
