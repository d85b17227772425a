"""What stands on the client's buttons (glossary.json)."""

from aiogram.utils.i18n import gettext as _

from desk.model import Step


def new_request() -> str:
    return "📝 " + _("New request")


def new_request_with_text() -> str:
    return "📝 " + _("New request with this")


def my_requests() -> str:
    return "📋 " + _("My requests")


def hours() -> str:
    return "🕒 " + _("Hours and contacts")


def language() -> str:
    return "🌐 " + _("Language")


def go_on() -> str:
    return "▶️ " + _("Continue")


def start_over() -> str:
    return "🗑 " + _("Start over")


def send() -> str:
    return "✅ " + _("Send")


def back() -> str:
    return "‹ " + _("Back")


def skip() -> str:
    return _("Skip") + " ›"


def keep() -> str:
    return _("Keep as it is") + " ›"


def ready(pictures: int) -> str:
    """With how many there are."""
    return "✅ " + _("Ready") + (f" ({pictures})" if pictures else "")


def pictures_anew() -> str:
    return "🗑 " + _("Remove all pictures")


def cancel() -> str:
    return "✖️ " + _("Cancel")


def edit(step: Step) -> str:
    return "✏️ " + _("Edit: {answer}").format(answer=step_name(step))


def share_phone() -> str:
    return "📱 " + _("Share my phone")


def outside() -> str:
    return "↗ " + _("What we do not support")


def topics() -> str:
    return "‹ " + _("Other topics")


def add() -> str:
    return "💬 " + _("Add information")


def answer() -> str:
    return "💬 " + _("Answer")


def earlier() -> str:
    return "‹ " + _("Earlier")


def later() -> str:
    return _("Later") + " ›"


def newer() -> str:
    return "‹ " + _("Newer")


def older() -> str:
    return _("Older") + " ›"


def step_name(step: Step) -> str:
    """What an answer of the form is called."""
    return {
        Step.TOPIC: _("Topic"),
        Step.IMPACT: _("Severity"),
        Step.SCALE: _("Scale"),
        Step.NAME: _("Name"),
        Step.COMPANY: _("Company"),
        Step.CONTACT: _("Contact"),
        Step.POSITION: _("Position"),
        Step.PROBLEM: _("Problem"),
        Step.REPRODUCTION: _("Steps to reproduce"),
        Step.SCREENSHOTS: _("Screenshots"),
        Step.SUMMARY: _("Summary"),
    }[step]
