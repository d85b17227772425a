"""The digests come at their times by the wall clock, once, and after an outage once."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

import pytest

from desk import digests, timers
from desk.briefing import brief
from desk.digests import SUBJECT
from desk.house import House
from desk.model import Language, Resolution
from desk.notices_reports import DayDigest, OfReports, WeekDigest
from desk.ports import Work
from desk.ports_timers import TimerKind
from desk.regulation import DigestTimes, Regulation, Weekly
from desk.staff import close, take
from storage import Store
from tests.desk.clients import ANDRIY, HOUSE, request
from tests.support.clock import Clock
from tests.support.regulations import IPMG, kyiv

BOTH = DigestTimes(daily=time(8, 30), weekly=Weekly(day="mon", at=time(9)))


def house(times: DigestTimes | None = BOTH, group_id: int = -1001) -> House:
    return House(IPMG.model_copy(update={"digest": times}), group_id, Language.EN)


def pending(work: Work) -> dict[TimerKind, datetime]:
    return {timer.kind: timer.due_at for timer in work.timers.pending(SUBJECT)}


def told(work: Work) -> Sequence[OfReports]:
    """What waits to be told, taken out of the outbox."""
    rows = work.outbox.claim(50, timedelta(minutes=1))
    for row in rows:
        work.outbox.sent(row.id, row.id)
    return [row.notice for row in rows if isinstance(row.notice, OfReports)]


def tick(work: Work, of: House) -> int:
    return sum(timers.fire(work, of, subject) for subject in timers.due(work))


async def test_the_next_of_each_kind_is_planned_at_the_start(store: Store, clock: Clock) -> None:
    clock.now = kyiv("2026-11-18 12:00")
    await store.run(digests.settle, house())
    await store.run(digests.settle, house())
    assert await store.read(pending) == {
        TimerKind.DAILY: kyiv("2026-11-19 08:30"),
        TimerKind.WEEKLY: kyiv("2026-11-23 09:00"),
    }


@pytest.mark.parametrize("of", [house(None), house(group_id=0)], ids=["no times", "no group"])
async def test_without_times_or_a_group_none_is_planned(store: Store, clock: Clock, of: House) -> None:
    clock.now = kyiv("2026-11-18 12:00")
    await store.run(digests.settle, house())
    await store.run(digests.settle, of)
    assert await store.read(pending) == {}


async def test_changed_times_take_the_place_of_the_old_ones(store: Store, clock: Clock) -> None:
    clock.now = kyiv("2026-11-18 12:00")
    await store.run(digests.settle, house())
    await store.run(digests.settle, house(DigestTimes(daily=time(13))))
    assert await store.read(pending) == {TimerKind.DAILY: kyiv("2026-11-18 13:00")}


async def test_the_daily_one_tells_of_yesterday_and_the_next_is_planned(store: Store, clock: Clock) -> None:
    clock.now = kyiv("2026-11-18 12:00")
    await store.run(digests.settle, house())
    clock.now = kyiv("2026-11-19 08:30")
    assert await store.run(tick, house()) == 1
    assert await store.run(tick, house()) == 0
    assert await store.run(told) == [DayDigest("2026-11-18", "Europe/Kyiv")]
    assert (await store.read(pending))[TimerKind.DAILY] == kyiv("2026-11-20 08:30")


async def test_the_weekly_one_tells_of_the_seven_days_before(store: Store, clock: Clock) -> None:
    only = house(DigestTimes(weekly=Weekly(day="mon", at=time(9))))
    clock.now = kyiv("2026-11-18 12:00")
    await store.run(digests.settle, only)
    clock.now = kyiv("2026-11-23 09:00")
    await store.run(tick, only)
    assert await store.run(told) == [WeekDigest("2026-11-16", "Europe/Kyiv")]
    assert await store.read(pending) == {TimerKind.WEEKLY: kyiv("2026-11-30 09:00")}


async def test_after_an_outage_one_of_each_comes_and_tells_of_the_last_that_was_missed(
    store: Store, clock: Clock
) -> None:
    clock.now = kyiv("2026-11-18 12:00")
    await store.run(digests.settle, house())
    clock.now = kyiv("2026-12-10 07:00")
    await store.run(digests.settle, house())
    assert await store.run(tick, house()) == 2
    assert set(await store.run(told)) == {
        DayDigest("2026-12-08", "Europe/Kyiv"),
        WeekDigest("2026-11-30", "Europe/Kyiv"),
    }
    assert await store.run(tick, house()) == 0
    assert await store.read(pending) == {
        TimerKind.DAILY: kyiv("2026-12-10 08:30"),
        TimerKind.WEEKLY: kyiv("2026-12-14 09:00"),
    }


async def test_one_that_is_due_when_the_digests_are_taken_out_of_the_regulation_is_not_told(
    store: Store, clock: Clock
) -> None:
    clock.now = kyiv("2026-11-18 12:00")
    await store.run(digests.settle, house())
    clock.now = kyiv("2026-11-19 08:30")
    assert await store.run(tick, house(None)) == 1
    assert await store.run(told) == []
    assert await store.read(pending) == {}


DST = [
    ("the clocks go forward at 03:00", "2026-03-28 12:00", time(8, 30), "2026-03-29T05:30:00+00:00"),
    ("a time that is jumped over", "2026-03-28 12:00", time(3, 30), "2026-03-29T01:30:00+00:00"),
    ("the clocks go back at 04:00", "2026-10-24 12:00", time(8, 30), "2026-10-25T06:30:00+00:00"),
    ("a time that comes twice: the first", "2026-10-24 12:00", time(3, 30), "2026-10-25T00:30:00+00:00"),
]


@pytest.mark.parametrize(("now", "at", "due"), [row[1:] for row in DST], ids=[row[0] for row in DST])
async def test_on_the_nights_of_a_clock_change_in_kyiv(
    store: Store, clock: Clock, now: str, at: time, due: str
) -> None:
    clock.now = kyiv(now)
    await store.run(digests.settle, house(DigestTimes(daily=at)))
    assert await store.read(pending) == {TimerKind.DAILY: datetime.fromisoformat(due)}


async def test_it_says_what_was_and_how_it_stands_when_it_is_read(store: Store, clock: Clock) -> None:
    def yesterday(work: Work) -> None:
        done, _open = request(work), request(work)
        take(work, HOUSE, ANDRIY, done.id)
        close(work, HOUSE, ANDRIY, done.id, Resolution.SOLVED, "")

    clock.now = kyiv("2026-11-18 12:00")
    await store.run(yesterday)
    clock.now = kyiv("2026-11-19 08:30")
    notice = DayDigest("2026-11-18", "Europe/Kyiv")
    found = (await store.read(brief, notice)).digest
    assert found is not None
    assert (found.opened, found.closed, found.open_now, found.late_now, found.stars.count) == (2, 1, 1, 0, 0)
    assert [ticket.id for ticket in found.nearest] == [1002]
    clock.now = kyiv("2026-11-20 08:30")
    week = (await store.read(brief, WeekDigest("2026-11-12", "Europe/Kyiv"))).digest
    assert week is not None
    assert (week.period.days, week.opened) == (7, 2)
    later = (await store.read(brief, notice)).digest
    assert later is not None
    assert (later.late_now, later.nearest) == (1, [])


@pytest.mark.parametrize("regulation", [IPMG])
def test_the_regulation_says_when(regulation: Regulation) -> None:
    assert set(digests.rules(regulation)) == {TimerKind.DAILY, TimerKind.WEEKLY}
