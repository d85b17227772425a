"""The settings: from the environment and .env. A wrong one stops the start with one clear line that names it."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from desk.model import Language

REGULATIONS = Path(__file__).resolve().parent.parent / "regulations"
_NAME = re.compile(r"[\w-]+")
"""A regulation's bare name. With a dot it is another file of one (`ipmg.articles.toml`), or a path."""


class StartError(Exception):
    """The process cannot start; the message is one line for the operator, without secrets. Exit status 2."""

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def regulation_path(name: str) -> Path:
    """The file of a regulation: a bare name is looked up in regulations/."""
    return REGULATIONS / f"{name}.toml" if _NAME.fullmatch(name) else Path(name)


def _matching(pattern: str) -> AfterValidator:
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise ValueError(pattern)
        return value

    return AfterValidator(check)


def _secret(pattern: str) -> AfterValidator:
    compiled = re.compile(pattern)

    def check(value: SecretStr) -> SecretStr:
        if not compiled.fullmatch(value.get_secret_value()):
            raise ValueError(pattern)
        return value

    return AfterValidator(check)


def _lower(value: Any) -> Any:
    return value.strip().lower() if isinstance(value, str) else value


def _ids(value: Any) -> Any:
    """`501, 502`: numbers with commas between them."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _no_slash(value: str) -> str:
    return value.rstrip("/")


class Settings(BaseSettings):
    """Every setting; .env.example explains them. Empty ones count as not set."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8-sig", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    bot_token: Annotated[SecretStr, _secret(r"\d+:[A-Za-z0-9_-]+")] | None = None
    engineer_chat_id: Annotated[int, Field(lt=0)] | None = None
    regulation: str = "ipmg"
    database_url: Annotated[str, _matching(r"(sqlite:///|postgres(ql)?(\+\w+)?://).+")] | None = None
    data_dir: Annotated[Path, AfterValidator(Path.expanduser)] = Path("data")
    bot_api_url: Annotated[str, _matching(r"https?://[^/\s]+(/\S*)?"), AfterValidator(_no_slash)] | None = None
    playground_clock: Path | None = None
    engineer_language: Annotated[Language, BeforeValidator(_lower)] | None = None
    supervisors: Annotated[frozenset[Annotated[int, Field(gt=0)]], NoDecode, BeforeValidator(_ids)] = frozenset()
    flood_limit: Annotated[int, Field(ge=0, le=1000)] = 20
    webhook_url: Annotated[str, _matching(r"https?://[^/\s]+(/\S*)?")] | None = None
    webhook_secret: Annotated[SecretStr, _secret(r"[A-Za-z0-9_-]{1,256}")] | None = None
    web_host: str = "127.0.0.1"
    web_port: Annotated[int, Field(ge=0, le=65535)] = 8080
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)] = "info"
    log_format: Annotated[Literal["console", "json"], BeforeValidator(_lower)] = "console"

    @model_validator(mode="after")
    def _together(self) -> "Settings":
        """What one setting needs of another. ValueError: "SETTING: what is expected"."""
        if self.webhook_url and self.webhook_secret is None:
            raise ValueError("WEBHOOK_SECRET: expected with WEBHOOK_URL: 1 to 256 of A-Z, a-z, 0-9, _ and -")
        for name, value in (("WEBHOOK_URL", self.webhook_url), ("BOT_API_URL", self.bot_api_url)):
            if value and self.bot_token is None:
                raise ValueError(f"BOT_TOKEN: expected with {name}")
        if self.playground_clock and self.bot_token and self.bot_api_url is None:
            raise ValueError("PLAYGROUND_CLOCK: expected only with BOT_API_URL: on Telegram time is real")
        if not self.regulation_path.is_file():
            names = sorted(path.stem for path in REGULATIONS.glob("*.toml"))
            known = ", ".join(name for name in names if _NAME.fullmatch(name)) or "none there yet"
            raise ValueError(
                f"REGULATION: expected a name in regulations/ ({known}) or the path of a file, got {self.regulation!r}"
            )
        return self

    @property
    def regulation_path(self) -> Path:
        """The regulation's file."""
        return regulation_path(self.regulation)

    @property
    def plays(self) -> bool:
        """Without a token the bot runs in the playground."""
        return self.bot_token is None

    @property
    def on_telegram(self) -> bool:
        """Whether Telegram's limits hold: everywhere but in a playground, also behind a Bot API server of one's own."""
        return not self.plays and self.playground_clock is None

    @property
    def playground_dir(self) -> Path:
        """Where the playground keeps its chats, and, unless told otherwise, what the desk remembers of them."""
        return self.data_dir / "playground"

    @property
    def database(self) -> str:
        """DATABASE_URL or its default. The playground has one of its own: its people and chats are not Telegram's."""
        home = self.playground_dir if self.plays else self.data_dir
        return self.database_url or f"sqlite:///{home / 'frontdesk.db'}"


_EXPECTED = {
    "bot_token": "a token of @BotFather: digits, a colon, then letters and digits",
    "engineer_chat_id": "the id of the engineers' group, a negative whole number such as -1001234567890",
    "regulation": "a name in regulations/ or the path of a file",
    "database_url": "sqlite:///path/to/file.db or postgresql://user@host/database",
    "data_dir": "the path of a directory",
    "bot_api_url": "the address of a Bot API server, such as http://localhost:8081",
    "playground_clock": "the path of a playground's clock, as the playground prints it",
    "engineer_language": f"one of {', '.join(Language)}",
    "supervisors": "Telegram user ids with commas between them, such as 501,502",
    "flood_limit": "how many messages one person may send in ten seconds, 0 to 1000 (0: no limit)",
    "webhook_url": "the public address Telegram shall call, such as https://support.example.com/telegram",
    "webhook_secret": "1 to 256 of A-Z, a-z, 0-9, _ and -",
    "web_host": "a host name or address to listen on, such as 127.0.0.1",
    "web_port": "a port, 0 to 65535 (0: any free one)",
    "log_level": "one of debug, info, warning, error",
    "log_format": "console or json",
}
_SECRET = frozenset({"bot_token", "webhook_secret", "database_url"})


def load(env_file: str | Path | None = ".env", **given: Any) -> Settings:
    """The settings of this process. StartError: names each wrong one and what is expected, in one line."""
    try:
        return Settings(_env_file=env_file, **given)  # type: ignore[call-arg]  # a parameter of pydantic-settings
    except ValidationError as error:
        problems: dict[str, None] = {}
        for detail in error.errors():
            problems[_problem(detail["loc"], detail["input"], detail["msg"])] = None
        raise StartError(*problems) from None
    except (OSError, UnicodeDecodeError) as error:
        raise StartError(f"{env_file} cannot be read: {type(error).__name__}") from None


def _problem(loc: tuple[int | str, ...], given: Any, message: str) -> str:
    if not loc:
        return message.removeprefix("Value error, ")
    name = str(loc[0])
    shown = "" if name in _SECRET else f", got {str(given)!r}"
    return f"{name.upper()}: expected {_EXPECTED[name]}{shown}"
