"""What a client reads outside the form: the greeting, help, language, and what becomes of a message."""

from collections.abc import Sequence
from datetime import datetime

from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext

from desk.form import answered
from desk.letters import Added, Scene
from desk.model import Language, Status, Step, Ticket
from desk.regulation import Contact, Regulation
from handlers.texts.common import LANGUAGE_NAMES, quote, shorten, spoken
from handlers.texts.form import found
from handlers.texts.hours import contacts, support_now

_NAME_SHOWN = 64


def greeting(regulation: Regulation, scene: Scene, first_name: str, now: datetime) -> str:
    """The answer to /start."""
    company, service = (regulation.text(text, spoken()) for text in (regulation.company, regulation.service))
    name = f"<b>{quote(shorten(first_name.strip(), _NAME_SHOWN))}</b>" if first_name.strip() else ""
    hello = _("Hello, {name}!").format(name=name) if name else _("Hello!")
    parts = [
        f"👋 {hello} " + _("This is the support desk of {company}.").format(company=f"<b>{quote(company)}</b>"),
        _("Service: {service}.").format(service=quote(service)),
        support_now(regulation, now),
        _("You can write here at any time: your request gets a number and a deadline at once."),
    ]
    if scene.form is not None:
        parts.append("📝 " + found(scene.form))
    return "\n\n".join(parts)


def menu() -> str:
    """Over the menu when there is nothing else to say."""
    return _("What can we do for you?")


def help_page(regulation: Regulation, now: datetime) -> str:
    """The answer to /help: what the bot does, its commands, how to reach people."""
    does = _(
        "Here you can send a request to support, follow it and add to it. To answer a message about a "
        "request, reply to that message or press its button. Pictures, files and voice messages are fine too."
    )
    lines = [f"/{command} — {quote(about)}" for command, about in commands().items()]
    return "\n\n".join([does, "\n".join(lines), _people(regulation, regulation.contacts, now)])


def _people(regulation: Regulation, of: Sequence[Contact], now: datetime) -> str:
    heading = _("How to reach us")
    return f"<b>{heading}</b>\n\n{contacts(regulation, of, now)}"


def commands() -> dict[str, str]:
    """The client's commands with what they do, for the menu and for /help; plain."""
    return {
        "new": _("Send a new request"),
        "tickets": _("My requests and their status"),
        "hours": _("Hours and contacts"),
        "language": _("Choose the language"),
        "notices": _("Maintenance news: on or off"),
        "privacy": _("What we keep about you"),
        "help": _("What this bot can do"),
        "cancel": _("Cancel what you are doing"),
        "start": _("To the beginning"),
    }


def description(regulation: Regulation) -> str:
    """What a person reads before they press Start; plain, at most 512 characters."""
    company, service = (regulation.text(text, spoken()) for text in (regulation.company, regulation.service))
    text = _(
        "The support desk of {company}: {service}.\n\nSend a request, get its number at once, follow its "
        "status and chat with our engineers here."
    )
    return shorten(text.format(company=company, service=service), 512)


def short_description(regulation: Regulation) -> str:
    """On the bot's profile page; plain, at most 120 characters."""
    company = regulation.text(regulation.company, spoken())
    return shorten(_("Technical support of {company}").format(company=company), 120)


def choose_language() -> str:
    return _("Which language do you prefer?")


def language_set(language: Language) -> str:
    return "🌐 " + _("Language: {language}.").format(language=LANGUAGE_NAMES[language])


def unknown_command() -> str:
    return _("There is no such command. All commands: /help")


def cannot_pass(scene: Scene) -> str:
    """A sticker, a voice message, a video and the like: what is expected instead."""
    if scene.form is None:
        return _("This kind of message cannot be passed on to support. Please write what it is about.")
    if scene.form.draft.step is Step.SCREENSHOTS:
        return _("This cannot be taken as a screenshot. Please send pictures, or press Ready.")
    if scene.form.draft.step in (Step.TOPIC, Step.IMPACT, Step.SCALE, Step.SUMMARY):
        return _("This cannot be taken here. Please press one of the buttons below.")
    return _("This cannot be taken as an answer. Please write it as text.")


def contact_elsewhere(scene: Scene) -> str:
    """A contact that nobody asked for."""
    if scene.form is None:
        return _("Thank you! A contact is needed only when you fill in a request: /new")
    if answered(scene.form.draft.answers, Step.CONTACT):
        return _("Your contact is there already; you can change it in the summary.")
    return _("We will ask for your contact a little later.")


def nothing(with_text: bool) -> str:
    """A message while there is neither a form nor an open request."""
    if with_text:
        return _("You have no open request that this could belong to. Shall we open a new one with this text?")
    return _("You have no open request that this could belong to. To open one, press New request.")


def choose_ticket() -> str:
    return _("Which request does this belong to?")


def closed_lately(ticket: Ticket) -> str:
    """A message about a request that is closed, and may be opened again."""
    text = _("{key} is closed. Is the problem still there, or is this something new?")
    return text.format(key=f"<b>{quote(ticket.key)}</b>")


def not_solved_label(ticket: Ticket) -> str:
    """Plain."""
    return "🔄 " + _("Not solved: {key}").format(key=ticket.key)


def added(outcome: Added, messages: int = 1) -> str:
    """Where a message went."""
    key = f"<b>{quote(outcome.ticket.key)}</b>"
    if outcome.answered:
        return "👍 " + _("Your answer to {key} was passed on to support.").format(key=key)
    if messages > 1:
        said = ngettext("{count} message was added to {key}.", "{count} messages were added to {key}.", messages)
        return "👍 " + said.format(count=messages, key=key)
    return "👍 " + _("Added to {key}.").format(key=key)


def write_now(ticket: Ticket) -> str:
    """The client pressed Answer or Add information."""
    key = f"<b>{quote(ticket.key)}</b>"
    if ticket.status is Status.CLARIFICATION:
        text = _(
            "Please send your answer to {key} now: text, pictures, files, voice. /cancel if you changed your mind."
        )
    else:
        text = _("Please send what to add to {key}: text, pictures, files, voice. /cancel if you changed your mind.")
    return "✍️ " + text.format(key=key)


def message_gone() -> str:
    """The message that a press is about cannot be read any more."""
    return _("That message cannot be found any more. Please send it again.")


def unknown_press() -> str:
    return _("That button does nothing any more. The menu: /start")
