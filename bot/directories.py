"""The directories we write to, made and tried before anything is taken on that would have to be kept there."""

import os
from pathlib import Path

from sqlalchemy import make_url

from bot.config import Settings, StartError


def make_room(settings: Settings) -> None:
    """Screenshots and an SQLite file have a place. StartError: which setting names one that cannot be written to."""
    writable("DATA_DIR", settings.data_dir)
    writable("DATA_DIR", pictures(settings))
    if settings.database.startswith("sqlite:") and (file := make_url(settings.database).database):
        writable("DATABASE_URL", Path(file).parent)


def pictures(settings: Settings) -> Path:
    """Where screenshots are kept."""
    return settings.data_dir / "pictures"


def writable(setting: str, path: Path) -> None:
    """Make the directory where it is not there. StartError: it cannot be made, or not be written to."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StartError(f"{setting}: the directory {path} cannot be made ({error.strerror})") from None
    if not os.access(path, os.W_OK | os.X_OK):
        raise StartError(f"{setting}: the directory {path} cannot be written to")
