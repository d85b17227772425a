"""A deadline as the engineers and the client live through it: the warning, the honest word, the breach, the taking."""

from datetime import timedelta
from typing import Any

from aiogram.methods import EditMessageText, SendMessage, TelegramMethod

from bot.tick import tick
from desk.model import Impact, Ticket
from tests.handlers.group.conftest import ANDRIY, CLIENT, Desk, button, labels

MINUTE = timedelta(minutes=1)
NEAR, MISSED = "a deadline is near", "A DEADLINE IS MISSED"


async def passes(desk: Desk, time: timedelta) -> list[TelegramMethod[Any]]:
    """What is sent when so much time has passed."""
    desk.rig.clock.pass_(time)
    await tick(desk.rig.store, desk.rig.house)
    return await desk.deliver()


def said(calls: list[TelegramMethod[Any]], text: str) -> list[SendMessage]:
    return [call for call in calls if isinstance(call, SendMessage) and text in call.text]


def card(calls: list[TelegramMethod[Any]], ticket: Ticket) -> list[str]:
    """The card's new words."""
    return [
        call.text or "" for call in calls if isinstance(call, EditMessageText) and call.message_id == ticket.card_id
    ]


async def critical(desk: Desk) -> Ticket:
    ticket = await desk.ticket(impact=Impact.DOWN)
    await desk.deliver()
    return await desk.now(ticket)


async def test_ipmg_3_3_4_a_critical_request_that_nobody_answers(desk: Desk) -> None:
    ticket = await critical(desk)
    calls = await passes(desk, 60 * MINUTE)
    (near,) = said(calls, NEAR)
    assert near.reply_parameters is not None
    assert near.reply_parameters.message_id == ticket.card_id, "a reply to the card"
    assert not near.disable_notification
    assert labels(near.reply_markup) == ["Take"]
    assert ["🟡 React by" in text for text in card(calls, ticket)] == [True]
    (risk,) = said(await passes(desk, 21 * MINUTE), "We will probably not make it")
    assert risk.chat_id == CLIENT.id
    assert [label.split(" ", 1)[1] for label in labels(risk.reply_markup)] == ["My request", "Add information"]
    calls = await passes(desk, 9 * MINUTE)
    (missed,) = said(calls, MISSED)
    assert missed.reply_parameters is not None
    assert ["🔴 React by" in text for text in card(calls, ticket)] == [True]
    assert not [call for call in calls if isinstance(call, SendMessage) and call.chat_id == CLIENT.id], "they know"
    await desk.press(ANDRIY, button(missed.reply_markup, "Take"))
    assert (await desk.now(ticket)).assignee_id == ANDRIY["id"]


async def test_once_it_is_taken_no_first_reaction_is_warned_of(desk: Desk) -> None:
    ticket = await critical(desk)
    await desk.bring(ticket, "taken")
    calls = await passes(desk, 95 * MINUTE)
    assert said(calls, NEAR) + said(calls, MISSED) == []


async def test_what_was_taken_between_the_step_and_its_sending_says_so(desk: Desk) -> None:
    ticket = await critical(desk)
    desk.rig.clock.pass_(60 * MINUTE)
    await tick(desk.rig.store, desk.rig.house)
    await desk.bring(ticket, "taken")
    (near,) = said(await desk.deliver(), NEAR)
    assert "settled in the meantime" in near.text
    assert near.reply_markup is None
