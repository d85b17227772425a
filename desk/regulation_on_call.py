"""What a regulation says of who is on call, and of what makes an incident."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from desk.model import Colleague
from desk.regulation_parts import Duration, Part
from desk.rota import Rota, TurnKind


def _wall(value: Any) -> datetime:
    if isinstance(value, datetime) and value.tzinfo is None and not (value.second or value.microsecond):
        return value
    raise ValueError("must be a date and a time on the clock, without a zone, such as 2026-11-23T09:00:00")


Wall = Annotated[datetime, BeforeValidator(_wall)]
"""A date and a time on the wall in the company's time zone, to the minute."""


class OnCallPerson(Part):
    """Somebody of the rota: Telegram's user id, and the name that the group reads."""

    id: Annotated[int, Field(ge=1, le=2**52)]
    name: Annotated[str, Field(min_length=1, max_length=60)]


class OnCallRota(Part):
    """The rota: the first of `people` is on call from `start`, the next one a `turn` later, and so on."""

    start: Wall
    turn: TurnKind
    people: Annotated[tuple[OnCallPerson, ...], Field(min_length=1, max_length=50)]

    @model_validator(mode="after")
    def _nobody_twice(self) -> Self:
        ids = [one.id for one in self.people]
        for one in ids:
            if ids.count(one) > 1:
                raise ValueError(f"names {one} twice in people")
        return self

    def rota(self, timezone: str) -> Rota:
        """For arithmetic, in the company's time zone."""
        return Rota(self.start, self.turn, tuple(Colleague(one.id, one.name) for one in self.people), timezone)


class Incidents(Part):
    """So many open critical `requests` about one topic, opened `within` this time, are offered as one incident."""

    within: Duration
    requests: Annotated[int, Field(ge=2, le=20)]
    clause: str = ""
