"""`python -m bot check`: reads the settings and the regulation and says what a person can check, or every error."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot import config, i18n
from bot.clock import Clock
from desk import regulation as regulations
from desk.summary import summary


class _Regulation(BaseSettings):
    """REGULATION alone: its file is read even where other settings are wrong."""

    model_config = SettingsConfigDict(env_file_encoding="utf-8-sig", env_ignore_empty=True, extra="ignore")
    regulation: str = "ipmg"


def check(clock: Clock, env_file: str | Path | None = ".env") -> tuple[list[str], list[str]]:
    """The lines of the summary, and the errors: each with its file, key and reason. One of the two is empty."""
    errors: list[str] = []
    lines: list[str] = []
    path: Path | None = None
    try:
        settings = config.load(env_file)
        path = settings.regulation_path
        lines += _settings(settings)
    except config.StartError as error:
        errors += [f"settings (environment, {env_file}): {problem}" for problem in error.problems]
        path = _regulation_path(env_file)
    try:
        i18n.load()
    except config.StartError as error:
        errors.append(str(error))
    if path is not None and path.is_file():
        try:
            read = regulations.load(path, clock().date())
            lines += ["", *summary(read, clock())]
        except regulations.RegulationError as wrong:
            errors += [str(problem) for problem in wrong.problems]
    return ([], errors) if errors else (lines, [])


def _regulation_path(env_file: Any) -> Path | None:
    try:
        return config.regulation_path(_Regulation(_env_file=env_file).regulation)  # type: ignore[call-arg]
    except (ValidationError, OSError, UnicodeDecodeError):
        return None


def _settings(settings: config.Settings) -> list[str]:
    where = "the playground (no BOT_TOKEN)" if settings.plays else settings.bot_api_url or "Telegram"
    group = settings.engineer_chat_id or ("its own" if settings.plays else "not set: the bot will say what to put in")
    listed = ", ".join(map(str, sorted(settings.supervisors))) or "none"
    return [
        "Settings: fine",
        f"  Telegram: {where}",
        f"  Updates: {'webhook ' + settings.webhook_url if settings.webhook_url else 'long polling'}",
        f"  Engineers' group (ENGINEER_CHAT_ID): {group}",
        f"  Supervisors beside the group's admins (SUPERVISORS): {listed}",
        f"  Regulation: {settings.regulation_path}",
        f"  Database: {settings.database.split(':', 1)[0]}",
        f"  Screenshots (DATA_DIR): {settings.data_dir}",
    ]
