"""What a client thinks of how a request was handled (providence 6): five stars, and a word if they like.

What an engineer closed is rated, with whatever resolution. A refusal is not, for its ground would be rated and not
the service; neither is what the desk closed by itself. Complain is there after every end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desk.answers import COMMENT_LIMIT, clean, length
from desk.errors import BadAnswerError, RatingError, TicketNotFoundError, UnknownChoiceError
from desk.house import House, language_of
from desk.model import EventKind, Expected, HistoryEntry, Language, Person, Role, Sender, Status, Step, Ticket, Urgency
from desk.notices_closing import LowRating
from desk.ports import Work
from desk.ports_closing import Rating
from desk.regulation import RatingRule, Regulation
from desk.tickets import client_actor, show_card

STARS = range(1, 6)
WORD_WAITED = timedelta(minutes=30)
"""A text that comes later than this after the stars is about something else."""
_ENDS = (EventKind.CLOSED, EventKind.REFUSED)


@dataclass(frozen=True, slots=True)
class Rated:
    """What is kept, and until when it can be changed. `asks`: the next text is taken as a word about it."""

    ticket: Ticket
    rating: Rating
    until: datetime
    language: Language
    low: bool
    asks: bool = False


def ended(ticket: Ticket, history: Sequence[HistoryEntry]) -> HistoryEntry | None:
    """The end that can be rated; None: the ticket is open, was refused, or the desk closed it."""
    last = next((entry for entry in reversed(history) if entry.kind in _ENDS), None)
    return last if last is not None and is_rated(ticket, last) else None


def is_rated(ticket: Ticket, entry: HistoryEntry) -> bool:
    """Whether this entry is the end of the ticket as it stands, and one that is rated."""
    closed = entry.kind is EventKind.CLOSED and entry.actor.role is Role.ENGINEER
    return closed and ticket.status is Status.DONE and ticket.closed_at == entry.at


def given(ticket: Ticket, history: Sequence[HistoryEntry]) -> HistoryEntry | None:
    """The rating of the end as it stands; None: none was given."""
    end = ended(ticket, history)
    rated = [entry for entry in history if end is not None and entry.kind is EventKind.RATED and entry.id > end.id]
    return rated[-1] if rated else None


def asked(regulation: Regulation, ticket: Ticket, entry: HistoryEntry, now: datetime) -> bool:
    """Whether the client is asked for a rating of this end now."""
    rule = regulation.rating
    return rule is not None and is_rated(ticket, entry) and now <= entry.at + rule.within


def rate(work: Work, house: House, sender: Sender, ticket_id: int, entry_id: int, stars: int) -> Rated:
    """The stars for the end that `entry_id` tells, given or changed; the next text is a word about it.

    TicketNotFoundError: not theirs. RatingError: not of this end, or not any more.
    """
    if stars not in STARS:
        raise UnknownChoiceError(str(stars))
    person = work.people.meet(sender)
    ticket, rule, given = _open_for(work, house, person, ticket_id, entry_id)
    new = Rating(ticket.id, entry_id, stars, given.word if given else "", given.at if given else work.now, work.now)
    if given is None or given.stars != stars:
        _keep(work, house, person, ticket, rule, given, new)
    asks = not new.word and work.drafts.of(person.id) is None
    expects, answering = (Expected.RATING, ticket.id) if asks else (None, None)
    if asks or person.expects is not None:
        work.people.save(replace(person, expects=expects, answering=answering))
    return _rated(house, person, ticket, rule, work.ratings.get(ticket.id) or new, asks=asks)


def say(work: Work, house: House, person: Person, text: str) -> Rated:
    """The word about the rating. BadAnswerError: nothing in it, or longer than COMMENT_LIMIT; otherwise as `rate`."""
    text = clean(text)
    if not text:
        raise BadAnswerError(Step.PROBLEM, "empty")
    if length(text) > COMMENT_LIMIT:
        raise BadAnswerError(Step.PROBLEM, "too_long", COMMENT_LIMIT)
    kept = work.ratings.get(person.answering or 0)
    if kept is None:
        raise TicketNotFoundError
    ticket, rule, given = _open_for(work, house, person, kept.ticket_id, kept.entry_id)
    new = replace(given or kept, word=text, changed_at=work.now)
    _keep(work, house, person, ticket, rule, given, new)
    person = replace(person, expects=None, answering=None)
    work.people.save(person)
    return _rated(house, person, ticket, rule, new)


def skip(work: Work, house: House, sender: Sender, ticket_id: int, entry_id: int) -> Rated:
    """No word about it. Errors as `rate`."""
    person = work.people.meet(sender)
    ticket, rule, given = _open_for(work, house, person, ticket_id, entry_id)
    if given is None:
        raise RatingError("outdated", ticket.key)
    if person.expects is Expected.RATING:
        person = replace(person, expects=None, answering=None)
        work.people.save(person)
    return _rated(house, person, ticket, rule, given)


def wants_word(work: Work, house: House, person: Person) -> bool:
    """Whether a text of theirs is still the word about their rating: not for long, for it is an optional one."""
    kept = work.ratings.get(person.answering or 0)
    if kept is None or work.now - kept.changed_at > WORD_WAITED:
        return False
    try:
        _open_for(work, house, person, kept.ticket_id, kept.entry_id)
    except (RatingError, TicketNotFoundError):
        return False
    return True


def _open_for(
    work: Work, house: House, person: Person, ticket_id: int, entry_id: int
) -> tuple[Ticket, RatingRule, Rating | None]:
    """The locked ticket, and what was given for this end before."""
    ticket, rule = work.tickets.lock(ticket_id), house.regulation.rating
    if ticket is None or ticket.client_id != person.id:
        raise TicketNotFoundError
    if ticket.status is not Status.DONE:
        raise RatingError("open", ticket.key)
    end = ended(ticket, work.tickets.history(ticket.id))
    if rule is None or end is None:
        raise RatingError("not_asked", ticket.key)
    if end.id != entry_id:
        raise RatingError("outdated", ticket.key)
    given = work.ratings.get(ticket.id)
    if given is None or given.entry_id != entry_id:
        if work.now > end.at + rule.within:
            raise RatingError("late", ticket.key)
        return ticket, rule, None
    if work.now > given.at + rule.change_within:
        raise RatingError("kept", ticket.key, given.stars)
    return ticket, rule, given


def _keep(
    work: Work, house: House, person: Person, ticket: Ticket, rule: RatingRule, before: Rating | None, new: Rating
) -> None:
    """Write it down; the engineers hear of a low one, and of what is said about it."""
    work.ratings.save(replace(new, engineer_id=ticket.assignee_id, engineer_name=ticket.assignee_name))
    data = {"stars": new.stars, "text": new.word}
    entry = work.tickets.log(ticket.id, work.now, EventKind.RATED, client_actor(person), data)
    show_card(work, house, work.tickets.save(ticket))
    fell = before is None or before.stars > rule.low or before.word != new.word
    if new.stars <= rule.low and fell:
        work.outbox.put(
            LowRating(ticket.id, entry.id),
            key=f"rated:{entry.id}",
            chat_id=work.chats.current(house.group_id),
            urgency=Urgency.REPLY,
            silent=not house.regulation.support.is_open(work.now),
            ticket_id=ticket.id,
        )


def _rated(
    house: House, person: Person, ticket: Ticket, rule: RatingRule, rating: Rating, *, asks: bool = False
) -> Rated:
    until = rating.at + rule.change_within
    language = language_of(house.regulation, person)
    return Rated(ticket, rating, until, language, low=rating.stars <= rule.low, asks=asks)
