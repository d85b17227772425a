"""A playground's clock that leaps: what machines agree on among themselves stays real, and nothing is sent twice."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiogram import Bot
from aiogram.methods import SendMessage

from bot.courier import LEASE
from desk.delivery import exchange
from desk.model import Urgency
from desk.notices import TicketOpened
from desk.ports import Work
from storage import Store, open_store
from tests.bot.sample import CLIENT, GROUP, Desk, open_ticket, tell
from tests.support.clock import Clock
from tests.support.session import FakeTelegram, refusal

LEAP = timedelta(hours=1)


@pytest.fixture
def real(clock: Clock) -> Clock:
    """The machine's time."""
    return Clock(clock.now)


@pytest.fixture
async def store(migrated_file: Path, tmp_path: Path, clock: Clock, real: Clock) -> AsyncIterator[Store]:
    """A store whose people are shown `clock`."""
    shutil.copyfile(migrated_file, tmp_path / "frontdesk.db")
    opened = await open_store(f"sqlite:///{tmp_path / 'frontdesk.db'}", clock=clock, real=real)
    yield opened
    await opened.close()


@pytest.fixture
def desk(bot: Bot, store: Store, clock: Clock) -> Desk:
    return Desk(bot, store, clock)


def news(work: Work, client: int = CLIENT) -> None:
    """Something a client is to be told."""
    tell(work, TicketOpened(open_ticket(work, client).id), client, f"opened:{client}", Urgency.REPLY)


@pytest.mark.parametrize("couriers", [1, 2])
async def test_what_is_being_sent_during_a_leap_is_sent_once(desk: Desk, telegram: FakeTelegram, couriers: int) -> None:
    await desk.store.run(news)
    telegram.delay = 0.6
    others = [desk.new_courier() for _ in range(couriers - 1)]
    async with desk.at_work():
        runs = [asyncio.ensure_future(other.run()) for other in others]  # noqa: TID251
        await asyncio.sleep(0.2)
        for _ in range(4):
            desk.clock.pass_(LEAP)
            await desk.store.run(news, 8)  # wakes every courier
            await asyncio.sleep(0.1)
        await asyncio.sleep(0.8)
        for other in others:
            await other.stop(1)
        await asyncio.gather(*runs)
    assert [row.state for row in await desk.rows()] == ["sent", "sent"]
    assert len(telegram.of(SendMessage, CLIENT)) == 1
    assert len(telegram.of(SendMessage, 8)) == 1


async def test_a_lease_of_a_dead_process_runs_out_in_real_time(
    desk: Desk, telegram: FakeTelegram, clock: Clock, real: Clock
) -> None:
    await desk.store.run(news)
    await desk.store.run(exchange, [], limit=10, lease=LEASE, group_id=GROUP)  # and then the process dies
    clock.pass_(LEAP)
    real.pass_(LEASE - timedelta(seconds=1))
    turn = await desk.store.run(exchange, [], limit=10, lease=LEASE, group_id=GROUP)
    assert turn.errands == ()
    assert turn.next_due == clock.now + timedelta(seconds=1)
    real.pass_(timedelta(seconds=1))
    [row] = await desk.settle()
    assert row.state == "sent"


async def test_telegram_asks_to_wait_in_its_own_seconds(
    desk: Desk, telegram: FakeTelegram, clock: Clock, real: Clock
) -> None:
    await desk.store.run(news)
    telegram.fail(SendMessage, refusal(429, "Too Many Requests: retry after 30", retry_after=30))
    assert [row.state for row in await desk.settle()] == ["ready"]
    clock.pass_(LEAP)
    real.pass_(timedelta(seconds=29))
    assert [row.state for row in await desk.settle()] == ["ready"]
    real.pass_(timedelta(seconds=2))
    assert [row.state for row in await desk.settle()] == ["sent"]


async def test_a_leap_is_noticed_within_a_second(desk: Desk, telegram: FakeTelegram, clock: Clock) -> None:
    def later(work: Work) -> None:
        ticket = open_ticket(work)
        tell(work, TicketOpened(ticket.id), CLIENT, "later", not_before=work.now + LEAP)

    await desk.store.run(later)
    async with desk.at_work():
        await asyncio.sleep(0.3)
        assert telegram.of(SendMessage) == []
        clock.pass_(LEAP)
        await asyncio.sleep(1.2)
        assert len(telegram.of(SendMessage)) == 1
