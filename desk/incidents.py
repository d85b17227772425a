"""Incidents: critical requests that engineers found to be one thing, and what is done to all of them at once.

Each request gets exactly what the single action does, in one unit; one that cannot is named in the result. Clients hear
of their own request only (providence 1.2).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desk import conversation, staff
from desk.errors import DeskError, IncidentError, NotAllowedError, TakenError, UnknownChoiceError
from desk.house import House
from desk.incident_offers import criticals
from desk.messages import Content, Kind, Said
from desk.model import Action, Actor, Colleague, EngineerPrompt, EventKind, Resolution, Status, Ticket, Urgency
from desk.notices_incidents import IncidentActed, IncidentCard
from desk.ports import Work
from desk.ports_incidents import Incident, OfferState
from desk.staff import comment_of, locked
from desk.tickets import change, tell_status

CLOSING = (Resolution.SOLVED, Resolution.INFRASTRUCTURE)
"""How an incident can end."""
FEWEST = 2
"""Requests that an incident can be made of."""


class Deed(StrEnum):
    """What is done to all of an incident."""

    TAKE = "take"
    ANSWER = "answer"
    CLOSE = "close"


class Left(StrEnum):
    """Why one of its requests was left as it is."""

    DONE = "done"
    MINE = "mine"
    TAKEN = "taken"
    """Somebody else has it."""
    FREE = "free"
    """Nobody has taken it yet."""


@dataclass(frozen=True, slots=True)
class View:
    """An incident with its requests, the oldest first."""

    incident: Incident
    tickets: Sequence[Ticket]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done to which requests; `left`: those that it was not done to, with why and whose they are."""

    tickets: Sequence[Ticket]
    left: Sequence[tuple[Ticket, Left, str]]


def look(work: Work, incident_id: int) -> View:
    """IncidentError: there is none."""
    incident = work.incidents.get(incident_id)
    if incident is None:
        raise IncidentError("gone")
    return View(incident, work.incidents.tickets(incident_id))


def accept(work: Work, house: House, engineer: Actor, offer_id: int) -> View:
    """They are one incident: those of the offer and those that came since. IncidentError: it was answered, or there are
    not two of them any more.
    """
    offer = work.incidents.lock_offer(offer_id)
    if offer is None or offer.state is not OfferState.WAITING:
        raise IncidentError("answered")
    found = work.incidents.alike(offer.topic, criticals(house.regulation), offer.since)
    held = [locked(work, number) for number in sorted(one.id for one in found)]  # in one order: no deadlock
    alike = [one for one in held if one.status is not Status.DONE]
    if len(alike) < FEWEST:
        raise IncidentError("too_few")
    work.incidents.answer(offer.id, OfferState.ACCEPTED)
    assert engineer.id is not None, "a press is somebody's"
    by, newest = Colleague(engineer.id, engineer.name), max(one.created_at for one in alike)
    incident = work.incidents.add(Incident(0, offer.topic, work.now, newest, by))
    for one in alike:
        _join(work, house, engineer, incident, one)
    return _shown(work, house, incident)


def decline(work: Work, offer_id: int) -> None:
    """They are not: what is open about the topic now is not asked about again. IncidentError: it was answered."""
    offer = work.incidents.lock_offer(offer_id)
    if offer is None or offer.state is not OfferState.WAITING:
        raise IncidentError("answered")
    work.incidents.answer(offer.id, OfferState.DECLINED)
    work.incidents.settle(offer.topic, work.now)


def join(work: Work, house: House, engineer: Actor, incident_id: int, ticket_id: int) -> View:
    """One more request. IncidentError: there is no such incident, or the request is of one, closed, or about something
    else. TicketNotFoundError.
    """
    ticket, incident = locked(work, ticket_id), work.incidents.get(incident_id)
    if incident is None:
        raise IncidentError("gone")
    if ticket.status is Status.DONE or ticket.topic != incident.topic:
        raise IncidentError("not_of_it", ticket.key)
    _join(work, house, engineer, incident, ticket)
    return _shown(work, house, incident)


def take_all(work: Work, house: House, engineer: Actor, incident_id: int) -> Outcome:
    """Every request that nobody has is the engineer's."""

    def take(ticket: Ticket) -> None:
        staff.take(work, house, engineer, ticket.id)

    return _each(work, house, engineer, incident_id, Deed.TAKE, take)


def close_all(
    work: Work, house: House, engineer: Actor, incident_id: int, resolution: Resolution, comment: str
) -> Outcome:
    """Every request that is being worked on is closed so. UnknownChoiceError: not one of CLOSING. BadAnswerError."""
    if resolution not in CLOSING:
        raise UnknownChoiceError(resolution)
    comment = comment_of(comment)

    def close(ticket: Ticket) -> None:
        staff.close(work, house, engineer, ticket.id, resolution, comment)

    return _each(work, house, engineer, incident_id, Deed.CLOSE, close)


def answer_all(work: Work, house: House, engineer: Actor, incident_id: int, chat_id: int, text: str) -> Outcome:
    """Every client of an open request gets this text as a reply to theirs. BadAnswerError: nothing in it."""
    said = Said(Content(Kind.TEXT, comment_of(text, required=True)), chat_id)

    def reply(ticket: Ticket) -> None:
        if ticket.status is Status.DONE:
            raise NotAllowedError(Action.REPLY, ticket.status, ticket.key)
        conversation.reply(work, house, engineer, ticket.id, said)

    return _each(work, house, engineer, incident_id, Deed.ANSWER, reply)


def written(work: Work, house: House, engineer: Actor, prompt: EngineerPrompt, text: str) -> Ticket:
    """What an engineer wrote in reply to the message that asked for it; the incident's first request."""
    incident_id = int(prompt.data["incident"])
    if prompt.action is Action.CLOSE:
        comment = comment_of(text, required=True)
        close_all(work, house, engineer, incident_id, Resolution(prompt.data["resolution"]), comment)
    else:
        answer_all(work, house, engineer, incident_id, prompt.chat_id, text)
    return staff.look(work, prompt.ticket_id)


def _each(
    work: Work, house: House, engineer: Actor, incident_id: int, deed: Deed, do: Callable[[Ticket], None]
) -> Outcome:
    """Do it to each request, held in one order; the group is told to which, and to which not."""
    done: list[Ticket] = []
    left: list[tuple[Ticket, Left, str]] = []
    tickets = look(work, incident_id).tickets
    for one in tickets:
        ticket = locked(work, one.id)
        try:
            do(ticket)
        except (NotAllowedError, TakenError) as error:
            left.append((ticket, _why(engineer, ticket, error), ticket.assignee_name))
        else:
            done.append(ticket)
    work.outbox.put(
        IncidentActed(
            tickets[0].id,
            incident_id,
            deed.value,
            engineer.name,
            [one.key for one in done],
            [[one.key, why.value, name] for one, why, name in left],
        ),
        key=f"incident:{incident_id}:{deed}:{engineer.id}:{len(done)}:{work.now.isoformat()}",
        chat_id=work.chats.current(house.group_id),
        urgency=Urgency.REPLY,
        silent=True,
        ticket_id=tickets[0].id,
    )
    return Outcome(done, left)


def _why(engineer: Actor, ticket: Ticket, error: DeskError) -> Left:
    if ticket.status is Status.DONE:
        return Left.DONE
    if isinstance(error, TakenError):
        return Left.MINE if ticket.assignee_id == engineer.id else Left.TAKEN
    return Left.FREE


def _join(work: Work, house: House, engineer: Actor, incident: Incident, ticket: Ticket) -> None:
    """The request is a part of it, and its client hears that it is known; a client with several of them once."""
    before = {one.client_id for one in work.incidents.tickets(incident.id)}
    if not work.incidents.join(incident.id, ticket):
        raise IncidentError("joined", ticket.key)
    data = {"incident": incident.id}
    ticket, entry = change(work, house, ticket, Action.LINK, engineer, EventKind.JOINED, data)
    if ticket.client_id not in before:
        tell_status(work, ticket, entry)


def _shown(work: Work, house: House, incident: Incident) -> View:
    """The incident as it is now, in the group."""
    tickets = work.incidents.tickets(incident.id)
    work.outbox.put(
        IncidentCard(tickets[0].id, incident.id),
        key=f"incident:{incident.id}:{len(tickets)}",
        chat_id=work.chats.current(house.group_id),
        urgency=Urgency.REPLY,
        ticket_id=tickets[0].id,
        collapse=f"incident:{incident.id}",
    )
    return View(incident, tickets)
