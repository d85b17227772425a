"""docs/regulation.md explains every key that a regulation file can have."""

from pathlib import Path

import pytest
from pydantic import BaseModel

from desk import regulation
from desk.model import Impact, Scale, Step
from desk.regulation_calendars import CALENDAR_KEYS, HOLIDAY_KEYS

TEXT = (Path(__file__).parents[2] / "docs" / "regulation.md").read_text(encoding="utf-8")
NOT_WRITTEN = {"key", "step", "missing_years", "missing_articles"}


def _keys() -> set[str]:
    parts = [part for part in vars(regulation).values() if isinstance(part, type) and issubclass(part, BaseModel)]
    fields = {field for part in parts for field in part.model_fields} - NOT_WRITTEN
    steps = {step.value for step in Step if step is not Step.SUMMARY}
    return fields | steps | set(CALENDAR_KEYS) | set(HOLIDAY_KEYS) | set(Impact) | set(Scale)


@pytest.mark.parametrize("key", sorted(_keys()))
def test_a_key_is_explained(key: str) -> None:
    assert any(form in TEXT for form in (f"`{key}`", f"[{key}", f"\n{key} = ", f"{{ {key} = ", f", {key} = "))
