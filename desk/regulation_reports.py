"""When the engineers' group gets its digests."""

import re
from datetime import time
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, model_validator

from desk.regulation_parts import Part

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _time(value: Any) -> Any:
    """ValueError: it is not written "08:30"."""
    if isinstance(value, time):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"(?:[01]\d|2[0-3]):[0-5]\d", value, re.ASCII):
        raise ValueError(f'must be a time like "08:30", got {value!r}')
    return time.fromisoformat(value)


TimeOfDay = Annotated[time, BeforeValidator(_time)]
"""Written as "08:30": on the wall clock of the regulation's zone."""


class Weekly(Part):
    """A day of the week and a time."""

    day: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    at: TimeOfDay


class DigestTimes(Part):
    """When the digests of yesterday and of the last seven days come; None: it does not."""

    daily: TimeOfDay | None = None
    weekly: Weekly | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.daily is None and self.weekly is None:
            raise ValueError("needs daily, weekly or both")
        return self
