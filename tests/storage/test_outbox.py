"""The outbox: what may go, in which order, and what becomes of it."""

from datetime import timedelta
from typing import Any

from desk.model import OutboxState, Urgency
from desk.notices import Card, TicketOpened
from desk.ports import OutboxRow, Post, Work
from storage import Store
from storage.claims import CHAT_SHARE
from storage.outbox import STRANGE_LEASES
from tests.storage.samples import GROUP, put, ticket
from tests.support.clock import Clock

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


async def claim(store: Store, limit: int = 100, lease: timedelta = MINUTE) -> list[OutboxRow]:
    """Claimed rows."""
    return list(await store.run(lambda work: work.outbox.claim(limit, lease)))


def key_order(rows: list[OutboxRow]) -> list[int]:
    """The rows' ids, which are numbered from 1 in the order in which they were put."""
    return [row.id for row in rows]


async def test_a_row_comes_back_as_it_was_put_once_a_key(any_store: Store) -> None:
    def twice(work: Work) -> None:
        for _ in range(2):
            work.outbox.put(
                TicketOpened(7), key="k", chat_id=GROUP, urgency=Urgency.CARD, silent=True, ticket_id=7, collapse="c"
            )

    await any_store.run(twice)
    await any_store.run(put, "k")
    expected = OutboxRow(1, GROUP, TicketOpened(7), Urgency.CARD.rank, silent=True, attempts=0, ticket_id=7)
    assert await claim(any_store) == [expected]
    await any_store.run(twice)
    assert await claim(any_store) == []


async def test_several_are_put_at_once_in_their_order_and_go_to_where_the_chat_is_now(any_store: Store) -> None:
    def put_them(work: Work) -> None:
        work.chats.migrate(GROUP, -2)
        cards = [Post(Card(7), key, GROUP, Urgency.CARD, True, 7, collapse="card:7") for key in ("a", "b")]
        work.outbox.put_all([Post(TicketOpened(7), "k", 5, Urgency.CARD), *cards, cards[0]])
        work.outbox.put_all([])

    await any_store.run(put_them)
    found = [(row.chat_id, row.notice, row.silent, row.ticket_id) for row in await claim(any_store)]
    assert found == [(5, TicketOpened(7), False, None), (-2, Card(7), True, 7)]


async def test_urgent_ones_go_first_then_the_oldest(any_store: Store) -> None:
    for number, urgency in enumerate((Urgency.MAILING, Urgency.REPLY, Urgency.CRITICAL, Urgency.REPLY)):
        await any_store.run(put, f"k{number}", number, urgency)
    assert key_order(await claim(any_store, 3)) == [3, 2, 4]
    assert key_order(await claim(any_store, 3)) == [1]


async def test_nothing_of_a_chat_goes_while_something_of_it_is_under_way(any_store: Store) -> None:
    for number in range(3):
        await any_store.run(put, f"k{number}", 1)
    assert key_order(await claim(any_store, 1)) == [1]
    await any_store.run(put, "other", 2)
    await any_store.run(put, "critical", 1, Urgency.CRITICAL)
    assert key_order(await claim(any_store)) == [4]
    await any_store.run(lambda work: work.outbox.sent(1, 11))
    assert key_order(await claim(any_store)) == [5, 2, 3]


async def test_a_full_chat_leaves_room_for_others(any_store: Store) -> None:
    for number in range(CHAT_SHARE + 5):
        await any_store.run(put, f"k{number}", 1)
    await any_store.run(put, "other", 2)
    assert key_order(await claim(any_store)) == [*range(1, CHAT_SHARE + 1), CHAT_SHARE + 6]


async def test_what_follows_a_waiting_row_waits_with_it_unless_it_is_more_urgent(
    any_store: Store, clock: Clock
) -> None:
    await any_store.run(put, "waits", 1)
    (row,) = await claim(any_store)
    await any_store.run(lambda work: work.outbox.retry(row.id, clock() + MINUTE, "down"))
    await any_store.run(put, "after", 1)
    await any_store.run(put, "critical", 1, Urgency.CRITICAL)
    await any_store.run(put, "elsewhere", 2)
    assert key_order(await claim(any_store)) == [3, 4]
    await any_store.run(lambda work: work.outbox.sent(3, 3))
    await any_store.run(lambda work: work.outbox.sent(4, 4))
    assert await any_store.read(lambda work: work.outbox.next_due()) == clock() + MINUTE
    clock.pass_(MINUTE)
    again = await claim(any_store)
    assert key_order(again) == [1, 2]
    assert [row.attempts for row in again] == [1, 0]
    assert not any(row.again for row in again)


async def test_a_row_may_be_put_for_later(any_store: Store, clock: Clock) -> None:
    due = clock() + SECOND

    def later(work: Work) -> None:
        work.outbox.put(TicketOpened(1), key="k", chat_id=1, urgency=Urgency.CARD, not_before=due)

    await any_store.run(later)
    assert await claim(any_store) == []
    assert await any_store.read(lambda work: work.outbox.next_due()) == due
    clock.pass_(SECOND)
    assert key_order(await claim(any_store)) == [1]


async def test_a_row_whose_lease_ran_out_is_claimed_again_and_says_so(any_store: Store, clock: Clock) -> None:
    await any_store.run(put, "k")
    await claim(any_store)
    assert await any_store.read(lambda work: work.outbox.next_due()) == clock() + MINUTE
    clock.pass_(MINUTE - SECOND)
    assert await claim(any_store) == []
    clock.pass_(SECOND)
    assert await any_store.read(lambda work: work.outbox.next_due()) == clock()
    (row,) = await claim(any_store)
    assert row.again
    assert await claim(any_store) == []


async def test_a_row_that_waits_serves_all_of_its_collapse_key(any_store: Store) -> None:
    for number in range(3):
        await any_store.run(put, f"k{number}", 1, Urgency.CARD, "card:1")
    (row,) = await claim(any_store)
    await any_store.run(put, "k3", 1, Urgency.CARD, "card:1")
    await any_store.run(lambda work: work.outbox.sent(row.id, 5))
    assert len(await claim(any_store)) == 1


async def test_a_retried_row_is_dropped_for_its_twin_which_takes_over_the_waiting(
    any_store: Store, clock: Clock
) -> None:
    await any_store.run(put, "old", 1, Urgency.CARD, "card:1")
    (old,) = await claim(any_store)
    await any_store.run(put, "new", 1, Urgency.CARD, "card:1")
    await any_store.run(lambda work: work.outbox.retry(old.id, clock() + MINUTE, "down"))
    assert await claim(any_store) == []
    clock.pass_(MINUTE)
    (twin,) = await claim(any_store)
    assert twin.id != old.id
    assert twin.attempts == 1


async def test_a_held_chat_waits_with_what_comes_later_and_a_hold_on_all_stops_everything(
    any_store: Store, clock: Clock
) -> None:
    await any_store.run(lambda work: work.outbox.hold(1, clock() + MINUTE))
    await any_store.run(lambda work: work.outbox.hold(1, clock() + SECOND))
    await any_store.run(put, "held", 1)
    assert await claim(any_store) == []
    assert await any_store.read(lambda work: work.outbox.next_due()) == clock() + MINUTE
    await any_store.run(put, "free", 2)
    await any_store.run(lambda work: work.outbox.hold(None, clock() + SECOND))
    assert await claim(any_store) == []
    assert await any_store.read(lambda work: work.outbox.next_due()) == clock() + SECOND
    clock.pass_(SECOND)
    assert key_order(await claim(any_store)) == [2]
    clock.pass_(MINUTE)
    assert 1 in key_order(await claim(any_store))


async def test_what_is_sent_or_given_up_never_goes_again(any_store: Store, clock: Clock) -> None:
    for number in range(3):
        await any_store.run(put, f"k{number}", number)
    await claim(any_store)

    def end(work: Work) -> None:
        work.outbox.sent(1, 55)
        work.outbox.give_up(2, OutboxState.DEAD, "no such chat")
        work.outbox.give_up(3, OutboxState.UNCERTAIN, "timed out")
        work.outbox.retry(1, clock(), "too late: it went out")

    await any_store.run(end)
    clock.pass_(timedelta(days=1))
    assert await claim(any_store) == []
    assert await any_store.read(lambda work: work.outbox.next_due()) is None


async def test_a_sent_message_leads_to_its_ticket(any_store: Store) -> None:
    await any_store.run(put, "k", GROUP)
    await claim(any_store)
    await any_store.run(lambda work: work.outbox.sent(1, 77))
    assert await any_store.read(lambda work: work.outbox.ticket_of(GROUP, 77)) == 1001
    assert await any_store.read(lambda work: work.outbox.ticket_of(GROUP, 78)) is None


async def test_nothing_is_due_in_an_empty_outbox_and_now_when_a_row_is_ready(any_store: Store, clock: Clock) -> None:
    assert await any_store.read(lambda work: work.outbox.next_due()) is None
    await any_store.run(put, "k")
    assert await any_store.read(lambda work: work.outbox.next_due()) == clock()


async def test_the_courier_is_woken_after_the_commit_of_a_unit_that_put_or_released(
    any_store: Store, clock: Clock
) -> None:
    calls: list[int] = []
    any_store.on_outbox = lambda: calls.append(1)
    await any_store.run(put, "k")
    await any_store.run(lambda work: work.updates.mark(1))
    await claim(any_store)
    assert len(calls) == 1
    await any_store.run(lambda work: work.outbox.retry(1, clock(), "down"))
    await any_store.read(lambda work: work.now)
    assert len(calls) == 2


async def test_news_of_a_later_version_wait_for_a_process_that_knows_them_but_not_for_ever(
    any_store: Store, clock: Clock
) -> None:
    def connection(work: Work) -> Any:
        return work.outbox._unit.connection  # type: ignore[attr-defined]

    def strange(work: Work) -> None:
        put(work, "k", 1)
        put(work, "behind", 1)
        put(work, "other", 2)
        connection(work).exec_driver_sql("""UPDATE outbox SET notice = '{"kind":"FromTheFuture"}' WHERE id = 1""")

    def first(work: Work) -> tuple[str, int, str]:
        query = "SELECT state, attempts, last_error FROM outbox WHERE id = 1"
        return tuple(connection(work).exec_driver_sql(query).one())

    await any_store.run(strange)
    assert key_order(await claim(any_store)) == [2, 3], "claimed with it, so nothing is left out before them"
    await any_store.run(lambda work: work.outbox.sent(2, 2))
    await any_store.run(lambda work: work.outbox.sent(3, 3))
    await any_store.run(put, "later", 1)
    assert await claim(any_store) == [], "it waits behind the strange one"
    for tries in range(2, STRANGE_LEASES):
        clock.pass_(MINUTE)
        await claim(any_store)
        assert await any_store.read(first) == ("ready", tries, "a kind of news that this version does not know")
    clock.pass_(MINUTE)
    assert key_order(await claim(any_store)) == [4]
    assert (await any_store.read(first))[0] == "dead"
    await any_store.run(lambda work: work.outbox.sent(4, 4))
    await any_store.run(put, "free", 1)
    assert key_order(await claim(any_store)) == [5]


async def test_old_edits_of_a_card_go_and_everything_a_reply_may_name_stays(any_store: Store, clock: Clock) -> None:
    def sent(work: Work) -> int:
        about = ticket(work).id
        card = f"card:{about}"
        for number, (chat, collapse, message) in enumerate(
            [
                (GROUP, card, 5),
                (GROUP, card, 5),
                (GROUP, card, 4),
                (GROUP, None, 5),
                (7, card, 5),
                (GROUP, "pictures:1", 5),
            ]
        ):
            put(work, f"k{number}", chat, Urgency.CARD, collapse, about)
            rows = work.outbox.claim(10, MINUTE)
            work.outbox.sent(rows[0].id, message)
        work.tickets.set_card(about, GROUP, 5)
        put(work, "waits", GROUP, Urgency.CARD, card, about)
        return about

    about = await any_store.run(sent)
    assert await any_store.run(lambda work: work.outbox.purge(clock())) == 0, "not before they are old"
    clock.pass_(SECOND)
    assert await any_store.run(lambda work: work.outbox.purge(clock())) == 2
    for chat, message in ((GROUP, 4), (GROUP, 5), (7, 5)):
        assert await any_store.read(lambda work, c=chat, m=message: work.outbox.ticket_of(c, m)) == about  # type: ignore[misc]
    (waiting,) = await claim(any_store)
    assert waiting.ticket_id == about
