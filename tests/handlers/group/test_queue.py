"""/queue and /find in the engineers' group."""

from datetime import timedelta
from typing import Any

import pytest
from aiogram.methods import EditMessageText, SendMessage

from desk.model import Identity, Impact
from desk.ports_tools import Shown
from handlers.group.callbacks import FindPress, OpenPress, QueuePress
from tests.handlers.conftest import said
from tests.handlers.group.conftest import ANDRIY, CARD_ID, HERE, OLENA, STRANGER, Desk, labels
from tests.support.updates import Json, human

both = pytest.mark.parametrize("regulation", ["ipmg", "providence"], indirect=True)
ANONYMOUS = human(1087968824, "Group", None, username="GroupAnonymousBot", is_bot=True)


async def command(desk: Desk, text: str, user: Json = ANDRIY, **more: Any) -> SendMessage:
    """The one answer to a command."""
    calls = await desk.rig.feed(desk.rig.updates.text(user, text, chat=HERE, **more))
    (answer,) = [call for call in calls if isinstance(call, SendMessage)]
    return answer


@both
async def test_the_queue_shows_the_critical_first_then_by_deadline_with_who_has_what(desk: Desk) -> None:
    first = await desk.ticket(problem="A question that came first", impact=Impact.QUESTION)
    desk.rig.clock.pass_(timedelta(minutes=1))
    second = await desk.bring(await desk.ticket(problem="A later <question>"), "taken")
    urgent = await desk.ticket(problem="Nothing works & all is dark", impact=Impact.DOWN)
    done = await desk.bring(await desk.ticket(), "done")
    answer = await command(desk, "/queue")
    assert "All: 3" in answer.text
    places = [answer.text.index(ticket.key) for ticket in (urgent, first, second)]
    assert places == sorted(places)
    assert done.key not in answer.text
    assert "A later &lt;question&gt;" in answer.text
    assert "Олена Коваль" in answer.text
    assert "Films &amp; Co" in answer.text
    assert labels(answer.reply_markup) == [
        urgent.key, first.key, second.key, "✓ All 3", "Mine 0", "Free 2", "Waiting 0", "Overdue 0",
    ]  # fmt: skip


async def test_the_queues_are_mine_free_waiting_and_overdue(desk: Desk) -> None:
    free = await desk.ticket()
    taken = await desk.bring(await desk.ticket(), "taken")
    waiting = await desk.bring(await desk.ticket(), "asked")
    desk.rig.clock.pass_(timedelta(days=9))
    answer = await command(desk, "/queue")
    desk.rig.telegram.message_id_of(answer)
    shown = {
        Shown.MINE: {taken.key, waiting.key},
        Shown.FREE: {free.key},
        Shown.WAITING: {waiting.key},
        Shown.OVERDUE: {free.key},
    }
    for which, keys in shown.items():
        await desk.press(OLENA, QueuePress(shown=which).pack())
        (edit,) = [call for call in desk.sent if isinstance(call, EditMessageText)]
        assert {label for label in labels(edit.reply_markup) if "-" in label} == keys
    await desk.press(ANDRIY, QueuePress(shown=Shown.MINE).pack())
    assert "There are none of these." in said(desk.sent)
    assert "Mine: 2" in (await command(desk, "/queue mine", OLENA)).text


async def test_a_long_queue_has_pages_and_a_page_beyond_the_last_is_the_last(desk: Desk) -> None:
    tickets = [await desk.ticket() for _ in range(8)]
    answer = await command(desk, "/queue")
    assert "page 1 of 2" in answer.text
    assert labels(answer.reply_markup)[-1] == "2 ›"
    await desk.press(ANDRIY, QueuePress(shown=Shown.ALL, page=77).pack())
    (edit,) = [call for call in desk.sent if isinstance(call, EditMessageText)]
    assert "page 2 of 2" in str(edit.text)
    assert [label for label in labels(edit.reply_markup) if "-" in label] == [one.key for one in tickets[6:]]
    assert labels(edit.reply_markup)[-1] == "‹ 1"


async def test_a_ticket_of_the_list_opens_with_its_buttons_in_reply_to_its_card(desk: Desk) -> None:
    ticket = await desk.ticket()
    await desk.deliver()
    await desk.card(ticket, 55)
    assert await desk.press(ANDRIY, OpenPress(ticket=ticket.id).pack()) == ""
    (shown,) = [call for call in await desk.deliver() if isinstance(call, SendMessage)]
    assert shown.reply_parameters is not None
    assert shown.reply_parameters.message_id == 55
    assert "Take" in labels(shown.reply_markup)
    assert await desk.press(ANDRIY, OpenPress(ticket=99999).pack()) == "There is no such request. Nothing was changed."


async def test_an_empty_queue_says_so(desk: Desk) -> None:
    assert "Nothing is open." in (await command(desk, "/queue")).text


FOUND = [
    "IPMG-1001",
    "1001",
    "#1001",
    "іваненком",
    "ромашки",
    "067 244 64 44",
    "зависших каналов",
    "+38 (067) 244-64-44",
]


@pytest.mark.parametrize("words", FOUND)
async def test_a_request_is_found_by(desk: Desk, words: str) -> None:
    who = Identity("Олег Іваненко", "ТОВ «Ромашка»", "+380672446444", "")
    wanted = await desk.ticket(problem="Зависли все каналы & звук <пропал>", identity=who)
    await desk.ticket(problem="Something else", identity=Identity("Emma", "Acme", "emma@example.com", ""))
    words = words.replace("зависших", "зависли")
    answer = await command(desk, f"/find {words}")
    assert labels(answer.reply_markup) == [wanted.key]
    assert "1 request found" in answer.text
    assert "звук &lt;пропал&gt;" in answer.text


async def test_what_is_not_there_is_not_found_and_nothing_sought_is_explained(desk: Desk) -> None:
    await desk.ticket()
    assert "Nothing found for “&lt;unicorn&gt;”" in (await command(desk, "/find <unicorn>")).text
    assert "Write after the command what to look for" in (await command(desk, "/find")).text


async def test_results_turn_their_pages_by_the_command_they_reply_to(desk: Desk) -> None:
    tickets = [await desk.ticket(problem="Same <trouble> again") for _ in range(7)]
    answer = await command(desk, "/find trouble")
    assert labels(answer.reply_markup)[0] == tickets[-1].key
    asked = desk.rig.updates.said(ANDRIY, chat=HERE, text="/find trouble")
    await desk.press(OLENA, FindPress(page=1).pack(), reply_to=asked)
    (edit,) = [call for call in desk.sent if isinstance(call, EditMessageText)]
    assert labels(edit.reply_markup) == [tickets[0].key, "‹ 1"]
    assert "send /find again" in await desk.press(OLENA, FindPress(page=1).pack())


async def test_the_number_that_was_written_comes_first_and_once(desk: Desk) -> None:
    tickets = [await desk.ticket(problem="See 1001 please") for _ in range(8)]
    answer = await command(desk, "/find 1001")
    assert labels(answer.reply_markup) == [tickets[0].key, *(one.key for one in tickets[:2:-1]), "2 ›"]


@pytest.mark.parametrize("text", ["/queue", "/find Emma", "/history IPMG-1001", "/note IPMG-1001 hi"])
async def test_strangers_and_the_unsigned_get_no_list(desk: Desk, text: str) -> None:
    ticket = await desk.ticket()
    assert "Only members" in (await command(desk, text, STRANGER)).text
    unsigned = await command(desk, text, ANONYMOUS, sender_chat=HERE)
    assert "Remain anonymous" in unsigned.text
    assert ticket.key not in unsigned.text
    assert len(await desk.history(ticket)) == 1


@pytest.mark.parametrize("press", [QueuePress(shown=Shown.ALL), FindPress(page=0), OpenPress(ticket=1001)])
async def test_a_stranger_presses_in_vain(desk: Desk, press: Any) -> None:
    await desk.ticket()
    assert "Only members" in await desk.press(STRANGER, press.pack(), message_id=CARD_ID)
    assert [call for call in desk.sent if isinstance(call, EditMessageText | SendMessage)] == []
