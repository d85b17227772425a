"""The digest of a day or of a week in words. HTML."""

from datetime import datetime

from aiogram.utils.i18n import gettext as _

from desk.digests import Digest
from desk.model import Ticket
from desk.regulation import Regulation
from desk.sla import pending
from handlers.texts.common import moment, quote, shorten
from handlers.texts.lists import card_link
from handlers.texts.stats import bold, period_name, rating
from handlers.texts.terms import is_critical, priority_name

_LEVEL = 40


def digest(regulation: Regulation, found: Digest, now: datetime) -> str:
    """What happened in its days, and how it stands now."""
    title = _("The day before") if found.period.days == 1 else _("The week before")
    lines = [
        f"📊 <b>{title}</b> · {quote(period_name(found.period))}",
        _("Opened: {count}").format(count=found.opened),
        _("Closed: {count}").format(count=found.closed),
    ]
    if found.stars.count:
        lines.append("⭐ " + rating(found.stars))
    lines += ["", _("Open now: {count}").format(count=found.open_now)]
    if found.late_now:
        lines.append("🔴 " + _("Late now: {count}").format(count=found.late_now))
    if found.nearest:
        lines += ["", bold(_("Next deadlines"))]
        lines += [_deadline(regulation, ticket, now) for ticket in found.nearest]
    return "\n".join(lines)


def _deadline(regulation: Regulation, ticket: Ticket, now: datetime) -> str:
    promise, link = pending(ticket.clocks), card_link(ticket)
    key = f'<a href="{link}">{ticket.key}</a>' if link else f"<code>{ticket.key}</code>"
    mark = "🔴 " if is_critical(regulation, ticket) else ""
    level = quote(shorten(priority_name(regulation, ticket.priority), _LEVEL))
    when = quote(moment(promise.due, regulation.timezone, now)) if promise else "—"
    return f"{mark}{key} · {level} · {when}"
