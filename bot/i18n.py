"""The texts: aiogram's I18n over the compiled catalogues in locales/; the sources are English."""

from pathlib import Path

from aiogram.utils.i18n import I18n

from bot.config import StartError

LOCALES = Path(__file__).resolve().parent.parent / "locales"


def load(path: Path = LOCALES) -> I18n:
    """The catalogues of `path`. StartError: they are not there, or not compiled."""
    if not path.is_dir():
        raise StartError(f"the texts are not there: {path.name}/ is missing beside the program")
    try:
        return I18n(path=path, default_locale="en", domain="messages")
    except RuntimeError:
        raise StartError(f"the texts are not compiled: run `make setup`, or `pybabel compile -d {path.name}`") from None
    except (OSError, ValueError, UnicodeDecodeError):
        raise StartError(f"a compiled catalogue in {path.name}/ cannot be read: run `make setup` again") from None
