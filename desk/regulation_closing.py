"""What a regulation says of a request's end: the rating, and the question that nobody answers."""

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from desk.model import Resolution
from desk.regulation_parts import Duration, Part, Text


class RatingRule(Part):
    """Clients rate what was closed, for `within` of the end, and may change it for `change_within` of the first time.

    With `low` stars or fewer a complaint is offered, and the engineers hear of it.
    """

    within: Duration
    change_within: Duration
    low: Annotated[int, Field(ge=0, le=4)] = 2
    clause: str = ""


class Clarification(Part):
    """What happens where a client does not answer.

    Counted from the last thing that support said while the request waits, by `clock`: the client is reminded after
    each of `remind_after`, and after `close_after` the request is closed, with a `resolution` or on a `ground`, and the
    `explanation`. A question waits for the client always, a suspension on one of `awaited_grounds` only.
    """

    remind_after: tuple[Duration, ...] = ()
    close_after: Duration | None = None
    clock: Literal["working", "clock"] = "clock"
    resolution: Resolution | None = None
    ground: str | None = None
    explanation: Text | None = None
    awaited_grounds: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        steps = (*self.remind_after, *((self.close_after,) if self.close_after else ()))
        if any(later <= earlier for earlier, later in pairwise(steps)):
            raise ValueError("must remind later each time, and close after that")
        if not steps:
            raise ValueError("must remind or close: remind_after, close_after or both")
        return self

    @model_validator(mode="after")
    def _closes_somehow(self) -> Self:
        ways = [way for way in (self.resolution, self.ground) if way is not None]
        if self.close_after is None:
            if ways or self.explanation is not None:
                raise ValueError("resolution, ground and explanation need a close_after")
        elif len(ways) != 1:
            raise ValueError("close_after needs either a resolution or a ground")
        elif self.explanation is None:
            raise ValueError("close_after needs an explanation")
        if self.resolution is Resolution.REFUSED:
            raise ValueError("resolution must not be refused: name the ground instead")
        return self
