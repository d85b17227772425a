"""When?"""

import pytest

from desk.questions import asks_when

ASKS = [
    "когда?", "Когда", "коли?", "Коли буде готово?", "when?", "When will it be fixed?", "скоро?", "Скоро уже?",
    "сколько ждать?", "Сколько ещё ждать", "Сколько нам ждать?", "долго ещё?", "Здравствуйте! Когда почините?",
    "скільки чекати?", "Доброго дня, коли полагодять?", "How long will it take?", "any news?", "Есть новости?",
    "Ну что там?", "Який статус?", "и когда?", "КОГДА???", "When\nwill it work again?",
]  # fmt: skip
SAYS = [
    "", "Работает, спасибо", "Когда включаю канал 5, экран становится чёрным и пропадает звук на всех приставках",
    "when I press play the screen turns black", "Это случилось, когда я обновил приложение",
    "Коли вмикаю, гасне екран і все",
    "Смотрю уже долго, всё хорошо, номер договора 1234, приставка на втором этаже", "+380501234567",
    "x" * 500 + " когда?",
]  # fmt: skip


@pytest.mark.parametrize("text", ASKS)
def test_it_asks_when(text: str) -> None:
    assert asks_when(text)


@pytest.mark.parametrize("text", SAYS)
def test_it_says_something(text: str) -> None:
    assert not asks_when(text)
