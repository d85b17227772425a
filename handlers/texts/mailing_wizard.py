"""What supervisors read while they write a mailing: the draft, its pages, its preview, what is asked of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext

from desk.model import Language
from desk.ports_mailing_prompts import Asked
from desk.ports_mailings import Audience, AudienceKind, Company, Mailing, MailingKind, MailingState
from desk.regulation import Regulation
from handlers.texts.common import LANGUAGE_NAMES, moment, quote, shorten, span
from handlers.texts.hours import zone
from handlers.texts.terms import topic_name

PROMPT_SIGN = "🖊 "
"""Begins every message that waits for a supervisor's words, and no other: handlers/group/mailings/prompts.py looks."""
_NAME, _TEXT_SHOWN, _SERVICES = 60, 200, 900


def title(mailing: Mailing) -> str:
    """`Mailing 3: planned maintenance`."""
    return {
        MailingKind.MAINTENANCE: _("Mailing {number}: planned maintenance"),
        MailingKind.FINISHED: _("Mailing {number}: maintenance finished"),
        MailingKind.POSTPONED: _("Mailing {number}: maintenance postponed"),
    }[mailing.kind].format(number=mailing.id)


def draft(
    regulation: Regulation, mailing: Mailing, size: int, missing: Sequence[str], as_read: Sequence[str], now: datetime
) -> str:
    """The draft in short: what is set, what is missing, how many it would reach; `as_read`: the window for clients."""
    told = "".join(f"\n    {line}" for line in as_read)
    parts = [
        f"📝 <b>{title(mailing)}</b>",
        "\n".join(
            [
                _row(mailing.window_start is not None, _("Window"), window(regulation, mailing, now) + told),
                _row(bool(mailing.services), _("Services"), services(regulation, mailing)),
                _row(bool(mailing.texts), _("Text"), texts_set(regulation, mailing)),
                _row(size > 0, _("To whom"), f"{quote(audience(regulation, mailing))} — {people(size)}"),
                _row(True, _("When"), when(regulation, mailing, now)),
            ]
        ),
    ]
    if missing:
        parts.append("\n".join([_("Before it can be sent:"), *(f"• {one}" for one in missing)]))
    else:
        parts.append(_("It can be sent. Look at the preview first: clients get exactly that."))
    return "\n\n".join(parts)


def _row(is_set: bool, name: str, value: str) -> str:
    return f"{'✅' if is_set else '▫️'} <b>{name}</b>: {value}"


def window(regulation: Regulation, mailing: Mailing, now: datetime) -> str:
    """`tomorrow at 02:00 – 06:00 (Kyiv time), 4 hr`; the second day where it is another one."""
    if mailing.window_start is None or mailing.window_end is None:
        return _("not set")
    begins, ends = (at.astimezone(ZoneInfo(regulation.timezone)) for at in (mailing.window_start, mailing.window_end))
    same_day, lasts = begins.date() == ends.date(), span(mailing.window_end - mailing.window_start)
    until = f"{ends:%H:%M}" if same_day else moment(ends, regulation.timezone, now)
    return f"{moment(begins, regulation.timezone, now)} – {until} ({zone(regulation.timezone)}), {lasts}"


def services(regulation: Regulation, mailing: Mailing) -> str:
    """The names of the topics; none is all of it."""
    if not mailing.services:
        return _("none named: the service as a whole")
    return quote(shorten("; ".join(topic_name(regulation, key) for key in mailing.services), _SERVICES))


def texts_set(regulation: Regulation, mailing: Mailing) -> str:
    """Which languages have a text, and what those without one get."""
    have = [one for one in regulation.languages if one in mailing.texts]
    if not have:
        return _("not written")
    said = ", ".join(LANGUAGE_NAMES[one] for one in have)
    lack = [LANGUAGE_NAMES[one] for one in regulation.languages if one not in mailing.texts]
    if not lack:
        return said
    spare = LANGUAGE_NAMES[default_language(regulation, mailing)]
    return said + "\n    " + _("no text of its own: {lack} (gets: {spare})").format(lack=", ".join(lack), spare=spare)


def default_language(regulation: Regulation, mailing: Mailing) -> Language:
    """Whose text those get who have none in their language: the regulation's first that has one."""
    return next((one for one in regulation.languages if one in mailing.texts), regulation.languages[0])


def audience(regulation: Regulation, mailing: Mailing) -> str:
    """Whom it goes to; plain."""
    if mailing.follows is not None:
        return _("everybody who got mailing {number}").format(number=mailing.follows)
    return audience_name(regulation, mailing.audience)


def audience_name(regulation: Regulation, of: Audience) -> str:
    """`all clients`, `the company Films & Co`; plain."""
    match of.kind:
        case AudienceKind.ALL:
            return _("all clients")
        case AudienceKind.COMPANY:
            return _("the company {name}").format(name=shorten(of.value, _NAME))
        case AudienceKind.TOPIC:
            return _("clients who asked about: {topic}").format(topic=topic_name(regulation, of.value))
        case AudienceKind.LANGUAGE:
            return _("clients whose language is {language}").format(language=LANGUAGE_NAMES[Language(of.value)])


def people(size: int) -> str:
    """`312 people`."""
    return ngettext("{count} person", "{count} people", size).format(count=size)


def when(regulation: Regulation, mailing: Mailing, now: datetime) -> str:
    """When it starts; a draft whose time has passed while it was written: at once."""
    if starts_at_once(mailing, now):
        return _("at once")
    assert mailing.at is not None, "it would start at once"
    return f"{moment(mailing.at, regulation.timezone, now)} ({zone(regulation.timezone)})"


def starts_at_once(mailing: Mailing, now: datetime) -> bool:
    """Whether sending it starts it."""
    return mailing.at is None or (mailing.state is MailingState.DRAFT and mailing.at <= now)


def services_page(mailing: Mailing) -> str:
    return _page(
        mailing, _("Which services are affected? Clients read their names. None chosen: the service as a whole.")
    )


def texts_page(regulation: Regulation, mailing: Mailing) -> str:
    """What is written in each language, in short."""
    lines = [
        _("Which language are you writing in? One is enough: clients without a text in theirs get the default one."),
        "",
    ]
    for language in regulation.languages:
        text = mailing.texts.get(language)
        shown = quote(shorten(text, _TEXT_SHOWN)) if text else "—"
        lines.append(f"<b>{LANGUAGE_NAMES[language]}</b>: {shown}")
    return _page(mailing, "\n".join(lines))


def audience_page(regulation: Regulation, mailing: Mailing, size: int) -> str:
    """Whom it goes to now, and that it can be others."""
    now = f"{quote(audience(regulation, mailing))} — {people(size)}"
    if mailing.follows is not None:
        return _page(mailing, now)
    return _page(mailing, now + "\n\n" + _("Clients who blocked the bot or switched such notices off are not counted."))


def languages_page(mailing: Mailing) -> str:
    return _page(mailing, _("Choose a language: the mailing goes to clients who use the bot in it."))


def topics_page(mailing: Mailing) -> str:
    return _page(mailing, _("Choose a topic: the mailing goes to clients who have had a request about it."))


def when_page(regulation: Regulation, mailing: Mailing, now: datetime) -> str:
    return _page(mailing, _("When does it start? Now: {when}.").format(when=when(regulation, mailing, now)))


def send_page(regulation: Regulation, mailing: Mailing, size: int, now: datetime) -> str:
    """Once more before it goes."""
    to = quote(audience(regulation, mailing))
    if starts_at_once(mailing, now):
        asked = ngettext("Send it now to {count} person ({who})?", "Send it now to {count} people ({who})?", size)
        return _page(mailing, asked.format(count=size, who=to))
    asked = ngettext("Send it to {count} person ({who}) {when}?", "Send it to {count} people ({who}) {when}?", size)
    return _page(mailing, asked.format(count=size, who=to, when=when(regulation, mailing, now)))


def discard_page(mailing: Mailing) -> str:
    return _page(mailing, _("Throw this draft away? Nobody has got anything of it."))


def _page(mailing: Mailing, text: str) -> str:
    return f"📝 <b>{title(mailing)}</b>\n\n{text}"


def handed_over(regulation: Regulation, mailing: Mailing, size: int, now: datetime) -> str:
    """In place of the draft, once it is on its way."""
    said = _("Sent by {name} to: {who} — {people}. Start: {when}.").format(
        name=quote(shorten(mailing.author_name, _NAME)),
        who=quote(audience(regulation, mailing)),
        people=people(size),
        when=when(regulation, mailing, now),
    )
    return f"📣 <b>{title(mailing)}</b>\n\n{said}"


def discarded(number: int) -> str:
    return "🗑 " + _("The draft of mailing {number} was thrown away. A new one: /mailing").format(number=number)


def no_draft(number: int) -> str:
    """In place of a draft that is none any more."""
    return "📣 " + _("Mailing {number} is no longer a draft. What became of it: /mailings").format(number=number)


def prompt(asked: Asked, mailing: Mailing, language: str, who: str, regulation: Regulation, now: datetime) -> str:
    """Asks a supervisor (`who`: a mention) for words."""
    tomorrow = (now + timedelta(days=1)).astimezone(ZoneInfo(regulation.timezone))
    place = zone(regulation.timezone)
    if asked is Asked.WINDOW:
        text = _(
            "{who}, from when to when is the maintenance of mailing {number} ({zone})? Reply to this message, for "
            "example: {example}"
        ).format(who=who, number=mailing.id, zone=place, example=_code(f"{tomorrow:%d.%m} 02:00-06:00"))
    elif asked is Asked.TIME:
        text = _(
            "{who}, when does mailing {number} start ({zone})? Reply to this message, for example: {example}"
        ).format(who=who, number=mailing.id, zone=place, example=_code(f"{tomorrow:%d.%m} 09:00"))
    elif asked is Asked.COMPANY:
        text = _("{who}, to which company does mailing {number} go? Reply to this message with its name.").format(
            who=who, number=mailing.id
        )
    else:
        text = _(
            "{who}, reply to this message with the text of mailing {number}: {language}. The window and the services "
            "are added by themselves."
        ).format(who=who, number=mailing.id, language=LANGUAGE_NAMES[Language(language)])
    return PROMPT_SIGN + text + "\n" + _("Changed your mind? Reply with /cancel.")


def reply_below() -> str:
    return _("Write it in reply to the message below.")


def fall_back(regulation: Regulation, mailing: Mailing) -> str:
    """Why a preview is in another language than was asked for; plain."""
    spare = LANGUAGE_NAMES[default_language(regulation, mailing)]
    return _("There is no text in this language: its clients get the default one, {language}.").format(language=spare)


def on_its_way() -> str:
    return _("Sent. Its progress is shown here in the group.")


def _code(text: str) -> str:
    return f"<code>{text}</code>"


def placeholder(asked: Asked) -> str:
    """Stands in the empty field of the reply; at most 64 characters."""
    return shorten(
        {
            Asked.WINDOW: _("From when to when"),
            Asked.TIME: _("Day and time"),
            Asked.COMPANY: _("Name of the company"),
            Asked.TEXT: _("Text for the clients"),
        }[asked],
        64,
    )


def which_company(found: Sequence[Company], known: Sequence[Company]) -> str:
    """The typed words fit several companies, or none: which there are."""
    if found:
        head = _("Several companies have this in their name. Please reply to the same message with one of these names:")
        return "\n".join([head, "", *map(_company, found)])
    if not known:
        return _("No client has named a company yet. Choose another audience.")
    head = _("No client is from such a company. Please reply to the same message with one of these names:")
    return "\n".join([head, "", *map(_company, known)])


def _company(one: Company) -> str:
    return f"• <code>{quote(shorten(one.name, _NAME * 2))}</code> — {people(one.people)}"
