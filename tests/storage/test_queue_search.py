"""The queue's order and the search, alike on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest

from desk.model import Actor, Clocks, EventKind, Identity, Role, Status
from desk.ports import Work
from desk.ports_tools import Shown
from desk.words import indexed, sought
from storage import Store, open_store
from storage.search_index import VECTOR
from tests.storage.samples import WHO, ticket
from tests.support.clock import Clock

ME = Actor(Role.ENGINEER, 501, "Андрій")


def due(at: datetime) -> Clocks:
    return Clocks(first_reaction_due=at)


async def fill(store: Store, clock: Clock, *kinds: dict[str, Any]) -> list[int]:
    """A ticket of each kind; `hours` to its deadline (None: no deadline)."""

    def make(work: Work) -> list[int]:
        made = []
        for number, kind in enumerate(kinds, 1):
            fields = dict(kind)
            hours = fields.pop("hours", 1)
            clocks = Clocks() if hours is None else due(clock() + timedelta(hours=hours))
            made.append(ticket(work, number, clocks=clocks, **fields).id)
        return made

    return await store.run(make)


def ids(found: Any) -> list[int]:
    return [one.id for one in found]


async def test_the_queue_has_the_critical_first_and_then_the_nearest_deadlines_in_pages(
    any_store: Store, clock: Clock
) -> None:
    late, critical, none, soon, second, done = await fill(
        any_store,
        clock,
        {"hours": 9, "priority": "low"},
        {"hours": 8},
        {"hours": None, "priority": "low"},
        {"hours": -1, "priority": "low", "assignee_id": ME.id},
        {"hours": 3, "status": Status.CLARIFICATION},
        {"hours": -5, "status": Status.DONE},
    )

    def page(work: Work, shown: Shown, offset: int = 0, limit: int = 10) -> list[int]:
        return ids(work.queue.page(shown, 501, ["high"], limit=limit, offset=offset))

    whole = [second, critical, soon, late, none]
    assert await any_store.read(page, Shown.ALL) == whole
    assert [await any_store.read(page, Shown.ALL, at, 2) for at in (0, 1, 2, 3, 4)] == [
        whole[at : at + 2] for at in range(5)
    ]
    assert await any_store.read(page, Shown.MINE) == [soon]
    assert await any_store.read(page, Shown.FREE) == [second, critical, late, none]
    assert await any_store.read(page, Shown.WAITING) == [second]
    assert await any_store.read(page, Shown.OVERDUE) == [soon]
    counts = await any_store.read(lambda work: work.queue.counts(501))
    assert [counts.of[shown] for shown in Shown] == [5, 1, 4, 1, 1]
    assert done not in whole


async def test_an_empty_queue_counts_nothing(any_store: Store) -> None:
    assert set((await any_store.read(lambda work: work.queue.counts(1))).of.values()) == {0}


FORMS = [
    ("Канали зникли після грози", "каналів"),
    ("Пропали каналы после грозы", "каналов"),
    ("Не показывает экран приставки", "приставок"),
    ("Робота плеєра зупинилась", "робіт"),
    ("Помилка під час оплати", "помилок"),
    ("Ошибка при оплате", "ошибок"),
    ("Подключение не работает", "подключения"),
    ("Мережа лежить з ранку", "мережі"),
    ("Ёлка и чёрный экран", "черного"),
    ("The channels stopped playing", "channel"),
    ("Обладнання об'єкта", "об’єкт"),
]


@pytest.mark.parametrize(("problem", "asked"), FORMS)
async def test_a_form_of_a_word_finds_another(any_store: Store, clock: Clock, problem: str, asked: str) -> None:
    found, _other = await fill(any_store, clock, {"problem": problem}, {"problem": "Щось зовсім інше"})
    assert ids(await any_store.read(lambda work: work.search.find(sought(asked), limit=5))) == [found]


SOUGHT: list[tuple[str, Callable[[int], str]]] = [
    ("the ID", lambda number: f"ipmg-{number}"),
    ("the number", str),
    ("the name", lambda _: "Коваль"),
    ("the company", lambda _: "ромашка"),
    ("the phone", lambda _: "+380 (44) 123-45-67"),
    ("the local phone", lambda _: "044 123 45 67"),
    ("words of the history", lambda _: "резервный маршрутизатор"),
    ("all of the words", lambda _: "Коваль маршрутизаторы"),
]


@pytest.mark.parametrize(("what", "text"), SOUGHT, ids=[what for what, _ in SOUGHT])
async def test_a_ticket_is_found_by(any_store: Store, clock: Clock, what: str, text: Callable[[int], str]) -> None:
    other = Identity("John Smith", "Acme", "john@example.com")
    mine, _ = await fill(any_store, clock, {"identity": WHO}, {"identity": other})
    await any_store.run(
        lambda work: work.tickets.log(mine, work.now, EventKind.NOTED, ME, {"text": "Резервного маршрутизатора нет"})
    )
    assert ids(await any_store.read(lambda work: work.search.find(sought(text(mine)), limit=5))) == [mine]
    assert await any_store.read(lambda work: work.search.count(sought(text(mine)))) == 1


HOSTILE = ['"', "' OR 1=1 --", "NEAR(a b)", "*", "a:*|b", "\\", "<b>&!", "NOT", "😀", "\u202e", "и" * 5000, "''':*"]


@pytest.mark.parametrize("text", HOSTILE)
async def test_whatever_is_typed_is_only_looked_for(any_store: Store, clock: Clock, text: str) -> None:
    (only,) = await fill(any_store, clock, {"problem": text + " x"})
    found = await any_store.read(lambda work: work.search.find(sought(text), limit=5))
    assert ids(found) in ([], [only])
    assert len(found) == await any_store.read(lambda work: work.search.count(sought(text)))


async def test_what_was_rolled_back_is_not_found(any_store: Store, clock: Clock) -> None:
    def fail(work: Work) -> None:
        ticket(work, 1, problem="Єдинорог")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await any_store.run(fail)
    assert await any_store.read(lambda work: work.search.count(sought("єдинорог"))) == 0


async def test_results_come_newest_first_in_pages_and_without_one(any_store: Store, clock: Clock) -> None:
    made = await fill(any_store, clock, *({"problem": "екран"} for _ in range(5)))

    def find(work: Work, offset: int, without: int | None = None) -> list[int]:
        return ids(work.search.find(("екран",), limit=2, offset=offset, without=without))

    assert [await any_store.read(find, at) for at in (0, 2, 4)] == [made[:2:-1], made[2:0:-1], made[:1]]
    assert await any_store.read(find, 0, made[4]) == [made[3], made[2]]


async def test_engineers_are_known_by_what_they_did_the_latest_first(any_store: Store, clock: Clock) -> None:
    (number,) = await fill(any_store, clock, {})

    def act(work: Work, who: Actor) -> None:
        work.tickets.log(number, work.now, EventKind.TAKEN, who, {})

    other = Actor(Role.ENGINEER, 502, "Олена")
    for who in (ME, other, replace(ME, name="Андрій Бондар"), Actor(Role.CLIENT, 7, "Emma"), Actor(Role.SYSTEM)):
        await any_store.run(act, who)
        clock.pass_(timedelta(minutes=1))
    known = await any_store.read(lambda work: work.engineers.known(5))
    assert [(one.id, one.name) for one in known] == [(501, "Андрій Бондар"), (502, "Олена")]
    assert await any_store.read(lambda work: work.engineers.get(7)) is None


def test_what_is_indexed_has_each_word_once_and_the_ends_of_phones() -> None:
    assert indexed(["IPMG-1001", "ipmg +380672446444"]).split() == [
        "ipmg", "1001", "380672446444", "0672446444", "672446444", "2446444",
    ]  # fmt: skip
    assert sought("не в") == ("не", "в")
    assert sought("не работает") == ("работ",)


@pytest.mark.postgres
async def test_postgresql_reads_the_queue_and_the_search_by_their_indexes(postgres_url: str, clock: Clock) -> None:
    store = await open_store(postgres_url, clock=clock)
    await fill(store, clock, {})
    await store.close()
    queue = "SELECT * FROM tickets WHERE status <> 'done' AND priority IN ('high') ORDER BY queue_at, id LIMIT 6"
    find = f"SELECT * FROM search WHERE {VECTOR} @@ CAST('''екран'':*' AS tsquery)"
    plans = []
    with psycopg.connect(postgres_url) as connection:
        connection.execute("SET enable_seqscan = off")  # of one row nothing is worth an index
        for statement, other in ((find, ""), (queue, "SET enable_bitmapscan = off; SET enable_sort = off")):
            connection.execute(other.encode())
            plans.append("\n".join(row[0] for row in connection.execute(f"EXPLAIN {statement}".encode())))
    assert "ix_tickets_queue" in plans[1]
    assert "Sort" not in plans[1]
    assert "ix_search_words" in plans[0]
