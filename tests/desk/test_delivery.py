"""What becomes of a message that had to be told, against the real store."""

from datetime import timedelta
from typing import Any, cast

import pytest
from sqlalchemy import text

from desk import rights
from desk.conversation import reply, retry
from desk.delivery import (
    Blocked,
    Errand,
    Exchange,
    GivenUp,
    HoldAll,
    Moved,
    PutOff,
    Report,
    Sent,
    adopt_group,
    exchange,
    mark_unreachable,
    tell_failed,
)
from desk.errors import AlreadyProcessedError, TicketNotFoundError
from desk.house import House
from desk.messages import Content, Kind, Said
from desk.model import Actor, Colleague, Language, OutboxState, Role, Urgency
from desk.notices import Card, ClientUnreachable, DeliveryFailed, GroupShut, Notice, Receipt, Spoken, TicketOpened
from desk.ports import OutboxRow, Work
from desk.rights import Shut
from desk.updates import once
from storage import Store
from tests.bot.sample import CLIENT, GROUP, open_ticket, tell
from tests.support.clock import Clock
from tests.support.regulations import IPMG

LEASE = timedelta(seconds=30)
EMMAS = 1001


@pytest.fixture
async def opened(store: Store) -> Store:
    """A store with Emma's ticket and the news of it for her."""

    def put(work: Work) -> None:
        tell(work, TicketOpened(open_ticket(work).id), CLIENT, "opened")

    await store.run(put)
    return store


async def turn(store: Store, *reports: Report, limit: int = 10, group_id: int | None = GROUP) -> Exchange:
    return await store.run(exchange, reports, limit=limit, lease=LEASE, group_id=group_id)


async def claimed(store: Store) -> OutboxRow:
    [errand] = (await turn(store)).errands
    return errand.row


async def state(store: Store, key: str) -> str:
    def read(work: Work) -> str:
        query = text("SELECT state FROM outbox WHERE key = :key")
        return str(cast("Any", work)._unit.connection.execute(query, {"key": key}).scalar())

    return await store.read(read)


async def news_of(store: Store, chat_id: int) -> list[Notice]:
    """What is claimable for a chat now."""
    return [errand.row.notice for errand in (await turn(store)).errands if errand.row.chat_id == chat_id]


async def test_marking_and_claiming_are_one_unit(opened: Store) -> None:
    row = await claimed(opened)
    await opened.run(lambda work: tell(work, TicketOpened(EMMAS), CLIENT, "next"))
    [following] = (await turn(opened, Sent(row, 77))).errands
    assert isinstance(following, Errand)
    assert (following.row.notice, following.briefing.client.id) == (TicketOpened(EMMAS), CLIENT)
    assert await opened.read(lambda work: work.outbox.ticket_of(CLIENT, 77)) == EMMAS


async def test_nothing_is_claimed_where_nothing_is_asked_for(opened: Store, clock: Clock) -> None:
    turned = await turn(opened, limit=0)
    assert (turned.errands, turned.next_due) == ((), clock.now)


async def test_a_card_is_known_where_it_was_sent(opened: Store) -> None:
    row = await claimed(opened)
    await turn(opened, Sent(row, 5, card=(GROUP, 5)))
    card = await opened.read(lambda work: work.tickets.by_card(GROUP, 5))
    assert card is not None
    assert card.id == EMMAS


@pytest.mark.parametrize("hold", [True, False])
async def test_what_is_put_off_goes_again_then(opened: Store, clock: Clock, hold: bool) -> None:
    row = await claimed(opened)
    until = clock.now + timedelta(seconds=5)
    waiting = await turn(opened, PutOff(row, until, "slow", hold=hold))
    assert (waiting.errands, waiting.next_due) == ((), until)
    clock.now = until
    [again] = (await turn(opened)).errands
    assert (again.row.id, again.row.attempts) == (row.id, 1)


async def test_all_chats_wait_where_telegram_slows_the_whole_bot(opened: Store, clock: Clock) -> None:
    until = clock.now + timedelta(seconds=5)
    assert (await turn(opened, HoldAll(until))).errands == ()
    clock.now = until
    assert len((await turn(opened)).errands) == 1


async def test_a_moved_group_takes_its_news_along(opened: Store) -> None:
    await turn(opened)
    await opened.run(lambda work: tell(work, Card(EMMAS), GROUP, "card"))
    row = await claimed(opened)
    [errand] = (await turn(opened, Moved(row, -2))).errands
    assert (errand.row.id, errand.row.chat_id) == (row.id, -2)


@pytest.mark.parametrize(("group_id", "told"), [(GROUP, [DeliveryFailed(EMMAS, "gone", 1)]), (None, [])])
async def test_the_engineers_hear_what_a_client_did_not_get(
    opened: Store, group_id: int | None, told: list[Notice]
) -> None:
    row = await claimed(opened)
    turned = await turn(opened, GivenUp(row, "gone"), group_id=group_id)
    assert [errand.row.notice for errand in turned.errands] == told
    assert await state(opened, "opened") == "dead"


async def test_what_was_given_up_goes_once_more_and_a_second_failure_is_told_too(opened: Store, clock: Clock) -> None:
    row = await claimed(opened)
    first = (await turn(opened, GivenUp(row, "gone"))).errands
    assert await opened.run(retry, EMMAS, row.id)
    assert not await opened.run(retry, EMMAS, row.id), "it is on its way already"
    assert not await opened.run(retry, EMMAS, 999)
    with pytest.raises(TicketNotFoundError):
        await opened.run(retry, 4711, row.id)
    again = (await turn(opened, Sent(first[0].row, 5))).errands
    assert [errand.row.id for errand in again] == [row.id]
    clock.pass_(timedelta(seconds=1))
    second = (await turn(opened, GivenUp(row, "gone again"))).errands
    assert [errand.row.notice for errand in second] == [DeliveryFailed(EMMAS, "gone again", 1)]


async def test_they_do_not_hear_what_may_have_arrived_nor_of_their_own_news(opened: Store) -> None:
    row = await claimed(opened)
    assert (await turn(opened, GivenUp(row, "?", OutboxState.UNCERTAIN))).errands == ()
    await opened.run(lambda work: tell(work, Card(EMMAS), GROUP, "card"))
    row = await claimed(opened)
    assert (await turn(opened, GivenUp(row, "rejected"))).errands == ()


async def test_a_blocked_client_is_marked_and_the_engineers_hear_it_once_a_ticket(opened: Store) -> None:
    row = await claimed(opened)
    [told] = (await turn(opened, Blocked(row, "403"))).errands
    assert (told.row.notice, told.row.chat_id) == (ClientUnreachable(EMMAS), GROUP)
    await opened.run(mark_unreachable, EMMAS, GROUP)
    assert len(await opened.read(lambda work: work.tickets.history(EMMAS))) == 1
    await opened.run(lambda work: tell(work, TicketOpened(EMMAS), CLIENT, "more"))
    dropped = (await turn(opened, Sent(told.row, 1))).dropped
    assert [type(report) for report in dropped] == [Blocked]
    assert await state(opened, "more") == "dead"


async def test_who_was_thought_gone_is_tried_again(opened: Store) -> None:
    row = await claimed(opened)
    await turn(opened, Blocked(row, "403"), limit=0)
    assert await opened.run(retry, EMMAS, row.id)
    person = await opened.read(lambda work: work.people.get(CLIENT))
    assert person is not None
    assert person.reachable


async def spoken(store: Store) -> OutboxRow:
    """An engineer's message to Emma, claimed."""
    said = Said(Content(Kind.TEXT, "Since when?"), GROUP, 900)
    house = House(IPMG, GROUP, Language.EN)
    await store.run(reply, house, Actor(Role.ENGINEER, 501, "Андрій"), EMMAS, said)
    found: list[OutboxRow] = []
    while not found:
        rows = [errand.row for errand in (await turn(store)).errands]
        assert rows, "it is on its way"
        found = [row for row in rows if isinstance(row.notice, Spoken)]
        await turn(store, *[Sent(row, 5) for row in rows if row not in found], limit=0)
    return found[0]


async def test_an_engineer_hears_which_message_a_blocked_client_did_not_get(opened: Store) -> None:
    row = await spoken(opened)
    await turn(opened, Blocked(row, "Forbidden: user is deactivated"), limit=0)
    notices = await news_of(opened, GROUP)
    assert [type(notice) for notice in notices if isinstance(notice, DeliveryFailed | ClientUnreachable)] == [
        DeliveryFailed
    ]


async def test_an_engineers_message_gets_its_receipt_when_it_has_arrived(opened: Store) -> None:
    row = await spoken(opened)
    await turn(opened, Sent(row, 5), limit=0)
    assert isinstance(row.notice, Spoken)
    assert Receipt(EMMAS, row.notice.message_id) in await news_of(opened, GROUP)


async def test_supervisors_hear_of_a_shut_group_once_until_it_takes_news_again(opened: Store, clock: Clock) -> None:
    await opened.run(lambda work: work.supervisors.replace([Colleague(900, "Boss")]))
    await turn(opened)
    await opened.run(lambda work: tell(work, Card(EMMAS), GROUP, "card"))
    row = await claimed(opened)
    until = clock.now + timedelta(minutes=1)
    turned = await turn(opened, PutOff(row, until, "kicked", hold=True, counted=False, shut=Shut.OUT))
    assert {errand.row.chat_id for errand in turned.errands if isinstance(errand.row.notice, GroupShut)} == {900}
    clock.now = until
    [again] = [errand.row for errand in (await turn(opened)).errands if errand.row.id == row.id]
    await turn(opened, Sent(again, 5), limit=0)
    assert not await opened.run(rights.reopened, GROUP), "it was known to take news again"


async def test_without_a_group_the_history_alone_tells_of_a_blocked_client(opened: Store) -> None:
    row = await claimed(opened)
    assert (await turn(opened, Blocked(row, "403"), group_id=None)).errands == ()
    assert len(await opened.read(lambda work: work.tickets.history(EMMAS))) == 1


async def test_a_ticket_that_is_gone_is_nobodys_news(opened: Store) -> None:
    await opened.run(mark_unreachable, 4711, GROUP)
    row = await claimed(opened)
    orphan = OutboxRow(row.id, CLIENT, TicketOpened(4711), 1, silent=False, attempts=0, ticket_id=None)
    await opened.run(tell_failed, orphan, "gone", GROUP)
    assert await news_of(opened, GROUP) == []


async def test_what_it_is_about_being_gone_it_is_given_up(store: Store) -> None:
    await store.run(lambda work: tell(work, TicketOpened(4711), CLIENT, "orphan"))
    [dropped] = (await turn(store)).dropped
    assert isinstance(dropped, GivenUp)
    assert await state(store, "orphan") == "dead"


@pytest.mark.parametrize(("urgency", "ended"), [(Urgency.REPLY, "sending"), (Urgency.MAILING, "uncertain")])
async def test_what_a_dead_process_was_sending_goes_again_but_for_mailings(
    opened: Store, clock: Clock, urgency: Urgency, ended: str
) -> None:
    await claimed(opened)
    await opened.run(lambda work: tell(work, TicketOpened(EMMAS), GROUP, "taken", urgency))
    await claimed(opened)
    clock.pass_(LEASE)
    await turn(opened)
    assert await state(opened, "taken") == ended


async def test_news_put_before_there_was_a_group_go_to_the_first_one_only(opened: Store) -> None:
    await turn(opened)
    await opened.run(lambda work: tell(work, Card(EMMAS), 0, "card"))
    await opened.run(adopt_group, GROUP)
    await opened.run(adopt_group, -3)
    assert await opened.read(lambda work: work.chats.current(0)) == GROUP
    assert await news_of(opened, GROUP) == [Card(EMMAS)]


async def test_an_update_takes_effect_once_and_a_failed_one_leaves_no_mark(store: Store) -> None:
    def fails(work: Work) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        await store.run(once, 1, fails)
    assert await store.run(once, 1, lambda work: "done") == "done"
    with pytest.raises(AlreadyProcessedError):
        await store.run(once, 1, lambda work: "done")
