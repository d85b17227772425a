"""What is told of a request's end, and of what waits: ratings, complaints, unanswered questions, forms, calls."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class LowRating:
    """To the engineers, in reply to the card: the client gave few stars, or says something about them."""

    ticket_id: int
    entry_id: int


@dataclass(frozen=True, slots=True)
class ComplaintRaised:
    """To a supervisor in private: a client complains about how the request `about` was handled.

    Its `ticket_id` is 0: where it does not arrive, that says nothing about the ticket's client.
    """

    ticket_id: ClassVar[int] = 0
    about: int
    entry_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class ClosedByDesk:
    """To the engineers, quietly and in reply to the card: the client did not answer, and the request was closed."""

    ticket_id: int
    entry_id: int


@dataclass(frozen=True, slots=True)
class Unanswered:
    """To the client: we still wait for an answer, and when the request is closed without one."""

    ticket_id: int
    entry_id: int


@dataclass(frozen=True, slots=True)
class FormWaits:
    """To the client, once a form: it is not sent yet. About no ticket."""

    ticket_id: ClassVar[int] = 0
    person_id: int
    draft_id: int


@dataclass(frozen=True, slots=True)
class CallBackDue:
    """To the engineers, in reply to the task: the call is due soon, late, to be tried again, or asked for once more.

    `why` is a value of desk/calls.py `Why`. About no ticket.
    """

    ticket_id: ClassVar[int] = 0
    call_back_id: int
    person_id: int
    why: str


@dataclass(frozen=True, slots=True)
class CallBackLate:
    """To the client, once a task: we are late with the call. About no ticket."""

    ticket_id: ClassVar[int] = 0
    call_back_id: int
    person_id: int


AboutClient = FormWaits | CallBackDue | CallBackLate
"""About a person and no ticket: their `ticket_id` is 0, which no ticket has."""

OfClosing = LowRating | ComplaintRaised | ClosedByDesk | Unanswered | AboutClient
