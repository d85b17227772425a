"""What is needed to word a notice, read in the unit that claims it, so that the words tell the present state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from desk import alarms, chain, conversation, digests, incidents, mailing_run
from desk.messages import Copy, Message
from desk.model import (
    CallBackTask,
    Clocks,
    Draft,
    HistoryEntry,
    Identity,
    Impact,
    Language,
    Person,
    Picture,
    Status,
    Ticket,
)
from desk.notices import (
    AboutNobody,
    AboutPerson,
    CallBackAsked,
    CallBackMade,
    Card,
    CardAgain,
    CardPictures,
    CriticalIncident,
    DeletionSettled,
    DeliveryFailed,
    Dissatisfied,
    GroupShut,
    Notice,
    Receipt,
    Reworded,
    Spoken,
    StatusChanged,
)
from desk.notices_closing import AboutClient, ComplaintRaised, FormWaits, OfClosing, Unanswered
from desk.notices_escalation import Alarm, AlarmSettled, CallSettled, Escalated
from desk.notices_incidents import IncidentCard
from desk.notices_mailings import AboutMailing, MailingNotice
from desk.notices_reports import OfReports
from desk.ports import Work
from desk.ports_mailings import Mailing, Progress

NO_TICKET = Ticket(
    id=0,
    key="",
    client_id=0,
    draft_id=0,
    language=Language.EN,
    status=Status.DONE,
    priority="",
    topic="",
    impact=Impact.QUESTION,
    scale=None,
    identity=Identity(),
    problem="",
    reproduction="",
    created_at=datetime.min.replace(tzinfo=UTC),
    clocks=Clocks(),
)
"""Stands where a notice is about a person and no ticket."""


@dataclass(frozen=True, slots=True)
class Briefing:
    """A notice with its ticket and client, and the history entry and the pictures where it names them.

    A card has the ticket's whole history and all of its pictures; what is loud has the history, and where it was sent
    before, the message that it `edits`. What people say has its `messages` (an album: those
    that have not gone yet), where they are already (`copies`) and the message there that they reply to.
    Where it is about a person only, `ticket` is NO_TICKET.
    """

    notice: Notice
    ticket: Ticket
    client: Person
    entry: HistoryEntry | None = None
    pictures: Sequence[Picture] = ()
    history: Sequence[HistoryEntry] = ()
    messages: Sequence[Message] = ()
    copies: Sequence[Copy] = ()
    reply_to: int | None = None
    call_back: CallBackTask | None = None
    edits: int | None = None
    incident: incidents.View | None = None
    draft: Draft | None = None
    mailing: Mailing | None = None
    progress: Progress | None = None
    digest: digests.Digest | None = None


class OvertakenError(LookupError):
    """What was to be said is no longer true, and there is nothing else to say."""


def brief(work: Work, notice: Notice, chat_id: int = 0) -> Briefing:
    """Read what `notice`, which goes to `chat_id`, is about. LookupError: its ticket, client or entry is gone.

    OvertakenError: it is no longer true.
    """
    if isinstance(notice, AboutPerson):
        return _about_person(work, notice)
    if isinstance(notice, AboutMailing):
        return _about_mailing(work, notice)
    if isinstance(notice, OfClosing):
        return _of_closing(work, notice, chat_id)
    if isinstance(notice, AboutNobody):
        digest = digests.read(work, notice) if isinstance(notice, OfReports) else None
        return Briefing(notice, NO_TICKET, Person(0, ""), digest=digest)
    ticket = work.tickets.get(notice.ticket_id)
    client = work.people.get(ticket.client_id) if ticket else None
    if ticket is None or client is None:
        raise LookupError(notice)
    if isinstance(notice, Escalated | Alarm | AlarmSettled | CallSettled):
        return _of_escalation(work, notice, ticket, client, chat_id)
    return _of_ticket(work, notice, ticket, client, chat_id)


def _of_ticket(work: Work, notice: Notice, ticket: Ticket, client: Person, chat_id: int) -> Briefing:
    match notice:
        case StatusChanged(entry_id=entry_id) | Dissatisfied(entry_id=entry_id):
            entry = work.tickets.entry(entry_id)
            if entry is None:
                raise LookupError(notice)
            return Briefing(notice, ticket, client, entry)
        case CriticalIncident() | CardAgain():
            return Briefing(notice, ticket, client, history=work.tickets.history(ticket.id))
        case CardPictures(entry_id=entry_id, picture_kind=kind, first_id=first_id):
            pictures = work.pictures.of_entry(entry_id)
            shown = [picture for picture in pictures if picture.kind == kind and picture.id >= first_id]
            return Briefing(notice, ticket, client, pictures=shown)
        case Card(ticket_id=ticket_id):
            pictures, history = work.pictures.of_ticket(ticket_id), work.tickets.history(ticket_id)
            return Briefing(notice, ticket, client, pictures=pictures, history=history)
        case Spoken() | Reworded() | Receipt():
            return _of_message(work, notice, ticket, client, chat_id)
        case IncidentCard(incident_id=incident_id):
            return Briefing(notice, ticket, client, incident=incidents.look(work, incident_id))
        case DeliveryFailed(message_id=int(message_id)):
            message = work.messages.get(message_id)
            return Briefing(notice, ticket, client, reply_to=message.message_id if message else None)
        case _:
            return Briefing(notice, ticket, client)


def _of_message(
    work: Work, notice: Spoken | Reworded | Receipt, ticket: Ticket, client: Person, chat_id: int
) -> Briefing:
    message = work.messages.get(notice.message_id)
    if message is None:
        raise LookupError(notice)
    if isinstance(notice, Receipt):
        return Briefing(notice, ticket, client, messages=[message])
    reply_to = conversation.counterpart(work, message, chat_id)
    if isinstance(notice, Reworded):
        copies = work.messages.copies(message.id, chat_id)
        return Briefing(notice, ticket, client, messages=[message], copies=copies, reply_to=reply_to)
    parts = work.messages.of_album(message.chat_id, message.album) if message.album else [message]
    unsent = [one for one in parts if one.ticket_id == ticket.id and not work.messages.copies(one.id, chat_id)]
    return Briefing(notice, ticket, client, messages=unsent, reply_to=reply_to)


def _of_escalation(
    work: Work, notice: Escalated | Alarm | AlarmSettled | CallSettled, ticket: Ticket, client: Person, chat_id: int
) -> Briefing:
    """A step of the chain, and the edits of loud messages. In private the client is the engineer it goes to."""
    history = work.tickets.history(ticket.id)
    entry = next((one for one in history if one.id == notice.entry_id), None)
    if entry is None:
        raise LookupError(notice)
    if isinstance(notice, Alarm | CallSettled):
        client = work.people.get(notice.person_id) or Person(notice.person_id, notice.name)
    if isinstance(notice, Escalated | Alarm):
        if chain.overtaken(history, entry.id, by_steps=isinstance(notice, Escalated)):
            raise OvertakenError(notice)
        return Briefing(notice, ticket, client, entry, history=history)
    private = isinstance(notice, CallSettled)
    sent = work.outbox.message_of(alarms.key_of_call(entry, client.id) if private else alarms.key_of(entry))
    if sent is None or sent[0] != chat_id:
        raise OvertakenError(notice)
    return Briefing(notice, ticket, client, entry, history=history, edits=sent[1])


def _of_closing(work: Work, notice: OfClosing, chat_id: int) -> Briefing:
    """An end of a ticket with its entry; a question with the history, as long as it waits; what is about a person."""
    if isinstance(notice, AboutClient):
        return _about_client(work, notice, chat_id)
    ticket = work.tickets.get(notice.about if isinstance(notice, ComplaintRaised) else notice.ticket_id)
    client, entry = work.people.get(ticket.client_id) if ticket else None, work.tickets.entry(notice.entry_id)
    if ticket is None or client is None or entry is None:
        raise LookupError(notice)
    if not isinstance(notice, Unanswered):
        return Briefing(notice, ticket, client, entry)
    if ticket.status is not Status.CLARIFICATION:
        raise OvertakenError(notice)
    return Briefing(notice, ticket, client, entry, history=work.tickets.history(ticket.id))


def _about_client(work: Work, notice: AboutClient, chat_id: int) -> Briefing:
    """A form, as long as it is open; a call, as long as it is not made, with the message that is the task's."""
    client = work.people.get(notice.person_id)
    if client is None:
        raise LookupError(notice)
    if isinstance(notice, FormWaits):
        draft = work.drafts.of(client.id)
        if draft is None or draft.id != notice.draft_id:
            raise OvertakenError(notice)
        return Briefing(notice, NO_TICKET, client, draft=draft)
    task = work.call_backs.get(notice.call_back_id)
    if task is None or not task.waits:
        raise OvertakenError(notice)
    sent = work.outbox.message_of(f"call_back:{task.id}")
    reply_to = sent[1] if sent is not None and sent[0] == chat_id else None
    return Briefing(notice, NO_TICKET, client, call_back=task, reply_to=reply_to)


def _about_mailing(work: Work, notice: AboutMailing) -> Briefing:
    """In the group the client is whoever wrote it, in no need of being reached."""
    mailing = work.mailings.get(notice.mailing_id)
    if mailing is None:
        raise LookupError(notice)
    if not isinstance(notice, MailingNotice):
        author = Person(mailing.author_id, mailing.author_name)
        return Briefing(notice, NO_TICKET, author, mailing=mailing, progress=mailing_run.progress(work, mailing))
    client = work.people.get(notice.person_id)
    if client is None:
        raise LookupError(notice)
    if mailing_run.withheld(work, notice) is not None:
        raise OvertakenError(notice)
    return Briefing(notice, NO_TICKET, client, mailing=mailing)


def _about_person(work: Work, notice: AboutPerson) -> Briefing:
    client = work.people.get(notice.person_id)
    match notice:
        case GroupShut(person_id=person_id):
            return Briefing(notice, NO_TICKET, client or Person(person_id, ""))
        case DeletionSettled(person_id=person_id, language=language):
            return Briefing(notice, NO_TICKET, client or Person(person_id, "", language=Language(language)))
        case CallBackAsked(call_back_id=call_back_id) | CallBackMade(call_back_id=call_back_id):
            task = work.call_backs.get(call_back_id)
            if client is None or task is None:
                raise LookupError(notice)
            return Briefing(notice, NO_TICKET, client, call_back=task)
        case _:
            if client is None:
                raise LookupError(notice)
            return Briefing(notice, NO_TICKET, client)
