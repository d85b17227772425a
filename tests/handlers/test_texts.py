"""Who must say who they are, by which clause; and how a closed request reads."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiogram.utils.i18n import I18n

from desk.errors import BadAnswerError, IncompleteError
from desk.model import (
    Actor,
    Clocks,
    EventKind,
    HistoryEntry,
    Identity,
    Impact,
    Language,
    Person,
    Resolution,
    Role,
    Status,
    Step,
    Ticket,
)
from desk.regulation import Regulation
from desk.tickets import TicketView
from handlers.texts import errors, requests
from tests.support.regulations import IPMG, PROVIDENCE

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ENGINEER = Actor(Role.ENGINEER, 501, "Andrii")
EMMA = Person(7, "Emma", "emma", "en", Language.EN)


@pytest.fixture(autouse=True)
def texts() -> Iterator[None]:
    with I18n(path=Path(__file__).parent, default_locale="en", domain="no-such-catalogue").context():
        yield


@pytest.mark.parametrize(
    ("regulation", "step", "cited"),
    [
        (IPMG, Step.NAME, True),
        (IPMG, Step.COMPANY, True),
        (IPMG, Step.CONTACT, True),
        (IPMG, Step.TOPIC, False),  # has a clause, which does not say that a request is not considered
        (IPMG, Step.PROBLEM, False),
        (PROVIDENCE, Step.NAME, False),
        (PROVIDENCE, Step.CONTACT, False),
        (PROVIDENCE, Step.PROBLEM, False),
    ],
)
def test_3_2_1_is_cited_for_who_the_person_is_and_where_the_regulation_has_it(
    regulation: Regulation, step: Step, cited: bool
) -> None:
    for error in (BadAnswerError(step, "required"), IncompleteError((step,))):
        said = errors.refusal(error, regulation)
        assert ("not considered (regulation, clause 3.2.1)" in said) is cited
        assert ("clause" in said) is cited


def test_of_several_missing_answers_the_clause_is_cited_for_its_own() -> None:
    assert errors.refusal(IncompleteError((Step.TOPIC, Step.NAME, Step.CONTACT)), IPMG).splitlines() == [
        "Still missing: Name, Contact. Without it a request is not considered (regulation, clause 3.2.1).",
        "Still missing: Topic.",
    ]


def history(*ends: tuple[EventKind, dict[str, Any]]) -> list[HistoryEntry]:
    opened = HistoryEntry(1, 1001, NOW, EventKind.OPENED, Actor(Role.CLIENT, 7, "Emma"), {})
    return [opened, *(HistoryEntry(n, 1001, NOW, kind, ENGINEER, data) for n, (kind, data) in enumerate(ends, 2))]


def page(status: Status, resolution: Resolution | None, entries: list[HistoryEntry]) -> str:
    ticket = Ticket(
        id=1001, key="PF-1001", client_id=7, draft_id=1, language=Language.EN, status=status, priority="low",
        topic="product", impact=Impact.QUESTION, scale=None, identity=Identity("Emma", "", "a@example.com", ""),
        problem="How?", reproduction="", created_at=NOW, clocks=Clocks(), resolution=resolution,
    )  # fmt: skip
    return "\n".join(requests.pages(PROVIDENCE, TicketView(ticket, entries, 0, EMMA), NOW))


CLOSED = (EventKind.CLOSED, {"resolution": "solved", "comment": "See page 3"})
REFUSED = (EventKind.REFUSED, {"ground": "outdated", "comment": ""})
REOPENED: tuple[EventKind, dict[str, Any]] = (EventKind.REOPENED, {})


def test_a_closed_request_says_its_resolution_once() -> None:
    text = page(Status.DONE, Resolution.SOLVED, history(CLOSED))
    assert text.count("Solved") == 1
    assert "<b>Closed:</b> See page 3" in text


def test_a_refused_request_says_so_once_and_names_the_ground() -> None:
    text = page(Status.DONE, Resolution.REFUSED, history(REFUSED))
    assert text.count("Refused") == 1
    assert "<b>Ground:</b> It only shows on outdated software" in text


def test_an_end_that_was_not_the_last_keeps_its_resolution() -> None:
    again = page(Status.IN_PROGRESS, None, history(CLOSED, REOPENED))
    assert "<b>Closed:</b> Solved\nSee page 3" in again
    twice = page(Status.DONE, Resolution.REFUSED, history(CLOSED, REOPENED, REFUSED))
    assert "<b>Closed:</b> Solved\nSee page 3" in twice
    assert twice.count("Refused") == 1
