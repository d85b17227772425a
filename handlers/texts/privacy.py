"""/privacy in words: what is kept, for how long, the copy, and the deletion that an engineer confirms."""

from datetime import datetime

from aiogram.utils.i18n import gettext as _

from desk.errors import DeletionError
from desk.model import Person
from desk.regulation import Regulation
from handlers.texts.card import NAME_WIDTH
from handlers.texts.common import quote, shorten, spoken
from handlers.texts.hours import when


def page(regulation: Regulation, asked_at: datetime | None, now: datetime) -> str:
    """The answer to /privacy."""
    company = quote(regulation.text(regulation.company, spoken()))
    title = _("Your data at {company}").format(company=company)
    parts = [
        f"🔒 <b>{title}</b>",
        _("What we keep:"),
        "\n".join(
            [
                "• " + _("your name, username, number and language in Telegram;"),
                "• " + _("what you gave in the form: name, company, contact, position;"),
                "• " + _("your requests with their history, messages and pictures;"),
                "• " + _("which maintenance news we sent you, and whether you want it: /notices;"),
                "• " + _("the calls you asked for."),
            ]
        ),
        _(
            "For how long: until you ask us to delete it. A form that was not sent is kept until you cancel it "
            "or start another; a message that belongs to no request, for seven days."
        ),
        _(
            "Who sees it: our engineers, and a department when your request is passed on to it; we tell you then. We "
            "use it only to handle your requests."
        ),
        _(
            "You can get a copy of your data and ask for its deletion; an engineer confirms it. Your requests "
            "then stay as numbers, without your name and words. We cannot delete what is kept in Telegram's "
            "own chats."
        ),
    ]
    if asked_at is not None:
        parts.append("⏳ " + _("You asked for deletion {when}; an engineer has to confirm it.").format(
            when=when(asked_at, regulation, now)
        ))  # fmt: skip
    return "\n\n".join(parts)


def copy_label() -> str:
    return "📦 " + _("A copy of my data")


def delete_label() -> str:
    return "🗑 " + _("Delete my data")


def really_label() -> str:
    return "🗑 " + _("Yes, delete everything")


def keep_label() -> str:
    return "‹ " + _("Keep my data")


def copy_caption() -> str:
    """Under the file."""
    return "📦 " + _("Everything we keep about you, as a JSON file. The pictures are in this chat.")


def really() -> str:
    """Before the deletion is asked for."""
    return "⚠️ " + _(
        "Shall we delete everything we keep about you? Your requests cannot be read or reopened after that. An "
        "engineer confirms it; requests that are still open are finished first."
    )


def asked() -> str:
    """The engineers are asked."""
    return "⏳ " + _("We have asked the engineers to confirm it. We will tell you here when it is done.")


def kept() -> str:
    """They changed their mind."""
    return "👍 " + _("Your data stays.")


def settled(*, done: bool) -> str:
    """To the client, one last time where it was done."""
    if done:
        return "🗑 " + _("Your data was deleted. If you write again, we start afresh.")
    return "ℹ️ " + _("Your data was not deleted: an engineer declined the request. You can ask us why: /hours")


def card(client: Person) -> str:
    """The engineers' task."""
    name = quote(shorten(client.identity.name or client.name, NAME_WIDTH)) or str(client.id)
    title = _("A client asks for the deletion of their data")
    text = _(
        "Once confirmed, the name, contact, texts and pictures are removed from all of their requests for "
        "good. The numbers, times and statuses stay."
    )
    return f'🗑 <b>{title}</b>\n\n<a href="tg://user?id={client.id}">{name}</a>\n{text}'


def confirm_label() -> str:
    return "🗑 " + _("Confirm the deletion")


def decline_label() -> str:
    return "✖️ " + _("Decline")


def done_by(name: str, tickets: int | None) -> str:
    """In place of the engineers' task; None: it was declined."""
    who = quote(shorten(name, NAME_WIDTH))
    if tickets is None:
        return "✖️ " + _("{name} declined to delete a client's data.").format(name=who)
    return "🗑 " + _("{name} deleted a client's data. Requests without a name now: {count}").format(
        name=who, count=tickets
    )


def refused(error: DeletionError) -> str:
    """Why a press changes nothing; plain."""
    if error.reason == "open":
        return _("Close these requests first: {keys}").format(keys=", ".join(error.keys))
    return _("This request no longer stands: the data was deleted, or the client changed their mind.")
