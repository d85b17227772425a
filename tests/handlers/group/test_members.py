"""Who counts as an engineer, for how long, and what happens while Telegram cannot be asked."""

from datetime import timedelta
from typing import Any

import pytest
from aiogram import Bot
from aiogram.methods import GetChatMember
from aiogram.types import ChatMemberRestricted, User

from handlers.group.members import MEMBER_FOR, STRANGER_FOR, Group, Members, Standing, inside
from tests.handlers.conftest import GROUP_ID
from tests.handlers.group.conftest import ANDRIY, HERE, Desk
from tests.handlers.group.test_presses import data
from tests.support.clock import Clock
from tests.support.session import FakeTelegram, connection_refused, refusal

from handlers.group.callbacks import Act  # isort: skip

SECOND = timedelta(seconds=1)


@pytest.fixture
def members(clock: Clock) -> Members:
    return Members(Group(GROUP_ID), clock)


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        ("creator", Standing.MEMBER),
        ("administrator", Standing.MEMBER),
        ("member", Standing.MEMBER),
        ("left", Standing.STRANGER),
    ],
)
async def test_status_decides(
    members: Members, bot: Bot, telegram: FakeTelegram, status: str, standing: Standing
) -> None:
    telegram.members[1] = status
    assert await members.standing(bot, 1) is standing


@pytest.mark.parametrize("there", [True, False])
def test_a_restricted_user_counts_when_in_the_group(there: bool) -> None:
    rights: dict[str, Any] = {
        name: False for name, info in ChatMemberRestricted.model_fields.items() if info.annotation is bool
    }
    user = User(id=1, is_bot=False, first_name="A")
    member = ChatMemberRestricted.model_validate(
        rights | {"user": user, "is_member": there, "until_date": 0, "status": "restricted"}
    )
    assert inside(member) is there


async def test_a_member_is_remembered_for_five_minutes_and_a_stranger_for_half_a_minute(
    members: Members, bot: Bot, telegram: FakeTelegram, clock: Clock
) -> None:
    telegram.members[1] = "member"
    for user, kept in ((1, MEMBER_FOR), (2, STRANGER_FOR)):
        telegram.delivered.clear()
        await members.standing(bot, user)
        clock.pass_(kept - SECOND)
        await members.standing(bot, user)
        assert len(telegram.of(GetChatMember)) == 1
        clock.pass_(SECOND)
        await members.standing(bot, user)
        assert len(telegram.of(GetChatMember)) == 2


async def test_while_telegram_is_down_a_known_member_is_believed_for_an_hour(
    members: Members, bot: Bot, telegram: FakeTelegram, clock: Clock
) -> None:
    telegram.members[1] = "member"
    await members.standing(bot, 1)
    telegram.fail(GetChatMember, connection_refused, times=None)
    clock.pass_(timedelta(minutes=59))
    assert await members.standing(bot, 1) is Standing.MEMBER
    clock.pass_(timedelta(minutes=1))
    assert await members.standing(bot, 1) is Standing.UNKNOWN


async def test_while_telegram_is_down_a_stranger_is_not_let_in(
    members: Members, bot: Bot, telegram: FakeTelegram, clock: Clock
) -> None:
    await members.standing(bot, 2)
    clock.pass_(STRANGER_FOR)
    telegram.fail(GetChatMember, connection_refused, times=None)
    assert await members.standing(bot, 2) is Standing.UNKNOWN


@pytest.mark.parametrize(
    ("description", "standing"),
    [
        ("Bad Request: user not found", Standing.STRANGER),
        ("Bad Request: PARTICIPANT_ID_INVALID", Standing.STRANGER),
        ("Bad Request: member list is inaccessible", Standing.UNKNOWN),
        ("Bad Request: chat not found", Standing.UNKNOWN),
    ],
)
async def test_a_refusal_makes_a_stranger_only_where_it_says_so(
    members: Members, bot: Bot, telegram: FakeTelegram, description: str, standing: Standing
) -> None:
    telegram.fail(GetChatMember, refusal(400, description))
    assert await members.standing(bot, 3) is standing


async def test_who_leaves_the_group_can_do_nothing_from_that_moment(desk: Desk) -> None:
    ticket = await desk.ticket()
    await desk.press(ANDRIY, data(ticket.id, Act.TAKE))
    await desk.rig.feed(desk.rig.updates.member(ANDRIY, HERE, "member", "left"))
    assert "Only members" in await desk.press(ANDRIY, data(ticket.id, Act.RELEASE))
    await desk.rig.feed(desk.rig.updates.member(ANDRIY, HERE, "left", "member"))
    assert "is yours" in await desk.press(ANDRIY, data(ticket.id, Act.TAKE)), "it was in the queue again"


async def test_a_press_while_telegram_cannot_be_asked_changes_nothing_and_says_so(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = await desk.ticket()
    desk.rig.telegram.fail(GetChatMember, refusal(400, "Bad Request: member list is inaccessible"))
    assert "could not tell" in await desk.press(ANDRIY, data(ticket.id, Act.TAKE))
    assert await desk.now(ticket) == ticket


async def test_strangers_without_number_do_not_fill_the_memory(
    members: Members, bot: Bot, telegram: FakeTelegram
) -> None:
    for user in range(2100):
        await members.standing(bot, user + 1)
    assert len(members._known) == 2000
