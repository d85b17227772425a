"""A regulation file read into typed, checked values; errors name the file, the key and what is wrong."""

from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from desk.hours import Calendar
from desk.model import Impact, Language, Scale, Step


class Part(BaseModel):
    """The base of every part: frozen, and a key it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


Text = dict[Language, str]
"""One text in each of the regulation's languages."""


class ClockKind(StrEnum):
    """In which time a target is counted: the support calendar's working time, or clock time day and night."""

    WORKING = "working"
    CLOCK = "clock"


class Target(Part):
    """A promised time. `within` and `warn_after` are real time, counted by `clock`."""

    within: timedelta
    clock: ClockKind
    warn_after: timedelta | None = None


class Priority(Part):
    """A level (IPMG 3.3) or a priority (providence 5.2).

    `first_reaction` runs from creation, `next_reaction` from an addition of the client (and, with
    `next_reaction_from_taking`, from the taking: IPMG 3.3.4 "made official"), `resolution` from creation.
    `critical` ones go first and come with a loud message.
    """

    key: str
    name: Text
    clause: str
    critical: bool = False
    first_reaction: Target | None = None
    next_reaction: Target | None = None
    next_reaction_from_taking: bool = False
    resolution: Target | None = None


class Topic(Part):
    """A topic a request can be opened about. `department` names who handles it when it is not support."""

    key: str
    name: Text
    clause: str


class OutOfScope(Part):
    """A topic that support does not cover: answered with the reason, no request opened."""

    key: str
    name: Text
    reason: Text
    clause: str


class ContactKind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    SITE = "site"


class Contact(Part):
    """A way to reach the company. `calendar` is the key of its hours; None: round the clock."""

    kind: ContactKind
    value: str
    name: Text
    clause: str
    calendar: str | None = None


class Redirect(Part):
    """A topic that somebody else answers (sales): the text and the contacts, no request opened."""

    key: str
    name: Text
    text: Text
    contacts: tuple[Contact, ...]
    clause: str


class Ground(Part):
    """A ground to refuse (IPMG 2.4, 4.2; providence 4.6)."""

    key: str
    name: Text
    clause: str


class FormStep(Part):
    """A step of the form. Required ones cannot be skipped, and without them there is no request."""

    step: Step
    required: bool = True
    clause: str = ""


class Screenshots(Part):
    """What is taken as a screenshot (providence 4.5). `formats` are Pillow's names."""

    formats: tuple[Literal["JPEG", "GIF", "PNG"], ...]
    most: int
    clause: str


class Matrix(Part):
    """How badly it hurts, and how many: the priority. A plain key: the scale is not asked for that impact."""

    down: str | dict[Scale, str]
    degraded: str | dict[Scale, str]
    question: str | dict[Scale, str]


class Regulation(Part):
    """A company's written support regulation.

    `calendars` are ready for arithmetic, in the company's `timezone`; "support" is always there and is what working
    time is counted in. `prefix` begins ticket IDs. `phone_region` (ISO 3166) reads phone numbers without a country
    code. `priority_word` is what the company calls them ("Level", "Priority"). `reservation` is said with every
    promise. `missing_years` are years in which the holiday source knows nothing.
    """

    company: Text
    service: Text
    prefix: str
    timezone: str
    languages: tuple[Language, ...]
    phone_region: str
    priority_word: Text
    reservation: Text
    one_problem: Text | None = None
    official_channels: Text
    calendars: dict[str, Calendar]
    contacts: tuple[Contact, ...]
    priorities: tuple[Priority, ...]
    matrix: Matrix
    topics: tuple[Topic, ...]
    out_of_scope: tuple[OutOfScope, ...]
    redirects: tuple[Redirect, ...]
    form: tuple[FormStep, ...]
    screenshots: Screenshots
    grounds: tuple[Ground, ...]

    def text(self, text: Text, language: Language) -> str:
        """`text` in `language`, or in the regulation's first language where it lacks it."""
        raise NotImplementedError

    def priority(self, key: str) -> Priority:
        """KeyError: the regulation has no such priority."""
        raise NotImplementedError

    def topic(self, key: str) -> Topic:
        """KeyError: no such topic."""
        raise NotImplementedError

    def ground(self, key: str) -> Ground:
        """KeyError: no such ground."""
        raise NotImplementedError

    def step(self, step: Step) -> FormStep | None:
        """The form's step, None where the regulation does not ask it."""
        raise NotImplementedError

    def asks_scale(self, impact: Impact) -> bool:
        """Whether the priority of this impact depends on how many it hurts."""
        raise NotImplementedError

    def priority_for(self, impact: Impact, scale: Scale | None) -> str:
        """The priority's key by the matrix. ValueError: the scale is needed and missing."""
        raise NotImplementedError

    @property
    def support(self) -> Calendar:
        """The calendar that working time is counted in."""
        return self.calendars["support"]


def load(path: Path, today: date) -> Regulation:
    """Read and check a regulation file.

    RegulationError (in this module): every error at once, each with file, key and reason.
    """
    raise NotImplementedError
