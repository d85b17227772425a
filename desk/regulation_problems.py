"""What is wrong with a regulation file, in plain words: the file, the key as it stands there, the reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from desk.model import Step

Found = tuple[str, str]
"""A problem that does not know its file yet: key (dotted) and reason."""

Loc = tuple[int | str, ...]
"""Where pydantic found it."""

KEYED: Mapping[str, str] = {
    "priorities": "key",
    "topics": "key",
    "out_of_scope": "key",
    "redirects": "key",
    "grounds": "key",
    "departments": "key",
    "canned": "key",
    "articles": "key",
    "form": "step",
}
"""Tables whose entries have their key as their name in the file, and the field that it becomes."""

_REASONS = {
    "missing": "is missing",
    "extra_forbidden": "is not a key that a regulation has here",
    "too_short": "must not be empty",
    "string_too_short": "must not be empty",
    "bool_type": "must be true or false",
    "string_type": "must be a text in quotes",
    "dict_type": "must be a table { ... }",
    "model_type": "must be a table { ... }",
    "tuple_type": "must be a list [ ... ]",
}
_PATTERNS = {
    "prefix": "must be 1 to 8 capital letters A-Z",
    "key": "must be 1 to 24 of a-z, 0-9 and _",
    "link": "must be an address that begins with https://",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file. `key` is dotted, as in the file; list entries count from 1; empty: the whole file."""

    file: str
    key: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key} {self.reason}" if self.key else f"{self.file}: {self.reason}"


class RegulationError(Exception):
    """A regulation file cannot be used; `problems` are all of them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def explain(error: ValidationError, raw: Mapping[str, Any], prefix: tuple[str, ...] = ()) -> list[Found]:
    """pydantic's findings as keys of the file and plain reasons; `raw` gives entries of tables their names."""
    found = [((*prefix, *detail["loc"]), detail) for detail in error.errors()]
    return [
        (_path(loc, raw), _reason(loc, detail))
        for loc, detail in found
        # pydantic calls a list too short as well when its entries are wrong
        if detail["type"] != "too_short" or not any(_within(loc, other) for other, _ in found)
    ]


def dotted(*parts: str) -> str:
    return ".".join(parts)


def _path(loc: Loc, raw: Mapping[str, Any]) -> str:
    parts: list[str] = []
    for i, part in enumerate(loc):
        if part == "[key]":
            continue
        if isinstance(part, str):
            parts.append(part)
        elif i == 1 and loc[0] in KEYED and isinstance(raw[str(loc[0])], dict):
            parts.append(list(raw[str(loc[0])])[part])
        else:
            parts[-1] += f"[{part + 1}]"
    if len(loc) == 3 and KEYED.get(str(loc[0])) == loc[2]:
        del parts[-1]
    if parts[0] == "matrix":
        del parts[2:]  # the branches of a union are nothing that stands in the file
    return dotted(*parts)


def _within(outer: Loc, inner: Loc) -> bool:
    return len(inner) > len(outer) and inner[: len(outer)] == outer


def _reason(loc: Loc, detail: ErrorDetails) -> str:
    kind = detail["type"]
    if kind == "string_pattern_mismatch":
        return _PATTERNS[str(loc[-1])]
    if loc[0] == "matrix" and len(loc) > 2:
        return "must be a priority, or a table { one = ..., some = ..., all = ... } of priorities"
    if loc[0] == "form" and loc[-1] == "step":
        return f"is not a step of the form; there are {', '.join(s for s in Step if s is not Step.SUMMARY)}"
    if loc[-1] == "[key]" and kind == "enum":
        return f"is not a language of the front desk; there are {detail['ctx']['expected']}"
    message = detail["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
    return _REASONS.get(kind, message)
