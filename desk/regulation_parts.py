"""What the parts of a regulation are made of: texts, keys, durations, contacts."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from desk import regulation_values
from desk.model import Language


class Part(BaseModel):
    """The base of every part: frozen, and a key it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


Text = Annotated[dict[Language, str], AfterValidator(regulation_values.check_text)]
"""One text in each of the regulation's languages."""

Key = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,24}$")]
"""Fits into a button's callback data (64 bytes) beside what else is there."""

Duration = Annotated[timedelta, BeforeValidator(regulation_values.duration)]
"""Written as "90m", "4h30m", "2d" (a day is 24 hours)."""


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
