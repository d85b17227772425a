"""The queue of open tickets for the engineers: critical first, then by the nearest deadline, in pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from desk.house import House
from desk.model import Ticket, Urgency
from desk.notices import CardAgain
from desk.ports import Work
from desk.ports_tools import Counts, Shown
from desk.regulation import Regulation
from desk.staff import look

PAGE = 6
"""Tickets on one page."""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of one of the queues; `number` from 0 of `pages`."""

    shown: Shown
    tickets: Sequence[Ticket]
    number: int
    pages: int
    counts: Counts


def queue(work: Work, regulation: Regulation, engineer_id: int, shown: Shown, number: int = 0) -> QueuePage:
    """What `engineer_id` sees; a page beyond the last is the last."""
    counts = work.queue.counts(engineer_id)
    pages = max(1, -(-counts.of[shown] // PAGE))
    number = min(max(number, 0), pages - 1)
    critical = [priority.key for priority in regulation.priorities if priority.critical]
    found = work.queue.page(shown, engineer_id, critical, limit=PAGE, offset=number * PAGE)
    return QueuePage(shown, found, number, pages, counts)


def show_again(work: Work, house: House, ticket_id: int) -> Ticket:
    """A ticket of a list is shown in reply to its card; a reply to what is shown goes to its client, as any other.

    TicketNotFoundError.
    """
    ticket = look(work, ticket_id)
    work.outbox.put(
        CardAgain(ticket.id),
        key=f"again:{ticket.id}:{work.now.timestamp()}",
        chat_id=work.chats.current(house.group_id),
        urgency=Urgency.REPLY,
        silent=True,
        ticket_id=ticket.id,
    )
    return ticket
