"""What the engineers' tools need from storage: the queue, the search, and who the engineers are."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from desk.model import Actor, Ticket


class Shown(StrEnum):
    """Which open tickets a queue shows."""

    ALL = "all"
    MINE = "mine"
    FREE = "free"
    WAITING = "waiting"
    """In Clarification."""
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many open tickets each of the queues has."""

    of: dict[Shown, int]


class Queue(Protocol):
    """The open tickets, in the order in which they are to be handled."""

    def counts(self, engineer_id: int) -> Counts:
        """Of all the queues; `engineer_id` says whose are mine."""

    def page(
        self, shown: Shown, engineer_id: int, critical: Sequence[str], *, limit: int, offset: int
    ) -> Sequence[Ticket]:
        """Those of the priorities `critical` first, then by the nearest deadline; those without one last."""


class Search(Protocol):
    """Tickets by what is in them: ID, name, company, contact, and every text of the ticket and its history."""

    def add(self, ticket_id: int, texts: Sequence[str]) -> None:
        """From now on the ticket is found by the words of these texts too."""

    def find(
        self, beginnings: Sequence[str], *, limit: int, offset: int = 0, without: int | None = None
    ) -> Sequence[Ticket]:
        """Tickets in which a word begins with each of `beginnings` (desk/words.py `sought`), the newest first."""

    def count(self, beginnings: Sequence[str]) -> int:
        """How many `find` would find."""


class Engineers(Protocol):
    """Those who ever did something to a ticket."""

    def acted(self, engineer: Actor) -> None:
        """They did something now, under this name."""

    def known(self, limit: int) -> Sequence[Actor]:
        """Who acted last first."""

    def get(self, engineer_id: int) -> Actor | None:
        """None: never did anything."""
