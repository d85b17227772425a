"""In a group with topics: what updates tell of them, what is a reply there and what is not, and what topics say."""

from dataclasses import replace

import pytest
from aiogram.methods import SendMessage

from desk.briefing import Briefing
from desk.model import EventKind, Identity, Person, Status
from desk.notices import CriticalIncident, TopicsRefused
from handlers.group.callbacks import Act
from handlers.group.topics import TopicNames
from handlers.notices import Words
from handlers.outgoing import Say
from tests.handlers.conftest import GROUP_ID, said
from tests.handlers.group.conftest import ANDRIY, CARD_ID, Desk
from tests.handlers.group.test_presses import data
from tests.support.updates import Json, bot_user, group

FORUM = group(GROUP_ID, forum=True)
THREAD = 30
IN_TOPIC: Json = {"message_thread_id": THREAD, "is_topic_message": True}
HEAD: Json = {
    "message_id": THREAD,
    "date": 0,
    "chat": FORUM,
    "from": bot_user(),
    "forum_topic_created": {"name": "IPMG-1001 · …", "icon_color": 7322096},
    **IN_TOPIC,
}
"""Telegram shows it as what every message of the topic replies to."""


async def test_every_message_of_the_group_shows_whether_it_has_topics(desk: Desk) -> None:
    for chat, forum in ((FORUM, True), (group(GROUP_ID), False), (FORUM, True)):
        await desk.rig.feed(desk.rig.updates.text(ANDRIY, "good morning", chat=chat))
        assert desk.group.forum is forum
    await desk.rig.feed(desk.rig.updates.text(ANDRIY, "elsewhere", chat=group(-77)))
    assert desk.group.forum is True, "another group says nothing about this one"


@pytest.mark.parametrize("right", [True, False])
async def test_a_right_that_was_given_is_heard_of(desk: Desk, right: bool) -> None:
    desk.group.refused = True
    update = desk.rig.updates.member(ANDRIY, FORUM, "member", "administrator", mine=True).model_dump(
        mode="json", exclude_none=True
    )["my_chat_member"]
    update["new_chat_member"]["can_manage_topics"] = right
    await desk.rig.feed(desk.rig.updates.raw("my_chat_member", update))
    assert desk.group.refused is not right


async def test_what_only_goes_on_in_a_topic_is_no_reply(desk: Desk) -> None:
    ticket = await desk.bring(await desk.ticket(), "taken")
    await desk.card(ticket)
    before = await desk.history(ticket)
    talk = desk.rig.updates.message(ANDRIY, chat=FORUM, reply_to=HEAD, text="Who was on call?", **IN_TOPIC)
    assert await desk.rig.feed(talk) == []
    assert await desk.history(ticket) == before


async def test_a_reply_to_the_card_in_its_topic_is_one(desk: Desk) -> None:
    ticket = await desk.bring(await desk.ticket(), "taken")
    await desk.card(ticket)
    card = desk.rig.updates.bot_said(CARD_ID, FORUM) | IN_TOPIC
    await desk.rig.feed(desk.rig.updates.message(ANDRIY, chat=FORUM, reply_to=card, text="We see it", **IN_TOPIC))
    assert [entry.kind for entry in await desk.history(ticket)][-1] is EventKind.REPLIED


async def test_a_prompt_goes_to_the_topic_of_its_card(desk: Desk) -> None:
    ticket = await desk.bring(await desk.ticket(), "taken")
    await desk.card(ticket)
    press = desk.rig.updates.press(ANDRIY, data(ticket.id, Act.ASK), message_id=CARD_ID, chat=FORUM).model_dump(
        mode="json", exclude_none=True
    )["callback_query"]
    press["message"] |= IN_TOPIC
    calls = await desk.rig.feed(desk.rig.updates.raw("callback_query", press))
    [prompt] = [call for call in calls if isinstance(call, SendMessage)]
    assert prompt.message_thread_id == THREAD
    answer = desk.rig.updates.bot_said(desk.rig.telegram.message_id_of(prompt), FORUM) | IN_TOPIC
    await desk.rig.feed(desk.rig.updates.message(ANDRIY, chat=FORUM, reply_to=answer, text="Which?", **IN_TOPIC))
    assert (await desk.now(ticket)).status is Status.CLARIFICATION


async def test_a_topic_is_named_after_the_ticket_its_topic_and_its_client(desk: Desk) -> None:
    ticket = await desk.ticket()
    names = TopicNames(desk.rig.house)
    about = desk.rig.house.regulation.topics[0].name
    with desk.rig.i18n.context():
        name = names(ticket)
        assert name.startswith(f"{ticket.key} · {desk.rig.house.regulation.text(about, desk.rig.house.group_language)}")
        assert name.endswith(" · Emma Client")
        broken = names(replace(ticket, identity=Identity("Anna\n<b> 😱" * 60)))
        assert len(broken.encode("utf-16-le")) // 2 <= 128
        assert "\n" not in broken
        assert names(replace(ticket, topic="gone", identity=Identity())) == f"{ticket.key} · gone"


async def test_only_the_alarm_is_said_aloud_and_a_refusal_names_the_right(desk: Desk) -> None:
    ticket = await desk.ticket()
    words, client = Words(desk.rig.house), Person(7, "Emma")
    with desk.rig.i18n.context():
        alarm = words.word(Briefing(CriticalIncident(ticket.id), ticket, client), desk.rig.clock())
        refused = words.word(
            Briefing(TopicsRefused(ticket.id, "not <enough> rights"), ticket, client), desk.rig.clock()
        )
    assert isinstance(alarm, Say)
    assert isinstance(refused, Say)
    assert (alarm.aloud, refused.aloud) == (True, False)
    assert "Manage topics" in refused.text
    assert "not &lt;enough&gt; rights" in refused.text


async def test_help_in_a_topic_is_answered_there(desk: Desk) -> None:
    calls = await desk.rig.feed(
        desk.rig.updates.message(
            ANDRIY, chat=FORUM, reply_to=HEAD, text="/help", **IN_TOPIC,
            entities=[{"type": "bot_command", "offset": 0, "length": 5}],
        )
    )  # fmt: skip
    assert said(calls)
    assert [call.message_thread_id for call in calls if isinstance(call, SendMessage)] == [THREAD]
