"""Who is on call by the regulation's file, and what makes an incident, in plain English for the operator to check."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from desk.regulation import Regulation

_AHEAD = timedelta(days=7)


def on_call(regulation: Regulation, now: datetime) -> Iterator[str]:
    """The turns of the next seven days, by the clock of the company's time zone."""
    written = regulation.on_call
    if written is None:
        return
    rota, zone = written.rota(regulation.timezone), ZoneInfo(regulation.timezone)
    at = max(now, rota.begins())
    if at > now:
        yield f"nobody until {at.astimezone(zone):%a %Y-%m-%d %H:%M}"
    while at < now + _AHEAD and (turn := rota.turn_at(at)) is not None:
        since, until = (one.astimezone(zone) for one in (turn.since, turn.until))
        yield f"{since:%a %Y-%m-%d %H:%M} to {until:%a %Y-%m-%d %H:%M}  {turn.engineer.name} ({turn.engineer.id})"
        at = turn.until


def incidents(regulation: Regulation) -> Iterator[str]:
    """What is offered as one incident."""
    rule = regulation.incidents
    if rule is not None:
        minutes, by = int(rule.within / timedelta(minutes=1)), f" ({rule.clause})" if rule.clause else ""
        yield f"{rule.requests} critical requests about one topic within {minutes} min are offered as one incident{by}"
