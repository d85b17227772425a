"""Call-backs, article counts, and what is left of a person who was erased."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from desk.messages import Content, Kind, Said
from desk.model import Actor, CallBackState, CallBackTask, EventKind, Identity, NewPicture, PictureKind, Role, Urgency
from desk.notices import TicketOpened
from desk.ports import Work
from storage import Store
from tests.storage.samples import ANN, ticket

ENGINEER = Actor(Role.ENGINEER, 501, "Андрій")
SECRET = "Zweifelsfall"
"""A word that stands in everything that the person wrote."""


def _task(work: Work) -> CallBackTask:
    work.people.meet(ANN)
    return work.call_backs.add(CallBackTask(0, ANN.id, "+380672446444", work.now, work.now + timedelta(minutes=30)))


async def test_a_call_back_is_kept_whole_and_waits_until_it_is_settled(any_store: Store) -> None:
    task = await any_store.run(_task)
    assert await any_store.read(lambda work: work.call_backs.get(task.id)) == task
    assert await any_store.read(lambda work: work.call_backs.waiting(ANN.id)) == task
    done = replace(task, state=CallBackState.CALLED, engineer_id=501, engineer_name="Андрій", done_at=task.due_at)
    await any_store.run(lambda work: work.call_backs.save(done))
    assert await any_store.run(lambda work: work.call_backs.lock(task.id)) == done
    assert await any_store.read(lambda work: work.call_backs.waiting(ANN.id)) is None
    assert list(await any_store.read(lambda work: work.call_backs.of_person(ANN.id))) == [done]


async def test_articles_are_counted(any_store: Store) -> None:
    await any_store.run(lambda work: work.article_counts.count("no_sound", helped=True))
    await any_store.run(lambda work: work.article_counts.count("no_sound", helped=False))
    await any_store.run(lambda work: work.article_counts.count("no_sound", helped=True))
    assert await any_store.read(lambda work: work.article_counts.helped("no_sound")) == 2
    assert await any_store.read(lambda work: work.article_counts.helped("other")) == 0


def _life(work: Work) -> int:
    """A person with everything there can be of them."""
    person = work.people.meet(ANN)
    work.people.save(replace(person, identity=Identity(SECRET, SECRET, SECRET, SECRET), name=SECRET))
    made = ticket(work)
    made = work.tickets.save(
        replace(made, problem=SECRET, reproduction=SECRET, identity=Identity(SECRET, SECRET, SECRET, SECRET))
    )
    entry = work.tickets.log(
        made.id, work.now, EventKind.ADDED, Actor(Role.CLIENT, ANN.id, SECRET), {"text": SECRET, "kind": "text"}
    )
    work.tickets.log(made.id, work.now, EventKind.CLOSED, ENGINEER, {"resolution": "solved", "comment": SECRET})
    for number, author in enumerate((Actor(Role.CLIENT, ANN.id, SECRET), ENGINEER), start=1):
        said = Said(Content(Kind.TEXT, SECRET), ANN.id if number == 1 else -1001, 70 + number)
        message = work.messages.add(said, author, ticket_id=made.id, entry_id=entry.id, reply_to=None)
        assert message is not None
        work.messages.sent(-1001 if number == 1 else ANN.id, [(message.id, 80 + number)])
    work.messages.add(
        Said(Content(Kind.TEXT, SECRET), ANN.id, 79), Actor(Role.CLIENT, ANN.id, SECRET), ticket_id=None, entry_id=None,
        reply_to=None,
    )  # fmt: skip
    picture = NewPicture(PictureKind.PHOTO, SECRET, SECRET, "aa/bb.png", "image/png", 3)
    work.pictures.add(picture, ticket_id=made.id, entry_id=entry.id)
    work.call_backs.add(CallBackTask(0, ANN.id, SECRET, work.now, work.now))
    work.outbox.put(TicketOpened(made.id), key="opened", chat_id=ANN.id, urgency=Urgency.REPLY, ticket_id=made.id)
    return made.id


async def test_an_erased_person_is_nobody_and_their_tickets_stay(any_store: Store) -> None:
    number = await any_store.run(_life)
    erased = await any_store.run(lambda work: work.privacy.erase(ANN.id))
    assert (erased.tickets, erased.pictures) == ((number,), ("aa/bb.png",))
    assert await any_store.read(lambda work: work.people.get(ANN.id)) is None
    left = await any_store.read(lambda work: work.tickets.get(number))
    assert left is not None
    assert left.client_id < 0
    assert SECRET not in str(left)
    history = await any_store.read(lambda work: work.tickets.history(number))
    assert [entry.kind for entry in history][-2:] == [EventKind.ADDED, EventKind.CLOSED]
    assert SECRET not in str(history)
    assert history[-1].data["resolution"] == "solved"
    assert list(await any_store.read(lambda work: work.messages.of_ticket(number))) == []
    assert await any_store.run(_again) == ANN.id
    assert await any_store.read(lambda work: work.people.get(ANN.id)) is not None


def _again(work: Work) -> int:
    """The same person comes back, and is erased once more."""
    work.people.meet(ANN)
    work.privacy.erase(ANN.id)
    return work.people.meet(ANN).id


async def test_no_row_of_any_table_tells_of_an_erased_person(store: Store, tmp_path: Path) -> None:
    await store.run(_life)
    await store.run(lambda work: work.privacy.erase(ANN.id))
    with closing(sqlite3.connect(tmp_path / "frontdesk.db")) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            if table.startswith("search_words"):
                continue  # the full-text index forgets a word when its segment is merged
            for row in database.execute(f"SELECT * FROM {table}"):
                assert SECRET not in str(row), table
                assert ANN.id not in row, table
