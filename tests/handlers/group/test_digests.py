"""The digests in words."""

from datetime import timedelta

import pytest
from aiogram.methods import SendMessage

from desk import digests, timers
from desk.digests import SUBJECT
from handlers.reports.buttons import StatsPress
from tests.handlers.conftest import said
from tests.handlers.group.conftest import Desk, labels
from tests.support.regulations import kyiv


async def test_the_digest_of_the_day_before_comes_into_the_group_without_a_sound(desk: Desk) -> None:
    rig = desk.rig
    rig.clock.now = kyiv("2026-11-18 12:00")
    await rig.store.run(digests.settle, rig.house)
    await desk.bring(await desk.ticket(), "done")
    waits = await desk.ticket(problem="<Waits>")
    await desk.deliver()
    rig.clock.now = kyiv("2026-11-19 07:15")
    await rig.store.run(timers.fire, rig.house, SUBJECT)
    (message,) = await desk.deliver()
    assert isinstance(message, SendMessage)
    assert message.chat_id == desk.group.id
    assert message.disable_notification
    assert message.text.startswith("📊 <b>The day before</b> · November 18, 2026\nOpened: 2\nClosed: 1")
    assert "Open now: 1" in message.text
    assert f"{waits.key}</a> · Standard · today at 09:30" in message.text
    assert labels(message.reply_markup) == ["📈 Chart"]


@pytest.mark.parametrize("days", [1, 30])
async def test_the_digest_of_a_week_in_which_nothing_happened_is_short(desk: Desk, days: int) -> None:
    rig = desk.rig
    rig.clock.now = kyiv("2026-11-21 12:00")
    await rig.store.run(digests.settle, rig.house)
    rig.clock.pass_(timedelta(days=days, hours=20))
    await rig.store.run(timers.fire, rig.house, SUBJECT)
    calls = await desk.deliver()
    assert len(calls) == 2
    assert "The week before" in said(calls)
    assert "Opened: 0" in said(calls)
    assert "Next deadlines" not in said(calls)
    assert StatsPress.__prefix__ not in str(calls)
