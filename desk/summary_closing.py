"""Of a regulation in plain English: what happens after the end of a request, and to what is left waiting."""

from collections.abc import Iterator
from datetime import timedelta

from desk.model import Language
from desk.regulation import CallBack, Clarification, RatingRule, Regulation


def closing(regulation: Regulation) -> Iterator[str]:
    """Ratings, questions without an answer, unfinished forms."""
    if regulation.rating is not None:
        yield from _rating(regulation.rating)
    if regulation.clarification is not None:
        yield from _clarification(regulation, regulation.clarification)
    if regulation.remind_form_after is not None:
        yield f"an unfinished form is reminded of once, {_span(regulation.remind_form_after)} after it was touched last"


def calls(rule: CallBack) -> Iterator[str]:
    """What follows a call that was asked for."""
    if rule.remind_before is not None:
        yield f"  the engineers are reminded {_span(rule.remind_before)} before it is due"
    if rule.retry_after is not None:
        yield f"  after no answer called again {_span(rule.retry_after)} later, {rule.tries} times in all"


def _rating(rule: RatingRule) -> Iterator[str]:
    clause = f" ({rule.clause})" if rule.clause else ""
    yield f"a rating is asked for within {_span(rule.within)}, changeable for {_span(rule.change_within)}{clause}"
    if rule.low:
        yield f"  with {rule.low} or fewer of 5 stars the engineers hear of it and a complaint is offered"


def _clarification(regulation: Regulation, rule: Clarification) -> Iterator[str]:
    clock = "working time" if rule.clock == "working" else "clock time"
    if rule.remind_after:
        after = ", ".join(map(_span, rule.remind_after))
        yield f"a question without an answer is reminded of after {after} of {clock}"
    if rule.close_after is not None:
        how = f"on the ground {rule.ground}" if rule.ground else f"as {rule.resolution}"
        yield f"without an answer the request is closed {how} after {_span(rule.close_after)} of {clock}"
    if rule.explanation is not None:
        yield f"  with the words: {regulation.text(rule.explanation, Language.EN)}"
    if rule.awaited_grounds:
        yield f"  the same for a suspension on {', '.join(rule.awaited_grounds)}"


def _span(value: timedelta) -> str:
    hours, minutes = divmod(value // timedelta(minutes=1), 60)
    return " ".join(part for part, amount in ((f"{hours} h", hours), (f"{minutes} min", minutes)) if amount)
