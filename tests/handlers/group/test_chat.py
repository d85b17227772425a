"""The group itself: help, its id, its move to a supergroup; groups that are not served; a desk without a group."""

import pytest
from aiogram import Router
from aiogram.filters import Filter
from aiogram.methods import SendMessage
from structlog.testing import capture_logs

from desk.ports import Work
from handlers.group import setup
from handlers.group.callbacks import Act
from handlers.group.members import Group
from handlers.group.router import build
from tests.handlers.conftest import GROUP_ID, Rig, said
from tests.handlers.group.conftest import ANDRIY, HERE, Desk
from tests.handlers.group.test_presses import data
from tests.support.updates import group, human, private

ELSEWHERE = group(-77, "Somewhere else")
BIG = group(-100500, "Engineers")
OLEG = human(900, "Oleg", "ru")


async def test_help_explains_the_buttons_by_their_labels(desk: Desk) -> None:
    text = said(await desk.rig.feed(desk.rig.updates.text(ANDRIY, "/help", chat=HERE)))
    for label in ("Take", "Ask the client", "Close", "Refuse", "Priority", "Release", "Reopen"):
        assert f"<b>{label}</b>" in text


async def test_id_tells_the_groups_id(desk: Desk) -> None:
    text = said(await desk.rig.feed(desk.rig.updates.text(ANDRIY, "/id@frontdesk_bot", chat=HERE)))
    assert f"<code>{GROUP_ID}</code>" in text


def _current(work: Work) -> int:
    return work.chats.current(GROUP_ID)


@pytest.mark.parametrize("order", ["old first", "new first"])
async def test_a_group_that_becomes_a_supergroup_is_followed(desk: Desk, order: str) -> None:
    ticket = await desk.ticket()
    old = desk.rig.updates.message(ANDRIY, chat=HERE, migrate_to_chat_id=BIG["id"])
    new = desk.rig.updates.message(ANDRIY, chat=BIG, migrate_from_chat_id=GROUP_ID)
    await desk.rig.feed(*((old, new) if order == "old first" else (new, old)))
    assert desk.group.id == BIG["id"]
    assert await desk.rig.store.read(_current) == BIG["id"]
    assert await desk.press(ANDRIY, data(ticket.id, Act.TAKE), chat=BIG) == f"{ticket.key} is yours."
    answer = await desk.press(ANDRIY, data(ticket.id, Act.RELEASE), chat=HERE)
    assert answer == f"{ticket.key} is free for another engineer.", "an old card under its old chat still serves"


async def test_a_strangers_group_that_migrates_moves_nothing(desk: Desk) -> None:
    await desk.rig.feed(desk.rig.updates.message(ANDRIY, chat=ELSEWHERE, migrate_to_chat_id=-5))
    assert desk.group.id == GROUP_ID


async def test_a_move_that_another_process_heard_of_is_found_at_the_next_press(desk: Desk) -> None:
    ticket = await desk.ticket()

    def move(work: Work) -> None:
        work.chats.migrate(GROUP_ID, BIG["id"])

    await desk.rig.store.run(move)
    assert await desk.press(ANDRIY, data(ticket.id, Act.TAKE), chat=BIG) == f"{ticket.key} is yours."


async def test_added_to_an_unknown_group_it_tells_the_id_and_the_setting_once(desk: Desk) -> None:
    updates = desk.rig.updates
    calls = await desk.rig.feed(
        updates.member(OLEG, ELSEWHERE, "left", "member", mine=True),
        updates.member(OLEG, ELSEWHERE, "member", "administrator", mine=True),
        updates.text(OLEG, "/start", chat=ELSEWHERE),
    )
    (told,) = calls
    assert isinstance(told, SendMessage)
    assert told.chat_id == -77
    assert "<code>ENGINEER_CHAT_ID=-77</code>" in told.text
    assert await desk.rig.feed(updates.text(OLEG, "hello everybody", chat=ELSEWHERE)) == []


@pytest.mark.parametrize("text", ["/id", "/start@frontdesk_bot", "@frontdesk_bot, where am I?", "Hi @FrontDesk_bot"])
async def test_called_in_an_unknown_group_it_tells_the_id(desk: Desk, text: str) -> None:
    calls = await desk.rig.feed(desk.rig.updates.text(OLEG, text, chat=ELSEWHERE))
    assert "ENGINEER_CHAT_ID=-77" in said(calls)


@pytest.mark.parametrize("text", ["/start@another_bot", "mail me at a@b.c", "/weather", "hello"])
async def test_what_is_not_for_it_in_an_unknown_group_gets_nothing(desk: Desk, text: str) -> None:
    assert not said(await desk.rig.feed(desk.rig.updates.text(OLEG, text, chat=ELSEWHERE)))


async def test_in_a_channel_it_says_nothing(desk: Desk) -> None:
    channel = {"id": -88, "type": "channel", "title": "News"}
    assert await desk.rig.feed(desk.rig.updates.member(OLEG, channel, "left", "administrator", mine=True)) == []


async def test_put_out_of_the_engineers_group_it_says_so_loudly_in_the_log(desk: Desk) -> None:
    with capture_logs() as lines:
        await desk.rig.feed(desk.rig.updates.member(ANDRIY, HERE, "member", "kicked", mine=True))
    (loud,) = [line for line in lines if line["log_level"] == "error"]
    assert loud["chat"] == GROUP_ID
    assert "Андрій" not in str(loud)


async def test_without_a_group_any_group_hears_the_setting_and_people_the_contacts(rig: Rig) -> None:
    rig.serve(setup.build(), group=Group(0))
    assert "ENGINEER_CHAT_ID=-77" in said(
        await rig.feed(rig.updates.member(OLEG, ELSEWHERE, "left", "member", mine=True))
    )
    told = said(await rig.feed(rig.updates.text(OLEG, "/start")))
    assert "not in service yet" in told
    assert rig.house.regulation.contacts[0].value in told
    assert "not in service" in str(await rig.feed(rig.updates.press(OLEG, "m:new", message_id=5, chat=private(OLEG))))


@pytest.mark.parametrize("router", [build(), setup.build()], ids=["group", "setup"])
def test_no_filter_runs_in_a_thread(router: Router) -> None:
    found = 0
    for one in [router, *router.chain_tail]:
        for observer in one.observers.values():
            for handler in observer.handlers:
                for each in handler.filters or []:
                    found += 1
                    assert each.awaitable, (observer.event_name, each)
                    assert isinstance(each.callback, Filter), each
    assert found
