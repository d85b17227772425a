"""Topics of the engineers' group: what a ticket's is called, and what is said where the bot may make none."""

from aiogram.utils.i18n import gettext as _

from desk.model import Ticket
from desk.regulation import Regulation
from handlers.texts.common import quote, shorten
from handlers.texts.terms import topic_name

NAME_LIMIT = 128
"""Telegram's limit of a topic's name."""


def name(regulation: Regulation, ticket: Ticket) -> str:
    """`IPMG-1001 · Playback · Emma Clark`: what it is about, and whose it is."""
    parts = (topic_name(regulation, ticket.topic), ticket.identity.name)
    return shorten(" · ".join([ticket.key, *filter(None, map(_line, parts))]), NAME_LIMIT)


def refused(ticket: Ticket, reason: str) -> str:
    """No topics: what to do about it, and where tickets are meanwhile. Telegram's reason is in English."""
    text = _(
        "I cannot manage the topics of this group, so {key} has none: what you see of it is in General. "
        "Please make me an administrator with the right “Manage topics”. ({reason})"
    )
    return "⚠️ " + text.format(key=f"<code>{ticket.key}</code>", reason=quote(shorten(reason, 300)))


def _line(text: str) -> str:
    return " ".join(text.split())
