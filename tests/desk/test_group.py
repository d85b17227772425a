"""The engineers' group: its topics, who left it, and who hears when the bot cannot work in it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from desk import leavers, rights, staff, topics
from desk.model import Colleague, Resolution, Ticket
from desk.notices import Card, EngineerLeft, GroupShut, TopicsRefused
from desk.ports import Work
from desk.ports_topics import Topic
from desk.rights import Shut
from storage import Store
from tests.desk.clients import ANDRIY, HOUSE, IHOR, OLENA, request, told
from tests.support.clock import Clock

GROUP = HOUSE.group_id
WATCHED = replace(HOUSE, supervisors=frozenset({900}))


async def test_a_group_has_topics_as_telegram_said_last(store: Store) -> None:
    for forum in (False, True, True, False):
        await store.run(topics.found, GROUP, forum=forum)
        assert await store.read(topics.has_topics, GROUP) is forum


@pytest.mark.parametrize("with_card", [True, False])
async def test_the_card_belongs_into_the_new_topic(store: Store, with_card: bool) -> None:
    ticket = await store.run(request)
    await store.run(told)
    await store.run(lambda work: work.tickets.set_card(ticket.id, GROUP, 800))
    topic = Topic(ticket.id, GROUP, 33, "IPMG-1001")
    await store.run(topics.made, topic, with_card=with_card)
    assert await store.read(topics.topic_of, ticket.id, GROUP) == topic
    assert (await store.read(staff.look, ticket.id)).card_id is None
    assert [row.notice for row in await store.run(told)] == ([] if with_card else [Card(ticket.id)])


async def test_missing_rights_are_told_once_until_topics_could_be_managed_again(store: Store, clock: Clock) -> None:
    ticket = await store.run(request)
    await store.run(told)
    topic = Topic(ticket.id, GROUP, 33, "IPMG-1001")
    for _ in range(2):
        await store.run(topics.refused, GROUP, ticket.id, "not enough rights")
    assert [row.notice for row in await store.run(told)] == [TopicsRefused(ticket.id, "not enough rights")]
    await store.run(topics.changed, replace(topic, closed=True))
    assert await store.read(topics.topic_of, ticket.id, GROUP) == replace(topic, closed=True)
    clock.pass_(timedelta(minutes=1))
    await store.run(topics.refused, GROUP, ticket.id, "again")
    assert [row.notice for row in await store.run(told)] == [TopicsRefused(ticket.id, "again")]


def _taken(work: Work) -> Ticket:
    return staff.take(work, HOUSE, ANDRIY, request(work).id)


async def test_what_a_leaver_had_returns_to_the_queue_and_the_group_hears_it_once(store: Store) -> None:
    first, second, done = [await store.run(_taken) for _ in range(3)]
    await store.run(staff.close, HOUSE, ANDRIY, done.id, Resolution.SOLVED, "")
    others = await store.run(request, IHOR)
    await store.run(staff.take, HOUSE, OLENA, others.id)
    await store.run(told)
    assert {one.id for one in await store.read(leavers.holders)} == {501, 502}
    returned = await store.run(leavers.left, HOUSE, 501)
    assert [(one.id, one.assignee_id) for one in returned] == [(first.id, None), (second.id, None)]
    told_group = [row.notice for row in await store.run(told) if isinstance(row.notice, EngineerLeft)]
    assert told_group == [EngineerLeft(first.id, "Андрій", f"{first.key}, {second.key}")]
    assert await store.run(leavers.left, HOUSE, 501) == []
    assert await store.run(told) == []
    assert (await store.read(staff.look, others.id)).assignee_id == 502


class Late:
    """A unit that read who holds what a moment before somebody else changed it."""

    def __init__(self, work: Work, numbers: list[int]) -> None:
        self.work, self.numbers, self.held = work, numbers, self

    def of(self, engineer_id: int) -> list[int]:
        """As it was."""
        return self.numbers

    def __getattr__(self, name: str) -> Any:
        return getattr(self.work, name)


async def test_what_was_closed_or_given_away_at_that_moment_stays_as_it_is(store: Store) -> None:
    done = await store.run(_taken)
    await store.run(staff.close, HOUSE, ANDRIY, done.id, Resolution.SOLVED, "")
    free = await store.run(request)
    await store.run(told)

    def late(work: Work) -> Sequence[Ticket]:
        return leavers.left(cast("Work", Late(work, [done.id, free.id, 4711])), HOUSE, 501)

    assert await store.run(late) == []
    assert await store.run(told) == []


async def test_supervisors_and_admins_hear_once_that_the_group_is_shut(store: Store, clock: Clock) -> None:
    await store.run(rights.remember, WATCHED, [Colleague(901, "Admin"), Colleague(900, "Boss")])
    for _ in range(2):
        await store.run(rights.remember_listed, WATCHED)
    assert await store.run(rights.shut, GROUP, Shut.OUT)
    assert not await store.run(rights.shut, GROUP, Shut.SILENCED)
    rows = await store.run(told)
    assert [(row.chat_id, row.notice) for row in rows] == [(one, GroupShut(one, "out")) for one in (900, 901)]
    assert await store.run(rights.reopened, GROUP)
    assert not await store.run(rights.reopened, GROUP)
    clock.pass_(timedelta(minutes=1))
    assert await store.run(rights.shut, GROUP, Shut.SILENCED)


async def test_at_the_start_those_listed_are_known_beside_the_admins_of_before(store: Store) -> None:
    await store.run(rights.remember, HOUSE, [Colleague(901, "Admin")])
    await store.run(rights.remember_listed, WATCHED)
    assert {one.id for one in await store.read(lambda work: work.supervisors.all())} == {900, 901}
