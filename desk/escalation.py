"""A critical request that nobody takes climbs the regulation's chain; whoever has seen it can hold it once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desk import alarms, chain, on_call
from desk.errors import NotAllowedError, SeenError, TakenError
from desk.house import House
from desk.model import Action, Actor, Colleague, EventKind, HistoryEntry, Role, Status, Ticket, Urgency
from desk.notices_escalation import Alarm, Escalated, NotReached
from desk.ports import Work
from desk.ports_timers import Subject, Timer
from desk.regulation_escalation import Tell
from desk.staff import locked, look
from desk.tickets import change


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody saw it at `at`; if nobody takes it the chain goes on at `goes_on`. None: it has come to its end."""

    ticket: Ticket
    at: datetime
    goes_on: datetime | None


def fire(work: Work, house: House, subject: Subject, timer: Timer) -> None:
    """A step of the chain has passed: those it names are told, with what is left to come."""
    ticket, rule = work.tickets.get(subject.id), house.regulation.escalation
    waits = chain.waiting(house.regulation, ticket, work.tickets.history(subject.id)) if ticket else None
    if ticket is None or waits is None or rule is None or timer.step > len(rule.steps):
        return  # the regulation was changed since
    to, who = _told(work, house, rule.steps[timer.step - 1].tell)
    data: dict[str, Any] = {"to": to.value, "step": timer.step, "since": waits.since.isoformat()}
    data["who"] = [[one.id, one.name] for one in who]
    if to is not rule.steps[timer.step - 1].tell:
        data["instead"] = True
    entry = work.tickets.log(ticket.id, work.now, EventKind.ESCALATED, Actor(Role.SYSTEM), data)
    work.outbox.put(
        Escalated(ticket.id, entry.id),
        key=alarms.key_of(entry),
        chat_id=house.group_id,
        urgency=Urgency.CRITICAL,
        ticket_id=ticket.id,
    )
    for one in who:
        _alarm(work, ticket, entry, one)


def _told(work: Work, house: House, tell: Tell) -> tuple[Tell, Sequence[Colleague]]:
    """Who hears of the step beside the group; where nobody is on call the supervisors do."""
    if tell is Tell.ON_CALL:
        present = on_call.now(work, house)
        if present is not None:
            return tell, [Colleague(present.engineer_id, present.name)]
    return (tell, []) if tell is Tell.GROUP else (Tell.SUPERVISORS, _supervisors(work, house))


def _supervisors(work: Work, house: House) -> Sequence[Colleague]:
    """The admins as Telegram named them last, and those listed; by a name where one is known."""
    known = {one.id: one.name for one in work.supervisors.all()}
    found = []
    for one in sorted({*known, *house.supervisors}):
        acted = work.engineers.get(one)
        found.append(Colleague(one, known.get(one) or (acted.name if acted else "")))
    return found


def _alarm(work: Work, ticket: Ticket, entry: HistoryEntry, who: Colleague) -> None:
    work.outbox.put(
        Alarm(ticket.id, entry.id, who.id, who.name),
        key=alarms.key_of_call(entry, who.id),
        chat_id=who.id,
        urgency=Urgency.CRITICAL,
        ticket_id=ticket.id,
    )


def not_reached(work: Work, alarm: Alarm, group_id: int) -> None:
    """A private message could not be delivered: the group hears it, once a day for each person."""
    work.outbox.put(
        NotReached(alarm.ticket_id, alarm.person_id, alarm.name),
        key=f"not-reached:{alarm.person_id}:{work.now.date()}",
        chat_id=group_id,
        urgency=Urgency.REPLY,
        silent=True,
        ticket_id=alarm.ticket_id,
    )


def acknowledge(work: Work, house: House, engineer: Actor, ticket_id: int) -> Seen:
    """The engineer sees it and does not take it: no reaction, and the client hears nothing; the chain is held once.

    TakenError: somebody has it. SeenError: somebody has seen it before. NotAllowedError: it does not wait, or the
    regulation has no chain.
    """
    ticket = locked(work, ticket_id)
    if ticket.assignee_id is not None and ticket.status is not Status.DONE:
        raise TakenError(ticket.key, ticket.assignee_name, ticket.assignee_id)
    history = work.tickets.history(ticket_id)
    before = chain.seen(house.regulation, ticket, history)
    if before is not None:
        raise SeenError(ticket.key, before.actor.name)
    if not chain.can_be_seen(house.regulation, ticket, history):
        raise NotAllowedError(Action.ACKNOWLEDGE, ticket.status, ticket.key)
    ticket, _entry = change(work, house, ticket, Action.ACKNOWLEDGE, engineer, EventKind.ACKNOWLEDGED)
    left = chain.steps(house.regulation, ticket, work.tickets.history(ticket_id))
    return Seen(ticket, work.now, left[0].due_at if left else None)


def shown(work: Work, house: House, ticket_id: int) -> tuple[Ticket, bool]:
    """The ticket, and whether its card offers to say that one sees it. TicketNotFoundError."""
    ticket = look(work, ticket_id)
    return ticket, chain.can_be_seen(house.regulation, ticket, work.tickets.history(ticket_id))
