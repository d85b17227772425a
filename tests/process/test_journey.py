"""The main job with the real process: from the form to the last status, with restarts in between."""

from collections.abc import Awaitable, Callable

import pytest

from desk.model import Language
from desk.regulation import Regulation
from tests.process.conftest import Desk
from tests.process.form import PROBLEM, SPOKEN, begin, describe, introduce
from tests.support.phones import words
from tests.support.regulations import IPMG, PROVIDENCE

pytestmark = pytest.mark.process

Open = Callable[..., Awaitable[Desk]]
JOURNEYS = [
    ("ipmg", IPMG, "Олена", Language.UK, "IPMG-1001"),
    ("providence", PROVIDENCE, "Игорь", Language.RU, "PF-1001"),
    ("providence", PROVIDENCE, "Emma", Language.EN, "PF-1001"),
]


@pytest.mark.parametrize(("name", "regulation", "who", "language", "key"), JOURNEYS, ids=["uk", "ru", "en"])
async def test_a_critical_request_goes_to_the_engineers_and_its_status_comes_back(
    open_desk: Open, open_apart: Open, name: str, regulation: Regulation, who: str, language: Language, key: str
) -> None:
    apart = name == "providence"
    desk = await (open_apart if apart else open_desk)(name, ENGINEER_LANGUAGE="en")
    said = SPOKEN[language]
    client = await desk.world.person(who)
    andrii = await desk.world.engineer("Андрій")
    maria = await desk.world.engineer("Мария")

    await begin(client, regulation, language)
    await introduce(client, regulation, language)
    assert await desk.bot.stop() == 0, "SIGTERM in the middle of the form"
    await desk.bot.start()
    await describe(client, regulation, language)
    await client.press(said.send)
    opened = await client.sees(rf"(?s){key}.*{said.created}|{said.created}.*{key}")
    assert any(entity["type"] == "code" for entity in opened["entities"]), "the ID is easy to copy"

    alert = await andrii.sees("CRITICAL INCIDENT", silent=False)
    assert key in words(alert)
    card = await andrii.sees(r"(?s)" + key + r".*\[.*Take.*\].*\[.*Refuse.*\]")
    assert PROBLEM[language] in words(card)
    await andrii.sees(f"{key}: screenshots")  # they come after the card
    shown = [message for message in await andrii.messages() if "photo" in message]
    assert len(shown) == 2
    assert len({message["media_group_id"] for message in shown}) == 1, "two screenshots are one album"

    await andrii.press("Take", card)
    await client.sees(f"(?s){key}.*{said.in_progress}|{said.in_progress}.*{key}")
    second = await maria.press_data(card, _data(card, "Take"))
    assert "Андрій" in await maria.popup(second)

    if apart:
        await desk.bot.kill()
        await desk.bot.start()
    await andrii.press("Ask the client")
    prompt = await andrii.sees(f"(?s){key}", after=await andrii.last_id() - 1)
    await andrii.reply(prompt, "Which device & which <channel>?")
    await client.sees(r"(?s)Which device & which <channel>\?")
    await client.press(said.answer)
    await client.write("Smart TV, <channel> 5 & 6")
    await andrii.sees(r"(?s)" + key + r".*Smart TV, <channel> 5 & 6")
    await andrii.sees(f"(?s){key}.*In progress.*Андрій|Андрій.*In progress")

    await andrii.press("Close")
    await andrii.press("Solved")
    await andrii.press("Close now")
    done = await client.sees(f"(?s){said.done}.*{said.solved}")
    assert key in words(done)
    await andrii.sees(r"(?s)" + key + r".*\[.*Reopen.*\]")


def _data(card: dict[str, object], label: str) -> str:
    rows = card["reply_markup"]["inline_keyboard"]  # type: ignore[index]
    return str(next(button["callback_data"] for row in rows for button in row if label in button["text"]))
