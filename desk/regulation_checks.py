"""Where the parts of a regulation file must agree with each other.

All checks look at what was read, before it is typed, so that one mistake does not hide the next.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import phonenumbers

from desk.model import Impact, Language, Scale, Step
from desk.regulation_problems import KEYED, Found, dotted

_NEEDED = (Step.TOPIC, Step.IMPACT, Step.NAME, Step.CONTACT, Step.PROBLEM)
"""A request cannot be handled without them (IPMG 3.2.1), whatever a regulation says."""


def check(raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[Found]]:
    """The data for the types, entries of tables with their names as a field, and everything that does not agree."""
    data = {key: value for key, value in raw.items() if key not in ("calendars", "holidays")}
    problems: list[Found] = []
    if "missing_years" in data:
        problems.append(("missing_years", "is found out, not written"))
    if "missing_articles" in data:
        problems.append(("missing_articles", "is found out, not written"))
    for table, field in KEYED.items():
        if isinstance(entries := raw.get(table), dict):
            data[table] = [
                {**entry, field: key} if isinstance(entry, dict) else entry for key, entry in entries.items()
            ]
            problems += [
                (dotted(table, key, field), "is the name of the table itself")
                for key, entry in entries.items()
                if isinstance(entry, dict) and field in entry
            ]
    for one in (_languages, _region, _choices, _matrix, _contacts, _call_back, _clarification, _form):
        problems += one(raw)
    return data, problems


def languages(raw: Mapping[str, Any]) -> tuple[Language, ...]:
    """Those of the file's languages that the front desk speaks."""
    written = raw.get("languages")
    return tuple(language for language in Language if isinstance(written, list) and language in written)


def _table(raw: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = raw.get(key)
    return value if isinstance(value, dict) else {}


def _languages(raw: Mapping[str, Any]) -> Iterator[Found]:
    written = raw.get("languages")
    if isinstance(written, list):
        for language in {str(one) for one in written if written.count(one) > 1}:
            yield "languages", f"names {language} more than once"


def _region(raw: Mapping[str, Any]) -> Iterator[Found]:
    region = raw.get("phone_region")
    if isinstance(region, str) and region not in phonenumbers.SUPPORTED_REGIONS:
        yield "phone_region", f'"{region}" is not a country code of two capital letters, such as "UA"'


def _choices(raw: Mapping[str, Any]) -> Iterator[Found]:
    """Topics, what is out of scope and redirects stand under one question."""
    seen: dict[str, str] = {}
    for table in ("topics", "out_of_scope", "redirects"):
        for key in _table(raw, table):
            if key in seen:
                yield dotted(table, key), f"is in {seen[key]} already; the keys of the three tables must differ"
            seen.setdefault(key, table)


def _matrix(raw: Mapping[str, Any]) -> Iterator[Found]:
    known = _table(raw, "priorities")
    for impact, row in _table(raw, "matrix").items():
        if isinstance(row, dict):
            for scale in Scale:
                if scale not in row:
                    yield dotted("matrix", impact, scale), "is missing"
        cells = [((key,), cell) for key, cell in row.items()] if isinstance(row, dict) else [((), row)]
        for path, priority in cells:
            if isinstance(priority, str) and priority not in known:
                yield dotted("matrix", impact, *path), f'"{priority}" is not one of the priorities'


def _contacts(raw: Mapping[str, Any]) -> Iterator[Found]:
    known = _table(raw, "calendars")
    groups = [("contacts", raw.get("contacts"))]
    groups += [
        (dotted(table, key, "contacts"), entry.get("contacts"))
        for table in ("redirects", "departments")
        for key, entry in _table(raw, table).items()
        if isinstance(entry, dict)
    ]
    for path, contacts in groups:
        for number, contact in enumerate(contacts if isinstance(contacts, list) else [], start=1):
            calendar = contact.get("calendar") if isinstance(contact, dict) else None
            if calendar is not None and calendar not in known:
                yield f"{path}[{number}].calendar", f'"{calendar}" is not one of the calendars'


def _call_back(raw: Mapping[str, Any]) -> Iterator[Found]:
    calendar = _table(raw, "call_back").get("calendar")
    if isinstance(calendar, str) and calendar not in _table(raw, "calendars"):
        yield "call_back.calendar", f'"{calendar}" is not one of the calendars'


def _clarification(raw: Mapping[str, Any]) -> Iterator[Found]:
    rule, known = _table(raw, "clarification"), _table(raw, "grounds")
    ground = rule.get("ground")
    if isinstance(ground, str) and ground not in known:
        yield "clarification.ground", f'"{ground}" is not one of the grounds'
    awaited = rule.get("awaited_grounds")
    for number, key in enumerate(awaited if isinstance(awaited, list) else [], start=1):
        if isinstance(key, str) and key not in known:
            yield f"clarification.awaited_grounds[{number}]", f'"{key}" is not one of the grounds'


def _form(raw: Mapping[str, Any]) -> Iterator[Found]:
    form = _table(raw, "form")
    if Step.SUMMARY in form:
        yield "form.summary", "comes last by itself"
    for step in _NEEDED:
        entry = form.get(step)
        if entry is None:
            yield dotted("form", step), "is missing: there is no request without it"
        elif isinstance(entry, dict) and entry.get("required") is False:
            yield dotted("form", step, "required"), "must be true: there is no request without it"
    yield from _scale(form, _table(raw, "matrix"))


def _scale(form: dict[str, Any], matrix: dict[str, Any]) -> Iterator[Found]:
    """The scale is asked where the matrix depends on it, once the impact is known."""
    depends = [impact for impact in Impact if isinstance(matrix.get(impact), dict)]
    order = list(form)
    if depends and Step.SCALE not in form:
        yield "form.scale", f"is missing: matrix.{depends[0]} depends on it"
    elif Step.SCALE in form and matrix and not depends:
        yield "form.scale", "is asked for nothing: nothing in the matrix depends on it"
    elif Step.SCALE in form and Step.IMPACT in form and order.index(Step.SCALE) < order.index(Step.IMPACT):
        yield "form.scale", "must come after form.impact"
