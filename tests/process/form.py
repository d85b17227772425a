"""A client's way through the form, in the words of their language."""

import io
from dataclasses import dataclass

from PIL import Image

from desk.model import Language
from desk.regulation import Regulation
from tests.support.phones import Phone, World, words
from tests.support.regulations import PROVIDENCE


@dataclass(frozen=True)
class Spoken:
    """What stands on the buttons and in the messages of one language (glossary.json)."""

    new: str
    down: str
    send: str
    skip: str
    ready: str
    created: str
    in_progress: str
    clarification: str
    done: str
    solved: str
    answer: str


SPOKEN = {
    Language.UK: Spoken(
        "Нове звернення", "Нічого не працює", "Надіслати", "Пропустити", "Готово",
        "Створено", "У роботі", "Уточнення", "Виконано", "Вирішено", "Відповісти",
    ),
    Language.RU: Spoken(
        "Новое обращение", "Ничего не работает", "Отправить", "Пропустить", "Готово",
        "Создана", "В работе", "Уточнение", "Выполнено", "Решена", "Ответить",
    ),
    Language.EN: Spoken(
        "New request", "Nothing works", "Send", "Skip", "Ready",
        "Created", "In progress", "Clarification", "Done", "Solved", "Answer",
    ),
}  # fmt: skip

PROBLEM = {
    Language.UK: "З самого ранку <нічого> не показує & екран чорний 😱",
    Language.RU: "С утра <ничего> не показывает & экран чёрный 😱",
    Language.EN: "Since the morning <nothing> plays & the screen is black 😱",
}


def picture(color: str) -> bytes:
    """A small PNG."""
    out = io.BytesIO()
    Image.new("RGB", (320, 200), color).save(out, "PNG")
    return out.getvalue()


async def begin(phone: Phone, regulation: Regulation, language: Language) -> None:
    """From the greeting to the name."""
    said = SPOKEN[language]
    await phone.write("/start")
    await phone.press(said.new)
    await phone.press(regulation.text(regulation.topics[0].name, language))
    await phone.press(said.down)


async def introduce(phone: Phone, regulation: Regulation, language: Language) -> None:
    """Name, company, contact, position where it is asked."""
    for typed in ("Олена Коваль", "ТОВ «Промінь & Ко»", "olena@example.com"):
        seen = await phone.last_id()
        await phone.write(typed)
        await phone.sees(".", after=seen + 1)
    if any(part.step == "position" for part in regulation.form):
        await phone.press(SPOKEN[language].skip)


async def describe(phone: Phone, regulation: Regulation, language: Language, pictures: int = 2) -> None:
    """The problem and the screenshots, up to the summary."""
    said = SPOKEN[language]
    seen = await phone.last_id()
    await phone.write(PROBLEM[language])
    await phone.sees(".", after=seen + 1)
    if any(part.step == "reproduction" for part in regulation.form):
        await phone.press(said.skip)
    if pictures:
        colors = ("red", "green", "blue", "white", "black")[:pictures]
        seen = await phone.last_id()
        await phone.send_files([(f"{color}.png", picture(color)) for color in colors])
        await phone.sees(str(pictures), after=seen)
    await phone.press(said.ready)
    await phone.sees(rf"\[.*{said.send}.*\]")


async def ready_to_send(world: World) -> Phone:
    """Emma with a whole form before her."""
    client = await world.person("Emma")
    await begin(client, PROVIDENCE, Language.EN)
    await introduce(client, PROVIDENCE, Language.EN)
    await describe(client, PROVIDENCE, Language.EN, pictures=0)
    return client


async def count(phone: Phone, pattern: str) -> int:
    """How many messages of the bot in the chat have these words."""
    return sum(pattern in words(shown) for shown in await phone.messages() if shown.get("from", {}).get("is_bot"))
