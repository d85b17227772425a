"""Two weeks of providence.film in a minute: its promises are kept, or said to be broken, and counted."""

from collections.abc import Awaitable, Callable

import pytest

from desk.model import Language
from tests.process.conftest import Desk
from tests.process.form import SPOKEN, begin, describe, introduce
from tests.support.phones import Phone
from tests.support.regulations import PROVIDENCE

pytestmark = pytest.mark.process

Open = Callable[..., Awaitable[Desk]]
SAID = SPOKEN[Language.EN]


async def question(client: Phone) -> None:
    """A new request of a known client, of the lowest priority."""
    seen = await client.last_id()
    await client.write("/start")
    await client.press(SAID.new)
    await client.press(PROVIDENCE.text(PROVIDENCE.topics[0].name, Language.EN))
    await client.press("Question", await client.sees("Step 2", after=seen))
    await describe(client, PROVIDENCE, Language.EN, pictures=0)
    await client.press(SAID.send)


async def test_each_promise_is_kept_or_said_to_be_broken_and_the_figures_say_the_same(open_desk: Open) -> None:
    desk = await open_desk("providence", ENGINEER_LANGUAGE="en")
    emma, andrii = await desk.world.person("Emma"), await desk.world.engineer("Андрій")
    pass_time = desk.world.pass_time

    # 2.1, out of turn: nobody takes the critical one, and the chain climbs until somebody does
    await begin(emma, PROVIDENCE, Language.EN)
    await introduce(emma, PROVIDENCE, Language.EN)
    await describe(emma, PROVIDENCE, Language.EN, pictures=0)
    await emma.press(SAID.send)
    alert = await andrii.sees("CRITICAL INCIDENT.*PF-1001", silent=False)
    await pass_time(minutes=10)
    await andrii.sees("Still nobody has taken PF-1001", silent=False)
    await andrii.press("I see it", alert)
    await andrii.press("Take", alert)
    await emma.sees("(?s)PF-1001.*In progress")
    seen = await andrii.last_id()

    # 5.2, High: 24 hours of clock time
    await pass_time(hours=18)
    await andrii.sees("(?s)PF-1001.*deadline is near.*It is with Андрій", after=seen)
    await pass_time(hours=4)
    await emma.sees("(?s)PF-1001.*We aimed to solve it by.*We will probably not make it")
    await pass_time(hours=2)
    await andrii.sees("(?s)PF-1001.*A DEADLINE IS MISSED.*Solution: late since", after=seen)
    assert not [one for one in await andrii.messages() if one["message_id"] > seen and "Still nobody" in str(one)]
    card = await andrii.sees(r"(?s)PF-1001.*\[.*Close.*\]")
    await andrii.press("Close", card)
    await andrii.press("Solved")
    await andrii.press("Close now")

    # 6: the rating
    closed = await emma.sees("(?s)PF-1001.*Done: Solved")
    await emma.press("4 ⭐", closed)
    await emma.sees("★★★★☆")

    # 5.1 and 4.6: a question that nobody answers is asked again, then the request is closed; its clock stands meanwhile
    await question(emma)
    card = await andrii.sees(r"(?s)PF-1002.*\[.*Take.*\]")
    await andrii.press("Take", card)
    await emma.sees("(?s)PF-1002.*In progress")
    seen = await andrii.last_id()
    await andrii.press("Ask", card)
    prompt = await andrii.sees("(?s)PF-1002", after=seen)
    await andrii.reply(prompt, "Which browser do you use?")
    await emma.sees("(?s)PF-1002.*Which browser")
    for days in (1, 2):
        told = await emma.last_id()
        await pass_time(days=days)
        await emma.sees(
            "(?s)PF-1002.*We are still waiting for your answer.*Which browser.*Without an answer", after=told
        )
    await pass_time(days=4)
    await emma.sees("(?s)PF-1002.*closed automatically")
    await andrii.sees("PF-1002: the client did not answer")
    assert not [one for one in await andrii.messages() if "PF-1002" in str(one) and "DEADLINE" in str(one)]

    await andrii.write("/stats")
    await andrii.press("30 days", await andrii.sees(r"(?s)\[.*30 days.*\]"))
    figures = await andrii.sees(r"(?s)Opened: 2\nClosed: 2\n")
    text = str(figures["text"])
    assert "Resolution in time: 50 % (1 of 2)".replace(" %", "%") in text.replace("\xa0%", "%"), text
    assert "4.0" in text, text
