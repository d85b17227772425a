"""What serves clients beside their requests, with the real process, over HTTP."""

from collections.abc import Awaitable, Callable

import pytest

from desk.model import Language
from tests.process.conftest import Desk
from tests.process.form import SPOKEN, begin, describe, introduce
from tests.support.phones import Json, Phone, words
from tests.support.regulations import IPMG

pytestmark = pytest.mark.process

Open = Callable[..., Awaitable[Desk]]


async def request(client: Phone, *, pictures: int = 0) -> None:
    """A critical request of an English client is sent."""
    await begin(client, IPMG, Language.EN)
    await introduce(client, IPMG, Language.EN)
    await describe(client, IPMG, Language.EN, pictures=pictures)
    await client.press(SPOKEN[Language.EN].send)
    await client.sees("(?s)IPMG-1001.*registered")


async def close(engineer: Phone) -> None:
    """An engineer takes it and closes it as solved."""
    card = await engineer.sees(r"(?s)IPMG-1001.*\[.*Take.*\].*\[.*Refuse.*\]")
    await engineer.press("Take", card)
    await engineer.press("Close")
    await engineer.press("Solved")
    await engineer.press("Close now")


async def test_when_not_solved_a_complaint_and_a_call(open_desk: Open) -> None:
    desk = await open_desk("ipmg", ENGINEER_LANGUAGE="en")
    emma, andrii = await desk.world.person("Emma"), await desk.world.engineer("Андрій")
    await request(emma)
    await emma.sees("(?s)This may help at once.*ipmedia.net.ua/help/no-picture")
    await emma.write("When will it work?")
    await emma.sees("IPMG-1001 is now “Created”.*react no later than")
    await andrii.sees(r"(?s)IPMG-1001.*When will it work\?")
    await close(andrii)
    await emma.sees(r"(?s)Done: Solved.*\[.*Not solved.*\].*\[.*Complain.*\]")

    await emma.press("Not solved")
    await emma.sees("is open again")
    await andrii.sees(r"(?s)IPMG-1001.*NOT SOLVED.*Андрій", silent=False)
    await emma.write("The screen is <still> black")
    await andrii.sees(r"(?s)IPMG-1001.*The screen is <still> black")
    await desk.bot.stop()
    await desk.bot.start()
    await andrii.press("Close", await andrii.sees(r"(?s)IPMG-1001.*\[.*Close.*\]"))
    await andrii.press("Solved")
    await andrii.press("Close now")
    await emma.sees("Done: Solved", times=2)

    await emma.press("Complain")
    await emma.sees("what you are unhappy with")
    await emma.write("Three <days> & no word")
    await emma.sees("on record")
    complaint = await andrii.sees(r"(?s)IPMG-1001: COMPLAINT.*Three <days> & no word", silent=False)
    await andrii.press("Complaint is handled", complaint)
    await andrii.sees(r"(?s)IPMG-1001.*Complaint: handled by Андрій")

    await emma.write("/start")
    await emma.press("Call me back")
    await emma.sees("Which number should we call")
    await emma.write("+380 67 244 64 44")
    await emma.sees(r"We will call you at \+380672446444 by")
    task = await andrii.sees(r"(?s)Call back.*\+380672446444.*\[.*Called.*\].*\[.*No answer.*\]")
    outsider = await desk.world.person("Игорь")
    await refused(desk, outsider, andrii.chat, task)
    await andrii.press("No answer", task)
    await emma.sees("nobody answered")
    await andrii.press("Called", task)
    await emma.sees("has called you")


async def refused(desk: Desk, who: Phone, chat: int, task: Json) -> None:
    """Somebody who is no engineer presses the task: nothing changes."""
    data = task["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    stranger = Phone(desk.world, who.person, who.chat)
    await stranger.write("/start")
    own = await stranger.sees(".")
    query = await stranger.press_data(own, data)
    assert await stranger.popup(query)
    shown = [
        one for one in await Phone(desk.world, who.person, chat).messages() if one["message_id"] == task["message_id"]
    ]
    assert "Called by" not in words(shown[0])


async def test_this_helped_closes_the_form(open_desk: Open) -> None:
    desk = await open_desk("ipmg", ENGINEER_LANGUAGE="en")
    emma = await desk.world.person("Emma")
    await begin(emma, IPMG, Language.EN)
    await introduce(emma, IPMG, Language.EN)
    await emma.write("There is no sound on any track")
    await emma.press("This helped")
    await emma.sees("Glad it helped")
    await emma.write("/tickets")
    await emma.sees("no requests yet")


async def test_a_copy_of_the_data_and_its_deletion_with_the_pictures(open_desk: Open) -> None:
    desk = await open_desk("ipmg", ENGINEER_LANGUAGE="en")
    emma, andrii = await desk.world.person("Emma"), await desk.world.engineer("Андрій")
    await request(emma, pictures=2)
    pictures = desk.data / "pictures"
    assert len([path for path in pictures.rglob("*") if path.is_file()]) == 2
    await close(andrii)
    await emma.sees("Done: Solved")
    await emma.write("/privacy")
    await emma.sees("What we keep")
    await emma.press("A copy of my data")
    await emma.sees("Everything we keep about you")
    await emma.press("Delete my data")
    await emma.press("Yes, delete everything")
    await emma.sees("asked the engineers")
    await andrii.press("Confirm the deletion")
    await emma.sees("Your data was deleted")
    await andrii.sees("deleted a client's data")
    assert [path for path in pictures.rglob("*") if path.is_file()] == []
    await emma.write("/tickets")
    await emma.sees("no requests yet")
