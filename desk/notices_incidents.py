"""What is told of incidents: the offers, the incident as it stands, what was done to all of it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IncidentOffered:
    """To the engineers, loud and in reply to the card of the last of them: so many critical requests about one topic
    within so many `minutes` may be one incident.
    """

    ticket_id: int
    offer_id: int
    count: int
    minutes: int


@dataclass(frozen=True, slots=True)
class JoinOffered:
    """To the engineers, loud and in reply to the card: the request may be a part of an incident that is known."""

    ticket_id: int
    incident_id: int


@dataclass(frozen=True, slots=True)
class IncidentCard:
    """To the engineers: the incident with its tickets (`ticket_id` is the first) and what can be done to all of it."""

    ticket_id: int
    incident_id: int


@dataclass(frozen=True, slots=True)
class IncidentActed:
    """To the engineers: what somebody did to an incident (desk/incidents.py `Deed`): to which of its tickets (`done`:
    their IDs), and to which not (`left`: the ID, why as desk/incidents.py `Left` has it, and whose it is).
    """

    ticket_id: int
    incident_id: int
    deed: str
    by: str
    done: Sequence[str]
    left: Sequence[Sequence[str]]


OfIncidents = IncidentOffered | JoinOffered | IncidentCard | IncidentActed
