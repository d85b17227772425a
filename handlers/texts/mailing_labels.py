"""What stands on the buttons of mailings."""

from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext

from desk.model import Language


def window() -> str:
    return "🕑 " + _("Window")


def services() -> str:
    return "🧩 " + _("Services")


def text() -> str:
    return "✍️ " + _("Text")


def audience() -> str:
    return "👥 " + _("To whom")


def when() -> str:
    return "⏰ " + _("When")


def preview() -> str:
    return "👁 " + _("Preview")


def send() -> str:
    return "📣 " + _("Send")


def discard() -> str:
    return "🗑 " + _("Discard")


def back() -> str:
    return "‹ " + _("Back")


def drop() -> str:
    return "🗑 " + _("Remove")


def everybody() -> str:
    return _("All clients")


def a_company() -> str:
    return _("A company")


def a_topic() -> str:
    return _("By topic of requests")


def a_language() -> str:
    return _("By language")


def at_once() -> str:
    return _("At once")


def at_a_time() -> str:
    return _("At a time")


def surely_send(size: int) -> str:
    """With how many people."""
    return "📣 " + ngettext("Yes, send it to {count} person", "Yes, send it to {count} people", size).format(count=size)


def surely_discard() -> str:
    return "🗑 " + _("Yes, discard it")


def preview_in(language: Language, *, own: bool) -> str:
    """`EN`; `RU ≠` where there is no text of its own."""
    return language.value.upper() if own else f"{language.value.upper()} ≠"


def close_preview() -> str:
    return "✖️ " + _("Close the preview")


def pause() -> str:
    return "⏸ " + _("Pause")


def resume() -> str:
    return "▶️ " + _("Resume")


def stop() -> str:
    return "⏹ " + _("Stop")


def surely_stop() -> str:
    return "⏹ " + _("Yes, stop it")


def keep() -> str:
    return _("Let it go on")


def finished() -> str:
    return "✅ " + _("Tell the same people: finished")


def postponed() -> str:
    return "🕑 " + _("Tell the same people: postponed")


def open_one(number: int) -> str:
    return f"№ {number}"


def switch_off() -> str:
    return "🔕 " + _("Switch such notices off")


def switch_on() -> str:
    return "🔔 " + _("Switch such notices on")
