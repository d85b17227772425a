"""Several critical requests about one topic within some minutes: the group is asked once whether it is one incident."""

from datetime import timedelta

from desk.house import House
from desk.model import Status, Ticket, Urgency
from desk.notices_incidents import IncidentOffered, JoinOffered
from desk.ports import Work
from desk.ports_incidents import Incident, Offer
from desk.regulation import Regulation

_AFTER = timedelta(microseconds=1)


def consider(work: Work, house: House, ticket: Ticket) -> None:
    """A ticket was opened, or its priority changed: ask about it where it is critical and not the only one."""
    rule, critical = house.regulation.incidents, criticals(house.regulation)
    if rule is None or ticket.priority not in critical or work.incidents.of_ticket(ticket.id) is not None:
        return
    settled = work.incidents.hold(ticket.topic)
    since = work.now - rule.within
    known = work.incidents.recent(ticket.topic, since)
    if known is not None and _open(work, known):
        _tell(work, house, JoinOffered(ticket.id, known.id), f"join:{known.id}:{ticket.id}")
        return
    if work.incidents.waiting(ticket.topic, since) is not None:
        return  # whoever accepts that takes this one in
    since = max(since, settled + _AFTER) if settled else since
    alike = work.incidents.alike(ticket.topic, critical, since)
    if len(alike) < rule.requests:
        return
    offer = work.incidents.offer(Offer(0, ticket.topic, ticket.id, alike[0].created_at, work.now))
    notice = IncidentOffered(ticket.id, offer.id, len(alike), int(rule.within / timedelta(minutes=1)))
    _tell(work, house, notice, f"incident-offer:{offer.id}")


def criticals(regulation: Regulation) -> list[str]:
    """The keys of the critical priorities."""
    return [one.key for one in regulation.priorities if one.critical]


def _open(work: Work, incident: Incident) -> bool:
    return any(one.status is not Status.DONE for one in work.incidents.tickets(incident.id))


def _tell(work: Work, house: House, notice: IncidentOffered | JoinOffered, key: str) -> None:
    """With a sound, and after the card, to which it is a reply."""
    work.outbox.put(
        notice,
        key=key,
        chat_id=work.chats.current(house.group_id),
        urgency=Urgency.CARD,
        ticket_id=notice.ticket_id,
    )
