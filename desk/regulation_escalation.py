"""What a regulation says of a critical request that nobody takes: who is told after which time."""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, Field

from desk.regulation_parts import Duration, Part

SEEN_FOR = timedelta(minutes=15)
"""So long the chain stands after somebody has said that they see it, where the regulation names no time."""


class Tell(StrEnum):
    """Who hears of it at a step."""

    GROUP = "group"
    ON_CALL = "on_call"
    SUPERVISORS = "supervisors"


class EscalationStep(Part):
    """A step of the chain. `after`: from the moment the request began to wait, clock time, day and night."""

    after: Duration
    tell: Tell


def _rising(steps: Sequence[EscalationStep]) -> Sequence[EscalationStep]:
    for earlier, later in pairwise(steps):
        if later.after <= earlier.after:
            raise ValueError("must come one after another: each step's after is longer than that of the step before it")
    return steps


class Escalation(Part):
    """The chain that a critical request climbs until somebody takes it.

    `acknowledged_for`: an engineer who has seen it can hold the chain once, for so long.
    """

    steps: Annotated[tuple[EscalationStep, ...], Field(min_length=1, max_length=20), AfterValidator(_rising)]
    acknowledged_for: Duration = SEEN_FOR
    clause: str = ""
