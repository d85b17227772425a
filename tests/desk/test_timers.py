"""The tick: what has passed is fired, and what fails waits for its next try while the others go on."""

from datetime import timedelta

from desk import timers
from desk.ports_timers import Owner, Subject
from desk.timers import TRY_AGAIN
from storage import Store
from tests.desk.clients import HOUSE, request
from tests.support.clock import Clock


async def test_what_fails_is_put_off_for_a_minute(store: Store, clock: Clock) -> None:
    ticket = await store.run(request)
    subject = Subject(Owner.TICKET, ticket.id)
    clock.pass_(timedelta(days=2))
    assert subject in await store.read(timers.due)
    await store.run(timers.put_off, subject)
    assert subject not in await store.read(timers.due)
    clock.pass_(TRY_AGAIN)
    assert subject in await store.read(timers.due)
    assert await store.run(timers.fire, HOUSE, subject) == 1
    assert await store.run(timers.fire, HOUSE, subject) == 0, "another process was quicker"
