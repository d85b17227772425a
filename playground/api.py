"""The Bot API's face: one call from its HTTP request to its HTTP answer."""

import asyncio
import json
from typing import Any

from aiogram.methods import GetUpdates
from aiohttp import web

from playground import media
from playground.errors import ApiError, bad
from playground.families import FAMILIES
from playground.files import Upload
from playground.params import AnyMethod, Table, loggable, read_body, read_method, table
from playground.registry import ANSWERS
from playground.world import World

BAD_GATEWAY = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n</body>\r\n</html>\r\n"


class BotApi:
    """Answers the calls of one bot in one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        assert FAMILIES  # their import has filled ANSWERS

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """`/bot{token}/{method}`: Telegram's JSON, with its HTTP status."""
        token, name = request.match_info["token"], request.match_info["method"]
        if token != self.world.token:
            return refused(ApiError(401, "Unauthorized") if ":" in token else ApiError(404, "Not Found"))
        known = table(name.lower())
        if known is None:
            return refused(ApiError(404, "Not Found"))
        try:
            params, uploads = await read_body(request)
        except ApiError as error:
            return refused(error)
        return await self._answer(request, known, params, uploads)

    async def _answer(
        self, request: web.Request, known: Table, params: dict[str, Any], uploads: dict[str, Upload]
    ) -> web.StreamResponse:
        trouble = self.world.trouble
        name = known.model.__api_method__
        late: str = "none"
        if trouble.active and trouble.hits(name, self._chat_of(params)):
            late = trouble.drop
            if trouble.times is not None:
                self.world.events.emit("trouble", trouble=trouble.as_json())
            answer = await self._spoil(request)
            if answer is not None:
                self.world.record(name, loggable(params, uploads), answer.status)
                return answer
        try:
            result = await self.call(known, params, uploads)
        except ApiError as error:
            self.world.record(name, loggable(params, uploads), error.code)
            return refused(error)
        if name != "getUpdates":
            self.world.record(name, loggable(params, uploads), None)
        if late == "after":
            return _broken(request)
        return web.Response(body=json.dumps({"ok": True, "result": result}), content_type="application/json")

    async def call_by_name(self, name: str, params: dict[str, Any]) -> None:
        """A method from a webhook's answer: recorded, its result told to nobody."""
        known = table(name.lower())
        if known is None:
            self.world.record(name, params, 404)
            return
        try:
            await self.call(known, params, {})
            self.world.record(name, params, None)
        except ApiError as error:
            self.world.record(name, params, error.code)

    async def call(self, known: Table, params: dict[str, Any], uploads: dict[str, Upload]) -> Any:
        """Check a call and let it take effect. Raises ApiError."""
        method = read_method(known, params, uploads)
        if isinstance(method, GetUpdates):
            waiting = len(self.world.updates.pending)
            batch = await self.world.updates.poll(method)
            if len(self.world.updates.pending) != waiting:
                self.world.on_change()
            return batch
        answer = ANSWERS.get(known.model.__api_method__)
        if answer is None:
            raise bad(f"the playground does not know the method {known.model.__api_method__}")
        if uploads:
            await asyncio.to_thread(_prepare_photos, method)
        return answer(self.world, method)

    def _chat_of(self, params: dict[str, Any]) -> int | None:
        raw = params.get("chat_id")
        if raw is None:
            press = self.world.presses.get(str(params.get("callback_query_id")))
            return press.chat_id if press else None
        text = str(raw)
        return int(text) if text.lstrip("-").isdigit() else None

    async def _spoil(self, request: web.Request) -> web.StreamResponse | None:
        """What the trouble answers instead, None where the call may still take effect."""
        trouble = self.world.trouble
        limit, server_error, drop = trouble.rate_limit, trouble.server_error, trouble.drop
        if trouble.delay_ms:
            await asyncio.sleep(trouble.delay_ms / 1000)
        if drop == "before":
            return _broken(request)
        if limit:
            return refused(ApiError(429, f"Too Many Requests: retry after {limit}", {"retry_after": limit}))
        if server_error == 502:
            return web.Response(status=502, text=BAD_GATEWAY, content_type="text/html")
        if server_error:
            return refused(ApiError(500, "Internal Server Error"))
        return None


def refused(error: ApiError) -> web.Response:
    """An error as the Bot API answers it."""
    body: dict[str, Any] = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    return web.Response(status=error.code, body=json.dumps(body), content_type="application/json")


def _broken(request: web.Request) -> web.StreamResponse:
    """Cut the connection; the answer is for the log only."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=499)


def _prepare_photos(method: AnyMethod) -> None:
    """Make the pictures of a call's photos before it takes effect; the slow part, off the event loop."""
    photo = getattr(method, "photo", None)
    if isinstance(photo, Upload):
        media.prepare(photo)
    items = getattr(method, "media", None)
    for item in items if isinstance(items, list) else [items]:
        source = getattr(item, "media", None)
        if getattr(item, "type", None) == "photo" and isinstance(source, Upload):
            media.prepare(source)
