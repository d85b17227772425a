"""Messages about tickets and their copies, on every backend."""

from datetime import timedelta

from desk.marks import Mark, Style
from desk.messages import Content, Kind, Message, Said
from desk.model import Actor, EventKind, Role, Urgency
from desk.notices import Card
from desk.ports import Work
from storage import Store
from tests.storage.samples import ANN, draft, ticket

HERE, GROUP = ANN.id, -1001
WHO = Actor(Role.CLIENT, ANN.id, "Ann")


def said(number: int, text: str = "Black", album: str | None = None) -> Said:
    return Said(Content(Kind.PHOTO, text, {"file_id": "f", "unique_id": "u"}), HERE, number, album)


def add(work: Work, what: Said, ticket_id: int | None = None) -> Message | None:
    return work.messages.add(what, WHO, ticket_id=ticket_id, entry_id=None, reply_to=None)


async def test_a_place_holds_one_message(store: Store) -> None:
    def act(work: Work) -> None:
        first = add(work, said(1))
        assert first is not None
        assert add(work, said(1, "again")) is None
        assert work.messages.get(first.id) == first
        assert work.messages.written_at(HERE, 1) == first
        assert work.messages.written_at(GROUP, 1) is None

    await store.run(act)


async def test_a_message_is_found_by_its_copies_in_the_other_chat(store: Store) -> None:
    def act(work: Work) -> None:
        one, two = add(work, said(1)), add(work, said(2))
        assert one is not None
        assert two is not None
        work.messages.sent(GROUP, [(one.id, 2), (one.id, 3), (two.id, 4)])
        work.messages.sent(GROUP, [(one.id, 2)])
        assert work.messages.at(GROUP, 3) == one
        assert work.messages.at(GROUP, 4) == two
        assert work.messages.at(HERE, 2) == two, "written there, not sent there"
        assert work.messages.at(GROUP, 1) is None
        assert [copy.sent_id for copy in work.messages.copies(one.id, GROUP)] == [2, 3]
        assert list(work.messages.copies(one.id, HERE)) == []

    await store.run(act)


async def test_any_message_of_a_chat_leads_to_its_ticket(any_store: Store) -> None:
    def act(work: Work) -> None:
        opened, other = (work.tickets.save(ticket(work, draft(work).id)) for _ in "12")
        entry = work.tickets.log(opened.id, work.now, EventKind.ADDED, WHO, {})
        written, waits = add(work, said(1), opened.id), add(work, said(2))
        assert written is not None
        assert waits is not None
        assert work.messages.ticket_at(HERE, 1) == opened.id
        assert work.messages.ticket_at(HERE, 2) is None, "it waits for its place"
        assert work.messages.ticket_at(GROUP, 1) is None
        work.messages.sent(GROUP, [(written.id, 7), (waits.id, 8)])
        assert work.messages.ticket_at(GROUP, 7) == opened.id
        work.tickets.set_card(other.id, GROUP, 9)
        work.tickets.set_card(opened.id, GROUP, 8)
        assert work.messages.ticket_at(GROUP, 9) == other.id
        assert work.messages.ticket_at(GROUP, 8) is None, "a message comes before all else"
        assert work.messages.file(waits.id, other.id, entry.id)
        assert work.messages.ticket_at(GROUP, 8) == other.id

    await any_store.run(act)


async def test_news_lead_to_their_ticket(any_store: Store) -> None:
    def act(work: Work) -> None:
        opened = work.tickets.save(ticket(work, draft(work).id))
        work.outbox.put(Card(opened.id), key="news", chat_id=HERE, urgency=Urgency.REPLY, ticket_id=opened.id)
        (row,) = work.outbox.claim(1, timedelta(minutes=1))
        work.outbox.sent(row.id, 5)
        assert work.messages.ticket_at(HERE, 5) == opened.id
        assert work.messages.ticket_at(GROUP, 5) is None

    await any_store.run(act)


async def test_what_waits_is_filed_once_and_what_is_filed_is_not_forgotten(store: Store) -> None:
    def act(work: Work) -> None:
        opened = work.tickets.save(ticket(work, draft(work).id))
        entry = work.tickets.log(opened.id, work.now, EventKind.ADDED, WHO, {})
        parts = [add(work, said(number, album="9")) for number in (3, 1, 2)]
        assert [part.message_id for part in work.messages.of_album(HERE, "9")] == [1, 2, 3]
        filed, dropped, old = (part.id for part in parts if part)
        assert work.messages.file(filed, opened.id, entry.id)
        assert not work.messages.file(filed, opened.id, entry.id)
        work.messages.drop(filed)
        work.messages.drop(dropped)
        work.messages.change(old, Content(Kind.TEXT, "White"), work.now)
        changed = work.messages.get(old)
        assert changed is not None
        assert (changed.content, changed.edited_at) == (Content(Kind.TEXT, "White"), work.now)
        assert work.messages.get(dropped) is None
        assert work.messages.forget_waiting(work.now) == 0
        assert [one.id for one in work.messages.of_ticket(opened.id)] == [filed]

    await store.run(act)


async def test_formatting_is_kept_with_the_words_and_changed_with_them(any_store: Store) -> None:
    file = {"file_id": "f", "unique_id": "u"}
    bold, link = Mark(Style.BOLD, 0, 5), Mark(Style.LINK, 0, 5, "https://a.b/?x=1&y=2")

    def act(work: Work) -> None:
        marked, plain = Content(Kind.PHOTO, "Black", file, (bold, link)), Content(Kind.PHOTO, "Black", file)
        added = work.messages.add(Said(marked, HERE, 1), WHO, ticket_id=None, entry_id=None, reply_to=None)
        assert added is not None
        for content in (plain, marked):
            found = work.messages.get(added.id)
            assert found is not None
            assert found.content == (marked if content is plain else plain)
            work.messages.change(added.id, content, work.now)

    await any_store.run(act)
