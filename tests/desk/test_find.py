"""Finding tickets, the queue, and the words that a search goes by."""

from datetime import timedelta

import pytest

from desk import find, queue, staff, words
from desk.conversation import reply
from desk.errors import TicketNotFoundError
from desk.messages import Content, Kind, Said
from desk.model import Action, EngineerPrompt, EventKind
from desk.notices import CardAgain
from desk.ports import Work
from desk.ports_tools import Shown
from storage import Store
from tests.desk.clients import ANDRIY, EMMA, HOUSE, IHOR, OLENA, request, told
from tests.support.clock import Clock
from tests.support.regulations import IPMG

GROUP = HOUSE.group_id


@pytest.mark.parametrize(
    ("text", "number"),
    [("IPMG-1001", 1001), ("ipmg 1001", 1001), ("#1001", 1001), ("№ 1001", 1001), (" 1001 ", 1001), ("0", None),
     ("PF-1001", None), ("1001 and more", None), ("", None), ("9" * 16, 9 * 10**15 + 10**15 - 1), ("9" * 17, None)],
)  # fmt: skip
def test_an_id_is_recognised_however_it_is_written(text: str, number: int | None) -> None:
    expected = number if number is None or number <= 2**53 else None
    assert find.number_of(IPMG, text) == expected


@pytest.mark.parametrize(
    ("text", "named"),
    [("IPMG-1001 it is black", (1001, "it is black")), ("1001", (1001, "")), ("it is", (None, "it is")),
     (" ", (None, " "))],
)  # fmt: skip
def test_a_command_may_begin_with_an_id(text: str, named: tuple[int | None, str]) -> None:
    assert find.named(IPMG, text) == named


@pytest.mark.parametrize(
    ("text", "sought"),
    [
        ("каналов", ("канал",)),
        ("не показує", ("показ",)),
        ("в", ("в",)),
        ("the channels", ("the", "channel")),
        ("+38 (067) 244-64-44", ("0672446444",)),
        ("12-34", ("12", "34")),
        ("1 2 3 4", ("1", "2", "3", "4")),
        ("12 34 56 7", ("1234567",)),
        ("mp4 файл", ("mp4", "файл")),
        ("tv", ("tv",)),
        ("", ()),
    ],
)
def test_what_is_sought_are_the_beginnings_of_telling_words(text: str, sought: tuple[str, ...]) -> None:
    assert words.sought(text) == sought


def test_a_phone_number_is_indexed_by_its_ends() -> None:
    assert words.indexed(["Call 380672446444", "call"]) == "call 380672446444 0672446444 672446444 2446444"


async def test_the_named_ticket_comes_first_then_those_with_the_words_in_pages(store: Store) -> None:
    numbers = [(await store.run(request)).id for _ in range(find.PAGE + 2)]
    first = await store.read(find.find, IPMG, "noon")
    assert [one.id for one in first.tickets] == numbers[: -find.PAGE - 1 : -1]
    assert (first.number, first.pages, first.total) == (0, 2, find.PAGE + 2)
    last = await store.read(find.find, IPMG, "black picture", 9)
    assert ([one.id for one in last.tickets], last.number) == (numbers[1::-1], 1)
    named = await store.read(find.find, IPMG, "IPMG-1001")
    assert named.tickets[0].id == 1001
    assert list((await store.read(find.find, IPMG, "unheard")).tickets) == []


@pytest.mark.parametrize("written", ["IPMG-1001", "ipmg1001", "#1001", "1001"])
async def test_an_id_counts_as_found_however_it_is_written(store: Store, written: str) -> None:
    ticket = await store.run(request)
    results = await store.read(find.find, IPMG, written)
    assert ([one.id for one in results.tickets], results.total) == ([ticket.id], 1)


async def test_a_message_of_the_group_is_about_its_ticket(store: Store) -> None:
    ticket = await store.run(request)
    rows = await store.run(told)
    card = next(row for row in rows if row.chat_id == GROUP)
    said = Said(Content(Kind.TEXT, "Since when?"), GROUP, 900)

    def prepare(work: Work) -> None:
        work.tickets.set_card(ticket.id, GROUP, 800)
        reply(work, HOUSE, ANDRIY, ticket.id, said)
        staff.await_reply(work, EngineerPrompt(GROUP, 801, ticket.id, 501, Action.ASK))

    await store.run(prepare)
    for message_id in (800, 801, 900, 100 + card.id):
        found = await store.read(find.about, GROUP, message_id)
        assert found is not None
        assert found.id == ticket.id
    for nothing in (None, 4711):
        assert await store.read(find.about, GROUP, nothing) is None


async def test_a_command_means_the_ticket_that_it_names_or_replies_to(store: Store) -> None:
    first, second = await store.run(request), await store.run(request, IHOR)
    await store.run(lambda work: work.tickets.set_card(first.id, GROUP, 800))
    assert await store.read(find.meant, IPMG, f"{second.id} hello", GROUP, 800) == (second, "hello")
    ticket, rest = await store.read(find.meant, IPMG, "4711 hello", GROUP, 800)
    assert ticket is not None
    assert (ticket.id, rest) == (first.id, "4711 hello")
    assert await store.read(find.whole, IPMG, "hello", GROUP, None) is None
    whole = await store.read(find.whole, IPMG, second.key, GROUP, None)
    assert whole is not None
    assert whole.client is not None
    assert (whole.ticket.id, whole.client.id, whole.history[0].kind) == (second.id, IHOR.id, EventKind.OPENED)
    assert list(whole.pictures.values()) == [0]


async def test_the_queues_have_pages_and_none_beyond_the_last(store: Store) -> None:
    numbers = [(await store.run(request)).id for _ in range(queue.PAGE + 1)]
    await store.run(staff.take, HOUSE, ANDRIY, numbers[0])
    page = await store.read(queue.queue, IPMG, 501, Shown.ALL, 9)
    assert (page.number, page.pages, len(page.tickets), page.counts.of[Shown.MINE]) == (1, 2, 1, 1)
    mine = await store.read(queue.queue, IPMG, 501, Shown.MINE, -1)
    assert ([one.id for one in mine.tickets], mine.number, mine.pages) == (numbers[:1], 0, 1)
    assert (await store.read(queue.queue, IPMG, OLENA.id or 0, Shown.MINE)).tickets == []


async def test_a_ticket_of_a_list_is_shown_each_time_it_is_opened(store: Store, clock: Clock) -> None:
    ticket = await store.run(request, EMMA)
    await store.run(told)
    for _ in range(2):
        assert (await store.run(queue.show_again, HOUSE, ticket.id)).id == ticket.id
        clock.pass_(timedelta(seconds=1))
    rows = await store.run(told)
    assert [(row.chat_id, row.notice, row.silent) for row in rows] == [(GROUP, CardAgain(ticket.id), True)] * 2
    with pytest.raises(TicketNotFoundError):
        await store.run(queue.show_again, HOUSE, 4711)
