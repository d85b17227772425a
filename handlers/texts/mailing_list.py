"""What supervisors read of mailings that were sent: /mailings, one of them, and whether to stop it."""

from collections.abc import Sequence
from datetime import datetime

from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext

from desk.ports_mailings import Mailing, MailingState, Progress
from desk.regulation import Regulation
from handlers.texts.common import moment, quote, shorten, span
from handlers.texts.mailing_wizard import audience, services, texts_set, title, window

_NAME = 60


def state(of: MailingState) -> str:
    """One word or two; plain."""
    return {
        MailingState.DRAFT: _("draft"),
        MailingState.SCHEDULED: _("waits for its time"),
        MailingState.RUNNING: _("running"),
        MailingState.PAUSED: _("paused"),
        MailingState.STOPPED: _("stopped"),
        MailingState.DONE: _("ended"),
    }[of]


def figures(progress: Progress) -> str:
    """`sent 300 of 312, blocked 3, failed 1, not sent 8`; what is nought is left out, but for the first."""
    said = [_("sent {count} of {total}").format(count=progress.sent, total=progress.total)]
    others = (
        (progress.blocked, _("blocked the bot {count}")),
        (progress.failed, _("failed {count}")),
        (progress.uncertain, _("not known {count}")),
        (progress.skipped, _("want none {count}")),
        (progress.withdrawn, _("not sent {count}")),
        (progress.left, _("left {count}")),
    )
    said += [text.format(count=count) for count, text in others if count]
    return ", ".join(said)


def latest(regulation: Regulation, found: Sequence[tuple[Mailing, Progress]], now: datetime) -> str:
    """/mailings"""
    if not found:
        return _("No mailing was sent yet. To write one: /mailing")
    head = _("The latest mailings")
    lines = [_line(regulation, mailing, progress, now) for mailing, progress in found]
    return "\n\n".join([f"📣 <b>{head}</b>", *lines])


def _line(regulation: Regulation, mailing: Mailing, progress: Progress, now: datetime) -> str:
    head = f"<b>{title(mailing)}</b>"
    if mailing.state is MailingState.SCHEDULED and mailing.at is not None:
        return f"{head}\n{state(mailing.state)}: {moment(mailing.at, regulation.timezone, now)}"
    return f"{head}\n{state(mailing.state)}: {figures(progress)}"


def one(regulation: Regulation, mailing: Mailing, progress: Progress, now: datetime) -> str:
    """A mailing out of the list."""
    rows = [
        (_("State"), state(mailing.state)),
        (_("Written by"), quote(shorten(mailing.author_name, _NAME))),
        (_("Window"), window(regulation, mailing, now)),
        (_("Services"), services(regulation, mailing)),
        (_("Text"), texts_set(regulation, mailing)),
        (_("To whom"), quote(audience(regulation, mailing))),
    ]
    if mailing.state is MailingState.SCHEDULED and mailing.at is not None:
        rows.append((_("Starts"), moment(mailing.at, regulation.timezone, now)))
    else:
        rows.append((_("Figures"), figures(progress)))
    if progress.time_to_go is not None:
        rows.append((_("Time left"), span(progress.time_to_go)))
    lines = "\n".join(f"<b>{name}</b>: {value}" for name, value in rows)
    return f"📣 <b>{title(mailing)}</b>\n\n{lines}"


def stop_page(mailing: Mailing, progress: Progress) -> str:
    """Once more before it is stopped."""
    head = f"⏹ <b>{title(mailing)}</b>"
    if mailing.state is MailingState.SCHEDULED:
        return f"{head}\n\n" + _("Stop it before it begins? Nobody will get it.")
    asked = ngettext(
        "Stop it for good? {count} person has not got it yet and will not.",
        "Stop it for good? {count} people have not got it yet and will not.",
        progress.left,
    )
    return f"{head}\n\n" + asked.format(count=progress.left)


def stopped_by(mailing: Mailing, name: str) -> str:
    """In place of the question."""
    text = _("{title}. Stopped by {name}.")
    return "⏹ " + text.format(title=f"<b>{title(mailing)}</b>", name=quote(shorten(name, _NAME)))


def paused() -> str:
    return _("Paused: nothing more will be sent.")


def resumed() -> str:
    return _("The mailing goes on.")


def stopped() -> str:
    return _("Stopped: nothing more will be sent. The report follows.")


def followed() -> str:
    return _("Write the text below; it goes to the same people.")
