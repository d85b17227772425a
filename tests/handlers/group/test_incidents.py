"""Several critical requests about one topic: offered as one incident, taken, answered and closed together."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from aiogram.methods import EditMessageReplyMarkup, EditMessageText, SendMessage, SetMessageReaction, TelegramMethod
from aiogram.types import ForceReply, InlineKeyboardMarkup

from desk.errors import IncidentError
from desk.model import EventKind, Identity, Impact, Resolution, Sender, Status, Ticket
from handlers.group.incidents import Act, IncidentPress
from handlers.texts.incidents import refused
from tests.handlers.conftest import said
from tests.handlers.group.conftest import ANDRIY, HERE, OLENA, STRANGER, Desk, button, labels
from tests.support.updates import Json

MENU = 70
"""The incident's message in the group."""


async def critical(desk: Desk, number: int) -> Ticket:
    """A critical request of a client of their own."""
    sender, who = Sender(number, f"Client {number}", None, "en"), f"Company <{number}>"
    identity = Identity(f"Person {number}", who, "+380672446444", "")
    return await desk.ticket(impact=Impact.DOWN, sender=sender, identity=identity)


def heard(calls: Sequence[TelegramMethod[Any]], words: str, chat: int = HERE["id"]) -> list[SendMessage]:
    """Messages to a chat with these words."""
    return [call for call in calls if isinstance(call, SendMessage) and call.chat_id == chat and words in call.text]


async def offered(desk: Desk, count: int = 3) -> tuple[list[Ticket], SendMessage]:
    """As many requests, and the offer."""
    tickets = [await critical(desk, number) for number in range(7, 7 + count)]
    (offer,) = heard(await desk.deliver(), "is it one incident")
    return tickets, offer


async def press(desk: Desk, user: Json, data: str) -> str:
    """A press under a message about the incident."""
    return await desk.press(user, data, message_id=MENU)


async def incident(desk: Desk) -> tuple[list[Ticket], SendMessage]:
    """Three requests, and the incident's message."""
    tickets, offer = await offered(desk)
    await press(desk, ANDRIY, button(offer.reply_markup, "One incident"))
    (card,) = heard(await desk.deliver(), "<b>Incident")
    return tickets, card


def edited(desk: Desk) -> EditMessageText:
    """What the message became by the last press."""
    (found,) = [call for call in desk.sent if isinstance(call, EditMessageText)]
    return found


async def test_three_within_15_minutes_are_offered_with_a_sound_and_once(desk: Desk) -> None:
    _tickets, offer = await offered(desk)
    assert "3 critical requests about “No access to the service” within 15 min: is it one incident?" in offer.text
    assert labels(offer.reply_markup) == ["One incident", "No"]
    assert not offer.disable_notification
    await critical(desk, 17)
    assert heard(await desk.deliver(), "is it one incident") == []


async def test_accepted_the_group_gets_the_incident_and_every_client_hears_that_it_is_known(desk: Desk) -> None:
    tickets, offer = await offered(desk)
    answer = await press(desk, ANDRIY, button(offer.reply_markup, "One incident"))
    assert answer == "This is incident № 1 now; every client is told that it is known."
    assert [call for call in desk.sent if isinstance(call, EditMessageReplyMarkup)], "the offer is settled"
    sent = await desk.deliver()
    (card,) = heard(sent, "<b>Incident № 1: No access to the service</b>")
    assert all(f"<code>{ticket.key}</code> · Company &lt;{ticket.client_id}&gt;" in card.text for ticket in tickets)
    assert labels(card.reply_markup) == ["Take all", "Answer all", "Close all…", "🔄 Refresh"]
    for ticket in tickets:
        (news,) = heard(sent, "This is a known incident on our side", ticket.client_id)
        assert ticket.key in news.text
        assert not [other for other in tickets if other.id != ticket.id and other.key in news.text]
        assert [entry.kind for entry in await desk.history(ticket)][-1] is EventKind.JOINED
    edits = [call for call in sent if isinstance(call, EditMessageText)]
    assert said(edits).count("🔗 Incident № 1") == len(tickets), "their cards say it"
    assert "answered before" in await press(desk, OLENA, button(offer.reply_markup, "One incident"))


async def test_a_no_is_a_no(desk: Desk) -> None:
    _tickets, offer = await offered(desk)
    assert await press(desk, ANDRIY, button(offer.reply_markup, "No")) == "They stay separate requests."
    assert await desk.deliver() == []
    assert "answered before" in await press(desk, OLENA, button(offer.reply_markup, "One incident"))
    desk.rig.clock.pass_(timedelta(minutes=1))
    await critical(desk, 17)
    assert heard(await desk.deliver(), "is it one incident") == []


async def test_a_later_one_joins_by_a_press(desk: Desk) -> None:
    _tickets, _card = await incident(desk)
    later = await critical(desk, 17)
    (offer,) = heard(await desk.deliver(), "is it a part of incident № 1?")
    assert await press(desk, OLENA, button(offer.reply_markup, "A part of it")) == (
        f"{later.key} is a part of incident № 1 now; its client is told."
    )
    sent = await desk.deliver()
    (card,) = heard(sent, "<b>Incident № 1")
    assert later.key in card.text
    assert heard(sent, "This is a known incident", later.client_id)
    assert "is a part of an incident already" in await press(desk, OLENA, button(offer.reply_markup, "A part of it"))


async def test_take_all(desk: Desk) -> None:
    tickets, card = await incident(desk)
    await desk.press(OLENA, f"g:{tickets[1].id}:take::")
    await desk.deliver()
    answer = await press(desk, ANDRIY, button(card.reply_markup, "Take all"))
    assert answer == "2 requests are yours now. 1 was left as it is; see below."
    assert said([edited(desk)]).count("In progress · Андрій Бондар") == 2
    sent = await desk.deliver()
    (told,) = heard(sent, "of incident № 1.")
    assert f"has taken {tickets[0].key}, {tickets[2].key} of incident № 1." in told.text
    assert f"<code>{tickets[1].key}</code> was left as it is: it is with Олена Коваль." in told.text
    for ticket in (tickets[0], tickets[2]):
        assert heard(sent, "has taken your request", ticket.client_id)


async def replied(desk: Desk, text: str) -> list[TelegramMethod[Any]]:
    """The engineer replies to the message that asks for a text."""
    (asked,) = [call for call in desk.sent if isinstance(call, SendMessage)]
    assert isinstance(asked.reply_markup, ForceReply)
    return await desk.reply(ANDRIY, desk.rig.telegram.message_id_of(asked), text)


async def test_answer_all_reaches_each_client_in_their_own_request(desk: Desk) -> None:
    tickets, card = await incident(desk)
    await press(desk, ANDRIY, button(card.reply_markup, "Answer all"))
    assert "what should all clients of incident № 1 read?" in said(desk.sent)
    calls = await replied(desk, "A cable was <cut>; we are on it.")
    assert [call for call in calls if isinstance(call, SetMessageReaction)], "its receipt"
    sent = await desk.deliver()
    for ticket in tickets:
        (got,) = heard(sent, "A cable was &lt;cut&gt;", ticket.client_id)
        assert ticket.key in got.text
        assert [entry.kind for entry in await desk.history(ticket)][-1] is EventKind.REPLIED
    assert heard(sent, "of incident № 1.")


@pytest.mark.parametrize("resolution", [Resolution.SOLVED, Resolution.INFRASTRUCTURE])
@pytest.mark.parametrize("comment", ["", "The cable is whole again."])
async def test_close_all(desk: Desk, resolution: Resolution, comment: str) -> None:
    tickets, card = await incident(desk)
    await press(desk, ANDRIY, button(card.reply_markup, "Take all"))
    await desk.deliver()
    await press(desk, ANDRIY, button(card.reply_markup, "Close all…"))
    (shown,) = [call for call in desk.sent if isinstance(call, EditMessageReplyMarkup)]
    assert labels(shown.reply_markup) == ["Close all: Solved", "Close all: Infrastructure", "Back"]
    label = f"Close all: {resolution.value.title()}"
    await press(desk, ANDRIY, button(shown.reply_markup, label))
    (shown,) = [call for call in desk.sent if isinstance(call, EditMessageReplyMarkup)]
    assert labels(shown.reply_markup) == ["Close now", "Add a comment", "Back"]
    if comment:
        await press(desk, ANDRIY, button(shown.reply_markup, "Add a comment"))
        await replied(desk, comment)
    else:
        answer = await press(desk, ANDRIY, button(shown.reply_markup, "Close now"))
        assert answer == "3 requests are closed."
        assert edited(desk).reply_markup is None, "nothing more can be done to it"
    sent = await desk.deliver()
    for ticket in tickets:
        now = await desk.now(ticket)
        assert (now.status, now.resolution) == (Status.DONE, resolution)
        (news,) = heard(sent, "closed your request", ticket.client_id)
        assert ("whole again" in news.text) is bool(comment)


async def test_what_is_closed_or_free_is_named(desk: Desk) -> None:
    tickets, card = await incident(desk)
    await desk.press(OLENA, f"g:{tickets[0].id}:take::")
    await desk.press(OLENA, f"g:{tickets[0].id}:close:solved:now")
    await desk.deliver()
    answer = await press(desk, ANDRIY, IncidentPress(act=Act.NOW, of=1, value="solved").pack())
    assert answer == "0 requests are closed. 3 were left as they are; see below."
    (told,) = heard(await desk.deliver(), "found nothing to close in incident № 1")
    assert f"<code>{tickets[0].key}</code> was left as it is: it is closed." in told.text
    assert f"<code>{tickets[1].key}</code> was left as it is: nobody has taken it yet." in told.text
    await press(desk, ANDRIY, button(card.reply_markup, "Take all"))
    await press(desk, ANDRIY, button(card.reply_markup, "Take all"))
    assert "it was taken before" in said(await desk.deliver())


async def test_refresh_shows_it_as_it_is_now(desk: Desk) -> None:
    tickets, card = await incident(desk)
    await desk.press(OLENA, f"g:{tickets[0].id}:take::")
    assert await press(desk, ANDRIY, button(card.reply_markup, "🔄")) == ""
    assert "Олена Коваль" in said([edited(desk)])


@pytest.mark.parametrize(
    "data",
    [
        "gi:yes:4711:", "gi:no:4711:", "gi:join:1:4711", "gi:join:1:abc", "gi:join:4711:1001", "gi:take:4711:",
        "gi:answer:4711:", "gi:close:4711:", "gi:close:1:user_error", "gi:now:1:complaint", "gi:comment:1:refused",
        "gi:show:4711:", "gi:now:1:",
    ],
)  # fmt: skip
async def test_a_forged_press_changes_nothing_and_says_so(desk: Desk, data: str) -> None:
    tickets, _card = await incident(desk)
    assert await press(desk, ANDRIY, data)
    assert await desk.deliver() == []
    assert {(await desk.now(ticket)).status for ticket in tickets} == {Status.CREATED}


async def test_strangers_can_do_nothing(desk: Desk) -> None:
    _tickets, offer = await offered(desk)
    assert isinstance(offer.reply_markup, InlineKeyboardMarkup)
    for data in (button(offer.reply_markup, "One"), *(IncidentPress(act=act, of=1).pack() for act in Act)):
        assert "Only members" in await press(desk, STRANGER, data)
    assert await desk.deliver() == []


async def test_a_big_incident_is_one_message(desk: Desk) -> None:
    await incident(desk)
    for number in range(20, 62):
        ticket = await critical(desk, number)
        await press(desk, ANDRIY, IncidentPress(act=Act.JOIN, of=1, value=str(ticket.id)).pack())
    await press(desk, ANDRIY, IncidentPress(act=Act.SHOW, of=1).pack())
    assert "and 20 more" in said([edited(desk)])


def test_every_refusal_has_words(desk: Desk) -> None:
    with desk.rig.i18n.context():
        for reason in ("answered", "too_few", "gone", "joined", "not_of_it"):
            assert refused(IncidentError(reason, "IPMG-1001"))
