"""The engineers' tools with the real process, over HTTP."""

from collections.abc import Awaitable, Callable

import pytest

from desk.model import Language
from tests.process.conftest import Desk
from tests.process.form import SPOKEN
from tests.process.test_conversation import card, request
from tests.support.phones import Json, Phone, words
from tests.support.regulations import IPMG

pytestmark = pytest.mark.process

Open = Callable[..., Awaitable[Desk]]


async def command(engineer: Phone, text: str, pattern: str, **more: object) -> Json:
    """The bot's answer to a command in the group."""
    written = await engineer.write(text, **more)
    return await engineer.sees(pattern, after=written["message_id"])


async def prompted(engineer: Phone, label: str, text: str) -> None:
    """Press what asks for words, and reply with them."""
    seen = await engineer.last_id()
    await engineer.press(label)
    await engineer.reply(await engineer.sees("Reply to this message|reply to this message", after=seen), text)


async def test_a_request_is_found_queued_noted_assigned_suspended_resumed_and_passed_on(open_desk: Open) -> None:
    desk = await open_desk("ipmg", ENGINEER_LANGUAGE="en")
    igor = await desk.world.person("Игорь")
    andrii, maria = await desk.world.engineer("Андрій"), await desk.world.engineer("Мария")
    await request(igor, Language.RU)
    shown = await card(andrii, "IPMG-1001")

    await command(andrii, "/queue", r"(?s)Queue.*All: 1.*IPMG-1001")
    await andrii.press("Mine")
    await andrii.sees("There are none of these")
    for sought in ("экраны черного", "IPMG-1001", "промінь", "Коваль"):
        await command(andrii, f"/find {sought}", r"(?s)1 request found.*IPMG-1001")
    await command(andrii, "/find единорог", "Nothing found")

    noted = await maria.reply(shown, "/note Looks like <the> antenna")
    await andrii.sees(r"(?s)IPMG-1001.*📝 Looks like <the> antenna")
    assert noted["message_id"]
    await andrii.press("More", shown)
    await andrii.press("Assign", shown)
    await andrii.press("Мария", shown)
    await andrii.sees(r"(?s)Мария.*IPMG-1001 is yours now")
    await igor.sees(r"(?s)IPMG-1001.*Мария")

    await maria.press("More", shown)
    await maria.press("Suspend", shown)
    await maria.press("1. ")
    await prompted(maria, "Add a comment", "Waiting for <the> update")
    await igor.sees(rf"(?s)IPMG-1001.*{SPOKEN[Language.RU].clarification}.*Waiting for <the> update")
    await andrii.sees(r"(?s)IPMG-1001.*Clarification.*⏸")
    await maria.press("More", shown)
    await maria.press("Resume", shown)
    await igor.sees(rf"(?s)IPMG-1001.*{SPOKEN[Language.RU].in_progress}")

    assert await desk.bot.stop() == 0, "SIGTERM between a tool and the next"
    await desk.bot.start()
    await maria.press("More", shown)
    await maria.press("Prepared answers", shown)
    await maria.press("1. ")
    await maria.press("Send")
    await igor.sees(IPMG.canned[0].body[Language.RU].splitlines()[0][:25])
    await maria.press("More", shown)
    await maria.press("Pass on", shown)
    await maria.press("1. ")
    await maria.press("Pass on now")
    await igor.sees(IPMG.departments[0].name[Language.RU])

    await maria.press("Priority", shown)
    await maria.press("Standard", shown)
    await prompted(maria, "Give the reason", "It touches one person only")
    await igor.sees(r"(?s)IPMG-1001.*It touches one person only")

    history = await command(andrii, "/history IPMG-1001", "(?s)IPMG-1001.*All times are|whole history")
    if "document" not in history:
        marks = ["Request", "antenna", "Assigned by", "Suspended", "Resumed", "Reply", "Passed on", "one person only"]
        places = [words(history).index(mark) for mark in marks]
        assert places == sorted(places)
    assert all("antenna" not in words(one) for one in await igor.messages()), "a note stays inside"


async def test_duplicates_are_linked_and_neither_client_hears_of_the_other(open_desk: Open) -> None:
    desk = await open_desk("ipmg", ENGINEER_LANGUAGE="en")
    emma, olena = await desk.world.person("Emma"), await desk.world.person("Олена")
    andrii = await desk.world.engineer("Андрій")
    await request(emma, Language.EN)
    await request(olena, Language.UK)
    shown = await card(andrii, "IPMG-1002")
    await andrii.press("More", shown)
    await prompted(andrii, "Duplicate", "ipmg-1001")
    await andrii.sees("(?s)IPMG-1002.*🔗 IPMG-1001")
    await andrii.sees("(?s)IPMG-1001.*🔗 IPMG-1002")
    assert all("IPMG-1001" not in words(one) for one in await olena.messages())
    assert all("IPMG-1002" not in words(one) for one in await emma.messages())
