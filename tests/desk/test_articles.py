"""Which articles match a problem."""

import pytest

from desk.articles import alike, matching
from tests.support.regulations import IPMG, PROVIDENCE

IPMG_FINDS = [
    ("Чёрный экран с самого утра", "no_picture"),
    ("Зображення зависає та розсипається на квадрати", "freezes"),
    ("Пропали каналы из списка", "missing_channel"),
    ("пропал звук и не выбирается дорожка", "no_sound"),
    ("The screen is black and the picture does not show", "no_picture"),
    ("не пускает: неверный логин или пароль", "login"),
    ("звук", "no_sound"),
]


@pytest.mark.parametrize(("problem", "key"), IPMG_FINDS)
def test_a_problem_finds_its_article_first(problem: str, key: str) -> None:
    assert matching(IPMG, problem)[0].key == key


@pytest.mark.parametrize("problem", ["", "?!", "не работает", "Хочу поблагодарить вас за договор 1234", "hello please"])
def test_what_says_nothing_finds_nothing(problem: str) -> None:
    assert matching(IPMG, problem) == ()


def test_at_most_three_are_offered() -> None:
    everything = " ".join(word for article in IPMG.articles for word in article.words.values())
    assert len(matching(IPMG, everything)) == 3


def test_providence_has_its_own() -> None:
    assert matching(PROVIDENCE, "Отчёт пустой, выгрузка не скачивается")[0].key == "report"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("зависает", "зависают", True), ("канал", "каналы", True), ("канала", "канал", True), ("звук", "звонок", False),
     ("picture", "pictures", True), ("list", "lost", False), ("экран", "экранизация", False)],
)  # fmt: skip
def test_words_are_alike_up_to_their_endings(one: str, other: str, *, same: bool) -> None:
    assert alike(one, other) is same
