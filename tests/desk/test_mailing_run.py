"""How a mailing goes out: who gets it, what becomes of each message, Pause and Stop, its progress and its report."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from desk import delivery, mailing_run, mailings, timers
from desk.delivery import Blocked, GivenUp, PutOff, Report, Sent
from desk.model import OutboxState, Sender, Urgency
from desk.notices import Notice, TicketOpened
from desk.notices_mailings import MailingNotice, MailingProgress, MailingReport
from desk.ports import OutboxRow, Work
from desk.ports_mailings import Mailing, MailingKind, MailingState, Progress, RecipientState
from desk.ports_timers import Owner, Subject, Timer, TimerKind
from storage import Store
from tests.desk.clients import EMMA, HOUSE, request
from tests.desk.test_mailings import BOSS, END, HOUR, START, draft, people, run
from tests.support.clock import MONDAY_NOON, Clock

LEASE = timedelta(minutes=5)
SECOND = timedelta(seconds=1)


def exchange(work: Work, *reports: Report, limit: int = 200, only: int | None = None) -> list[OutboxRow]:
    """What the courier would send next."""
    found = delivery.exchange(work, reports, limit=limit, lease=LEASE, group_id=HOUSE.group_id, mailings=only)
    return [errand.row for errand in found.errands]


def of_mailing(rows: Sequence[OutboxRow]) -> list[OutboxRow]:
    """The messages to clients."""
    return [row for row in rows if isinstance(row.notice, MailingNotice)]


def delivered(work: Work, *, rounds: int = 1000) -> list[OutboxRow]:
    """Everything goes out, and the mailing is looked after."""
    told: list[OutboxRow] = []
    rows = exchange(work)
    for _round in range(rounds):
        if not rows and not work.mailings.attended():
            break
        told += rows
        exchange(work, *(Sent(row, 100 + row.id) for row in rows), limit=0)
        for number in mailing_run.attended(work):
            mailing_run.attend(work, number)
        rows = exchange(work)
    return told


def state(work: Work, mailing: Mailing) -> MailingState:
    """Where it stands now."""
    return mailings.find(work, mailing.id).state


async def test_everybody_gets_it_once_and_the_report_says_so(store: Store) -> None:
    sent = await store.run(run, 250)
    told = await store.run(delivered)
    assert sorted(row.chat_id for row in of_mailing(told)) == list(range(1000, 1250))
    assert {row.urgency for row in of_mailing(told)} == {Urgency.MAILING.rank}
    [report] = [row for row in told if isinstance(row.notice, MailingReport)]
    assert (report.chat_id, report.silent, report.urgency) == (HOUSE.group_id, False, Urgency.REPLY.rank)
    done = await store.run(mailings.find, sent.id)
    assert (done.state, done.ended_at, done.running_since) == (MailingState.DONE, MONDAY_NOON, None)
    assert await store.run(mailings.progress, sent.id) == Progress(total=250, sent=250)
    assert await store.run(mailing_run.attended) == []


async def test_only_a_few_of_its_messages_are_in_the_outbox_at_a_time(store: Store) -> None:
    def look(work: Work) -> None:
        sent = run(work, 250)
        assert work.mailings.queued(sent.id) == mailing_run.MOST_QUEUED
        first = of_mailing(exchange(work, limit=40))
        exchange(work, *(Sent(row, 1) for row in first), limit=1)
        assert work.mailings.queued(sent.id) == mailing_run.MOST_QUEUED - len(first)
        more = of_mailing(exchange(work, limit=20))
        exchange(work, *(Sent(row, 1) for row in more), limit=1)
        assert work.mailings.queued(sent.id) == mailing_run.MOST_QUEUED

    await store.run(look)


async def test_urgent_news_go_first_and_mailings_only_as_many_as_there_is_room_for(store: Store) -> None:
    def look(work: Work) -> None:
        run(work, 20)
        work.outbox.put(TicketOpened(request(work).id), key="u", chat_id=EMMA.id, urgency=Urgency.CRITICAL)
        rows = exchange(work, limit=30, only=5)
        assert rows[0].urgency == Urgency.CRITICAL.rank
        assert len([row for row in rows if row.urgency == Urgency.MAILING.rank]) == 5
        assert exchange(work, limit=30, only=0) == []
        assert work.outbox.next_due(mailings=False) != work.now
        assert work.outbox.next_due() == work.now
        assert len(exchange(work, limit=30)) == 15

    await store.run(look)


async def test_a_reply_does_not_wait_for_a_mailing_to_arrive_in_the_same_chat(store: Store) -> None:
    def look(work: Work) -> None:
        run(work, 1)
        assert [row.chat_id for row in of_mailing(exchange(work))] == [1000]
        number = request(work).id
        for key, urgency in (("card", Urgency.CARD), ("reply", Urgency.REPLY)):
            work.outbox.put(TicketOpened(number), key=key, chat_id=1000, urgency=urgency)
        assert [row.urgency for row in exchange(work) if row.chat_id == 1000] == [Urgency.REPLY.rank]

    await store.run(look)


RESULTS = [
    ("sent", RecipientState.SENT),
    ("blocked", RecipientState.BLOCKED),
    ("failed", RecipientState.FAILED),
    ("uncertain", RecipientState.UNCERTAIN),
]


def end(row: OutboxRow, how: str) -> Report:
    """What the courier reports."""
    ends: dict[str, Report] = {
        "sent": Sent(row, 9),
        "blocked": Blocked(row, "Forbidden: bot was blocked by the user"),
        "failed": GivenUp(row, "Bad Request: chat not found"),
        "uncertain": GivenUp(row, "timed out", OutboxState.UNCERTAIN),
    }
    return ends[how]


@pytest.mark.parametrize(("how", "became"), RESULTS)
async def test_what_becomes_of_a_message_is_known_of_its_recipient(
    store: Store, how: str, became: RecipientState
) -> None:
    def look(work: Work) -> None:
        request(work)  # an open request: its engineers hear nothing of it
        delivered(work, rounds=3)
        sent = mailings.confirm(work, HOUSE, BOSS, draft(work).id)
        [row] = of_mailing(exchange(work))
        told = exchange(work, end(row, how))
        assert work.mailings.counts(sent.id) == {became: 1}
        assert {type(one.notice) for one in told} <= {MailingProgress}
        person = work.people.get(EMMA.id)
        assert person is not None
        assert person.reachable is (how != "blocked")

    await store.run(look)


async def test_who_cannot_be_reached_or_wants_none_is_counted_and_not_written_to(store: Store) -> None:
    def look(work: Work) -> None:
        people(work, 4)
        mailings.switch(work, Sender(1000, "Client 0"), on=False)
        gone = work.people.get(1001)
        assert gone is not None
        work.people.save(replace(gone, reachable=False))
        sent = mailings.confirm(work, HOUSE, BOSS, draft(work).id)
        mailings.switch(work, Sender(1002, "Client 2"), on=False)  # after the start
        assert [row.chat_id for row in of_mailing(delivered(work))] == [1003]
        assert mailings.progress(work, sent.id) == Progress(total=4, sent=1, blocked=1, skipped=2)

    await store.run(look)


async def test_who_blocked_the_bot_since_is_not_written_to(store: Store) -> None:
    def look(work: Work) -> None:
        sent = run(work, 1)
        gone = work.people.get(1000)
        assert gone is not None
        work.people.save(replace(gone, reachable=False))
        delivered(work)
        assert mailings.progress(work, sent.id) == Progress(total=1, blocked=1)

    await store.run(look)


async def test_what_was_being_sent_when_the_process_was_killed_is_uncertain(store: Store, clock: Clock) -> None:
    sent = await store.run(run, 2)
    assert len(of_mailing(await store.run(exchange))) == 2
    clock.pass_(LEASE + SECOND)
    await store.run(delivered)
    assert await store.run(mailings.progress, sent.id) == Progress(total=2, uncertain=2)


def begin(work: Work) -> tuple[Mailing, list[OutboxRow]]:
    """One of 150, with some of its messages on the wire."""
    sent, rows = run(work, 150), exchange(work, limit=10)
    exchange(work, *(Sent(row, 77) for row in rows if row.chat_id == HOUSE.group_id), limit=0)
    return sent, of_mailing(rows)


async def test_pause_acts_at_once_and_resume_goes_on(store: Store, clock: Clock) -> None:
    sent, on_the_wire = await store.run(begin)
    await store.run(mailings.pause, sent.id)

    def paused(work: Work) -> None:
        late = PutOff(on_the_wire[0], work.now + SECOND, "Too Many Requests", counted=False)
        rows = exchange(work, late, *(Sent(row, 1) for row in on_the_wire[1:]))
        assert of_mailing(rows) == []
        assert mailing_run.attended(work) == []
        mailing_run.attend(work, sent.id)
        assert work.mailings.counts(sent.id)[RecipientState.QUEUED] == 1
        assert mailings.progress(work, sent.id).time_to_go is None

    await store.run(paused)
    clock.pass_(2 * SECOND)
    assert of_mailing(await store.run(exchange)) == []  # what was on the wire came back, and waits too
    progress = await store.run(mailings.progress, sent.id)
    assert (progress.sent, progress.left) == (len(on_the_wire) - 1, 151 - len(on_the_wire))
    await store.run(mailings.resume, sent.id)
    await store.run(delivered)
    assert (await store.run(mailings.progress, sent.id)).sent == 150


async def test_stop_withdraws_all_that_is_not_on_the_wire(store: Store, clock: Clock) -> None:
    sent, on_the_wire = await store.run(begin)

    def stop(work: Work) -> None:
        mailings.stop(work, sent.id)
        progress = mailings.progress(work, sent.id)
        assert (progress.left, progress.withdrawn) == (len(on_the_wire), 150 - len(on_the_wire))
        late = PutOff(on_the_wire[0], work.now + SECOND, "Too Many Requests", counted=False)
        rows = exchange(work, late, *(Sent(row, 1) for row in on_the_wire[1:]))
        assert not any(isinstance(row.notice, MailingNotice | MailingReport) for row in rows)
        exchange(work, *(Sent(row, 77) for row in rows), limit=0)

    await store.run(stop)
    clock.pass_(2 * SECOND)
    told = await store.run(delivered)
    assert of_mailing(told) == []
    assert [row.notice for row in told if isinstance(row.notice, MailingReport)] == [MailingReport(sent.id)]
    progress = await store.run(mailings.progress, sent.id)
    assert (progress.sent, progress.withdrawn, progress.left) == (len(on_the_wire) - 1, 151 - len(on_the_wire), 0)


async def test_what_comes_back_from_the_wire_after_stop_is_withdrawn_before_it_is_tried(store: Store) -> None:
    def look(work: Work) -> None:
        sent = run(work, 1)
        [row] = of_mailing(exchange(work))
        mailings.stop(work, sent.id)
        exchange(work, PutOff(row, work.now, "Bad Gateway"), limit=0)
        assert of_mailing(exchange(work)) == []
        assert mailings.progress(work, sent.id) == Progress(total=1, withdrawn=1)

    await store.run(look)


async def test_a_message_whose_person_or_mailing_is_gone_is_given_up(store: Store) -> None:
    def look(work: Work) -> None:
        run(work, 1)
        gone: list[Notice] = [MailingNotice(99, 1000), MailingNotice(1, 999), MailingProgress(99)]
        for number, notice in enumerate(gone):
            work.outbox.put(notice, key=f"x{number}", chat_id=50 + number, urgency=Urgency.MAILING)
            assert mailing_run.withheld(work, MailingNotice(99, 1000)) is RecipientState.WITHDRAWN
        assert {row.chat_id for row in exchange(work)} == {1000, HOUSE.group_id}

    await store.run(look)


async def test_a_scheduled_one_starts_at_its_time(store: Store, clock: Clock) -> None:
    def schedule(work: Work) -> Mailing:
        people(work)
        made = draft(work)
        mailings.save_time(work, BOSS, made.id, START)
        return mailings.confirm(work, HOUSE, BOSS, made.id)

    sent = await store.run(schedule)
    assert sent.state is MailingState.SCHEDULED
    assert [row.notice for row in await store.run(exchange)] == [MailingProgress(sent.id)]
    assert await store.run(timers.due) == []
    clock.pass_(START - MONDAY_NOON)
    subject = Subject(Owner.MAILING, sent.id)
    assert await store.run(timers.due) == [subject]
    assert await store.run(timers.fire, HOUSE, subject) == 1
    assert len(of_mailing(await store.run(exchange))) == 3


async def test_a_scheduled_one_that_is_stopped_does_not_begin(store: Store, clock: Clock) -> None:
    def schedule(work: Work) -> Mailing:
        people(work)
        made = draft(work)
        mailings.save_time(work, BOSS, made.id, START)
        made = mailings.confirm(work, HOUSE, BOSS, made.id)
        return mailings.stop(work, made.id)

    sent = await store.run(schedule)
    told = await store.run(delivered)
    assert MailingReport(sent.id) in [row.notice for row in told]
    clock.pass_(START - MONDAY_NOON)
    assert await store.run(timers.due) == []

    def fire(work: Work) -> MailingState:
        timer = Timer(TimerKind.MAILING, 1, 1, START)
        mailing_run.fire(work, HOUSE, Subject(Owner.MAILING, sent.id), timer)
        mailing_run.fire(work, HOUSE, Subject(Owner.MAILING, 99), timer)
        return state(work, sent)

    assert await store.run(fire) is MailingState.STOPPED


@pytest.mark.parametrize("kind", [MailingKind.MAINTENANCE, MailingKind.FINISHED])
async def test_after_an_outage_nothing_is_announced_that_is_over(store: Store, clock: Clock, kind: MailingKind) -> None:
    def schedule(work: Work) -> Mailing:
        people(work)
        made = draft(work, kind)
        mailings.save_time(work, BOSS, made.id, START)
        return mailings.confirm(work, HOUSE, BOSS, made.id)

    sent = await store.run(schedule)
    clock.pass_(END + HOUR - MONDAY_NOON)
    await store.run(timers.fire, HOUSE, Subject(Owner.MAILING, sent.id))
    over = kind is MailingKind.MAINTENANCE
    assert await store.run(state, sent) is (MailingState.STOPPED if over else MailingState.RUNNING)


def shown(work: Work) -> list[OutboxRow]:
    """The edits of the progress that go now; they are sent as message 77."""
    rows = exchange(work, limit=200)
    edits = [row for row in rows if isinstance(row.notice, MailingProgress)]
    exchange(work, *(Sent(row, 77) for row in edits), limit=0)
    return edits


async def test_the_progress_is_shown_at_once_then_now_and_then_and_only_where_it_moves(
    store: Store, clock: Clock
) -> None:
    sent = await store.run(run, 5)

    def sent_one(work: Work, rows: Sequence[OutboxRow]) -> None:
        exchange(work, Sent(rows[0], 1), limit=0)

    def begin(work: Work) -> list[OutboxRow]:
        rows = exchange(work)
        [edit] = [row for row in rows if isinstance(row.notice, MailingProgress)]
        exchange(work, Sent(edit, 77), limit=0)
        return of_mailing(rows)

    rows = await store.run(begin)
    placed = await store.run(mailings.find, sent.id)
    assert (placed.chat_id, placed.message_id) == (HOUSE.group_id, 77)
    seen: list[tuple[int, int]] = []
    for second in range(1, 121):
        clock.pass_(SECOND)
        if second in (2, 62):
            await store.run(sent_one, rows[second // 60 :])
        await store.run(mailing_run.attend, sent.id)
        seen += [(second, row.urgency) for row in await store.run(shown)]
    late = [at for at, _urgency in seen]
    assert late[0] == 5
    assert len(late) == 2
    assert 62 < late[1] <= 82
    assert {urgency for _at, urgency in seen} == {Urgency.MAILING.rank}


async def test_time_to_go_is_by_the_pace_since_it_started_or_was_resumed(store: Store, clock: Clock) -> None:
    sent = await store.run(run, 100)

    def some(work: Work, count: int) -> None:
        rows = of_mailing(exchange(work, limit=count))
        exchange(work, *(Sent(row, 1) for row in rows), limit=0)

    await store.run(some, 41)  # the progress itself is one of the rows
    clock.pass_(10 * SECOND)
    assert (await store.run(mailings.progress, sent.id)).time_to_go == 15 * SECOND  # 4 a second
    await store.run(mailings.pause, sent.id)
    clock.pass_(HOUR)
    await store.run(mailings.resume, sent.id)
    assert (await store.run(mailings.progress, sent.id)).time_to_go == 3 * SECOND  # the usual 20 a second
    clock.pass_(10 * SECOND)
    assert (await store.run(mailings.progress, sent.id)).time_to_go == 3 * SECOND


async def test_the_report_is_told_once_however_many_look_after_it(store: Store) -> None:
    def look(work: Work) -> None:
        sent = run(work)
        mailings.stop(work, sent.id)
        mailing_run.attend(work, sent.id)
        mailing_run.attend(work, sent.id)
        assert [row.notice for row in exchange(work) if isinstance(row.notice, MailingReport)] == [
            MailingReport(sent.id)
        ]

    await store.run(look)


async def test_a_mailing_that_is_gone_needs_nothing(store: Store) -> None:
    def look(work: Work) -> None:
        mailing_run.attend(work, 99)
        mailing_run.go_on(work, {99})

    await store.run(look)
