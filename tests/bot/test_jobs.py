"""What is done by the clock."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import utc_now
from bot.jobs import Jobs
from desk import staff
from desk.house import House
from desk.model import Language, NewPicture, PictureKind, Urgency
from desk.notices import Card
from desk.ports import Work
from desk.recompute import FACT
from storage import Store
from storage.files import DiskFiles
from tests.bot.sample import GROUP, open_ticket
from tests.support.clock import Clock
from tests.support.regulations import IPMG

HOUSE = House(IPMG, GROUP, Language.EN)


async def test_marks_are_kept_for_as_long_as_an_update_can_come_again(
    store: Store, clock: Clock, tmp_path: Path
) -> None:
    jobs = Jobs(store, DiskFiles(tmp_path), HOUSE, clock)
    await store.run(lambda work: work.updates.mark(1))
    clock.pass_(timedelta(days=6))
    await jobs.forget()
    assert await store.run(lambda work: work.updates.mark(1)) is False
    clock.pass_(timedelta(days=2))
    await jobs.forget()
    assert await store.run(lambda work: work.updates.mark(1)) is True


async def test_old_edits_of_cards_are_forgotten(store: Store, clock: Clock, tmp_path: Path) -> None:
    def edited(work: Work) -> None:
        ticket = open_ticket(work)
        work.outbox.put(
            Card(ticket.id), key="k", chat_id=GROUP, urgency=Urgency.CARD, ticket_id=ticket.id,
            collapse=f"card:{ticket.id}",
        )  # fmt: skip
        (row,) = work.outbox.claim(1, timedelta(minutes=1))
        work.outbox.sent(row.id, 5)
        work.tickets.set_card(ticket.id, GROUP, 5)

    await store.run(edited)
    jobs = Jobs(store, DiskFiles(tmp_path), HOUSE, clock)
    for days, known in ((6, 1001), (2, None)):
        clock.pass_(timedelta(days=days))
        await jobs.forget()
        assert await store.read(lambda work: work.outbox.ticket_of(GROUP, 5)) == known


async def test_pictures_that_no_row_knows_go_once_they_are_old(store: Store, clock: Clock, tmp_path: Path) -> None:
    files = DiskFiles(tmp_path)
    known, orphan = files.put(b"known", ".png"), files.put(b"orphan", ".png")

    def keep(work: Work) -> None:
        picture = NewPicture(PictureKind.PHOTO, "f", "u", known, "image/png", 5)
        work.pictures.add(picture, ticket_id=open_ticket(work).id)

    await store.run(keep)
    written = clock.now
    clock.now = Clock().now.fromtimestamp((tmp_path / orphan).stat().st_mtime, written.tzinfo)
    jobs = Jobs(store, files, HOUSE, clock)
    await jobs.sweep()
    assert (tmp_path / orphan).exists(), "it may be about to get its row"
    clock.pass_(timedelta(days=2))
    await jobs.sweep()
    assert not (tmp_path / orphan).exists()
    assert files.get(known) == b"known"


async def test_it_ticks_and_stops(store: Store, clock: Clock, tmp_path: Path) -> None:
    jobs = Jobs(store, DiskFiles(tmp_path), HOUSE, clock)
    jobs.start()
    assert {job.id for job in jobs._scheduler.get_jobs()} == {"begin what is due", "mailings", "tick"}
    await jobs.refresh()
    jobs.stop()


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(days=400)])
async def test_what_is_regular_begins_by_the_clock_that_people_are_shown(
    store: Store, tmp_path: Path, ahead: timedelta
) -> None:
    looked: list[datetime] = []
    clock = Clock(utc_now() + ahead)

    async def look() -> None:
        looked.append(clock.now)

    jobs = Jobs(store, DiskFiles(tmp_path), HOUSE, clock, look, utc_now)
    jobs._scheduler.start()
    for passed, times in ((4, 0), (1, 1), (3600, 2), (3599, 2), (7200, 3)):
        clock.pass_(timedelta(seconds=passed))
        await jobs.begin_due()
        await asyncio.sleep(0.02)
        assert len(looked) == times
    jobs.stop()


async def test_pictures_are_as_old_as_the_machine_says(store: Store, clock: Clock, tmp_path: Path) -> None:
    files = DiskFiles(tmp_path)
    young = files.put(b"young", ".png")
    clock.now = utc_now() + timedelta(days=30)
    await Jobs(store, files, HOUSE, clock, real=utc_now).sweep()
    assert (tmp_path / young).exists(), "its row may be about to be written"


async def test_the_first_tick_reckons_the_open_tickets_anew_where_the_regulation_was_changed(
    store: Store, clock: Clock, tmp_path: Path
) -> None:
    await Jobs(store, DiskFiles(tmp_path), HOUSE, clock).tick()
    before = (await store.run(lambda work: work.facts.lock(FACT))).value
    ticket = await store.run(open_ticket)
    changed = tuple(one.model_copy(update={"first_reaction": None, "resolution": None}) for one in IPMG.priorities)
    house = House(IPMG.model_copy(update={"priorities": changed}), GROUP, Language.EN)
    jobs = Jobs(store, DiskFiles(tmp_path), house, clock)
    await jobs.tick()
    await jobs.tick()
    fact = await store.run(lambda work: work.facts.lock(FACT))
    assert fact.done
    assert fact.value != before
    assert (await store.read(staff.look, ticket.id)).clocks.first_reaction_due is None


async def test_what_is_due_is_fired_also_where_the_tickets_cannot_be_reckoned_anew(
    store: Store, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = []

    async def tick(_store: Store, house: House) -> None:
        looked.append(house)

    monkeypatch.setattr("bot.jobs.tick", tick)
    broken = House(IPMG.model_copy(update={"calendars": {}}), GROUP, Language.EN)
    await Jobs(store, DiskFiles(tmp_path), broken, clock).tick()
    assert looked == [broken]


async def test_reckoning_anew_that_fails_is_tried_again_after_a_minute_and_then_no_more(
    store: Store, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[datetime] = []

    def reckon(work: Work, _house: House) -> bool:
        tries.append(work.now)
        if len(tries) == 1:
            raise RuntimeError("the disk was full")
        return False

    monkeypatch.setattr("bot.jobs.reckon_batch", reckon)
    jobs = Jobs(store, DiskFiles(tmp_path), HOUSE, clock)
    for passed, times in ((0, 1), (59, 1), (1, 2), (3600, 2)):
        clock.pass_(timedelta(seconds=passed))
        await jobs.tick()
        assert len(tries) == times
