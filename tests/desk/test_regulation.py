"""Both regulations as they are read: the facts of each, clause by clause."""

import json
import os
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desk.model import Impact, Language, Scale, Step
from desk.regulation import ClockKind, ContactKind, Priority, Regulation, Target, load

FOLDER = Path(__file__).parents[2] / "regulations"
SHARED = Path(os.environ.get("SHARED_DIR", Path(__file__).parents[2].parent / "shared"))
TODAY = date(2026, 11, 21)
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def ipmg() -> Regulation:
    return load(FOLDER / "ipmg.toml", TODAY)


@pytest.fixture(scope="module")
def providence() -> Regulation:
    return load(FOLDER / "providence.toml", TODAY)


@pytest.fixture(scope="module", params=["ipmg", "providence"])
def either(request: pytest.FixtureRequest) -> Regulation:
    return load(FOLDER / f"{request.param}.toml", TODAY)


def test_ipmg_is_who_it_is(ipmg: Regulation) -> None:
    assert (ipmg.prefix, ipmg.timezone, ipmg.phone_region) == ("IPMG", "Europe/Kyiv", "UA")
    assert ipmg.languages == (Language.UK, Language.RU, Language.EN)
    assert ipmg.one_problem is None


def test_ipmg_3_3_1_standard_reacts_within_12_working_hours_and_promises_no_solution(ipmg: Regulation) -> None:
    standard = ipmg.priority("standard")
    assert standard.first_reaction == Target(within=12 * HOUR, clock=ClockKind.WORKING)
    assert standard.next_reaction == standard.first_reaction
    assert not standard.critical
    assert not standard.next_reaction_from_taking


def test_ipmg_3_3_4_operative_warns_at_60_minutes_breaks_at_90_and_has_4_hours_once_taken(ipmg: Regulation) -> None:
    operative = ipmg.priority("operative")
    assert operative.first_reaction == Target(within=1.5 * HOUR, clock=ClockKind.CLOCK, warn_after=HOUR)
    assert operative.next_reaction == Target(within=4 * HOUR, clock=ClockKind.WORKING)
    assert operative.critical
    assert operative.next_reaction_from_taking


def test_ipmg_3_2_1_promises_no_solution_time(ipmg: Regulation) -> None:
    assert all(priority.resolution is None for priority in ipmg.priorities)


@pytest.mark.parametrize(
    ("impact", "scale", "level"),
    [
        (Impact.DOWN, None, "operative"),
        (Impact.DOWN, Scale.ONE, "operative"),
        (Impact.DEGRADED, Scale.ONE, "standard"),
        (Impact.DEGRADED, Scale.SOME, "operative"),
        (Impact.DEGRADED, Scale.ALL, "operative"),
        (Impact.QUESTION, None, "standard"),
    ],
)
def test_ipmg_3_1_proposes_a_level(ipmg: Regulation, impact: Impact, scale: Scale | None, level: str) -> None:
    assert ipmg.priority_for(impact, scale) == level


def test_ipmg_asks_how_many_only_where_it_works_with_faults(ipmg: Regulation) -> None:
    assert [impact for impact in Impact if ipmg.asks_scale(impact)] == [Impact.DEGRADED]
    with pytest.raises(ValueError, match="scale"):
        ipmg.priority_for(Impact.DEGRADED, None)


def test_ipmg_3_2_1_asks_who_the_person_is(ipmg: Regulation) -> None:
    for step in (Step.NAME, Step.COMPANY, Step.CONTACT):
        asked = ipmg.step(step)
        assert asked is not None
        assert asked.required
        assert asked.clause == "3.2.1"
    position = ipmg.step(Step.POSITION)
    assert position is not None
    assert not position.required
    assert ipmg.step(Step.REPRODUCTION) is None


def test_the_form_asks_in_order(ipmg: Regulation, providence: Regulation) -> None:
    assert [step.step for step in ipmg.form] == (
        ["topic", "impact", "scale", "name", "company", "contact", "position", "problem", "screenshots"]
    )
    assert [step.step for step in providence.form] == (
        ["topic", "impact", "name", "company", "contact", "problem", "reproduction", "screenshots"]
    )


def test_ipmg_2_4_seven_things_are_out_of_scope(ipmg: Regulation) -> None:
    assert len(ipmg.out_of_scope) == 7
    assert {one.clause for one in ipmg.out_of_scope} == {"2.4"}


def test_ipmg_2_5_sales_go_to_sales(ipmg: Regulation) -> None:
    (sales,) = ipmg.redirects
    assert [(contact.kind, contact.value) for contact in sales.contacts] == [
        (ContactKind.EMAIL, "sales@ipmedia.net.ua"),
        (ContactKind.PHONE, "+380 44 235 92 58"),
    ]


def test_ipmg_3_2_the_phone_has_hours_and_the_mailbox_has_none(ipmg: Regulation) -> None:
    assert [(contact.value, contact.calendar) for contact in ipmg.contacts] == [
        ("+380 67 244 64 44", "phone"),
        ("noc@ipmedia.net.ua", None),
    ]


@pytest.mark.parametrize("calendar", ["support", "phone"])
def test_ipmg_3_2_2_and_3_2_3_hours(ipmg: Regulation, calendar: str) -> None:
    hours = ipmg.calendars[calendar]
    days = [date(2026, 11, 23) + timedelta(days=i) for i in range(7)]
    assert [", ".join(map(str, hours.hours_on(day))) for day in days] == ["07:30-22:00"] * 5 + ["09:00-20:00"] * 2


def test_ipmg_works_on_public_holidays_under_martial_law(ipmg: Regulation) -> None:
    assert str(ipmg.support.hours_on(date(2026, 12, 25))[0]) == "07:30-22:00"
    assert ipmg.missing_years == ()


def test_ipmg_has_holidays_once_the_operator_switches_them_on(tmp_path: Path) -> None:
    text = (FOLDER / "ipmg.toml").read_text(encoding="utf-8")
    path = tmp_path / "ipmg.toml"
    path.write_text(text.replace("enabled = false", "enabled = true"), encoding="utf-8")
    switched = load(path, TODAY)
    assert str(switched.support.hours_on(date(2026, 12, 25))[0]) == "09:00-20:00"
    assert switched.support.holidays[date(2026, 12, 25)] == "Christmas Day"
    assert switched.missing_years == ()


def test_providence_is_who_it_is(providence: Regulation) -> None:
    assert (providence.prefix, providence.timezone, providence.phone_region) == ("PF", "Europe/Moscow", "RU")
    assert providence.languages == (Language.RU, Language.UK, Language.EN)
    assert providence.one_problem is not None


@pytest.mark.parametrize(("key", "hours", "critical"), [("high", 24, True), ("medium", 48, False), ("low", 96, False)])
def test_providence_5_2_time_to_fix(providence: Regulation, key: str, hours: int, critical: bool) -> None:
    priority = providence.priority(key)
    assert priority.resolution == Target(within=hours * HOUR, clock=ClockKind.CLOCK)
    assert priority.critical is critical
    assert priority.first_reaction is None
    assert priority.next_reaction is None


@pytest.mark.parametrize(
    ("impact", "priority"), [(Impact.DOWN, "high"), (Impact.DEGRADED, "medium"), (Impact.QUESTION, "low")]
)
def test_providence_sets_a_priority_without_asking_how_many(
    providence: Regulation, impact: Impact, priority: str
) -> None:
    assert not providence.asks_scale(impact)
    assert providence.priority_for(impact, None) == priority


def test_providence_2_1_is_open_every_day_holidays_too(providence: Regulation) -> None:
    for day in (date(2026, 11, 22), date(2026, 11, 23), date(2027, 1, 1)):
        assert [str(span) for span in providence.support.hours_on(day)] == ["10:00-22:00"]


def test_providence_4_6_has_nine_grounds(providence: Regulation) -> None:
    assert len(providence.grounds) == 9
    assert all(ground.clause.startswith("4.6") for ground in providence.grounds)


def test_providence_3_3_connections_are_passed_to_the_partner_department(providence: Regulation) -> None:
    passed = [topic.key for topic in providence.topics if topic.department is not None]
    assert passed == ["connection"]


def test_providence_4_1_channels(providence: Regulation) -> None:
    assert [contact.value for contact in providence.contacts] == ["support@providence.film", "https://providence.film"]
    for text in providence.official_channels.values():
        assert "support@providence.film" in text


def test_providence_4_5_takes_jpg_gif_and_png(either: Regulation) -> None:
    assert set(either.screenshots.formats) == {"JPEG", "GIF", "PNG"}
    assert either.screenshots.most == 10


def test_4_2_foul_language_is_a_ground(either: Regulation) -> None:
    assert "4.2" in either.ground("foul_language").clause


def test_the_clause_is_cited_wherever_the_regulation_obliges(either: Regulation) -> None:
    for parts in (either.topics, either.out_of_scope, either.redirects, either.grounds, either.priorities):
        assert all(part.clause for part in parts)
    assert all(contact.clause for contact in either.contacts)


def _texts(value: Any, path: str = "") -> list[tuple[str, dict[str, str]]]:
    if isinstance(value, list):
        return [found for i, one in enumerate(value) for found in _texts(one, f"{path}[{i}]")]
    if not isinstance(value, dict):
        return []
    if value.keys() & set(Language):
        return [(path, value)]
    return [found for key, one in value.items() for found in _texts(one, f"{path}.{key}")]


@pytest.mark.parametrize("name", ["ipmg", "providence"])
def test_every_text_is_there_in_three_languages_and_nobody_forgot_to_translate(name: str) -> None:
    raw = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    texts = _texts(raw)
    assert len(texts) > 30
    for path, text in texts:
        assert set(text) == set(Language), path
        if path != ".company":
            assert len(set(text.values())) == 3, path
            assert not set(text["ru"]) & set("іїєґ’"), path
            assert not set(text["uk"]) & set("ыэёъ"), path
            assert text["en"].isascii() or "–" in text["en"], path


def test_priorities_are_called_as_in_the_glossary(ipmg: Regulation, providence: Regulation) -> None:
    file = SHARED / "glossary.json"
    if not file.is_file():
        pytest.skip("glossary.json is not there; SHARED_DIR names the folder that has it")
    glossary = json.loads(file.read_text(encoding="utf-8"))
    for regulation, kind in ((ipmg, "level"), (providence, "priority")):
        for priority in regulation.priorities:
            assert priority.name == glossary[f"{kind}.{priority.key}"]


def test_names_fit_on_a_button(either: Regulation) -> None:
    names = [
        *(part.name for part in either.topics),
        *(part.name for part in either.out_of_scope),
        *(part.name for part in either.redirects),
        *(part.name for part in either.grounds),
    ]
    assert [text for name in names for text in name.values() if len(text) > 55] == []


def test_a_text_falls_back_to_the_first_language(ipmg: Regulation) -> None:
    assert ipmg.text({Language.UK: "так", Language.EN: "yes"}, Language.EN) == "yes"
    assert ipmg.text({Language.UK: "так"}, Language.EN) == "так"


def test_what_is_not_there_is_a_key_error(ipmg: Regulation) -> None:
    assert ipmg.topic("access").key == "access"
    for lookup in (ipmg.priority, ipmg.topic, ipmg.ground):
        with pytest.raises(KeyError):
            lookup("nothing")


def test_a_deadline_by_the_regulation(ipmg: Regulation) -> None:
    asked = datetime(2026, 11, 21, 21, tzinfo=UTC)  # Saturday 23:00 in Kyiv, closed
    first = ipmg.priority("standard").first_reaction
    assert first is not None
    assert ipmg.support.add(asked, first.within) == datetime(2026, 11, 23, 6, 30, tzinfo=UTC)


def test_parts_can_be_built_without_a_file() -> None:
    assert Priority(key="any", name={Language.EN: "Any"}, clause="").resolution is None
