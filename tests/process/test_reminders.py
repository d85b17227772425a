"""What waits is reminded of by the real process, whose clock is set forward: a form, and a call that is late."""

from collections.abc import Awaitable, Callable

import pytest

from desk.model import Language
from tests.process.conftest import Desk
from tests.process.form import begin
from tests.support.regulations import IPMG

pytestmark = pytest.mark.process

Open = Callable[..., Awaitable[Desk]]


async def test_an_unfinished_form_and_a_late_call_are_reminded_of(open_desk: Open) -> None:
    desk = await open_desk("ipmg", ENGINEER_LANGUAGE="en")
    emma, andrii = await desk.world.person("Emma"), await desk.world.engineer("Андрій")
    await begin(emma, IPMG, Language.EN)
    await emma.write("/start")
    await emma.press("Call me back")
    await emma.write("+380 67 244 64 44")
    await andrii.sees(r"(?s)Call back.*\+380672446444")

    await desk.world.pass_time(days=1)
    waits = await emma.sees("(?s)is not sent yet.*Still needed:")
    await emma.sees("have not managed to")
    late = await andrii.sees(r"(?s)This call is LATE.*\[.*Called.*\]", silent=False)
    await desk.bot.stop()
    await desk.bot.start()
    await desk.world.pass_time(days=1)

    await emma.press("Continue", waits)
    await emma.sees("(?i)step")
    await andrii.press("No answer", late)
    await emma.sees("We will try once more, approximately")
    seen = await andrii.last_id()
    await desk.world.pass_time(days=1)
    again = await andrii.sees(r"(?s)This call is LATE.*\[.*Called.*\]", after=seen)
    await andrii.press("No answer", again)
    await emma.press("Call me back", await emma.sees("You can ask for another call"))
    await emma.sees("Which number should we call", times=2)
    assert len([one for one in await emma.messages() if "is not sent yet" in str(one)]) == 1
    assert len([one for one in await emma.messages() if "have not managed to" in str(one)]) == 1
