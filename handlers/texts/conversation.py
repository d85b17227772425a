"""What people write about tickets, framed for the other side, and what is said about it."""

from aiogram.utils.i18n import gettext as _

from desk.answers import length
from desk.foul import looks_foul
from desk.marks import part
from desk.messages import CAPTIONED, Kind, Message
from desk.model import Role, Ticket
from handlers.texts.blocks import possibly_foul
from handlers.texts.card import NAME_WIDTH
from handlers.texts.common import TEXT_LIMIT, quote, shorten
from handlers.texts.marked import markup, pieces, quoting
from handlers.texts.said import kind_label, shown_length

CAPTION_LIMIT = 1024
"""Telegram's limit of a caption, in UTF-16 units after parsing."""

_PIECE = 3500
"""Of a text that does not fit beside its heading."""


def heading(ticket: Ticket, message: Message) -> str:
    """Which ticket, and who speaks."""
    name = quote(shorten(message.author.name, NAME_WIDTH))
    key = f"<code>{ticket.key}</code>"
    if message.author.role is Role.CLIENT:
        line = "💬 " + _("{key}: {name} writes").format(key=key, name=f"<b>{name}</b>")
    elif name:
        line = "💬 " + _("{key}: {name}, support").format(key=key, name=f"<b>{name}</b>")
    else:
        line = "💬 " + _("{key}: support").format(key=key)
    if message.edited_at is not None:
        line += " · ✏️ " + _("edited")
    if message.author.role is Role.CLIENT and looks_foul(message.content.text):
        line += " · " + possibly_foul()
    return line


def holder(ticket: Ticket, message: Message) -> str:
    """Whoever has the ticket is mentioned; empty for what goes to the client."""
    if message.author.role is not Role.CLIENT or ticket.assignee_id is None:
        return ""
    name = quote(shorten(ticket.assignee_name, NAME_WIDTH))
    return _("For {name}").format(name=f'<a href="tg://user?id={ticket.assignee_id}">{name}</a>')


def framed(ticket: Ticket, message: Message) -> list[str]:
    """A message's words with its heading, in as many pieces (HTML) as it takes; the first goes with the message."""
    head, tail = heading(ticket, message), holder(ticket, message)
    text, marks = quoting(message.content.text, message.content.marks)
    named = message.content.kind not in CAPTIONED and message.content.kind is not Kind.TEXT
    if named:
        head += f" ({kind_label(message.content.kind)})"
    said = f"<blockquote>{markup(text, marks)}</blockquote>" if text else ""
    whole = "\n".join(part for part in (head, said, tail) if part)
    limit = CAPTION_LIMIT if message.content.kind in CAPTIONED else TEXT_LIMIT
    if shown_length(whole) <= limit:
        return [whole]
    return [
        "\n".join(part for part in (head, tail) if part),
        *(f"<blockquote>{piece}</blockquote>" for piece in pieces(text, marks, _PIECE)),
    ]


def not_shown(ticket: Ticket, message: Message) -> str:
    """In place of a client's file that cannot be sent to the group; its words, where it has any."""
    text = _("{key}: {name} sent something that Telegram does not let me show here: {kind}.")
    line = text.format(
        key=f"<code>{ticket.key}</code>",
        name=f"<b>{quote(shorten(message.author.name, NAME_WIDTH))}</b>",
        kind=kind_label(message.content.kind),
    )
    text = markup(*quoting(message.content.text, message.content.marks))
    said = f"\n<blockquote>{text}</blockquote>" if text else ""
    return f"⚠️ {line}{said}"


def caption(message: Message) -> str:
    """Of a further part of an album."""
    text, marks = quoting(message.content.text, message.content.marks)
    return markup(short := shorten(text, CAPTION_LIMIT), part(marks, 0, length(short)))


def delivered(ticket: Ticket) -> str:
    """The receipt, where a reaction cannot be put."""
    return _("{key}: delivered to the client.").format(key=f"<code>{ticket.key}</code>")


def with_other(ticket: Ticket, name: str) -> str:
    """To an engineer who replied to a client for whom somebody else is responsible."""
    text = _("{key} is with {name}. Your reply goes to the client all the same.")
    return text.format(key=f"<code>{ticket.key}</code>", name=quote(shorten(name, NAME_WIDTH)))


def cannot_relay(key: str) -> str:
    """A kind of message that bots cannot pass on."""
    text = _("{key}: this kind of message cannot be passed on; the client did not get it. Please write it as text.")
    return text.format(key=f"<code>{key}</code>")


def looks_like_command(key: str) -> str:
    """A reply that begins with a command is not for the client."""
    text = _("{key}: this looks like a command, so it was not sent to the client. There is no such command: /help")
    return text.format(key=f"<code>{key}</code>")


def retry_label() -> str:
    return "🔁 " + _("Retry")


def trying_again(ticket_key: str) -> str:
    """Plain: the answer to a press."""
    return _("{key}: trying again.").format(key=ticket_key)


def not_given_up(ticket_key: str) -> str:
    """Plain: the answer to a press."""
    return _("{key}: this is being sent already.").format(key=ticket_key)


def edited_after(ticket_key: str) -> str:
    """To a client whose edit was carried over."""
    return "✏️ " + _("The change of your message was passed on: {key}.").format(key=f"<b>{quote(ticket_key)}</b>")
