"""docs/playground.md names every address, event and trouble that there is, and no other."""

import re
from pathlib import Path

import pytest

from playground.people import PeopleApi
from playground.server import DEFAULT_TOKEN
from playground.trouble import Trouble
from playground.world import World

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs" / "playground.md").read_text(encoding="utf-8")


def test_every_address_is_explained_and_no_other() -> None:
    named = set(re.findall(r"^\| `((?:GET|POST|PATCH|PUT|DELETE) /api/[^?`]+)", DOCS, re.MULTILINE))
    routes = PeopleApi(World(DEFAULT_TOKEN)).routes()
    assert named == {f"{route.method} {re.sub(r':[^}]+', '', route.path)}" for route in routes}


@pytest.mark.parametrize("key", sorted(Trouble.__dataclass_fields__))
def test_every_trouble_is_explained(key: str) -> None:
    assert f"| `{key}` |" in DOCS


def test_every_event_is_explained() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "playground").glob("*.py"))
    emitted = set(re.findall(r'events\.emit\(\s*"(\w+)"', source))
    assert len(emitted) > 8
    table = DOCS.partition("An event is")[2].partition("Read the world first")[0]
    assert emitted == set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (.*?) \|", table, re.MULTILINE))))
