"""What a call brings, read against aiogram's own model of the method: unknown and missing parameters, types, files."""

import json
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import aiogram.methods
from aiogram.client.default import Default
from aiogram.methods import TelegramMethod
from aiogram.types import BufferedInputFile, InputFile
from aiogram.types.base import TelegramObject
from aiohttp import web
from aiohttp.web_request import FileField
from pydantic import ValidationError

from playground.errors import ApiError, bad
from playground.files import UPLOAD_LIMIT, Upload

MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "from_chat_id": "chat_id is empty",
    "user_id": "invalid user_id specified",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "file_id": "file_id not specified",
    "url": "URL is empty",
}
JSON_NAMES = {"reply_markup": "reply keyboard markup", "entities": "entities", "caption_entities": "entities"}
NOT_PLAYED = frozenset(  # parts of Telegram that the playground has not; a bot that needs them must hear it
    {"business_connection_id", "suggested_post_parameters", "ephemeral_message_parameters", "rich_message"}
    | {"direct_messages_topic_id", "receiver_user_id", "inline_message_id", "allow_paid_broadcast", "message_effect_id"}
)
SCALARS = (str, int, bool, float)
AnyMethod = TelegramMethod[Any]


@dataclass(frozen=True, slots=True)
class Table:
    """How the parameters of one method arrive: which are JSON in a form, which are numbers, which are files."""

    model: type[AnyMethod]
    nested: frozenset[str]
    chats: frozenset[str]
    files: frozenset[str]
    known: frozenset[str]


def _options(annotation: Any) -> set[Any]:
    """The types a parameter may have, without None and aiogram's marks of a default."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _options(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType):
        return {option for part in typing.get_args(annotation) for option in _options(part)}
    return {annotation} - {type(None), Default}


@lru_cache(maxsize=1)
def method_models() -> dict[str, type[AnyMethod]]:
    """Every method of the Bot API that aiogram knows, under its lower-case name (Telegram ignores the case)."""
    found = (getattr(aiogram.methods, name) for name in aiogram.methods.__all__)
    models = [m for m in found if isinstance(m, type) and issubclass(m, TelegramMethod) and m is not TelegramMethod]
    return {model.__api_method__.lower(): model for model in models}


@lru_cache(maxsize=256)
def table(name: str) -> Table | None:
    """The table of a method by its lower-case name, None for one that the Bot API has not."""
    model = method_models().get(name)
    if model is None:
        return None
    options = {field: _options(info.annotation) for field, info in model.model_fields.items()}
    files = frozenset(field for field, kinds in options.items() if InputFile in kinds)
    dates = {field for field, kinds in options.items() if any("datetime" in str(kind) for kind in kinds)}
    chats = frozenset(field for field, kinds in options.items() if kinds == {int, str})
    plain = {field for field, kinds in options.items() if kinds <= set(SCALARS)} | dates | files
    return Table(model, frozenset(set(options) - plain), chats, files, frozenset(options))


async def read_body(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """The parameters as they came (query, JSON, form or multipart) and the uploaded files by field name."""
    params: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.method == "GET" or not request.body_exists:
        return params, uploads
    if request.content_type == "application/json":
        body = await _json_body(request)
        return {**params, **body}, uploads
    for key, value in (await request.post()).items():
        if isinstance(value, FileField):
            data = value.file.read()
            value.file.close()
            if len(data) > UPLOAD_LIMIT:
                raise ApiError(413, "Request Entity Too Large")
            uploads[key] = Upload(data, value.filename, value.content_type)
        else:
            params[key] = value if isinstance(value, str) else bytes(value).decode()
    return params, uploads


async def _json_body(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.read() or b"{}")
    except ValueError:
        raise bad("can't parse JSON object") from None
    if not isinstance(body, dict):
        raise bad("object expected as the body")
    return {key: value for key, value in body.items() if value is not None}


def read_method(known: Table, params: dict[str, Any], uploads: dict[str, Upload]) -> AnyMethod:
    """The call as aiogram's model. Raises ApiError with Telegram's words where it has words for it."""
    _check_names(known, params)
    values = {key: _value(known, key, raw, uploads) for key, raw in params.items()}
    values |= {key: upload for key, upload in uploads.items() if key in known.files}
    try:
        method = known.model.model_validate(values)
    except ValidationError as error:
        raise _refusal(known, error) from None
    for key in known.nested & values.keys():
        for unknown in _unknown_fields(getattr(method, key)):
            raise bad(f"unknown field {unknown} in the parameter {key}")
    return method


def _check_names(known: Table, params: dict[str, Any]) -> None:
    unknown = params.keys() - known.known
    if unknown:
        names = ", ".join(sorted(unknown))
        raise bad(f"unknown parameter {names} of the method {known.model.__api_method__}")
    not_played = params.keys() & NOT_PLAYED
    if not_played:
        raise bad(f"the playground does not know the parameter {', '.join(sorted(not_played))}")


def _value(known: Table, key: str, raw: Any, uploads: dict[str, Upload]) -> Any:
    if key in known.nested:
        decoded = _decoded(key, raw)
        return _with_files(decoded, uploads) if uploads else decoded
    if not isinstance(raw, str):
        return raw
    if key in known.chats and raw.lstrip("-").isdigit():
        return int(raw)
    if key in known.files and raw.startswith("attach://"):
        return _upload(raw, uploads)
    return raw


def _decoded(key: str, raw: Any) -> Any:
    if not isinstance(raw, str):
        return raw
    try:
        value = json.loads(raw)
    except ValueError:
        raise bad(f"can't parse {JSON_NAMES.get(key, key)} JSON object") from None
    if key == "reply_markup" and not isinstance(value, dict):
        raise bad("object expected as reply markup")
    return value


def _upload(reference: str, uploads: dict[str, Upload]) -> BufferedInputFile:
    name = reference.removeprefix("attach://")
    if name not in uploads:
        raise bad("wrong file identifier/HTTP URL specified")
    return uploads[name]


def _with_files(value: Any, uploads: dict[str, Upload]) -> Any:
    """The value with every attach:// replaced by its file."""
    if isinstance(value, list):
        return [_with_files(item, uploads) for item in value]
    if isinstance(value, dict):
        return {key: _with_files(item, uploads) for key, item in value.items()}
    if isinstance(value, str) and value.startswith("attach://"):
        return _upload(value, uploads)
    return value


def _refusal(known: Table, error: ValidationError) -> ApiError:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    field = str(first["loc"][0]) if first["loc"] else ""
    if len(first["loc"]) == 1 and first["type"] == "missing":
        if field in known.files:
            return bad(f"there is no {field} in the request")
        return bad(MISSING.get(field, f"parameter {field} is required"))
    if field == "message_id":
        return bad("message identifier is not specified")
    where = ".".join(str(part) for part in first["loc"])
    return bad(f"can't parse {JSON_NAMES.get(field, field)}: {first['msg']} at {where}")


def _unknown_fields(value: Any) -> Iterator[str]:
    """Names inside a nested object that its type has not; aiogram's models keep them apart."""
    if isinstance(value, TelegramObject):
        yield from value.model_extra or ()
        for field in value.model_fields_set:
            yield from _unknown_fields(getattr(value, field, None))
    elif isinstance(value, list):
        for item in value:
            yield from _unknown_fields(item)


def given(value: Any) -> Any:
    """A parameter's value, None where aiogram's model holds only the mark of a default."""
    return None if isinstance(value, Default) else value


def loggable(params: dict[str, Any], uploads: dict[str, Upload]) -> dict[str, Any]:
    """The parameters for the list of calls: files as their names. They are made readable only when asked for."""
    return {**params, **{key: upload.filename for key, upload in uploads.items()}} if uploads else params


def readable(params: dict[str, Any]) -> dict[str, Any]:
    """The same parameters whichever form they came in: JSON decoded, chat ids as numbers."""
    return {key: _number(value) if key.endswith("chat_id") else _readable(value) for key, value in params.items()}


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.lstrip("-").isdigit() else value


def _readable(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in "{[" and value:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
