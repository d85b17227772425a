"""Every notice in words: in whose language, with what in it, and never longer than Telegram takes."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from aiogram import Bot
from aiogram.methods import SendMessage
from aiogram.types import InlineKeyboardMarkup
from aiogram.utils.i18n import I18n
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hypothesis import given, settings
from hypothesis import strategies as st

from desk import sla
from desk.answers import COMMENT_LIMIT, LENGTHS, length
from desk.briefing import Briefing
from desk.house import House
from desk.messages import Content, Kind, Message
from desk.model import (
    Actor,
    Clocks,
    EventKind,
    HistoryEntry,
    Identity,
    Impact,
    Language,
    Person,
    Picture,
    PictureKind,
    Resolution,
    Role,
    Scale,
    Status,
    Step,
    Ticket,
)
from desk.notices import (
    AboutPerson,
    Assigned,
    Card,
    CardAgain,
    CardPictures,
    ClientBlocked,
    ClientUnblocked,
    ClientUnreachable,
    CriticalIncident,
    DeliveryFailed,
    Dissatisfied,
    EngineerLeft,
    Notice,
    Receipt,
    Reworded,
    Spoken,
    StatusChanged,
    TicketOpened,
    TopicsRefused,
)
from desk.notices_closing import AboutClient, ClosedByDesk, ComplaintRaised, LowRating, Unanswered
from desk.notices_deadlines import DeadlineMissed, DeadlineNear, PromiseBroken
from desk.notices_escalation import OfEscalation
from desk.notices_incidents import OfIncidents
from desk.notices_mailings import AboutMailing
from desk.notices_on_call import OfOnCall
from desk.notices_reports import OfReports
from desk.ports_timers import TimerKind
from desk.regulation import Regulation
from handlers.notices import Words
from handlers.outgoing import Say, ShowCard, ShowPictures
from tests.support.regulations import IPMG, PROVIDENCE
from tests.support.rules import broken_rule
from tests.support.session import FakeTelegram, fake_bot

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # Monday, 14:00 in Kyiv, 15:00 in Moscow
CLIENT = Person(7, "Emma", "emma", "en", Language.EN)
ENGINEER = Actor(Role.ENGINEER, 501, "Андрій <Бондар> & Co")
WILD = "<&😀\u202eא>"
BOTH = pytest.mark.parametrize("regulation", [IPMG, PROVIDENCE], ids=["ipmg", "providence"])
LOCALES = Path(__file__).parents[2] / "locales"
I18N = I18n(path=Path(__file__).parent, default_locale="en", domain="no-such-catalogue")


@pytest.fixture(autouse=True)
def texts() -> Iterator[None]:
    with I18N.context():
        yield


@pytest.fixture(scope="module")
def translated(tmp_path_factory: pytest.TempPathFactory) -> I18n:
    """The three catalogues as they are in the source tree, compiled aside."""
    folder = tmp_path_factory.mktemp("locales")
    for language in Language:
        place = folder / language / "LC_MESSAGES"
        place.mkdir(parents=True)
        with (LOCALES / language / "LC_MESSAGES" / "messages.po").open("rb") as source:
            catalogue = read_po(source, locale=language.value)
        with (place / "messages.mo").open("wb") as compiled:
            write_mo(compiled, catalogue)
    return I18n(path=folder, default_locale="en", domain="messages")


def entry(kind: EventKind, number: int = 2, at: datetime = NOW, **data: Any) -> HistoryEntry:
    who = Actor(Role.CLIENT, 7, "Emma Client") if kind in (EventKind.ANSWERED, EventKind.ADDED) else ENGINEER
    return HistoryEntry(number, 1001, at, kind, who, data)


OPENED = HistoryEntry(1, 1001, NOW, EventKind.OPENED, Actor(Role.CLIENT, 7, "Emma Client"))


def ticket(regulation: Regulation, *history: HistoryEntry, priority: str | None = None, **more: Any) -> Ticket:
    """A ticket with the clocks of its history."""
    key = priority or regulation.priorities[0].key
    clocks = sla.replay(regulation, regulation.priority(key), [OPENED, *history])
    fields: dict[str, Any] = {
        "id": 1001, "key": f"{regulation.prefix}-1001", "client_id": 7, "draft_id": 1, "language": Language.EN,
        "status": Status.CREATED, "priority": key, "topic": regulation.topics[0].key, "impact": Impact.DEGRADED,
        "scale": Scale.SOME, "identity": Identity("Emma Client", "Films & Co", "+380672446444", "Editor"),
        "problem": "No <picture> since 9", "reproduction": "Open & wait", "created_at": NOW, "clocks": clocks,
    }  # fmt: skip
    return Ticket(**fields | more)


def shown(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def word(regulation: Regulation, briefing: Briefing, now: datetime = NOW) -> Any:
    return Words(House(regulation, -1, Language.EN)).word(briefing, now)


def told(regulation: Regulation, one: Ticket, what: HistoryEntry, now: datetime = NOW) -> str:
    """A status in the client's chat."""
    outgoing = word(regulation, Briefing(StatusChanged(one.id, what.id), one, CLIENT, what), now)
    assert isinstance(outgoing, Say)
    assert one.key in outgoing.text
    return outgoing.text


def buttons(markup: InlineKeyboardMarkup | None) -> list[str]:
    return [one.text for row in markup.inline_keyboard for one in row] if markup else []


def test_a_new_request_is_confirmed_with_id_time_level_promise_and_what_is_next() -> None:
    outgoing = word(IPMG, Briefing(TicketOpened(1001), ticket(IPMG, priority="operative"), CLIENT))
    assert "<code>IPMG-1001</code>" in outgoing.text
    assert "Created: today at 14:00 (Kyiv time)" in outgoing.text
    assert "Level: Operative" in outgoing.text
    assert "We will react no later than <b>today at 15:30 (Kyiv time)</b>." in outgoing.text
    assert IPMG.reservation[Language.EN] in outgoing.text
    assert "Next: an engineer will take your request" in outgoing.text
    assert [label[2:].strip() for label in buttons(outgoing.keyboard)] == ["My request", "Add information"]


def test_providence_promises_its_aim_with_its_reservation() -> None:
    text = word(PROVIDENCE, Briefing(TicketOpened(1001), ticket(PROVIDENCE, priority="high"), CLIENT)).text
    assert "We aim to solve it by <b>tomorrow at 15:00 (Moscow time)</b>." in text
    assert PROVIDENCE.reservation[Language.EN] in text


def test_taking_an_operative_request_tells_when_the_client_hears_next() -> None:
    taken = entry(EventKind.TAKEN)
    one = ticket(IPMG, taken, priority="operative", status=Status.IN_PROGRESS)
    text = told(IPMG, one, taken)
    assert "In progress" in text
    assert "Андрій &lt;Бондар&gt; &amp; Co has taken your request." in text
    assert "you will hear from us no later than <b>today at 18:00 (Kyiv time)</b>" in text


def test_taking_a_standard_request_promises_no_hour() -> None:
    taken = entry(EventKind.TAKEN)
    assert "Next: Андрій" in told(IPMG, ticket(IPMG, taken, status=Status.IN_PROGRESS), taken)


@BOTH
def test_a_question_is_quoted_with_a_button_to_answer(regulation: Regulation) -> None:
    asked = entry(EventKind.ASKED, text="Which <channel>?")
    one = ticket(regulation, asked, status=Status.CLARIFICATION)
    outgoing = word(regulation, Briefing(StatusChanged(1001, 2), one, CLIENT, asked))
    assert "Clarification" in outgoing.text
    assert "<blockquote>Which &lt;channel&gt;?</blockquote>" in outgoing.text
    assert "press Answer and write here" in outgoing.text
    assert [label for label in buttons(outgoing.keyboard) if "Answer" in label]
    assert ("time for a solution" in outgoing.text) is (regulation is PROVIDENCE)


@pytest.mark.parametrize("resolution", [one for one in Resolution if one is not Resolution.REFUSED])
def test_an_end_is_told_with_its_meaning_the_comment_and_what_to_do_if_it_is_none(resolution: Resolution) -> None:
    closed = entry(EventKind.CLOSED, resolution=resolution.value, comment="See <the> manual")
    one = ticket(IPMG, closed, status=Status.DONE, resolution=resolution)
    text = told(IPMG, one, closed)
    label = {"solved": "Solved", "not_reproducible": "Not reproducible", "user_error": "User error",
             "infrastructure": "Infrastructure", "complaint": "Complaint"}[resolution.value]  # fmt: skip
    assert f"<b>Done: {label}</b>" in text
    assert text.count(label) == 1
    assert "See &lt;the&gt; manual" in text
    assert len(text.split("\n")) >= 7, "with its meaning"
    assert "open a new request and mention IPMG-1001" in text


@BOTH
def test_a_refusal_names_its_ground_and_clause_in_the_clients_language(regulation: Regulation) -> None:
    ground = regulation.grounds[1]
    refused = entry(EventKind.REFUSED, ground=ground.key, comment="")
    one = ticket(regulation, refused, status=Status.DONE, resolution=Resolution.REFUSED, ground=ground.key)
    client = replace(CLIENT, language=Language.UK)
    text = word(regulation, Briefing(StatusChanged(1001, 2), one, client, refused)).text
    assert ground.name[Language.UK] in text
    assert ground.clause in text
    assert regulation.contacts[0].value in text


def test_a_changed_priority_tells_old_new_and_the_new_promise() -> None:
    changed = entry(EventKind.PRIORITY_CHANGED, old="standard", new="operative")
    text = told(IPMG, ticket(IPMG, changed, priority="operative"), changed)
    assert "Level: Standard → <b>Operative</b>" in text
    assert "today at 15:30" in text


def test_a_released_request_waits_for_another_engineer_and_for_the_client_where_it_did() -> None:
    released = entry(EventKind.RELEASED)
    text = told(IPMG, ticket(IPMG, released), released)
    assert "Created" in text
    assert "another engineer" in text
    assert "nothing you need to do" in text
    text = told(IPMG, ticket(IPMG, released, status=Status.CLARIFICATION), released)
    assert "Clarification" in text
    assert "is still waiting for your answer" in text


def test_late_news_tell_the_status_of_their_own_moment() -> None:
    taken = entry(EventKind.TAKEN)
    one = ticket(IPMG, taken, status=Status.DONE, resolution=Resolution.SOLVED)
    assert "<b>In progress</b>" in told(IPMG, one, taken)
    again = entry(EventKind.NOT_SOLVED)
    one = ticket(IPMG, again, status=Status.DONE, resolution=Resolution.SOLVED)
    assert "<b>Created</b>" in told(IPMG, one, again)
    assert "<b>In progress</b>" in told(IPMG, replace(one, assignee_id=501, assignee_name="Андрій"), again)


def test_the_language_is_the_one_at_the_time_of_sending_and_the_groups_in_the_group() -> None:
    one = ticket(IPMG)
    words = Words(House(IPMG, -1, Language.UK))
    for language in Language:
        client = replace(CLIENT, language=language)
        text = words.word(Briefing(TicketOpened(1001), one, client), NOW)
        assert isinstance(text, Say)
        assert IPMG.reservation[language] in text.text
    card = words.word(Briefing(Card(1001), one, CLIENT), NOW)
    assert isinstance(card, ShowCard)
    assert IPMG.priorities[0].name[Language.UK] in card.text


def show(regulation: Regulation, one: Ticket, *history: HistoryEntry, now: datetime = NOW, pictures: int = 0) -> str:
    picture = Picture(1, PictureKind.PHOTO, "f", "u", "p", "image/png", 1)
    briefing = Briefing(Card(1001), one, CLIENT, pictures=[picture] * pictures, history=[OPENED, *history])
    outgoing = word(regulation, briefing, now)
    assert isinstance(outgoing, ShowCard)
    return outgoing.text


def test_the_card_has_everything_an_engineer_needs() -> None:
    text = show(IPMG, ticket(IPMG, priority="operative"), pictures=3)
    for part in (
        "🔴 <b>Operative</b> · <code>IPMG-1001</code>", "<b>Created</b>",
        "🟢 React by today at 15:30 (in time, 1 hr 30 min left)",
        '<a href="tg://user?id=7">Emma Client</a> @emma', "Films &amp; Co", "+380672446444", "Editor", "English",
        "No access to the service", "Works with faults · Some users", "<b>Problem</b>\nNo &lt;picture&gt; since 9",
        "<b>Steps to reproduce</b>\nOpen &amp; wait", "3 screenshots",
    ):  # fmt: skip
        assert part in text


def test_the_card_says_how_late_it_is() -> None:
    text = show(IPMG, ticket(IPMG, priority="operative"), now=NOW + timedelta(minutes=95))
    assert "🔴 React by today at 15:30 (late by 5 min)" in text


def test_the_card_says_that_a_deadline_is_near() -> None:
    text = show(IPMG, ticket(IPMG, priority="operative"), now=NOW + timedelta(minutes=60))
    assert "🟡 React by today at 15:30 (near, 30 min left)" in text


def test_the_card_shows_who_has_it_and_the_last_question_and_answer() -> None:
    talk = (
        entry(EventKind.TAKEN),
        entry(EventKind.ASKED, 3, text="Old?"),
        entry(EventKind.ANSWERED, 4, text="Old!"),
        entry(EventKind.ASKED, 5, text="New <one>?"),
    )
    one = ticket(PROVIDENCE, *talk, status=Status.CLARIFICATION, assignee_id=501, assignee_name="Андрій <Бондар>")
    text = show(PROVIDENCE, one, *talk)
    assert '<b>Clarification</b> · <a href="tg://user?id=501">Андрій &lt;Бондар&gt;</a>' in text
    assert "solution clock is paused" in text
    assert "❓ New &lt;one&gt;?" in text
    assert "💬 Old!" in text
    assert "Old?" not in text


def test_the_card_of_a_closed_ticket_shows_its_end_and_no_deadline() -> None:
    closed = entry(EventKind.CLOSED, resolution="solved", comment="")
    text = show(PROVIDENCE, ticket(PROVIDENCE, closed, status=Status.DONE, resolution=Resolution.SOLVED), closed)
    assert "<b>Done: Solved</b>" in text
    assert " by " not in text


def filled(text: str, limit: int) -> str:
    """`text` over and over, exactly `limit` of Telegram's characters."""
    full = text * (limit // length(text) + 1)
    cut = full.encode("utf-16-le")[: limit * 2].decode("utf-16-le", "ignore")
    return cut + "x" * (limit - length(cut))


def largest(regulation: Regulation, text: str) -> tuple[Ticket, Person, list[HistoryEntry]]:
    longest = {step: filled(text, limit) for step, (_, limit) in LENGTHS.items()}
    identity = Identity(*(longest[step] for step in (Step.NAME, Step.COMPANY, Step.CONTACT, Step.POSITION)))
    history = [
        entry(EventKind.ASKED, 3, text=filled(text, COMMENT_LIMIT)),
        entry(EventKind.ANSWERED, 4, text=filled(text, COMMENT_LIMIT)),
        entry(EventKind.NOTED, 5, text=filled(text, COMMENT_LIMIT)),
        entry(EventKind.PASSED_ON, 6, department="sales", comment=filled(text, COMMENT_LIMIT)),
        *(entry(EventKind.LINKED, number, key=f"IPMG-{number:016}") for number in range(7, 20)),
        entry(EventKind.SUSPENDED, 21, ground="foul_language", comment=filled(text, COMMENT_LIMIT)),
        entry(EventKind.BLOCKED, 22, ground="foul_language", until=None),
    ]
    one = ticket(
        regulation, *history, identity=identity, problem=longest[Step.PROBLEM], assignee_id=501,
        reproduction=longest[Step.REPRODUCTION], assignee_name=filled(text, 100), status=Status.IN_PROGRESS,
        topic=max(regulation.topics, key=lambda topic: length(topic.name[Language.RU])).key,
    )  # fmt: skip
    return one, replace(CLIENT, username="u" * 32), history


def notices(one: Ticket, history: list[HistoryEntry], text: str) -> list[tuple[Notice, HistoryEntry | None]]:
    """Every kind, as long as it can be."""
    long = filled(text, COMMENT_LIMIT)
    wild = replace(ENGINEER, name=filled(text, 100))
    kinds = {
        EventKind.TAKEN: {}, EventKind.ASKED: {"text": long}, EventKind.RELEASED: {}, EventKind.REOPENED: {},
        EventKind.CLOSED: {"resolution": "not_reproducible", "comment": long},
        EventKind.REFUSED: {"ground": "foul_language", "comment": long},
        EventKind.PRIORITY_CHANGED: {"old": one.priority, "new": one.priority, "comment": long},
        EventKind.ASSIGNED: {"name": filled(text, 100)}, EventKind.RESUMED: {},
        EventKind.SUSPENDED: {"ground": "foul_language", "comment": long},
        EventKind.PASSED_ON: {"department": "sales", "comment": long},
    }  # fmt: skip
    told = [HistoryEntry(2, 1001, NOW, kind, wild, dict(data)) for kind, data in kinds.items()]
    found: list[tuple[Notice, HistoryEntry | None]] = [(StatusChanged(1001, what.id), what) for what in told]
    found += [(TicketOpened(1001), None), (Card(1001), None)]
    found += [
        (CriticalIncident(1001), None),
        (ClientUnreachable(1001), None),
        (ClientUnreachable(1001, deleted=True), None),
        (ClientBlocked(1001, "foul_language", NOW.isoformat()), None),
        (ClientBlocked(1001, "foul_language", None), None),
        (ClientUnblocked(1001), None),
        (TopicsRefused(1001, filled(text, 300)), None),
        (
            EngineerLeft(1001, filled(text, 100), ", ".join(f"{one.key[:-4]}{number}" for number in range(1001, 3001))),
            None,
        ),
        (CardAgain(1001), None),
        (Assigned(1001, 501, filled(text, 100), filled(text, 100)), None),
        (CardPictures(1001, 4, "photo", 1), None),
    ]
    for clock in (TimerKind.FIRST_REACTION, TimerKind.NEXT_REACTION, TimerKind.RESOLUTION):
        for due in (NOW - timedelta(hours=1), NOW + timedelta(days=400)):
            about = (1001, clock.value, due.isoformat())
            found += [(kind(*about), None) for kind in (DeadlineNear, DeadlineMissed, PromiseBroken)]
    for kind in (EventKind.NOT_SOLVED, EventKind.COMPLAINED):
        said = HistoryEntry(3, 1001, NOW, kind, Actor(Role.CLIENT, 7, filled(text, 100)), {"text": long})
        found.append((Dissatisfied(1001, 3), said))
    found.append((StatusChanged(1001, 2), replace(told[0], kind=EventKind.NOT_SOLVED)))
    desk, client = Actor(Role.SYSTEM), Actor(Role.CLIENT, 7, filled(text, 100))
    rated = HistoryEntry(3, 1001, NOW, EventKind.RATED, client, {"stars": 1, "text": long})
    found += [(LowRating(1001, 3), rated), (ComplaintRaised(1001, 3, 9), replace(rated, kind=EventKind.COMPLAINED))]
    ways = {EventKind.CLOSED: {"resolution": "not_reproducible"}, EventKind.REFUSED: {"ground": "foul_language"}}
    for kind, how in ways.items():
        closed = HistoryEntry(3, 1001, NOW, kind, desk, {**how, "comment": "", "unanswered": True})
        found += [(StatusChanged(1001, 3), closed), (ClosedByDesk(1001, 3), closed)]
    found.append((Unanswered(1001, 3), HistoryEntry(3, 1001, NOW, EventKind.REMINDED, desk, {})))
    return [*found, (DeliveryFailed(1001, filled(text, 2000)), None)]


@BOTH
@pytest.mark.parametrize("text", ["<", "&", "😀", "\u202eא", WILD, "a ", "\n"], ids=repr)
@pytest.mark.parametrize("language", Language)
def test_no_notice_breaks_telegrams_rules_with_the_longest_answers_there_can_be(
    translated: I18n, regulation: Regulation, text: str, language: Language
) -> None:
    one, client, history = largest(regulation, text)
    words = Words(House(regulation, -1, language))
    bot: Bot = fake_bot(FakeTelegram())
    seen = set()
    for notice, what in notices(one, history, text):
        seen.add(type(notice))
        briefing = Briefing(notice, one, replace(client, language=language), what, history=history)
        with translated.context():
            outgoing = words.word(briefing, NOW)
        if isinstance(outgoing, ShowPictures):
            assert length(shown(outgoing.caption)) <= 1024
            continue
        assert isinstance(outgoing, Say | ShowCard)
        assert length(shown(outgoing.text)) <= 4096, type(notice)
        assert broken_rule(bot, SendMessage(chat_id=1, text=outgoing.text, reply_markup=outgoing.keyboard)) is None
        assert one.key in outgoing.text or isinstance(notice, ClientBlocked | ClientUnblocked), "of the person"
    people = {Spoken, Reworded, Receipt, *get_args(OfEscalation), *get_args(AboutPerson), *get_args(AboutClient)}
    people |= {*get_args(AboutMailing)}
    people |= {*get_args(OfOnCall), *get_args(OfIncidents), *get_args(OfReports)}
    assert seen | people == set(get_args(Notice)), "what people say, and what is about no ticket, have their own tests"


def test_the_clients_words_are_those_of_their_language(translated: I18n) -> None:
    taken = entry(EventKind.TAKEN)
    one = ticket(IPMG, taken, status=Status.IN_PROGRESS)
    seen = set()
    for language, label in zip(Language, ("In progress", "В работе", "У роботі"), strict=True):
        client = replace(CLIENT, language=language)
        with translated.context():
            outgoing = word(IPMG, Briefing(StatusChanged(1001, 2), one, client, taken))
        assert label in outgoing.text
        seen.add(outgoing.text)
    assert len(seen) == 3


@BOTH
def test_the_longest_problem_stands_whole_on_the_card(regulation: Regulation) -> None:
    one, client, history = largest(regulation, "a b")
    text = word(regulation, Briefing(Card(1001), one, client, history=history)).text
    assert one.problem.strip() in text
    assert one.reproduction.strip()[:500] in text


@given(problem=st.text(min_size=1, max_size=2500), name=st.text(max_size=100), steps=st.text(max_size=700))
@settings(max_examples=60, deadline=None)
def test_what_people_write_can_never_become_markup(problem: str, name: str, steps: str) -> None:
    with I18N.context():
        one = ticket(IPMG, problem=problem, identity=Identity(name, name, name, name), reproduction=steps)
        text = show(IPMG, one)
        plain = show(IPMG, replace(one, problem="p", identity=Identity("n"), reproduction="s"))
        tags = re.compile(r"</?[a-z]+[^<>]*>")
        assert set(tags.findall(text)) <= set(tags.findall(plain))
        assert length(shown(text)) <= 4096


def test_a_critical_incident_is_loudly_marked_and_can_be_taken() -> None:
    one = ticket(IPMG, priority="operative")
    outgoing = word(IPMG, Briefing(CriticalIncident(1001), one, CLIENT))
    assert isinstance(outgoing, Say)
    assert not outgoing.to_card
    for part in ("CRITICAL INCIDENT", "IPMG-1001", "15:30", "Emma Client", "Films &amp; Co", "+380672446444"):
        assert part in outgoing.text
    assert buttons(outgoing.keyboard) == ["Take"]
    taken = replace(one, status=Status.IN_PROGRESS, assignee_id=501, assignee_name="Андрій")
    late = word(IPMG, Briefing(CriticalIncident(1001), taken, CLIENT))
    assert late.keyboard is None
    assert "Андрій" in late.text


def message(kind: Kind, text: str = "", role: Role = Role.CLIENT) -> Message:
    who = Actor(role, 7, "Emma <Client>")
    return Message(1, 1001, 2, who, NOW, Content(kind, text, {"file_id": "f"}), 7, 5)


def test_what_a_client_wrote_comes_in_reply_to_the_card_and_calls_whoever_has_it() -> None:
    one = ticket(IPMG, status=Status.IN_PROGRESS, assignee_id=501, assignee_name="Андрій")
    outgoing = word(IPMG, Briefing(Spoken(1001, 1), one, CLIENT, messages=[message(Kind.TEXT, "Channel <5>")]))
    assert outgoing.to_card
    (said,) = outgoing.words
    assert "Emma &lt;Client&gt;</b> writes" in said
    assert "<blockquote>Channel &lt;5&gt;</blockquote>" in said
    assert '<a href="tg://user?id=501">Андрій</a>' in said
    sticker = word(IPMG, Briefing(Spoken(1001, 1), one, CLIENT, messages=[message(Kind.STICKER)]))
    assert "(sticker)" in sticker.words[0]


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.VIDEO])
@pytest.mark.parametrize("role", [Role.CLIENT, Role.ENGINEER])
def test_the_longest_message_goes_over_whole_in_pieces_that_fit(kind: Kind, role: Role) -> None:
    text = "<&😱" * 1024
    one = ticket(IPMG, status=Status.IN_PROGRESS, assignee_id=501, assignee_name="Андрій")
    outgoing = word(IPMG, Briefing(Spoken(1001, 1), one, CLIENT, messages=[message(kind, text, role)]))
    head, *pieces = outgoing.words
    assert "IPMG-1001" in head
    assert "".join(html.unescape(re.sub("<[^>]*>", "", piece)) for piece in pieces) == text
    assert all(len(shown(piece).encode("utf-16-le")) <= 2 * 4096 for piece in pieces)


def test_trouble_with_a_client_names_the_contact_that_is_left() -> None:
    for notice in (ClientUnreachable(1001), DeliveryFailed(1001, "Bad Request: chat <not> found")):
        outgoing = word(IPMG, Briefing(notice, ticket(IPMG), CLIENT))
        assert outgoing.to_card
        assert "+380672446444" in outgoing.text
    assert "chat &lt;not&gt; found" in outgoing.text


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("Forbidden: bot was blocked by the user", "(the client has blocked the bot)"),
        ("Forbidden: user is deactivated", "(the client has deleted the account)"),
        ("the client cannot be reached", "(the client has blocked the bot or deleted the account)"),
        ("Bad Request: chat not found", "(Telegram no longer knows this chat)"),
    ],
)
def test_why_a_client_did_not_get_a_message_is_said_in_our_words(reason: str, words: str) -> None:
    outgoing = word(IPMG, Briefing(DeliveryFailed(1001, reason), ticket(IPMG), CLIENT))
    assert words in outgoing.text


@BOTH
def test_keys_that_a_new_regulation_no_longer_has_stand_for_themselves(regulation: Regulation) -> None:
    gone = ticket(regulation)
    gone = replace(gone, priority="gone_level", topic="gone_topic", clocks=Clocks(), resolution=Resolution.REFUSED,
                   status=Status.DONE, ground="gone_ground")  # fmt: skip
    text = show(regulation, gone)
    for key in ("gone_level", "gone_topic", "gone_ground"):
        assert key in text
    assert "gone_ground" in told(regulation, gone, entry(EventKind.REFUSED, ground="gone_ground", comment=""))
