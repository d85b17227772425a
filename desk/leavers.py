"""An engineer who left the group while tickets were theirs: those return to the queue, and the group hears it once."""

from collections.abc import Sequence

from desk import rotas
from desk.errors import NotAllowedError
from desk.house import House
from desk.model import Action, Actor, Colleague, EventKind, Role, Ticket, Urgency
from desk.notices import EngineerLeft
from desk.ports import Work
from desk.tickets import change, tell_status


def holders(work: Work) -> Sequence[Colleague]:
    """Everybody who has an open ticket."""
    return work.held.holders()


def left(work: Work, house: House, engineer_id: int) -> Sequence[Ticket]:
    """Return what they had to the queue; nothing, where they had nothing (any more). They are on call no more."""
    rotas.left(work, house, engineer_id)
    returned, name = [], ""
    for ticket_id in work.held.of(engineer_id):
        ticket = work.tickets.lock(ticket_id)
        if ticket is None or ticket.assignee_id != engineer_id:
            continue
        name = ticket.assignee_name
        try:
            ticket, entry = change(
                work, house, ticket, Action.RELEASE, Actor(Role.SYSTEM), EventKind.RELEASED, {"left": name},
                assignee_id=None, assignee_name="",
            )  # fmt: skip
        except NotAllowedError:
            continue
        tell_status(work, ticket, entry)
        returned.append((ticket, entry.id))
    if returned:
        first, entry_id = returned[0]
        work.outbox.put(
            EngineerLeft(first.id, name, ", ".join(ticket.key for ticket, _ in returned)),
            key=f"left:{engineer_id}:{entry_id}",
            chat_id=work.chats.current(house.group_id),
            urgency=Urgency.REPLY,
            ticket_id=first.id,
        )
    return [ticket for ticket, _ in returned]
