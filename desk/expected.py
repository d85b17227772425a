"""What a client was asked for by a button: the words of a complaint, the phone number for a call."""

from dataclasses import dataclass, replace

from desk import call_backs, closing
from desk.call_backs import Promised
from desk.errors import BadAnswerError
from desk.house import House, language_of
from desk.messages import Kind, Said
from desk.model import Expected, Language, Person, Step, Ticket
from desk.ports import Work


@dataclass(frozen=True, slots=True)
class Complained:
    """The complaint about this request is with the engineers."""

    ticket: Ticket
    language: Language


def take(work: Work, house: House, person: Person, said: Said) -> Complained | Promised:
    """The next thing they send. BadAnswerError: it is not what was asked for, and is still waited for."""
    content = said.content
    if person.expects is Expected.PHONE:
        if content.kind is Kind.CONTACT:
            return call_backs.ask_shared(work, house, person, str(content.data.get("phone_number", "")))
        if content.kind is not Kind.TEXT:
            raise BadAnswerError(Step.CONTACT, "wants_text")
        return call_backs.ask(work, house, person, content.text)
    if content.kind is not Kind.TEXT:
        raise BadAnswerError(Step.PROBLEM, "wants_text")
    ticket = closing.complain(work, house, person, content.text)
    return Complained(ticket, language_of(house.regulation, person))


def forget(work: Work, person: Person) -> Person:
    """They turned to something else; nothing is waited for any more."""
    if person.expects is None:
        return person
    person = replace(person, expects=None, answering=None)
    work.people.save(person)
    return person
