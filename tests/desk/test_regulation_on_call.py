"""The rota and the incidents of a regulation's file: what they say, and what is wrong in them."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from desk.regulation import Regulation, RegulationError, load
from desk.rota import TurnKind
from desk.summary import summary
from tests.desk.test_regulation_errors import SMALL
from tests.support.regulations import FOLDER, IPMG, PROVIDENCE, kyiv

TODAY = date(2026, 11, 21)
ROTA = """
[on_call]
start = 2026-11-23T09:00:00
turn = "week"
people = [{ id = 123456789, name = "Olena" }, { id = 987654321, name = "Andrii" }]
"""


def read(folder: Path, text: str) -> Regulation:
    """A small regulation with this beside it."""
    path = folder / "small.toml"
    path.write_text(SMALL + text, encoding="utf-8")
    return load(path, TODAY)


def wrong(folder: Path, text: str) -> list[tuple[str, str]]:
    """The keys and reasons of what is wrong."""
    with pytest.raises(RegulationError) as error:
        read(folder, text)
    return [(one.key, one.reason) for one in error.value.problems]


def test_the_rota_of_a_file(tmp_path: Path) -> None:
    written = read(tmp_path, ROTA).on_call
    assert written is not None
    assert (written.start, written.turn) == (datetime.fromisoformat("2026-11-23T09:00"), TurnKind.WEEK)
    assert [(one.id, one.name) for one in written.people] == [(123456789, "Olena"), (987654321, "Andrii")]


@pytest.mark.parametrize(
    ("line", "key", "reason"),
    [
        ("start = 2026-11-23T09:00:00Z", "on_call.start", "must be a date and a time on the clock, without a zone"),
        ("start = 2026-11-23", "on_call.start", "must be a date and a time on the clock, without a zone"),
        ("start = 2026-11-23T09:00:01", "on_call.start", "must be a date and a time on the clock, without a zone"),
        ('turn = "month"', "on_call.turn", "must be 'day' or 'week'"),
        ("people = []", "on_call.people", "must not be empty"),
        ('people = [{ id = 0, name = "A" }]', "on_call.people[1].id", "must be greater than or equal to 1"),
        ('people = [{ id = 7, name = "" }]', "on_call.people[1].name", "must not be empty"),
        ('people = [{ id = 7, name = "A" }, { id = 7, name = "B" }]', "on_call", "names 7 twice in people"),
        ("until = 2026-11-23T09:00:00", "on_call.until", "is not a key that a regulation has here"),
    ],
)
def test_what_is_wrong_in_a_rota(tmp_path: Path, line: str, key: str, reason: str) -> None:
    name = line.split(" = ", 1)[0]
    lines = [one for one in ROTA.splitlines() if not one.startswith(f"{name} = ")]
    ((found, why),) = wrong(tmp_path, "\n".join([*lines, line, ""]))
    assert found == key
    assert reason in why


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        ("requests = 3", "incidents.within", "is missing"),
        ('within = "15m"', "incidents.requests", "is missing"),
        ('within = "15m"\nrequests = 1', "incidents.requests", "must be greater than or equal to 2"),
        ('within = "15m"\nrequests = 21', "incidents.requests", "must be less than or equal to 20"),
    ],
)
def test_what_is_wrong_about_incidents(tmp_path: Path, text: str, key: str, reason: str) -> None:
    ((found, why),) = wrong(tmp_path, f"\n[incidents]\n{text}\n")
    assert (found, why) == (key, reason)


def test_without_the_sections_there_are_none(tmp_path: Path) -> None:
    small = read(tmp_path, "")
    assert (small.on_call, small.incidents) == (None, None)
    assert not {"Incidents", "On call"} & {line.split(" in ")[0] for line in summary(small, kyiv("2026-11-21 10:00"))}


@pytest.mark.parametrize("regulation", [IPMG, PROVIDENCE], ids=["ipmg", "providence"])
def test_the_shipped_regulations_offer_incidents_and_leave_the_rota_to_the_company(regulation: Regulation) -> None:
    assert regulation.on_call is None
    assert regulation.incidents is not None
    assert (regulation.incidents.within, regulation.incidents.requests) == (timedelta(minutes=15), 3)
    lines = summary(regulation, kyiv("2026-11-21 10:00"))
    assert "  3 critical requests about one topic within 15 min are offered as one incident" in lines


@pytest.mark.parametrize("name", ["ipmg", "providence"])
def test_the_example_in_a_shipped_regulation_is_a_rota_once_it_is_uncommented(tmp_path: Path, name: str) -> None:
    text = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    example = "\n".join(ROTA.replace("\n", "\n# ").splitlines()[1:5])
    assert example in text
    path = tmp_path / f"{name}.toml"
    path.write_text(text.replace(example, example.replace("# ", "")), encoding="utf-8")
    assert load(path, TODAY).on_call is not None
