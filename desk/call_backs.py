"""Call me back (IPMG 3.2.2): a call is asked for, promised by the phone line's hours, and made by an engineer."""

from dataclasses import dataclass, replace
from datetime import datetime

from desk import calls
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
    """A call is promised; `again`: it was before; `late`: and should have been made by now."""

    person: Person
    task: CallBackTask
    again: bool = False
    late: bool = False


def due(regulation: Regulation, now: datetime) -> datetime:
    """By when a call asked for now is made: within the time after the asking, or after the line opens (IPMG 3.2.2).

    CallBackError: this company does not call back.
    """
    rule = regulation.call_back
    if rule is None:
        raise CallBackError("not_offered")
    line = regulation.calendars[rule.calendar]
    return (now if line.is_open(now) else line.next_opening(now)) + rule.within


def begin(work: Work, house: House, sender: Sender) -> PhoneAsked | Promised:
    """Call me back: asks for the number, or tells of the call that is promised already."""
    regulation = house.regulation
    by = due(regulation, work.now)
    person = work.people.meet(sender)
    waiting = work.call_backs.waiting(sender.id)
    if waiting is not None:
        return Promised(person, waiting, again=True, late=calls.again(work, house, waiting))
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
        raise BadAnswerError(Step.CONTACT, "not_a_phone")
    return _ask(work, house, person, known)


def _ask(work: Work, house: House, person: Person, phone: str) -> Promised:
    by = due(house.regulation, work.now)
    if person.expects is not None:
        person = replace(person, expects=None)
        work.people.save(person)
    waiting = work.call_backs.waiting(person.id)
    if waiting is not None:
        return Promised(person, waiting, again=True, late=calls.again(work, house, waiting))
    task = work.call_backs.add(CallBackTask(0, person.id, phone, work.now, by))
    rule = house.regulation.call_back
    assert rule is not None, "due() looked"
    calls.plan(work, rule, task)
    work.outbox.put(
        CallBackAsked(task.id, person.id),
        key=f"call_back:{task.id}",
        chat_id=work.chats.current(house.group_id),
        urgency=Urgency.CRITICAL,
        silent=not house.regulation.calendars[rule.calendar].is_open(work.now),
    )
    return Promised(person, task)


def settle(
    work: Work, house: House, engineer: Actor, task_id: int, state: CallBackState
) -> tuple[CallBackTask, Person]:
    """An engineer called, or nobody answered: then it is tried again as often as the regulation says, and the client is
    told what comes. Once they were reached there is nothing left to do.

    CallBackError: there is no such task, or it is done.
    """
    task = work.call_backs.lock(task_id)
    person = work.people.get(task.person_id) if task else None
    if task is None or person is None:
        raise CallBackError("gone")
    if task.state is CallBackState.CALLED or (state is CallBackState.NO_ANSWER and not task.waits):
        raise CallBackError("done", task.engineer_name)
    rule, tries = house.regulation.call_back, task.tries + 1
    again_at = _again_at(house.regulation, tries, work.now) if state is CallBackState.NO_ANSWER else None
    task = replace(
        task, state=state, engineer_id=engineer.id, engineer_name=engineer.name, done_at=work.now, tries=tries,
        tried_at=task.tried_at or work.now, again_at=again_at,
    )  # fmt: skip
    work.call_backs.save(task)
    if rule is not None:
        calls.plan(work, rule, task)
    if person.reachable:
        work.outbox.put(
            CallBackMade(task.id, person.id),
            key=f"call_back:{task.id}:{state}:{tries}",
            chat_id=person.id,
            urgency=Urgency.REPLY,
        )
    return task, person


def _again_at(regulation: Regulation, tries: int, now: datetime) -> datetime | None:
    """When it is tried again after so many tries, in the hours of the phone line; None: it is not."""
    rule = regulation.call_back
    if rule is None or rule.retry_after is None or tries >= rule.tries:
        return None
    line, at = regulation.calendars[rule.calendar], now + rule.retry_after
    return at if line.is_open(at) else line.next_opening(at)
