"""Which action fits which status (providence 5.1), as the whole table."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desk.errors import CommentRequiredError, NotAllowedError, TakenError
from desk.model import Action, Clocks, Identity, Impact, Language, Resolution, Status, Ticket
from desk.rules import CLOSING, TRANSITIONS, after, buttons, check_comment, may_reopen, tools

TICKET = Ticket(
    id=1001,
    key="PF-1001",
    client_id=5,
    draft_id=1,
    language=Language.EN,
    status=Status.CREATED,
    priority="high",
    topic="product",
    impact=Impact.DOWN,
    scale=None,
    identity=Identity("Emma Clark", "Acme", "emma@example.com"),
    problem="It is down",
    reproduction="",
    created_at=datetime(2026, 11, 20, 10, tzinfo=UTC),
    clocks=Clocks(),
)


def ticket(status: Status, *, held: bool) -> Ticket:
    return replace(TICKET, status=status, assignee_id=7 if held else None, assignee_name="Андрій" if held else "")


BUTTONS = [
    (Status.CREATED, False, {Action.TAKE, Action.REFUSE, Action.SET_PRIORITY}),
    (
        Status.IN_PROGRESS,
        True,
        {Action.ASK, Action.CLOSE, Action.REFUSE, Action.SET_PRIORITY, Action.RELEASE},
    ),
    (
        Status.CLARIFICATION,
        True,
        {Action.ASK, Action.CLOSE, Action.REFUSE, Action.SET_PRIORITY, Action.RELEASE},
    ),
    (
        Status.CLARIFICATION,
        False,
        {Action.TAKE, Action.ASK, Action.CLOSE, Action.REFUSE, Action.SET_PRIORITY},
    ),
    (Status.DONE, True, {Action.REOPEN}),
]


@pytest.mark.parametrize(("status", "held", "offered"), BUTTONS)
def test_the_card_offers_just_what_is_allowed(status: Status, held: bool, offered: set[Action]) -> None:
    one = ticket(status, held=held)
    assert set(buttons(one)) == offered
    for action in offered:
        after(action, one)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("action", Action)
def test_what_is_not_in_the_table_is_refused(action: Action, status: Status) -> None:
    held = status in (Status.IN_PROGRESS, Status.CLARIFICATION)
    one = ticket(status, held=held)
    if action is Action.TAKE and held:
        with pytest.raises(TakenError) as taken:
            after(action, one)
        assert taken.value.assignee_name == "Андрій"
    elif (action, status) in TRANSITIONS:
        unheld = action is Action.NOT_SOLVED
        assert after(action, replace(one, assignee_id=7) if unheld else one) is TRANSITIONS[action, status]
    else:
        with pytest.raises(NotAllowedError) as refused:
            after(action, one)
        assert (refused.value.action, refused.value.status, refused.value.key) == (action, status, "PF-1001")


def test_an_answer_to_a_released_ticket_puts_it_back_into_the_queue() -> None:
    assert after(Action.ANSWER, ticket(Status.CLARIFICATION, held=False)) is Status.CREATED
    assert after(Action.ANSWER, ticket(Status.CLARIFICATION, held=True)) is Status.IN_PROGRESS


def test_what_is_not_solved_goes_back_to_whoever_had_it_or_to_the_queue() -> None:
    assert after(Action.NOT_SOLVED, ticket(Status.DONE, held=True)) is Status.IN_PROGRESS
    assert after(Action.NOT_SOLVED, ticket(Status.DONE, held=False)) is Status.CREATED


@pytest.mark.parametrize("status", Status)
def test_behind_more_is_just_what_is_allowed_and_nothing_that_the_card_shows(status: Status) -> None:
    one = ticket(status, held=status is not Status.CREATED)
    assert set(tools(one)).isdisjoint(buttons(one))
    assert Action.NOTE in tools(one)
    for action in tools(one):
        after(action, one)


CLOSED_AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.mark.parametrize(
    ("resolution", "closed_at", "within", "passed", "allowed"),
    [
        (Resolution.SOLVED, CLOSED_AT, WEEK, WEEK, True),
        (Resolution.SOLVED, CLOSED_AT, WEEK, WEEK + timedelta(seconds=1), False),
        (Resolution.SOLVED, CLOSED_AT, None, timedelta(0), False),
        (Resolution.REFUSED, CLOSED_AT, WEEK, timedelta(0), False),
        (Resolution.SOLVED, None, WEEK, timedelta(0), False),
    ],
)
def test_a_client_may_open_again_what_was_solved_within_the_time_of_the_regulation(
    resolution: Resolution,
    closed_at: datetime | None,
    within: timedelta | None,
    passed: timedelta,
    allowed: bool,
) -> None:
    one = replace(ticket(Status.DONE, held=True), resolution=resolution, closed_at=closed_at)
    assert may_reopen(one, within, CLOSED_AT + passed) is allowed


def test_what_is_open_cannot_be_opened_again() -> None:
    assert not may_reopen(ticket(Status.IN_PROGRESS, held=True), WEEK, CLOSED_AT)


def test_a_ticket_that_nobody_has_cannot_be_released() -> None:
    with pytest.raises(NotAllowedError):
        after(Action.RELEASE, ticket(Status.CLARIFICATION, held=False))


def test_not_reproducible_is_explained_to_the_client_as_providence_5_1_wants() -> None:
    with pytest.raises(CommentRequiredError):
        check_comment(Resolution.NOT_REPRODUCIBLE, "")
    check_comment(Resolution.NOT_REPRODUCIBLE, "We tried on three devices")
    check_comment(Resolution.SOLVED, "")


def test_close_offers_the_five_resolutions_and_refusal_has_its_own_way() -> None:
    assert len(CLOSING) == 5
    assert Resolution.REFUSED not in CLOSING
