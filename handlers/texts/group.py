"""What the bot says to engineers in answer to what they press and write. Ticket IDs are always there."""

from collections.abc import Sequence

from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext

from desk.answers import COMMENT_LIMIT, clean, length
from desk.errors import (
    BadAnswerError,
    CommentRequiredError,
    DeskError,
    LinkedError,
    NotAllowedError,
    SameTextError,
    SeenError,
    TakenError,
    TicketNotFoundError,
    UnknownChoiceError,
)
from desk.model import Action, Resolution, Ticket
from desk.regulation import Regulation
from handlers.texts import seen, tools
from handlers.texts.common import quote, resolution_label, shorten, status_label
from handlers.texts.terms import contact_lines, ground_clause, ground_name, priority_name, said

ANSWER_LIMIT = 200
"""Telegram's limit of the answer to a press, in characters; it has no markup."""


def action_label(action: Action) -> str:
    """The glossary's word on a card's button."""
    return {
        Action.TAKE: _("Take"),
        Action.ACKNOWLEDGE: _("I see it"),
        Action.ASK: _("Ask the client"),
        Action.CLOSE: _("Close"),
        Action.REFUSE: _("Refuse"),
        Action.SET_PRIORITY: _("Priority"),
        Action.RELEASE: _("Release"),
        Action.REOPEN: _("Reopen"),
    }[action]


def more_label() -> str:
    return _("More…")


def back_label() -> str:
    return _("Back")


def close_now_label() -> str:
    return _("Close now")


def refuse_now_label() -> str:
    return _("Refuse now")


def comment_label() -> str:
    return _("Add a comment")


def not_an_engineer() -> str:
    return _("Only members of the engineers' group can do this. Nothing was changed.")


def only_supervisors() -> str:
    return _(
        "Only supervisors can do this: the admins of this group, and those listed in the settings. Nothing was changed."
    )


def cannot_check() -> str:
    return _("Telegram could not tell whether you are in this group, so nothing was changed. Please try again.")


def not_here() -> str:
    return _("This button works only in the engineers' group. Nothing was changed.")


def unknown_button() -> str:
    return _("This button is out of date. Use the buttons of the request's card.")


def taken(ticket: Ticket) -> str:
    return _("{key} is yours.").format(key=ticket.key)


def released(ticket: Ticket) -> str:
    return _("{key} is free for another engineer.").format(key=ticket.key)


def reopened(ticket: Ticket) -> str:
    return _("{key} is open again, and it is yours.").format(key=ticket.key)


def closed(ticket: Ticket, resolution: Resolution) -> str:
    return _("{key} is closed: {resolution}.").format(key=ticket.key, resolution=resolution_label(resolution))


def refused(ticket: Ticket) -> str:
    return _("{key} is refused.").format(key=ticket.key)


def priority_set(regulation: Regulation, ticket: Ticket) -> str:
    """`IPMG-1001 · Level: Operative`."""
    word = said(regulation, regulation.priority_word)
    return f"{ticket.key} · {word}: {priority_name(regulation, ticket.priority)}"


def reply_below(ticket: Ticket) -> str:
    return _("{key}: write it in reply to the message below.").format(key=ticket.key)


def prompt(ticket: Ticket, action: Action, engineer_id: int, engineer_name: str, choice: str = "") -> str:
    """Asks an engineer for a text; it mentions them, so that Telegram opens the reply for them alone."""
    asked = _asked(ticket, action, engineer_id, engineer_name, choice)
    return asked + "\n" + _("Changed your mind? Reply with /cancel.")


def _asked(ticket: Ticket, action: Action, engineer_id: int, engineer_name: str, choice: str) -> str:
    who = f'<a href="tg://user?id={engineer_id}">{quote(engineer_name)}</a>'
    key = f"<code>{ticket.key}</code>"
    if action in tools.PROMPTED:
        return tools.prompt(ticket, action, who, choice)
    if action is Action.ASK:
        return _("{who}, what should we ask the client of {key}? Reply to this message with the question.").format(
            who=who, key=key
        )
    if action is Action.CLOSE:
        return _(
            "{who}, {key} will be closed: {choice}. Reply to this message with the comment for the client."
        ).format(who=who, key=key, choice=quote(choice))
    return _("{who}, {key} will be refused: {choice}. Reply to this message with the comment for the client.").format(
        who=who, key=key, choice=quote(choice)
    )


def cancelled(ticket_key: str) -> str:
    """Plain: an engineer has given up what a message was waiting for."""
    return _("{key}: cancelled. Nothing was sent, nothing changed.").format(key=ticket_key)


def not_a_command_here(ticket_key: str) -> str:
    """Plain: a command where words for the client, or a note, are waited for."""
    text = _("{key}: this looks like a command, so nothing was done. Reply with your words, or with /cancel.")
    return text.format(key=ticket_key)


def nothing_to_cancel() -> str:
    """/cancel that replies to nothing that waits."""
    return _("To give up a question or a comment, send /cancel in reply to my message that asks for it.")


def placeholder(action: Action) -> str:
    """Stands in the empty field of the reply; at most 64 characters."""
    if action in tools.PROMPTED:
        return shorten(tools.placeholder(action), 64)
    text = _("Question for the client") if action is Action.ASK else _("Comment for the client")
    return shorten(text, 64)


def grounds_menu(regulation: Regulation, ticket: Ticket) -> str:
    """The grounds in full; their buttons may show them shortened."""
    lines = [_("Why should {key} be refused? Choose a ground.").format(key=f"<code>{ticket.key}</code>"), ""]
    for number, ground in enumerate(regulation.grounds, 1):
        lines.append(f"{number}. {quote(ground_name(regulation, ground.key))} ({quote(ground.clause)})")
    return "\n".join(lines)


def ground_chosen(regulation: Regulation, ticket: Ticket, ground: str) -> str:
    """Before the refusal: what the client will be told."""
    text = _("{key} will be refused, and the client is told the ground: {ground} (clause {clause}).")
    return text.format(
        key=f"<code>{ticket.key}</code>",
        ground=quote(ground_name(regulation, ground)),
        clause=quote(ground_clause(regulation, ground)),
    )


def sign_your_replies(key: str) -> str:
    text = _(
        "You write as the group itself, so it is not known who answers {key}. Turn off “Remain anonymous” for a "
        "moment, or let a colleague write, and reply to the same message again."
    )
    return text.format(key=f"<code>{key}</code>")


def only_text(key: str, action: Action) -> str:
    wanted = _("the question for the client") if action is Action.ASK else tools.wanted(action)
    text = _("For {key}, please reply to the same message with text only: {wanted}.")
    return text.format(key=f"<code>{key}</code>", wanted=wanted)


def sent(key: str, action: Action) -> str:
    """Where a reaction cannot say it."""
    if action is Action.ASK:
        return _("{key}: the question is on its way to the client.").format(key=key)
    return tools.done(key, action)


def refusal(error: DeskError, ticket_key: str, text: str = "", *, mine: bool = False) -> str:
    """Why nothing was changed, without markup. `text`: what the engineer wrote; `mine`: they have the ticket.

    `ticket_key` is empty where the press was about no ticket.
    """
    said = _reason(error, ticket_key, text, mine=mine)
    if ticket_key:
        return said
    said = said.removeprefix(": ")
    return said[:1].upper() + said[1:]


def _reason(error: DeskError, ticket_key: str, text: str, *, mine: bool) -> str:
    match error:
        case TakenError(key=key) if mine:
            return _("{key} is yours already.").format(key=key)
        case TakenError(key=key, assignee_name=name):
            return _("{key} is with {name}.").format(key=key, name=shorten(name, 80))
        case NotAllowedError(key=key, status=status):
            return _("{key}: this is not possible now, its status is {status}. Nothing was changed.").format(
                key=key, status=status_label(status)
            )
        case TicketNotFoundError():
            return _("There is no such request. Nothing was changed.")
        case SameTextError():
            return _("{key} has this priority already.").format(key=ticket_key)
        case CommentRequiredError():
            return _("{key}: this resolution needs an explanation for the client.").format(key=ticket_key)
        case UnknownChoiceError():
            return _("{key}: the regulation has no such choice any more. Open the menu again.").format(key=ticket_key)
        case BadAnswerError(reason="too_long"):
            return too_long(ticket_key, text)
        case BadAnswerError():
            return _("{key}: there is no text in it. Please reply to the same message again.").format(key=ticket_key)
        case _:
            return _seldom_refused(error, ticket_key)


def _seldom_refused(error: DeskError, ticket_key: str) -> str:
    if isinstance(error, SeenError):
        return seen.before(error.key, error.name)
    if isinstance(error, LinkedError):
        return _("{key} is linked with {other} already.").format(key=ticket_key, other=error.key)
    return _("{key}: this did not work, nothing was changed.").format(key=ticket_key)


def too_long(ticket_key: str, text: str) -> str:
    over = length(clean(text)) - COMMENT_LIMIT
    words = ngettext(
        "{key}: the text is {count} character too long (at most {limit}). Nothing was sent. "
        "Please reply to the same message with a shorter one.",
        "{key}: the text is {count} characters too long (at most {limit}). Nothing was sent. "
        "Please reply to the same message with a shorter one.",
        over,
    )
    return words.format(key=ticket_key, count=over, limit=COMMENT_LIMIT)


def help_text() -> str:
    """/help in the group."""
    parts: Sequence[str] = (
        _("Each request has a card here; it always shows the current state."),
        "",
        _("<b>Take</b>: the request is yours, the client is told."),
        _("<b>I see it</b>: you know of a critical request; the alerts pause once, but it still has to be taken."),
        _("<b>Ask the client</b>: write the question in reply to my message; the solution clock is paused."),
        _("<b>Close</b>: with one of the five resolutions and, if you like, a comment."),
        _("<b>Refuse</b>: on a ground of the regulation; supervisors only."),
        _("<b>Priority</b>: change it; the deadlines follow."),
        _("<b>Release</b>: back to the queue, for another engineer."),
        _("<b>Reopen</b>: a closed request is opened again and is yours."),
        _(
            "<b>More…</b>: give it to a colleague, suspend it, pass it on, send a prepared answer, add a note, "
            "link a duplicate."
        ),
        _("<b>More…</b>, Block: the client cannot use the desk for a while or for good; supervisors only."),
        "",
        *(f"/{name}: {quote(about)}" for name, about in (tools.commands() | tools.further_commands()).items()),
        "",
        _("<b>Reply</b> to a card or to what a client wrote: it goes to the client. Everything else stays here."),
    )
    return "\n".join(parts)


def this_group(chat_id: int) -> str:
    """/id in the engineers' group."""
    return _("This is the engineers' group, its id is {id}.").format(id=f"<code>{chat_id}</code>")


def unknown_group(chat_id: int) -> str:
    """For whoever added the bot to a group that it does not serve."""
    text = _(
        "I do not serve this group. Its id is {id}. To make it the engineers' group, set {setting} in the "
        "configuration and start me again."
    )
    return text.format(id=f"<code>{chat_id}</code>", setting=f"<code>ENGINEER_CHAT_ID={chat_id}</code>")


def not_in_service(regulation: Regulation) -> str:
    """For a client, while there is no engineers' group."""
    return "\n".join(
        [_("This desk is not in service yet. Until then please contact us here:"), "", *contact_lines(regulation)]
    )


def not_in_service_short() -> str:
    """The same in answer to a press."""
    return _("This desk is not in service yet.")
