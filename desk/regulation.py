"""A regulation file read into typed, checked values; errors name the file, the key and what is wrong."""

import tomllib
from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import Field, InstanceOf, ValidationError, model_validator

from desk import regulation_calendars, regulation_checks
from desk.hours import Calendar
from desk.model import Impact, Language, Scale, Step
from desk.regulation_closing import Clarification, RatingRule
from desk.regulation_escalation import Escalation, EscalationStep
from desk.regulation_on_call import Incidents, OnCallRota
from desk.regulation_parts import Contact, ContactKind, Duration, Key, Part, Text
from desk.regulation_problems import Problem, RegulationError, explain
from desk.regulation_reports import DigestTimes, Weekly
from desk.regulation_service import Article, CallBack, Canned, Department, read_articles

__all__ = [
    "Article",
    "CallBack",
    "Canned",
    "Clarification",
    "ClockKind",
    "Contact",
    "ContactKind",
    "Department",
    "DigestTimes",
    "Escalation",
    "EscalationStep",
    "FormStep",
    "Ground",
    "Matrix",
    "OutOfScope",
    "Priority",
    "Problem",
    "RatingRule",
    "Redirect",
    "Regulation",
    "RegulationError",
    "Screenshots",
    "Target",
    "Text",
    "Topic",
    "Weekly",
    "load",
]


class ClockKind(StrEnum):
    """In which time a target is counted: the support calendar's working time, or clock time day and night."""

    WORKING = "working"
    CLOCK = "clock"


WARN_AT = 0.75
"""The share of a target's time after which the engineers are warned, where the regulation names none."""
TELL_AT = 0.9
"""The share after which the client is told that the time will probably be missed."""


class Target(Part):
    """A promised time: `within`, and when the engineers are warned of its end, and the client told that it will
    probably be missed. All are real time, counted by `clock`.
    """

    within: Duration
    clock: ClockKind
    warn_after: Duration | None = None
    tell_after: Duration | None = None

    @property
    def warns(self) -> timedelta:
        """When the engineers are warned."""
        return self.warn_after or self.within * WARN_AT

    @property
    def tells(self) -> timedelta:
        """When the client is told; not before the engineers are."""
        return self.tell_after or max(self.warns, self.within * TELL_AT)

    @model_validator(mode="after")
    def _one_after_the_other(self) -> Self:
        if self.warn_after is not None and self.warn_after >= self.within:
            raise ValueError("warn_after must be shorter than within")
        if self.tell_after is not None and self.tell_after >= self.within:
            raise ValueError("tell_after must be shorter than within")
        if self.tell_after is not None and self.tell_after <= self.warns:
            raise ValueError("tell_after must be longer than warn_after (where none is given: than 3/4 of within)")
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

    @model_validator(mode="after")
    def _photos_are_taken(self) -> Self:
        if "JPEG" not in self.formats:
            raise ValueError('formats must name "JPEG": Telegram makes one of every photo')
        return self


class Matrix(Part):
    """How badly it hurts, and how many: the priority. A plain key: the scale is not asked for that impact."""

    down: str | dict[Scale, str]
    degraded: str | dict[Scale, str]
    question: str | dict[Scale, str]


_Keyed = TypeVar("_Keyed", Priority, Topic, Ground, Department, Canned, Article)


class Regulation(Part):
    """A company's written support regulation.

    `calendars` are ready for arithmetic, in the company's `timezone`; "support" is always there and is what working
    time is counted in. `prefix` begins ticket IDs. `phone_region` (ISO 3166) reads phone numbers without a country
    code. `priority_word` is what the company calls them ("Level", "Priority"). `reservation` is said with every
    promise. For `reopen_within` of its end a client may open a request again, for real time; None: never.
    `missing_years` are years in which the holiday source knows nothing, `missing_articles` is a file that is not there.
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
    reopen_within: Duration | None = None
    call_back: CallBack | None = None
    escalation: Escalation | None = None
    rating: RatingRule | None = None
    clarification: Clarification | None = None
    remind_form_after: Duration | None = None
    departments: tuple[Department, ...] = ()
    canned: tuple[Canned, ...] = ()
    articles: tuple[Article, ...] = ()
    on_call: OnCallRota | None = None
    incidents: Incidents | None = None
    digest: DigestTimes | None = None
    missing_years: tuple[int, ...] = ()
    missing_articles: str | None = None

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

    def department(self, key: str) -> Department:
        """KeyError: no such department."""
        return _keyed(self.departments, key)

    def answer(self, key: str) -> Canned:
        """KeyError: no such prepared answer."""
        return _keyed(self.canned, key)

    def article(self, key: str) -> Article:
        """KeyError: no such article."""
        return _keyed(self.articles, key)

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
    def lacking(self) -> tuple[str, ...]:
        """The ground on which a request is closed that nobody answered: with the answer it can go on."""
        rule = self.clarification
        return (rule.ground,) if rule is not None and rule.ground is not None else ()

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
    languages = regulation_checks.languages(raw)
    articles, missing, elsewhere = _articles(path, data.pop("articles", None), languages)
    found = {"calendars": calendars, "missing_years": missing_years, "articles": articles, "missing_articles": missing}
    try:
        regulation = Regulation.model_validate({**data, **found}, context={"languages": languages})
    except ValidationError as error:
        problems += explain(error, raw)
        regulation = None
    here = [Problem(str(path), key, reason) for key, reason in sorted(set(problems))]
    if here or elsewhere or regulation is None:
        raise RegulationError((*here, *elsewhere))
    return regulation


def _articles(
    path: Path, name: Any, languages: tuple[Language, ...]
) -> tuple[tuple[Article, ...], str | None, list[Problem]]:
    """The articles of the file that `articles` names, the file where it is not there, and what is wrong."""
    if name is None:
        return (), None, []
    if not isinstance(name, str) or not name.endswith(".toml") or Path(name).name != name:
        return (), None, [Problem(str(path), "articles", "must name a .toml file beside this one")]
    file = path.parent / name
    articles, problems = read_articles(file, languages)
    return articles, None if file.exists() else str(file), problems


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
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
