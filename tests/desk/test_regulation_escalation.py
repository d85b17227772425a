"""The chain of a regulation file: what is wrong is named, what is right is shown."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from desk.regulation import Problem, Regulation, RegulationError, load
from desk.regulation_escalation import SEEN_FOR, Escalation, EscalationStep, Tell
from desk.summary import summary
from tests.desk.test_regulation_errors import SMALL
from tests.support.regulations import FOLDER, IPMG, PROVIDENCE

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 21, 22, tzinfo=UTC)
TITLE = "A critical request that nobody takes"


def read(tmp_path: Path, text: str) -> Regulation:
    file = tmp_path / "small.toml"
    file.write_text(f"{SMALL}\n[escalation]\n{text}", encoding="utf-8")
    return load(file, TODAY)


STEPS = 'steps = [{ after = "5m", tell = "group" }, { after = "1h", tell = "supervisors" }]'
WRONG = [
    ("", "escalation.steps", "is missing"),
    ("steps = []", "escalation.steps", "must not be empty"),
    ('steps = "5m"', "escalation.steps", "must be a list [ ... ]"),
    (
        'steps = [{ after = "5m", tell = "group" }, { after = "5m", tell = "on_call" }]',
        "escalation.steps",
        "must come one after another: each step's after is longer than that of the step before it",
    ),
    (
        'steps = [{ after = "5m", tell = "everybody" }]',
        "escalation.steps[1].tell",
        "must be 'group', 'on_call' or 'supervisors'",
    ),
    (
        'steps = [{ after = "5m", tell = "group" }, { after = "soon", tell = "on_call" }]',
        "escalation.steps[2].after",
        '\'soon\' is not a duration; write it as "90m", "4h30m" or "2d"',
    ),
    (f'{STEPS}\nacknowledged_for = "0m"', "escalation.acknowledged_for", "a duration must be longer than nothing"),
    (f"{STEPS}\nrepeat = true", "escalation.repeat", "is not a key that a regulation has here"),
]


@pytest.mark.parametrize(("text", "key", "reason"), WRONG)
def test_a_wrong_chain_is_told_with_its_file_its_key_and_what_is_wrong(
    tmp_path: Path, text: str, key: str, reason: str
) -> None:
    with pytest.raises(RegulationError) as wrong:
        read(tmp_path, text)
    assert wrong.value.problems == (Problem(str(tmp_path / "small.toml"), key, reason),)


def test_a_chain_is_read_with_what_is_left_out(tmp_path: Path) -> None:
    assert read(tmp_path, STEPS).escalation == Escalation(
        steps=(
            EscalationStep(after=timedelta(minutes=5), tell=Tell.GROUP),
            EscalationStep(after=timedelta(hours=1), tell=Tell.SUPERVISORS),
        ),
        acknowledged_for=SEEN_FOR,
    )


def shown(regulation: Regulation) -> list[str]:
    lines = summary(regulation, NOW)
    return lines[lines.index(TITLE) + 1 :][: lines[lines.index(TITLE) :].index("") - 1]


def test_check_shows_the_chain(tmp_path: Path) -> None:
    assert shown(IPMG) == [
        "  after 5 min: the group again",
        "  after 10 min: whoever is on call (nobody: the supervisors)",
        "  after 20 min: the supervisors",
        "  who says that they see it holds this once for 15 min",
    ]
    assert len(shown(PROVIDENCE)) == 4
    assert shown(read(tmp_path, f'{STEPS}\nclause = "9"')) == [
        "  no level is critical, so nothing of this ever happens",
        "  after 5 min: the group again (9)",
        "  after 1 h: the supervisors (9)",
        "  who says that they see it holds this once for 15 min",
    ]


def test_without_a_chain_there_is_nothing_to_show(tmp_path: Path) -> None:
    text = (FOLDER / "ipmg.toml").read_text(encoding="utf-8")
    start = text.index("[escalation]")
    (tmp_path / "ipmg.toml").write_text(text[:start] + text[text.index("]\n\n", start) + 3 :], encoding="utf-8")
    regulation = load(tmp_path / "ipmg.toml", TODAY)
    assert regulation.escalation is None
    assert TITLE not in summary(regulation, NOW)
