"""The end of a request in words: the rating, the complaint, the question that nobody answers."""

from collections.abc import Sequence
from datetime import datetime

from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext

from desk.complaints import last
from desk.errors import ComplaintHandledError, RatingError
from desk.model import EventKind, HistoryEntry, Ticket
from desk.ratings import Rated, given
from desk.regulation import Regulation
from handlers.texts.common import quote, shorten
from handlers.texts.hours import when

NAME_WIDTH = 60
"""Of a person's name."""
_TEXT_WIDTH = 2500


def stars_label(stars: int, *, given: bool = False) -> str:
    """On a button; five of them stand in a row."""
    return ("✓ " if given else "") + f"{stars} ⭐"


def please_rate() -> str:
    """Under the news that a request is closed."""
    return _("How did we do? Please press a number of stars: five is best.")


def rated(regulation: Regulation, found: Rated, now: datetime) -> str:
    """What was given, and until when that can be changed."""
    rating, until = found.rating, when(found.until, regulation, now)
    lines = [
        _("Thank you! Your rating of {key}: {stars}.").format(key=_key(found.ticket), stars=_stars(rating.stars)),
        _("You can change it until {when}: press another number.").format(when=f"<b>{until}</b>"),
    ]
    if rating.word:
        lines.insert(1, f"<blockquote>{quote(shorten(rating.word, _TEXT_WIDTH))}</blockquote>")
    if found.low:
        lines += ["", _("We are sorry. If you press Complain, the engineers' supervisors will see your complaint.")]
    if found.asks:
        lines += ["", _("If you like, write a few words about it here, or press Skip.")]
    return "\n".join(lines)


def rating_refused(error: RatingError) -> str:
    """Why the stars are not taken; plain."""
    match error.reason:
        case "open":
            return _("{key} is open again. You can rate it once it is closed.").format(key=error.key)
        case "outdated":
            return _("{key} has been closed again since. Please rate it under the newest message.").format(
                key=error.key
            )
        case "late":
            return _("It is too late to rate {key}.").format(key=error.key)
        case "kept":
            text = ngettext(
                "Your rating of {key} stays: {count} star. It can no longer be changed.",
                "Your rating of {key} stays: {count} stars. It can no longer be changed.",
                error.stars,
            )
            return text.format(key=error.key, count=error.stars)
        case _:
            return _("No rating is needed for {key}.").format(key=error.key)


def low_rating(ticket: Ticket, entry: HistoryEntry) -> str:
    """To the engineers."""
    name = quote(shorten(entry.actor.name, NAME_WIDTH)) or _("the client")
    text = _("{key}: {name} rated it {stars}.")
    stars = _stars(int(entry.data.get("stars", 0)))
    lines = ["⭐ " + text.format(key=_key(ticket), name=f"<b>{name}</b>", stars=stars)]
    if words := str(entry.data.get("text", "")):
        lines.append(f"<blockquote>{quote(shorten(words, _TEXT_WIDTH))}</blockquote>")
    return "\n".join(lines)


def in_history(entry: HistoryEntry) -> str:
    """A rating in the client's own history; HTML."""
    stars, words = _stars(int(entry.data.get("stars", 0))), str(entry.data.get("text", ""))
    line = "⭐ <b>" + _("Rating") + f":</b> {stars}"
    return f"{line}\n{quote(words)}" if words else line


def on_card(ticket: Ticket, history: Sequence[HistoryEntry]) -> list[str]:
    """What came of the end on the engineers' card; plain."""
    rating, complaint = given(ticket, history), last(history)
    lines = ["⭐ " + _stars(int(rating.data.get("stars", 0)))] if rating is not None else []
    return [*lines, _complaint_on_card(complaint)] if complaint is not None else lines


def _complaint_on_card(entry: HistoryEntry) -> str:
    if entry.kind is EventKind.COMPLAINED:
        return "😠 " + _("Complaint: waits for a supervisor")
    return "✓ " + _("Complaint: handled by {name}").format(name=shorten(entry.actor.name, NAME_WIDTH))


def complaint_handled_label() -> str:
    """On a button."""
    return "✓ " + _("Complaint is handled")


def complaint_noted(ticket: Ticket) -> str:
    """In answer to the press; plain."""
    return _("{key}: noted, the complaint is handled.").format(key=ticket.key)


def complaint_handled_before(error: ComplaintHandledError) -> str:
    """In answer to the press; plain."""
    if not error.name:
        return _("{key}: there is no complaint.").format(key=error.key)
    return _("{key}: {name} has handled the complaint already.").format(
        key=error.key, name=shorten(error.name, NAME_WIDTH)
    )


def complaint_to_supervisor(ticket: Ticket, entry: HistoryEntry, client: str) -> str:
    """In private; what can be done with it is done in the group."""
    name = quote(shorten(client, NAME_WIDTH)) or _("the client")
    text = _("{key}: COMPLAINT from {name} about the quality of the service:")
    words = quote(shorten(str(entry.data.get("text", "")), _TEXT_WIDTH))
    lines = ["😠 " + text.format(key=_key(ticket), name=f"<b>{name}</b>"), f"<blockquote>{words}</blockquote>"]
    if ticket.assignee_name:
        who = quote(shorten(ticket.assignee_name, NAME_WIDTH))
        lines.append(_("The request was with {name}.").format(name=who))
    how = _("The request is in the engineers' group. There you can open it again and mark the complaint as handled.")
    return "\n".join([*lines, how])


def _stars(stars: int) -> str:
    """`★★★★☆ (4)`: signs that are read the same in every language."""
    stars = min(max(stars, 0), 5)
    return "★" * stars + "☆" * (5 - stars)


def _key(ticket: Ticket) -> str:
    return f"<code>{ticket.key}</code>"
