"""Which articles match a problem, and what is counted of them."""

import pytest

from desk.articles import alike, helped, matching, not_helped
from desk.errors import NoDraftError, UnknownChoiceError
from desk.model import Language
from storage import Store
from tests.desk.clients import EMMA, fill
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


async def test_an_article_that_helped_is_counted_and_closes_the_form(store: Store) -> None:
    draft = (await store.run(fill)).draft
    with pytest.raises(NoDraftError):
        await store.run(helped, IPMG, EMMA, draft.id + 1, "no_picture")
    with pytest.raises(UnknownChoiceError):
        await store.run(helped, IPMG, EMMA, draft.id, "nonsense")
    assert await store.run(helped, IPMG, EMMA, draft.id, "no_picture") is Language.EN
    assert await store.read(lambda work: work.article_counts.helped("no_picture")) == 1
    assert await store.read(lambda work: work.drafts.of(EMMA.id)) is None
    with pytest.raises(NoDraftError):
        await store.run(helped, IPMG, EMMA, draft.id, "no_picture")


async def test_articles_that_did_not_help_leave_the_form_as_it_is(store: Store) -> None:
    draft = (await store.run(fill)).draft
    assert matching(IPMG, draft.answers.problem or ""), "something was offered"
    for number in (draft.id, draft.id + 1):
        await store.run(not_helped, IPMG, EMMA, number)
    assert await store.read(lambda work: work.drafts.of(EMMA.id)) == draft
    assert await store.read(lambda work: work.article_counts.helped("no_picture")) == 0
