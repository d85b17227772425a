"""Why something about a mailing was not done, and what to do instead. Plain text unless it says HTML."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext

from desk.answers import clean, length
from desk.errors import DeskError, MailingError
from desk.mailing_draft import CompanyError, Lack, UnfinishedError
from desk.ports_mailings import MailingState
from desk.regulation import Regulation
from desk.windows import FARTHEST, LONGEST, Flaw, WindowError
from handlers.texts.common import shorten
from handlers.texts.hours import zone
from handlers.texts.mailing_wizard import which_company

_NAME = 60


def refusal(error: DeskError, text: str = "") -> str:
    """Of a press, or of a reply with `text`."""
    if isinstance(error, UnfinishedError):
        return unfinished(error.number)
    assert isinstance(error, MailingError), "nothing else is refused here"
    match error.reason:
        case "gone":
            return _("There is no such mailing any more: its draft was thrown away.")
        case "not_yours":
            return _("{name} is writing this mailing. For one of your own: /mailing").format(
                name=shorten(error.value, _NAME)
            )
        case "state":
            return in_state(MailingState(error.value))
        case "too_long":
            return too_long(length(clean(text)), error.limit or 0)
        case "empty":
            return _("There is no text in it. Please reply to the same message again.")
        case "service":
            return _("The regulation has no such topic any more. Choose another one.")
        case "same_people":
            return _("It goes to those who got the first mailing. For others: /mailing")
        case "audience" | "language":
            return _("This cannot be chosen any more. Choose something else.")
        case _:
            return lack(_LACKS.get(error.reason, Lack.WINDOW))


_LACKS = {
    "window_missing": Lack.WINDOW,
    "window_past": Lack.WINDOW_PAST,
    "text_missing": Lack.TEXT,
    "time_late": Lack.TIME_LATE,
    "nobody": Lack.NOBODY,
}


def lack(one: Lack) -> str:
    """A sentence."""
    return {
        Lack.WINDOW: _("Set the window: from when to when."),
        Lack.WINDOW_PAST: _("The window has passed. Set another one."),
        Lack.TIME_LATE: _("It would start after the window has ended. Set an earlier time."),
        Lack.TEXT: _("Write the text in at least one language."),
        Lack.NOBODY: _("Nobody would get it. Choose another audience."),
    }[one]


def in_state(state: MailingState) -> str:
    """What is wrong with pressing this now."""
    return {
        MailingState.DRAFT: _("This mailing is still a draft: /mailing"),
        MailingState.SCHEDULED: _("This mailing waits for its time; it cannot be changed, but it can be stopped."),
        MailingState.RUNNING: _("This mailing is on its way already. Nothing was changed."),
        MailingState.PAUSED: _("This mailing is paused already. Nothing was changed."),
        MailingState.STOPPED: _("This mailing was stopped. Nothing was changed."),
        MailingState.DONE: _("This mailing has ended. Nothing was changed."),
    }[state]


def unfinished(number: int) -> str:
    """Another draft is in the way."""
    return _("You are writing mailing {number}. Send or discard that one first: /mailing").format(number=number)


def too_long(written: int, limit: int) -> str:
    """With by how much."""
    over = written - limit
    words = ngettext(
        "The text is {count} character too long: it has {length}, the most is {limit}. Please reply to the same "
        "message with a shorter one.",
        "The text is {count} characters too long: it has {length}, the most is {limit}. Please reply to the same "
        "message with a shorter one.",
        over,
    )
    return words.format(count=over, length=written, limit=limit)


def waits_for_nothing() -> str:
    """A reply to what was answered already, or was about a draft that is gone."""
    return _("This message no longer needs a reply. Your draft: /mailing")


def given_up() -> str:
    """/cancel in reply to what was asked for a draft."""
    return _("Cancelled. The draft stays as it was: /mailing")


def not_a_command_here() -> str:
    return _("This looks like a command, so it was not taken into the draft. Reply with your words, or with /cancel.")


def only_text() -> str:
    return _("Please reply to the same message with text only.")


def sign_your_reply() -> str:
    return _(
        "You write as the group itself, so it is not known who writes. Turn off “Remain anonymous” for a moment and "
        "reply to the same message again."
    )


def company(error: CompanyError) -> str:
    """HTML."""
    return which_company(error.found, error.known)


def unread(error: WindowError, regulation: Regulation, now: datetime, *, is_window: bool) -> str:
    """HTML. What is wrong with a typed window (or a moment), and how it is written."""
    return "\n".join([_flaw(error.flaw, is_window=is_window), examples(regulation, now, is_window=is_window)])


def examples(regulation: Regulation, now: datetime, *, is_window: bool) -> str:
    """HTML. Two ways to write it."""
    there = now.astimezone(ZoneInfo(regulation.timezone)) + timedelta(days=1)
    typed = (
        (f"{there:%d.%m} 02:00-06:00", f"{there:%Y-%m-%d} 22:00 - {there + timedelta(days=1):%Y-%m-%d} 04:00")
        if is_window
        else (f"{there:%d.%m} 09:00", f"{there:%Y-%m-%d} 09:00")
    )
    one, other = (f"<code>{text}</code>" for text in typed)
    text = _("Please reply to the same message like this: {one} or {other} ({zone}).")
    return text.format(one=one, other=other, zone=zone(regulation.timezone))


def _flaw(flaw: Flaw, *, is_window: bool) -> str:
    unreadable = _("This cannot be read as a window.") if is_window else _("This cannot be read as a day and a time.")
    days, year = LONGEST.days, FARTHEST.days
    return {
        Flaw.UNREADABLE: unreadable,
        Flaw.NO_DATE: _("The day is missing."),
        Flaw.NO_SUCH_DATE: _("There is no such day."),
        Flaw.NO_SUCH_TIME: _("There is no such time of day."),
        Flaw.BACKWARDS: _("It would end before it begins."),
        Flaw.PAST: _("This has passed already."),
        Flaw.TOO_LONG: ngettext("It would last more than {count} day.", "It would last more than {count} days.", days),
        Flaw.TOO_FAR: ngettext("This is more than {count} day away.", "This is more than {count} days away.", year),
    }[flaw].format(count=days if flaw is Flaw.TOO_LONG else year)
