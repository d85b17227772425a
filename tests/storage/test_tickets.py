"""Tickets, their history, pictures, prompts, and where chats are."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from desk.model import Action, Actor, Clocks, EngineerPrompt, EventKind, Resolution, Role, Status, Ticket
from desk.ports import Work
from storage import Store
from tests.storage.samples import ANN, GROUP, draft, picture, put, ticket
from tests.support.clock import Clock


async def test_tickets_are_numbered_from_1001_and_no_number_is_given_twice(any_store: Store) -> None:
    first = await any_store.run(ticket, 1)
    assert (first.id, first.key) == (1001, "IPMG-1001")

    def failing(work: Work) -> None:
        ticket(work, 2)
        raise LookupError

    with pytest.raises(LookupError):
        await any_store.run(failing)
    second = await any_store.run(ticket, 3)
    assert second.id > first.id
    assert second.key == f"IPMG-{second.id}"


async def test_a_ticket_comes_back_as_it_was_saved(any_store: Store, clock: Clock) -> None:
    opened = await any_store.run(ticket)
    assert await any_store.read(lambda work: work.tickets.get(opened.id)) == opened
    tick = timedelta(microseconds=1)
    changed = replace(
        opened,
        status=Status.DONE,
        priority="low",
        clocks=Clocks(clock() + tick, clock(), clock() - tick, clock(), clock(), 3 * tick, clock()),
        resolution=Resolution.USER_ERROR,
        ground="spam",
        assignee_id=2**40,
        assignee_name="Ірина",
        closed_at=clock(),
    )
    saved = await any_store.run(lambda work: work.tickets.save(changed))
    assert saved == replace(changed, version=2)
    assert await any_store.run(lambda work: work.tickets.lock(opened.id)) == saved
    assert await any_store.read(lambda work: work.tickets.by_draft(1)) == saved


async def test_a_ticket_that_was_changed_since_is_not_overwritten(any_store: Store) -> None:
    opened = await any_store.run(ticket)
    await any_store.run(lambda work: work.tickets.save(opened))
    with pytest.raises(RuntimeError):
        await any_store.run(lambda work: work.tickets.save(opened))


async def test_the_card_is_set_beside_other_changes(any_store: Store) -> None:
    opened = await any_store.run(ticket)
    await any_store.run(lambda work: work.tickets.set_card(opened.id, GROUP, 5))
    await any_store.run(lambda work: work.tickets.save(replace(opened, assignee_name="Ira")))
    found = await any_store.read(lambda work: work.tickets.by_card(GROUP, 5))
    assert found is not None
    assert (found.id, found.card_id, found.card_chat_id, found.assignee_name) == (opened.id, 5, GROUP, "Ira")
    await any_store.run(lambda work: work.tickets.set_card(opened.id, None, None))
    assert await any_store.read(lambda work: work.tickets.by_card(GROUP, 5)) is None


async def test_one_draft_makes_one_ticket(any_store: Store) -> None:
    await any_store.run(ticket, 1)
    with pytest.raises(IntegrityError):
        await any_store.run(ticket, 1)
    assert await any_store.read(lambda work: work.tickets.count_of_client(ANN.id)) == 1


async def test_lists_are_ordered(any_store: Store, clock: Clock) -> None:
    def fill(work: Work) -> list[Ticket]:
        hour = timedelta(hours=1)
        return [
            ticket(work, 1, clocks=Clocks()),
            ticket(work, 2, clocks=Clocks(first_reaction_due=clock() + 2 * hour)),
            ticket(work, 3, clocks=Clocks(resolution_due=clock() + hour)),
            ticket(work, 4, status=Status.CLARIFICATION),
            ticket(work, 5, status=Status.DONE),
        ]

    ids = [one.id for one in await any_store.run(fill)]
    read = any_store.read

    def listed(found: object) -> list[int]:
        assert isinstance(found, list)
        return [ids.index(one.id) + 1 for one in found]

    assert listed(await read(lambda work: work.tickets.nearest(10))) == [4, 3, 2, 1]
    assert listed(await read(lambda work: work.tickets.nearest(1))) == [4]
    assert await read(lambda work: work.tickets.open_after(0, 10)) == ids[:4]
    assert await read(lambda work: work.tickets.open_after(ids[1], 1)) == [ids[2]]
    assert listed(await read(lambda work: work.tickets.open_of_client(ANN.id))) == [1, 2, 3, 4]
    assert listed(await read(lambda work: work.tickets.of_client(ANN.id, limit=2, offset=1))) == [4, 3]
    assert await read(lambda work: work.tickets.count_of_client(ANN.id)) == 5
    assert await read(lambda work: work.tickets.count_of_client(1)) == 0


async def test_history_keeps_its_order_and_its_data(any_store: Store, clock: Clock) -> None:
    opened = await any_store.run(ticket)
    ira = Actor(Role.ENGINEER, 5, "Ira")
    data = {"text": "Що саме?", "n": [1, None]}
    log = any_store.run
    entries = [
        await log(lambda work: work.tickets.log(opened.id, clock(), EventKind.TAKEN, ira, {})),
        await log(lambda work: work.tickets.log(opened.id, clock(), EventKind.ASKED, Actor(Role.SYSTEM), data)),
    ]
    assert await any_store.read(lambda work: work.tickets.history(opened.id)) == entries
    assert await any_store.read(lambda work: work.tickets.entry(entries[1].id)) == entries[1]
    assert await any_store.read(lambda work: work.tickets.entry(99)) is None


async def test_pictures_go_with_the_draft_or_over_to_the_ticket(any_store: Store, clock: Clock) -> None:
    def scenario(work: Work) -> tuple[int, int]:
        form = draft(work)
        first, again = (work.pictures.add(picture(1), draft_id=form.id) for _ in range(2))
        second = work.pictures.add(picture(2), draft_id=form.id)
        assert again is None
        assert work.pictures.of_draft(form.id) == [first, second]
        made = ticket(work, form.id)
        entry = work.tickets.log(made.id, clock(), EventKind.OPENED, Actor(Role.CLIENT, ANN.id), {})
        work.pictures.hand_over(form.id, made.id, entry.id)
        work.drafts.delete(form.id)
        assert work.pictures.of_entry(entry.id) == [first, second]
        assert work.pictures.add(picture(2), ticket_id=made.id, entry_id=entry.id) is None
        return made.id, entry.id

    ticket_id, entry_id = await any_store.run(scenario)
    later = await any_store.run(
        lambda work: work.tickets.log(ticket_id, clock(), EventKind.ADDED, Actor(Role.CLIENT), {})
    )
    added = await any_store.run(lambda work: work.pictures.add(picture(2), ticket_id=ticket_id, entry_id=later.id))
    assert added is not None
    assert len(await any_store.read(lambda work: work.pictures.of_entry(entry_id))) == 2
    assert len(await any_store.read(lambda work: work.pictures.of_ticket(ticket_id))) == 3
    other = await any_store.run(draft)
    await any_store.run(lambda work: work.pictures.add(picture(9), draft_id=other.id))
    assert await any_store.read(lambda work: work.pictures.paths()) == {"ab/1.jpg", "ab/2.jpg", "ab/9.jpg"}
    await any_store.run(lambda work: work.pictures.remove(other.id))
    assert await any_store.read(lambda work: work.pictures.of_draft(other.id)) == []


async def test_a_prompt_is_taken_once(any_store: Store) -> None:
    opened = await any_store.run(ticket)
    first = EngineerPrompt(GROUP, 10, opened.id, 5, Action.ASK, {})
    second = replace(first, action=Action.CLOSE, data={"resolution": "solved"})
    await any_store.run(lambda work: work.prompts.add(first))
    await any_store.run(lambda work: work.prompts.add(second))
    assert await any_store.read(lambda work: work.prompts.get(GROUP, 10)) == second
    assert await any_store.run(lambda work: work.prompts.take(GROUP, 10)) == second
    assert await any_store.run(lambda work: work.prompts.take(GROUP, 10)) is None


async def test_an_update_is_marked_once_until_it_is_purged(any_store: Store, clock: Clock) -> None:
    assert await any_store.run(lambda work: work.updates.mark(2**40))
    assert not await any_store.run(lambda work: work.updates.mark(2**40))
    assert await any_store.run(lambda work: work.updates.purge(clock())) == 0
    clock.pass_(timedelta(days=1))
    assert await any_store.run(lambda work: work.updates.purge(clock())) == 1
    assert await any_store.run(lambda work: work.updates.mark(2**40))


async def test_a_migrated_chat_is_followed_and_its_message_numbers_are_forgotten(any_store: Store) -> None:
    def before(work: Work) -> int:
        opened = ticket(work)
        work.tickets.set_card(opened.id, -5, 3)
        work.prompts.add(EngineerPrompt(-5, 4, opened.id, 5, Action.ASK))
        put(work, "waits", chat_id=-5)
        work.chats.migrate(-5, -6)
        work.chats.migrate(-6, GROUP)
        return opened.id

    ticket_id = await any_store.run(before)

    def after(work: Work) -> None:
        assert work.chats.current(-5) == work.chats.current(-6) == work.chats.current(GROUP) == GROUP
        found = work.tickets.get(ticket_id)
        assert found is not None
        assert found.card_id is None
        assert work.prompts.get(-5, 4) is work.prompts.get(GROUP, 4) is None
        assert [row.chat_id for row in work.outbox.claim(5, timedelta(minutes=1))] == [GROUP]

    await any_store.run(after)


async def test_a_unit_sees_its_own_changes_of_what_it_read_before(any_store: Store) -> None:
    opened = await any_store.run(ticket)

    def change(work: Work) -> tuple[Ticket | None, ...]:
        read = work.tickets.lock(opened.id)
        assert read is not None
        work.tickets.set_card(opened.id, GROUP, 5)
        carded = work.tickets.lock(opened.id)
        assert carded is not None
        work.tickets.save(replace(carded, topic="billing"))
        saved = work.tickets.get(opened.id)
        work.chats.migrate(GROUP, GROUP - 1)
        return carded, saved, work.tickets.get(opened.id)

    carded, saved, moved = await any_store.run(change)
    assert carded == replace(opened, card_chat_id=GROUP, card_id=5)
    assert saved == replace(carded, topic="billing", version=carded.version + 1)
    assert moved == replace(saved, card_chat_id=None, card_id=None)


async def test_where_a_chat_is_changes_within_the_unit_that_moves_it(any_store: Store) -> None:
    def move(work: Work) -> tuple[int, int]:
        before = work.chats.current(GROUP)
        work.chats.migrate(GROUP, GROUP - 1)
        return before, work.chats.current(GROUP)

    assert await any_store.run(move) == (GROUP, GROUP - 1)
