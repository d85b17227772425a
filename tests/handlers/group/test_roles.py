"""What only supervisors may do: the group's admins, and those listed in SUPERVISORS."""

import pytest
from aiogram import Bot
from aiogram.methods import GetChatMember

from desk.model import Status
from handlers.group.callbacks import Act, Then
from handlers.group.members import Group, Members, Standing
from tests.handlers.conftest import GROUP_ID
from tests.handlers.group.conftest import ANDRIY, HERE, OLENA, Desk
from tests.handlers.group.test_presses import data
from tests.support.clock import Clock
from tests.support.session import FakeTelegram


@pytest.mark.parametrize(
    ("status", "listed", "standing"),
    [
        ("creator", False, Standing.SUPERVISOR),
        ("administrator", False, Standing.SUPERVISOR),
        ("member", False, Standing.MEMBER),
        ("member", True, Standing.SUPERVISOR),
        ("left", True, Standing.STRANGER),
        ("left", False, Standing.STRANGER),
    ],
)
async def test_admins_and_listed_members_are_supervisors(
    bot: Bot, telegram: FakeTelegram, clock: Clock, status: str, listed: bool, standing: Standing
) -> None:
    telegram.members[1] = status
    members = Members(Group(GROUP_ID), clock, frozenset({1} if listed else ()))
    assert await members.authority(bot, 1) is standing
    assert await members.authority(bot, 1) is standing, "also when it is remembered"


@pytest.mark.parametrize("then", Then)
async def test_an_engineer_who_is_no_supervisor_cannot_refuse_and_is_told_so(desk: Desk, then: Then) -> None:
    ticket = await desk.ticket()
    answer = await desk.press(ANDRIY, data(ticket.id, Act.REFUSE, "foul_language", then))
    assert "Only supervisors can do this" in answer
    assert await desk.now(ticket) == ticket
    assert len([call for call in desk.sent if not isinstance(call, GetChatMember)]) == 1


async def test_a_promotion_and_its_end_count_at_once(desk: Desk) -> None:
    ticket, rig = await desk.ticket(), desk.rig
    await rig.feed(rig.updates.member(ANDRIY, HERE, "member", "administrator"))
    assert "Only supervisors" not in await desk.press(ANDRIY, data(ticket.id, Act.REFUSE))
    await rig.feed(rig.updates.member(ANDRIY, HERE, "administrator", "member"))
    assert "Only supervisors" in await desk.press(ANDRIY, data(ticket.id, Act.REFUSE, "foul_language", Then.NOW))
    await desk.press(OLENA, data(ticket.id, Act.REFUSE, "foul_language", Then.NOW))
    assert (await desk.now(ticket)).status is Status.DONE
