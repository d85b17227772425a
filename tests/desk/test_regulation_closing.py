"""Ratings, unanswered questions, unfinished forms and calls in a regulation file: read, checked, shown."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from desk.regulation import Regulation, RegulationError, load
from desk.summary import summary
from desk.summary_closing import calls, closing
from tests.support.regulations import FOLDER, IPMG, PROVIDENCE

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


def problems(folder: Path, name: str, old: str, new: str) -> set[str]:
    """What is wrong with the shipped file once `old` is `new`."""
    path = folder / f"{name}.toml"
    shutil.copyfile(FOLDER / f"{name}.articles.toml", folder / f"{name}.articles.toml")
    text = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(RegulationError) as raised:
        load(path, TODAY)
    return {f"{one.key}: {one.reason}" for one in raised.value.problems}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('ground = "not_enough"', 'ground = "nothing"', 'clarification.ground: "nothing" is not one of the grounds'),
        (
            'awaited_grounds = ["not_reproducible", "not_enough"]',
            'awaited_grounds = ["not_enough", "never"]',
            'clarification.awaited_grounds[2]: "never" is not one of the grounds',
        ),
        ('remind_after = ["1d", "3d"]', 'remind_after = ["3d", "1d"]', "clarification: must remind later each time"),
        ('remind_after = ["1d", "3d"]', 'remind_after = ["soon"]', "clarification.remind_after[1]: 'soon' is not a"),
        ('clock = "clock"\nground', 'clock = "sand"\nground', "clarification.clock: must be 'working' or 'clock'"),
        ("low = 2", "low = 5", "rating.low: must be less than or equal to 4"),
        ('change_within = "1d"', "", "rating.change_within: is missing"),
        ('remind_form_after = "1d"', 'remind_form_after = "0m"', "remind_form_after: a duration must be longer"),
    ],
)
def test_what_is_wrong_is_told_with_its_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert any(one.startswith(said) for one in problems(tmp_path, "providence", old, new))


def test_the_shipped_files_rate_for_a_week_and_remind() -> None:
    for regulation, ways in ((IPMG, ("not_reproducible", None)), (PROVIDENCE, (None, "not_enough"))):
        rule = regulation.clarification
        assert regulation.rating is not None
        assert rule is not None
        assert (rule.resolution, rule.ground) == ways
        assert regulation.lacking == tuple(one for one in ways[1:] if one)
        assert regulation.remind_form_after is not None


def without(regulation: Regulation, **changes: object) -> Regulation:
    return regulation.model_copy(update=changes)


def test_the_check_shows_what_follows_an_end() -> None:
    text = "\n".join(summary(PROVIDENCE, NOW))
    for line in (
        "a rating is asked for within 168 h, changeable for 24 h (6)",
        "with 2 or fewer of 5 stars",
        "a question without an answer is reminded of after 24 h, 72 h of clock time",
        "without an answer the request is closed on the ground not_enough after 168 h of clock time",
        "with the words: Without your answer we cannot analyse the problem.",
        "the same for a suspension on not_reproducible, not_enough",
        "an unfinished form is reminded of once, 24 h after it was touched last",
    ):
        assert line in text
    assert "the engineers are reminded 10 min before it is due" in "\n".join(summary(IPMG, NOW))
    assert "closed as not_reproducible" in "\n".join(closing(IPMG))


def test_the_check_shows_nothing_of_what_is_not_there() -> None:
    silent = without(IPMG, rating=None, clarification=None, remind_form_after=None)
    assert list(closing(silent)) == []
    assert IPMG.rating is not None
    assert IPMG.clarification is not None
    only = IPMG.clarification.model_copy(
        update={"remind_after": (), "clock": "working", "explanation": None, "awaited_grounds": ()}
    )
    rating = IPMG.rating.model_copy(update={"low": 0})
    lines = list(closing(without(silent, rating=rating, clarification=only)))
    assert len(lines) == 2
    assert "working time" in lines[1]
    endless = only.model_copy(update={"close_after": None})
    assert list(closing(without(silent, clarification=endless))) == []
    assert IPMG.call_back is not None
    assert list(calls(IPMG.call_back.model_copy(update={"remind_before": None, "retry_after": None}))) == []
