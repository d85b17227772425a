"""What engineers' use cases refuse, apart from the transitions (test_rules.py, test_ticket_life.py)."""

from collections.abc import Callable
from typing import Any

import pytest

from desk import staff
from desk.answers import COMMENT_LIMIT
from desk.errors import (
    BadAnswerError,
    CommentRequiredError,
    DeskError,
    NotAllowedError,
    SameTextError,
    TakenError,
    TicketNotFoundError,
    UnknownChoiceError,
)
from desk.house import House
from desk.model import (
    Action,
    Actor,
    EngineerPrompt,
    Identity,
    Impact,
    Language,
    Request,
    Resolution,
    Role,
    Sender,
    Status,
    Ticket,
)
from desk.ports import Work
from desk.tickets import open_ticket
from storage import Store
from tests.support.regulations import IPMG

HOUSE = House(IPMG, -1, Language.EN)
ANDRIY = Actor(Role.ENGINEER, 501, "Андрій")
LONG = "x" * (COMMENT_LIMIT + 1)


def _open(work: Work) -> Ticket:
    who = Identity("Emma Client", "Films", "+380672446444")
    request = Request(1, "access", Impact.DOWN, None, "operative", who, "No picture", "")
    return open_ticket(work, HOUSE, work.people.meet(Sender(7, "Emma")), request)


@pytest.fixture
async def ticket(store: Store) -> Ticket:
    """A ticket that Andriy has."""
    await store.run(_open)
    return await store.run(staff.take, HOUSE, ANDRIY, 1001)


REFUSED: list[tuple[Callable[..., Any], tuple[Any, ...], type[DeskError]]] = [
    (staff.take, (), TakenError),
    (staff.ask, ("",), BadAnswerError),
    (staff.ask, (" \u202e ",), BadAnswerError),
    (staff.ask, (LONG,), BadAnswerError),
    (staff.close, (Resolution.SOLVED, LONG), BadAnswerError),
    (staff.close, (Resolution.REFUSED, "no"), UnknownChoiceError),
    (staff.close, (Resolution.NOT_REPRODUCIBLE, " "), CommentRequiredError),
    (staff.refuse, ("nonsense",), UnknownChoiceError),
    (staff.refuse, ("foul_language", LONG), BadAnswerError),
    (staff.set_priority, ("nonsense",), UnknownChoiceError),
    (staff.set_priority, ("operative",), SameTextError),
]


@pytest.mark.parametrize(("use_case", "args", "error"), REFUSED)
async def test_what_is_wrong_is_refused_and_changes_nothing(
    store: Store, ticket: Ticket, use_case: Callable[..., Any], args: tuple[Any, ...], error: type[DeskError]
) -> None:
    with pytest.raises(error):
        await store.run(use_case, HOUSE, ANDRIY, ticket.id, *args)
    assert await store.read(staff.look, ticket.id) == ticket


async def test_who_has_it_is_named_to_whoever_takes_it_too(store: Store, ticket: Ticket) -> None:
    with pytest.raises(TakenError) as taken:
        await store.run(staff.take, HOUSE, Actor(Role.ENGINEER, 502, "Олена"), ticket.id)
    assert taken.value == TakenError(ticket.key, "Андрій", 501)


async def test_before_a_menu_is_shown_the_action_is_held_against_the_state(store: Store, ticket: Ticket) -> None:
    assert await store.read(staff.consider, ticket.id, Action.CLOSE) == ticket
    with pytest.raises(NotAllowedError):
        await store.read(staff.consider, ticket.id, Action.REOPEN)


async def test_a_new_priority_brings_its_own_deadlines(store: Store, ticket: Ticket) -> None:
    changed = await store.run(staff.set_priority, HOUSE, ANDRIY, ticket.id, "standard")
    assert changed.priority == "standard"
    assert changed.clocks.first_reaction_due != ticket.clocks.first_reaction_due


@pytest.mark.parametrize("use_case", [staff.take, staff.release, staff.reopen])
async def test_a_ticket_that_is_not_there_is_not_found(store: Store, use_case: Callable[..., Any]) -> None:
    with pytest.raises(TicketNotFoundError):
        await store.run(use_case, HOUSE, ANDRIY, 9)
    with pytest.raises(TicketNotFoundError):
        await store.run(staff.consider, 9, Action.TAKE)


@pytest.mark.parametrize(
    ("action", "data", "status"),
    [
        (Action.ASK, {}, Status.CLARIFICATION),
        (Action.CLOSE, {"resolution": "not_reproducible"}, Status.DONE),
        (Action.REFUSE, {"ground": "foul_language"}, Status.DONE),
    ],
)
async def test_a_reply_does_what_its_prompt_waits_for_once(
    store: Store, ticket: Ticket, action: Action, data: dict[str, str], status: Status
) -> None:
    await store.run(staff.await_reply, EngineerPrompt(-1, 50, ticket.id, 501, action, data))
    for bad in ("", LONG):
        with pytest.raises(BadAnswerError):
            await store.run(staff.reply, HOUSE, ANDRIY, -1, 50, bad)
    done = await store.run(staff.reply, HOUSE, ANDRIY, -1, 50, "Words")
    assert done is not None
    assert (done.action, done.ticket.status) == (action, status)
    assert await store.run(staff.reply, HOUSE, ANDRIY, -1, 50, "Words") is None
    assert await store.read(staff.awaited, -1, 50) is None


async def test_a_moved_group_is_found_where_it_is(store: Store) -> None:
    await store.run(staff.move_group, -1, -100)
    await store.run(staff.move_group, -1, -100)
    assert await store.read(staff.where_now, -1, -100, -5) == (-100, -100, -5)


async def test_what_was_given_up_waits_for_nothing(store: Store, ticket: Ticket) -> None:
    prompt = EngineerPrompt(-1, 5, ticket.id, 501, Action.ASK)
    await store.run(staff.await_reply, prompt)
    await store.run(staff.abandon, prompt)
    assert await store.read(staff.awaited, -1, 5) is None
