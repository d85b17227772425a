"""Incidents, and what might become one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert  # its ON CONFLICT is compiled by the SQLite dialect too

from desk.model import Colleague, Ticket
from desk.ports_incidents import Incident, Offer, OfferState
from storage.tables import OPEN, tickets
from storage.tables_incidents import incident_offers, incident_tickets, incident_topics, incidents
from storage.tickets import from_row
from storage.types import UtcDateTime
from storage.unit import Unit

_SINCE = bindparam("earliest", type_=UtcDateTime())
_OF: BindParameter[int] = bindparam("of")
_TOPIC = upsert(incident_topics)
_HOLD = _TOPIC.on_conflict_do_update(
    index_elements=[incident_topics.c.topic], set_={"topic": _TOPIC.excluded.topic}
).returning(incident_topics.c.settled_at)
_SETTLE = _TOPIC.on_conflict_do_update(
    index_elements=[incident_topics.c.topic], set_={"settled_at": _TOPIC.excluded.settled_at}
)
_JOINED = select(incident_tickets.c.ticket_id).where(incident_tickets.c.ticket_id == tickets.c.id).exists()
_ALIKE = (
    select(tickets)
    .where(OPEN, tickets.c.topic == bindparam("about"), tickets.c.created_at >= _SINCE, ~_JOINED)
    .order_by(tickets.c.created_at, tickets.c.id)
)
_OFFER = insert(incident_offers).returning(incident_offers.c.id)
_GET_OFFER = select(incident_offers).where(incident_offers.c.id == _OF)
_LOCK_OFFER = _GET_OFFER.with_for_update()
_WAITING = (
    select(incident_offers)
    .where(
        incident_offers.c.topic == bindparam("about"),
        incident_offers.c.at >= _SINCE,
        incident_offers.c.state == OfferState.WAITING,
    )
    .order_by(incident_offers.c.at.desc())
    .limit(1)
)
_ANSWER = update(incident_offers).where(incident_offers.c.id == _OF).values(state=bindparam("became"))
_ADD = insert(incidents).returning(incidents.c.id)
_GET = select(incidents).where(incidents.c.id == _OF)
_RECENT = (
    select(incidents)
    .where(incidents.c.topic == bindparam("about"), incidents.c.last_at >= _SINCE)
    .order_by(incidents.c.last_at.desc(), incidents.c.id.desc())
    .limit(1)
)
_JOIN = upsert(incident_tickets).on_conflict_do_nothing().returning(incident_tickets.c.ticket_id)
_GROW = (
    update(incidents)
    .where(incidents.c.id == _OF, incidents.c.last_at < bindparam("newest", type_=UtcDateTime()))
    .values(last_at=bindparam("newest", type_=UtcDateTime()))
)
_OF_TICKET = select(incident_tickets.c.incident_id).where(incident_tickets.c.ticket_id == _OF)
_TICKETS = (
    select(tickets)
    .join_from(incident_tickets, tickets, incident_tickets.c.ticket_id == tickets.c.id)
    .where(incident_tickets.c.incident_id == _OF)
    .order_by(incident_tickets.c.ticket_id)
)


class SqlIncidents:
    """`desk.ports_incidents.Incidents`."""

    __slots__ = ("_unit",)

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def hold(self, topic: str) -> datetime | None:
        """The topic's row is this unit's until it ends."""
        found: datetime | None = self._unit.execute(_HOLD, {"topic": topic, "settled_at": None}).scalar_one()
        return found

    def settle(self, topic: str, at: datetime) -> None:
        """What is open now is no incident."""
        self._unit.execute(_SETTLE, {"topic": topic, "settled_at": at})

    def alike(self, topic: str, priorities: Sequence[str], since: datetime) -> Sequence[Ticket]:
        """Those of the topic are few in so short a time: the priority is looked at here."""
        rows = self._unit.execute(_ALIKE, {"about": topic, "earliest": since})
        return [from_row(row) for row in rows if row.priority in priorities]

    def offer(self, offer: Offer) -> Offer:
        """Insert; with its id."""
        row = {
            "topic": offer.topic,
            "ticket_id": offer.ticket_id,
            "since": offer.since,
            "at": offer.at,
            "state": offer.state,
        }
        return replace(offer, id=self._unit.execute(_OFFER, row).scalar_one())

    def lock_offer(self, offer_id: int) -> Offer | None:
        """By number, held until the unit ends."""
        return _offer(self._unit.execute(_LOCK_OFFER if self._unit.writable else _GET_OFFER, {"of": offer_id}).first())

    def waiting(self, topic: str, since: datetime) -> Offer | None:
        """The newest that waits."""
        return _offer(self._unit.execute(_WAITING, {"about": topic, "earliest": since}).first())

    def answer(self, offer_id: int, state: OfferState) -> None:
        """What came of it."""
        self._unit.execute(_ANSWER, {"of": offer_id, "became": state})

    def add(self, incident: Incident) -> Incident:
        """Insert; with its id."""
        row = {
            "topic": incident.topic,
            "opened_at": incident.opened_at,
            "last_at": incident.last_at,
            "by_id": incident.by.id,
            "by_name": incident.by.name,
        }
        return replace(incident, id=self._unit.execute(_ADD, row).scalar_one())

    def get(self, incident_id: int) -> Incident | None:
        """By number."""
        return _incident(self._unit.execute(_GET, {"of": incident_id}).first())

    def recent(self, topic: str, since: datetime) -> Incident | None:
        """The newest that still grows."""
        return _incident(self._unit.execute(_RECENT, {"about": topic, "earliest": since}).first())

    def join(self, incident_id: int, ticket: Ticket) -> bool:
        """False: it is a part of one already."""
        row = {"ticket_id": ticket.id, "incident_id": incident_id}
        if self._unit.execute(_JOIN, row).first() is None:
            return False
        self._unit.execute(_GROW, {"of": incident_id, "newest": ticket.created_at})
        return True

    def of_ticket(self, ticket_id: int) -> int | None:
        """The incident that it is a part of."""
        found: int | None = self._unit.execute(_OF_TICKET, {"of": ticket_id}).scalar()
        return found

    def tickets(self, incident_id: int) -> Sequence[Ticket]:
        """The oldest first."""
        return [from_row(row) for row in self._unit.execute(_TICKETS, {"of": incident_id})]


def _offer(row: Row[Any] | None) -> Offer | None:
    return None if row is None else Offer(row.id, row.topic, row.ticket_id, row.since, row.at, row.state)


def _incident(row: Row[Any] | None) -> Incident | None:
    if row is None:
        return None
    return Incident(row.id, row.topic, row.opened_at, row.last_at, Colleague(row.by_id, row.by_name))
