"""Clients and engineers talk through their tickets with the real process, over HTTP."""

from collections.abc import Awaitable, Callable

import pytest

from desk.model import Language
from tests.process.conftest import Desk
from tests.process.form import SPOKEN, begin, describe, introduce, picture
from tests.support.phones import Json, Phone, words
from tests.support.regulations import IPMG

pytestmark = pytest.mark.process

Open = Callable[..., Awaitable[Desk]]


async def request(client: Phone, language: Language, *, known: bool = False) -> Json:
    """A new request without screenshots; the message with its number. `known`: the desk knows who they are."""
    seen = await client.last_id()
    await begin(client, IPMG, language)
    if not known:
        await introduce(client, IPMG, language)
    await describe(client, IPMG, language, pictures=0)
    await client.press(SPOKEN[language].send)
    return await client.sees(r"IPMG-\d+", after=seen + 1)


async def card(engineer: Phone, key: str) -> Json:
    """The ticket's card."""
    return await engineer.sees(r"(?s)" + key + r".*\[.*Refuse.*\]")


async def reacted(phone: Phone, message: Json) -> bool:
    """Whether the bot put a reaction on a message."""

    async def look() -> bool | None:
        shown = next(one for one in await phone.messages() if one["message_id"] == message["message_id"])
        return True if shown.get("reactions") else None

    return await phone.wait(look, "a reaction")


async def arrived(phone: Phone, kind: str) -> Json:
    """The bot's message of a kind, once it is there."""

    async def look() -> Json | None:
        found = [one for one in await phone.messages() if kind in one and one.get("from", {}).get("is_bot")]
        return found[-1] if found else None

    return await phone.wait(look, kind)


async def test_a_reply_reaches_the_client_and_a_reply_to_it_comes_back_as_one(open_desk: Open) -> None:
    desk = await open_desk("ipmg", ENGINEER_LANGUAGE="en")
    emma = await desk.world.person("Emma")
    andrii = await desk.world.engineer("Андрій")
    await request(emma, Language.EN)
    asked = await andrii.reply(await card(andrii, "IPMG-1001"), "Since <when> & where?")
    question = await emma.sees(r"(?s)IPMG-1001.*Since <when> & where\?")
    assert await reacted(andrii, asked)
    await emma.reply(question, "Since noon 😱")
    answer = await andrii.sees(r"(?s)IPMG-1001: .* writes.*Since noon 😱")
    assert answer["reply_to_message"]["message_id"] == asked["message_id"]
    await andrii.write("no reply: stays inside")
    await andrii.reply(answer, "Thank you")
    thanks = await emma.sees("Thank you")
    assert "reply_to_message" in thanks
    assert all("stays inside" not in words(shown) for shown in await emma.messages())


async def test_a_long_messy_conversation_in_three_languages_over_three_tickets(open_apart: Open) -> None:
    desk = await open_apart("ipmg", ENGINEER_LANGUAGE="en")
    olena, emma = await desk.world.person("Олена"), await desk.world.person("Emma")
    andrii, maria = await desk.world.engineer("Андрій"), await desk.world.engineer("Мария")
    await request(olena, Language.UK)
    await request(emma, Language.EN)
    await request(olena, Language.UK, known=True)
    cards = {number: await card(andrii, f"IPMG-100{number}") for number in (1, 2, 3)}
    await andrii.press("Take", cards[1])

    # a plain message of somebody with two requests is asked about; an album is filed whole
    await olena.send_files([(f"{one}.png", picture(one)) for one in ("red", "green", "blue")], caption="Дивіться <тут>")
    await olena.sees("До якого звернення це належить")
    await desk.bot.kill()
    await desk.bot.start()
    await olena.press("IPMG-1003")
    shown = await andrii.sees(r"(?s)IPMG-1003: .* writes.*Дивіться <тут>")
    album = [one for one in await andrii.messages() if one.get("media_group_id") == shown["media_group_id"]]
    assert len(album) == 3, "an album arrives as one album"
    assert not any("IPMG-1003" in words(one) for one in await emma.messages()), "nobody else sees it"

    # somebody else has 1001: said, and sent all the same; in a third language
    seen = await maria.last_id()
    await maria.reply(cards[1], "Какой у вас канал?")
    asked = await olena.sees(r"(?s)IPMG-1001.*Какой у вас канал\?")
    await maria.sees(r"IPMG-1001 is with Андрій", after=seen)
    told = await olena.reply(asked, "П'ятий")
    fifth = await andrii.sees(r"(?s)writes.*П'ятий")
    assert "Андрій" in words(fifth), "whoever has it is mentioned"

    # an edit is carried over and marked; so is an engineer's
    await olena.edit(told, "Шостий, не п'ятий")
    await andrii.sees(r"(?s)writes.*edited.*Шостий, не п'ятий")
    wrong = await andrii.reply(fifth, "Look at http://exmaple.com")
    await olena.sees("exmaple")
    await andrii.edit(wrong, "Look at http://example.com")
    await olena.sees(r"(?s)IPMG-1001.*http://example\.com")
    assert not [one for one in await olena.messages() if "exmaple" in words(one)], "the earlier text is replaced"

    # every kind goes over as what it is
    await emma.write("", sticker=True)
    await emma.write("", location={"latitude": 50.45, "longitude": 30.52})
    for kind in ("voice", "video", "video_note", "audio", "document"):
        await emma.send_files([(f"{kind}.bin", b"0" * 50)], kind=kind)
    await emma.sees("Added to IPMG-1002", times=7)
    for kind in ("sticker", "location", "voice", "video", "video_note", "audio", "document"):
        await arrived(andrii, kind)

    # a restart in the middle, and the history reads as it happened
    assert await desk.bot.stop() == 0
    await emma.write("Still there?")
    await desk.bot.start()
    still = await andrii.sees(r"(?s)writes.*Still there")
    await andrii.reply(still, "Yes 🙂")
    await emma.sees("Yes 🙂")
    await olena.write("/tickets")
    await olena.press("IPMG-1001")
    page = words(await olena.sees(r"(?s)IPMG-1001.*Какой у вас канал.*exmaple"))
    order = ["Какой у вас канал?", "П'ятий", "Шостий, не п'ятий", "exmaple.com", "example.com"]
    places = [page.index(one) for one in order]
    assert places == sorted(places)


async def test_what_does_not_reach_a_client_is_said_and_can_be_sent_again(open_desk: Open) -> None:
    desk = await open_desk("ipmg", ENGINEER_LANGUAGE="en")
    emma = await desk.world.person("Emma")
    andrii = await desk.world.engineer("Андрій")
    await request(emma, Language.EN)
    await desk.world.call("PATCH", f"people/{emma.person}", json={"blocked": True})
    lost = await andrii.reply(await card(andrii, "IPMG-1001"), "Are you there?")
    failed = await andrii.sees(r"(?s)IPMG-1001.*not delivered.*\[.*Retry.*\]")
    assert failed["reply_to_message"]["message_id"] == lost["message_id"]
    await desk.world.call("PATCH", f"people/{emma.person}", json={"blocked": False})
    await andrii.press("Retry", failed)
    await emma.sees(r"(?s)IPMG-1001.*Are you there")
    assert await reacted(andrii, lost)


async def test_an_anonymous_admin_is_asked_to_sign_and_nothing_goes_out(open_desk: Open) -> None:
    desk = await open_desk("ipmg", ENGINEER_LANGUAGE="en")
    emma = await desk.world.person("Emma")
    andrii = await desk.world.engineer("Андрій")
    await request(emma, Language.EN)
    shown = await card(andrii, "IPMG-1001")
    await andrii.write("From the group", reply_to=shown["message_id"], as_anonymous_admin=True)
    await andrii.sees(r"(?s)IPMG-1001.*Remain anonymous")
    await andrii.reply(shown, "/nota bene")
    await andrii.sees("looks like a command")
    await andrii.reply(shown, "Signed")
    await emma.sees("Signed")
    assert not [one for one in await emma.messages() if "From the group" in words(one) or "bene" in words(one)]
