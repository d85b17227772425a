"""How calls come in over HTTP, what they cost, and the playground as a process of its own."""

import asyncio
import json
import signal
import sys
import time
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import ReplyParameters
from aiohttp import ClientSession, FormData
from hypothesis import given, settings
from hypothesis import strategies as st
from teremok.validation import ApiRuleViolation, validate_html

from playground.api import BotApi
from playground.errors import ApiError
from playground.markup_html import parse_html
from playground.params import table
from playground.server import Playground
from tests.playground.conftest import picture
from tests.playground.face import Face

KEYBOARD = {"inline_keyboard": [[{"text": "Take", "callback_data": "take:1"}]]}


def bodies(chat: int) -> dict[str, dict[str, Any]]:
    """One message in every form that clients send."""
    plain = {"chat_id": str(chat), "text": "Hi", "reply_markup": json.dumps(KEYBOARD), "disable_notification": "true"}
    return {
        "json": {"json": {"chat_id": chat, "text": "Hi", "reply_markup": KEYBOARD, "disable_notification": True}},
        "json in json": {"json": plain},
        "urlencoded": {"data": plain},
        "multipart": {"data": FormData(plain, default_to_multipart=True)},
        "query": {"params": plain},
    }


@pytest.mark.parametrize("form", list(bodies(0)))
async def test_every_form_of_a_call_is_understood(face: Face, client: int, form: str) -> None:
    url = f"{face.playground.url}/bot{face.playground.token}/sendMessage"
    async with face.session.post(url, **bodies(client)[form]) as response:
        answer = await response.json()
    assert answer["ok"] is True, answer
    assert answer["result"]["reply_markup"] == KEYBOARD
    assert answer["result"]["chat"]["id"] == client


async def test_get_and_broken_json(playground: Playground, http: ClientSession, client: int) -> None:
    url = f"{playground.url}/bot{playground.token}/sendMessage"
    async with http.get(url, params={"chat_id": client, "text": "Hi"}) as response:
        assert (await response.json())["ok"] is True
    for body in ("{", "[]"):
        async with http.post(url, data=body, headers={"Content-Type": "application/json"}) as response:
            assert response.status == 400


async def test_a_file_may_be_attached_by_name(playground: Playground, http: ClientSession, client: int) -> None:
    form = FormData({"chat_id": str(client), "photo": "attach://one"})
    form.add_field("one", picture(), filename="a.png")
    async with http.post(f"{playground.url}/bot{playground.token}/sendPhoto", data=form) as response:
        assert (await response.json())["result"]["photo"][-1]["width"] == 200


async def test_protection_and_quotes_are_kept(bot: Bot, face: Face, client: int) -> None:
    said = await face.says(client, "It does not start")
    quote = ReplyParameters(message_id=said["message_id"], quote="not start")
    sent = await bot.send_message(client, "Since when?", reply_parameters=quote, protect_content=True)
    assert sent.quote is not None
    assert (sent.quote.text, sent.has_protected_content) == ("not start", True)
    wrong = ReplyParameters(message_id=said["message_id"], quote="starts")
    with pytest.raises(TelegramBadRequest, match="QUOTE_TEXT_INVALID"):
        await bot.send_message(client, "x", reply_parameters=wrong)


async def test_service_messages_are_not_sent_again(bot: Bot, face: Face, group: int) -> None:
    emma = await face.person("Emma")
    await face.call("POST", "members", {"chat_id": group, "user_id": emma, "status": "member"})
    joined = (await face.world())["messages"][str(group)][-1]["message_id"]
    for act, call in (("copied", bot.copy_message), ("forwarded", bot.forward_message)):
        with pytest.raises(TelegramBadRequest, match=f"the message can't be {act}"):
            await call(group, group, joined)


TOKENS = ["<b>", "</b>", "<i>", "</i>", '<a href="https://x.org">', "</a>", "<code>", "</code>", "<pre>", "</pre>", "x"]
TOKENS += [" ", "&lt;", "<", ">", "</u>", "<br>", '<span class="tg-spoiler">', "</span>", "<u", '"']


@given(st.lists(st.sampled_from(TOKENS), max_size=7))
@settings(max_examples=500, deadline=None)
def test_html_is_judged_as_others_judge_it(tokens: list[str]) -> None:
    """Apart from what Telegram forgives and teremok does not: unknown attributes, a bare & and an empty end tag."""
    html = "".join(tokens)
    ours = theirs = True
    try:
        parse_html(html)
    except ApiError:
        ours = False
    try:
        validate_html(html)
    except ApiRuleViolation:
        theirs = False
    assert ours == theirs


async def test_a_message_costs_less_than_a_millisecond(playground: Playground, client: int) -> None:
    api, known = BotApi(playground.world), table("sendmessage")
    assert known is not None
    params = {"chat_id": str(client), "text": "<b>IPMG-1</b> waits", "parse_mode": "HTML"}
    params["reply_markup"] = json.dumps(KEYBOARD)
    began = time.process_time()
    for _ in range(300):
        await api.call(known, dict(params), {})
    assert (time.process_time() - began) / 300 < 0.001


async def _started(*arguments: str) -> tuple[asyncio.subprocess.Process, dict[str, str]]:
    command = (sys.executable, "-m", "playground", "--port", "0", *arguments)
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe)
    assert process.stdout is not None
    lines = [(await process.stdout.readline()).decode().strip() for _ in range(5)]
    return process, dict(line.split("=", 1) for line in lines if "=" in line)


@pytest.mark.process
async def test_the_process_says_where_it_is_and_ends_on_request(http: ClientSession) -> None:
    process, settings_ = await _started()
    try:
        async with http.get(f"{settings_['BOT_API_URL']}/bot{settings_['BOT_TOKEN']}/getMe") as response:
            assert (await response.json())["result"]["is_bot"] is True
        assert int(settings_["ENGINEER_CHAT_ID"]) < 0
        assert settings_["PLAYGROUND_CLOCK"].startswith("/")
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = await asyncio.wait_for(process.communicate(), 10)
    assert (process.returncode, errors) == (0, b"")


@pytest.mark.process
async def test_a_taken_port_is_one_clear_line(playground: Playground) -> None:
    command = (sys.executable, "-m", "playground", "--port", str(playground.port))
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    _, errors = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 2
    assert errors.decode().startswith("The playground cannot start: ")
    assert errors.count(b"\n") == 1
