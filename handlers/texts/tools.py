"""The engineers' tools in words: what is behind More, and what they say in answer."""

from aiogram.utils.i18n import gettext as _


def sign_your_command() -> str:
    return _(
        "You write as the group itself, so it is not known who asks. Turn off “Remain anonymous” for a moment and "
        "write the command again."
    )
