"""What is told of a request's end: a low rating, a complaint."""

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
