"""A Bot API server that lacks a method is no outage: nobody waits for it."""

import json

import pytest
from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.methods import GetChatMember

from bot.faults import Fault, classify
from bot.session import Session


@pytest.mark.parametrize(
    ("status", "content", "fault"),
    [
        (501, {"ok": False, "error_code": 501, "description": "Method not implemented: getChatMember"}, Fault.REJECTED),
        (500, {"ok": False, "error_code": 500, "description": "Internal Server Error"}, Fault.DOWN),
        (503, {"ok": False, "error_code": 503, "description": "Service Unavailable"}, Fault.DOWN),
        (501, "<html>Not Implemented</html>", Fault.DOUBTFUL),
    ],
)
def test_only_a_method_that_is_not_there_is_refused_for_good(status: int, content: object, fault: Fault) -> None:
    session = Session()
    bot = Bot("42:token", session=session)
    said = content if isinstance(content, str) else json.dumps(content)
    with pytest.raises(AiogramError) as raised:
        session.check_response(bot, GetChatMember(chat_id=-1, user_id=1), status, said)
    assert classify(raised.value).fault is fault
