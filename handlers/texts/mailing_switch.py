"""Whether a client gets mailings, in words (/notices)."""

from aiogram.utils.i18n import gettext as _


def page(*, wanted: bool) -> str:
    """The answer to /notices."""
    if wanted:
        state = "🔔 " + _("You get news of planned maintenance here.")
    else:
        state = "🔕 " + _("You get no news of planned maintenance here.")
    return f"<b>{state}</b>\n\n" + _("You get news of your own requests either way.")


def switched(*, wanted: bool) -> str:
    """In answer to the press; plain."""
    if wanted:
        return _("Maintenance news is on. To switch it off: /notices")
    return _("Maintenance news is off. You still get news of your own requests. To switch it on again: /notices")
