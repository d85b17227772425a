"""Mailings as a supervisor writes them: what is checked, who gets them, what Send, Pause, Resume and Stop do."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from desk import mailings
from desk.errors import MailingError
from desk.model import Actor, Identity, Language, Role, Sender
from desk.ports import Work
from desk.ports_mailings import Audience, AudienceKind, Mailing, MailingKind, MailingState, Progress
from storage import Store
from tests.desk.clients import EMMA, HOUSE, IHOR, request
from tests.support.clock import MONDAY_NOON, Clock
from tests.support.regulations import IPMG

BOSS = Actor(Role.ENGINEER, 601, "Софія")
OTHER = Actor(Role.ENGINEER, 602, "Марко")
HOUR = timedelta(hours=1)
START, END = MONDAY_NOON + 10 * HOUR, MONDAY_NOON + 14 * HOUR
TEXT = "Channels may be missing for some minutes."


def people(work: Work, count: int = 3) -> None:
    """So many clients, 1000 and up."""
    for number in range(count):
        work.people.meet(Sender(1000 + number, f"Client {number}", None, "uk" if number % 2 else "en"))


def draft(work: Work, kind: MailingKind = MailingKind.MAINTENANCE) -> Mailing:
    """A complete draft to everybody."""
    made = mailings.begin(work, HOUSE, BOSS, kind)
    mailings.save_window(work, BOSS, made.id, START, END)
    return mailings.save_text(work, HOUSE, BOSS, made.id, Language.EN, TEXT)


def run(work: Work, count: int = 3) -> Mailing:
    """One that was sent to so many people."""
    people(work, count)
    return mailings.confirm(work, HOUSE, BOSS, draft(work).id)


def refused(work: Work, use_case: object, *args: object) -> str:
    """The reason of the MailingError."""
    with pytest.raises(MailingError) as caught:
        use_case(work, *args)  # type: ignore[operator]
    return caught.value.reason


async def test_a_supervisor_has_one_draft_at_a_time(store: Store) -> None:
    assert await store.run(mailings.current_draft, BOSS) is None
    first = await store.run(draft)
    assert await store.run(mailings.current_draft, OTHER) is None
    second = await store.run(mailings.begin, HOUSE, BOSS, MailingKind.FINISHED)
    now = await store.run(mailings.current_draft, BOSS)
    assert now == second != first
    assert second.kind is MailingKind.FINISHED
    with pytest.raises(MailingError, match="gone"):
        await store.run(mailings.find, first.id)


WINDOWS = [
    (START, END, MailingKind.MAINTENANCE, None),
    (None, None, MailingKind.MAINTENANCE, None),
    (MONDAY_NOON - HOUR, END, MailingKind.MAINTENANCE, None),  # it has begun
    (START, START, MailingKind.MAINTENANCE, "window_order"),
    (END, START, MailingKind.MAINTENANCE, "window_order"),
    (START, None, MailingKind.MAINTENANCE, "window_order"),
    (None, END, MailingKind.MAINTENANCE, "window_order"),
    (MONDAY_NOON - 2 * HOUR, MONDAY_NOON, MailingKind.MAINTENANCE, "window_past"),
    (MONDAY_NOON - 2 * HOUR, MONDAY_NOON, MailingKind.POSTPONED, "window_past"),
    (MONDAY_NOON - 2 * HOUR, MONDAY_NOON, MailingKind.FINISHED, None),
]


@pytest.mark.parametrize(("start", "end", "kind", "reason"), WINDOWS)
async def test_a_window_ends_after_it_begins_and_not_before_now(
    store: Store, start: datetime | None, end: datetime | None, kind: MailingKind, reason: str | None
) -> None:
    made = await store.run(mailings.begin, HOUSE, BOSS, MailingKind.MAINTENANCE)
    assert (await store.run(mailings.save_kind, BOSS, made.id, kind)).kind is kind
    if reason is None:
        saved = await store.run(mailings.save_window, BOSS, made.id, start, end)
        assert (saved.window_start, saved.window_end) == (start, end)
        assert await store.run(mailings.find, made.id) == saved
    else:
        with pytest.raises(MailingError, match=reason):
            await store.run(mailings.save_window, BOSS, made.id, start, end)


async def test_services_are_topics_in_the_order_of_the_regulation(store: Store) -> None:
    made = await store.run(draft)
    first, second = (topic.key for topic in IPMG.topics[:2])
    saved = await store.run(mailings.save_services, HOUSE, BOSS, made.id, (second, first, second))
    assert saved.services == (first, second)
    with pytest.raises(MailingError, match="service"):
        await store.run(mailings.save_services, HOUSE, BOSS, made.id, ("nonsense",))


async def test_a_text_is_clean_and_fits_and_can_be_taken_out(store: Store) -> None:
    def texts(work: Work) -> None:
        made = draft(work)
        saved = mailings.save_text(work, HOUSE, BOSS, made.id, Language.UK, " Роботи\u202e о 2:00 ")
        assert saved.texts == {Language.EN: TEXT, Language.UK: "Роботи о 2:00"}
        assert refused(work, mailings.save_text, HOUSE, BOSS, made.id, Language.EN, " \n") == "empty"
        long = "😀" * (mailings.TEXT_LIMIT // 2)
        assert mailings.save_text(work, HOUSE, BOSS, made.id, Language.EN, long).texts[Language.EN] == long
        assert refused(work, mailings.save_text, HOUSE, BOSS, made.id, Language.EN, long + "x") == "too_long"
        house = replace(HOUSE, regulation=IPMG.model_copy(update={"languages": (Language.UK,)}))
        assert refused(work, mailings.save_text, house, BOSS, made.id, Language.EN, TEXT) == "language"
        assert mailings.drop_text(work, BOSS, made.id, Language.EN).texts == {Language.UK: "Роботи о 2:00"}

    await store.run(texts)


def test_who_has_no_text_in_their_language_gets_the_default_one() -> None:
    blank = Mailing(1, MailingKind.MAINTENANCE, MailingState.DRAFT, 601, "Софія", -1001, MONDAY_NOON)
    first, *others = IPMG.languages
    both = replace(blank, texts={first: "first", others[0]: "second"})
    assert mailings.text_for(both, IPMG, others[0]) == "second"
    assert mailings.text_for(both, IPMG, others[1]) == "first"
    assert mailings.text_for(replace(blank, texts={others[1]: "only"}), IPMG, first) == "only"
    assert mailings.text_for(blank, IPMG, first) == ""


AUDIENCES = [
    (Audience(), True),
    (Audience(AudienceKind.ALL, "x"), False),
    (Audience(AudienceKind.COMPANY, "Alfa TV"), True),
    (Audience(AudienceKind.COMPANY, "  "), False),
    (Audience(AudienceKind.TOPIC, "access"), True),
    (Audience(AudienceKind.TOPIC, "nonsense"), False),
    (Audience(AudienceKind.LANGUAGE, "uk"), True),
    (Audience(AudienceKind.LANGUAGE, "fr"), False),
]


@pytest.mark.parametrize(("audience", "known"), AUDIENCES)
async def test_an_audience_names_what_there_is(store: Store, audience: Audience, known: bool) -> None:
    made = await store.run(draft)
    if known:
        assert (await store.run(mailings.save_audience, HOUSE, BOSS, made.id, audience)).audience == audience
    else:
        with pytest.raises(MailingError, match="audience"):
            await store.run(mailings.save_audience, HOUSE, BOSS, made.id, audience)


def size(work: Work, audience: Audience) -> int:
    """How many an audience has."""
    made = mailings.current_draft(work, BOSS) or draft(work)
    return mailings.audience_size(work, HOUSE, replace(made, audience=audience))


async def test_an_audience_is_counted_without_those_who_would_not_get_it(store: Store) -> None:
    def look(work: Work) -> None:
        people(work, 5)  # en, uk, en, uk, en
        ticket = request(work, EMMA)  # of Alfa TV
        work.people.save(replace(work.people.meet(IHOR), identity=Identity("Ihor", " alfa  tv", "i@example.com")))
        assert size(work, Audience()) == 7
        assert size(work, Audience(AudienceKind.COMPANY, "ALFA TV")) == 2
        assert size(work, Audience(AudienceKind.COMPANY, "Beta")) == 0
        assert size(work, Audience(AudienceKind.TOPIC, ticket.topic)) == 1
        assert size(work, Audience(AudienceKind.TOPIC, IPMG.topics[-1].key)) == 0
        assert size(work, Audience(AudienceKind.LANGUAGE, "uk")) == 3
        mailings.switch(work, IHOR, on=False)
        work.people.save(replace(work.people.meet(EMMA), reachable=False))
        assert size(work, Audience()) == 5
        assert size(work, Audience(AudienceKind.COMPANY, "ALFA TV")) == 0

    await store.run(look)


async def test_companies_are_one_however_they_are_typed(store: Store) -> None:
    def look(work: Work) -> None:
        for number, company in enumerate(["Ромашка", "РОМАШКА", "ромашка ", "Alfa TV", "Ромашка"]):
            person = work.people.meet(Sender(1000 + number, "Client"))
            work.people.save(replace(person, identity=Identity("Client", company, "c@example.com")))
        assert [(one.name, one.people) for one in mailings.companies(work)] == [("Ромашка", 4), ("Alfa TV", 1)]
        assert size(work, Audience(AudienceKind.COMPANY, "ромашка")) == 4

    await store.run(look)


async def test_a_mailing_starts_later_than_now_and_before_its_window_ends(store: Store) -> None:
    made = await store.run(draft)
    for at, reason in ((MONDAY_NOON, "time_past"), (END, "time_late")):
        with pytest.raises(MailingError, match=reason):
            await store.run(mailings.save_time, BOSS, made.id, at)
    assert (await store.run(mailings.save_time, BOSS, made.id, START)).at == START
    assert (await store.run(mailings.save_time, BOSS, made.id, None)).at is None


async def test_only_whoever_writes_a_draft_changes_it(store: Store) -> None:
    made = await store.run(draft)
    with pytest.raises(MailingError, match="not_yours") as caught:
        await store.run(mailings.save_time, OTHER, made.id, START)
    assert caught.value.value == "Софія"
    assert await store.run(mailings.discard, BOSS, made.id) == made
    with pytest.raises(MailingError, match="gone"):
        await store.run(mailings.discard, BOSS, made.id)


async def test_send_needs_a_window_a_text_and_somebody(store: Store, clock: Clock) -> None:
    def incomplete(work: Work) -> None:
        made = mailings.begin(work, HOUSE, BOSS)
        assert refused(work, mailings.confirm, HOUSE, BOSS, made.id) == "window_missing"
        mailings.save_window(work, BOSS, made.id, START, END)
        assert refused(work, mailings.confirm, HOUSE, BOSS, made.id) == "text_missing"
        mailings.save_text(work, HOUSE, BOSS, made.id, Language.EN, TEXT)
        assert refused(work, mailings.confirm, HOUSE, BOSS, made.id) == "nobody"
        people(work, 1)
        mailings.save_time(work, BOSS, made.id, START)
        work.mailings.save(replace(mailings.find(work, made.id), at=END))
        assert refused(work, mailings.confirm, HOUSE, BOSS, made.id) == "time_late"

    await store.run(incomplete)
    clock.pass_(15 * HOUR)
    made = await store.run(mailings.current_draft, BOSS)
    assert made is not None
    with pytest.raises(MailingError, match="window_past"):
        await store.run(mailings.confirm, HOUSE, BOSS, made.id)


async def test_the_second_press_of_send_finds_no_draft(store: Store) -> None:
    sent = await store.run(run)
    assert sent.state is MailingState.RUNNING
    with pytest.raises(MailingError, match="state") as caught:
        await store.run(mailings.confirm, HOUSE, BOSS, sent.id)
    assert caught.value.value == MailingState.RUNNING
    assert (await store.run(mailings.progress, sent.id)).total == 3


async def test_a_time_that_has_passed_while_it_was_written_is_now(store: Store, clock: Clock) -> None:
    await store.run(people)
    made = await store.run(draft)
    await store.run(mailings.save_time, BOSS, made.id, MONDAY_NOON + HOUR)
    clock.pass_(2 * HOUR)
    assert (await store.run(mailings.confirm, HOUSE, BOSS, made.id)).state is MailingState.RUNNING


PRESSES = [
    ("pause", MailingState.PAUSED),
    ("resume", None),
    ("stop", MailingState.STOPPED),
    ("pause resume", MailingState.RUNNING),
    ("pause pause", None),
    ("pause stop", MailingState.STOPPED),
    ("stop stop", None),
    ("stop resume", None),
    ("stop pause", None),
]


@pytest.mark.parametrize(("presses", "state"), PRESSES)
async def test_a_press_fits_the_state_or_is_refused(store: Store, presses: str, state: MailingState | None) -> None:
    acts = {"pause": mailings.pause, "resume": mailings.resume, "stop": mailings.stop}
    sent = await store.run(run)
    *before, last = presses.split()
    for press in before:
        await store.run(acts[press], sent.id)
    if state is None:
        with pytest.raises(MailingError, match="state"):
            await store.run(acts[last], sent.id)
    else:
        assert (await store.run(acts[last], sent.id)).state is state
        assert (await store.run(mailings.recent, 5))[0].state is state


async def test_a_follow_up_goes_to_those_whom_the_first_may_have_reached(store: Store) -> None:
    def follow(work: Work) -> Mailing:
        first = run(work)
        assert refused(work, mailings.follow_up, HOUSE, BOSS, first.id, MailingKind.FINISHED) == "state"
        mailings.stop(work, first.id)
        draft(work)
        made = mailings.follow_up(work, HOUSE, BOSS, first.id, MailingKind.FINISHED)
        assert made == mailings.current_draft(work, BOSS)
        assert (made.follows, made.window_end, made.texts, made.state) == (first.id, END, {}, MailingState.DRAFT)
        assert mailings.audience_size(work, HOUSE, made) == 0  # nobody got the first
        assert refused(work, mailings.save_audience, HOUSE, BOSS, made.id, Audience()) == "same_people"
        return mailings.follow_up(work, HOUSE, BOSS, first.id, MailingKind.POSTPONED)

    assert (await store.run(follow)).window_end is None


async def test_its_progress_is_shown_where_it_was_placed(store: Store) -> None:
    sent = await store.run(run)
    await store.run(mailings.place, sent.id, -1001, 77)
    found = await store.run(mailings.find, sent.id)
    assert (found.chat_id, found.message_id) == (-1001, 77)
    assert await store.run(mailings.progress, sent.id) == Progress(total=3, left=3, time_to_go=timedelta(seconds=0.15))


async def test_a_client_switches_mailings_off_and_on(store: Store) -> None:
    def flip(work: Work) -> list[bool]:
        return [mailings.switch(work, EMMA, on=on).mailings for on in (True, False, False, True)]

    assert await store.run(flip) == [True, False, False, True]
