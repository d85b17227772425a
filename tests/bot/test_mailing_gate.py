"""A mailing beside everything else: it goes as fast as it may, and nothing waits for it."""

import asyncio
from datetime import timedelta

import pytest
from aiogram import Bot
from aiogram.methods import GetMe, SendMessage

from bot.mailing_gate import MailingGate
from bot.pace import Pace
from bot.tasks import Tasks
from desk.house import House
from desk.mailing_run import attend, start
from desk.model import Language, Sender, Urgency
from desk.notices import CriticalIncident
from desk.ports import Work
from desk.ports_mailings import Mailing, MailingKind, MailingState, RecipientState
from storage import Store
from tests.bot.sample import GROUP, Desk, open_ticket, tell
from tests.support.clock import MONDAY_NOON, Clock
from tests.support.regulations import IPMG
from tests.support.session import FakeTelegram, refusal, texts, timeout

HOUSE = House(IPMG, GROUP, Language.EN)
SLOW_DOWN = refusal(429, "Too Many Requests: retry after 30", retry_after=30)


@pytest.fixture
def desk(bot: Bot, store: Store, clock: Clock) -> Desk:
    return Desk(bot, store, clock)


def mail(work: Work, count: int) -> int:
    """A mailing to so many people, 1000 and up, runs."""
    for number in range(1000, 1000 + count):
        work.people.meet(Sender(number, "Client"))
    blank = Mailing(0, MailingKind.FINISHED, MailingState.DRAFT, 5, "Софія", GROUP, work.now)
    return start(work, HOUSE, work.mailings.add(blank)).id


def alarm(work: Work) -> None:
    """A critical request has come in."""
    ticket = open_ticket(work)
    tell(work, CriticalIncident(ticket.id), GROUP, f"critical:{ticket.id}", Urgency.CRITICAL)


def reached(telegram: FakeTelegram) -> list[int]:
    """The clients who have it."""
    return [int(call.chat_id) for call in telegram.of(SendMessage) if int(call.chat_id) >= 1000]


async def test_everybody_gets_it_and_urgent_news_pass(desk: Desk, telegram: FakeTelegram) -> None:
    number = await desk.store.run(mail, 150)
    telegram.delay = 0.3
    async with desk.at_work():
        await asyncio.sleep(0.5)  # its progress is posted, and as many as may are on the wire
        began = asyncio.get_running_loop().time()
        await desk.store.run(alarm)
        async with asyncio.timeout(5):
            while "Critical" not in str(texts(telegram.of(SendMessage, GROUP))):  # noqa: ASYNC110  # it calls nobody
                await asyncio.sleep(0.01)
        assert asyncio.get_running_loop().time() - began < 0.3 + 0.3, "one call, and nothing to wait for before it"
        assert len(reached(telegram)) < 100
        telegram.delay = 0.0
        while len(reached(telegram)) < 150:
            await desk.store.run(attend, number)
            await asyncio.sleep(0.05)
    assert sorted(reached(telegram)) == list(range(1000, 1150))
    assert await desk.store.read(lambda work: work.mailings.counts(number)) == {RecipientState.SENT: 150}


async def test_429_in_several_of_its_chats_stops_the_mailing_and_nothing_else(
    desk: Desk, telegram: FakeTelegram
) -> None:
    await desk.store.run(mail, 100)
    for number in range(1000, 1100):
        telegram.fail(SendMessage, SLOW_DOWN, chat_id=number)
    await desk.settle(most=10)
    tried = sum(isinstance(call, SendMessage) and int(call.chat_id) >= 1000 for call in telegram.calls)
    assert 3 <= tried <= 30, "those that were on the wire"
    await desk.store.run(alarm)
    await desk.settle(most=10)
    assert "CriticalIncident" in texts(telegram.of(SendMessage, GROUP))[-1]
    assert reached(telegram) == []
    telegram.recover()
    desk.clock.pass_(timedelta(seconds=31))
    await desk.settle()
    assert len(reached(telegram)) == len(set(reached(telegram))) == 100


async def test_a_chat_of_a_mailing_that_is_told_to_wait_gets_its_reply(desk: Desk, telegram: FakeTelegram) -> None:
    await desk.store.run(mail, 1)
    telegram.fail(SendMessage, SLOW_DOWN, chat_id=1000)
    await desk.settle()

    def reply(work: Work) -> None:
        tell(work, CriticalIncident(open_ticket(work, 1000).id), 1000, "reply")

    await desk.store.run(reply)
    await desk.settle()
    assert [text.split()[0] for text in texts(telegram.of(SendMessage, 1000))] == ["CriticalIncident"]


async def test_where_telegram_does_not_answer_the_mailing_waits_and_is_not_burnt(
    desk: Desk, telegram: FakeTelegram
) -> None:
    number = await desk.store.run(mail, 100)
    for client in range(1000, 1100):
        telegram.fail(SendMessage, timeout, chat_id=client)
    telegram.fail(GetMe, timeout, times=None)
    async with desk.at_work():
        await asyncio.sleep(0.3)
        await desk.store.run(alarm)
        await asyncio.sleep(0.3)
        assert "CriticalIncident" in texts(telegram.of(SendMessage, GROUP))[-1]
        counts = await desk.store.read(lambda work: work.mailings.counts(number))
        assert 1 <= counts[RecipientState.UNCERTAIN] <= 30
        telegram.recover()
        await asyncio.sleep(1.5)
    counts = await desk.store.read(lambda work: work.mailings.counts(number))
    assert counts[RecipientState.UNCERTAIN] <= 30
    assert counts[RecipientState.SENT] == 100 - counts[RecipientState.UNCERTAIN]


async def test_what_telegram_says_of_a_person_is_their_result(desk: Desk, telegram: FakeTelegram) -> None:
    number = await desk.store.run(mail, 3)
    telegram.fail(SendMessage, refusal(403, "Forbidden: bot was blocked by the user"), chat_id=1000)
    telegram.fail(SendMessage, refusal(400, "Bad Request: chat not found"), chat_id=1001)
    await desk.settle()
    assert await desk.store.read(lambda work: work.mailings.counts(number)) == {
        RecipientState.BLOCKED: 1, RecipientState.FAILED: 1, RecipientState.SENT: 1,
    }  # fmt: skip
    blocked = await desk.store.read(lambda work: work.people.get(1000))
    assert blocked is not None
    assert not blocked.reachable
    assert all("Unreachable" not in text for text in texts(telegram.of(SendMessage, GROUP)))


async def test_room_is_what_the_pace_leaves_and_the_wire_has_places_for() -> None:
    class Watch:
        now = 0.0

        def __call__(self) -> float:
            return self.now

    async def answers() -> bool:
        return True

    watch, clock, tasks = Watch(), Clock(), Tasks()
    limited = MailingGate(Pace(watch, limited=True), clock, tasks, answers, 1.0)
    unlimited = MailingGate(Pace(watch, limited=False), clock, tasks, answers, 1.0)
    assert (limited.room(), unlimited.room()) == (20, 30)
    unlimited.taken(30)
    assert unlimited.room() == 0
    unlimited.done()
    assert unlimited.room() == 1
    for chat in range(3):
        limited.slowed(chat, MONDAY_NOON + timedelta(seconds=10 + chat))
    assert limited.room() == 0
    clock.pass_(timedelta(seconds=10))
    assert limited.room() == 20
