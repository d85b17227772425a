"""What incidents need of storage: what is alike, what was offered, what was brought together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from desk.model import Colleague, Ticket


class OfferState(StrEnum):
    """What came of an offer."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Offer:
    """Several critical tickets of a topic, opened from `since` on, might be one incident; `ticket_id` made it so."""

    id: int
    topic: str
    ticket_id: int
    since: datetime
    at: datetime
    state: OfferState = OfferState.WAITING


@dataclass(frozen=True, slots=True)
class Incident:
    """Tickets about one thing, brought together by an engineer; `last_at` is when the newest of them was opened."""

    id: int
    topic: str
    opened_at: datetime
    last_at: datetime
    by: Colleague


class Incidents(Protocol):
    """Incidents, and what might become one."""

    def hold(self, topic: str) -> datetime | None:
        """Of several units that look at a topic one goes on, the others wait for its end.

        When it was last said that what is open about the topic is no incident.
        """

    def settle(self, topic: str, at: datetime) -> None:
        """What is open about the topic now is no incident."""

    def alike(self, topic: str, priorities: Sequence[str], since: datetime) -> Sequence[Ticket]:
        """Open tickets of the topic and of one of the priorities, opened at `since` or later and in no incident; the
        oldest first.
        """

    def offer(self, offer: Offer) -> Offer:
        """Insert (`id` is ignored); with its id."""

    def lock_offer(self, offer_id: int) -> Offer | None:
        """By number, held until the unit ends."""

    def waiting(self, topic: str, since: datetime) -> Offer | None:
        """The newest offer about the topic that waits, made at `since` or later."""

    def answer(self, offer_id: int, state: OfferState) -> None:
        """What came of it."""

    def add(self, incident: Incident) -> Incident:
        """Insert (`id` is ignored); with its id."""

    def get(self, incident_id: int) -> Incident | None:
        """By number."""

    def recent(self, topic: str, since: datetime) -> Incident | None:
        """The newest about the topic whose newest ticket was opened at `since` or later."""

    def join(self, incident_id: int, ticket: Ticket) -> bool:
        """The ticket is a part of it from now on; False: it is a part of one already."""

    def of_ticket(self, ticket_id: int) -> int | None:
        """The incident that a ticket is a part of."""

    def tickets(self, incident_id: int) -> Sequence[Ticket]:
        """All of it, the oldest first."""
