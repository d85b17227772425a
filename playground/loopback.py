"""The playground has no login: it is for people at this machine, and for no other site's page in their browser."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[^\[\]:@/\s]+)(:\d*)?")
"""A Host header: a name or an address, and perhaps a port."""


def is_loopback(host: str) -> bool:
    """Whether a host name or address (IPv6 with or without brackets) is this machine itself."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.removeprefix("[").removesuffix("]")).is_loopback
    except ValueError:
        return False


def guard(*, local: bool) -> Middleware:
    """Refuse (403) what another site's page sends, and, where we listen for this machine only, another site's name.

    A name that its owner points to 127.0.0.1 makes their page "the same site" as ours (DNS rebinding); what gives it
    away is the Host header.
    """

    @web.middleware
    async def refuse_strangers(request: web.Request, handler: Handler) -> web.StreamResponse:
        host = request.headers.get("Host", "")
        named = _HOST.fullmatch(host)
        if local and not (named and is_loopback(named["name"])):
            raise web.HTTPForbidden(text="The playground answers to localhost and 127.0.0.1 only.")
        origin = request.headers.get("Origin")
        if origin and _netloc(origin) != host:
            raise web.HTTPForbidden(text="The playground takes nothing from pages of other sites.")
        return await handler(request)

    return refuse_strangers


def _netloc(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""
