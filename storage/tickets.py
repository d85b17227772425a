"""Tickets and their history."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, update

from desk.model import Actor, Clocks, EventKind, HistoryEntry, Identity, Role, Ticket
from desk.sla import pending
from storage.engineers import SqlEngineers
from storage.indexing import learn
from storage.tables import HAS_CARD, OPEN, history, tickets
from storage.types import UtcDateTime
from storage.unit import Unit

_NO_DEADLINE = datetime(9999, 12, 31, tzinfo=UTC)
"""Orders the queue only: tickets that are promised nothing come last."""

_CLOCKS = (
    "first_reaction_due",
    "first_reacted_at",
    "next_reaction_since",
    "next_reaction_due",
    "resolution_due",
    "resolution_spent",
    "resolution_since",
)
_SAVED = (
    "language",
    "status",
    "priority",
    "topic",
    "impact",
    "scale",
    "identity_name",
    "company",
    "contact",
    "position",
    "problem",
    "reproduction",
    *_CLOCKS,
    "queue_at",
    "resolution",
    "ground",
    "assignee_id",
    "assignee_name",
    "closed_at",
)

_SPOKEN = ("text", "comment")
"""What of a history entry people have written: a search finds it."""

_INSERT = insert(tickets).returning(tickets.c.id)
_GET = select(tickets).where(tickets.c.id == bindparam("of"))
_LOCK = _GET.with_for_update()
_BY_DRAFT = select(tickets).where(tickets.c.draft_id == bindparam("of"))
_SAVE = (
    update(tickets)
    .where(tickets.c.id == bindparam("of"), tickets.c.version == bindparam("read_version"))
    .values({name: bindparam(name) for name in _SAVED} | {"version": tickets.c.version + 1})
)
_OF_CLIENT = (
    select(tickets)
    .where(tickets.c.client_id == bindparam("of"))
    .order_by(tickets.c.id.desc())
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_COUNT = select(func.count()).select_from(tickets).where(tickets.c.client_id == bindparam("of"))
_OPEN = select(tickets).where(tickets.c.client_id == bindparam("of"), OPEN).order_by(tickets.c.id)
_NOW = bindparam("now", type_=UtcDateTime())
_AHEAD = (
    select(tickets)
    .where(OPEN, tickets.c.queue_at > _NOW)
    .order_by(tickets.c.queue_at, tickets.c.id)
    .limit(bindparam("limit"))
)
_BEHIND = (
    select(tickets)
    .where(OPEN, tickets.c.queue_at <= _NOW)
    .order_by(tickets.c.queue_at.desc(), tickets.c.id.desc())
    .limit(bindparam("limit"))
)
_OPEN_AFTER = (
    select(tickets.c.id).where(OPEN, tickets.c.id > bindparam("after")).order_by(tickets.c.id).limit(bindparam("limit"))
)
_SET_CARD = (
    update(tickets)
    .where(tickets.c.id == bindparam("of"))
    .values(card_chat_id=bindparam("chat"), card_id=bindparam("message"))
)
_BY_CARD = (
    select(tickets)
    .where(tickets.c.card_chat_id == bindparam("chat"), tickets.c.card_id == bindparam("message"), HAS_CARD)
    .order_by(tickets.c.id.desc())
    .limit(1)
)
_LOG = insert(history).returning(history.c.id)
_HISTORY = select(history).where(history.c.ticket_id == bindparam("of")).order_by(history.c.id)
_ENTRY = select(history).where(history.c.id == bindparam("of"))


def _to_row(ticket: Ticket) -> dict[str, Any]:
    """What `save` writes: not what never changes, and not the card, which only `set_card` writes."""
    clocks, identity = ticket.clocks, ticket.identity
    return {name: getattr(clocks, name) for name in _CLOCKS} | {
        "language": ticket.language,
        "status": ticket.status,
        "priority": ticket.priority,
        "topic": ticket.topic,
        "impact": ticket.impact,
        "scale": ticket.scale,
        "identity_name": identity.name,
        "company": identity.company,
        "contact": identity.contact,
        "position": identity.position,
        "problem": ticket.problem,
        "reproduction": ticket.reproduction,
        "queue_at": nearest.due if (nearest := pending(clocks)) else _NO_DEADLINE,
        "resolution": ticket.resolution,
        "ground": ticket.ground,
        "assignee_id": ticket.assignee_id,
        "assignee_name": ticket.assignee_name,
        "closed_at": ticket.closed_at,
    }


def from_row(row: Row[Any]) -> Ticket:
    """A ticket of a whole row of the table."""
    return Ticket(
        id=row.id,
        key=f"{row.prefix}-{row.id}",
        client_id=row.client_id,
        draft_id=row.draft_id,
        language=row.language,
        status=row.status,
        priority=row.priority,
        topic=row.topic,
        impact=row.impact,
        scale=row.scale,
        identity=Identity(row.identity_name, row.company, row.contact, row.position),
        problem=row.problem,
        reproduction=row.reproduction,
        created_at=row.created_at,
        clocks=Clocks(
            row.first_reaction_due,
            row.first_reacted_at,
            row.next_reaction_since,
            row.next_reaction_due,
            row.resolution_due,
            row.resolution_spent,
            row.resolution_since,
        ),
        resolution=row.resolution,
        ground=row.ground,
        assignee_id=row.assignee_id,
        assignee_name=row.assignee_name,
        closed_at=row.closed_at,
        card_chat_id=row.card_chat_id,
        card_id=row.card_id,
        version=row.version,
    )


def entry_from_row(row: Row[Any]) -> HistoryEntry:
    """An entry of a whole row of the history."""
    actor = Actor(row.actor_role, row.actor_id, row.actor_name)
    return HistoryEntry(row.id, row.ticket_id, row.at, row.kind, actor, row.data)


class SqlTickets:
    """`desk.ports.Tickets`."""

    __slots__ = ("_unit",)

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def add(self, ticket: Ticket, prefix: str) -> Ticket:
        """Insert with the next number; IntegrityError: the draft has a ticket already, or nobody is the client."""
        row = _to_row(ticket) | {
            "prefix": prefix,
            "client_id": ticket.client_id,
            "draft_id": ticket.draft_id,
            "created_at": ticket.created_at,
            "card_chat_id": ticket.card_chat_id,
            "card_id": ticket.card_id,
            "version": ticket.version,
        }
        number: int = self._unit.execute(_INSERT, row).scalar_one()
        who = ticket.identity
        learn(
            self._unit,
            number,
            [
                prefix,
                str(number),
                who.name,
                who.company,
                who.contact,
                who.position,
                ticket.problem,
                ticket.reproduction,
            ],
        )
        return replace(ticket, id=number, key=f"{prefix}-{number}")

    def get(self, ticket_id: int) -> Ticket | None:
        """By number."""
        return self._unit.tickets.get(ticket_id) or self._one(_GET, {"of": ticket_id})

    def lock(self, ticket_id: int) -> Ticket | None:
        """`get`, and hold the row until the unit ends."""
        if ticket_id in self._unit.tickets:
            return self._unit.tickets[ticket_id]
        return self._one(_LOCK if self._unit.writable else _GET, {"of": ticket_id}, locked=True)

    def by_draft(self, draft_id: int) -> Ticket | None:
        """The ticket that was made from this draft."""
        return self._one(_BY_DRAFT, {"of": draft_id})

    def save(self, ticket: Ticket) -> Ticket:
        """Everything but the card. RuntimeError: it was changed since it was read (or is not there)."""
        self._unit.tickets.pop(ticket.id, None)
        row = _to_row(ticket) | {"of": ticket.id, "read_version": ticket.version}
        if self._unit.execute(_SAVE, row).rowcount != 1:
            raise RuntimeError(f"ticket {ticket.id} is not at version {ticket.version} any more")
        return replace(ticket, version=ticket.version + 1)

    def of_client(self, client_id: int, *, limit: int, offset: int = 0) -> Sequence[Ticket]:
        """The newest first."""
        return self._many(_OF_CLIENT, {"of": client_id, "limit": limit, "offset": offset})

    def count_of_client(self, client_id: int) -> int:
        """How many there are."""
        count: int = self._unit.execute(_COUNT, {"of": client_id}).scalar_one()
        return count

    def open_of_client(self, client_id: int) -> Sequence[Ticket]:
        """The client's tickets that are not done, oldest first."""
        return self._many(_OPEN, {"of": client_id})

    def nearest(self, limit: int) -> Sequence[Ticket]:
        """Open tickets by how near their deadline is; read along its index from now on both ways."""
        about = {"now": self._unit.now, "limit": limit}
        rows = [row for query in (_AHEAD, _BEHIND) for row in self._unit.execute(query, about)]
        rows.sort(key=lambda row: (abs(row.queue_at - self._unit.now), row.id))
        return [self._keep(from_row(row)) for row in rows[:limit]]

    def open_after(self, ticket_id: int, limit: int) -> Sequence[int]:
        """The numbers of the next open tickets."""
        return list(self._unit.execute(_OPEN_AFTER, {"after": ticket_id, "limit": limit}).scalars())

    def log(self, ticket_id: int, at: datetime, kind: EventKind, actor: Actor, data: dict[str, Any]) -> HistoryEntry:
        """Append to the history."""
        row = {
            "ticket_id": ticket_id,
            "at": at,
            "kind": kind,
            "actor_role": actor.role,
            "actor_id": actor.id,
            "actor_name": actor.name,
            "data": data,
        }
        entry_id: int = self._unit.execute(_LOG, row).scalar_one()
        learn(self._unit, ticket_id, [str(data[name]) for name in _SPOKEN if data.get(name)])
        if actor.role is Role.ENGINEER and actor.id is not None:
            SqlEngineers(self._unit).acted(actor)
        return HistoryEntry(entry_id, ticket_id, at, kind, actor, data)

    def history(self, ticket_id: int) -> Sequence[HistoryEntry]:
        """The oldest first."""
        return [entry_from_row(row) for row in self._unit.execute(_HISTORY, {"of": ticket_id})]

    def entry(self, entry_id: int) -> HistoryEntry | None:
        """One entry."""
        row = self._unit.execute(_ENTRY, {"of": entry_id}).first()
        return None if row is None else entry_from_row(row)

    def set_card(self, ticket_id: int, chat_id: int | None, message_id: int | None) -> None:
        """Where the card is (None: nowhere any more)."""
        self._unit.tickets.pop(ticket_id, None)
        self._unit.execute(_SET_CARD, {"of": ticket_id, "chat": chat_id, "message": message_id})

    def by_card(self, chat_id: int, message_id: int) -> Ticket | None:
        """The ticket whose card this message is."""
        return self._one(_BY_CARD, {"chat": chat_id, "message": message_id})

    def _one(self, statement: Any, parameters: dict[str, Any], *, locked: bool = False) -> Ticket | None:
        row = self._unit.execute(statement, parameters).first()
        return None if row is None else self._keep(from_row(row), locked=locked)

    def _many(self, statement: Any, parameters: dict[str, Any]) -> list[Ticket]:
        return [self._keep(from_row(row)) for row in self._unit.execute(statement, parameters)]

    def _keep(self, ticket: Ticket, *, locked: bool = False) -> Ticket:
        if locked or self._unit.undisturbed:
            self._unit.tickets[ticket.id] = ticket
        return ticket
