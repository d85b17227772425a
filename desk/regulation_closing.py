"""What a regulation says of a request's end: the rating, and the question that nobody answers."""

from typing import Annotated

from pydantic import Field

from desk.regulation_parts import Duration, Part


class RatingRule(Part):
    """Clients rate what was closed, for `within` of the end, and may change it for `change_within` of the first time.

    With `low` stars or fewer a complaint is offered, and the engineers hear of it.
    """

    within: Duration
    change_within: Duration
    low: Annotated[int, Field(ge=0, le=4)] = 2
    clause: str = ""
