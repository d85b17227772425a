"""What waits, in words: an unfinished form to its client, a call that is due to the engineers and to the client."""

from datetime import datetime

from aiogram.utils.i18n import gettext as _

from desk.calls import Why
from desk.form import answered, present, required, steps
from desk.model import CallBackTask, Draft, Person, Step
from desk.regulation import Regulation
from handlers.texts.card import NAME_WIDTH
from handlers.texts.common import quote, shorten
from handlers.texts.hours import when
from handlers.texts.labels import step_name


def unfinished(regulation: Regulation, draft: Draft) -> str:
    """Once a form: what is left of it."""
    draft = present(regulation, draft)
    left = [
        step
        for step in steps(regulation, draft.answers)
        if step is not Step.SUMMARY and required(regulation, step) and not answered(draft.answers, step)
    ]
    lines = ["📝 " + _("Your request is not sent yet: the form is still open.")]
    if left:
        names = ", ".join(step_name(step) for step in left)
        lines.append(_("Still needed: {answers}.").format(answers=names))
    else:
        lines.append(_("Everything needed is there: check it and press Send."))
    return "\n".join([*lines, "", _("Shall we go on?")])


def call_due(regulation: Regulation, task: CallBackTask, client: Person, why: Why, now: datetime) -> str:
    """To the engineers, in reply to the task."""
    at = f"<b>{when(task.next_at, regulation, now)}</b>"
    head = {
        Why.SOON: "⏰ " + _("Call back by {when}").format(when=at),
        Why.AGAIN: "⏰ " + _("Nobody answered before: call again now"),
        Why.LATE: "🔥 " + _("This call is LATE: it was promised by {when}").format(when=at),
        Why.ASKED: "🔥 " + _("The client asks once more for the call that was promised by {when}").format(when=at),
    }[why]
    name = quote(shorten(client.identity.name or client.name, NAME_WIDTH))
    company = quote(shorten(client.identity.company, NAME_WIDTH))
    who = f'<a href="tg://user?id={client.id}">{name}</a>' + (f", {company}" if company else "")
    return "\n".join([head, who, f"<code>{quote(task.phone)}</code>"])


def call_late(regulation: Regulation, task: CallBackTask, now: datetime) -> str:
    """To the client, once, honestly."""
    text = _(
        "We promised to call you at {phone} by {when} and have not managed to. We are sorry. The engineers have been "
        "reminded and will call you as soon as they can."
    )
    return "📞 " + text.format(phone=quote(task.phone), when=when(task.next_at, regulation, now))
