"""The log: one line an event, no token, nothing that people wrote; others' logging goes the same way."""

import io
import json
import logging

import pytest
from aiogram.methods import SendMessage

from bot.log import logger, redact
from bot.traces import say, trace
from tests.support.session import TOKEN, FakeTelegram, fake_bot, html_page


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"https://api.telegram.org/bot{TOKEN}/sendMessage", "https://api.telegram.org/bot<token>/sendMessage"),
        (TOKEN, "<token>"),
        ("postgresql://desk:secret@db/desk", "postgresql://<password>@db/desk"),
        ("row 12: fine", "row 12: fine"),
    ],
)
def test_secrets_are_taken_out(text: str, shown: str) -> None:
    assert redact(text) == shown


def test_one_line_an_event_with_its_ids(logged: io.StringIO) -> None:
    logger("x").info("sent", row=1, ticket="IPMG-1001", url=f"/bot{TOKEN}/x")
    [line] = logged.getvalue().splitlines()
    event = json.loads(line)
    assert (event["event"], event["row"], event["ticket"]) == ("sent", 1, "IPMG-1001")
    assert event["url"] == "/bot<token>/x"


def test_what_others_log_takes_the_same_way(logged: io.StringIO) -> None:
    try:
        raise RuntimeError(f"cannot connect to https://api.telegram.org/bot{TOKEN}/getMe")
    except RuntimeError:
        logging.getLogger("aiohttp.client").exception("failed for %s", TOKEN)
    [line] = logged.getvalue().splitlines()
    event = json.loads(line)
    assert (event["event"], event["level"], event["logger"]) == ("failed for <token>", "error", "aiohttp.client")
    assert "RuntimeError: cannot connect" in event["exception"]
    assert TOKEN not in line


def test_a_traceback_says_where_and_what_but_quotes_nobody() -> None:
    try:
        try:
            int("my phone is 380441234567")
        except ValueError as error:
            raise RuntimeError("the contact was not read") from error
    except RuntimeError as error:
        said = trace(error)
    assert "RuntimeError: the contact was not read" in said
    assert "\nValueError\n" in said
    assert "test_log.py" in said
    assert "380441234567" not in said


def test_a_page_that_telegram_sent_is_not_quoted() -> None:
    with pytest.raises(Exception, match="decode") as failure:
        html_page(fake_bot(FakeTelegram()), SendMessage(chat_id=1, text="x"))
    assert say(failure.value) == "ClientDecodeError: Failed to decode object"


def test_an_error_of_the_database_is_named_without_its_parameters() -> None:
    class DatabaseError(Exception):
        orig = OSError("disk")

    assert say(DatabaseError("INSERT ... [parameters: ('Emma', '+380441234567')]")) == "DatabaseError (OSError)"
