"""Updates posted to the bot's webhook, one after another, each again until it is answered with 2xx."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from playground.world import World

PATIENCE = ClientTimeout(total=60)
PAUSES = (0.2, 0.5, 1, 2, 5, 10)  # seconds before the next try; Telegram is slower, people here are not


class Webhooks:
    """Posts what is pending while a webhook is set; `call` runs a method that the bot put into its answer."""

    def __init__(self, world: World, call: Callable[[str, dict[str, Any]], Awaitable[None]]) -> None:
        self.world = world
        self._call = call
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to watch the queue."""
        self._task = asyncio.create_task(self._run(), name="playground-webhook")

    async def stop(self) -> None:
        """End, also in the middle of a post; what was not confirmed stays pending."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        failures = 0
        async with ClientSession(timeout=PATIENCE) as session:
            while True:
                queue = self.world.updates
                if not queue.webhook_active or not queue.pending:
                    await queue.changed()
                    continue
                update = queue.pending[0]
                error = await self._post(session, update)
                if error is None:
                    failures = 0
                    queue.done(update)
                    self.world.on_change()
                    continue
                self.world.webhook |= {"last_error_date": self.world.now(), "last_error_message": error}
                await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1

    async def _post(self, session: ClientSession, update: dict[str, Any]) -> str | None:
        """Post one update; None when it was taken, else Telegram's words for the failure."""
        webhook = self.world.webhook
        headers = {"Content-Type": "application/json"}
        if webhook.get("secret"):
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook["secret"]
        try:
            async with session.post(webhook["url"], data=json.dumps(update), headers=headers) as response:
                body = await response.read()
                if 200 <= response.status < 300:
                    await self._run_answer(response.content_type, body)
                    return None
                return f"Wrong response from the webhook: {response.status} {response.reason}"
        except TimeoutError:
            return "Connection timed out"
        except ClientError:
            return "Connection refused"

    async def _run_answer(self, content_type: str, body: bytes) -> None:
        """Run the method in a webhook's answer. Telegram tells nobody how that went, so neither do we."""
        if content_type != "application/json" or b"method" not in body:
            return
        try:
            params = json.loads(body)
        except ValueError:
            return
        if isinstance(params, dict) and isinstance(params.get("method"), str):
            name = params.pop("method")
            await self._call(name, params)
