"""What is told of who is on call and of incidents is one legal message, with the longest of everything in it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from aiogram.methods import SendMessage

from desk.briefing import NO_TICKET, Briefing
from desk.duty import Stretch, View
from desk.house import House
from desk.incidents import Deed, Left
from desk.incidents import View as IncidentView
from desk.model import Colleague, Identity, Language, Person, Resolution, Status, Ticket
from desk.notices import Notice
from desk.notices_incidents import IncidentActed, IncidentCard, IncidentOffered, JoinOffered
from desk.notices_on_call import GaveBack, HandoverAsked, HandoverSettled, OfOnCall, RotaChanged, RotaLeft, TookOver
from desk.on_call import OnCall
from desk.ports_incidents import Incident
from desk.ports_on_call import ChatRota, HandoverState
from desk.rota import Rota, TurnKind
from handlers.notices import Words
from handlers.outgoing import Say
from handlers.texts import on_call as texts
from handlers.texts.common import speak
from handlers.texts.said import shown_length
from tests.handlers.conftest import Rig
from tests.support.regulations import IPMG, kyiv
from tests.support.rules import broken_rule

NOW = kyiv("2026-11-20 10:00")
LONG = "<Ж&" * 40
WHEN = (NOW + timedelta(days=3)).isoformat()
PEOPLE = tuple(Colleague(number, LONG) for number in range(1, 51))
TICKET = replace(
    NO_TICKET,
    id=1001,
    key="IPMG-1001",
    status=Status.DONE,
    resolution=Resolution.INFRASTRUCTURE,
    topic="access",
    identity=Identity(LONG, LONG, LONG, LONG),
    assignee_name=LONG,
)
NOTICES: list[Notice] = [
    TookOver(LONG, LONG, WHEN),
    TookOver(LONG, "", WHEN),
    GaveBack(LONG, LONG, WHEN),
    GaveBack(LONG, "", None),
    HandoverAsked(7, LONG, 502, LONG, WHEN, WHEN),
    *(HandoverSettled(LONG, LONG, state.value, WHEN) for state in HandoverState if state is not HandoverState.WAITING),
    *(RotaChanged(LONG, ", ".join([LONG] * 50), turn.value, "09:00", LONG) for turn in TurnKind),
    RotaChanged(LONG, "", "", "", ""),
    *(RotaLeft(LONG, back, LONG, until) for back in (True, False) for until in (None, WHEN)),
    IncidentOffered(1001, 7, 20, 90),
    JoinOffered(1001, 7),
    IncidentCard(1001, 7),
    *(IncidentActed(1001, 7, deed.value, LONG, ["IPMG-1001"] * 200, []) for deed in Deed),
    *(
        IncidentActed(1001, 7, deed.value, LONG, [], [["IPMG-1001", why.value, LONG]] * 200)
        for deed in Deed
        for why in Left
    ),
]


def incident(tickets: int) -> IncidentView:
    """With as many requests."""
    made = Incident(7, "access", NOW, NOW, Colleague(501, LONG))
    ones: list[Ticket] = [TICKET] * tickets
    return IncidentView(made, ones)


@pytest.mark.parametrize("notice", NOTICES, ids=lambda one: type(one).__name__)
def test_a_notice_is_one_legal_message(rig: Rig, notice: Notice) -> None:
    words = Words(House(IPMG, -1001, Language.EN))
    with rig.i18n.context():
        said = words.word(Briefing(notice, TICKET, Person(0, ""), incident=incident(90)), NOW)
    assert isinstance(said, Say)
    assert said.to_card is not isinstance(notice, OfOnCall), "what is about a request is a reply to its card"
    assert shown_length(said.text) <= 4096
    assert "<Ж&" not in said.text, "people's text is escaped"
    assert broken_rule(rig.bot, SendMessage(chat_id=-1001, text=said.text, reply_markup=said.keyboard)) is None


@pytest.mark.parametrize("until", [None, NOW + timedelta(days=7)])
def test_oncall_is_one_message_with_the_longest_rota(rig: Rig, until: datetime | None) -> None:
    present = OnCall(1, LONG, NOW, until)
    start = datetime.fromisoformat("2026-11-16T09:00")
    rota = Rota(start, TurnKind.WEEK, PEOPLE, "Europe/Kyiv")
    chat = ChatRota(start, TurnKind.WEEK, PEOPLE, Colleague(1, LONG), NOW)
    shown = View(present, present, rota, chat, PEOPLE, took_over=True, ends={Stretch.HOURS: NOW})
    with rig.i18n.context():
        speak(Language.EN)
        text = texts.view(shown, "Europe/Kyiv", NOW)
    assert shown_length(text) <= 4096
    assert broken_rule(rig.bot, SendMessage(chat_id=-1001, text=text)) is None
