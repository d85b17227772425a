"""/oncall in the engineers' group: who is on call, taking over, handing over with the other's word, and the rota."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aiogram.methods import EditMessageText, SendMessage

from bot.watch import Watch
from desk import on_call
from desk.on_call import OnCall
from desk.regulation_on_call import OnCallRota
from tests.handlers.conftest import Rig, said
from tests.handlers.group.conftest import ANDRIY, HERE, OLENA, STRANGER, Desk, button, labels, serve
from tests.support.regulations import kyiv
from tests.support.updates import BOT_ID

PEOPLE = [{"id": ANDRIY["id"], "name": "Андрій <b>"}, {"id": OLENA["id"], "name": "Олена"}]


@pytest.fixture
def desk(rig: Rig) -> Desk:
    """IPMG with a rota of weeks: Andriy from Monday, Nov 16th at 9, then Olena. It is Friday, 10 o'clock."""
    rota = OnCallRota.model_validate(
        {"start": kyiv("2026-11-16 11:00").replace(tzinfo=None), "turn": "week", "people": PEOPLE}
    )
    rig.house = replace(rig.house, regulation=rig.house.regulation.model_copy(update={"on_call": rota}))
    rig.clock.now = kyiv("2026-11-20 10:00")
    return serve(rig)


async def oncall(desk: Desk, user: Any = ANDRIY) -> SendMessage:
    """The answer to /oncall."""
    calls = await desk.rig.feed(desk.rig.updates.message(user, chat=HERE, text="/oncall"))
    (sent,) = [call for call in calls if isinstance(call, SendMessage)]
    return sent


async def now(desk: Desk) -> OnCall | None:
    """Who is on call."""
    return await desk.rig.store.read(on_call.now, desk.rig.house)


def edited(desk: Desk) -> EditMessageText:
    """What the menu became by the last press."""
    (found,) = [call for call in desk.sent if isinstance(call, EditMessageText)]
    return found


async def test_it_shows_who_is_on_call_and_who_is_next(desk: Desk) -> None:
    sent = await oncall(desk)
    print(sent.text)
    assert "Андрій &lt;b&gt;" in sent.text


async def test_taking_over(desk: Desk) -> None:
    sent = await oncall(desk, OLENA)
    await desk.press(OLENA, button(sent.reply_markup, "🙋"))
    menu = edited(desk)
    print(labels(menu.reply_markup))
    print(await desk.press(OLENA, button(menu.reply_markup, "For 4")))
    print(edited(desk).text)
    print(said(await desk.deliver()))
