"""What clients read of a mailing (IPMG 4.1), and what the engineers read of its progress and its end."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext
from babel.dates import format_date
from babel.numbers import format_percent

from desk import mailing_run
from desk.mailings import text_for
from desk.model import Language
from desk.ports_mailings import Mailing, MailingKind, MailingState, Progress
from desk.regulation import Regulation
from handlers.texts.common import quote, shorten, span, spoken
from handlers.texts.hours import zone
from handlers.texts.mailing_list import figures, state
from handlers.texts.mailing_wizard import title
from handlers.texts.terms import topic_name

_SERVICES, _SERVICE = 900, 120
_BAR = 12


def notice_body(mailing: Mailing, language: Language, regulation: Regulation, now: datetime) -> str:
    """The mailing as a client gets it, in the language that is spoken already; `language` is theirs."""
    head = {
        MailingKind.MAINTENANCE: "🛠 " + _("Planned maintenance"),
        MailingKind.FINISHED: "✅ " + _("Maintenance finished"),
        MailingKind.POSTPONED: "🕑 " + _("Maintenance postponed"),
    }[mailing.kind]
    facts = []
    if mailing.window_start is not None and mailing.window_end is not None:
        said = _("New time: {window}") if mailing.kind is MailingKind.POSTPONED else _("Time: {window}")
        shown = window(mailing.window_start, mailing.window_end, regulation, now)
        facts.append(said.format(window=f"<b>{shown}</b>"))
    if mailing.services:
        names = "; ".join(shorten(topic_name(regulation, key), _SERVICE) for key in mailing.services)
        facts.append(_("Affected: {services}").format(services=quote(shorten(names, _SERVICES))))
    parts = [f"<b>{head}</b>", "\n".join(facts), quote(text_for(mailing, regulation, language))]
    return "\n\n".join(part for part in parts if part)


def window(start: datetime, end: datetime, regulation: Regulation, now: datetime) -> str:
    """`Tue 24 Nov, 02:00–06:00 (Kyiv time)`: by dates and never "tomorrow", since it may be read a day later."""
    there = ZoneInfo(regulation.timezone)
    begins, ends, year = start.astimezone(there), end.astimezone(there), now.astimezone(there).year
    first = f"{_day(begins, year)}, {begins:%H:%M}"
    last = f"{ends:%H:%M}" if begins.date() == ends.date() else f" {_day(ends, year)}, {ends:%H:%M}"
    dash = "–" if begins.date() == ends.date() else " –"
    return f"{first}{dash}{last} ({zone(regulation.timezone)})"


def _day(at: datetime, year: int) -> str:
    return format_date(at, "EEE d MMM" if at.year == year else "EEE d MMM y", locale=spoken().value)


def progress_text(regulation: Regulation, mailing: Mailing, progress: Progress, now: datetime) -> str:
    """How far it is, as its message in the group shows it."""
    lines = [f"📣 <b>{title(mailing)}</b>", ""]
    if mailing.state is MailingState.SCHEDULED and mailing.at is not None:
        at = window_of(mailing.at, regulation, now)
        return "\n".join([*lines, _("It starts on {when}.").format(when=f"<b>{at}</b>")])
    lines += [f"{_bar(progress)} {_percent(progress)} · {state(mailing.state)}", figures(progress)]
    if progress.time_to_go is not None:
        lines.append(_("Time left: {span}").format(span=_rest(progress.time_to_go)))
    return "\n".join(lines)


def window_of(at: datetime, regulation: Regulation, now: datetime) -> str:
    """`Tue 24 Nov, 02:00 (Kyiv time)`."""
    there = at.astimezone(ZoneInfo(regulation.timezone))
    year = now.astimezone(ZoneInfo(regulation.timezone)).year
    return f"{_day(there, year)}, {there:%H:%M} ({zone(regulation.timezone)})"


def report_text(regulation: Regulation, mailing: Mailing, progress: Progress, now: datetime) -> str:
    """Its end, with what became of every message."""
    lines = [f"🏁 <b>{title(mailing)}</b>", "", _ending(mailing)]
    if mailing.started_at is None or mailing.ended_at is None:
        return "\n".join(lines)
    begun, took = window_of(mailing.started_at, regulation, now), _rest(mailing.ended_at - mailing.started_at)
    lines += [_("Started: {when}, took {span}").format(when=begun, span=took), "", _recipients(progress.total)]
    results = (
        (progress.sent, "✅ " + _("Sent: {count}")),
        (progress.blocked, "🚫 " + _("Blocked the bot: {count}")),
        (progress.failed, "❌ " + _("Failed: {count}")),
        (progress.uncertain, "❔ " + _("May have arrived, not sent again: {count}")),
        (progress.skipped, "🔕 " + _("Want no mailings: {count}")),
        (progress.withdrawn, "⏹ " + _("Not sent: {count}")),
    )
    lines += [text.format(count=count) for place, (count, text) in enumerate(results) if count or place == 0]
    return "\n".join(lines)


def _ending(mailing: Mailing) -> str:
    if mailing.state is MailingState.DONE:
        return _("The mailing has ended.")
    if mailing.started_at is not None:
        return _("The mailing was stopped.")
    if mailing.ended_at is not None and mailing_run.is_late(mailing, mailing.ended_at):
        return _("The mailing did not begin: by its time the maintenance was over. Nobody got it.")
    return _("The mailing was stopped before it began. Nobody got it.")


def _recipients(total: int) -> str:
    return ngettext("{count} recipient:", "{count} recipients:", total).format(count=total)


def _bar(progress: Progress) -> str:
    full = _BAR * progress.done // max(1, progress.total)
    return "▓" * full + "░" * (_BAR - full)


def _percent(progress: Progress) -> str:
    """Rounded down, as the language writes it."""
    share = 100 * progress.done // max(1, progress.total)
    return format_percent(share / 100, locale=spoken().value)


def _rest(duration: timedelta) -> str:
    return _("less than a minute") if duration < timedelta(minutes=1) else span(duration)
