"""Call me back (IPMG 3.2.2, 3.2.3): by when a call is made, and what becomes of it."""

from dataclasses import replace

import pytest

from desk import call_backs
from desk.call_backs import PhoneAsked, Promised, due
from desk.errors import BadAnswerError, CallBackError
from desk.model import CallBackState, Expected, Identity, Sender
from desk.notices import CallBackAsked, CallBackMade
from desk.ports import Work
from storage import Store
from tests.desk.clients import ANDRIY, EMMA, HOUSE, told
from tests.support.regulations import IPMG, PROVIDENCE, kyiv

PHONE = "+380672446444"
CASES = [
    ("2026-11-20 10:00", "2026-11-20 10:30"),  # a Friday, in phone hours
    ("2026-11-20 21:50", "2026-11-20 22:20"),  # asked in phone hours: 30 minutes from then
    ("2026-11-20 22:00", "2026-11-21 09:30"),  # the line has closed: it opens on Saturday at 9
    ("2026-11-20 03:00", "2026-11-20 08:00"),
    ("2026-11-22 23:00", "2026-11-23 08:00"),  # Sunday night: Monday 7:30
]


@pytest.mark.parametrize(("asked", "by"), CASES)
def test_a_call_is_made_within_30_minutes_of_phone_hours_3_2_2(asked: str, by: str) -> None:
    assert due(IPMG, kyiv(asked)) == kyiv(by)


def test_who_does_not_call_back_promises_nothing() -> None:
    with pytest.raises(CallBackError):
        due(PROVIDENCE, kyiv("2026-11-20 10:00"))


def begin(work: Work, sender: Sender = EMMA) -> PhoneAsked | Promised:
    """Call me back is pressed."""
    return call_backs.begin(work, HOUSE, sender)


def promise(work: Work) -> Promised:
    """A call that Emma asked for."""
    return call_backs.ask(work, HOUSE, work.people.meet(EMMA), PHONE)


def give(work: Work, contact: str, *, reachable: bool = True) -> None:
    """Emma's contact details of an earlier request."""
    person = work.people.meet(EMMA)
    work.people.save(replace(person, identity=Identity("Emma", "Alfa", contact), reachable=reachable))


@pytest.mark.parametrize(("contact", "known"), [(PHONE, PHONE), ("emma@example.com", None)])
async def test_the_number_that_they_gave_before_is_offered(store: Store, contact: str, known: str | None) -> None:
    await store.run(give, contact)
    asked = await store.run(begin)
    assert isinstance(asked, PhoneAsked)
    assert (asked.known, asked.person.expects) == (known, Expected.PHONE)
    if known is None:
        with pytest.raises(BadAnswerError):
            await store.run(call_backs.ask_known, HOUSE, EMMA)
        return
    promised = await store.run(call_backs.ask_known, HOUSE, EMMA)
    assert (promised.task.phone, promised.person.expects) == (PHONE, None)


async def test_one_call_is_promised_once_and_the_engineers_are_told_once(store: Store) -> None:
    first = await store.run(promise)
    again = await store.run(begin)
    assert isinstance(again, Promised)
    assert (again.task, again.again) == (first.task, True)
    assert (await store.run(promise)).again
    rows = await store.run(told)
    assert [(row.chat_id, row.notice) for row in rows] == [(HOUSE.group_id, CallBackAsked(first.task.id, EMMA.id))]


async def test_after_no_answer_it_is_called_again_and_a_made_call_is_done(store: Store) -> None:
    task = (await store.run(promise)).task
    await store.run(told)
    for tries in (1, 2):
        missed, person = await store.run(call_backs.settle, HOUSE, ANDRIY, task.id, CallBackState.NO_ANSWER)
        assert (missed.state, missed.engineer_name, person.id) == (CallBackState.NO_ANSWER, "Андрій", EMMA.id)
        assert (missed.tries, missed.waits) == (tries, tries < 2)
    with pytest.raises(CallBackError):
        await store.run(call_backs.settle, HOUSE, ANDRIY, task.id, CallBackState.NO_ANSWER)
    await store.run(call_backs.settle, HOUSE, ANDRIY, task.id, CallBackState.CALLED)
    for state in (CallBackState.NO_ANSWER, CallBackState.CALLED):
        with pytest.raises(CallBackError):
            await store.run(call_backs.settle, HOUSE, ANDRIY, task.id, state)
    assert [row.notice for row in await store.run(told)] == [CallBackMade(task.id, EMMA.id)] * 3


async def test_a_call_that_is_not_there_is_gone(store: Store) -> None:
    with pytest.raises(CallBackError):
        await store.run(call_backs.settle, HOUSE, ANDRIY, 4711, CallBackState.CALLED)


async def test_who_cannot_be_reached_is_not_told_of_the_call(store: Store) -> None:
    task = (await store.run(promise)).task
    await store.run(told)
    await store.run(give, PHONE, reachable=False)
    await store.run(call_backs.settle, HOUSE, ANDRIY, task.id, CallBackState.CALLED)
    assert await store.run(told) == []
