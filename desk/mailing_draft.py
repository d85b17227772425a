"""A draft of a mailing as the chat shows it: what it lacks, whom it would reach, what a supervisor types into it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk import mailings
from desk.errors import DeskError, MailingError
from desk.house import House
from desk.model import Actor, Language
from desk.ports import Work
from desk.ports_mailing_prompts import Asked, MailingPrompt
from desk.ports_mailings import Audience, AudienceKind, Company, Mailing, MailingKind, MailingState, company_key
from desk.windows import read_moment, read_window

_COMPANIES = 1000
"""Among how many companies the typed name is looked for."""
_SHOWN = 10


class Lack(StrEnum):
    """Why a draft cannot be sent yet: what `mailings.confirm` would refuse."""

    WINDOW = "window"
    WINDOW_PAST = "window_past"
    TEXT = "text"
    TIME_LATE = "time_late"
    """It would start when the window is over."""
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class View:
    """A draft, how many people it would reach now, and what it lacks."""

    mailing: Mailing
    size: int
    lacks: tuple[Lack, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """The words were taken: where the prompt was, and the draft with them."""

    prompt: MailingPrompt
    view: View


@dataclass
class CompanyError(DeskError):
    """The typed name fits none of the companies (`known` are some of them), or several (`found`)."""

    found: tuple[Company, ...]
    known: tuple[Company, ...]


@dataclass
class UnfinishedError(DeskError):
    """They are writing another mailing, which a new draft would take the place of."""

    number: int


def open_draft(work: Work, house: House, supervisor: Actor) -> View:
    """The draft that they are writing, or a new one."""
    draft = mailings.current_draft(work, supervisor)
    return view(work, house, draft or mailings.begin(work, house, supervisor))


def look(work: Work, house: House, supervisor: Actor, mailing_id: int) -> View:
    """Their draft. MailingError: gone, state (it is none any more), not_yours."""
    mailing = mailings.find(work, mailing_id)
    if mailing.state is not MailingState.DRAFT:
        raise MailingError("state", mailing.state)
    if mailing.author_id != supervisor.id:
        raise MailingError("not_yours", mailing.author_name)
    return view(work, house, mailing)


def view(work: Work, house: House, mailing: Mailing) -> View:
    """The draft with what follows from it now."""
    size = mailings.audience_size(work, house, mailing)
    return View(mailing, size, _lacks(mailing, size, work.now))


def _lacks(mailing: Mailing, size: int, now: datetime) -> tuple[Lack, ...]:
    end, over = mailing.window_end, mailing.kind is MailingKind.FINISHED
    found = {
        Lack.WINDOW: mailing.kind is MailingKind.MAINTENANCE and end is None,
        Lack.WINDOW_PAST: end is not None and end <= now and not over,
        Lack.TIME_LATE: end is not None and mailing.at is not None and mailing.at >= end and not over,
        Lack.TEXT: not mailing.texts,
        Lack.NOBODY: not size,
    }
    return tuple(lack for lack, so in found.items() if so)


def affect(work: Work, house: House, supervisor: Actor, mailing_id: int, topic: str, *, affected: bool) -> View:
    """A service is affected, or it is not. MailingError: as `mailings.save_services`."""
    mailing = work.mailings.lock(mailing_id)
    services = set(mailing.services if mailing else ()) - {topic}
    if affected:
        services.add(topic)
    return view(work, house, mailings.save_services(work, house, supervisor, mailing_id, sorted(services)))


def follow(work: Work, house: House, supervisor: Actor, mailing_id: int, kind: MailingKind) -> View:
    """The draft that follows an ended mailing up. UnfinishedError: they are writing something else.

    MailingError: as `mailings.follow_up`.
    """
    draft = mailings.current_draft(work, supervisor)
    if draft is not None and (draft.follows, draft.kind) == (mailing_id, kind):
        return view(work, house, draft)
    if draft is not None:
        raise UnfinishedError(draft.id)
    return view(work, house, mailings.follow_up(work, house, supervisor, mailing_id, kind))


def await_words(work: Work, prompt: MailingPrompt) -> None:
    """This message of the bot waits for a supervisor's reply."""
    work.mailing_prompts.add(prompt)


def awaited(work: Work, chat_id: int, message_id: int) -> MailingPrompt | None:
    """What a message of the bot waits for, left in place."""
    return work.mailing_prompts.get(chat_id, message_id)


def take(work: Work, house: House, supervisor: Actor, chat_id: int, message_id: int, text: str) -> Taken | None:
    """A reply to a prompt goes into the draft; None: that message waits for nothing (any more).

    WindowError, CompanyError, MailingError: the prompt stays, and they can reply again.
    """
    prompt = work.mailing_prompts.take(chat_id, message_id)
    if prompt is None:
        return None
    mailing = _written(work, house, supervisor, prompt, text)
    return Taken(prompt, view(work, house, mailing))


def abandon(work: Work, prompt: MailingPrompt) -> None:
    """It waits for nothing any more; the draft stays as it is."""
    work.mailing_prompts.take(prompt.chat_id, prompt.message_id)


def _written(work: Work, house: House, supervisor: Actor, prompt: MailingPrompt, text: str) -> Mailing:
    number, zone = prompt.mailing_id, house.regulation.timezone
    draft = look(work, house, supervisor, number).mailing
    match prompt.asked:
        case Asked.WINDOW:
            window = read_window(text, zone, work.now, over=draft.kind is MailingKind.FINISHED)
            return mailings.save_window(work, supervisor, number, window.start, window.end)
        case Asked.TIME:
            return mailings.save_time(work, supervisor, number, read_moment(text, zone, work.now))
        case Asked.COMPANY:
            company = _company(mailings.companies(work, _COMPANIES), text)
            audience = Audience(AudienceKind.COMPANY, company.name)
            return mailings.save_audience(work, house, supervisor, number, audience)
        case _:
            return mailings.save_text(work, house, supervisor, number, Language(prompt.language), text)


def _company(known: Sequence[Company], text: str) -> Company:
    """The one whose name it is, or else the only one that has it in its name. CompanyError."""
    wanted = company_key(text)
    same = [company for company in known if company_key(company.name) == wanted]
    found = same or [company for company in known if wanted and wanted in company_key(company.name)]
    if len(found) == 1:
        return found[0]
    raise CompanyError(tuple(found[:_SHOWN]), tuple(known[:_SHOWN]))
