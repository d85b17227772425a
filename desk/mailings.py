"""Mailings to clients (IPMG 4.1): a supervisor writes one, sends it, pauses, resumes and stops it, follows it up.

How one that was sent goes out is in desk/mailing_run.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from desk import mailing_run
from desk.answers import clean, length
from desk.errors import MailingError
from desk.house import House
from desk.model import Actor, Language, Person, Sender
from desk.ports import Work
from desk.ports_mailings import Audience, AudienceKind, Company, Mailing, MailingKind, MailingState, Progress
from desk.ports_timers import Owner, Subject, Timer, TimerKind
from desk.regulation import Regulation

TEXT_LIMIT = 2500
"""The longest text of a mailing, in Telegram's characters: with its frame it fits one message in every language."""
_ENDED = frozenset({MailingState.STOPPED, MailingState.DONE})


def begin(work: Work, house: House, supervisor: Actor, kind: MailingKind = MailingKind.MAINTENANCE) -> Mailing:
    """A new draft in place of the one that they were writing (`current_draft`), if any."""
    _drop_draft(work, supervisor)
    return work.mailings.add(_blank(work, house, supervisor, kind))


def current_draft(work: Work, supervisor: Actor) -> Mailing | None:
    """What they are writing; a supervisor has at most one draft."""
    return work.mailings.draft_of(_id(supervisor))


def find(work: Work, mailing_id: int) -> Mailing:
    """By number. MailingError: gone."""
    mailing = work.mailings.get(mailing_id)
    if mailing is None:
        raise MailingError("gone")
    return mailing


def save_kind(work: Work, supervisor: Actor, mailing_id: int, kind: MailingKind) -> Mailing:
    """What the draft tells."""
    return _save(work, replace(_draft(work, supervisor, mailing_id), kind=kind))


def save_window(
    work: Work, supervisor: Actor, mailing_id: int, start: datetime | None, end: datetime | None
) -> Mailing:
    """When the work is, in UTC; both None: it is not said. MailingError: window_order, window_past."""
    mailing = replace(_draft(work, supervisor, mailing_id), window_start=start, window_end=end)
    _check_window(work, mailing)
    return _save(work, mailing)


def save_services(work: Work, house: House, supervisor: Actor, mailing_id: int, services: Sequence[str]) -> Mailing:
    """The affected services, keys of topics, put in the regulation's order. MailingError: service."""
    mailing = _draft(work, supervisor, mailing_id)
    for key in services:
        _check_topic(house.regulation, key, "service")
    ordered = tuple(topic.key for topic in house.regulation.topics if topic.key in services)
    return _save(work, replace(mailing, services=ordered))


def save_text(work: Work, house: House, supervisor: Actor, mailing_id: int, language: Language, text: str) -> Mailing:
    """The text in a language. MailingError: language, empty, too_long (`limit`)."""
    mailing = _draft(work, supervisor, mailing_id)
    text = clean(text)
    if language not in house.regulation.languages:
        raise MailingError("language", language)
    if not text:
        raise MailingError("empty")
    if length(text) > TEXT_LIMIT:
        raise MailingError("too_long", limit=TEXT_LIMIT)
    return _save(work, replace(mailing, texts={**mailing.texts, language: text}))


def drop_text(work: Work, supervisor: Actor, mailing_id: int, language: Language) -> Mailing:
    """No text in this language: its clients get the default one."""
    mailing = _draft(work, supervisor, mailing_id)
    return _save(work, replace(mailing, texts={one: text for one, text in mailing.texts.items() if one != language}))


def save_audience(work: Work, house: House, supervisor: Actor, mailing_id: int, audience: Audience) -> Mailing:
    """Whom it goes to. MailingError: audience (`value` names nothing there is), same_people (a follow-up)."""
    mailing = _draft(work, supervisor, mailing_id)
    if mailing.follows is not None:
        raise MailingError("same_people")
    _check_audience(house.regulation, audience)
    return _save(work, replace(mailing, audience=audience))


def save_time(work: Work, supervisor: Actor, mailing_id: int, at: datetime | None) -> Mailing:
    """When it starts, in UTC; None: at once. MailingError: time_past, time_late (after the window's end)."""
    mailing = replace(_draft(work, supervisor, mailing_id), at=at)
    if at is not None and at <= work.now:
        raise MailingError("time_past")
    _check_time(mailing)
    return _save(work, mailing)


def discard(work: Work, supervisor: Actor, mailing_id: int) -> Mailing:
    """Forget the draft; what it was."""
    mailing = _draft(work, supervisor, mailing_id)
    _forget(work, mailing)
    return mailing


def audience_size(work: Work, house: House, mailing: Mailing) -> int:
    """How many would get it now: without those who want no mailings, and those who blocked the bot."""
    return work.mailings.audience_size(mailing, house.regulation.languages)


def companies(work: Work, limit: int = 50) -> Sequence[Company]:
    """The companies of clients, those with most people first: what an audience can be."""
    return work.mailings.companies(limit)


def confirm(work: Work, house: House, supervisor: Actor, mailing_id: int) -> Mailing:
    """Send: the draft runs, or is scheduled where it has a time that has not passed. A second press finds no draft.

    MailingError: state, window_missing, window_past, text_missing, time_late, nobody.
    """
    mailing = _draft(work, supervisor, mailing_id)
    if mailing.kind is MailingKind.MAINTENANCE and mailing.window_start is None:
        raise MailingError("window_missing")
    _check_window(work, mailing)
    _check_time(mailing)
    if not mailing.texts:
        raise MailingError("text_missing")
    if not audience_size(work, house, mailing):
        raise MailingError("nobody")
    if mailing.at is None or mailing.at <= work.now:
        return mailing_run.start(work, house, mailing)
    work.timers.plan(Subject(Owner.MAILING, mailing.id), [Timer(TimerKind.MAILING, 1, 1, mailing.at)])
    mailing = _save(work, replace(mailing, state=MailingState.SCHEDULED))
    mailing_run.show(work, mailing)
    return mailing


def pause(work: Work, mailing_id: int) -> Mailing:
    """Nothing of it goes out from now on but what is on the wire. MailingError: gone, state (it does not run)."""
    mailing = _in(work, mailing_id, MailingState.RUNNING)
    return mailing_run.pause(work, mailing)


def resume(work: Work, mailing_id: int) -> Mailing:
    """It goes on with those who have not got it. MailingError: gone, state (it is not paused)."""
    mailing = _in(work, mailing_id, MailingState.PAUSED)
    return mailing_run.resume(work, mailing)


def stop(work: Work, mailing_id: int) -> Mailing:
    """It ends here: what is not on the wire is withdrawn, and the report follows. A scheduled one does not begin.

    MailingError: gone, state (it is a draft, or has ended).
    """
    mailing = _in(work, mailing_id, MailingState.SCHEDULED, MailingState.RUNNING, MailingState.PAUSED)
    work.timers.plan(Subject(Owner.MAILING, mailing.id), [])
    return mailing_run.stop(work, mailing)


def follow_up(work: Work, house: House, supervisor: Actor, mailing_id: int, kind: MailingKind) -> Mailing:
    """A new draft to those whom an ended mailing has reached or may have reached, in place of the draft they had.

    It has the services of the first, with FINISHED also its window, and no text yet. MailingError: gone, state (it has
    not ended).
    """
    first = _in(work, mailing_id, *_ENDED)
    _drop_draft(work, supervisor)
    blank = _blank(work, house, supervisor, kind)
    draft = replace(blank, services=first.services, audience=first.audience, follows=first.id)
    if kind is MailingKind.FINISHED:
        draft = replace(draft, window_start=first.window_start, window_end=first.window_end)
    return work.mailings.add(draft)


def progress(work: Work, mailing_id: int) -> Progress:
    """How far it is. MailingError: gone."""
    return mailing_run.progress(work, find(work, mailing_id))


def recent(work: Work, limit: int) -> Sequence[Mailing]:
    """Those that were sent or are to be, the newest first."""
    return work.mailings.recent(limit)


def place(work: Work, mailing_id: int, chat_id: int, message_id: int) -> None:
    """Its progress is shown in this message of the bot from now on, and edited there."""
    work.mailings.place(mailing_id, chat_id, message_id)


def text_for(mailing: Mailing, regulation: Regulation, language: Language) -> str:
    """The text in this language, else the default: that of the first of the regulation's languages that has one.

    Empty: there is none yet.
    """
    wanted = (language, *regulation.languages, *mailing.texts)
    return next((mailing.texts[one] for one in wanted if one in mailing.texts), "")


def switch(work: Work, sender: Sender, *, on: bool) -> Person:
    """A client wants mailings, or none any more; news of their own requests come either way."""
    person = work.people.meet(sender)
    if person.mailings is not on:
        person = replace(person, mailings=on)
        work.people.save(person)
    return person


def _blank(work: Work, house: House, supervisor: Actor, kind: MailingKind) -> Mailing:
    chat_id = work.chats.current(house.group_id)
    return Mailing(0, kind, MailingState.DRAFT, _id(supervisor), supervisor.name, chat_id, work.now)


def _id(supervisor: Actor) -> int:
    assert supervisor.id is not None, "a supervisor is a person"
    return supervisor.id


def _draft(work: Work, supervisor: Actor, mailing_id: int) -> Mailing:
    """Their draft, locked."""
    mailing = _in(work, mailing_id, MailingState.DRAFT)
    if mailing.author_id != supervisor.id:
        raise MailingError("not_yours", mailing.author_name)
    return mailing


def _in(work: Work, mailing_id: int, *states: MailingState) -> Mailing:
    """The mailing in one of these states, locked."""
    mailing = work.mailings.lock(mailing_id)
    if mailing is None:
        raise MailingError("gone")
    if mailing.state not in states:
        raise MailingError("state", mailing.state)
    return mailing


def _save(work: Work, mailing: Mailing) -> Mailing:
    return work.mailings.save(mailing)


def _drop_draft(work: Work, supervisor: Actor) -> None:
    draft = current_draft(work, supervisor)
    if draft is not None:
        _forget(work, draft)


def _forget(work: Work, draft: Mailing) -> None:
    work.mailing_prompts.forget(draft.id)
    work.mailings.delete(draft.id)


def _check_window(work: Work, mailing: Mailing) -> None:
    start, end = mailing.window_start, mailing.window_end
    if start is None and end is None:
        return
    if start is None or end is None or end <= start:
        raise MailingError("window_order")
    if mailing_run.is_late(mailing, work.now):
        raise MailingError("window_past")


def _check_time(mailing: Mailing) -> None:
    if mailing.at is not None and mailing_run.is_late(mailing, mailing.at):
        raise MailingError("time_late")


def _check_topic(regulation: Regulation, key: str, reason: str) -> None:
    try:
        regulation.topic(key)
    except KeyError:
        raise MailingError(reason, key) from None


def _check_audience(regulation: Regulation, audience: Audience) -> None:
    known: Mapping[AudienceKind, bool] = {
        AudienceKind.ALL: not audience.value,
        AudienceKind.COMPANY: bool(audience.value.strip()),
        AudienceKind.TOPIC: any(topic.key == audience.value for topic in regulation.topics),
        AudienceKind.LANGUAGE: audience.value in regulation.languages,
    }
    if not known[audience.kind]:
        raise MailingError("audience", audience.value)
