"""Mailings and their recipients, on both databases."""

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from desk import mailing_run, mailings
from desk.delivery import Sent, exchange
from desk.errors import MailingError
from desk.house import House, language_of
from desk.model import Identity, Language, Sender, Urgency
from desk.notices_mailings import MailingNotice
from desk.ports import Work
from desk.ports_mailings import (
    Audience,
    AudienceKind,
    Mailing,
    MailingKind,
    MailingState,
    RecipientState,
    message_key,
)
from storage import Store
from storage.tables import outbox
from storage.tables_mailings import recipients
from tests.storage.samples import ANN, GROUP, ticket
from tests.support.clock import MONDAY_NOON, Clock
from tests.support.regulations import IPMG

LANGUAGES = (Language.UK, Language.RU, Language.EN)
LEASE = timedelta(seconds=30)
HOUSE = House(IPMG, GROUP, Language.EN)
HOUR = timedelta(hours=1)
BLANK = Mailing(0, MailingKind.MAINTENANCE, MailingState.DRAFT, 5, "Софія", GROUP, MONDAY_NOON)
FULL = replace(
    BLANK,
    message_id=77,
    window_start=MONDAY_NOON + HOUR,
    window_end=MONDAY_NOON + 2 * HOUR,
    services=("access", "quality"),
    texts={Language.UK: "Роботи «вночі»", Language.EN: "Works'; --"},
    audience=Audience(AudienceKind.COMPANY, "ТОВ «Ромашка»"),
    at=MONDAY_NOON + HOUR,
    started_at=MONDAY_NOON,
    ended_at=MONDAY_NOON,
    running_since=MONDAY_NOON,
    done_before=7,
    shown_at=MONDAY_NOON,
    shown_done=3,
)


def meet(work: Work, count: int) -> None:
    """So many clients, 1 and up."""
    for number in range(1, count + 1):
        work.people.meet(Sender(number, f"Client {number}"))


def enlist(work: Work, count: int = 10) -> Mailing:
    """A mailing that runs, to so many."""
    meet(work, count)
    made = work.mailings.add(replace(BLANK, state=MailingState.RUNNING))
    work.mailings.enlist(made, LANGUAGES)
    return made


def found(work: Work, audience: Audience) -> set[int]:
    """Whom an audience has."""
    made = work.mailings.add(replace(BLANK, state=MailingState.DONE, audience=audience))
    work.mailings.enlist(made, LANGUAGES)
    connection = work.mailings._unit.connection  # type: ignore[attr-defined]
    who = select(recipients.c.person_id).where(recipients.c.mailing_id == made.id)
    people = set(connection.execute(who).scalars())
    assert work.mailings.audience_size(made, LANGUAGES) == len(people)
    return people


async def test_a_mailing_is_kept_whole(any_store: Store) -> None:
    made = await any_store.run(lambda work: work.mailings.add(FULL))
    assert made == replace(FULL, id=made.id)
    assert await any_store.read(lambda work: work.mailings.get(made.id)) == made
    assert await any_store.run(lambda work: work.mailings.lock(made.id)) == made
    assert await any_store.run(lambda work: work.mailings.seize(made.id)) == made
    assert await any_store.read(lambda work: work.mailings.draft_of(5)) == made
    assert await any_store.read(lambda work: work.mailings.draft_of(6)) is None
    assert await any_store.read(lambda work: work.mailings.recent(5)) == []
    assert await any_store.read(lambda work: work.mailings.get(99)) is None


async def test_a_change_of_an_outdated_mailing_is_refused_and_where_it_is_shown_is_no_change(any_store: Store) -> None:
    made = await any_store.run(lambda work: work.mailings.add(BLANK))
    await any_store.run(lambda work: work.mailings.place(made.id, GROUP, 5))
    await any_store.run(lambda work: work.mailings.showing(made.id, 4))
    saved = await any_store.run(lambda work: work.mailings.save(replace(made, state=MailingState.RUNNING)))
    now = await any_store.read(lambda work: work.mailings.get(made.id))
    assert saved.version == 2
    assert now == replace(saved, message_id=5, shown_at=MONDAY_NOON, shown_done=4)
    with pytest.raises(RuntimeError):
        await any_store.run(lambda work: work.mailings.save(replace(made, state=MailingState.DONE)))
    assert await any_store.read(lambda work: work.mailings.recent(5)) == [now]


async def test_only_a_draft_can_be_forgotten(any_store: Store) -> None:
    made = await any_store.run(lambda work: work.mailings.add(BLANK))
    sent = await any_store.run(lambda work: work.mailings.add(replace(BLANK, state=MailingState.DONE)))
    await any_store.run(lambda work: work.mailings.delete(made.id))
    await any_store.run(lambda work: work.mailings.delete(sent.id))
    assert await any_store.read(lambda work: work.mailings.get(made.id)) is None
    assert await any_store.read(lambda work: work.mailings.get(sent.id)) == sent


CODES = [None, "", "en", "en-US", "EN", "uk", "uk-UA", "ru", "fr", "pt-br", "ukx"]


@pytest.mark.parametrize("languages", [LANGUAGES, (Language.UK, Language.RU), (Language.RU,)])
async def test_a_language_has_those_who_are_spoken_to_in_it(any_store: Store, languages: tuple[Language, ...]) -> None:
    regulation = IPMG.model_copy(update={"languages": languages})

    def look(work: Work) -> None:
        spoken: Counter[str] = Counter()
        number = 0
        for code in CODES:
            for chosen in (None, *Language):
                number += 1
                person = work.people.meet(Sender(number, "Client", None, code))
                work.people.save(replace(person, language=chosen))
                spoken[language_of(regulation, replace(person, language=chosen))] += 1
        for language in languages:
            to = replace(BLANK, audience=Audience(AudienceKind.LANGUAGE, language))
            assert work.mailings.audience_size(to, languages) == spoken[language]

    await any_store.run(look)


async def test_an_audience_is_everybody_a_company_or_those_who_asked_about_a_topic(any_store: Store) -> None:
    def look(work: Work) -> None:
        meet(work, 3)
        for number, company in ((2, "ТОВ «Ромашка»"), (3, "тов  «РОМАШКА»")):
            person = work.people.get(number)
            assert person is not None
            work.people.save(replace(person, identity=Identity("Client", company, "c@example.com")))
        opened = ticket(work)
        assert found(work, Audience()) == {1, 2, 3, ANN.id}
        assert found(work, Audience(AudienceKind.COMPANY, "Тов «ромашка»")) == {2, 3}
        assert found(work, Audience(AudienceKind.COMPANY, "Інша")) == set()
        assert found(work, Audience(AudienceKind.TOPIC, opened.topic)) == {ANN.id}
        assert [one.people for one in work.mailings.companies(1)] == [2]

    await any_store.run(look)


async def test_a_follow_up_goes_to_those_whom_the_first_may_have_reached(any_store: Store) -> None:
    def look(work: Work) -> None:
        first = enlist(work, 8)
        ends = dict(enumerate(RecipientState, start=1))
        work.mailings.queue_up(first.id, 8)
        for person, state in ends.items():
            work.mailings.settle(first.id, person, state)
        second = work.mailings.add(replace(BLANK, follows=first.id, audience=Audience(AudienceKind.LANGUAGE, "uk")))
        assert work.mailings.audience_size(second, LANGUAGES) == 2
        work.mailings.enlist(second, LANGUAGES)
        reached = {person for person, state in ends.items() if state in (RecipientState.SENT, RecipientState.UNCERTAIN)}
        assert set(work.mailings.queue_up(second.id, 8)) == reached

    await any_store.run(look)


async def test_recipients_go_from_waiting_to_their_result(any_store: Store) -> None:
    def look(work: Work) -> None:
        made = enlist(work)
        assert work.mailings.counts(made.id) == {RecipientState.WAITING: 10}
        first = work.mailings.queue_up(made.id, 4)
        assert sorted(first) == [1, 2, 3, 4]
        assert work.mailings.queued(made.id) == 4
        work.mailings.settle(made.id, 1, RecipientState.SENT)
        work.mailings.settle(made.id, 1, RecipientState.FAILED)  # it was settled before
        work.mailings.settle(made.id, 9, RecipientState.SENT)  # it was never queued
        assert work.mailings.counts(made.id) == {
            RecipientState.WAITING: 6, RecipientState.QUEUED: 3, RecipientState.SENT: 1,
        }  # fmt: skip
        work.mailings.withdraw(made.id)
        assert work.mailings.unsettled(made.id)
        for person in (2, 3, 4):
            work.mailings.settle(made.id, person, RecipientState.BLOCKED)
        assert not work.mailings.unsettled(made.id)
        assert work.mailings.queue_up(made.id, 4) == []

    await any_store.run(look)


def post(work: Work, mailing: Mailing, count: int) -> None:
    """Their messages are in the outbox."""
    for person in sorted(work.mailings.queue_up(mailing.id, count)):
        key = message_key(mailing.id, person)
        work.outbox.put(MailingNotice(mailing.id, person), key=key, chat_id=person, urgency=Urgency.MAILING)


async def test_what_is_not_being_sent_is_taken_back_and_can_be_put_again(any_store: Store) -> None:
    def look(work: Work) -> None:
        other, made = enlist(work), enlist(work)
        post(work, other, 2)
        post(work, made, 5)
        rows = work.outbox.claim(3, LEASE)  # both of the other one's first
        assert [row.notice for row in rows] == [
            MailingNotice(other.id, 1), MailingNotice(other.id, 2), MailingNotice(made.id, 1),
        ]  # fmt: skip
        assert work.mailings.take_back(made.id) == 4
        assert work.mailings.take_back(made.id) == 0
        assert (work.mailings.queued(made.id), work.mailings.queued(other.id)) == (1, 2)
        post(work, made, 9)
        assert work.mailings.queued(made.id) == 10
        for row in rows:
            work.outbox.drop(row.id)
        work.outbox.put(rows[0].notice, key=message_key(other.id, 1), chat_id=1, urgency=Urgency.REPLY)
        assert work.outbox.claim(1, LEASE)[0].notice == rows[0].notice

    await any_store.run(look)


async def test_mailings_that_run_or_were_stopped_without_a_report_are_looked_after(any_store: Store) -> None:
    def look(work: Work) -> None:
        made = {state: work.mailings.add(replace(BLANK, state=state)).id for state in MailingState}
        assert work.mailings.attended() == [made[MailingState.RUNNING], made[MailingState.STOPPED]]
        assert work.mailings.reported(made[MailingState.STOPPED])
        assert not work.mailings.reported(made[MailingState.STOPPED])
        assert work.mailings.attended() == [made[MailingState.RUNNING]]
        assert [one.id for one in work.mailings.recent(9)] == sorted(list(made.values())[1:], reverse=True)

    await any_store.run(look)


async def test_several_processes_put_each_message_once(any_store: Store, second_store: Store) -> None:
    made = await any_store.run(enlist, 200)

    def feed(work: Work) -> None:
        if work.mailings.seize(made.id) is not None:
            post(work, made, 10)

    stores = (any_store, second_store) * 20
    await asyncio.gather(*(store.run(feed) for store in stores))
    counts = await any_store.read(lambda work: work.mailings.counts(made.id))

    def posted(work: Work) -> list[int]:
        connection = work.mailings._unit.connection  # type: ignore[attr-defined]
        return list(connection.execute(select(outbox.c.chat_id)).scalars())

    chats = await any_store.read(posted)
    assert len(chats) == len(set(chats)) == counts[RecipientState.QUEUED] >= 10


async def test_of_whoever_is_erased_only_the_figures_stay(any_store: Store) -> None:
    def look(work: Work) -> None:
        first, second, third = enlist(work, 2), enlist(work, 2), enlist(work, 2)
        work.mailings.queue_up(first.id, 2)
        work.mailings.settle(first.id, 1, RecipientState.SENT)
        post(work, second, 1)
        work.privacy.erase(1)
        assert work.mailings.counts(first.id) == {RecipientState.SENT: 1, RecipientState.QUEUED: 1}
        assert work.mailings.counts(second.id) == {RecipientState.WITHDRAWN: 1, RecipientState.WAITING: 1}
        assert work.mailings.counts(third.id) == {RecipientState.WITHDRAWN: 1, RecipientState.WAITING: 1}
        connection = work.mailings._unit.connection  # type: ignore[attr-defined]
        assert 1 not in set(connection.execute(select(recipients.c.person_id)).scalars())
        assert work.outbox.claim(9, LEASE) == []
        follow = replace(BLANK, follows=first.id)
        assert work.mailings.audience_size(follow, LANGUAGES) == 0  # nobody is no recipient

    await any_store.run(look)


async def test_a_group_that_became_a_supergroup_has_its_mailings_there(any_store: Store) -> None:
    made = await any_store.run(lambda work: work.mailings.add(replace(BLANK, message_id=7)))
    await any_store.run(lambda work: work.chats.migrate(GROUP, -1009))
    moved = await any_store.read(lambda work: work.mailings.get(made.id))
    assert moved == replace(made, chat_id=-1009, message_id=None)


async def test_messages_of_mailings_are_forgotten_once_they_are_old(any_store: Store, clock: Clock) -> None:
    def send(work: Work) -> None:
        post(work, enlist(work), 5)
        first, second, *_ = work.outbox.claim(3, LEASE)
        work.outbox.sent(first.id, 1)
        work.outbox.drop(second.id)

    await any_store.run(send)
    assert await any_store.run(lambda work: work.outbox.purge(work.now)) == 0
    later = clock.pass_(HOUR)
    assert await any_store.run(lambda work: work.outbox.purge(later)) == 1


async def test_whose_recipient_somebody_is_can_be_told(any_store: Store) -> None:
    def look(work: Work) -> None:
        first, second = enlist(work, 2), enlist(work, 1)
        work.mailings.queue_up(first.id, 2)
        work.mailings.settle(first.id, 1, RecipientState.SENT)
        states = [(first.id, RecipientState.SENT), (second.id, RecipientState.WAITING)]
        assert list(work.mailings.of_person(1)) == states
        assert list(work.mailings.of_person(99)) == []

    await any_store.run(look)


async def test_several_couriers_and_a_supervisor_who_cannot_decide_tell_everybody_once(
    any_store: Store, second_store: Store
) -> None:
    def begin(work: Work) -> int:
        meet(work, 300)
        return mailing_run.start(work, HOUSE, work.mailings.add(replace(BLANK, kind=MailingKind.FINISHED))).id

    number = await any_store.run(begin)
    went: list[int] = []
    over = asyncio.Event()

    async def courier(store: Store) -> None:
        reports: list[Sent] = []
        while not over.is_set() or reports:
            turn = await store.run(exchange, reports, limit=0 if over.is_set() else 20, lease=LEASE, group_id=GROUP)
            went.extend(one.row.chat_id for one in turn.errands if isinstance(one.row.notice, MailingNotice))
            reports = [Sent(one.row, 1) for one in turn.errands]
            await asyncio.sleep(0.005)

    async def supervisor() -> None:
        for _ in range(8):
            for act in (mailings.pause, mailings.resume):
                with suppress(MailingError):  # it is over
                    await second_store.run(act, number)
                await asyncio.sleep(0.01)
        async with asyncio.timeout(60):
            while (await any_store.read(mailings.find, number)).state is not MailingState.DONE:
                await asyncio.gather(*(store.run(mailing_run.attend, number) for store in (any_store, second_store)))
                await asyncio.sleep(0.02)
        over.set()

    await asyncio.gather(supervisor(), *(courier(store) for store in (any_store, second_store, any_store)))
    assert sorted(went) == list(range(1, 301))
    assert await any_store.read(lambda work: work.mailings.counts(number)) == {RecipientState.SENT: 300}
