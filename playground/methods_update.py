"""setWebhook, deleteWebhook and getWebhookInfo; getUpdates is answered by the queue itself (updates.py)."""

import re
from urllib.parse import urlparse

from aiogram.methods import DeleteWebhook, GetWebhookInfo, SetWebhook

from playground.errors import bad
from playground.registry import answers
from playground.world import Json, World

SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@answers(SetWebhook)
def set_webhook(world: World, method: SetWebhook) -> bool:
    """From now on updates are posted to an address; plain HTTP is taken for this machine only."""
    if not method.url:
        return _off(world, drop=bool(method.drop_pending_updates))
    url = urlparse(method.url)
    if url.scheme != "https" and not (url.scheme == "http" and url.hostname in LOOPBACK):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if method.secret_token is not None and not SECRET.fullmatch(method.secret_token):
        raise bad("secret token contains unallowed characters")
    connections = 40 if method.max_connections is None else method.max_connections
    if not 1 <= connections <= 100:
        raise bad("max_connections must be between 1 and 100")
    world.updates.allow(method.allowed_updates)
    if method.drop_pending_updates:
        world.updates.clear()
    world.webhook = {"url": method.url, "secret": method.secret_token or "", "max_connections": connections}
    world.updates.webhook_active = True
    world.updates.wake()
    world.on_change()
    return True


def _off(world: World, *, drop: bool) -> bool:
    world.webhook = {"url": ""}
    world.updates.webhook_active = False
    if drop:
        world.updates.clear()
    world.updates.wake()
    world.on_change()
    return True


@answers(DeleteWebhook)
def delete_webhook(world: World, method: DeleteWebhook) -> bool:
    """Back to getUpdates."""
    return _off(world, drop=bool(method.drop_pending_updates))


@answers(GetWebhookInfo)
def get_webhook_info(world: World, method: GetWebhookInfo) -> Json:
    """The address, what waits, and the last failure."""
    info: Json = {
        "url": world.webhook["url"],
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending),
        "allowed_updates": sorted(world.updates.allowed),
    }
    names = ("max_connections", "last_error_date", "last_error_message")
    return info | {name: world.webhook[name] for name in names if name in world.webhook}
