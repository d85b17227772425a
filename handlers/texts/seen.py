"""A critical request that somebody has seen and not taken: what its card and its loud messages say of it."""

from collections.abc import Sequence
from datetime import datetime

from aiogram.utils.i18n import gettext as _

from desk import chain
from desk.model import HistoryEntry, Ticket
from desk.regulation import Regulation
from handlers.texts.common import moment, shorten

_NAME = 60


def shown(regulation: Regulation, ticket: Ticket, history: Sequence[HistoryEntry], now: datetime) -> list[str]:
    """Who has seen what waits now; without markup."""
    entry = chain.seen(regulation, ticket, history)
    if entry is None:
        return []
    text = _("{name} has seen it ({when}); nobody has taken it yet.")
    when = moment(entry.at, regulation.timezone, now)
    return ["👀 " + text.format(name=shorten(entry.actor.name, _NAME), when=when)]


def noted(regulation: Regulation, ticket: Ticket, goes_on: datetime | None, now: datetime) -> str:
    """In answer to the press; `goes_on`: when the chain does."""
    if goes_on is None:
        return _("{key}: noted that you see it. It still has to be taken.").format(key=ticket.key)
    text = _("{key}: noted that you see it. If nobody takes it, the alerts go on {when}.")
    return text.format(key=ticket.key, when=moment(goes_on, regulation.timezone, now))


def before(key: str, name: str) -> str:
    """To a second one who sees it."""
    return _("{key}: {name} has already seen it. It still has to be taken.").format(key=key, name=shorten(name, 80))
