"""The loud messages of critical requests: sent when one comes in or becomes one, and edited when somebody has it."""

from collections.abc import Sequence
from itertools import takewhile

from desk import chain
from desk.house import House
from desk.model import Colleague, EventKind, HistoryEntry, Ticket, Urgency
from desk.notices import CriticalIncident
from desk.notices_escalation import AlarmSettled, CallSettled
from desk.ports import Post

_SHOWN = frozenset(
    {
        EventKind.TAKEN,
        EventKind.ASSIGNED,
        EventKind.RELEASED,
        EventKind.CLOSED,
        EventKind.REFUSED,
        EventKind.REOPENED,
        EventKind.NOT_SOLVED,
        EventKind.ACKNOWLEDGED,
        EventKind.PRIORITY_CHANGED,
    }
)
"""What changes what the loud message shows: who has the request, and whether it is done."""


def opened(house: House, ticket: Ticket, entry: HistoryEntry) -> list[Post]:
    """The loud message where a critical request has come in."""
    return [_alarm(house, ticket, entry)] if chain.is_critical(house.regulation, ticket.priority) else []


def changed(house: House, ticket: Ticket, history: Sequence[HistoryEntry]) -> list[Post]:
    """After the last entry of `history`: the loud message where it made the request critical, the edits of earlier
    ones where they show something else now.
    """
    entry, before = history[-1], history[:-1]
    loud = [_alarm(house, ticket, entry)] if chain.raised(house.regulation, entry) else []
    if entry.kind not in _SHOWN:
        return loud
    steps = _told(before)
    sent = [*chain.alarms(house.regulation, ticket, before), *steps]
    calls = [(step, one, name) for step in steps for one, name in chain.called(step)]
    return [
        *loud,
        *(_settled(house, ticket, one, entry) for one in sent),
        *(_call_settled(ticket, step, entry, Colleague(one, name)) for step, one, name in calls),
    ]


def key_of(entry: HistoryEntry) -> str:
    """The outbox key of the loud message that was sent for an entry."""
    match entry.kind:
        case EventKind.OPENED:
            return f"critical:{entry.ticket_id}"
        case EventKind.ESCALATED:
            return f"escalated:{entry.id}"
        case _:
            return f"critical:{entry.ticket_id}:{entry.id}"


def key_of_call(entry: HistoryEntry, person_id: int) -> str:
    """The outbox key of the call in private that a step of the chain made."""
    return f"alarm:{entry.id}:{person_id}"


def _told(before: Sequence[HistoryEntry]) -> list[HistoryEntry]:
    """The steps of the chain told since the request began to wait; earlier ones show who took it then."""
    begins = {EventKind.TAKEN, EventKind.REFUSED, *chain.BEGINS}
    since = takewhile(lambda entry: entry.kind not in begins, reversed(before))
    return [entry for entry in since if entry.kind is EventKind.ESCALATED]


def _alarm(house: House, ticket: Ticket, entry: HistoryEntry) -> Post:
    return Post(
        CriticalIncident(ticket.id), key_of(entry), house.group_id, Urgency.CRITICAL, silent=False, ticket_id=ticket.id
    )


def _settled(house: House, ticket: Ticket, sent: HistoryEntry, entry: HistoryEntry) -> Post:
    """Several changes that wait together become one edit."""
    return Post(
        AlarmSettled(ticket.id, sent.id),
        f"settled:{sent.id}:{entry.id}",
        house.group_id,
        Urgency.CARD,
        silent=True,
        ticket_id=ticket.id,
        collapse=f"settled:{sent.id}",
    )


def _call_settled(ticket: Ticket, step: HistoryEntry, entry: HistoryEntry, who: Colleague) -> Post:
    return Post(
        CallSettled(ticket.id, step.id, who.id, who.name),
        f"settled:{step.id}:{who.id}:{entry.id}",
        who.id,
        Urgency.CARD,
        silent=True,
        ticket_id=ticket.id,
        collapse=f"settled:{step.id}:{who.id}",
    )
