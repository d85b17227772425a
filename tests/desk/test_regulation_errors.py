"""A wrong regulation file: every error at once, each with its file, its key and a plain reason."""

from datetime import date
from pathlib import Path

import pytest

from desk.regulation import Problem, Regulation, RegulationError, load

TODAY = date(2026, 11, 21)

SMALL = """
prefix = "AB"
timezone = "Europe/Kyiv"
phone_region = "UA"
languages = ["uk", "en"]
company = { en = "Company", uk = "Компанія" }
service = { en = "Service", uk = "Сервіс" }
priority_word = { en = "Level", uk = "Рівень" }
reservation = { en = "Perhaps", uk = "Можливо" }
official_channels = { en = "Here", uk = "Тут" }

[holidays]
country = "UA"
enabled = true
categories = ["public", "workday"]
add = ["2026-12-24"]
remove = [2026-12-25]

[calendars.support]
mon = ["09:00-13:00", "14:00-18:00"]
tue = ["22:00-06:00"]
wed = ["09:00-18:00"]
holidays = []
[calendars.support.dates]
2026-12-31 = ["09:00-12:00"]

[[contacts]]
kind = "phone"
value = "+380 44 235 92 58"
calendar = "support"
clause = "1"
name = { en = "Phone", uk = "Телефон" }

[[contacts]]
kind = "site"
value = "https://example.com/help"
clause = "1"
name = { en = "Site", uk = "Сайт" }

[priorities.usual]
name = { en = "Usual", uk = "Звичайна" }
clause = "2"
first_reaction = { within = "4h30m", clock = "working", warn_after = "1h" }

[matrix]
down = "usual"
degraded = { one = "usual", some = "usual", all = "usual" }
question = "usual"

[form]
topic = {}
impact = {}
scale = {}
name = {}
contact = {}
problem = {}

[screenshots]
formats = ["JPEG"]
most = 3

[topics.help]
name = { en = "Help", uk = "Допомога" }
clause = "3"

[out_of_scope.repair]
name = { en = "Repair", uk = "Ремонт" }
reason = { en = "No", uk = "Ні" }
clause = "4"

[redirects.sales]
name = { en = "Sales", uk = "Продаж" }
text = { en = "Ask sales", uk = "Запитайте" }
clause = "5"
[[redirects.sales.contacts]]
kind = "email"
value = "sales@example.com"
clause = "5"
name = { en = "Mail", uk = "Пошта" }

[grounds.rude]
name = { en = "Rude", uk = "Грубість" }
clause = "6"
"""


def read(folder: Path, text: str) -> Regulation:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return load(path, TODAY)


def problems(folder: Path, *changes: tuple[str, str]) -> list[tuple[str, str]]:
    """Key and reason of everything wrong with SMALL after the changes."""
    text = SMALL
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    with pytest.raises(RegulationError) as caught:
        read(folder, text)
    assert {problem.file for problem in caught.value.problems} == {str(folder / "own.toml")}
    return [(problem.key, problem.reason) for problem in caught.value.problems]


def test_the_small_file_is_right(tmp_path: Path) -> None:
    regulation = read(tmp_path, SMALL)
    assert regulation.support.dates == {date(2026, 12, 31): regulation.support.dates[date(2026, 12, 31)]}
    assert regulation.support.holidays[date(2026, 12, 24)] == "added holiday"
    assert date(2026, 12, 25) not in regulation.support.holidays


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        # Values of their own
        ('prefix = "AB"', 'prefix = "ab"', "prefix", "must be 1 to 8 capital letters A-Z"),
        ('prefix = "AB"', "prefix = 7", "prefix", "must be a text in quotes"),
        ('prefix = "AB"', "", "prefix", "is missing"),
        ('prefix = "AB"', 'prefix = "AB"\ncolour = "red"', "colour", "is not a key that a regulation has here"),
        ('"Europe/Kyiv"', '"Europe/Nowhere"', "timezone", '"Europe/Nowhere" is not a time zone'),
        ('"Europe/Kyiv"', '"../etc"', "timezone", "is not a time zone"),
        ('"Europe/Kyiv"', '"Europe"', "timezone", "is not a time zone"),
        ('"Europe/Kyiv"', "3", "timezone", "must be a text in quotes"),
        ('phone_region = "UA"', 'phone_region = "Ukraine"', "phone_region", "is not a country code"),
        ('["uk", "en"]', "[]", "languages", "must not be empty"),
        ('["uk", "en"]', '["uk", "de"]', "languages[2]", "must be 'en', 'ru' or 'uk'"),
        ('["uk", "en"]', '"uk"', "languages", "must be a list"),
        ('["uk", "en"]', '["uk", "en", "uk"]', "languages", "names uk more than once"),
        ('["uk", "en"]', '["uk", "en", "ru"]', "topics.help.name", "has no text in ru"),
        ('{ en = "Company", uk = "Компанія" }', '{ en = "Company" }', "company", "has no text in uk"),
        ('{ en = "Company", uk = "Компанія" }', '{ en = "Company", uk = " " }', "company", "has no text in uk"),
        ('{ en = "Help", uk', '{ de = "Hilfe", en = "Help", uk', "topics.help.name.de", "is not a language"),
        ('company = { en = "Company", uk = "Компанія" }', 'company = "Company"', "company", "must be a table"),
        # Targets
        ('"4h30m"', '"soon"', "priorities.usual.first_reaction.within", "'soon' is not a duration"),
        ('"4h30m"', '""', "priorities.usual.first_reaction.within", "is not a duration"),
        ('"4h30m"', "90", "priorities.usual.first_reaction.within", "90 is not a duration"),
        ('"4h30m"', '"0m"', "priorities.usual.first_reaction.within", "longer than nothing"),
        ('"1h"', '"5h"', "priorities.usual.first_reaction", "warn_after must be shorter than within"),
        ('"1h"', '"1h", tell_after = "270m"', "priorities.usual.first_reaction", "tell_after must be shorter"),
        ('"1h"', '"1h", tell_after = "1h"', "priorities.usual.first_reaction", "tell_after must be longer"),
        (
            'warn_after = "1h"',
            'tell_after = "3h"',
            "priorities.usual.first_reaction",
            "tell_after must be longer than warn_after (where none is given",
        ),
        ('"working"', '"lunar"', "priorities.usual.first_reaction.clock", "must be 'working' or 'clock'"),
        ('clause = "2"', 'clause = "2"\ncritical = 9', "priorities.usual.critical", "boolean"),
        (
            'clause = "2"',
            'clause = "2"\nnext_reaction_from_taking = true',
            "priorities.usual",
            "needs a next_reaction",
        ),
        ("[priorities.usual]", "[priorities.Usual]", "priorities.Usual", "must be 1 to 24 of a-z"),
        ("[topics.help]", f"[topics.{'h' * 25}]", f"topics.{'h' * 25}", "must be 1 to 24 of a-z"),
        ('clause = "3"', 'clause = "3"\nkey = "x"', "topics.help.key", "is the name of the table itself"),
        # What must agree
        ('down = "usual"', 'down = "urgent"', "matrix.down", '"urgent" is not one of the priorities'),
        ('some = "usual"', 'some = "urgent"', "matrix.degraded.some", '"urgent" is not one of the priorities'),
        ('some = "usual", ', "", "matrix.degraded.some", "is missing"),
        ('one = "usual"', 'two = "usual"', "matrix.degraded", "must be a priority, or a table"),
        ('question = "usual"', "question = 3", "matrix.question", "must be a priority, or a table"),
        ('question = "usual"', "", "matrix.question", "is missing"),
        ("[out_of_scope.repair]", "[out_of_scope.help]", "out_of_scope.help", "is in topics already"),
        ("[redirects.sales]", "[redirects.help]", "redirects.help", "is in topics already"),
        ('calendar = "support"', 'calendar = "night"', "contacts[1].calendar", '"night" is not one of the calendars'),
        (
            'value = "sales@example.com"',
            'value = "sales@example.com"\ncalendar = "night"',
            "redirects.sales.contacts[1].calendar",
            '"night" is not one of the calendars',
        ),
        # Contacts
        ('"+380 44 235 92 58"', '"044 235 92 58"', "contacts[1]", "with its country code"),
        ('"+380 44 235 92 58"', '"+380 44 235"', "contacts[1]", "cannot exist|can exist"),
        ('"https://example.com/help"', '"example.com"', "contacts[2]", "begins with https://"),
        ('"https://example.com/help"', '"https://"', "contacts[2]", "begins with https://"),
        ('"sales@example.com"', '"sales.example.com"', "redirects.sales.contacts[1]", "is not an e-mail address"),
        # The form
        ("\nname = {}", "", "form.name", "is missing: there is no request without it"),
        ("contact = {}", "contact = { required = false }", "form.contact.required", "must be true"),
        ("problem = {}", "problem = {}\ncolour = {}", "form.colour", "is not a step of the form; there are topic,"),
        ("problem = {}", "problem = {}\nsummary = {}", "form.summary", "comes last by itself"),
        ("problem = {}", "problem = 3", "form.problem", "must be a table"),
        ("scale = {}", "", "form.scale", "is missing: matrix.degraded depends on it"),
        ("impact = {}\nscale = {}", "scale = {}\nimpact = {}", "form.scale", "must come after form.impact"),
        ('{ one = "usual", some = "usual", all = "usual" }', '"usual"', "form.scale", "is asked for nothing"),
        ('formats = ["JPEG"]', 'formats = ["PNG"]', "screenshots", 'formats must name "JPEG"'),
        ('formats = ["JPEG"]', 'formats = ["BMP"]', "screenshots.formats[1]", "must be 'JPEG', 'GIF' or 'PNG'"),
        ("most = 3", "most = 11", "screenshots.most", "less than or equal to 10"),
        # Found out, not written
        ('prefix = "AB"', 'prefix = "AB"\nmissing_years = []', "missing_years", "is found out"),
        # Hours
        ('"14:00-18:00"', '"14-18"', "calendars.support.mon[2]", '"14-18" is not a time span'),
        ('"14:00-18:00"', '"14:00-25:00"', "calendars.support.mon[2]", "no clock shows"),
        ('"14:00-18:00"', "14", "calendars.support.mon[2]", "14 is not a time span"),
        ('"14:00-18:00"', '"12:00-18:00"', "calendars.support.mon", "overlaps another span of the day"),
        ('wed = ["09:00', 'wed = ["05:00', "calendars.support", 'overlapping hours: "05:00-18:00" of wed'),
        (
            'mon = ["09:00-13:00", "14:00-18:00"]',
            'mon = ["01:00-13:00"]\nsun = ["20:00-02:00"]',
            "calendars.support",
            'overlapping hours: "01:00-13:00" of mon',
        ),
        (
            'mon = ["09:00-13:00", "14:00-18:00"]\ntue = ["22:00-06:00"]\nwed = ["09:00-18:00"]',
            "",
            "calendars.support",
            "is never open",
        ),
        ("wed = [", "wednesday = [", "calendars.support.wednesday", "is not a key"),
        ("2026-12-31 =", "31-12-2026 =", "calendars.support.dates.31-12-2026", "date"),
        ("2026-12-31 = [", '2026-12-31 = ["09:00-11:00", ', "calendars.support.dates.2026-12-31", "overlaps another"),
        # Holidays
        ('country = "UA"', 'country = "XX"', "holidays.country", '"XX" is not a country'),
        ('country = "UA"', "", "holidays.country", "is missing: enabled = true needs it"),
        ('"workday"', '"odd"', "holidays.categories", "must be some of public, workday"),
        ('["public", "workday"]', "[]", "holidays.categories", "must be some of public, workday"),
        ("enabled = true", 'enabled = "perhaps"', "holidays.enabled", "boolean"),
        ('add = ["2026-12-24"]', 'add = ["tomorrow"]', "holidays.add[1]", "date"),
        ("[2026-12-25]", "[2026-12-24]", "holidays.remove", "2026-12-24 is in add as well"),
        ("[2026-12-25]", "[2026-12-23]", "holidays.remove", "2026-12-23 is not a holiday of the country's list"),
        ("holidays = []", "", "holidays", "changes nothing: no calendar says its hours on holidays"),
    ],
)
def test_a_mistake_is_named_with_its_key_and_reason(tmp_path: Path, old: str, new: str, key: str, reason: str) -> None:
    found = dict(problems(tmp_path, (old, new)))
    assert key in found, found
    assert any(part in found[key] for part in reason.split("|"))


def test_there_is_always_a_support_calendar(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        ("[calendars.support]", "[calendars.night]"),
        ("[calendars.support.dates]", "[calendars.night.dates]"),
        ('calendar = "support"', 'calendar = "night"'),
    )
    assert found == [("calendars.support", "is missing: working time is counted in it")]


def test_hours_on_holidays_need_to_know_the_holidays(tmp_path: Path) -> None:
    start, end = SMALL.index("[holidays]"), SMALL.index("[calendars.support]")
    assert problems(tmp_path, (SMALL[start:end], "")) == [("calendars.support.holidays", "needs the table [holidays]")]


@pytest.mark.parametrize("table", ["priorities", "topics", "grounds", "form", "matrix", "calendars", "redirects"])
def test_a_table_that_is_no_table_is_an_error_and_no_crash(tmp_path: Path, table: str) -> None:
    lines = SMALL.split("\n\n")
    kept = [part for part in lines if not part.startswith((f"[{table}.", f"[{table}]"))]
    with pytest.raises(RegulationError) as caught:
        read(tmp_path, "\n\n".join([f"\n{table} = 3", *kept]))
    assert table in {problem.key.split(".")[0] for problem in caught.value.problems}


@pytest.mark.parametrize("table", ["topics", "redirects", "contacts"])
def test_an_entry_that_is_no_table_is_an_error_and_no_crash(tmp_path: Path, table: str) -> None:
    text = SMALL.replace("[topics.help]", "[topics]\nodd = 3\n[topics.help]")
    text = text.replace("[redirects.sales]", "[redirects]\nodd = 3\n[redirects.sales]")
    start, end = text.index("[[contacts]]"), text.index("[priorities.usual]")
    text = "contacts = [3]\n" + text[:start] + text[end:]
    with pytest.raises(RegulationError) as caught:
        read(tmp_path, text)
    keys = {problem.key for problem in caught.value.problems}
    assert {"topics.odd", "redirects.odd", "contacts[1]"} <= keys


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        ('prefix = "AB"', 'prefix = "a"'),
        ('"Europe/Kyiv"', '"Mars"'),
        ('"14:00-18:00"', '"14-18"'),
        ('country = "UA"', 'country = "XX"'),
        ('down = "usual"', 'down = "urgent"'),
        ("\nname = {}", ""),
        ('"4h30m"', '"soon"'),
        ('{ en = "Rude", uk = "Грубість" }', '{ en = "Rude" }'),
    )
    assert [key for key, _ in found] == [
        "calendars.support.mon[2]",
        "form.name",
        "grounds.rude.name",
        "holidays.country",
        "matrix.down",
        "prefix",
        "priorities.usual.first_reaction.within",
        "timezone",
    ]


def test_an_empty_file_lists_everything_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(RegulationError) as caught:
        read(tmp_path, "")
    missing = {problem.key for problem in caught.value.problems if problem.reason.startswith("is missing")}
    assert {"prefix", "timezone", "company", "topics", "calendars.support", "form.problem"} <= missing


def test_the_same_table_twice_is_an_error_with_its_place(tmp_path: Path) -> None:
    twice = SMALL + "\n[topics.help]\nclause = '1'\n"
    with pytest.raises(RegulationError, match=r"own\.toml: is not valid TOML: .*line \d+"):
        read(tmp_path, twice)


def test_a_file_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(RegulationError) as caught:
        load(tmp_path / "none.toml", TODAY)
    assert caught.value.problems == (
        Problem(str(tmp_path / "none.toml"), "", "cannot be read: No such file or directory"),
    )


def test_a_file_that_is_not_utf8_is_said_plainly(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes("company = 'Компанія'".encode("cp1251"))
    with pytest.raises(RegulationError, match="is not UTF-8 text"):
        load(path, TODAY)


def test_a_file_that_an_editor_of_windows_saved_is_read(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(SMALL, encoding="utf-8-sig")
    assert load(path, TODAY).prefix


def test_a_problem_reads_as_one_line() -> None:
    assert str(Problem("own.toml", "prefix", "is missing")) == "own.toml: prefix is missing"
    assert str(Problem("own.toml", "", "cannot be read")) == "own.toml: cannot be read"
