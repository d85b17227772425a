"""The time left on the cards of open tickets is brought up to date, the nearer the deadline the more often.

An edit counts against the group's 20 messages a minute, so few cards are worded anew at a time, those nearest to their
deadline first. How a promise stands (in time, near, late) needs none of this: that changes with a step of its clock,
which shows the card anew by itself.
"""

from datetime import datetime, timedelta

from desk import sla
from desk.house import House
from desk.model import Ticket, Urgency
from desk.notices import Card
from desk.ports import Work

EVERY = timedelta(seconds=30)
"""How often a few cards are worded anew, by whichever process is first."""
MOST = 2
"""Cards at a time: four of the twenty messages a minute."""
_LOOK_AT = 60
"""Tickets nearest to their deadline, of which those are chosen whose card is older than it may be."""

_PERIODS = (
    (timedelta(hours=2), timedelta(minutes=5)),
    (timedelta(hours=12), timedelta(minutes=30)),
)
"""Up to so far from the deadline, before or after it, the shown time may be so old."""
_SELDOM = timedelta(hours=3)


def refresh_cards(work: Work, house: House) -> int:
    """Have up to MOST cards worded anew; how many. To be run every EVERY; once in that time it does something.

    A card that waits to be sent or edited anyway gets nothing more; one that was lost, because the group moved, is
    sent again.
    """
    if not work.facts.advance("refresh", int(work.now.timestamp() // EVERY.total_seconds())):
        return 0
    keys = {}
    for ticket in work.tickets.nearest(_LOOK_AT):
        promise = sla.pending(ticket.clocks)
        key = _key(ticket, period(promise.due, work.now), work.now) if promise is not None else None
        if key is not None:
            keys[key] = ticket
    known = work.outbox.known(list(keys))
    due = [(key, ticket) for key, ticket in keys.items() if key not in known][:MOST]
    for key, ticket in due:
        work.outbox.put(
            Card(ticket.id),
            key=key,
            chat_id=house.group_id,
            urgency=Urgency.CARD,
            silent=True,
            ticket_id=ticket.id,
            collapse=f"card:{ticket.id}",
        )
    return len(due)


def period(due: datetime, now: datetime) -> timedelta:
    """How old the shown time may be at this distance from the deadline."""
    return next((often for near, often in _PERIODS if abs(due - now) <= near), _SELDOM)


def _key(ticket: Ticket, often: timedelta, now: datetime) -> str | None:
    """Names the period, counted from the opening, and the card: a key is put once. None: the card is young enough."""
    passed = (now - ticket.created_at) // often
    if passed == 0 and ticket.card_id is not None:
        return None
    return f"refresh:{ticket.id}:{ticket.card_id or 'lost'}:{int(often.total_seconds())}:{passed}"
