"""A regulation file read into typed, checked values; errors name the file, the key and what is wrong."""

import tomllib
from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    ValidationError,
    model_validator,
)

from desk import regulation_calendars, regulation_checks, regulation_values
from desk.hours import Calendar
from desk.model import Impact, Language, Scale, Step
from desk.regulation_problems import Problem, RegulationError, explain

__all__ = [
    "ClockKind",
    "Contact",
    "ContactKind",
    "FormStep",
    "Ground",
    "Matrix",
    "OutOfScope",
    "Priority",
    "Problem",
    "Redirect",
    "Regulation",
    "RegulationError",
    "Screenshots",
    "Target",
    "Text",
    "Topic",
    "load",
]


class Part(BaseModel):
    """The base of every part: frozen, and a key it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


Text = Annotated[dict[Language, str], AfterValidator(regulation_values.check_text)]
"""One text in each of the regulation's languages."""

Key = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,24}$")]
"""Fits into a button's callback data (64 bytes) beside what else is there."""

Duration = Annotated[timedelta, BeforeValidator(regulation_values.duration)]
"""Written as "90m", "4h30m", "2d" (a day is 24 hours)."""


class ClockKind(StrEnum):
    """In which time a target is counted: the support calendar's working time, or clock time day and night."""

    WORKING = "working"
    CLOCK = "clock"


class Target(Part):
    """A promised time. `within` and `warn_after` are real time, counted by `clock`."""

    within: Duration
    clock: ClockKind
    warn_after: Duration | None = None

    @model_validator(mode="after")
    def _warn_before_the_end(self) -> Self:
        if self.warn_after is not None and self.warn_after >= self.within:
            raise ValueError("warn_after must be shorter than within")
        return self


class Priority(Part):
    """A level (IPMG 3.3) or a priority (providence 5.2).

    `first_reaction` runs from creation, `next_reaction` from an addition of the client (and, with
    `next_reaction_from_taking`, from the taking: IPMG 3.3.4 "made official"), `resolution` from creation.
    `critical` ones go first and come with a loud message.
    """

    key: Key
    name: Text
    clause: str
    critical: bool = False
    first_reaction: Target | None = None
    next_reaction: Target | None = None
    next_reaction_from_taking: bool = False
    resolution: Target | None = None

    @model_validator(mode="after")
    def _something_runs_from_taking(self) -> Self:
        if self.next_reaction_from_taking and self.next_reaction is None:
            raise ValueError("next_reaction_from_taking needs a next_reaction")
        return self


class Topic(Part):
    """A topic a request can be opened about. `department` names who handles it when it is not support."""

    key: Key
    name: Text
    clause: str
    department: Text | None = None


class OutOfScope(Part):
    """A topic that support does not cover: answered with the reason, no request opened."""

    key: Key
    name: Text
    reason: Text
    clause: str


class ContactKind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    SITE = "site"


class Contact(Part):
    """A way to reach the company, with a `note` that stands beside it.

    `calendar` is the key of its hours; None: round the clock, and in a redirect: hours that are not known.
    """

    kind: ContactKind
    value: str
    name: Text
    clause: str
    calendar: str | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        regulation_values.check_contact(self.kind, self.value)
        return self


class Redirect(Part):
    """A topic that somebody else answers (sales): the text and the contacts, no request opened."""

    key: Key
    name: Text
    text: Text
    contacts: Annotated[tuple[Contact, ...], Field(min_length=1)]
    clause: str


class Ground(Part):
    """A ground to refuse (IPMG 2.4, 4.2; providence 4.6)."""

    key: Key
    name: Text
    clause: str


class FormStep(Part):
    """A step of the form. Required ones cannot be skipped, and without them there is no request."""

    step: Step
    required: bool = True
    clause: str = ""


class Screenshots(Part):
    """What is taken as a screenshot (providence 4.5). `formats` are Pillow's names."""

    formats: Annotated[tuple[Literal["JPEG", "GIF", "PNG"], ...], Field(min_length=1)]
    most: Annotated[int, Field(ge=1, le=10)]
    clause: str = ""


class Matrix(Part):
    """How badly it hurts, and how many: the priority. A plain key: the scale is not asked for that impact."""

    down: str | dict[Scale, str]
    degraded: str | dict[Scale, str]
    question: str | dict[Scale, str]


_Keyed = TypeVar("_Keyed", Priority, Topic, Ground)


class Regulation(Part):
    """A company's written support regulation.

    `calendars` are ready for arithmetic, in the company's `timezone`; "support" is always there and is what working
    time is counted in. `prefix` begins ticket IDs. `phone_region` (ISO 3166) reads phone numbers without a country
    code. `priority_word` is what the company calls them ("Level", "Priority"). `reservation` is said with every
    promise. `missing_years` are years in which the holiday source knows nothing.
    """

    company: Text
    service: Text
    prefix: Annotated[str, Field(pattern=r"^[A-Z]{1,8}$")]
    timezone: str
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    phone_region: str
    priority_word: Text
    reservation: Text
    one_problem: Text | None = None
    official_channels: Text
    calendars: dict[str, InstanceOf[Calendar]]
    contacts: Annotated[tuple[Contact, ...], Field(min_length=1)]
    priorities: Annotated[tuple[Priority, ...], Field(min_length=1)]
    matrix: Matrix
    topics: Annotated[tuple[Topic, ...], Field(min_length=1)]
    out_of_scope: tuple[OutOfScope, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    form: Annotated[tuple[FormStep, ...], Field(min_length=1)]
    screenshots: Screenshots
    grounds: Annotated[tuple[Ground, ...], Field(min_length=1)]
    missing_years: tuple[int, ...] = ()

    def text(self, text: Text, language: Language) -> str:
        """`text` in `language`, or in the regulation's first language where it lacks it."""
        found = text.get(language)
        return text[self.languages[0]] if found is None else found

    def priority(self, key: str) -> Priority:
        """KeyError: the regulation has no such priority."""
        return _keyed(self.priorities, key)

    def topic(self, key: str) -> Topic:
        """KeyError: no such topic."""
        return _keyed(self.topics, key)

    def ground(self, key: str) -> Ground:
        """KeyError: no such ground."""
        return _keyed(self.grounds, key)

    def step(self, step: Step) -> FormStep | None:
        """The form's step, None where the regulation does not ask it."""
        return next((one for one in self.form if one.step is step), None)

    def asks_scale(self, impact: Impact) -> bool:
        """Whether the priority of this impact depends on how many it hurts."""
        return not isinstance(self._row(impact), str)

    def priority_for(self, impact: Impact, scale: Scale | None) -> str:
        """The priority's key by the matrix. ValueError: the scale is needed and missing."""
        row = self._row(impact)
        if isinstance(row, str):
            return row
        if scale is None:
            raise ValueError(f"{impact} needs the scale")
        return row[scale]

    def _row(self, impact: Impact) -> str | dict[Scale, str]:
        rows = {
            Impact.DOWN: self.matrix.down,
            Impact.DEGRADED: self.matrix.degraded,
            Impact.QUESTION: self.matrix.question,
        }
        return rows[impact]

    @property
    def support(self) -> Calendar:
        """The calendar that working time is counted in."""
        return self.calendars["support"]


def load(path: Path, today: date) -> Regulation:
    """Read and check a regulation file.

    RegulationError (in this module): every error at once, each with file, key and reason.
    """
    raw = _read(path)
    data, problems = regulation_checks.check(raw)
    calendars, missing_years, wrong = regulation_calendars.build(raw, today)
    problems += wrong
    try:
        regulation = Regulation.model_validate(
            {**data, "calendars": calendars, "missing_years": missing_years},
            context={"languages": regulation_checks.languages(raw)},
        )
    except ValidationError as error:
        problems += explain(error, raw)
        regulation = None
    if problems or regulation is None:
        raise RegulationError(tuple(Problem(str(path), key, reason) for key, reason in sorted(set(problems))))
    return regulation


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
    except UnicodeDecodeError as error:
        reason = f"is not UTF-8 text (byte {error.start})"
    except tomllib.TOMLDecodeError as error:
        reason = f"is not valid TOML: {error}"
    raise RegulationError((Problem(str(path), "", reason),))


def _keyed(parts: Sequence[_Keyed], key: str) -> _Keyed:
    for part in parts:
        if part.key == key:
            return part
    raise KeyError(key)
