"""What a client was asked for by a button: a complaint, the phone number for a call, a word about a rating."""

from dataclasses import dataclass, replace

from desk import call_backs, closing, ratings
from desk.call_backs import Promised
from desk.errors import BadAnswerError
from desk.house import House, language_of
from desk.messages import Kind, Said
from desk.model import Expected, Language, Person, Step, Ticket
from desk.ports import Work
from desk.ratings import Rated


@dataclass(frozen=True, slots=True)
class Complained:
    """The complaint about this request is with the engineers."""

    ticket: Ticket
    language: Language


def take(work: Work, house: House, person: Person, said: Said) -> Complained | Promised | Rated:
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
    if person.expects is Expected.RATING:
        return ratings.say(work, house, person, content.text)
    ticket = closing.complain(work, house, person, content.text)
    return Complained(ticket, language_of(house.regulation, person))


def still(work: Work, house: House, person: Person, said: Said) -> Person:
    """What is optional holds nothing up: anything but a text of the next minutes goes where it would go otherwise."""
    if person.expects is not Expected.RATING:
        return person
    wanted = said.content.kind is Kind.TEXT and ratings.wants_word(work, house, person)
    return person if wanted else forget(work, person)


def forget(work: Work, person: Person) -> Person:
    """They turned to something else; nothing is waited for any more."""
    if person.expects is None:
        return person
    person = replace(person, expects=None, answering=None)
    work.people.save(person)
    return person
