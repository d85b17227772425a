"""Incidents in words: the offers, the incident with its requests, what was done to all of it, what clients hear."""

from datetime import timedelta

from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext

from desk.errors import IncidentError
from desk.incidents import Deed, Left, View
from desk.model import Resolution, Ticket
from desk.notices_incidents import IncidentActed, IncidentOffered
from desk.regulation import Regulation
from handlers.texts.common import quote, resolution_label, shorten, span, status_line
from handlers.texts.terms import topic_name

_NAME = 60
_SHORT = 30
"""Of a name in a list."""
_KEYS = 1000
_TOPIC = 100
_MOST = 25
"""Requests that are listed; an incident with more names how many more there are."""


def offered(regulation: Regulation, ticket: Ticket, notice: IncidentOffered) -> str:
    """Whether they are one incident."""
    text = ngettext(
        "{count} critical request about “{topic}” within {time}: is it one incident?",
        "{count} critical requests about “{topic}” within {time}: is it one incident?",
        notice.count,
    )
    time = span(timedelta(minutes=notice.minutes))
    asks = text.format(count=notice.count, topic=_topic(regulation, ticket), time=time)
    says = _("As one incident they can be taken, answered and closed together; every client is told that it is known.")
    return f"🔗 <b>{asks}</b>\n{says}"


def join_offered(regulation: Regulation, ticket: Ticket, incident_id: int) -> str:
    """Whether one more is a part of it."""
    text = _("{key} is about “{topic}” too: is it a part of incident {number}?")
    return "🔗 " + text.format(key=_key(ticket), topic=_topic(regulation, ticket), number=_number(incident_id))


def card(regulation: Regulation, shown: View) -> str:
    """The incident as it is now."""
    first = shown.tickets[0]
    head = _("Incident {number}: {topic}").format(number=_number(shown.incident.id), topic=_topic(regulation, first))
    lines = [f"🔗 <b>{head}</b>", ""]
    lines += [_line(ticket) for ticket in shown.tickets[:_MOST]]
    more = len(shown.tickets) - _MOST
    if more > 0:
        lines.append(_("and {count} more").format(count=more))
    return "\n".join(lines)


def _line(ticket: Ticket) -> str:
    who, whose = (
        quote(shorten(name, _SHORT)) for name in (ticket.identity.company or ticket.identity.name, ticket.assignee_name)
    )
    parts = [_key(ticket), who, status_line(ticket.status, ticket.resolution), whose]
    return " · ".join(part for part in parts if part)


def acted(notice: IncidentActed) -> str:
    """To the group: what was done to which of its requests, and to which not."""
    text = {
        Deed.TAKE: _("{name} has taken {keys} of incident {number}."),
        Deed.ANSWER: _("{name} has answered {keys} of incident {number}."),
        Deed.CLOSE: _("{name} has closed {keys} of incident {number}."),
    }[Deed(notice.deed)]
    if not notice.done:
        text = {
            Deed.TAKE: _("{name} found nothing to take in incident {number}."),
            Deed.ANSWER: _("{name} found nobody to answer in incident {number}."),
            Deed.CLOSE: _("{name} found nothing to close in incident {number}."),
        }[Deed(notice.deed)]
    keys = shorten(", ".join(notice.done), _KEYS)
    line = text.format(name=f"<b>{_name(notice.by)}</b>", number=_number(notice.incident_id), keys=quote(keys))
    return "\n".join([f"🔗 {line}", *(_left(*one) for one in list(notice.left)[:_MOST])])


def _left(key: str, why: str, name: str) -> str:
    text = {
        Left.DONE: _("{key} was left as it is: it is closed."),
        Left.MINE: _("{key} was left as it is: it was taken before."),
        Left.TAKEN: _("{key} was left as it is: it is with {name}."),
        Left.FREE: _("{key} was left as it is: nobody has taken it yet."),
    }[Left(why)]
    return text.format(key=f"<code>{quote(key)}</code>", name=_name(name))


def done(deed: Deed, count: int, left: int) -> str:
    """In answer to the press; plain."""
    text = {
        Deed.TAKE: ngettext("{count} request is yours now.", "{count} requests are yours now.", count),
        Deed.ANSWER: ngettext("{count} client will get it.", "{count} clients will get it.", count),
        Deed.CLOSE: ngettext("{count} request is closed.", "{count} requests are closed.", count),
    }[deed].format(count=count)
    if not left:
        return text
    rest = ngettext("{count} was left as it is; see below.", "{count} were left as they are; see below.", left)
    return f"{text} {rest.format(count=left)}"


def label(name: str) -> str:
    """The buttons."""
    return {
        "yes": _("One incident"),
        "no": _("No"),
        "join": _("A part of it"),
        "take": _("Take all"),
        "answer": _("Answer all"),
        "close": _("Close all…"),
        "refresh": "🔄 " + _("Refresh"),
        "back": _("Back"),
        "now": _("Close now"),
        "comment": _("Add a comment"),
    }[name]


def close_label(resolution: Resolution) -> str:
    return _("Close all: {resolution}").format(resolution=resolution_label(resolution))


def made(number: int) -> str:
    """In answer to the press; plain."""
    return _("This is incident {number} now; every client is told that it is known.").format(number=_number(number))


def declined() -> str:
    return _("They stay separate requests.")


def joined(ticket_key: str, number: int) -> str:
    return _("{key} is a part of incident {number} now; its client is told.").format(
        key=ticket_key, number=_number(number)
    )


def prompt_answer(incident_id: int, engineer_id: int, name: str) -> str:
    """Asks an engineer for the answer to all."""
    text = _(
        "{who}, what should all clients of incident {number} read? Reply to this message with the answer; "
        "each gets it in their own request."
    )
    return text.format(who=_mention(engineer_id, name), number=_number(incident_id))


def prompt_close(incident_id: int, resolution: Resolution, engineer_id: int, name: str) -> str:
    """Asks an engineer for the comment to all."""
    text = _(
        "{who}, incident {number} will be closed: {choice}. Reply to this message with the comment for the clients."
    )
    choice = resolution_label(resolution)
    return text.format(who=_mention(engineer_id, name), number=_number(incident_id), choice=choice)


def placeholder(*, closing: bool) -> str:
    return shorten(_("Comment for the clients") if closing else _("Answer for the clients"), 64)


def reply_below() -> str:
    return _("Write it in reply to my message below.")


def refused(error: IncidentError) -> str:
    """Why nothing was changed; plain."""
    return {
        "answered": _("This question was answered before. Nothing was changed."),
        "too_few": _("Fewer than two of these requests are still open. Nothing was changed."),
        "gone": _("There is no such incident. Nothing was changed."),
        "joined": _("{key} is a part of an incident already.").format(key=error.key),
        "not_of_it": _("{key} is closed, or about something else. Nothing was changed.").format(key=error.key),
    }[error.reason]


def to_client() -> list[str]:
    """What a client hears when their request is found to be a part of an incident."""
    return [
        _("This is a known incident on our side, and we are working on it."),
        "",
        _("Next: we will tell you here when there is news. There is nothing you need to do."),
    ]


def in_history() -> str:
    """The same in the client's history of the request."""
    return "🔗 " + _("A known incident on our side.")


def on_card(incident_id: int) -> str:
    """On the engineers' card of a request that is a part of one; plain."""
    return _("Incident {number}").format(number=_number(incident_id))


def _topic(regulation: Regulation, ticket: Ticket) -> str:
    return quote(shorten(topic_name(regulation, ticket.topic), _TOPIC))


def _number(incident_id: int) -> str:
    return f"№ {incident_id}"


def _mention(engineer_id: int, name: str) -> str:
    return f'<a href="tg://user?id={engineer_id}">{_name(name)}</a>'


def _name(name: str) -> str:
    return quote(shorten(name, _NAME))


def _key(ticket: Ticket) -> str:
    return f"<code>{ticket.key}</code>"
