"""Promised times in words: near, missed, at risk, and what a client reads of a time that has passed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiogram.utils.i18n import I18n

from desk import sla
from desk.briefing import Briefing
from desk.find import Whole
from desk.house import House
from desk.model import (
    Actor,
    EventKind,
    HistoryEntry,
    Identity,
    Impact,
    Language,
    Person,
    Role,
    Status,
    Ticket,
)
from desk.notices import StatusChanged
from desk.notices_deadlines import DeadlineMissed, DeadlineNear, PromiseBroken
from desk.ports_timers import TimerKind
from desk.regulation import Regulation
from desk.sla import pending
from desk.tickets import TicketView
from handlers.notices import Words
from handlers.outgoing import Say
from handlers.texts import card, history, lists, requests, service
from tests.support.regulations import IPMG, PROVIDENCE

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # Monday, 14:00 in Kyiv, 15:00 in Moscow
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
EMMA = Person(7, "Emma", language=Language.EN)
ENGINEER = Actor(Role.ENGINEER, 501, "Андрій <Бондар>")
CLIENT = Actor(Role.CLIENT, 7, "Emma Client")
K = EventKind
OfClocks = DeadlineNear | DeadlineMissed | PromiseBroken
I18N = I18n(path=Path(__file__).parent, default_locale="en", domain="no-such-catalogue")


@pytest.fixture(autouse=True)
def texts() -> Iterator[None]:
    with I18N.context():
        yield


def entry(kind: EventKind, at: datetime, number: int, **data: Any) -> HistoryEntry:
    who = CLIENT if kind in (K.OPENED, K.ADDED, K.ANSWERED, K.NOT_SOLVED) else ENGINEER
    return HistoryEntry(number, 1001, at, kind, who, data)


def ticket(regulation: Regulation, priority: str, *told: tuple[EventKind, timedelta], **more: Any) -> Ticket:
    """A ticket of NOW with the clocks of what happened so long after it."""
    events = [entry(kind, NOW + after, number) for number, (kind, after) in enumerate(((K.OPENED, 0 * HOUR), *told), 1)]
    taken = any(kind in (K.TAKEN, K.REOPENED) for kind, _after in told)
    fields: dict[str, Any] = {
        "id": 1001, "key": f"{regulation.prefix}-1001", "client_id": 7, "draft_id": 1, "language": Language.EN,
        "status": Status.IN_PROGRESS if taken else Status.CREATED, "priority": priority,
        "topic": regulation.topics[0].key, "impact": Impact.DOWN, "scale": None,
        "identity": Identity("Emma Client", "Films", "+380672446444"), "problem": "No picture", "reproduction": "",
        "created_at": NOW, "clocks": sla.replay(regulation, regulation.priority(priority), events),
    }  # fmt: skip
    held = {"assignee_id": ENGINEER.id, "assignee_name": ENGINEER.name} if taken else {}
    return Ticket(**fields | held | more)


def word(
    regulation: Regulation, one: Ticket, kind: type[OfClocks], clock: TimerKind, due: datetime, now: datetime
) -> Say:
    notice = kind(1001, clock.value, due.isoformat())
    house = House(regulation, -1, Language.EN)
    outgoing = Words(house).word(Briefing(notice, one, EMMA), now)
    assert isinstance(outgoing, Say)
    return outgoing


def buttons(said: Say) -> list[str]:
    return [one.text for row in said.keyboard.inline_keyboard for one in row] if said.keyboard else []


FIRST, NEXT, SOLUTION = TimerKind.FIRST_REACTION, TimerKind.NEXT_REACTION, TimerKind.RESOLUTION


def test_ipmg_3_3_4_a_warning_names_the_request_its_level_the_clock_the_time_and_what_is_left() -> None:
    one = ticket(IPMG, "operative")
    said = word(IPMG, one, DeadlineNear, FIRST, NOW + 90 * MINUTE, NOW + 60 * MINUTE)
    assert said.text.splitlines() == [
        "🟡 <code>IPMG-1001</code> · Operative: a deadline is near",
        "First reaction by <b>today at 15:30</b>: 30 min left.",
        "👤 Nobody has it yet.",
    ]
    assert (said.to_card, said.aloud) == (True, False)
    assert any("Take" in label for label in buttons(said))


def test_what_is_missed_is_louder_says_since_when_and_mentions_who_has_it() -> None:
    one = ticket(PROVIDENCE, "medium", (K.TAKEN, HOUR))
    said = word(PROVIDENCE, one, DeadlineMissed, SOLUTION, NOW + 48 * HOUR, NOW + 48 * HOUR)
    assert said.text.splitlines() == [
        "<b>🔴🔴🔴 <code>PF-1001</code> · Medium: A DEADLINE IS MISSED</b>",
        "Solution: late since <b>today at 15:00</b>.",
        '👤 It is with <a href="tg://user?id=501">Андрій &lt;Бондар&gt;</a>.',
    ]
    assert (said.to_card, said.aloud, buttons(said)) == (True, False, [])


@pytest.mark.parametrize(("clock", "text"), [(FIRST, "First reaction: late"), (NEXT, "Next reaction: late")])
def test_a_critical_one_is_said_aloud(clock: TimerKind, text: str) -> None:
    one = ticket(IPMG, "operative")
    said = word(IPMG, one, DeadlineMissed, clock, NOW + HOUR, NOW + HOUR)
    assert text in said.text
    assert said.aloud


@pytest.mark.parametrize("kind", [DeadlineNear, DeadlineMissed])
def test_what_is_told_late_says_that_it_was_settled(kind: type[OfClocks]) -> None:
    one = ticket(IPMG, "standard", (K.TAKEN, HOUR))
    said = word(IPMG, one, kind, FIRST, NOW + 8 * HOUR, NOW + 9 * HOUR)
    assert "settled in the meantime" in said.text


RISK = [
    (IPMG, "operative", FIRST, 81, 90, "We promised to react no later than <b>today at 15:30 (Kyiv time)</b>."),
    (PROVIDENCE, "high", SOLUTION, 1296, 1440, "We aimed to solve it by <b>today at 15:00 (Moscow time)</b>."),
]


@pytest.mark.parametrize(("regulation", "key", "clock", "at", "end", "text"), RISK, ids=["ipmg", "providence"])
def test_the_client_is_told_honestly_before_the_time_passes_and_what_to_do(
    regulation: Regulation, key: str, clock: TimerKind, at: int, end: int, text: str
) -> None:
    said = word(regulation, ticket(regulation, key), PromiseBroken, clock, NOW + end * MINUTE, NOW + at * MINUTE)
    assert text in said.text
    assert "We will probably not make it" in said.text
    assert "not lost: the engineers were reminded" in said.text
    assert regulation.text(regulation.reservation, Language.EN) in said.text
    assert all(contact.value in said.text for contact in regulation.contacts)
    assert [label.split(" ", 1)[1] for label in buttons(said)] == ["My request", "Add information"]
    late = word(regulation, ticket(regulation, key), PromiseBroken, clock, NOW + end * MINUTE, NOW + end * MINUTE)
    assert "We did not make it" in late.text


def test_the_client_reads_who_has_it_and_nothing_untrue_where_it_was_settled() -> None:
    one = ticket(PROVIDENCE, "high", (K.TAKEN, HOUR))
    said = word(PROVIDENCE, one, PromiseBroken, SOLUTION, NOW + 24 * HOUR, NOW + 22 * HOUR)
    assert "Андрій &lt;Бондар&gt; has it and was reminded" in said.text
    done = ticket(PROVIDENCE, "high", (K.TAKEN, HOUR), status=Status.DONE)
    said = word(PROVIDENCE, done, PromiseBroken, SOLUTION, NOW + 24 * HOUR, NOW + 25 * HOUR)
    assert "It has been settled in the meantime" in said.text
    assert len(buttons(said)) == 1, "nothing can be added"


def told(regulation: Regulation, one: Ticket, what: HistoryEntry, now: datetime) -> str:
    house = House(regulation, -1, Language.EN)
    outgoing = Words(house).word(Briefing(StatusChanged(one.id, what.id), one, EMMA, what), now)
    assert isinstance(outgoing, Say)
    return outgoing.text


def test_a_changed_priority_whose_time_has_passed_already_is_said_as_it_is() -> None:
    now = NOW + 30 * HOUR
    one = ticket(PROVIDENCE, "high", (K.PRIORITY_CHANGED, 30 * HOUR))
    text = told(PROVIDENCE, one, entry(K.PRIORITY_CHANGED, now, 2, old="low", new="high"), now)
    assert "We should have solved it by <b>today at 15:00 (Moscow time)</b>. We are late" in text
    reaction = ticket(IPMG, "operative", (K.PRIORITY_CHANGED, 3 * HOUR))
    text = told(IPMG, reaction, entry(K.PRIORITY_CHANGED, NOW, 2, old="standard", new="operative"), NOW + 3 * HOUR)
    assert "We should have reacted by <b>today at 15:30 (Kyiv time)</b>" in text


@pytest.mark.parametrize("kind", [K.REOPENED, K.NOT_SOLVED])
def test_what_is_opened_again_with_no_time_left_names_no_time(kind: EventKind) -> None:
    one = ticket(PROVIDENCE, "high", (K.CLOSED, 25 * HOUR), (kind, 50 * HOUR))
    text = told(PROVIDENCE, one, entry(kind, NOW + 50 * HOUR, 3), NOW + 50 * HOUR)
    assert "The time in which we aim to solve it has run out" in text
    assert "We aim to solve it by" not in text


def test_what_is_taken_late_does_not_promise_a_time_that_has_passed() -> None:
    one = ticket(IPMG, "operative", (K.TAKEN, HOUR))
    text = told(IPMG, one, entry(K.TAKEN, NOW + HOUR, 2), NOW + 2 * HOUR)
    assert "you will hear from us no later than <b>today at 19:00 (Kyiv time)</b>" in text
    text = told(IPMG, one, entry(K.TAKEN, NOW + HOUR, 2), NOW + 20 * HOUR)
    assert "no later than" not in text


def test_lists_and_answers_say_how_late_it_is() -> None:
    one, now = ticket(IPMG, "operative"), NOW + 2 * HOUR
    late = "We should have reacted by today at 15:30 (Kyiv time). We are late, and we are sorry; the engineers know."
    assert late in service.when_answer(IPMG, one, now)
    view = TicketView(one, [entry(K.OPENED, NOW, 1)], 0, EMMA)
    assert late in requests.pages(IPMG, view, now)[0]
    promise = pending(one.clocks)
    assert promise is not None
    assert "We will react" in service.when_answer(IPMG, one, NOW)


def test_the_card_and_the_queue_show_how_each_promise_stands() -> None:
    both = PROVIDENCE.priority("high").model_copy(update={"next_reaction": IPMG.priority("operative").next_reaction})
    regulation = PROVIDENCE.model_copy(update={"priorities": (both,)})
    one = ticket(regulation, "high", (K.TAKEN, HOUR), (K.ADDED, 2 * HOUR))
    assert card.deadlines(regulation, one, NOW + 5 * HOUR + 1 * MINUTE) == [
        "🟡 React by today at 21:00 (near, 59 min left)",
        "🟢 Solve by tomorrow at 15:00 (in time, 18 hr 59 min left)",
    ]
    assert card.deadlines(regulation, one, NOW + 7 * HOUR)[0] == "🔴 React by today at 21:00 (late by 1 hr)"
    assert "🟢 Solve" in lists._ticket(PROVIDENCE, ticket(PROVIDENCE, "high"), NOW)[1]


def test_a_priority_that_is_no_more_leaves_its_deadline_on_the_card() -> None:
    one = ticket(PROVIDENCE, "high")
    without = PROVIDENCE.model_copy(update={"priorities": PROVIDENCE.priorities[1:]})
    assert card.deadlines(without, one, NOW + 23 * HOUR) == ["🟢 Solve by today at 15:00 (in time, 1 hr left)"]
    assert card.deadlines(without, one, NOW + 25 * HOUR) == ["🔴 Solve by today at 15:00 (late by 1 hr)"]


SHOWN = [
    (K.NEAR, {"clock": "first_reaction"}, "Deadline near: first reaction", ""),
    (K.AT_RISK, {"clock": "next_reaction"}, "The client was told of a delay: next reaction", "takes longer"),
    (K.MISSED, {"clock": "resolution"}, "Deadline missed: solution", ""),
    (K.ESCALATED, {"to": "on_call"}, "Escalated: on call", ""),
    (K.ESCALATED, {"to": "on_call", "who": [[5, "Олена"]]}, "Escalated: Олена", ""),
    (K.ACKNOWLEDGED, {}, "Acknowledged", ""),
    (K.REMINDED, {}, "The client was reminded", "reminded you of the question"),
    (K.RATED, {"stars": 4, "text": "Quick"}, "Rating: ★★★★", "★★★★"),
    (K.JOINED, {"incident": 3}, "Part of an incident: 3", "incident"),
]


@pytest.mark.parametrize(("kind", "data", "engineers", "client"), SHOWN)
def test_the_history_says_what_the_desk_did_and_the_client_sees_what_concerns_them(
    kind: EventKind, data: dict[str, Any], engineers: str, client: str
) -> None:
    one = ticket(IPMG, "operative")
    happened = [entry(K.OPENED, NOW, 1), entry(kind, NOW + HOUR, 2, **data)]
    whole = history.whole(IPMG, Whole(one, EMMA, happened, {}))
    assert engineers in whole
    page = requests.pages(IPMG, TicketView(one, happened, 0, EMMA), NOW + HOUR)[0]
    assert client in page
    assert page.count("<i>") == (2 if client else 1), "an entry that is not for them is not there at all"
