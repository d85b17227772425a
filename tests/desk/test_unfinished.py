"""A form that is left unfinished is reminded of, once."""

from datetime import timedelta

import pytest

from desk import intake, timers
from desk.house import House
from desk.model import Block, Draft, Language, Step
from desk.notices_closing import FormWaits
from desk.ports import OutboxRow, Work
from storage import Store
from tests.desk.clients import EMMA, HOUSE, block_bot, fill, request, told
from tests.support.clock import Clock
from tests.support.regulations import IPMG

HOUR = timedelta(hours=1)


async def tick(store: Store, clock: Clock, hours: float, house: House = HOUSE) -> list[OutboxRow]:
    clock.pass_(hours * HOUR)
    for subject in await store.read(timers.due):
        await store.run(timers.fire, house, subject)
    return await store.run(told)


@pytest.fixture
async def draft(store: Store) -> Draft:
    """Emma has come to the company's name."""
    return (await store.run(fill, until=Step.COMPANY)).draft


async def test_a_form_that_nobody_touched_for_a_day_is_reminded_of_once(
    store: Store, clock: Clock, draft: Draft
) -> None:
    assert await tick(store, clock, 23) == []
    (row,) = await tick(store, clock, 1)
    assert (row.notice, row.chat_id) == (FormWaits(EMMA.id, draft.id), EMMA.id)
    assert await tick(store, clock, 100) == []


async def test_who_is_at_it_is_reminded_a_day_after_the_last_answer(store: Store, clock: Clock, draft: Draft) -> None:
    clock.pass_(20 * HOUR)
    await store.run(fill, until=Step.CONTACT)
    assert await tick(store, clock, 4) == []
    assert await tick(store, clock, 19) == []
    assert len(await tick(store, clock, 1)) == 1


async def test_what_was_sent_or_given_up_is_not_reminded_of(store: Store, clock: Clock, draft: Draft) -> None:
    await store.run(intake.cancel, IPMG, EMMA)
    assert await tick(store, clock, 25) == []


async def test_a_form_in_place_of_another_has_a_reminder_of_its_own(store: Store, clock: Clock, draft: Draft) -> None:
    clock.pass_(12 * HOUR)
    new = (await store.run(intake.begin, IPMG, EMMA, fresh=True)).draft
    assert await tick(store, clock, 12) == []
    assert [row.notice for row in await tick(store, clock, 12)] == [FormWaits(EMMA.id, new.id)]


async def test_who_cannot_be_reached_is_not_reminded(store: Store, clock: Clock, draft: Draft) -> None:
    await store.run(block_bot)
    assert await tick(store, clock, 25) == []


async def test_who_may_not_use_the_desk_is_not_reminded(store: Store, clock: Clock) -> None:
    ticket = await store.run(request)
    await store.run(fill, until=Step.PROBLEM)

    def block(work: Work) -> None:
        work.blocks.add(Block(0, EMMA.id, ticket.id, "foul_language", work.now, None, 501, "Андрій"))

    await store.run(block)
    assert not any(isinstance(row.notice, FormWaits) for row in await tick(store, clock, 25))


async def test_a_regulation_without_that_time_reminds_nobody(store: Store, clock: Clock, draft: Draft) -> None:
    never = House(IPMG.model_copy(update={"remind_form_after": None}), HOUSE.group_id, Language.EN)
    assert await tick(store, clock, 25, never) == [], "nor of a form that was begun under another regulation"
    await store.run(intake.begin, never.regulation, EMMA, fresh=True)
    assert await tick(store, clock, 25, never) == []
    assert await store.read(lambda work: work.timers.next_due()) is None
