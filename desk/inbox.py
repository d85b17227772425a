"""A client's private chat: where a message belongs, and where the chat stands.

A reply to a ticket's message and what somebody pressed Answer for come first, then the form, then the open tickets.
What is refused comes back as a value with the scene, so that one unit is enough to answer it; the use cases called here
check before they write, so a refused one has changed nothing.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from desk import closing, conversation, expected, form, intake, sla
from desk.answers import check
from desk.call_backs import Promised
from desk.errors import BadAnswerError, DeskError, NoDraftError, OutdatedError
from desk.expected import Complained
from desk.house import House, language_of
from desk.intake import Attached, FormView
from desk.letters import (
    PICTURES,
    Added,
    Begun,
    Cancelled,
    Choose,
    Edited,
    Filled,
    LatelyClosed,
    Letter,
    Nothing,
    Received,
    Refused,
    Scene,
    Unfit,
)
from desk.messages import Kind, Said
from desk.model import Draft, Language, Person, Sender, Status, Step, Ticket
from desk.ports import Work
from desk.ratings import Rated
from desk.regulation import Regulation
from desk.rules import may_reopen

T = TypeVar("T")


def wants_picture(work: Work, sender: Sender, letter: Letter) -> bool:
    """Whether this goes to the form as a screenshot, and has to be fetched before."""
    if letter.said.content.kind not in PICTURES or not work.drafts.is_next(sender.id):
        return False
    known, goal = _goal(work, letter)
    return not known and goal is None


def receive(work: Work, house: House, sender: Sender, letter: Letter) -> Received:
    """A message in the private chat, to whatever it belongs to."""
    person = work.people.meet(sender)
    draft = work.drafts.of(sender.id)
    try:
        return _received(work, house, sender, person, draft, letter)
    except DeskError as error:
        return Refused(error, _scene(work, house.regulation, person, draft))


def _received(
    work: Work, house: House, sender: Sender, person: Person, draft: Draft | None, letter: Letter
) -> Filled | Attached | Added | Choose | LatelyClosed | Nothing | Unfit | Complained | Promised | Rated:
    fetched = letter.picture is not None and draft is not None  # for the form: looked up before
    known, goal = (False, None) if fetched else _goal(work, letter)
    person = expected.still(work, house, person, letter.said)
    if person.expects is not None and goal is None and not known:
        return expected.take(work, house, person, letter.said)
    goal = goal if goal is not None or known else person.answering
    if goal is not None:
        return _said(work, house, sender, person, goal, letter.said)
    if draft is not None and not known:
        return _filled(work, house.regulation, person, draft, letter)
    return _ask(work, house, sender, person, letter.said)


def _goal(work: Work, letter: Letter) -> tuple[bool, int | None]:
    """Whether an earlier part of its album was seen, and the ticket of that, or of the message that it replies to."""
    said = letter.said
    parts = work.messages.of_album(said.chat_id, said.album) if said.album else ()
    if parts:
        return True, next((part.ticket_id for part in parts if part.ticket_id is not None), None)
    if said.replied_id is None:
        return False, None
    return False, conversation.ticket_of(work, said.chat_id, said.replied_id)


def _ask(
    work: Work, house: House, sender: Sender, person: Person, said: Said
) -> Added | Choose | LatelyClosed | Nothing:
    """With one open ticket it belongs to that; else it waits until the client has said where it belongs."""
    found = work.tickets.open_of_client(sender.id)
    if len(found) == 1 and not (said.album and work.messages.of_album(said.chat_id, said.album)):
        return _said(work, house, sender, person, found[0].id, said)
    conversation.park(work, sender, said)
    language = language_of(house.regulation, person)
    if found:
        return Choose(tuple(found), language)
    closed = _meant(work, sender, said) or next(iter(work.tickets.of_client(sender.id, limit=1)), None)
    if closed is not None and lately_closed(work, house, closed):
        return LatelyClosed(closed, language)
    return Nothing(language)


def _meant(work: Work, sender: Sender, said: Said) -> Ticket | None:
    """The client's ticket that a further part of an album replies to; its first part waits for where it belongs."""
    number = conversation.ticket_of(work, said.chat_id, said.replied_id) if said.replied_id is not None else None
    ticket = work.tickets.get(number) if number is not None else None
    return ticket if ticket is not None and ticket.client_id == sender.id else None


def lately_closed(work: Work, house: House, ticket: Ticket) -> bool:
    """Whether its client may open this ticket again."""
    return may_reopen(ticket, house.regulation.reopen_within, work.now, house.regulation.lacking)


def _filled(
    work: Work, regulation: Regulation, person: Person, draft: Draft, letter: Letter
) -> Filled | Attached | Unfit:
    draft = form.present(regulation, draft)
    if letter.picture is not None:
        return intake.attach(work, regulation, person, draft, letter.picture, letter.text)
    if letter.said.content.kind is not Kind.TEXT:
        return Unfit(_scene(work, regulation, person, draft))
    written = form.write(regulation, draft, letter.text)
    return Filled(intake.save(work, regulation, person, written), draft.step)


def _said(work: Work, house: House, sender: Sender, person: Person, ticket_id: int, said: Said) -> Added | LatelyClosed:
    """To the ticket; with it the Answer that was pressed is used up, also by the first part of an album."""
    before = work.tickets.get(ticket_id)
    language = language_of(house.regulation, person)
    mine = before is not None and before.client_id == sender.id
    if before is not None and mine and lately_closed(work, house, before):
        conversation.park(work, sender, said)
        return LatelyClosed(before, language)
    ticket = conversation.say(work, house, sender, ticket_id, said)
    if person.answering is not None:
        work.people.save(replace(person, answering=None, expects=None))
    return _added(before, ticket, language)


def _added(before: Ticket | None, ticket: Ticket, language: Language, count: int = 1) -> Added:
    """What became of the ticket by it."""
    answered = before is not None and before.status is Status.CLARIFICATION
    waited = before is not None and before.clocks.next_reaction_due is not None
    starts = ticket.clocks.next_reaction_due is not None and not waited
    return Added(ticket, language, answered, count, sla.pending(ticket.clocks) if starts else None)


def pass_on(work: Work, house: House, sender: Sender, ticket_id: int, message_id: int) -> Added:
    """The client said which ticket their message (or album) belongs to.

    OutdatedError: it waits no more. Otherwise as `conversation.say`.
    """
    person = work.people.meet(sender)
    waiting = conversation.waiting(work, sender.id, message_id)
    if not waiting:
        raise OutdatedError
    before = work.tickets.get(ticket_id)
    for message in waiting:
        ticket = conversation.say(work, house, sender, ticket_id, conversation.as_said(work, message))
    if person.answering is not None:
        work.people.save(replace(person, answering=None, expects=None))
    return _added(before, ticket, language_of(house.regulation, person), len(waiting))


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


def reopen_with(work: Work, house: House, sender: Sender, ticket_id: int, message_id: int) -> Added:
    """It is not solved: the ticket is open again, and what was written about it goes there. Errors as `pass_on`."""
    if not conversation.waiting(work, sender.id, message_id):
        raise OutdatedError
    closing.reopen_by_client(work, house, sender, ticket_id)
    added = pass_on(work, house, sender, ticket_id, message_id)
    return replace(added, answered=False)


def waiting(work: Work, sender: Sender, message_id: int) -> tuple[Letter, ...]:
    """The client's message (or album) as it waits for a place."""
    found = conversation.waiting(work, sender.id, message_id)
    return tuple(Letter(conversation.as_said(work, message)) for message in found)


def begin_with(
    work: Work, regulation: Regulation, sender: Sender, message_id: int, letters: tuple[Letter, ...]
) -> FormView:
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
        for message in conversation.waiting(work, sender.id, message_id):
            work.messages.drop(message.id)
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
    if person.answering is not None or person.expects is not None:
        work.people.save(replace(person, answering=None, expects=None))
        return Cancelled(language, None, answering=True)
    draft = work.drafts.of(sender.id)
    if draft is not None:
        work.drafts.delete(draft.id)
    return Cancelled(language, draft.step if draft else None, answering=False)


def edited(work: Work, house: House, sender: Sender, said: Said | None) -> Edited:
    """A client edited one of their messages; None: into a kind that cannot be passed on."""
    message = conversation.edit(work, house, said) if said is not None else None
    ticket = work.tickets.get(message.ticket_id) if message is not None and message.ticket_id is not None else None
    changed = message is not None and message.edited_at == work.now
    return Edited(scene(work, house.regulation, sender), ticket, known=message is not None, changed=changed)


def _scene(work: Work, regulation: Regulation, person: Person, draft: Draft | None) -> Scene:
    view = intake.view_of(work, regulation, person, form.present(regulation, draft)) if draft else None
    return Scene(language_of(regulation, person), person, view)
