"""What is kept of a person: a copy for them, and the deletion that they ask for and an engineer confirms."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from desk.errors import DeletionError
from desk.house import House, language_of
from desk.model import EventKind, HistoryEntry, Language, Person, Sender, Ticket, Urgency
from desk.notices import DeletionAsked, DeletionSettled
from desk.ports import Work
from desk.ports_service import Erased
from desk.regulation import Regulation
from desk.tickets import show_card

_INTERNAL = frozenset(
    {
        EventKind.NOTED,
        EventKind.LINKED,
        EventKind.NEAR,
        EventKind.MISSED,
        EventKind.ESCALATED,
        EventKind.ACKNOWLEDGED,
    }
)
"""What engineers tell each other, and the desk tells them."""
_MANY = 10_000


def copy_of(work: Work, regulation: Regulation, sender: Sender) -> tuple[dict[str, Any], Language]:
    """Everything that is kept of a person, as plain values for a file, and the language to speak to them."""
    person = work.people.get(sender.id)
    language = language_of(regulation, person or sender)
    if person is None:
        return {"person": None, "requests": []}, language
    tickets = work.tickets.of_client(sender.id, limit=_MANY)
    return {
        "person": _person(person),
        "requests": [_ticket(work, regulation, ticket, language) for ticket in reversed(tickets)],
        "calls": [
            {"phone": task.phone, "asked_at": task.asked_at.isoformat(), "state": task.state.value}
            for task in work.call_backs.of_person(sender.id)
        ],
        "mailings": [{"number": number, "state": state.value} for number, state in work.mailings.of_person(sender.id)],
    }, language


def _person(person: Person) -> dict[str, Any]:
    identity = person.identity
    return {
        "telegram_id": person.id,
        "telegram_name": person.name,
        "telegram_username": person.username,
        "language": person.language,
        "mailings": person.mailings,
        "wants_mailings": person.mailings,
        "name": identity.name,
        "company": identity.company,
        "contact": identity.contact,
        "position": identity.position,
    }


def _ticket(work: Work, regulation: Regulation, ticket: Ticket, language: Language) -> dict[str, Any]:
    identity = ticket.identity
    return {
        "id": ticket.key,
        "created_at": ticket.created_at.isoformat(),
        "closed_at": ticket.closed_at.isoformat() if ticket.closed_at else None,
        "status": ticket.status,
        "resolution": ticket.resolution,
        "priority": ticket.priority,
        "topic": _topic(regulation, ticket, language),
        "name": identity.name,
        "company": identity.company,
        "contact": identity.contact,
        "position": identity.position,
        "problem": ticket.problem,
        "steps_to_reproduce": ticket.reproduction,
        "pictures": [{"type": one.mime, "bytes": one.size} for one in work.pictures.of_ticket(ticket.id)],
        "history": _history(work.tickets.history(ticket.id)),
        "messages": [
            {
                "at": message.at.isoformat(),
                "by": message.author.role,
                "kind": message.content.kind,
                "text": message.content.words,
            }
            for message in work.messages.of_ticket(ticket.id)
        ],
    }


def _topic(regulation: Regulation, ticket: Ticket, language: Language) -> str:
    try:
        return regulation.text(regulation.topic(ticket.topic).name, language)
    except KeyError:
        return ticket.topic


def _history(history: Sequence[HistoryEntry]) -> list[dict[str, Any]]:
    return [
        {"at": entry.at.isoformat(), "what": entry.kind, "by": entry.actor.role, "name": entry.actor.name, **entry.data}
        for entry in history
        if entry.kind not in _INTERNAL
    ]


def ask_deletion(work: Work, house: House, sender: Sender) -> Person:
    """They want their data deleted; the engineers are asked, once."""
    person = work.people.meet(sender)
    if person.deletion_asked_at is None:
        person = replace(person, deletion_asked_at=work.now)
        work.people.save(person)
        work.outbox.put(
            DeletionAsked(person.id),
            key=f"deletion:{person.id}:{work.now.isoformat()}",
            chat_id=work.chats.current(house.group_id),
            urgency=Urgency.REPLY,
        )
    return person


def keep(work: Work, sender: Sender) -> Person:
    """They changed their mind."""
    person = work.people.meet(sender)
    if person.deletion_asked_at is not None:
        person = replace(person, deletion_asked_at=None)
        work.people.save(person)
    return person


def confirm(work: Work, house: House, person_id: int) -> Erased:
    """An engineer confirms: the person becomes nobody, and is told so in their language one last time.

    The paths of their pictures come back, to be taken off the disk. DeletionError: not asked for (any more), or
    requests of theirs are still open.
    """
    person = _asked(work, person_id)
    keys = tuple(ticket.key for ticket in work.tickets.open_of_client(person_id))
    if keys:
        raise DeletionError("open", keys)
    language = language_of(house.regulation, person)
    erased = work.privacy.erase(person_id)
    for number in erased.tickets:
        ticket = work.tickets.get(number)
        if ticket is not None and ticket.card_id is not None:
            show_card(work, house, ticket)
    _tell(work, person, language, done=True)
    return erased


def decline(work: Work, house: House, person_id: int) -> Person:
    """An engineer declines, and the client is told. DeletionError: not asked for (any more)."""
    person = replace(_asked(work, person_id), deletion_asked_at=None)
    work.people.save(person)
    _tell(work, person, language_of(house.regulation, person), done=False)
    return person


def _asked(work: Work, person_id: int) -> Person:
    person = work.people.get(person_id)
    if person is None or person.deletion_asked_at is None:
        raise DeletionError("not_asked")
    return person


def _tell(work: Work, person: Person, language: Language, *, done: bool) -> None:
    if person.reachable:
        work.outbox.put(
            DeletionSettled(person.id, done, language.value),
            key=f"deletion_settled:{person.id}:{work.now.isoformat()}",
            chat_id=person.id,
            urgency=Urgency.REPLY,
        )
