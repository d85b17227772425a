"""Suspension with a ground (providence 4.6): the ticket waits in Clarification, its clock stands, and goes on."""

from desk.errors import UnknownChoiceError
from desk.house import House
from desk.model import Action, Actor, EventKind, Ticket
from desk.ports import Work
from desk.staff import act, comment_of, look


def suspend(work: Work, house: House, engineer: Actor, ticket_id: int, ground: str, comment: str = "") -> Ticket:
    """Suspend on a ground of the regulation; the client is told it and may answer, which lets the ticket go on.

    UnknownChoiceError: the regulation has no such ground.
    """
    try:
        house.regulation.ground(ground)
    except KeyError:
        raise UnknownChoiceError(ground) from None
    data = {"ground": ground, "comment": comment_of(comment)}
    return act(work, house, engineer, ticket_id, Action.SUSPEND, EventKind.SUSPENDED, data)


def resume(work: Work, house: House, engineer: Actor, ticket_id: int) -> Ticket:
    """Go on without waiting for the client; what nobody has is the engineer's now."""
    changes = (
        {"assignee_id": engineer.id, "assignee_name": engineer.name}
        if look(work, ticket_id).assignee_id is None
        else {}
    )
    return act(work, house, engineer, ticket_id, Action.RESUME, EventKind.RESUMED, {}, **changes)
