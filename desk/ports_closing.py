"""What clients say about a closed request, and what the desk needs of storage for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Rating:
    """Stars and a word for the end of a request that the history entry `entry_id` tells (CLOSED).

    A request has at most one: what is closed again is rated anew, in its place; the history keeps the earlier ones.
    `at` is when it was given first, `changed_at` when last; the engineer is who had the request then.
    """

    ticket_id: int
    entry_id: int
    stars: int
    word: str
    at: datetime
    changed_at: datetime
    engineer_id: int | None = None
    engineer_name: str = ""


class Ratings(Protocol):
    """The ratings: at most one a ticket."""

    def get(self, ticket_id: int) -> Rating | None:
        """The ticket's. Its writers hold the lock of the ticket."""

    def save(self, rating: Rating) -> None:
        """Insert, or replace the one of the same ticket."""
