"""Nonsense from either side gets a 4xx, never a crash."""

from typing import Any

import pytest
from aiogram import Bot
from aiohttp import ClientSession

from playground.params import method_models
from playground.registry import ANSWERS
from playground.server import Playground
from tests.playground.face import Face

NONSENSE: list[Any] = [None, [], {}, "x", "", -1, 0, 1.5, True, [[1]], {"a": 1}, "😀" * 5000, 2**70, "\x00"]
PERSON = 5100000001
PEOPLE: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "people", {"first_name": "A", "last_name": "B", "language_code": "en", "engineer": None}),
    ("PATCH", f"people/{PERSON}", {"first_name": "A", "language_code": "uk", "blocked": False, "username": "olena"}),
    ("POST", "messages", {"from": PERSON, "chat_id": PERSON, "text": "x", "reply_to": 1, "message_thread_id": None}),
    (
        "POST",
        "messages",
        {"from": PERSON, "chat_id": PERSON, "text": "x", "as_anonymous_admin": False, "forward_from": 1},
    ),
    ("POST", "messages", {"from": PERSON, "chat_id": PERSON, "contact": True, "location": None, "sticker": None}),
    ("POST", "messages", {"from": PERSON, "chat_id": PERSON, "contact": {"phone_number": "1"}}),
    ("POST", "messages", {"from": PERSON, "chat_id": PERSON, "location": {"latitude": "x", "longitude": 1}}),
    ("POST", "edits", {"from": PERSON, "chat_id": PERSON, "message_id": 1, "text": "y"}),
    ("POST", "presses", {"from": PERSON, "chat_id": PERSON, "message_id": 1, "data": "x"}),
    ("POST", "reactions", {"from": PERSON, "chat_id": PERSON, "message_id": 1, "emoji": "👍"}),
    ("POST", "members", {"chat_id": -1002001000000, "user_id": PERSON, "status": "member"}),
    ("POST", "chats", {"type": "group", "title": "x", "members": [PERSON], "bot_status": "member", "is_forum": False}),
    ("POST", "topics", {"from": PERSON, "chat_id": -1002001000000, "name": "x"}),
    ("PUT", "trouble", {"delay_ms": 0, "rate_limit": 0, "drop": "none", "chats": [], "times": 1, "methods": []}),
]


@pytest.mark.parametrize(("verb", "path", "body"), PEOPLE)
async def test_people_may_send_nonsense(
    bot: Bot, face: Face, client: int, verb: str, path: str, body: dict[str, Any]
) -> None:
    for key in body:
        for value in NONSENSE:
            url = f"{face.playground.url}/api/{path}"
            async with face.session.request(verb, url, json={**body, key: value}) as response:
                assert response.status < 500, (key, value, await response.text())
    await face.trouble()
    assert await face.world()
    assert await bot.get_updates(), "what the bot gets is still what aiogram reads"


@pytest.mark.parametrize("name", sorted({*ANSWERS, "getUpdates"}))
async def test_bots_may_send_nonsense(
    playground: Playground, http: ClientSession, bot: Bot, client: int, name: str
) -> None:
    model = method_models()[name.lower()]
    usual: dict[str, Any] = {"chat_id": client, "text": "x", "message_id": 1, "from_chat_id": client, "user_id": client}
    required = {key: usual.get(key, "x") for key, field in model.model_fields.items() if field.is_required()}
    for key in model.model_fields:
        for value in NONSENSE:
            if key == "timeout":
                continue
            url = f"{playground.url}/bot{playground.token}/{name}"
            async with http.post(url, json={**required, key: value}) as response:
                assert response.status < 500, (key, value, await response.text())
