"""A client's private chat: where a message belongs, and where the chat stands.

A reply to a ticket's message and what somebody pressed Answer for come first, then the form, then the open tickets.
What is refused comes back as a value with the scene, so that one unit is enough to answer it; the use cases called here
check before they write, so a refused one has changed nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from desk import form, intake, tickets
from desk.answers import check
from desk.errors import BadAnswerError, DeskError, NoDraftError, OutdatedError
from desk.house import House, language_of
from desk.intake import Attached, FormView
from desk.model import Draft, Language, NewPicture, Person, Sender, Status, Step, Ticket
from desk.ports import Work
from desk.regulation import Regulation

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Letter:
    """What a client sent: a text, or a picture with its caption.

    `album` is Telegram's media_group_id, `replied_id` the message it replies to. `ticket_id` is where the earlier
    pictures of the album went.
    """

    text: str = ""
    picture: NewPicture | None = None
    album: str | None = None
    replied_id: int | None = None
    ticket_id: int | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a chat stands, for whoever has to answer in it."""

    language: Language
    form: FormView | None


@dataclass(frozen=True, slots=True)
class Filled:
    """The form took an answer; `was` is the step that it answered."""

    view: FormView
    was: Step


@dataclass(frozen=True, slots=True)
class Added:
    """It went to this ticket; `answered`: it was the answer to the engineers' question."""

    ticket: Ticket
    language: Language
    answered: bool


@dataclass(frozen=True, slots=True)
class Choose:
    """It may belong to each of these tickets."""

    tickets: tuple[Ticket, ...]
    language: Language


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is nothing it may belong to."""

    language: Language


@dataclass(frozen=True, slots=True)
class Refused:
    """It was not taken, and why."""

    error: DeskError
    scene: Scene


@dataclass(frozen=True, slots=True)
class Begun:
    """A form is open; `was` is the step at which the one stood that gave way to it."""

    view: FormView
    was: Step


@dataclass(frozen=True, slots=True)
class Cancelled:
    """What was given up: the form at this step, and the mode in which the next message goes to a ticket."""

    language: Language
    was: Step | None
    answering: bool


@dataclass(frozen=True, slots=True)
class Edited:
    """A client edited a message: whether that may have been meant for something that is still open."""

    scene: Scene
    open_tickets: bool


def receive(
    work: Work, house: House, sender: Sender, letter: Letter
) -> Filled | Attached | Added | Choose | Nothing | Refused:
    """A text or a picture in the private chat, to whatever it belongs to."""
    person = work.people.meet(sender)
    draft = work.drafts.of(sender.id)
    try:
        return _received(work, house, sender, person, draft, letter)
    except DeskError as error:
        return Refused(error, _scene(work, house.regulation, person, draft))


def _received(
    work: Work, house: House, sender: Sender, person: Person, draft: Draft | None, letter: Letter
) -> Filled | Attached | Added | Choose | Nothing:
    goal = letter.ticket_id
    if goal is None and letter.replied_id is not None:
        goal = work.outbox.ticket_of(sender.id, letter.replied_id)
    if goal is not None or person.answering is not None:
        return _said(work, house, sender, person, goal or person.answering or 0, letter)
    if draft is not None:
        return _filled(work, house.regulation, person, draft, letter)
    found = tickets.recipients(work, sender.id, letter.album)
    if len(found) == 1:
        return _said(work, house, sender, person, found[0].id, letter)
    language = language_of(house.regulation, person)
    return Choose(tuple(found), language) if found else Nothing(language)


def _filled(work: Work, regulation: Regulation, person: Person, draft: Draft, letter: Letter) -> Filled | Attached:
    draft = form.present(regulation, draft)
    if letter.picture is not None:
        return intake.attach(work, regulation, person, draft, letter.picture, letter.text)
    written = form.write(regulation, draft, letter.text)
    return Filled(intake.save(work, regulation, person, written), draft.step)


def _said(work: Work, house: House, sender: Sender, person: Person, ticket_id: int, letter: Letter) -> Added:
    """To the ticket; with it the Answer that was pressed is used up, also by the first picture of an album."""
    if person.answering is not None:
        work.people.save(replace(person, answering=None))
    before = work.tickets.get(ticket_id)
    try:
        ticket = tickets.say(work, house, sender, ticket_id, letter.text, letter.picture, letter.album)
    except BadAnswerError:
        if person.answering is not None:  # too long: the shorter one that follows is still the answer
            work.people.save(person)
        raise
    answered = before is not None and before.status is Status.CLARIFICATION
    return Added(ticket, language_of(house.regulation, person), answered)


def pass_on(work: Work, house: House, sender: Sender, ticket_id: int, letters: tuple[Letter, ...]) -> Added:
    """The client said which ticket their message (or album) belongs to. Errors as `tickets.say`."""
    person = work.people.meet(sender)
    results = [_said(work, house, sender, person, ticket_id, letter) for letter in letters]
    return replace(results[-1], answered=results[0].answered)


def attempt(work: Work, regulation: Regulation, sender: Sender, act: Callable[[Work], T]) -> T | Refused:
    """A use case whose refusal is answered with the scene."""
    try:
        return act(work)
    except DeskError as error:
        return Refused(error, scene(work, regulation, sender))


def scene(work: Work, regulation: Regulation, sender: Sender) -> Scene:
    """Where the chat stands, changing nothing."""
    return _scene(work, regulation, intake.known(work, sender), work.drafts.of(sender.id))


def arrive(work: Work, regulation: Regulation, sender: Sender) -> Scene:
    """A person says hello, and is known from now on."""
    return _scene(work, regulation, work.people.meet(sender), work.drafts.of(sender.id))


def set_language(work: Work, regulation: Regulation, sender: Sender, language: Language) -> Scene:
    """From now on everything new is said in this language; the form goes on where it stood."""
    return _scene(work, regulation, intake.set_language(work, sender, language), work.drafts.of(sender.id))


def begin_with(work: Work, regulation: Regulation, sender: Sender, letters: tuple[Letter, ...]) -> FormView:
    """A form with what was already sent: the text as the problem where it fits, the pictures as screenshots.

    An unfinished form that is found (`found`) stays as it is.
    """
    problem = next((letter.text for letter in letters if letter.text), "")
    try:
        problem = problem and check(Step.PROBLEM, problem, regulation.phone_region)
    except BadAnswerError:
        problem = ""
    view = intake.begin(work, regulation, sender, problem=problem)
    if not view.found:
        for picture in [letter.picture for letter in letters if letter.picture][: regulation.screenshots.most]:
            view = intake.add_picture(work, regulation, sender, picture).view
    return view


def restart(work: Work, regulation: Regulation, sender: Sender, draft_id: int) -> Begun:
    """A new form in place of this one. NoDraftError: there is none; OutdatedError: it is another one."""
    draft = work.drafts.of(sender.id)
    if draft is None:
        raise NoDraftError
    if draft.id != draft_id:
        raise OutdatedError
    return Begun(intake.begin(work, regulation, sender, fresh=True), draft.step)


def cancel(work: Work, regulation: Regulation, sender: Sender) -> Cancelled:
    """/cancel: an Answer that was pressed, or else the form."""
    person = work.people.meet(sender)
    language = language_of(regulation, person)
    if person.answering is not None:
        work.people.save(replace(person, answering=None))
        return Cancelled(language, None, answering=True)
    draft = work.drafts.of(sender.id)
    if draft is not None:
        work.drafts.delete(draft.id)
    return Cancelled(language, draft.step if draft else None, answering=False)


def edited(work: Work, regulation: Regulation, sender: Sender) -> Edited:
    """A client edited one of their messages."""
    return Edited(scene(work, regulation, sender), bool(work.tickets.open_of_client(sender.id)))


def _scene(work: Work, regulation: Regulation, person: Person, draft: Draft | None) -> Scene:
    view = intake.view_of(work, regulation, person, form.present(regulation, draft)) if draft else None
    return Scene(language_of(regulation, person), view)
