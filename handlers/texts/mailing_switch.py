"""Whether a client gets mailings, in words (/notices)."""

from aiogram.utils.i18n import gettext as _


def page(*, wanted: bool) -> str:
    """The answer to /notices."""
    if wanted:
        state = "🔔 " + _("You get news of planned maintenance here.")
    else:
        state = "🔕 " + _("You get no news of planned maintenance here.")
    return f"<b>{state}</b>\n\n" + _("News of your own requests comes either way.")


def switched(*, wanted: bool) -> str:
    """In answer to the press; plain."""
    if wanted:
        return _("News of maintenance is on. To switch it off: /notices")
    return _("News of maintenance is off. News of your own requests still comes. To switch on again: /notices")
