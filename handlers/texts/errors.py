"""Every refusal of the desk in words, for whoever was refused. Plain text without tags, so that a pop-up can say it."""

from collections.abc import Sequence

from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext

from desk.errors import (
    AlreadyProcessedError,
    BadAnswerError,
    CommentRequiredError,
    DeskError,
    IncompleteError,
    NoDraftError,
    NotAllowedError,
    OutdatedError,
    PictureRefusedError,
    SameTextError,
    TakenError,
    TicketNotFoundError,
    UnknownChoiceError,
)
from desk.model import Status, Step
from desk.regulation import Regulation
from handlers.texts.common import status_label
from handlers.texts.labels import step_name

_IDENTITY = (Step.NAME, Step.COMPANY, Step.CONTACT)


def refusal(error: DeskError, regulation: Regulation, excess: int = 0) -> str:
    """What went wrong and what to do. `excess`: by how many characters a text was too long, where that is known."""
    match error:
        case BadAnswerError():
            return _bad_answer(error, regulation, excess)
        case PictureRefusedError():
            return _picture(error, regulation)
        case IncompleteError(missing=missing):
            return _incomplete(missing, regulation)
        case NotAllowedError():
            return _not_allowed(error)
        case TakenError(key=key, assignee_name=name):
            return _("{key} is already taken by {name}.").format(key=key, name=name)
        case _:
            return _plain(error)


def _plain(error: DeskError) -> str:
    match error:
        case OutdatedError():
            return _("That button belongs to an earlier step. Here is the current one.")
        case NoDraftError():
            return _("This form is not open any more. A new one: /new")
        case TicketNotFoundError():
            return _("There is no such request among yours.")
        case CommentRequiredError():
            return _("This resolution needs an explanation for the client.")
        case UnknownChoiceError():
            return _("There is no such choice.")
        case SameTextError():
            return _("Nothing changed: it is like that already.")
        case AlreadyProcessedError():
            return _("This has already been done.")
        case _:
            return _("This is not possible now.")


def _bad_answer(error: BadAnswerError, regulation: Regulation, excess: int) -> str:
    limit = error.limit or 0
    match error.reason:
        case "too_short":
            return ngettext(
                "That is too short: please write at least {limit} character.",
                "That is too short: please write at least {limit} characters.",
                limit,
            ).format(limit=limit)
        case "too_long" if excess > 0:
            return ngettext(
                "That is too long by {excess} character: at most {limit}.",
                "That is too long by {excess} characters: at most {limit}.",
                excess,
            ).format(excess=excess, limit=limit)
        case "too_long":
            return ngettext(
                "That is too long: at most {limit} character.", "That is too long: at most {limit} characters.", limit
            ).format(limit=limit)
        case "required":
            return _required(error.step, regulation)
        case reason:
            return _wanted(reason)


def _wanted(reason: str) -> str:
    return {
        "empty": _("There is no text in it. Please write a few words."),
        "not_a_contact": _("That is neither a phone number nor an e-mail address. Please check it."),
        "not_a_phone": _("That is not a phone number. Please check it: all digits, with the area or network code."),
        "not_a_name": _("Please give both your name and your surname."),
        "not_a_choice": _("There is no such choice. Please press one of the buttons."),
        "wants_text": _("Please answer with a text message."),
        "wants_button": _("Please press one of the buttons below."),
        "wants_picture": _("Please send pictures, or press Ready. Words can be added in the summary that follows."),
    }.get(reason, _("This answer does not fit here."))


def _clause(step: Step, regulation: Regulation) -> str:
    """What demands to know who asks (IPMG 3.2.1); empty where the regulation does not, and of all other steps."""
    part = regulation.step(step)
    return part.clause if part is not None and step in _IDENTITY else ""


def _required(step: Step, regulation: Regulation) -> str:
    clause = _clause(step, regulation)
    if not clause:
        return _("{answer} is needed and cannot be skipped.").format(answer=step_name(step))
    return _("{answer} is needed: without it a request is not considered (regulation, clause {clause}).").format(
        answer=step_name(step), clause=clause
    )


def _incomplete(missing: tuple[Step, ...], regulation: Regulation) -> str:
    demanded = [step for step in missing if _clause(step, regulation)]
    others = [step for step in missing if step not in demanded]
    lines = []
    if demanded:
        clauses = ", ".join(dict.fromkeys(_clause(step, regulation) for step in demanded))
        text = _("Still missing: {answers}. Without it a request is not considered (regulation, clause {clause}).")
        lines.append(text.format(answers=_names(demanded), clause=clauses))
    if others:
        lines.append(_("Still missing: {answers}.").format(answers=_names(others)))
    return "\n".join(lines)


def _names(steps: Sequence[Step]) -> str:
    return ", ".join(step_name(step) for step in steps)


def _picture(error: PictureRefusedError, regulation: Regulation) -> str:
    formats = ", ".join({"JPEG": "JPG"}.get(name, name) for name in regulation.screenshots.formats)
    match error.reason:
        case "too_many":
            return ngettext(
                "That picture was not kept: a request takes at most {limit} picture.",
                "That picture was not kept: a request takes at most {limit} pictures.",
                error.limit or regulation.screenshots.most,
            ).format(limit=error.limit or regulation.screenshots.most)
        case "too_big":
            return _("That file was not kept: it is too big. At most 20 MB, please.")
        case "damaged":
            return _("That picture was not kept: the file is damaged. Please send it again or make a new screenshot.")
        case _:
            return _("That file was not kept: only pictures are taken ({formats}).").format(formats=formats)


def animation_advice() -> str:
    """Telegram turns a GIF into a video unless it is sent as a file."""
    return _("Telegram turns GIFs into videos on the way. To keep yours as it is, send it as a file.")


def picture_lost() -> str:
    """The download failed."""
    return _("We could not fetch that picture from Telegram. Please send it again.")


def _not_allowed(error: NotAllowedError) -> str:
    if error.status is Status.DONE:
        return _("{key} is closed. If something is still wrong, please open a new request: /new").format(key=error.key)
    return _("{key} is now “{status}”: this is not possible any more.").format(
        key=error.key, status=status_label(error.status)
    )
