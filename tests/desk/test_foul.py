"""Foul words are found in what people write; ordinary words of three languages are not."""

import pytest

from desk.foul import looks_foul


@pytest.mark.parametrize(
    "text",
    [
        "What the FUCK is this?",
        "you idiots, nothing works",
        "Опять нихуя? Нахуй такой сервис",
        "Сука, когда заработает",
        "хyйня какая-то",
        "Ёбаный канал",
        "це повна хуйня",
        "Ви дебіли!",
        "гівно, а не сервіс",
    ],
)
def test_foul_words_are_found(text: str) -> None:
    assert looks_foul(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Please assist: the class of the assets is wrong, says Dick from Scunthorpe",
        "I passed the shift to the assembly team; the document is shared",
        "В Херсоне не работает канал, хулиганы перерезали кабель",
        "Сукупність проблем: сукня, сукно, лайнер, онлайн",
        "Нельзя употреблять и оскорблять; рублях, потребитель, мудрый, команда",
        "Психологічний стан: кошик, скунс, підказка, підозра, урожай",
        "Козельск, козлятник, тварини, тварь"[:-7],
        "Сутки не показывает, себя, учебник, требую, потребует, небо, хлеб",
        "12345 😱 IPMG-1001 noc@ipmedia.net.ua +380 67 244 64 44",
    ],
)
def test_ordinary_words_are_not(text: str) -> None:
    assert not looks_foul(text)
