"""The playground's process: one HTTP server with the Bot API, the people's face and the page."""

import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from playground import defaults
from playground.api import BotApi, refused
from playground.clock import PlayClock
from playground.errors import ApiError, PeopleError
from playground.loopback import guard, is_loopback
from playground.people import PeopleApi, answer
from playground.state import StateFile
from playground.webhooks import Webhooks
from playground.world import World

DEFAULT_TOKEN = "7000000001:AAPlaygroundPlaygroundPlayground000"  # noqa: S105 - opens nothing but this playground
BODY_LIMIT = 256 * 1024 * 1024  # of a whole request; Telegram's own limits are checked a file
STATIC = Path(__file__).parent / "static"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Playground:
    """A Telegram of our own on a loopback address.

    `port` 0 takes a free one. With `state_file` the world outlives the process, with `clock_file` its time does, and
    the bot can go by it. `clock` gives the real time in seconds since the epoch; `zone` is the time zone of the people
    that the bot works for, shown beside the browser's own.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        token: str = DEFAULT_TOKEN,
        *,
        state_file: Path | str | None = None,
        clock_file: Path | str | None = None,
        zone: str | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.host = host
        self.port = port
        self.clock = PlayClock(clock, Path(clock_file) if clock_file is not None else None, zone)
        self.world = World(token, self.clock)
        self._bot_api = BotApi(self.world)
        self._webhooks = Webhooks(self.world, self._bot_api.call_by_name)
        self._state = StateFile(Path(state_file), self.world) if state_file is not None else None
        self._runner: web.AppRunner | None = None

    @property
    def token(self) -> str:
        """The bot's token."""
        return self.world.token

    @property
    def group_id(self) -> int:
        """The chat id of the engineers' group."""
        return self.world.group_id

    @property
    def url(self) -> str:
        """Where the page is, and the root of the Bot API."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    def app(self) -> web.Application:
        """The routes of both faces."""
        gates = (guard(local=is_loopback(self.host)), _people_errors)
        app = web.Application(client_max_size=BODY_LIMIT, middlewares=gates)
        for method in ("GET", "POST"):
            app.router.add_route(method, "/bot{token:[^/]+}/{method:[A-Za-z]+}", self._bot_api.handle)
        app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", self._download)
        app.router.add_routes(PeopleApi(self.world).routes())
        app.router.add_get("/", _page)
        if STATIC.is_dir():
            app.router.add_static("/static", STATIC)
        app.on_response_prepare.append(_fresh_page)
        return app

    async def start(self) -> None:
        """Listen. Raises OSError where the port is taken, ValueError for a file of ours that cannot be read."""
        self.clock.start()
        if self._state is None or not self._state.load():
            defaults.populate(self.world)
        self._runner = web.AppRunner(self.app(), access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.host, self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self._webhooks.start()
        if self._state is not None:
            self._state.start()

    async def stop(self) -> None:
        """Let everybody go, and write the state down."""
        self.world.updates.close()
        self.world.events.close()
        await self._webhooks.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        if self._state is not None:
            await self._state.stop()
        self.clock.stop()

    async def _download(self, request: web.Request) -> web.Response:
        """A file under the path that getFile gave."""
        if request.match_info["token"] != self.token:
            return refused(ApiError(401, "Unauthorized"))
        stored = self.world.files.at(request.match_info["path"])
        if stored is None:
            return refused(ApiError(404, "Not Found"))
        return web.Response(body=stored.data, content_type="application/octet-stream")


async def _page(request: web.Request) -> web.StreamResponse:
    return web.FileResponse(STATIC / "index.html", headers={"Cache-Control": "no-cache"})


async def _fresh_page(request: web.Request, response: web.StreamResponse) -> None:
    """A browser asks again for the page's files, so that nobody looks at those of yesterday."""
    if request.path.startswith("/static/"):
        response.headers["Cache-Control"] = "no-cache"


@web.middleware
async def _people_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """People's errors as JSON."""
    try:
        return await handler(request)
    except PeopleError as error:
        response = answer({"error": error.text})
        response.set_status(error.status)
        return response
