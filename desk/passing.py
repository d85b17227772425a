"""A request is passed on to another department (providence 2.2, 3.3); support keeps it, and the client is told."""

from desk.errors import UnknownChoiceError
from desk.house import House
from desk.model import Action, Actor, EventKind, Ticket
from desk.ports import Work
from desk.staff import act, comment_of


def pass_on(work: Work, house: House, engineer: Actor, ticket_id: int, department: str, comment: str = "") -> Ticket:
    """Record that it was passed on and tell the client. UnknownChoiceError: the regulation has no such department."""
    try:
        house.regulation.department(department)
    except KeyError:
        raise UnknownChoiceError(department) from None
    data = {"department": department, "comment": comment_of(comment)}
    return act(work, house, engineer, ticket_id, Action.PASS_ON, EventKind.PASSED_ON, data)
