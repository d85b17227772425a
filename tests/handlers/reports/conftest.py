"""Requests in a store, with their engineers, and the words at hand."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from aiogram.utils.i18n import I18n

from bot import i18n as catalogues
from desk.house import House
from desk.model import Actor, Identity, Impact, Language, Request, Resolution, Role, Sender, Ticket
from desk.periods import Period
from desk.ports import Work
from desk.staff import close, take
from desk.tickets import open_ticket
from handlers.texts.common import speak
from storage import Store
from tests.support.clock import Clock
from tests.support.regulations import IPMG, kyiv

HOUSE = House(IPMG, -1001, Language.EN)
ANDRIY = Actor(Role.ENGINEER, 501, "@Андрій")
EVIL = Identity('=HYPERLINK("http://evil.example","x")', "+cmd|' /C calc'!A0", "x@example.com", "")
PERIOD = Period(date(2026, 11, 18), date(2026, 11, 19), "Europe/Kyiv")


def opened(work: Work, number: int, identity: Identity = EVIL) -> Ticket:
    client = work.people.meet(Sender(7, "Emma", "emma", "en"))
    draft = Request(number, "access", Impact.QUESTION, None, "standard", identity, "Secret words", "")
    return open_ticket(work, HOUSE, client, draft)


def handled(work: Work, number: int) -> Ticket:
    ticket = opened(work, number)
    take(work, HOUSE, ANDRIY, ticket.id)
    return close(work, HOUSE, ANDRIY, ticket.id, Resolution.SOLVED, "A comment")


@pytest.fixture
async def seeded(store: Store, clock: Clock) -> Store:
    """One request that was closed at once, and one that is late."""
    clock.now = kyiv("2026-11-18 12:00")
    await store.run(handled, 1)
    await store.run(opened, 2)
    clock.now = kyiv("2026-11-19 18:00") + timedelta(microseconds=5)
    return store


@pytest.fixture
def english() -> Iterator[I18n]:
    """The context in which texts are worded."""
    i18n = catalogues.load()
    with i18n.context():
        speak(Language.EN)
        yield i18n
