"""The request form in words: each step's prompt, the summary, and what is said around them."""

from datetime import datetime

from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext

from desk.answers import LENGTHS
from desk.form import answered, required
from desk.intake import FormView, Sent
from desk.model import Answers, Step
from desk.regulation import OutOfScope, Redirect, Regulation
from desk.sla import Promise, Promised
from handlers.texts.common import impact_label, quote, scale_label, shorten, spoken
from handlers.texts.hours import contacts, when
from handlers.texts.labels import step_name

_PROBLEM_SHOWN = 1300
_OTHER_SHOWN = 400
"""How much of an answer a prompt or the summary shows, so that a message stays within Telegram's limit."""


def prompt(regulation: Regulation, view: FormView, now: datetime, note: str = "") -> str:
    """The present step: progress, question, help, what stands there now; or the summary. `note` (HTML) comes first."""
    body = summary(regulation, view, now) if view.draft.step is Step.SUMMARY else _question(regulation, view)
    return f"{note}\n\n{body}" if note else body


def _question(regulation: Regulation, view: FormView) -> str:
    step = view.draft.step
    parts = [f"<i>{progress(view)}</i>\n<b>{_asked(step)}</b>", _help(regulation, step)]
    if step is Step.PROBLEM and regulation.one_problem:
        parts.append("ℹ️ " + quote(regulation.text(regulation.one_problem, spoken())))
    if step is Step.SCREENSHOTS:
        parts.append(pictures_kept(view.pictures, regulation.screenshots.most))
    elif answered(view.draft.answers, step) and (shown := answer(regulation, view.draft.answers, step)):
        parts.append(_("Your current answer: {answer}").format(answer=f"<i>{quote(shown)}</i>"))
    return "\n\n".join(part for part in parts if part)


def progress(view: FormView) -> str:
    """`Step 3 of 8`, or which answer is being changed."""
    step = view.draft.step
    if step is Step.SUMMARY:
        return _("Check and send")
    if view.draft.editing:
        return _("Changing: {answer}").format(answer=step_name(step))
    return _("Step {number} of {total}").format(number=view.way.index(step) + 1, total=len(view.way))


def _asked(step: Step) -> str:
    return {
        Step.TOPIC: _("What is it about?"),
        Step.IMPACT: _("How serious is it?"),
        Step.SCALE: _("Who is affected?"),
        Step.NAME: _("What are your name and surname?"),
        Step.COMPANY: _("Which company are you from?"),
        Step.CONTACT: _("How can we reach you?"),
        Step.POSITION: _("What is your position?"),
        Step.PROBLEM: _("What happened?"),
        Step.REPRODUCTION: _("What leads to the problem, step by step?"),
        Step.SCREENSHOTS: _("Do you have screenshots?"),
        Step.SUMMARY: "",
    }[step]


def _help(regulation: Regulation, step: Step) -> str:
    help_text = {
        Step.TOPIC: _("Please choose a topic. The ones marked with ↗ are handled elsewhere: we will tell you by whom."),
        Step.IMPACT: _("This decides how soon we react."),
        Step.SCALE: _("This decides how soon we react."),
        Step.NAME: _("For example: Anna Kovalenko"),
        Step.COMPANY: _("For example: Alfa TV LLC"),
        Step.CONTACT: _(
            "A phone number or an e-mail address. For example: {phone} or anna@example.com. "
            "You can also share your Telegram phone number with the button below."
        ).format(phone=_example_phone(regulation)),
        Step.POSITION: _("For example: network engineer"),
        Step.PROBLEM: _(
            "Please describe it in your own words: what you did, what you expected, what you saw, since when. "
            "You can also send a picture with a caption. Up to {limit} characters."
        ).format(limit=LENGTHS[Step.PROBLEM][1]),
        Step.REPRODUCTION: _("For example: 1. Open the player. 2. Choose a channel. 3. The screen stays black."),
        Step.SCREENSHOTS: _(
            "Send them as photos, as an album or as files: {formats}, up to {most} pictures of up to 20 MB "
            "each. Then press Ready, even if you have none."
        ).format(formats=_formats(regulation), most=regulation.screenshots.most),
        Step.SUMMARY: "",
    }[step]
    if required(regulation, step) or step is Step.SCREENSHOTS:
        return help_text
    return help_text + "\n" + _("You can skip this.")


def _formats(regulation: Regulation) -> str:
    return ", ".join({"JPEG": "JPG"}.get(name, name) for name in regulation.screenshots.formats)


def _example_phone(regulation: Regulation) -> str:
    return {"UA": "+380 67 123 45 67", "RU": "+7 912 345-67-89"}.get(regulation.phone_region, "+44 20 7946 0958")


def pictures_kept(count: int, most: int) -> str:
    """How many screenshots there are."""
    if not count:
        return _("No pictures yet.")
    return ngettext(
        "{count} picture so far, at most {most}.", "{count} pictures so far, at most {most}.", count
    ).format(count=count, most=most)


def answer(regulation: Regulation, answers: Answers, step: Step, limit: int = _OTHER_SHOWN) -> str:
    """An answer as people read it, plain and shortened; empty: skipped or not given."""
    match step:
        case Step.TOPIC:
            return regulation.text(regulation.topic(answers.topic).name, spoken()) if answers.topic else ""
        case Step.IMPACT:
            return impact_label(answers.impact) if answers.impact else ""
        case Step.SCALE:
            return scale_label(answers.scale) if answers.scale else ""
        case Step.SCREENSHOTS | Step.SUMMARY:
            return ""
        case _:
            return shorten(getattr(answers, step) or "", limit)


def summary(regulation: Regulation, view: FormView, now: datetime) -> str:
    """Every answer, the level and the promise."""
    lines = [_line(regulation, view, step) for step in view.way]
    level = regulation.text(regulation.priority(view.priority or "").name, spoken())
    word = regulation.text(regulation.priority_word, spoken())
    asked = _("Is everything right?")
    head = f"<i>{progress(view)}</i>\n<b>{asked}</b>"
    parts = [head, "\n".join(lines), f"<b>{quote(word)}:</b> {quote(level)}"]
    if view.promise is not None:
        parts.append("⏱ " + promise(regulation, view.promise, now))
    return "\n\n".join(parts)


def _line(regulation: Regulation, view: FormView, step: Step) -> str:
    if step is Step.SCREENSHOTS:
        shown = str(view.pictures) if view.pictures else _("none")
    else:
        limit = _PROBLEM_SHOWN if step is Step.PROBLEM else _OTHER_SHOWN
        shown = answer(regulation, view.draft.answers, step, limit) or _("not given")
    return f"<b>{step_name(step)}:</b> {quote(shown)}"


def promise(regulation: Regulation, made: Promise, now: datetime) -> str:
    """By when something happens, with the regulation's reservation."""
    at = f"<b>{quote(when(made.due, regulation, now))}</b>"
    if made.what is Promised.REACTION:
        said = _("We will react no later than {when}.").format(when=at)
    else:
        said = _("We aim to solve it by {when}.").format(when=at)
    return f"{said} {quote(regulation.text(regulation.reservation, spoken()))}"


def outside() -> str:
    """Above what is out of scope."""
    return "↗ <b>" + _("What we do not support") + "</b>\n\n" + _("Choose one to see why, and who can help instead.")


def elsewhere(regulation: Regulation, topic: OutOfScope | Redirect, now: datetime) -> str:
    """Why no request is opened about this topic, and whom to turn to."""
    title = f"↗ <b>{quote(regulation.text(topic.name, spoken()))}</b>"
    clause = _("Regulation, clause {clause}.").format(clause=quote(topic.clause))
    if isinstance(topic, Redirect):
        parts = [title, quote(regulation.text(topic.text, spoken())), contacts(regulation, topic.contacts, now)]
    else:
        reason = f"{quote(regulation.text(topic.reason, spoken()))} {clause}"
        parts = [title, reason, contacts(regulation, regulation.contacts, now)]
    return "\n\n".join([*parts, _("No request was opened. Your form is still open: you can choose another topic.")])


def sent(outcome: Sent) -> str:
    """The request has its number."""
    key = f"<code>{quote(outcome.ticket.key)}</code>"
    if outcome.again:
        return "✅ " + _("This request was already sent: {key}").format(key=key)
    return "✅ " + _("Sent: {key}").format(key=key)


def sent_short(outcome: Sent) -> str:
    """The same for a pop-up, plain."""
    words = _("This request was already sent: {key}") if outcome.again else _("Sent: {key}")
    return words.format(key=outcome.ticket.key)


def found(view: FormView) -> str:
    """An unfinished form was there when a new one was asked for."""
    text = _("You have an unfinished request. You stopped at “{progress}”. Continue it, or start over?")
    return text.format(progress=_stopped_at(view))


def _stopped_at(view: FormView) -> str:
    step = view.draft.step
    return progress(view) if step is Step.SUMMARY else _asked(step)


def contact_saved(contact: str) -> str:
    return "👌 " + _("Contact: {contact}").format(contact=quote(contact))


def contact_left() -> str:
    return "👌 " + _("The phone button is gone.")


def phone_button() -> str:
    return "👇 " + _("To share your Telegram phone number, press the button below.")


def phone_hint(*, mail: bool = True) -> str:
    """The placeholder of the input field at the contact step, and without `mail` for a call; at most 64 characters."""
    return shorten(_("Phone or e-mail") if mail else _("Phone number"), 64)


def picture_added(count: int) -> str:
    """How many a message or an album brought; how many there are in all is said at the screenshots."""
    return "🖼 " + ngettext("{count} picture kept.", "{count} pictures kept.", count).format(count=count)


def caption_unread() -> str:
    return _("Captions are not kept here: please send anything important as a message.")


def cancelled() -> str:
    return "✖️ " + _("The form is closed. Nothing was sent.")


def answering_cancelled() -> str:
    return "✖️ " + _("Fine: nothing was sent.")


def nothing_to_cancel() -> str:
    return _("There is nothing to cancel.")


def edited() -> str:
    return "✏️ " + _(
        "Editing a message changes nothing here. To change an answer, press Edit in the summary before you send."
    )
