"""Call me back (IPMG 3.2.2): a call is asked for, promised by the phone line's hours, and made by an engineer."""

from dataclasses import dataclass, replace
from datetime import datetime

from desk.answers import phone_number, shared_phone
from desk.errors import BadAnswerError, CallBackError
from desk.house import House
from desk.model import Actor, CallBackState, CallBackTask, Expected, Person, Sender, Step, Urgency
from desk.notices import CallBackAsked, CallBackMade
from desk.ports import Work
from desk.regulation import Regulation


@dataclass(frozen=True, slots=True)
class PhoneAsked:
    """We wait for a phone number; `known` is the one they gave before."""

    person: Person
    known: str | None
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Promised:
    """A call is promised; `again`: it was before."""

    person: Person
    task: CallBackTask
    again: bool = False


def due(regulation: Regulation, now: datetime) -> datetime:
    """By when a call asked for now is made: within the time after the asking, or after the line opens (IPMG 3.2.2).

    CallBackError: this company does not call back.
    """
    rule = regulation.call_back
    if rule is None:
        raise CallBackError("not_offered")
    line = regulation.calendars[rule.calendar]
    return (now if line.is_open(now) else line.next_opening(now)) + rule.within


def begin(work: Work, regulation: Regulation, sender: Sender) -> PhoneAsked | Promised:
    """Call me back: asks for the number, or tells of the call that is promised already."""
    by = due(regulation, work.now)
    person = work.people.meet(sender)
    waiting = work.call_backs.waiting(sender.id)
    if waiting is not None:
        return Promised(person, waiting, again=True)
    person = replace(person, expects=Expected.PHONE, answering=None)
    work.people.save(person)
    return PhoneAsked(person, _known_phone(regulation, person), by)


def _known_phone(regulation: Regulation, person: Person) -> str | None:
    try:
        return phone_number(person.identity.contact, regulation.phone_region)
    except BadAnswerError:
        return None


def ask(work: Work, house: House, person: Person, phone: str) -> Promised:
    """A typed number. BadAnswerError: it is none."""
    return _ask(work, house, person, phone_number(phone, house.regulation.phone_region))


def ask_shared(work: Work, house: House, person: Person, phone: str) -> Promised:
    """The number of Telegram's contact button. BadAnswerError: it is none."""
    return _ask(work, house, person, shared_phone(phone, house.regulation.phone_region))


def ask_known(work: Work, house: House, sender: Sender) -> Promised:
    """The number they gave before. BadAnswerError: they gave none."""
    person = work.people.meet(sender)
    known = _known_phone(house.regulation, person)
    if known is None:
        raise BadAnswerError(Step.CONTACT, "not_a_contact")
    return _ask(work, house, person, known)


def _ask(work: Work, house: House, person: Person, phone: str) -> Promised:
    by = due(house.regulation, work.now)
    if person.expects is not None:
        person = replace(person, expects=None)
        work.people.save(person)
    waiting = work.call_backs.waiting(person.id)
    if waiting is not None:
        return Promised(person, waiting, again=True)
    task = work.call_backs.add(CallBackTask(0, person.id, phone, work.now, by))
    rule = house.regulation.call_back
    assert rule is not None, "due() looked"
    work.outbox.put(
        CallBackAsked(task.id, person.id),
        key=f"call_back:{task.id}",
        chat_id=work.chats.current(house.group_id),
        urgency=Urgency.CRITICAL,
        silent=not house.regulation.calendars[rule.calendar].is_open(work.now),
    )
    return Promised(person, task)


def settle(work: Work, engineer: Actor, task_id: int, state: CallBackState) -> tuple[CallBackTask, Person]:
    """An engineer called, or nobody answered; the client is told, and after no answer a call may be tried again.

    CallBackError: there is no such task, or it is done.
    """
    task = work.call_backs.lock(task_id)
    person = work.people.get(task.person_id) if task else None
    if task is None or person is None:
        raise CallBackError("gone")
    if task.state is CallBackState.CALLED or task.state is state:
        raise CallBackError("done", task.engineer_name)
    task = replace(task, state=state, engineer_id=engineer.id, engineer_name=engineer.name, done_at=work.now)
    work.call_backs.save(task)
    if person.reachable:
        work.outbox.put(
            CallBackMade(task.id, person.id),
            key=f"call_back:{task.id}:{state}",
            chat_id=person.id,
            urgency=Urgency.REPLY,
        )
    return task, person
