"""The form in a client's chat: one use case for everything a client can send or press while it is open.

The words are the handlers' matter; what comes back says where the form stands. Errors leave the draft as it was.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from desk import form, sla
from desk.answers import shared_phone
from desk.errors import BadAnswerError, DeskError, NoDraftError, OutdatedError, PictureRefusedError, TicketNotFoundError
from desk.expected import forget
from desk.house import House, language_of
from desk.model import Draft, Expected, Identity, Language, NewPicture, Person, Sender, Step, Ticket
from desk.ports import Work
from desk.regulation import OutOfScope, Redirect, Regulation
from desk.tickets import open_ticket
from desk.unfinished import watch


@dataclass(frozen=True, slots=True)
class FormView:
    """Where the form stands. `way` are its steps, `before` where Back leads; `promise` is there at the summary.

    `found` says that an unfinished form was there when a new one was asked for, `phone_waited` that a number for a call
    was, with its button under the input field.
    """

    draft: Draft
    language: Language
    way: tuple[Step, ...]
    before: Step | None
    pictures: int
    priority: str | None = None
    promise: sla.Promise | None = None
    found: bool = False
    phone_waited: bool = False


@dataclass(frozen=True, slots=True)
class Attached:
    """The picture is kept, `kept` of them now. `wrong`: its caption does not fit the step; `unread`: none was asked."""

    view: FormView
    kept: int
    wrong: BadAnswerError | None = None
    unread: bool = False


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The chosen topic is out of scope or somebody else's: the answer to show; no request is opened, the form stays."""

    topic: OutOfScope | Redirect
    view: FormView


@dataclass(frozen=True, slots=True)
class Sent:
    """The request has a number; `again` when an earlier tap had sent it."""

    ticket: Ticket
    language: Language
    again: bool = False


def begin(work: Work, regulation: Regulation, sender: Sender, *, fresh: bool = False, problem: str = "") -> FormView:
    """Open a form, or find the unfinished one (`fresh`: in its place)."""
    person = work.people.meet(sender)
    waited = person.expects is Expected.PHONE
    person = forget(work, person)
    draft = work.drafts.of(sender.id)
    if draft is not None and not fresh:
        view = view_of(work, regulation, person, form.present(regulation, draft))
        return replace(view, found=True, phone_waited=waited)
    new = form.start(sender.id, regulation, person.identity, work.now, problem or None)
    started = work.drafts.start(new)
    watch(work, regulation, started)
    return replace(view_of(work, regulation, person, started), phone_waited=waited)


def look(work: Work, regulation: Regulation, sender: Sender) -> FormView | None:
    """Where the form stands, changing nothing; None: there is none."""
    draft = work.drafts.of(sender.id)
    person = work.people.get(sender.id)
    if draft is None or person is None:
        return None
    return view_of(work, regulation, person, form.present(regulation, draft))


def choose(
    work: Work, regulation: Regulation, sender: Sender, draft_id: int, revision: int, value: str
) -> FormView | Elsewhere:
    """A button of a step. OutdatedError: of an earlier one. BadAnswerError: forged."""
    person, draft = _pressed(work, regulation, sender, draft_id, revision)
    if draft.step is Step.TOPIC:
        elsewhere: tuple[OutOfScope | Redirect, ...] = (*regulation.out_of_scope, *regulation.redirects)
        for topic in elsewhere:
            if topic.key == value:
                return Elsewhere(topic, view_of(work, regulation, person, draft))
    return save(work, regulation, person, form.choose(regulation, draft, value))


def move(
    work: Work,
    regulation: Regulation,
    sender: Sender,
    draft_id: int,
    revision: int,
    where: Callable[[Regulation, Draft], Draft],
) -> FormView:
    """Back, skip, keep or ready: `where` is form.back, form.skip or form.keep."""
    person, draft = _pressed(work, regulation, sender, draft_id, revision)
    return save(work, regulation, person, where(regulation, draft))


def edit(work: Work, regulation: Regulation, sender: Sender, draft_id: int, revision: int, step: Step) -> FormView:
    """From the summary to one answer."""
    person, draft = _pressed(work, regulation, sender, draft_id, revision)
    return save(work, regulation, person, form.edit(regulation, draft, step))


def share_contact(work: Work, regulation: Regulation, sender: Sender, phone_number: str) -> FormView:
    """Telegram's contact button, or a contact out of the address book."""
    person, draft = _open(work, regulation, sender)
    phone = shared_phone(phone_number, regulation.phone_region)
    return save(work, regulation, person, form.give_contact(regulation, draft, phone))


def add_picture(work: Work, regulation: Regulation, sender: Sender, picture: NewPicture, caption: str = "") -> Attached:
    """A picture while the form is open. NoDraftError; otherwise as `attach`."""
    person, draft = _open(work, regulation, sender)
    return attach(work, regulation, person, draft, picture, caption)


def attach(
    work: Work, regulation: Regulation, person: Person, draft: Draft, picture: NewPicture, caption: str = ""
) -> Attached:
    """A picture at any step is kept as a screenshot; its caption answers the problem when that is asked for.

    PictureRefusedError: there are as many as the regulation takes.
    """
    limit, kept = regulation.screenshots.most, len(work.pictures.of_draft(draft.id))
    if kept >= limit:
        raise PictureRefusedError("too_many", limit)
    kept += work.pictures.add(picture, draft_id=draft.id) is not None
    wanted, wrong = draft.step in (Step.PROBLEM, Step.REPRODUCTION), None
    if caption and wanted:
        try:
            draft = form.write(regulation, draft, caption)
        except BadAnswerError as error:
            wrong = error
    view = save(work, regulation, person, draft, kept)
    return Attached(view, kept, wrong, unread=bool(caption) and not wanted)


def drop_pictures(work: Work, regulation: Regulation, sender: Sender, draft_id: int, revision: int) -> FormView:
    """Start the screenshots anew."""
    person, draft = _pressed(work, regulation, sender, draft_id, revision)
    work.pictures.remove(draft.id)
    return save(work, regulation, person, replace(draft, revision=draft.revision + 1))


def cancel(
    work: Work, regulation: Regulation, sender: Sender, draft_id: int | None = None, revision: int | None = None
) -> Language:
    """Give the form up; /cancel names no draft. NoDraftError: there is none; OutdatedError: it went on, or is another.

    A press of an earlier step's button must not throw away what was answered since.
    """
    person, draft = _open(work, regulation, sender)
    if draft_id not in (None, draft.id) or revision not in (None, draft.revision):
        raise OutdatedError
    work.drafts.delete(draft.id)
    return language_of(regulation, person)


def send(work: Work, house: House, sender: Sender, draft_id: int, revision: int) -> Sent:
    """Open the ticket. A second tap gets the ticket of the first. IncompleteError: IPMG 3.2.1."""
    person = work.people.meet(sender)
    language = language_of(house.regulation, person)
    draft = work.drafts.of(sender.id)
    if draft is None or draft.id != draft_id:
        missing = NoDraftError if draft is None else OutdatedError
        return Sent(_sent_before(work, sender, draft_id, missing), language, again=True)
    if draft.revision != revision:
        raise OutdatedError
    request = form.complete(house.regulation, form.present(house.regulation, draft))
    ticket = open_ticket(work, house, person, request)
    work.people.save(replace(person, identity=_remembered(person.identity, request.identity)))
    work.drafts.delete(draft.id)
    return Sent(ticket, language)


def _sent_before(work: Work, sender: Sender, draft_id: int, missing: type[DeskError]) -> Ticket:
    """The ticket that an earlier tap made from the draft. `missing`: there is none; TicketNotFoundError: another's."""
    ticket = work.tickets.by_draft(draft_id)
    if ticket is None:
        raise missing
    if ticket.client_id != sender.id:
        raise TicketNotFoundError
    return ticket


def set_language(work: Work, sender: Sender, language: Language) -> Person:
    """From now on everything new is said in this language."""
    person = replace(work.people.meet(sender), language=language)
    work.people.save(person)
    return person


def known(work: Work, sender: Sender) -> Person:
    """A person as they are remembered, writing nothing."""
    return work.people.get(sender.id) or Person(sender.id, sender.name, language_code=sender.language_code)


def _remembered(old: Identity, new: Identity) -> Identity:
    return replace(new, position=new.position or old.position)


def _open(work: Work, regulation: Regulation, sender: Sender) -> tuple[Person, Draft]:
    person = work.people.meet(sender)
    draft = work.drafts.of(sender.id)
    if draft is None:
        raise NoDraftError
    return person, form.present(regulation, draft)


def _pressed(work: Work, regulation: Regulation, sender: Sender, draft_id: int, revision: int) -> tuple[Person, Draft]:
    person, draft = _open(work, regulation, sender)
    if (draft.id, draft.revision) != (draft_id, revision):
        raise OutdatedError
    return forget(work, person), draft


def save(work: Work, regulation: Regulation, person: Person, draft: Draft, pictures: int | None = None) -> FormView:
    """Write the draft down; where the form stands then."""
    draft = replace(draft, updated_at=work.now)
    work.drafts.save(draft)
    return view_of(work, regulation, person, draft, pictures)


def view_of(work: Work, regulation: Regulation, person: Person, draft: Draft, pictures: int | None = None) -> FormView:
    """Where the form stands; `draft` is a `form.present` one. `pictures`: how many it has, where that is known."""
    answers, priority, promise = draft.answers, None, None
    counted = draft.step in (Step.SCREENSHOTS, Step.SUMMARY)
    if draft.step is Step.SUMMARY:
        priority = form.complete(regulation, draft).priority
        promise = sla.promise(regulation, regulation.priority(priority), work.now)
    return FormView(
        draft,
        language_of(regulation, person),
        form.steps(regulation, answers),
        form.before(regulation, draft),
        (len(work.pictures.of_draft(draft.id)) if pictures is None else pictures) if counted else 0,
        priority,
        promise,
    )
