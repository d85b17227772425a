"""What engineers do with a ticket. Whether somebody is an engineer is checked before, at every press (handlers)."""

from dataclasses import dataclass
from typing import Any

from desk import incident_offers
from desk.answers import COMMENT_LIMIT, clean, length
from desk.errors import BadAnswerError, SameTextError, TicketNotFoundError, UnknownChoiceError
from desk.house import House
from desk.model import Action, Actor, EngineerPrompt, EventKind, Resolution, Step, Ticket
from desk.ports import Work
from desk.rules import CLOSING, after, check_comment
from desk.tickets import change, tell_status


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an engineer's written reply to a prompt."""

    ticket: Ticket
    action: Action


def look(work: Work, ticket_id: int) -> Ticket:
    """The ticket as it is. TicketNotFoundError."""
    ticket = work.tickets.get(ticket_id)
    if ticket is None:
        raise TicketNotFoundError
    return ticket


def locked(work: Work, ticket_id: int) -> Ticket:
    """The ticket, held until the unit ends. TicketNotFoundError."""
    ticket = work.tickets.lock(ticket_id)
    if ticket is None:
        raise TicketNotFoundError
    return ticket


def consider(work: Work, ticket_id: int, action: Action) -> Ticket:
    """The ticket, if the action fits it now: before a menu is shown or a text is asked for."""
    ticket = look(work, ticket_id)
    after(action, ticket)
    return ticket


def take(work: Work, house: House, engineer: Actor, ticket_id: int) -> Ticket:
    """Take a ticket from the queue. TakenError: somebody (maybe this engineer) has it."""
    return act(
        work, house, engineer, ticket_id, Action.TAKE, EventKind.TAKEN, {},
        assignee_id=engineer.id, assignee_name=engineer.name,
    )  # fmt: skip


def release(work: Work, house: House, engineer: Actor, ticket_id: int) -> Ticket:
    """Back to the queue."""
    return act(
        work, house, engineer, ticket_id, Action.RELEASE, EventKind.RELEASED, {}, assignee_id=None, assignee_name=""
    )


def ask(work: Work, house: House, engineer: Actor, ticket_id: int, text: str) -> Ticket:
    """Send the client a question; the ticket waits in Clarification."""
    return act(work, house, engineer, ticket_id, Action.ASK, EventKind.ASKED, {"text": comment_of(text, required=True)})


def close(work: Work, house: House, engineer: Actor, ticket_id: int, resolution: Resolution, comment: str) -> Ticket:
    """Close with a resolution. CommentRequiredError: Not reproducible without an explanation (providence 5.1)."""
    if resolution not in CLOSING:
        raise UnknownChoiceError(resolution)
    comment = comment_of(comment)
    check_comment(resolution, comment)
    data = {"resolution": resolution.value, "comment": comment}
    return act(work, house, engineer, ticket_id, Action.CLOSE, EventKind.CLOSED, data, resolution=resolution)


def refuse(work: Work, house: House, engineer: Actor, ticket_id: int, ground: str, comment: str = "") -> Ticket:
    """Refuse on a ground of the regulation (IPMG 4.2, providence 4.6)."""
    try:
        house.regulation.ground(ground)
    except KeyError:
        raise UnknownChoiceError(ground) from None
    data = {"ground": ground, "comment": comment_of(comment)}
    return act(
        work, house, engineer, ticket_id, Action.REFUSE, EventKind.REFUSED, data,
        resolution=Resolution.REFUSED, ground=ground,
    )  # fmt: skip


def set_priority(work: Work, house: House, engineer: Actor, ticket_id: int, priority: str, comment: str = "") -> Ticket:
    """Change the priority (IPMG 3.1); the clocks are those the new one would have given from the beginning.

    `comment` is the reason, which the client is told. SameTextError: it has this priority already.
    """
    try:
        house.regulation.priority(priority)
    except KeyError:
        raise UnknownChoiceError(priority) from None
    old = look(work, ticket_id).priority
    if old == priority:
        raise SameTextError
    data = {"old": old, "new": priority, "comment": comment_of(comment)}
    ticket = act(
        work, house, engineer, ticket_id, Action.SET_PRIORITY, EventKind.PRIORITY_CHANGED, data, priority=priority
    )
    incident_offers.consider(work, house, ticket)
    return ticket


def reopen(work: Work, house: House, engineer: Actor, ticket_id: int) -> Ticket:
    """Open a closed ticket again; whoever reopens it has it."""
    return act(
        work, house, engineer, ticket_id, Action.REOPEN, EventKind.REOPENED, {},
        assignee_id=engineer.id, assignee_name=engineer.name, resolution=None, ground=None,
    )  # fmt: skip


def await_reply(work: Work, prompt: EngineerPrompt) -> None:
    """Remember that this message of the bot waits for an engineer's reply."""
    work.prompts.add(prompt)


def awaited(work: Work, chat_id: int, message_id: int) -> EngineerPrompt | None:
    """What a message of the bot waits for, leaving it in place."""
    return work.prompts.get(chat_id, message_id)


def abandon(work: Work, prompt: EngineerPrompt) -> None:
    """It waits for nothing any more, and nothing is done."""
    work.prompts.take(prompt.chat_id, prompt.message_id)


def where_now(work: Work, *chat_ids: int) -> tuple[int, ...]:
    """Where chats are, after any migrations."""
    return tuple(work.chats.current(chat_id) for chat_id in chat_ids)


def move_group(work: Work, old: int, new: int) -> None:
    """The engineers' group became a supergroup; told twice, from both sides."""
    work.chats.migrate(old, new)


def reply(work: Work, house: House, engineer: Actor, chat_id: int, message_id: int, text: str) -> Done | None:
    """An engineer's reply to a prompt: the question is asked, or the ticket closed with the comment.

    None: that message waits for nothing (any more). Errors leave the prompt in place, so that they can reply again.
    """
    prompt = work.prompts.take(chat_id, message_id)
    if prompt is None:
        return None
    match prompt.action:
        case Action.ASK:
            ticket = ask(work, house, engineer, prompt.ticket_id, text)
        case Action.CLOSE:
            resolution = Resolution(prompt.data["resolution"])
            ticket = close(work, house, engineer, prompt.ticket_id, resolution, comment_of(text, required=True))
        case _:
            ground = prompt.data["ground"]
            ticket = refuse(work, house, engineer, prompt.ticket_id, ground, comment_of(text, required=True))
    return Done(ticket, prompt.action)


def act(
    work: Work, house: House, engineer: Actor, ticket_id: int, action: Action, kind: EventKind,
    data: dict[str, Any], **changes: Any,
) -> Ticket:  # fmt: skip
    """One change by an engineer, told to the client."""
    ticket, entry = change(work, house, locked(work, ticket_id), action, engineer, kind, data, **changes)
    tell_status(work, ticket, entry)
    return ticket


def comment_of(text: str, *, required: bool = False) -> str:
    """BadAnswerError: empty where it is required, or longer than COMMENT_LIMIT."""
    text = clean(text)
    if required and not text:
        raise BadAnswerError(Step.PROBLEM, "empty")
    if length(text) > COMMENT_LIMIT:
        raise BadAnswerError(Step.PROBLEM, "too_long", COMMENT_LIMIT)
    return text
