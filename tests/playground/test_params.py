"""The tables of parameters, held against what others wrote down of the Bot API."""

import json
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from playground.api import BotApi
from playground.params import method_models, table
from playground.registry import ANSWERS
from playground.world import World

BOT_API = Path(__file__).parents[3] / "shared" / "botapi.json"
DIFFERENT = {"editEphemeralMessageText"}  # aiogram asks for a text where the Bot API takes a rich message instead


@pytest.mark.skipif(not BOT_API.exists(), reason="the shared botapi.json is not on this machine")
def test_aiogram_knows_the_methods_and_required_parameters_of_the_bot_api() -> None:
    methods: dict[str, dict[str, Any]] = json.loads(BOT_API.read_text(encoding="utf-8"))["methods"]
    models = {model.__api_method__: model for model in method_models().values()}
    assert set(models) == set(methods)
    for name, parameters in methods.items():
        fields = models[name].model_fields
        assert set(parameters) <= set(fields), name
        if name not in DIFFERENT:
            required = {parameter for parameter, (_, needed) in parameters.items() if needed}
            assert required == {field for field, info in fields.items() if info.is_required()}, name


def test_an_emulator_by_others_knows_no_parameter_that_we_refuse() -> None:
    contract = json.loads(resources.files("lo_bot_api_emulator").joinpath("contract.json").read_text(encoding="utf-8"))
    checked = 0
    for name, method in contract["methods"].items():
        known = table(name.lower())
        if method["implemented"] and name in ANSWERS:
            assert known is not None
            assert set(method["parameters"]) <= known.known, name
            checked += 1
    assert checked > 10


def test_every_answer_belongs_to_a_method_of_the_bot_api() -> None:
    BotApi(World("1:" + "x" * 35))
    assert len(ANSWERS) > 50
    assert set(ANSWERS) <= {model.__api_method__ for model in method_models().values()}


@pytest.mark.parametrize(
    ("method", "nested", "files"),
    [
        ("sendMessage", {"entities", "reply_markup", "reply_parameters", "link_preview_options"}, set()),
        ("sendPhoto", {"caption_entities", "reply_markup"}, {"photo"}),
        ("sendDocument", {"reply_markup"}, {"document", "thumbnail"}),
        ("sendMediaGroup", {"media"}, set()),
        ("getUpdates", {"allowed_updates"}, set()),
        ("setMyCommands", {"commands", "scope"}, set()),
    ],
)
def test_tables_tell_json_and_files_from_plain_values(method: str, nested: set[str], files: set[str]) -> None:
    known = table(method.lower())
    assert known is not None
    assert nested <= known.nested
    assert known.files == files
    assert not {"chat_id", "text", "timeout", "disable_notification"} & known.nested
