"""/stats in the engineers' group: the figures of a period, and who may see which."""

from datetime import timedelta
from typing import Any

import pytest
from aiogram.methods import EditMessageText, SendMessage

from desk.periods import Preset
from handlers.group.stats import Show, StatsPress
from tests.handlers.conftest import said
from tests.handlers.group.conftest import ANDRIY, HERE, STRANGER, Desk, labels
from tests.support.updates import Json

both = pytest.mark.parametrize("regulation", ["ipmg", "providence"], indirect=True)


async def command(desk: Desk, text: str, user: Json = ANDRIY, **more: Any) -> SendMessage:
    """The one answer to a command."""
    before = len(desk.rig.telegram.delivered)
    await desk.rig.feed(desk.rig.updates.text(user, text, chat=HERE, **more))
    await desk.rig.settle()
    (answer,) = [call for call in desk.rig.telegram.delivered[before:] if isinstance(call, SendMessage)]
    return answer


@both
async def test_the_figures_of_the_last_seven_days(desk: Desk) -> None:
    await desk.ticket()
    await desk.bring(await desk.ticket(), "done")
    answer = await command(desk, "/stats")
    assert "Opened: 2" in answer.text
    assert "Closed: 1" in answer.text
    assert "Solved: 1" in answer.text
    assert labels(answer.reply_markup)[:2] == ["Today", "Yesterday"]
