"""The time of a call (IPMG 3.2.2): reminders, what is late, what is tried again; over the real store."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk import call_backs, calls, timers
from desk.call_backs import Promised
from desk.calls import Step, Why
from desk.errors import CallBackError
from desk.house import House
from desk.model import CallBackState, CallBackTask, Language
from desk.notices import CallBackAsked, CallBackMade
from desk.notices_closing import CallBackDue, CallBackLate
from desk.ports import OutboxRow, Work
from desk.ports_timers import Owner, Subject, Timer, TimerKind
from desk.regulation import CallBack
from storage import Store
from tests.desk.clients import ANDRIY, EMMA, HOUSE, block_bot, told
from tests.desk.test_call_backs import PHONE, begin, promise
from tests.support.clock import Clock
from tests.support.regulations import IPMG, kyiv

MINUTE = timedelta(minutes=1)
ASKED = kyiv("2026-11-20 10:00")
RULE = CallBack(calendar="phone", within=30 * MINUTE, remind_before=10 * MINUTE, retry_after=10 * MINUTE, tries=2)
TASK = CallBackTask(1, EMMA.id, PHONE, ASKED, ASKED + 30 * MINUTE)


def timer(step: int, cycle: int, minutes: int) -> Timer:
    return Timer(TimerKind.CALL_BACK, step, cycle, ASKED + minutes * MINUTE)


@pytest.mark.parametrize(
    ("rule", "task", "expected"),
    [
        (RULE, TASK, [timer(Step.REMIND, 0, 20), timer(Step.LATE, 0, 30)]),
        (RULE.model_copy(update={"remind_before": None}), TASK, [timer(Step.LATE, 0, 30)]),
        (RULE, replace(TASK, due_at=ASKED + 5 * MINUTE), [timer(Step.LATE, 0, 5)]),  # too short to be reminded of
        (
            RULE,
            replace(TASK, state=CallBackState.NO_ANSWER, tries=1, again_at=ASKED + 40 * MINUTE),
            [timer(Step.REMIND, 1, 40), timer(Step.LATE, 1, 70)],
        ),
        (RULE, replace(TASK, state=CallBackState.NO_ANSWER, tries=2), []),
        (RULE, replace(TASK, state=CallBackState.CALLED, tries=1), []),
    ],
)
def test_a_call_has_its_reminder_and_its_deadline_3_2_2(
    rule: CallBack, task: CallBackTask, expected: list[Timer]
) -> None:
    assert calls.steps(rule, task) == expected


async def tick(store: Store, clock: Clock, minutes: int) -> list[OutboxRow]:
    """So many minutes pass, everything that is due then fires, and what is told of it."""
    clock.pass_(minutes * MINUTE)
    for subject in await store.read(timers.due):
        await store.run(timers.fire, HOUSE, subject)
    return await store.run(told)


@pytest.fixture
async def task(store: Store, clock: Clock) -> CallBackTask:
    """A call that Emma asked for in phone hours, of which the engineers know."""
    clock.now = ASKED
    made = (await store.run(promise)).task
    assert [type(row.notice) for row in await store.run(told)] == [CallBackAsked]
    return made


async def settle(store: Store, task: CallBackTask, state: CallBackState) -> CallBackTask:
    return (await store.run(call_backs.settle, HOUSE, ANDRIY, task.id, state))[0]


async def test_the_engineers_are_reminded_and_a_late_call_is_told_to_the_client_once_3_2_2(
    store: Store, clock: Clock, task: CallBackTask
) -> None:
    assert await tick(store, clock, 19) == []
    (soon,) = await tick(store, clock, 1)
    assert soon.notice == CallBackDue(task.id, EMMA.id, Why.SOON)
    late, honest = await tick(store, clock, 10)
    assert (late.notice, late.silent) == (CallBackDue(task.id, EMMA.id, Why.LATE), False)
    assert (honest.notice, honest.chat_id) == (CallBackLate(task.id, EMMA.id), EMMA.id)
    assert await tick(store, clock, 600) == []


async def test_after_an_outage_only_that_it_is_late_is_said(store: Store, clock: Clock, task: CallBackTask) -> None:
    rows = await tick(store, clock, 300)
    assert [row.notice for row in rows] == [CallBackDue(task.id, EMMA.id, Why.LATE), CallBackLate(task.id, EMMA.id)]


async def test_everything_stops_when_they_were_called(store: Store, clock: Clock, task: CallBackTask) -> None:
    done = await settle(store, task, CallBackState.CALLED)
    assert (done.tries, done.tried_at, done.done_at, done.again_at) == (1, ASKED, ASKED, None)
    await store.run(told)
    assert await tick(store, clock, 300) == []
    with pytest.raises(CallBackError):
        await settle(store, task, CallBackState.NO_ANSWER)


async def test_nobody_answered_is_tried_again_and_then_given_up(store: Store, clock: Clock, task: CallBackTask) -> None:
    clock.pass_(5 * MINUTE)
    first = await settle(store, task, CallBackState.NO_ANSWER)
    assert (first.state, first.tries, first.again_at) == (CallBackState.NO_ANSWER, 1, ASKED + 15 * MINUTE)
    assert [row.notice for row in await store.run(told)] == [CallBackMade(task.id, EMMA.id)]
    (again,) = await tick(store, clock, 10)
    assert (again.notice, again.silent) == (CallBackDue(task.id, EMMA.id, Why.AGAIN), False)
    second = await settle(store, task, CallBackState.NO_ANSWER)
    assert (second.tries, second.again_at, second.tried_at) == (2, None, ASKED + 5 * MINUTE)
    assert [row.notice for row in await store.run(told)] == [CallBackMade(task.id, EMMA.id)]
    assert await tick(store, clock, 600) == []
    with pytest.raises(CallBackError):
        await settle(store, task, CallBackState.NO_ANSWER)
    assert not isinstance(await store.run(begin), Promised), "another one can be asked for"
    assert (await settle(store, task, CallBackState.CALLED)).state is CallBackState.CALLED, "they got through after all"


async def test_a_second_try_that_is_late_is_said_too(store: Store, clock: Clock, task: CallBackTask) -> None:
    await settle(store, task, CallBackState.NO_ANSWER)
    await store.run(told)
    await tick(store, clock, 10)
    rows = await tick(store, clock, 30)
    assert [row.notice for row in rows] == [CallBackDue(task.id, EMMA.id, Why.LATE), CallBackLate(task.id, EMMA.id)]


async def test_a_second_try_waits_for_the_line_to_open(store: Store, clock: Clock) -> None:
    clock.now = kyiv("2026-11-20 21:55")
    task = (await store.run(promise)).task
    again = await settle(store, task, CallBackState.NO_ANSWER)
    assert again.again_at == kyiv("2026-11-21 09:00")


async def test_who_asks_for_a_call_that_is_late_has_the_engineers_reminded(
    store: Store, clock: Clock, task: CallBackTask
) -> None:
    promised = await store.run(begin)
    assert isinstance(promised, Promised)
    assert (promised.again, promised.late) == (True, False)
    await tick(store, clock, 31)
    for late in (await store.run(begin), await store.run(promise), await store.run(begin)):
        assert isinstance(late, Promised)
        assert (late.again, late.late) == (True, True)
    rows = await store.run(told)
    assert [row.notice for row in rows] == [CallBackDue(task.id, EMMA.id, Why.ASKED)], "once an hour"


async def test_who_is_called_again_is_told_of_that_one(store: Store, task: CallBackTask) -> None:
    await settle(store, task, CallBackState.NO_ANSWER)
    promised = await store.run(begin)
    assert isinstance(promised, Promised)
    assert promised.task.next_at == ASKED + 10 * MINUTE


async def test_who_cannot_be_reached_is_not_told_and_a_call_that_is_gone_fires_nothing(
    store: Store, clock: Clock, task: CallBackTask
) -> None:
    await store.run(block_bot)
    rows = await tick(store, clock, 31)
    assert [row.chat_id for row in rows] == [HOUSE.group_id]

    def stale(work: Work) -> None:
        for subject, cycle in ((task.id, 5), (task.id + 1, 0)):
            calls.fire(work, HOUSE, Subject(Owner.CALL_BACK, subject), timer(Step.LATE, cycle, 30))

    await store.run(stale)
    assert await store.run(told) == []


async def test_a_company_that_calls_no_more_still_settles_what_it_promised(store: Store, task: CallBackTask) -> None:
    house = House(IPMG.model_copy(update={"call_back": None}), HOUSE.group_id, Language.EN)
    settled, _person = await store.run(call_backs.settle, house, ANDRIY, task.id, CallBackState.NO_ANSWER)
    assert settled.again_at is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"remind_before": "30m"}, "remind_before must be shorter than within"),
        ({"retry_after": "10m"}, "need each other"),
        ({"tries": 2}, "need each other"),
    ],
)
def test_a_rule_of_calls_that_does_not_fit_is_refused(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        CallBack.model_validate({"calendar": "phone", "within": "30m"} | changes)
