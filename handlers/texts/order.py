"""What is said when an engineer left, and when the bot cannot work in the group."""

from aiogram.utils.i18n import gettext as _

from desk.rights import Shut
from handlers.texts.common import quote, shorten

_NAME = 60


def engineer_left(name: str, keys: str) -> str:
    """To the group: what they had is in the queue again."""
    text = _("{name} has left this group. Back in the queue: {keys}.")
    return "↩ " + text.format(name=f"<b>{quote(shorten(name, _NAME))}</b>", keys=quote(shorten(keys, 3000)))


def group_shut(why: Shut) -> str:
    """To a supervisor, in private."""
    wrong = {
        Shut.OUT: _("I am not in the engineers' group any more."),
        Shut.SILENCED: _("I may not write in the engineers' group any more."),
    }[why]
    return "\n".join(
        [
            f"🚨 <b>{wrong}</b>",
            "",
            _("New requests still come in and nothing is lost, but the engineers are not told."),
            _(
                "Please add me to the group again, best as an administrator. Everything that is waiting will then "
                "be sent by itself."
            ),
        ]
    )
