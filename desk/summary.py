"""A regulation in plain English, for the operator to check (`python -m bot check`)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from desk.hours import Calendar
from desk.model import Impact, Language, Scale
from desk.regulation import ClockKind, Contact, Priority, Regulation, Target, Text
from desk.regulation_escalation import Tell
from desk.summary_closing import calls, closing
from desk.summary_digest import digest
from desk.summary_on_call import incidents, on_call

_DAYS_AHEAD = 7
_WEEK_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DEFAULT_WARNING = "at three quarters"


def summary(regulation: Regulation, now: datetime) -> list[str]:
    """The lines of the summary; `now` says which seven days' hours are shown. Texts are in English where given."""
    return [
        *_company(regulation),
        *_section("Warnings", _warnings(regulation)),
        *_section(f"Hours of the next {_DAYS_AHEAD} days ({regulation.timezone})", _hours(regulation, now)),
        *_section("Levels and their deadlines", _priorities(regulation)),
        *_section("A critical request that nobody takes", _escalation(regulation)),
        *_section("On call in the next 7 days (where no rota is set in the chat)", on_call(regulation, now)),
        *_section("Incidents", incidents(regulation)),
        *_section("Digests to the engineers", digest(regulation)),
        *_section("Which level a request gets", _matrix(regulation)),
        *_section("Form", _form(regulation)),
        *_section("Topics", _topics(regulation)),
        *_section("Contacts", (_contact(regulation, contact) for contact in regulation.contacts)),
        *_section("After the end, and what waits for the client", closing(regulation)),
        *_section("Beside requests", _service(regulation)),
        *_section(
            "Grounds to refuse",
            (f"{ground.key}: {_said(regulation, ground.name)}{_by(ground.clause)}" for ground in regulation.grounds),
        ),
    ]


def _company(regulation: Regulation) -> Iterator[str]:
    yield f"{_said(regulation, regulation.company)}: {_said(regulation, regulation.service)}"
    yield f"Ticket IDs: {regulation.prefix}-1001, ..."
    yield f"Languages: {', '.join(regulation.languages)} (the first where none is known)"
    yield f"Phone numbers without a country code: read as in {regulation.phone_region}"


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield ""
        yield title
        yield from (f"  {line}" for line in found)


def _warnings(regulation: Regulation) -> Iterator[str]:
    for year in regulation.missing_years:
        yield f"{year}: the holiday source knows no holidays of that year (see [holidays])"
    if regulation.missing_articles:
        yield f"{regulation.missing_articles}: is not there, so no help articles are offered"


def _hours(regulation: Regulation, now: datetime) -> Iterator[str]:
    today = now.astimezone(ZoneInfo(regulation.timezone)).date()
    for key, calendar in regulation.calendars.items():
        yield f"{key}, {_state(calendar, now)}"
        for day in (today + timedelta(days=i) for i in range(_DAYS_AHEAD)):
            hours = ", ".join(map(str, calendar.hours_on(day))) or "closed"
            why = "own hours of the date" if day in calendar.dates else calendar.holidays.get(day)
            yield f"  {_WEEK_DAYS[day.weekday()]} {day}  {hours}{f' ({why})' if why else ''}"


def _state(calendar: Calendar, now: datetime) -> str:
    zone = ZoneInfo(calendar.timezone)
    if not calendar.is_open(now):
        return f"closed now, opens {calendar.next_opening(now).astimezone(zone):%a %Y-%m-%d %H:%M}"
    closing = calendar.closing(now)
    return f"open now until {closing.astimezone(zone):%a %Y-%m-%d %H:%M}" if closing else "open round the clock"


def _priorities(regulation: Regulation) -> Iterator[str]:
    for priority in regulation.priorities:
        critical = ", CRITICAL: out of turn, with a loud message" if priority.critical else ""
        yield f"{priority.key}: {_said(regulation, priority.name)}{_by(priority.clause)}{critical}"
        yield from (f"  {line}" for line in _targets(priority))


def _targets(priority: Priority) -> Iterator[str]:
    named = (
        ("first reaction", priority.first_reaction),
        ("next reaction", priority.next_reaction),
        ("resolution", priority.resolution),
    )
    for name, target in named:
        if target is not None:
            yield f"{name}: {_target(target)}"
    if priority.next_reaction_from_taking:
        yield "the next reaction runs from the taking of the request too"
    if not any(target for _, target in named):
        yield "promises no time"


def _target(target: Target) -> str:
    clock = "working time" if target.clock is ClockKind.WORKING else "clock time, day and night"
    warning = _DEFAULT_WARNING if target.warn_after is None else f"after {_duration(target.warn_after)}"
    told = "" if target.tell_after is None else f"; the client is told after {_duration(target.tell_after)}"
    return f"within {_duration(target.within)} of {clock}; warning {warning}{told}"


def _escalation(regulation: Regulation) -> Iterator[str]:
    rule = regulation.escalation
    if rule is None:
        return
    if not any(priority.critical for priority in regulation.priorities):
        yield "no level is critical, so nothing of this ever happens"
    told = {
        Tell.GROUP: "the group again",
        Tell.ON_CALL: "whoever is on call (nobody: the supervisors)",
        Tell.SUPERVISORS: "the supervisors",
    }
    for step in rule.steps:
        yield f"after {_duration(step.after)}: {told[step.tell]}{_by(rule.clause)}"
    yield f"who says that they see it holds this once for {_duration(rule.acknowledged_for)}"


def _duration(value: timedelta) -> str:
    hours, minutes = divmod(value // timedelta(minutes=1), 60)
    return " ".join(part for part, amount in ((f"{hours} h", hours), (f"{minutes} min", minutes)) if amount)


def _matrix(regulation: Regulation) -> Iterator[str]:
    for impact in Impact:
        if regulation.asks_scale(impact):
            cells = (f"{scale} {regulation.priority_for(impact, scale)}" for scale in Scale)
            yield f"{impact}, by how many it hurts: {', '.join(cells)}"
        else:
            yield f"{impact}: {regulation.priority_for(impact, None)}"


def _form(regulation: Regulation) -> Iterator[str]:
    for number, step in enumerate(regulation.form, start=1):
        yield f"{number}. {step.step}{'' if step.required else ', can be skipped'}{_by(step.clause)}"
    shots = regulation.screenshots
    yield f"screenshots: {', '.join(shots.formats)}, at most {shots.most}{_by(shots.clause)}"


def _topics(regulation: Regulation) -> Iterator[str]:
    for topic in regulation.topics:
        passed = f", passed to the {_said(regulation, topic.department)}" if topic.department else ""
        yield f"{topic.key}: {_said(regulation, topic.name)}{_by(topic.clause)}{passed}"
    for out in regulation.out_of_scope:
        yield f"{out.key}: {_said(regulation, out.name)}{_by(out.clause)}, out of scope"
    for redirect in regulation.redirects:
        yield f"{redirect.key}: {_said(regulation, redirect.name)}{_by(redirect.clause)}, answered by others:"
        yield from (f"  {_address(regulation, contact)}" for contact in redirect.contacts)


def _service(regulation: Regulation) -> Iterator[str]:
    within, call = regulation.reopen_within, regulation.call_back
    if within is not None:
        yield f"a closed request can be opened again by its client within {_duration(within)}"
    if call is not None:
        yield f"call me back: within {_duration(call.within)} of the hours {call.calendar}{_by(call.clause)}"
        yield from calls(call)
    for department in regulation.departments:
        yield f"department {department.key}: {_said(regulation, department.name)}{_by(department.clause)}"
        yield from (f"  {_address(regulation, contact)}" for contact in department.contacts)
    for answer in regulation.canned:
        yield f"prepared answer {answer.key}: {_said(regulation, answer.title)}{_by(answer.clause)}"
    for article in regulation.articles:
        yield f"article {article.key}: {_said(regulation, article.title)}, {article.link}"


def _contact(regulation: Regulation, contact: Contact) -> str:
    hours = f"hours: {contact.calendar}" if contact.calendar else "round the clock"
    return f"{_address(regulation, contact)}, {hours}{_by(contact.clause)}"


def _address(regulation: Regulation, contact: Contact) -> str:
    return f"{_said(regulation, contact.name)}: {contact.value}"


def _said(regulation: Regulation, text: Text) -> str:
    return regulation.text(text, Language.EN)


def _by(clause: str) -> str:
    return f" ({clause})" if clause else ""
