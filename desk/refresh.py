"""The time left on the cards of waiting tickets is brought up to date, the nearer the deadline the more often."""

from datetime import datetime, timedelta

from desk import sla
from desk.house import House
from desk.model import Ticket, Urgency
from desk.notices import Card
from desk.ports import Work

_PERIODS = (
    (timedelta(hours=2), timedelta(minutes=5)),
    (timedelta(hours=12), timedelta(minutes=30)),
)
"""Up to so far from the deadline, before or after it, the shown time may be so old."""
_SELDOM = timedelta(hours=3)


def refresh_cards(work: Work, house: House, limit: int = 15) -> int:
    """Have the cards of up to `limit` tickets nobody has taken worded anew; how many. To be run every five minutes.

    An edit counts against the group's 20 messages a minute, hence the limit and the periods. A card that waits to be
    sent or edited anyway gets nothing more; one that was lost, because the group moved, is sent again.
    """
    count = 0
    for ticket in work.tickets.unreacted(limit):
        promise = sla.pending(ticket.clocks)
        if promise is not None:
            _refresh(work, house, ticket, period(promise.due, work.now))
            count += 1
    return count


def period(due: datetime, now: datetime) -> timedelta:
    """How old the shown time may be at this distance from the deadline."""
    return next((often for near, often in _PERIODS if abs(due - now) <= near), _SELDOM)


def _refresh(work: Work, house: House, ticket: Ticket, often: timedelta) -> None:
    """Once a period, and once where the card is gone: the key names both, and a key is put once."""
    start = int(work.now.timestamp() // often.total_seconds())
    work.outbox.put(
        Card(ticket.id),
        key=f"refresh:{ticket.id}:{ticket.card_id or 'lost'}:{int(often.total_seconds())}:{start}",
        chat_id=house.group_id,
        urgency=Urgency.CARD,
        silent=True,
        ticket_id=ticket.id,
        collapse=f"card:{ticket.id}",
    )
