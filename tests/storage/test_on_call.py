"""Who is on call, on both databases: the chat's rota, who took over, what is handed over, who left."""

from datetime import datetime, timedelta

from desk.model import Colleague
from desk.ports import Work
from desk.ports_on_call import ChatRota, Handover, HandoverState, Override
from desk.rota import TurnKind
from storage import Store
from tests.support.clock import Clock

ANNA, BOHDAN = Colleague(7_000_000_001, "Ann <b>"), Colleague(7_000_000_002, "Богдан")
HOUR = timedelta(hours=1)


def set_rota(work: Work, rota: ChatRota) -> bool:
    """It holds."""
    return work.on_call.set_rota(rota)


def waiting(work: Work, engineer_id: int) -> list[Handover]:
    """What waits for them."""
    return list(work.on_call.waiting(engineer_id))


async def test_the_chats_rota_is_one_and_can_be_cleared(any_store: Store, clock: Clock) -> None:
    assert await any_store.read(lambda work: work.on_call.rota()) is None
    assert not await any_store.run(lambda work: work.on_call.set_rota(None))
    first = ChatRota(datetime.fromisoformat("2026-03-29T03:30"), TurnKind.DAY, (ANNA, BOHDAN), BOHDAN, clock.now)
    second = ChatRota(datetime.fromisoformat("2026-11-16T09:00"), TurnKind.WEEK, (BOHDAN,), ANNA, clock.now)
    for rota in (first, second):
        assert await any_store.run(set_rota, rota)
        assert await any_store.read(lambda work: work.on_call.rota()) == rota
    assert await any_store.run(lambda work: work.on_call.set_rota(None))
    assert await any_store.read(lambda work: work.on_call.rota()) is None


async def test_of_those_who_took_over_the_newest_holds(any_store: Store, clock: Clock) -> None:
    now = clock.now

    def begin(work: Work) -> tuple[Override, Override]:
        long = work.on_call.add(Override(0, ANNA, now, now + 9 * HOUR, now))
        return long, work.on_call.add(Override(0, BOHDAN, now + HOUR, now + 3 * HOUR, now))

    long, short = await any_store.run(begin)

    async def holds(hours: int, *absent: int) -> Override | None:
        return await any_store.read(lambda work: work.on_call.override(now + hours * HOUR, frozenset(absent)))

    assert await holds(-1) is None
    assert await holds(0) == long
    assert await holds(1) == await holds(2) == short
    assert await holds(2, BOHDAN.id) == long
    assert await holds(2, BOHDAN.id, ANNA.id) is None
    assert await holds(3) == long
    assert await holds(9) is None
    await any_store.run(lambda work: work.on_call.end(long.id, now + 5 * HOUR))
    assert await holds(5) is None


async def test_a_handover_waits_until_it_is_settled(any_store: Store, clock: Clock) -> None:
    new = Handover(0, ANNA, BOHDAN, clock.now, clock.now + HOUR, clock.now + 9 * HOUR)
    made = await any_store.run(lambda work: work.on_call.ask(new))
    assert await any_store.read(lambda work: work.on_call.handover(made.id)) == made
    assert await any_store.run(lambda work: work.on_call.lock_handover(made.id)) == made
    assert await any_store.read(lambda work: work.on_call.lock_handover(made.id)) == made
    assert await any_store.read(lambda work: work.on_call.handover(made.id + 1)) is None
    for one in (ANNA, BOHDAN):
        assert await any_store.read(waiting, one.id) == [made]
    assert await any_store.read(lambda work: list(work.on_call.waiting(5))) == []
    await any_store.run(lambda work: work.on_call.settle(made.id, HandoverState.DECLINED))
    settled = await any_store.read(lambda work: work.on_call.handover(made.id))
    assert settled is not None
    assert settled.state is HandoverState.DECLINED
    assert await any_store.read(lambda work: list(work.on_call.waiting(ANNA.id))) == []


async def test_who_left_is_absent_until_they_are_back(any_store: Store) -> None:
    assert [await any_store.run(lambda work: work.on_call.left(ANNA.id)) for _ in range(2)] == [True, False]
    assert await any_store.read(lambda work: work.on_call.absent()) == {ANNA.id}
    assert [await any_store.run(lambda work: work.on_call.back(ANNA.id)) for _ in range(2)] == [True, False]
    assert await any_store.read(lambda work: work.on_call.absent()) == frozenset()
