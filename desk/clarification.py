"""A question that the client does not answer: they are reminded, and at last the request is closed, with notice.

When that is, desk/silence.py says. Nobody is closed out without having been reminded where the regulation reminds, be
it late after an outage.
"""

from collections.abc import Sequence

from desk.house import House
from desk.model import Action, Actor, EventKind, HistoryEntry, Resolution, Role, Ticket, Urgency
from desk.notices_closing import ClosedByDesk, Unanswered
from desk.plan import plan
from desk.ports import Work
from desk.ports_timers import Subject, Timer
from desk.regulation import Clarification
from desk.silence import waiting
from desk.tickets import change, tell_status

DESK = Actor(Role.SYSTEM)


def fire(work: Work, house: House, subject: Subject, timer: Timer) -> None:
    """A reminder is due, or the end."""
    ticket, rule = work.tickets.get(subject.id), house.regulation.clarification
    if ticket is None or rule is None:
        return
    history = work.tickets.history(ticket.id)
    wait = waiting(house.regulation, ticket, history)
    if wait is None or wait.cycle != timer.cycle:
        return
    reminders = len(rule.remind_after)
    if timer.step <= reminders or (reminders and not wait.reminded):
        _remind(work, house, ticket, history)
    elif rule.close_after is not None:
        _close(work, house, ticket, rule)


def _remind(work: Work, house: House, ticket: Ticket, history: Sequence[HistoryEntry]) -> None:
    entry = work.tickets.log(ticket.id, work.now, EventKind.REMINDED, DESK, {})
    client = work.people.get(ticket.client_id)
    if client is not None and client.reachable:
        work.outbox.put(
            Unanswered(ticket.id, entry.id),
            key=f"unanswered:{entry.id}",
            chat_id=client.id,
            urgency=Urgency.REPLY,
            ticket_id=ticket.id,
        )
    plan(work, house.regulation, ticket, [*history, entry])


def _close(work: Work, house: House, ticket: Ticket, rule: Clarification) -> None:
    """The explanation is the regulation's, and read there in the language of whoever reads it."""
    if rule.ground is not None:
        data = {"ground": rule.ground, "comment": "", "unanswered": True}
        ticket, entry = change(
            work, house, ticket, Action.REFUSE, DESK, EventKind.REFUSED, data,
            resolution=Resolution.REFUSED, ground=rule.ground,
        )  # fmt: skip
    else:
        assert rule.resolution is not None, "the regulation was checked"
        data = {"resolution": rule.resolution.value, "comment": "", "unanswered": True}
        ticket, entry = change(
            work, house, ticket, Action.CLOSE, DESK, EventKind.CLOSED, data, resolution=rule.resolution
        )
    tell_status(work, ticket, entry)
    work.outbox.put(
        ClosedByDesk(ticket.id, entry.id),
        key=f"closed_by_desk:{entry.id}",
        chat_id=work.chats.current(house.group_id),
        urgency=Urgency.CARD,
        silent=True,
        ticket_id=ticket.id,
    )
