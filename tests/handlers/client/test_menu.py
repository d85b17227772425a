"""The menu is the same wherever it stands, and offers what the regulation has."""

from pathlib import Path

import pytest
from aiogram.utils.i18n import I18n

from desk.model import Language
from desk.regulation import Regulation
from handlers.client import keyboards
from tests.handlers.client.conftest import Client
from tests.support.regulations import IPMG, PROVIDENCE


@pytest.mark.parametrize(("regulation", "calls"), [(IPMG, True), (PROVIDENCE, False)])
def test_a_choice_of_one_language_is_none(tmp_path: Path, regulation: Regulation, calls: bool) -> None:
    def offered(languages: tuple[Language, ...]) -> list[str]:
        one = regulation.model_copy(update={"languages": languages})
        return [button.text for row in keyboards.menu(one).inline_keyboard for button in row]

    with I18n(path=tmp_path).context():
        several, single = offered(regulation.languages), offered((Language.EN,))
    assert [label for label in several if label not in single] == ["🌐 Language"]
    assert any("Call me back" in label for label in single) is calls


async def test_the_menu_after_cancel_is_the_one_of_the_start(emma: Client) -> None:
    await emma.write("/start")
    at_the_start = list(emma.last.buttons)
    await emma.write("/cancel")
    assert list(emma.last.buttons) == at_the_start
