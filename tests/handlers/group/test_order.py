"""An engineer who left, a bot that lost its rights, a client who is no more on Telegram."""

from datetime import UTC, datetime, timedelta

import pytest
from aiogram.methods import GetChatMember, SendMessage
from aiogram.types import ChatMemberRestricted

from bot.faults import Fault, Outcome
from bot.verdict import decide
from bot.watch import Watch
from desk import leavers, rights
from desk.briefing import brief
from desk.delivery import Blocked, Errand, PutOff, Report, exchange
from desk.model import Colleague, Status
from desk.ports import Work
from desk.rights import Shut
from tests.handlers.conftest import said
from tests.handlers.group.conftest import ANDRIY, HERE, OLENA, Desk
from tests.support.session import connection_refused, refusal
from tests.support.updates import BOT_ID, DATE, bot_user

DATE_TIME = datetime(2026, 11, 20, tzinfo=UTC)


async def take(desk: Desk, count: int = 2) -> list[int]:
    """Tickets that Olena has."""
    return [(await desk.bring(await desk.ticket(), "taken")).id for _ in range(count)]


async def test_what_a_leaver_had_returns_to_the_queue_and_the_group_hears_it_once(desk: Desk) -> None:
    first, second = await take(desk)
    asked = await desk.bring(await desk.ticket(), "asked")
    await desk.deliver()
    left = desk.rig.updates.member(OLENA, HERE, "member", "left")
    await desk.rig.feed(left, left, desk.rig.updates.member(OLENA, HERE, "left", "kicked"))
    sent = await desk.deliver()
    heard = [call.text for call in sent if isinstance(call, SendMessage) and "has left" in call.text]
    assert len(heard) == 1
    assert all(key in heard[0] for key in ("Олена Коваль", f"IPMG-{first}", f"IPMG-{second}", asked.key))
    assert "back in the queue" in said([call for call in sent if getattr(call, "chat_id", None) == 7])
    now = await desk.now(asked)
    assert (now.status, now.assignee_id) == (Status.CLARIFICATION, None)
    assert (await desk.rig.store.read(lambda work: work.tickets.get(first))).status is Status.CREATED  # type: ignore[union-attr]


async def test_a_member_who_is_promoted_or_restricted_keeps_what_they_have(desk: Desk) -> None:
    (ticket,) = await take(desk, 1)
    await desk.rig.feed(desk.rig.updates.member(OLENA, HERE, "member", "administrator"))
    assert [one.id for one in await desk.rig.store.read(leavers.holders)] == [OLENA["id"]]
    assert (await desk.rig.store.read(lambda work: work.held.of(OLENA["id"]))) == [ticket]


def watch(desk: Desk) -> Watch:
    return Watch(desk.rig.bot, desk.rig.store, desk.rig.house, desk.group)


async def test_the_hourly_look_finds_who_left_unseen(desk: Desk) -> None:
    await take(desk)
    members = desk.rig.telegram.members
    members.update({BOT_ID: "administrator", OLENA["id"]: "left", ANDRIY["id"]: "administrator"})
    await watch(desk).look()
    await watch(desk).look()
    assert said(await desk.deliver()).count("has left this group") == 1
    known = await desk.rig.store.read(lambda work: work.supervisors.all())
    assert Colleague(ANDRIY["id"], f"User {ANDRIY['id']}") in known


@pytest.mark.parametrize("trouble", [connection_refused, refusal(400, "Bad Request: member list is inaccessible")])
async def test_what_cannot_be_asked_takes_nothing_from_anybody(desk: Desk, trouble: object) -> None:
    await take(desk)
    desk.rig.telegram.members[BOT_ID] = "administrator"
    await watch(desk).look()
    desk.rig.telegram.members[OLENA["id"]] = "left"
    desk.rig.telegram.fail(GetChatMember, trouble, times=None)  # type: ignore[arg-type]
    await watch(desk).look()
    assert len(await desk.rig.store.read(leavers.holders)) == 1
    assert "any more" not in said(await desk.deliver())


async def supervised(desk: Desk) -> None:
    await desk.rig.store.run(rights.remember, desk.rig.house, [Colleague(502, "Олена"), Colleague(503, "Ira")])


def shut_out(desk: Desk, old: str, new: str) -> object:
    return desk.rig.updates.member(OLENA, HERE, old, new, mine=True)


async def test_supervisors_hear_in_private_once_that_the_bot_was_put_out(desk: Desk) -> None:
    await supervised(desk)
    await desk.rig.feed(shut_out(desk, "administrator", "kicked"), shut_out(desk, "kicked", "left"))  # type: ignore[arg-type]
    sent = [call for call in await desk.deliver() if isinstance(call, SendMessage)]
    assert sorted(call.chat_id for call in sent) == [502, 503]
    assert "I am not in the engineers' group any more" in sent[0].text
    desk.rig.clock.pass_(timedelta(minutes=1))
    await desk.rig.feed(shut_out(desk, "left", "member"), shut_out(desk, "member", "left"))  # type: ignore[arg-type]
    assert len(await desk.deliver()) == 2, "told again once it had worked in between"


async def test_they_hear_that_it_was_silenced(desk: Desk) -> None:
    await supervised(desk)
    given = {name: False for name, info in ChatMemberRestricted.model_fields.items() if info.annotation is bool}
    new = given | {"status": "restricted", "user": bot_user(), "is_member": True, "until_date": 0}
    event = {"chat": HERE, "from": OLENA, "date": DATE, "new_chat_member": new,
             "old_chat_member": {"status": "member", "user": bot_user()}}  # fmt: skip
    await desk.rig.feed(desk.rig.updates.raw("my_chat_member", event))
    assert "may not write in the engineers' group" in said(await desk.deliver())


async def test_they_hear_it_when_a_message_to_the_group_is_refused_and_the_message_waits(desk: Desk) -> None:
    await supervised(desk)
    await desk.ticket()
    store, clock = desk.rig.store, desk.rig.clock
    turn = await store.run(exchange, (), limit=20, lease=timedelta(seconds=30), group_id=HERE["id"])
    errand = next(one for one in turn.errands if one.row.chat_id == HERE["id"])
    outcome = Outcome(Fault.BLOCKED, "Forbidden: bot was kicked from the supergroup chat")
    reports = [decide(errand, outcome, clock(), 0.5)] * 3
    assert isinstance(reports[0], PutOff)
    assert reports[0].shut is Shut.OUT
    await store.run(exchange, reports, limit=0, lease=timedelta(seconds=30), group_id=HERE["id"])
    told = [call for call in await desk.deliver() if getattr(call, "chat_id", 0) in (502, 503)]
    assert len(told) == 2


def test_a_refusal_says_whether_the_bot_is_out_or_silenced() -> None:
    errand = Errand(_Row(), _Nobody())  # type: ignore[arg-type]
    for reason, why in (
        ("Bad Request: not enough rights to send text messages to the chat", Shut.SILENCED),
        ("Bad Request: CHAT_WRITE_FORBIDDEN", Shut.SILENCED),
        ("Bad Request: chat not found", Shut.OUT),
    ):
        report = decide(errand, Outcome(Fault.NO_CHAT, reason), DATE_TIME, 0.5)
        assert isinstance(report, PutOff)
        assert report.shut is why


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("Forbidden: user is deactivated", "has deleted the account"),
        ("Forbidden: bot was blocked by the user", "has blocked the bot"),
    ],
)
async def test_a_deleted_account_is_said_as_such(desk: Desk, reason: str, words: str) -> None:
    await desk.ticket()
    store = desk.rig.store
    turn = await store.run(exchange, (), limit=20, lease=timedelta(seconds=30), group_id=HERE["id"])
    row = next(one.row for one in turn.errands if one.row.chat_id == 7)
    others = [one.row for one in turn.errands if one.row.id != row.id]
    reports: list[Report] = [Blocked(row, reason), *(PutOff(one, desk.rig.clock(), "later") for one in others)]
    await store.run(exchange, reports, limit=0, lease=timedelta(seconds=30), group_id=HERE["id"])
    heard = said(await desk.deliver())
    assert words in heard
    assert "+380672446444" in heard


async def test_a_supervisor_who_never_started_the_bot_is_no_trouble(desk: Desk) -> None:
    await supervised(desk)
    await desk.rig.store.run(rights.shut, HERE["id"], Shut.OUT)

    def read(work: Work) -> list[str]:
        rows = work.outbox.claim(10, timedelta(seconds=30))
        return [brief(work, row.notice).client.name for row in rows]

    assert await desk.rig.store.run(read) == ["", ""]


class _Row:
    chat_id, attempts, urgency = -1, 0, 1


class _Person:
    id = 7


class _Nobody:
    client = _Person()
