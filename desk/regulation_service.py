"""What a regulation has beside its form and levels: call-backs, departments, prepared answers, help articles."""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, ValidationError, model_validator

from desk.model import Language
from desk.regulation_parts import Contact, Duration, Key, Part, Text
from desk.regulation_problems import Problem, explain


class CallBack(Part):
    """A call that a client asked for is made `within` this time of `calendar`'s hours, counted from the opening when
    the line is closed (IPMG 3.2.2).

    The engineers are reminded `remind_before` it is due. Where nobody answers it is tried again `retry_after` that,
    `tries` times in all.
    """

    calendar: str
    within: Duration
    remind_before: Duration | None = None
    retry_after: Duration | None = None
    tries: Annotated[int, Field(ge=1, le=10)] = 1
    clause: str = ""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.remind_before is not None and self.remind_before >= self.within:
            raise ValueError("remind_before must be shorter than within")
        if (self.tries > 1) != (self.retry_after is not None):
            raise ValueError("tries above 1 and retry_after need each other")
        return self


class Department(Part):
    """Whom a request can be passed on to (providence 2.2, 3.3). The contacts are told to the engineers."""

    key: Key
    name: Text
    clause: str
    contacts: tuple[Contact, ...] = ()


class Canned(Part):
    """A prepared answer; `title` stands on the engineers' button, `body` goes to the client in their language."""

    key: Key
    title: Text
    body: Text
    clause: str = ""


class Article(Part):
    """Something to read before a request is sent (IPMG 2.2, 5).

    `words` are what a problem it helps with is written with; `link` leads to the whole of it.
    """

    key: Key
    title: Text
    body: Text
    words: Text
    link: Annotated[str, Field(pattern=r"^https://[^\s<>\"]{3,500}$")]


class Articles(Part):
    """The file of articles."""

    articles: Annotated[tuple[Article, ...], Field(min_length=1)]


def read_articles(path: Path, languages: tuple[Language, ...]) -> tuple[tuple[Article, ...], list[Problem]]:
    """The articles of the file `path`, and what is wrong in it. None there: no articles and no problem."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return (), []
    except OSError as error:
        return (), [Problem(str(path), "", f"cannot be read: {error.strerror}")]
    except UnicodeDecodeError as error:
        return (), [Problem(str(path), "", f"is not UTF-8 text (byte {error.start})")]
    except tomllib.TOMLDecodeError as error:
        return (), [Problem(str(path), "", f"is not valid TOML: {error}")]
    data: dict[str, Any] = dict(raw)
    if isinstance(entries := raw.get("articles"), dict):
        data["articles"] = [
            {**entry, "key": key} if isinstance(entry, dict) else entry for key, entry in entries.items()
        ]
    try:
        return Articles.model_validate(data, context={"languages": languages}).articles, []
    except ValidationError as error:
        return (), [Problem(str(path), key, reason) for key, reason in sorted(set(explain(error, raw)))]
