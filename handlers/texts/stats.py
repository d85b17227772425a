"""The figures of a period in words that fit a phone."""

from collections.abc import Sequence
from datetime import timedelta

from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext
from babel.dates import format_date, format_interval
from babel.numbers import format_decimal, format_percent

from desk.figures import Engineer, Figures, Level, Stars, Times
from desk.periods import LONGEST, BadPeriodError, Period, Preset
from desk.ports_reports import Calls
from desk.regulation import Regulation
from handlers.texts.common import quote, resolution_label, shorten, span, spoken
from handlers.texts.terms import priority_name, topic_name

_NAME = 60
_TOPICS = 12
_MINUTE = timedelta(minutes=1)
_ENGINEERS = 15


def preset_label(preset: Preset) -> str:
    """A period on its button."""
    return {
        Preset.TODAY: _("Today"),
        Preset.YESTERDAY: _("Yesterday"),
        Preset.WEEK: _("7 days"),
        Preset.DAYS: _("30 days"),
        Preset.MONTH: _("This month"),
        Preset.LAST_MONTH: _("Last month"),
    }[preset]


def chart_label() -> str:
    return "📈 " + _("Chart")


def staff_label() -> str:
    return "👥 " + _("By engineer")


def period_name(period: Period) -> str:
    """`Nov 1 – 15, 2026`; plain."""
    locale = spoken().value
    if period.first == period.last:
        return format_date(period.first, "long", locale=locale)
    return format_interval(period.first, period.last, "yMMMd", locale=locale)


def figures(regulation: Regulation, found: Figures) -> str:
    """Everything but who did what. HTML."""
    lines = [f"📊 <b>{quote(period_name(found.period))}</b>", "", *summary(found)]
    for level in found.levels:
        if level.opened or level.closed:
            lines += ["", *_level(regulation, level)]
    if found.topics:
        lines += ["", bold(_("Opened by topic")), *_topics(regulation, found.topics)]
    if found.resolutions:
        lines += ["", bold(_("Closed by resolution"))]
        lines += [f"{resolution_label(one)}: {count}" for one, count in found.resolutions.items()]
    return "\n".join([*lines, *_beside(found.stars, found.calls)])


def summary(found: Figures) -> list[str]:
    """The first figures: how many, and how many in time."""
    lines = [
        _("Opened: {count}").format(count=found.opened),
        _("Closed: {count}").format(count=found.closed),
    ]
    if found.reopened:
        lines.append(_("Opened again: {count}").format(count=found.reopened))
    if found.reaction.promised:
        lines.append(_("Reaction in time: {share}").format(share=in_time(found.reaction)))
    if found.next_reaction.promised:
        lines.append(_("Next reaction in time: {share}").format(share=in_time(found.next_reaction)))
    if found.resolution.promised:
        lines.append(_("Resolution in time: {share}").format(share=in_time(found.resolution)))
    return lines


def staff(found: Figures) -> str:
    """Who did what, for supervisors. HTML."""
    title = _("By engineer")
    lines = [f"👥 {bold(title)} · {quote(period_name(found.period))}"]
    if not found.engineers:
        lines += ["", _("Nobody did anything in this time.")]
    for one in found.engineers[:_ENGINEERS]:
        lines += ["", *_engineer(one)]
    more = len(found.engineers) - _ENGINEERS
    if more > 0:
        text = _("and {count} more: see the export")
        lines += ["", text.format(count=more)]
    return "\n".join(lines)


def bold(title: str) -> str:
    """A title of ours. HTML."""
    return f"<b>{title}</b>"


def in_time(times: Times) -> str:
    """`94 % (113 of 120)`; never 100 % where one was late."""
    return _("{percent} ({kept} of {all})").format(percent=percent(times.share), kept=times.in_time, all=times.promised)


def percent(share: float | None) -> str:
    """Rounded down; a dash where there is nothing to share."""
    if share is None:
        return "—"
    return format_percent(int(share * 100) / 100, locale=spoken().value)


def average(stars: Stars) -> str:
    """`4.6`"""
    return format_decimal(stars.average or 0, format="0.0", locale=spoken().value)


def counting(share: float) -> str:
    """While it takes its time."""
    return "⏳ " + _("Counting… {percent}").format(percent=percent(share))


def sending() -> str:
    return "⏳ " + _("Sending the file…")


def too_large() -> str:
    return _(
        "The file is too large for Telegram. Choose a shorter period, or write it on the server: {command}"
    ).format(command="<code>python -m bot report</code>")


def heading(found: Figures) -> list[str]:
    """Under a chart. HTML."""
    return [f"📈 <b>{quote(period_name(found.period))}</b>", *summary(found)]


def file_caption(period: Period) -> str:
    """Under a file, which has people's data. HTML."""
    return f"📄 <b>{quote(period_name(period))}</b>\n" + _("The file has personal data: please keep it to yourself.")


def drawing() -> str:
    return "⏳ " + _("Drawing…")


def said_of(error: BadPeriodError) -> str:
    """Why it is no period; plain."""
    return {
        "reversed": _("The first day comes after the last one."),
        "too_long": _("A report covers at most {days} days.").format(days=LONGEST.days),
    }.get(error.reason, _("I cannot read this as a period."))


def bad_period(error: BadPeriodError) -> str:
    """The same, and how it is written. HTML."""
    example = "<code>/stats 2026-11-01 2026-11-15</code>"
    return said_of(error) + " " + _("Write the first and the last day, like this: {example}").format(example=example)


def supervisors_only() -> str:
    return _("Only supervisors see this: admins of the group, and those listed in SUPERVISORS.")


def sent_in_private() -> str:
    return _("You will get it in our private chat.")


def no_private_chat() -> str:
    return _("I cannot write to you in private: open a chat with me, press Start, and try again.")


def busy() -> str:
    return _("Your last report is still being counted. Please wait for it.")


def failed() -> str:
    return _("The report could not be made. Please try again later.")


def _level(regulation: Regulation, level: Level) -> list[str]:
    name = quote(shorten(priority_name(regulation, level.key), _NAME))
    counts = _("opened {opened}, closed {closed}").format(opened=level.opened, closed=level.closed)
    return [f"<b>{name}</b>: {counts}", *_clocks(level)]


def _clocks(one: Level | Engineer) -> list[str]:
    named = (
        (_("Reaction"), one.reaction),
        (_("Next reaction"), one.next_reaction),
        (_("Resolution"), one.resolution),
    )
    return [f"{name}: {_times(times)}" for name, times in named if times.measured or times.promised]


def _times(times: Times) -> str:
    parts = []
    if times.median is not None and times.ninetieth is not None:
        parts.append(
            _("median {median}, 90% within {ninetieth}").format(
                median=_span(times.median), ninetieth=span(max(times.ninetieth, _MINUTE))
            )
        )
    if times.promised:
        parts.append(_("in time {share}").format(share=in_time(times)))
    return ", ".join(parts)


def _span(time: timedelta) -> str:
    return span(time) if time >= _MINUTE or not time else _("under a minute")


def _topics(regulation: Regulation, topics: Sequence[tuple[str, int]]) -> list[str]:
    lines = [f"{quote(shorten(topic_name(regulation, key), _NAME))}: {count}" for key, count in topics[:_TOPICS]]
    rest = sum(count for _key, count in topics[_TOPICS:])
    return [*lines, _("Others: {count}").format(count=rest)] if rest else lines


def _beside(stars: Stars, calls: Calls) -> list[str]:
    lines = []
    if stars.count:
        lines += ["", "⭐ " + rating(stars)]
    if calls.asked:
        said = _("Calls asked for: {asked}, made: {made}, in time: {in_time}, late: {late}").format(
            asked=calls.asked, made=calls.made, in_time=calls.in_time, late=calls.late
        )
        lines += ["", "📞 " + said]
    return lines


def rating(stars: Stars) -> str:
    """`4.6 (23 ratings)`"""
    text = ngettext("{average} ({count} rating)", "{average} ({count} ratings)", stars.count)
    return text.format(average=average(stars), count=stars.count)


def _engineer(one: Engineer) -> list[str]:
    name = quote(shorten(one.name, _NAME)) or str(one.id)
    head = f"<b>{name}</b>: " + _("closed {count}").format(count=one.closed)
    lines = [head + (f" · ⭐ {rating(one.stars)}" if one.stars.count else "")]
    return [*lines, *_clocks(one)]
