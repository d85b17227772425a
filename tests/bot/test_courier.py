"""The courier against the real store: who hears what, in which order, and that nothing is lost or told twice."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from aiogram import Bot
from aiogram.methods import EditMessageText, GetMe, SendMessage

from bot.courier import LEASE
from desk.delivery import exchange
from desk.model import EventKind, Sender, Ticket, Urgency
from desk.notices import Card, ClientUnreachable, CriticalIncident, DeliveryFailed, TicketOpened
from desk.ports import Work
from handlers.outgoing import Say
from storage import Store
from tests.bot.sample import CLIENT, GROUP, Desk, open_ticket, tell
from tests.support.clock import Clock
from tests.support.session import (
    FakeTelegram,
    Trouble,
    connection_broken,
    connection_refused,
    html_page,
    refusal,
    texts,
    timeout,
)


@pytest.fixture
def desk(bot: Bot, store: Store, clock: Clock) -> Desk:
    return Desk(bot, store, clock)


def news(work: Work, urgency: Urgency = Urgency.REPLY) -> Ticket:
    """A ticket whose client is to be told of it."""
    ticket = open_ticket(work)
    tell(work, TicketOpened(ticket.id), CLIENT, f"opened:{ticket.id}", urgency)
    return ticket


async def test_what_is_put_is_sent_marked_and_known_by_its_message(desk: Desk, telegram: FakeTelegram) -> None:
    ticket = await desk.store.run(news)
    [row] = await desk.settle()
    [call] = telegram.of(SendMessage)
    assert (call.chat_id, call.text) == (CLIENT, f"TicketOpened {ticket.key}")
    assert (row.state, row.message_id) == ("sent", telegram.message_id_of(call))
    assert await desk.store.read(lambda work: work.outbox.ticket_of(CLIENT, row.message_id or 0)) == ticket.id


async def test_a_commit_wakes_the_courier_at_once(desk: Desk, telegram: FakeTelegram) -> None:
    async with desk.at_work():
        await asyncio.sleep(0.05)
        await desk.store.run(news)
        await asyncio.sleep(0.2)  # less than the poll
        assert len(telegram.of(SendMessage)) == 1


async def test_a_chat_gets_its_news_in_order_urgent_ones_first(desk: Desk, telegram: FakeTelegram) -> None:
    def put(work: Work) -> None:
        ticket = open_ticket(work)
        tell(work, TicketOpened(ticket.id), GROUP, "second")
        tell(work, DeliveryFailed(ticket.id, "x"), GROUP, "third")
        tell(work, CriticalIncident(ticket.id), GROUP, "first", Urgency.CRITICAL)

    await desk.store.run(put)
    await desk.settle()
    assert [text.split()[0] for text in texts(telegram.of(SendMessage))] == [
        "CriticalIncident",
        "TicketOpened",
        "DeliveryFailed",
    ]


async def test_chats_do_not_wait_for_each_other(desk: Desk, telegram: FakeTelegram) -> None:
    def put(work: Work) -> None:
        for client in range(1, 21):
            tell(work, TicketOpened(open_ticket(work, client).id), client, f"opened:{client}")

    await desk.store.run(put)
    telegram.delay = 0.2
    start = asyncio.get_running_loop().time()
    await desk.settle()
    assert len(telegram.of(SendMessage)) == 20
    assert asyncio.get_running_loop().time() - start < 1.5  # one after another: 4 seconds


async def test_after_429_the_chat_waits_as_told_and_the_others_do_not(desk: Desk, telegram: FakeTelegram) -> None:
    def put(work: Work) -> None:
        news(work)
        tell(work, TicketOpened(open_ticket(work, 8).id), 8, "other")

    await desk.store.run(put)
    telegram.fail(SendMessage, refusal(429, "Too Many Requests: retry after 30", retry_after=30), chat_id=CLIENT)
    first, other = await desk.settle()
    assert (first.state, first.attempts, other.state) == ("ready", 0, "sent")
    desk.clock.pass_(timedelta(seconds=29))
    assert (await desk.settle())[0].state == "ready"
    desk.clock.pass_(timedelta(seconds=1))
    assert (await desk.settle())[0].state == "sent"


async def test_429_in_many_chats_holds_the_whole_bot(desk: Desk, telegram: FakeTelegram) -> None:
    def put(work: Work, clients: range) -> None:
        for client in clients:
            tell(work, TicketOpened(open_ticket(work, client).id), client, f"opened:{client}")

    await desk.store.run(put, range(1, 6))
    telegram.fail(SendMessage, refusal(429, "Too Many Requests: retry after 30", retry_after=30), times=None)
    await desk.settle()
    calls = len(telegram.calls)
    await desk.store.run(put, range(20, 21))
    await desk.settle()
    assert len(telegram.calls) == calls, "a chat that was not told to wait waits too"
    telegram.recover()
    desk.clock.pass_(timedelta(seconds=31))
    assert {row.state for row in await desk.settle()} == {"sent"}


async def test_a_storm_of_429_loses_and_doubles_nothing(desk: Desk, telegram: FakeTelegram) -> None:
    def put(work: Work) -> None:
        for client in range(1, 9):
            ticket = open_ticket(work, client)
            tell(work, TicketOpened(ticket.id), client, f"opened:{client}")
            tell(work, DeliveryFailed(ticket.id, "x"), client, f"more:{client}")

    await desk.store.run(put)
    for client in range(1, 9):
        slow_down = refusal(429, "Too Many Requests: retry after 2", retry_after=2)
        telegram.fail(SendMessage, slow_down, chat_id=client, times=1 + client % 3)
    for _ in range(6):
        await desk.settle()
        desk.clock.pass_(timedelta(seconds=2))
    assert {row.state for row in await desk.rows()} == {"sent"}
    for client in range(1, 9):
        said = [text.split()[0] for text in texts(telegram.of(SendMessage, client))]
        assert said == ["TicketOpened", "DeliveryFailed"]


async def test_a_client_who_blocked_the_bot_is_written_to_no_more_and_the_engineers_hear_it_once(
    desk: Desk, telegram: FakeTelegram
) -> None:
    def more(work: Work, ticket_id: int) -> None:
        tell(work, DeliveryFailed(ticket_id, "x"), CLIENT, f"more:{len(work.tickets.history(ticket_id))}:{work.now}")

    ticket = await desk.store.run(news)
    await desk.store.run(more, ticket.id)
    telegram.fail(SendMessage, refusal(403, "Forbidden: bot was blocked by the user"), chat_id=CLIENT, times=None)
    first, second, notice = await desk.settle()
    assert (first.state, second.state, notice.state, notice.chat_id) == ("dead", "dead", "sent", GROUP)
    assert len([call for call in telegram.calls if getattr(call, "chat_id", 0) == CLIENT]) == 1
    desk.clock.pass_(timedelta(hours=1))
    await desk.store.run(more, ticket.id)
    await desk.settle()
    assert texts(telegram.of(SendMessage, GROUP)) == [f"{ClientUnreachable.__name__} {ticket.key}"]
    assert not (await desk.store.read(lambda work: work.people.get(CLIENT))).reachable  # type: ignore[union-attr]
    history = await desk.store.read(lambda work: work.tickets.history(ticket.id))
    assert [entry.kind for entry in history] == [EventKind.CLIENT_UNREACHABLE]


async def test_a_client_who_writes_again_gets_news_again(desk: Desk, telegram: FakeTelegram) -> None:
    ticket = await desk.store.run(news)
    telegram.fail(SendMessage, refusal(403, "Forbidden: bot was blocked by the user"), chat_id=CLIENT)
    await desk.settle()
    await desk.store.run(lambda work: work.people.meet(Sender(CLIENT, "Emma")))
    await desk.store.run(lambda work: tell(work, DeliveryFailed(ticket.id, "x"), CLIENT, "again"))
    await desk.settle()
    assert texts(telegram.of(SendMessage, CLIENT)) == [f"DeliveryFailed {ticket.key}"]


@pytest.mark.parametrize(
    "trouble",
    [
        refusal(403, "Forbidden: bot was kicked from the supergroup chat"),
        refusal(400, "Bad Request: chat not found"),
        refusal(400, "Bad Request: not enough rights to send text messages to the chat"),
    ],
)
async def test_a_closed_group_keeps_its_news_until_the_bot_is_let_in(
    desk: Desk, telegram: FakeTelegram, trouble: Trouble
) -> None:
    def put(work: Work) -> None:
        ticket = open_ticket(work)
        tell(work, CriticalIncident(ticket.id), GROUP, "incident", Urgency.CRITICAL)
        tell(work, Card(ticket.id), GROUP, "card", Urgency.CARD)

    await desk.store.run(put)
    telegram.fail(None, trouble, chat_id=GROUP, times=None)
    for _ in range(3):
        await desk.settle()
        desk.clock.pass_(timedelta(minutes=1))
    telegram.recover()
    desk.clock.pass_(timedelta(minutes=10))
    assert [row.state for row in await desk.settle()] == ["sent", "sent"]


async def test_a_group_that_became_a_supergroup_gets_its_news_there(desk: Desk, telegram: FakeTelegram) -> None:
    def put(work: Work) -> None:
        tell(work, Card(open_ticket(work).id), GROUP, "card", Urgency.CARD)

    await desk.store.run(put)
    moved = refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-1002)
    telegram.fail(SendMessage, moved, chat_id=GROUP, times=None)
    [row] = await desk.settle()
    assert (row.state, row.chat_id, desk.moves) == ("sent", -1002, [(GROUP, -1002)])
    assert await desk.store.read(lambda work: work.chats.current(GROUP)) == -1002


async def test_a_client_whose_chat_is_not_found_is_given_up_and_the_engineers_hear_why(
    desk: Desk, telegram: FakeTelegram
) -> None:
    ticket = await desk.store.run(news)
    telegram.fail(SendMessage, refusal(400, "Bad Request: chat not found"), chat_id=CLIENT)
    lost, told = await desk.settle()
    assert (lost.state, lost.last_error, told.state) == ("dead", "Bad Request: chat not found", "sent")
    assert texts(telegram.of(SendMessage, GROUP)) == [f"DeliveryFailed {ticket.key}"]


@pytest.mark.parametrize("trouble", [connection_refused, refusal(500, "Internal Server Error"), html_page, timeout])
async def test_an_outage_loses_nothing_and_multiplies_nothing(
    desk: Desk, telegram: FakeTelegram, trouble: Trouble
) -> None:
    await desk.store.run(news)
    telegram.fail(None, trouble, times=None)
    for _ in range(20):
        await desk.settle(most=3)
        desk.clock.pass_(timedelta(minutes=10))
    tries = [call for call in telegram.calls if isinstance(call, SendMessage)]
    assert len(tries) <= 20, "one a start at most: while Telegram does not answer a harmless question nothing is sent"
    telegram.recover()
    assert [row.state for row in await desk.settle()] == ["sent"]
    assert len(telegram.of(SendMessage)) == 1


async def test_while_telegram_does_not_answer_only_a_harmless_question_is_asked(
    desk: Desk, telegram: FakeTelegram
) -> None:
    await desk.store.run(news)
    telegram.fail(None, timeout, times=None)
    async with desk.at_work():
        for _ in range(10):
            await asyncio.sleep(0.06)
            desk.clock.pass_(timedelta(minutes=5))
    kinds = [type(call) for call in telegram.calls]
    assert (kinds.count(SendMessage), kinds.count(GetMe) > 3) == (1, True)


@pytest.mark.parametrize("trouble", [timeout, connection_broken, html_page])
@pytest.mark.parametrize("urgency", list(Urgency))
async def test_what_may_have_arrived_is_sent_once_more_but_for_mailings(
    desk: Desk, telegram: FakeTelegram, trouble: Trouble, urgency: Urgency
) -> None:
    await desk.store.run(news, urgency)
    telegram.fail(SendMessage, trouble, after=True)
    await desk.settle()
    desk.clock.pass_(timedelta(seconds=2))
    [row] = await desk.settle()
    mailing = urgency is Urgency.MAILING
    assert (row.state, len(telegram.of(SendMessage))) == (("uncertain", 1) if mailing else ("sent", 2))


@pytest.mark.parametrize("urgency", [Urgency.REPLY, Urgency.MAILING])
async def test_what_was_claimed_by_a_killed_process_goes_again_but_for_mailings(
    desk: Desk, telegram: FakeTelegram, urgency: Urgency
) -> None:
    await desk.store.run(news, urgency)
    await desk.store.run(exchange, [], limit=10, lease=LEASE, group_id=GROUP)  # and then the process dies
    desk.clock.pass_(LEASE - timedelta(seconds=1))
    async with desk.at_work():
        await asyncio.sleep(0.1)
    assert (await desk.rows())[0].state == "sending"
    assert telegram.of(SendMessage) == []
    desk.clock.pass_(timedelta(seconds=1))
    [row] = await desk.settle()
    mailing = urgency is Urgency.MAILING
    assert (row.state, len(telegram.of(SendMessage))) == (("uncertain", 0) if mailing else ("sent", 1))


async def test_two_couriers_on_one_outbox_send_each_message_once(desk: Desk, telegram: FakeTelegram) -> None:
    def put(work: Work) -> None:
        for client in range(1, 31):
            tell(work, TicketOpened(open_ticket(work, client).id), client, f"opened:{client}")

    telegram.delay = 0.01
    second = Desk.__new__(Desk)
    second.__dict__.update(desk.__dict__)
    second.courier = desk.new_courier()
    async with desk.at_work(), second.at_work():
        await desk.store.run(put)
        await asyncio.sleep(1.2)
    assert sorted(int(call.chat_id) for call in telegram.of(SendMessage)) == list(range(1, 31))


async def test_the_stop_marks_what_went_out_and_leaves_the_rest(desk: Desk, telegram: FakeTelegram) -> None:
    def put(work: Work) -> None:
        ticket = open_ticket(work)
        for number in range(5):
            tell(work, TicketOpened(ticket.id), CLIENT, f"opened:{number}")

    telegram.delay = 0.3
    await desk.store.run(put)
    async with desk.at_work():
        await asyncio.sleep(0.1)
    states = [row.state for row in await desk.rows()]
    assert states == ["sent", "ready", "ready", "ready", "ready"]


async def test_a_notice_that_cannot_be_worded_does_not_hold_up_the_others_for_long(
    desk: Desk, telegram: FakeTelegram
) -> None:
    desk.words.instead[TicketOpened] = ZeroDivisionError()

    def put(work: Work) -> None:
        tell(work, DeliveryFailed(news(work).id, "x"), CLIENT, "behind")

    await desk.store.run(put)
    for _ in range(7):
        await desk.settle()
        desk.clock.pass_(timedelta(minutes=1))
    broken, behind, told = await desk.rows()
    assert (broken.state, behind.state, told.state) == ("dead", "sent", "sent")
    assert told.chat_id == GROUP


async def test_what_is_gone_is_given_up(desk: Desk, telegram: FakeTelegram) -> None:
    await desk.store.run(lambda work: tell(work, TicketOpened(4711), CLIENT, "gone"))
    [row] = await desk.settle()
    assert (row.state, telegram.calls) == ("dead", [])


async def test_what_is_claimed_with_a_new_card_is_a_reply_to_it(desk: Desk, telegram: FakeTelegram) -> None:
    def put(work: Work) -> None:
        first, second = open_ticket(work), open_ticket(work)
        tell(work, Card(first.id), GROUP, "card", Urgency.CARD)
        for ticket in (first, second):
            tell(work, DeliveryFailed(ticket.id, "x"), GROUP, f"after {ticket.id}", Urgency.CARD)

    desk.words.instead[DeliveryFailed] = Say("after it", to_card=True)
    await desk.store.run(put)
    await desk.settle()
    card, reply, other = telegram.of(SendMessage)
    assert reply.reply_parameters is not None
    assert reply.reply_parameters.message_id == telegram.message_id_of(card)
    assert other.reply_parameters is None


async def test_the_card_is_edited_in_place_and_posted_anew_when_it_is_gone(desk: Desk, telegram: FakeTelegram) -> None:
    def change(work: Work, ticket_id: int, key: str) -> None:
        tell(work, Card(ticket_id), GROUP, key, Urgency.CARD)

    ticket = await desk.store.run(open_ticket)
    for key in ("posted", "edited"):
        await desk.store.run(change, ticket.id, key)
        await desk.settle()
    [posted] = telegram.of(SendMessage)
    [edited] = telegram.of(EditMessageText)
    assert edited.message_id == telegram.message_id_of(posted)
    telegram.fail(EditMessageText, refusal(400, "Bad Request: message to edit not found"))
    await desk.store.run(change, ticket.id, "gone")
    await desk.settle()
    anew = telegram.of(SendMessage)[-1]
    card = await desk.store.read(lambda work: work.tickets.get(ticket.id))
    assert card is not None
    assert (card.card_chat_id, card.card_id) == (GROUP, telegram.message_id_of(anew))
    assert len(telegram.of(SendMessage)) == 2


class ShakyOutlet:
    """A store that fails, before anything is written, when it is to mark what was sent."""

    def __init__(self, store: Store, failures: int) -> None:
        self._store = store
        self.failures = failures
        self.on_outbox: Callable[[], None] | None = None

    async def run(self, use_case: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Fail, or hand on."""
        if args[0] and self.failures:
            self.failures -= 1
            raise OSError("disk I/O error")
        return await self._store.run(use_case, *args, **kwargs)

    async def read(self, use_case: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Hand on."""
        return await self._store.read(use_case, *args, **kwargs)


async def test_a_failing_database_loses_no_mark(desk: Desk, telegram: FakeTelegram) -> None:
    await desk.store.run(news)
    outlet = ShakyOutlet(desk.store, failures=1)
    desk.courier = desk.new_courier(outlet)
    async with desk.at_work():
        await asyncio.sleep(2.5)
    [row] = await desk.rows()
    assert (outlet.failures, row.state, len(telegram.of(SendMessage))) == (0, "sent", 1)
