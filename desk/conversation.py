"""Clients and engineers talk through the ticket: every message belongs to one, reaches the other side and is kept.

Where a client's message belongs is decided in desk/inbox.py; here it is filed, passed on, edited and tried again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from desk import marks as marked
from desk.errors import BadAnswerError, TicketNotFoundError
from desk.house import House
from desk.messages import CAPTIONED, Content, Kind, Message, Said
from desk.model import Action, Actor, EventKind, Role, Sender, Status, Step, Ticket, Urgency
from desk.notices import Reworded, Spoken
from desk.ports import Work
from desk.tickets import change, client_actor

ALBUM_DELAY = timedelta(seconds=1)
"""How long the parts of an album are waited for before they are passed on together."""

WAITING_FOR = timedelta(days=7)
"""How long a message is kept whose author has not said where it belongs."""


@dataclass(frozen=True, slots=True)
class Replied:
    """An engineer's reply is on its way to the client. `with_other` names the engineer who has the ticket;
    `more`: a later part of an album that was replied with before.
    """

    ticket: Ticket
    with_other: str = ""
    more: bool = False


def say(work: Work, house: House, sender: Sender, ticket_id: int, said: Said) -> Ticket:
    """What a client writes about their ticket: an answer brings it back to In progress, anything else is an addition.

    The parts of an album come as messages of their own and make one entry. One that came before changes nothing.

    BadAnswerError: there is nothing in it. TicketNotFoundError: not theirs. NotAllowedError: it is closed.
    """
    person = work.people.meet(sender)
    ticket = work.tickets.lock(ticket_id)
    if ticket is None or ticket.client_id != sender.id:
        raise TicketNotFoundError
    said = replace(said, content=cleaned(said.content))
    asked = ticket.status is Status.CLARIFICATION
    action, kind = (Action.ANSWER, EventKind.ANSWERED) if asked else (Action.ADD, EventKind.ADDED)
    ticket, _entry = _file(work, house, ticket, client_actor(person), said, action, kind)
    return ticket


def reply(work: Work, house: House, engineer: Actor, ticket_id: int, said: Said) -> Replied:
    """What an engineer writes to the client, in whatever status the ticket is. BadAnswerError: nothing in it."""
    ticket = work.tickets.lock(ticket_id)
    if ticket is None:
        raise TicketNotFoundError
    said = replace(said, content=cleaned(said.content))
    more = _begun(work, ticket, said) is not None
    ticket, _entry = _file(work, house, ticket, engineer, said, Action.REPLY, EventKind.REPLIED)
    other = ticket.assignee_name if ticket.assignee_id not in (None, engineer.id) else ""
    return Replied(ticket, other if ticket.status is not Status.DONE else "", more)


def cleaned(content: Content) -> Content:
    """With the text as it may be shown. BadAnswerError: a text without a word."""
    text, marks = marked.cleaned(content.text, content.marks)
    if content.kind is Kind.TEXT and not text:
        raise BadAnswerError(Step.PROBLEM, "empty")
    return replace(content, text=text, marks=marks)


def _file(
    work: Work, house: House, ticket: Ticket, author: Actor, said: Said, action: Action, kind: EventKind
) -> tuple[Ticket, int | None]:
    """The message becomes the ticket's, with its history entry, and goes to the other side."""
    known = _known(work, said)
    if known is not None and known.ticket_id is not None:
        return ticket, known.entry_id
    entry_id = _begun(work, ticket, said)
    if entry_id is None:
        data = {"text": said.content.words, "kind": said.content.kind.value}
        ticket, entry = change(work, house, ticket, action, author, kind, data)
        entry_id = entry.id
    if known is not None:
        work.messages.file(known.id, ticket.id, entry_id)
        message = replace(known, ticket_id=ticket.id, entry_id=entry_id)
    else:
        added = work.messages.add(
            said, author, ticket_id=ticket.id, entry_id=entry_id, reply_to=replied_message(work, said)
        )
        assert added is not None, "looked for before, under the lock of its ticket"
        message = added
    pass_on(work, house, ticket, message)
    return ticket, entry_id


def _known(work: Work, said: Said) -> Message | None:
    return None if said.message_id is None else work.messages.written_at(said.chat_id, said.message_id)


def _begun(work: Work, ticket: Ticket, said: Said) -> int | None:
    """The entry that an earlier part of the same album has made."""
    if said.album is None:
        return None
    parts = work.messages.of_album(said.chat_id, said.album)
    return next((part.entry_id for part in parts if part.ticket_id == ticket.id), None)


def replied_message(work: Work, said: Said) -> int | None:
    """Our message that this one replies to, on whichever side it was written."""
    found = work.messages.at(said.chat_id, said.replied_id) if said.replied_id is not None else None
    return found.id if found else None


def pass_on(work: Work, house: House, ticket: Ticket, message: Message) -> None:
    """To the other side, in the order of coming; the parts of an album together."""
    to_client = message.author.role is Role.ENGINEER
    work.outbox.put(
        Spoken(ticket.id, message.id),
        key=f"spoken:{message.id}",
        chat_id=ticket.client_id if to_client else work.chats.current(house.group_id),
        urgency=Urgency.REPLY,
        silent=not to_client and not house.regulation.support.is_open(work.now),
        ticket_id=ticket.id,
        collapse=f"spoken:{message.entry_id}" if message.album else None,
        not_before=work.now + ALBUM_DELAY if message.album else None,
    )


def park(work: Work, sender: Sender, said: Said) -> None:
    """Keep a client's message until they have said where it belongs."""
    person = work.people.meet(sender)
    said = replace(said, content=cleaned(said.content))
    work.messages.add(said, client_actor(person), ticket_id=None, entry_id=None, reply_to=replied_message(work, said))


def waiting(work: Work, chat_id: int, message_id: int) -> Sequence[Message]:
    """The message that was written there, with all of its album, as far as they wait for a place."""
    message = work.messages.written_at(chat_id, message_id)
    if message is None:
        return ()
    parts = work.messages.of_album(chat_id, message.album) if message.album else (message,)
    return [part for part in parts if part.ticket_id is None]


def as_said(work: Work, message: Message) -> Said:
    """A waiting message as it came."""
    return Said(message.content, message.chat_id, message.message_id, message.album)


def ticket_of(work: Work, chat_id: int, message_id: int) -> int | None:
    """The ticket that any message of a chat is about."""
    return work.messages.ticket_at(chat_id, message_id)


def goal_in_group(work: Work, chat_id: int, replied_id: int | None, album: str | None) -> int | None:
    """The ticket whose client a message in the group is for; None: it stays inside."""
    for part in work.messages.of_album(chat_id, album) if album else ():
        return part.ticket_id
    return None if replied_id is None else ticket_of(work, chat_id, replied_id)


def may_be_unmarked(work: Work, chat_id: int) -> bool:
    """Whether a message of ours may be in the group already while its number is not known here yet."""
    return work.outbox.on_its_way(chat_id)


def edit(work: Work, house: House, said: Said) -> Message | None:
    """Somebody edited a message: the earlier text stays in the history, the other side gets the new one.

    None: it is no message about a ticket. A live location that moves is no edit.
    """
    message = _known(work, said)
    if message is None:
        return None
    text, marks = marked.cleaned(said.content.text, said.content.marks)
    content, was = replace(said.content, text=text, marks=marks), message.content
    same = (content.text, content.marks, content.file) == (was.text, was.marks, was.file)
    if same or Kind.LOCATION in (content.kind, message.content.kind):
        return message
    work.messages.change(message.id, content, work.now)
    ticket = work.tickets.get(message.ticket_id) if message.ticket_id is not None else None
    if ticket is not None:
        to_client = message.author.role is Role.ENGINEER
        new_file = content.file != was.file or content.kind is not was.kind
        work.outbox.put(
            Reworded(ticket.id, message.id, new_file),
            key=f"reworded:{message.id}:{_log_edit(work, ticket, message, content)}",
            chat_id=ticket.client_id if to_client else work.chats.current(house.group_id),
            urgency=Urgency.REPLY,
            silent=True,
            ticket_id=ticket.id,
            collapse=f"reworded:{message.id}:{new_file}",
        )
    return replace(message, content=content, edited_at=work.now)


def _log_edit(work: Work, ticket: Ticket, message: Message, content: Content) -> str:
    """What tells this edit from others; the history has it only where the words or the file changed."""
    if (content.words, content.file) == (message.content.words, message.content.file):
        return work.now.isoformat()
    data = {
        "message": message.id, "before": message.content.words, "text": content.words, "kind": content.kind.value,
        "file": content.file != message.content.file,
    }  # fmt: skip
    return str(work.tickets.log(ticket.id, work.now, EventKind.EDITED, message.author, data).id)


def retry(work: Work, ticket_id: int, row_id: int) -> bool:
    """Send what was given up once more. False: it is not given up (any more)."""
    ticket = work.tickets.get(ticket_id)
    if ticket is None:
        raise TicketNotFoundError
    if not work.outbox.revive(row_id, ticket.id):
        return False
    client = work.people.get(ticket.client_id)
    if client is not None and not client.reachable:
        work.people.save(replace(client, reachable=True))
    return True


def counterpart(work: Work, message: Message, chat_id: int) -> int | None:
    """The message of `chat_id` that stands for what `message` replies to; None where that is of another ticket."""
    replied = work.messages.get(message.reply_to) if message.reply_to is not None else None
    if replied is None or replied.ticket_id != message.ticket_id:
        return None
    if replied.chat_id == chat_id:
        return replied.message_id
    copies = work.messages.copies(replied.id, chat_id)
    if not copies:
        return None
    whole = replied.content.kind is Kind.TEXT or replied.content.kind in CAPTIONED
    return copies[0 if whole else -1].sent_id


def forget_waiting(work: Work) -> int:
    """Forget messages whose author never said where they belong; how many."""
    return work.messages.forget_waiting(work.now - WAITING_FOR)
