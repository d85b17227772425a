"""What is said of critical requests out of turn, in English: the steps of the chain, calls in private, edits."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, get_args

import pytest
from aiogram.methods import SendMessage

from desk.answers import length
from desk.briefing import Briefing
from desk.house import House
from desk.model import Actor, EventKind, HistoryEntry, Language, Person, Resolution, Role, Status, Ticket
from desk.notices import Card, CriticalIncident, Notice
from desk.notices_escalation import Alarm, AlarmSettled, CallSettled, Escalated, NotReached, OfEscalation
from desk.regulation import Regulation
from handlers import escalation_notices
from handlers.notices import Words
from handlers.outgoing import Edit, Say, ShowCard
from tests.handlers.test_notices import (
    BOTH,
    CLIENT,
    I18N,
    NOW,
    OPENED,
    WILD,
    buttons,
    entry,
    filled,
    largest,
    shown,
    ticket,
)
from tests.support.regulations import IPMG
from tests.support.rules import broken_rule
from tests.support.session import FakeTelegram, fake_bot

SYSTEM = Actor(Role.SYSTEM)
OLENA = [502, "Олена <K>"]
TAKE, SEE = "Take", "I see it"
pytestmark = pytest.mark.usefixtures("texts")


@pytest.fixture
def texts() -> Any:
    with I18N.context():
        yield


def after(minutes: float, kind: EventKind, number: int, **data: Any) -> HistoryEntry:
    return HistoryEntry(number, 1001, NOW + timedelta(minutes=minutes), kind, SYSTEM, data)


def step(minutes: float, number: int, to: str, *who: list[Any], **more: Any) -> HistoryEntry:
    data = {"to": to, "step": number, "since": NOW.isoformat(), "who": list(who), **more}
    return after(minutes, EventKind.ESCALATED, number + 10, **data)


FIRST = step(5, 1, "group")
SECOND = step(10, 2, "on_call", OLENA)
INSTEAD = step(10, 2, "supervisors", [900, ""], instead=True)
THIRD = step(20, 3, "supervisors", [900, ""], [901, "Віра"])
SEEN = replace(after(6, EventKind.ACKNOWLEDGED, 12), actor=Actor(Role.ENGINEER, 501, "Андрій <B>"))


def briefed(notice: Any, *history: HistoryEntry, client: Person = CLIENT, edits: int | None = None, **more: Any) -> Any:
    """The outgoing of a notice about the last entry, in a minute of its own."""
    one = ticket(IPMG, priority="operative", **more)
    about = next((one for one in history if one.id == getattr(notice, "entry_id", 0)), None)
    briefing = Briefing(notice, one, client, about, history=[OPENED, *history], edits=edits)
    return Words(House(IPMG, -1, Language.EN)).word(briefing, history[-1].at if history else NOW)


STEPS: list[tuple[tuple[HistoryEntry, ...], list[str]]] = [
    (
        (FIRST,),
        [
            "<b>Still nobody has taken <code>IPMG-1001</code>: it has waited for 5 min.</b>",
            "React by today at 15:30",
            "No &lt;picture&gt; since 9",
            "If nobody takes it, the person on call will be told today at 14:10.",
        ],
    ),
    (
        (FIRST, SECOND),
        [
            '<a href="tg://user?id=502">Олена &lt;K&gt;</a>, you are on call: nobody has taken <code>IPMG-1001</code>',
            "</code> for 10 min.",
            "If nobody takes it, the supervisors will be told today at 14:20.",
        ],
    ),
    (
        (FIRST, INSTEAD),
        [
            '<a href="tg://user?id=900">a supervisor</a>: nobody has taken',
            "Nobody is on call now, so the supervisors are told.",
        ],
    ),
    (
        (FIRST, SECOND, THIRD),
        [
            '<a href="tg://user?id=900">a supervisor</a>, <a href="tg://user?id=901">Віра</a>: nobody has taken',
            "This was the last step. Called by name: Олена &lt;K&gt;, a supervisor, Віра.",
        ],
    ),
    (
        (step(20, 3, "supervisors"),),
        [
            "Nobody has taken <code>IPMG-1001</code> for 20 min, and no supervisor is known to me.",
            "those listed in <code>SUPERVISORS</code>",
            "This was the last step; nobody was called by name.",
        ],
    ),
    (
        (SECOND, after(11, EventKind.TAKEN, 20), after(12, EventKind.RELEASED, 21), step(20, 3, "supervisors")),
        ["This was the last step; nobody was called by name."],
    ),
]


@pytest.mark.parametrize(("history", "parts"), STEPS)
def test_each_step_names_the_ticket_who_is_called_and_what_comes_next(
    history: tuple[HistoryEntry, ...], parts: list[str]
) -> None:
    outgoing = briefed(Escalated(1001, history[-1].id), *history)
    assert isinstance(outgoing, Say)
    assert outgoing.to_card
    assert outgoing.aloud
    assert buttons(outgoing.keyboard) == [TAKE, SEE]
    for part in parts:
        assert part in outgoing.text


def test_the_group_can_be_told_more_than_once() -> None:
    rule = IPMG.escalation
    assert rule is not None
    twice = rule.model_copy(update={"steps": (rule.steps[0], rule.steps[0].model_copy(
        update={"after": timedelta(minutes=9)}))})  # fmt: skip
    regulation = IPMG.model_copy(update={"escalation": twice})
    briefing = Briefing(
        Escalated(1001, FIRST.id), ticket(IPMG, priority="operative"), CLIENT, FIRST, history=[OPENED, FIRST]
    )
    text = Words(House(regulation, -1, Language.EN)).word(briefing, FIRST.at)
    assert isinstance(text, Say)
    assert "this group will be reminded again today at 14:09" in text.text


@pytest.mark.parametrize(
    ("notice", "history"),
    [
        (CriticalIncident(1001), ()),
        (Escalated(1001, FIRST.id), (FIRST,)),
        (Alarm(1001, SECOND.id, 502, "Олена"), (SECOND,)),
    ],
)
def test_loud_messages_which_stay_as_they_are_say_by_when_and_not_how_much_time_is_left(
    notice: Notice, history: tuple[HistoryEntry, ...]
) -> None:
    outgoing = briefed(notice, *history)
    assert "⏰ React by today at 15:30\n" in outgoing.text
    assert " left" not in outgoing.text
    late = briefed(notice, *history, after(95, EventKind.NOTED, 30))
    assert "🔴 React by today at 15:30\n" in late.text
    assert "late by" not in late.text


def test_once_it_is_seen_it_says_who_has_seen_it_and_offers_it_no_more() -> None:
    for notice, about in ((CriticalIncident(1001), ()), (AlarmSettled(1001, FIRST.id), (FIRST,))):
        outgoing = briefed(notice, *about, SEEN, edits=50)
        assert buttons(outgoing.keyboard) == [TAKE]
        assert "👀 Андрій &lt;B&gt; has seen it (today at 14:06); nobody has taken it yet." in outgoing.text


@BOTH
def test_the_card_shows_who_has_seen_it(regulation: Regulation) -> None:
    one = ticket(regulation, priority=next(one.key for one in regulation.priorities if one.critical))
    house = House(regulation, -1, Language.EN)
    fresh = Words(house).word(Briefing(Card(1001), one, CLIENT, history=[OPENED]), NOW)
    assert isinstance(fresh, ShowCard)
    assert buttons(fresh.keyboard)[:2] == [TAKE, SEE]
    seen = Words(house).word(Briefing(Card(1001), one, CLIENT, history=[OPENED, SEEN]), SEEN.at)
    assert isinstance(seen, ShowCard)
    assert "👀 Андрій &lt;B&gt; has seen it" in seen.text
    assert SEE not in buttons(seen.keyboard)


HELD: dict[str, Any] = {"status": Status.IN_PROGRESS, "assignee_id": 501, "assignee_name": "Андрій"}
ENDS: list[tuple[dict[str, Any], str]] = [
    (HELD, "🛠 <b>CRITICAL INCIDENT</b>"),
    ({"status": Status.DONE, "resolution": Resolution.SOLVED}, "✅ <b>CRITICAL INCIDENT</b>"),
]


@pytest.mark.parametrize(("state", "sign"), ENDS)
def test_the_loud_message_shows_who_has_it_and_loses_its_buttons(state: dict[str, Any], sign: str) -> None:
    outgoing = briefed(AlarmSettled(1001, OPENED.id), OPENED, edits=50, **state)
    assert isinstance(outgoing, Edit)
    assert outgoing.message_id == 50
    assert outgoing.text.startswith(f"{sign} <code>IPMG-1001</code>")
    assert outgoing.text.count("Андрій") == ("assignee_id" in state)
    assert outgoing.keyboard is None


def test_what_is_critical_no_more_says_so() -> None:
    one = ticket(IPMG, priority="standard")
    down = after(3, EventKind.PRIORITY_CHANGED, 2, old="operative", new="standard")
    briefing = Briefing(AlarmSettled(1001, 1), one, CLIENT, OPENED, history=[OPENED, down], edits=50)
    outgoing = Words(House(IPMG, -1, Language.EN)).word(briefing, down.at)
    assert isinstance(outgoing, Edit)
    assert "⬇️ <b>No longer critical</b>" in outgoing.text
    assert buttons(outgoing.keyboard) == [TAKE]


def test_a_step_that_was_told_shows_who_has_it_now() -> None:
    taken = entry(EventKind.TAKEN, 20, at=NOW + timedelta(minutes=7))
    outgoing = briefed(AlarmSettled(1001, FIRST.id), FIRST, taken, edits=51, **HELD)
    assert shown(outgoing.text) == "🔔 Nobody had taken IPMG-1001 for 5 min.\nIn progress · Андрій"
    assert outgoing.keyboard is None
    private = briefed(CallSettled(1001, FIRST.id, 502, "Олена"), FIRST, taken, edits=52, **HELD)
    assert private == replace(outgoing, message_id=52)


CALLS = [
    (SECOND, "You are on call now."),
    (INSTEAD, "Nobody is on call now. You get this as a supervisor."),
    (THIRD, "You get this as a supervisor."),
]


@pytest.mark.parametrize(("about", "why"), CALLS)
def test_a_call_in_private_says_why_and_leads_to_the_card(about: HistoryEntry, why: str) -> None:
    card: dict[str, Any] = {"card_chat_id": -1001234567890, "card_id": 55}
    outgoing = briefed(Alarm(1001, about.id, 502, "Олена"), about, client=Person(502, "Олена"), **card)
    assert isinstance(outgoing, Say)
    assert why in outgoing.text.split("\n")
    for part in (
        "CRITICAL INCIDENT",
        "IPMG-1001",
        "Operative",
        "15:30",
        "Emma Client · Films &amp; Co",
        "&lt;picture&gt;",
    ):
        assert part in outgoing.text
    assert '<a href="https://t.me/c/1234567890/55">Take it in the engineers' in outgoing.text
    assert outgoing.keyboard is None, "a modified client could act in private"


def test_where_there_is_no_link_it_says_where_to_go() -> None:
    nameless = ticket(IPMG).identity.__class__()
    outgoing = briefed(Alarm(1001, SECOND.id, 502, "Олена"), SECOND, card_chat_id=-5, card_id=55, identity=nameless)
    assert "\nTake it in the engineers' group, under its card." in outgoing.text
    assert "👤" not in outgoing.text


def spoken(who: Person) -> str:
    """The language that a call in private is worded in."""
    languages: list[str] = []

    class Listening(Words):
        def _language(self, briefing: Briefing) -> Language:
            languages.append(super()._language(briefing))
            return Language.EN

    one = ticket(IPMG, priority="operative")
    briefing = Briefing(Alarm(1001, SECOND.id, who.id, who.name), one, who, SECOND, history=[OPENED, SECOND])
    Listening(House(IPMG, -1, Language.RU)).word(briefing, NOW)
    return languages[0]


def test_it_is_in_the_engineers_own_language_where_that_is_known_else_in_the_groups() -> None:
    assert spoken(Person(502, "Олена", language_code="uk")) == "uk"
    assert spoken(Person(502, "Олена", language=Language.EN)) == "en"
    assert spoken(Person(502, "Олена")) == "ru"


def test_a_call_that_did_not_arrive_is_said_with_how_to_put_it_right() -> None:
    outgoing = briefed(NotReached(1001, 502, "Олена <K>"), OPENED)
    assert isinstance(outgoing, Say)
    assert '<a href="tg://user?id=502">Олена &lt;K&gt;</a>' in outgoing.text
    assert "pressed Start" in outgoing.text
    assert outgoing.to_card


@BOTH
@pytest.mark.parametrize("text", ["<", "&", "😀", WILD, "a ", "\n"], ids=repr)
def test_none_breaks_telegrams_rules_with_the_longest_answers_there_can_be(regulation: Regulation, text: str) -> None:
    held, client, history = largest(regulation, text)
    key = next(one.key for one in regulation.priorities if one.critical)
    one: Ticket = replace(held, status=Status.CREATED, assignee_id=None, assignee_name="", priority=key)
    name = filled(text, 100)
    about = step(20, 3, "supervisors", *([number, name] for number in range(900, 1000)), instead=True)
    seen = replace(SEEN, actor=replace(SEEN.actor, name=name))
    bot = fake_bot(FakeTelegram())
    notices: list[Notice] = [
        CriticalIncident(1001),
        Escalated(1001, about.id),
        Alarm(1001, about.id, 900, name),
        NotReached(1001, 900, name),
        AlarmSettled(1001, about.id),
        AlarmSettled(1001, 1),
        CallSettled(1001, about.id, 900, name),
    ]
    assert {type(notice) for notice in notices} == {CriticalIncident, *get_args(OfEscalation)}
    for notice in notices:
        entry_id = getattr(notice, "entry_id", 1)
        what = about if entry_id == about.id else OPENED
        briefing = Briefing(notice, one, client, what, history=[OPENED, *history, about, seen], edits=5)
        outgoing = Words(House(regulation, -1, Language.EN)).word(briefing, NOW)
        assert isinstance(outgoing, Say | Edit)
        assert length(shown(outgoing.text)) <= 4096
        assert broken_rule(bot, SendMessage(chat_id=1, text=outgoing.text, reply_markup=outgoing.keyboard)) is None
        assert one.key in outgoing.text


def test_the_room_words_nothing_else() -> None:
    briefing = Briefing(Card(1001), ticket(IPMG), CLIENT)
    with pytest.raises(AssertionError):
        escalation_notices.word(briefing, House(IPMG, -1, Language.EN), NOW)
    assert not escalation_notices.for_client(CriticalIncident(1001))
