"""Each update takes effect once: its mark is written in the transaction that writes its effect."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from desk.errors import AlreadyProcessedError
from desk.ports import Work

P = ParamSpec("P")
T = TypeVar("T")


def once(
    work: Work, update_id: int, use_case: Callable[Concatenate[Work, P], T], /, *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run `use_case` and mark the update in the same unit. AlreadyProcessedError: it took effect before."""
    if not work.updates.mark(update_id):
        raise AlreadyProcessedError
    return use_case(work, *args, **kwargs)
