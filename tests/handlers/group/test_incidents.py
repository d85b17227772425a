"""Several critical requests about one topic: offered as one incident, taken, answered and closed together."""

from dataclasses import replace
from datetime import timedelta

import pytest
from aiogram.methods import EditMessageText, SendMessage, TelegramMethod

from desk.model import EventKind, Identity, Impact, Scale, Sender, Status, Ticket
from desk.regulation_on_call import Incidents
from tests.handlers.conftest import Rig, said
from tests.handlers.group.conftest import ANDRIY, HERE, OLENA, STRANGER, Desk, button, labels, serve

CLIENTS = [Sender(number, f"Client {number}", None, "en") for number in (7, 8, 9, 10)]


@pytest.fixture
def desk(rig: Rig) -> Desk:
    """Three critical requests within 15 minutes are offered as an incident."""
    rule = Incidents.model_validate({"within": "15m", "requests": 3})
    rig.house = replace(rig.house, regulation=rig.house.regulation.model_copy(update={"incidents": rule}))
    return serve(rig)


async def critical(desk: Desk, number: int, *, topic: str = "broadcast") -> Ticket:
    """A critical request of a client of their own, its card in the group."""
    sender = CLIENTS[number]
    who = Identity(f"Person {number}", f"Company <{number}>", "+380672446444", "")
    ticket = await desk.ticket(impact=Impact.DOWN, sender=sender, identity=who, topic=desk.rig.house.regulation.topics[0].key)
    return ticket


def heard(calls: list[TelegramMethod[object]], words: str, chat: int = HERE["id"]) -> list[SendMessage]:
    """Messages of a chat with these words."""
    return [call for call in calls if isinstance(call, SendMessage) and call.chat_id == chat and words in call.text]


async def test_thin(desk: Desk) -> None:
    tickets = [await critical(desk, number) for number in range(3)]
    sent = await desk.deliver()
    (offer,) = heard(sent, "is it one incident")
    print(offer.text, labels(offer.reply_markup))
    print(await desk.press(ANDRIY, button(offer.reply_markup, "One")))
    sent = await desk.deliver()
    print(said(sent))
    (card,) = heard(sent, "Incident")
    print(await desk.press(ANDRIY, button(card.reply_markup, "Take all")))
    print(said(desk.sent))
    print(said(await desk.deliver()))
    print(await desk.press(ANDRIY, button(card.reply_markup, "Answer all")))
    print(said(desk.sent))
