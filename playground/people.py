"""The people's face: `/api/…` in JSON, for the page and for the tests."""

import asyncio
import json
from typing import Any

from aiohttp import web

from playground import acts, clock, community, defaults, gallery, trouble
from playground.errors import PeopleError
from playground.params import readable
from playground.people_view import bot_shown
from playground.world import Json, World

SHOWN_MESSAGES = 300  # of each chat in a snapshot
HEARTBEAT = 15  # seconds
CONTACT_FIELDS = ("phone_number", "first_name", "last_name", "user_id")


class PeopleApi:
    """What the page and the tests may do in one world."""

    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[web.RouteDef]:
        """Every address of this face."""
        return [
            web.get("/api/world", self.snapshot),
            web.get("/api/events", self.stream),
            web.get("/api/calls", self.calls),
            web.get("/api/files/{file_id}", self.file),
            web.post("/api/people", self.add_person),
            web.patch("/api/people/{id:\\d+}", self.change_person),
            web.post("/api/messages", self.message),
            web.post("/api/files", self.files),
            web.post("/api/edits", self.edit),
            web.post("/api/presses", self.press),
            web.post("/api/reactions", self.react),
            web.post("/api/members", self.member),
            web.post("/api/chats", self.add_chat),
            web.patch("/api/chats/{id:-?\\d+}", self.change_chat),
            web.post("/api/chats/{id:-?\\d+}/migrate", self.migrate),
            web.post("/api/topics", self.add_topic),
            web.delete("/api/topics/{chat_id:-?\\d+}/{thread_id:\\d+}", self.drop_topic),
            web.put("/api/trouble", self.set_trouble),
            web.get("/api/clock", self.clock),
            web.post("/api/clock", self.set_clock),
            web.post("/api/reset", self.reset),
        ]

    async def snapshot(self, request: web.Request) -> web.Response:
        """The whole world as the page shows it."""
        world = self.world
        chats = world.chats.values()
        shown = {
            "bot": bot_shown(world),
            "group_id": world.group_id,
            "people": [world.shown_person(person) for person in world.people.values()],
            "chats": [chat.shown() for chat in chats],
            "messages": {str(c.id): [m.shown() for m in list(c.messages.values())[-SHOWN_MESSAGES:]] for c in chats},
            "reply_markup": {str(c.id): {str(u): k for u, k in c.keyboards.items()} for c in chats if c.keyboards},
            "trouble": world.trouble.as_json(),
            "clock": world.clock.as_json(),
            "last_event": world.events.last,
        }
        return answer(shown)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events until the page or the playground goes."""
        last_seen = request.headers.get("Last-Event-ID") or request.query.get("after")
        after = int(last_seen) if last_seen and last_seen.isdigit() else None
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        queue = self.world.events.listen(after)
        try:
            await response.prepare(request)
            await response.write(b": here\n\n")
            while (event := await _next_event(queue)) is not None:
                await response.write(event)
        except ConnectionResetError:
            pass
        finally:
            self.world.events.forget(queue)
        return response

    async def calls(self, request: web.Request) -> web.Response:
        """The bot's calls after a number, without getUpdates."""
        after = request.query.get("after", "0")
        if not after.isdigit():
            raise PeopleError("after is a number")
        calls = [call for call in self.world.calls if call["n"] > int(after)]
        return answer({"calls": [{**call, "params": readable(call["params"])} for call in calls]})

    async def file(self, request: web.Request) -> web.Response:
        """The bytes of a file."""
        return gallery.serve(self.world, request.match_info["file_id"])

    async def add_person(self, request: web.Request) -> web.Response:
        """Somebody new."""
        person = community.add_person(self.world, await body_of(request))
        return answer(self.world.shown_person(person))

    async def change_person(self, request: web.Request) -> web.Response:
        """Another name, language, or the bot blocked."""
        body = await body_of(request)
        person = community.change_person(self.world, int(request.match_info["id"]), body)
        return answer(self.world.shown_person(person))

    async def message(self, request: web.Request) -> web.Response:
        """A person writes a text, or shares a contact, a place or a sticker."""
        body = await body_of(request)
        content = {**acts.forward_origin(self.world, body.get("forward_from")), **self._content(body)}
        return answer(acts.write(self.world, body, content).shown())

    def _content(self, body: Json) -> Json:
        if body.get("contact"):
            return {"contact": self._contact(body)}
        if body.get("location"):
            return {"location": _location(body["location"])}
        if body.get("sticker"):
            return gallery.sticker(self.world)
        return acts.text_content(body.get("text"), body.get("entities"))

    def _contact(self, body: Json) -> Json:
        person = acts.person_of(self.world, body.get("from"))
        contact = body["contact"]
        if contact is True:
            own = {"phone_number": defaults.own_phone(person), "user_id": person.id}
            return own | {key: person.user[key] for key in ("first_name", "last_name") if person.user.get(key)}
        if not isinstance(contact, dict) or not isinstance(contact.get("phone_number"), str):
            raise PeopleError("a contact has a phone_number")
        given = {key: contact[key] for key in CONTACT_FIELDS if contact.get(key)}
        if any(not isinstance(value, int if key == "user_id" else str) for key, value in given.items()):
            raise PeopleError("a contact has a phone_number and names, which are texts, and a user_id")
        return {"first_name": "Somebody", **given}

    async def files(self, request: web.Request) -> web.Response:
        """A person sends files, several as an album."""
        sent = await gallery.send(self.world, request)
        return answer({"messages": [stored.shown() for stored in sent]})

    async def edit(self, request: web.Request) -> web.Response:
        """A person edits their message."""
        return answer(acts.edit(self.world, await body_of(request)).shown())

    async def press(self, request: web.Request) -> web.Response:
        """A person presses a button."""
        return answer({"callback_query_id": acts.press(self.world, await body_of(request))})

    async def react(self, request: web.Request) -> web.Response:
        """A person reacts to a message."""
        return answer(acts.react(self.world, await body_of(request)).shown())

    async def member(self, request: web.Request) -> web.Response:
        """Somebody joins, leaves or is promoted."""
        return answer(community.set_member(self.world, await body_of(request)).shown())

    async def add_chat(self, request: web.Request) -> web.Response:
        """A new group."""
        return answer(community.add_chat(self.world, await body_of(request)).shown())

    async def change_chat(self, request: web.Request) -> web.Response:
        """A group's topics are switched on or off."""
        body = await body_of(request)
        return answer(community.change_chat(self.world, int(request.match_info["id"]), body).shown())

    async def migrate(self, request: web.Request) -> web.Response:
        """A group becomes a supergroup."""
        await body_of(request)
        return answer(community.migrate(self.world, int(request.match_info["id"])).shown())

    async def add_topic(self, request: web.Request) -> web.Response:
        """A person begins a topic."""
        return answer(community.add_topic(self.world, await body_of(request)).shown())

    async def drop_topic(self, request: web.Request) -> web.Response:
        """A topic is deleted by a person."""
        info = request.match_info
        community.drop_topic(self.world, int(info["chat_id"]), int(info["thread_id"]))
        return answer({"ok": True})

    async def set_trouble(self, request: web.Request) -> web.Response:
        """Trouble, from now on."""
        self.world.trouble = trouble.read(await body_of(request))
        shown = self.world.trouble.as_json()
        self.world.events.emit("trouble", trouble=shown)
        return answer(shown)

    async def clock(self, request: web.Request) -> web.Response:
        """What time it is in the playground."""
        return answer(self.world.clock.as_json())

    async def set_clock(self, request: web.Request) -> web.Response:
        """Time is moved forward, or runs faster; every page hears it."""
        clock.change(self.world.clock, await body_of(request))
        shown = self.world.clock.as_json()
        self.world.events.emit("clock", clock=shown)
        return answer(shown)

    async def reset(self, request: web.Request) -> web.Response:
        """The world of the start again."""
        await body_of(request)
        self.world.clear()
        self.world.trouble = trouble.Trouble()
        defaults.populate(self.world)
        self.world.events.emit("reset")
        self.world.on_change()
        return answer({"group_id": self.world.group_id})


def _location(point: Any) -> Json:
    """A point on the map. Raises PeopleError."""
    numbers = [point.get(key) for key in ("latitude", "longitude")] if isinstance(point, dict) else []
    if not numbers or any(not isinstance(number, int | float) or abs(number) > 180 for number in numbers):
        raise PeopleError("a location has a latitude and a longitude, in degrees")
    return {"latitude": numbers[0], "longitude": numbers[1]}


async def body_of(request: web.Request) -> Json:
    """The JSON object of a request. Raises PeopleError."""
    if request.content_type != "application/json" and request.body_exists:
        raise PeopleError("JSON is expected", 415)
    try:
        body = json.loads(await request.read() or b"{}")
    except ValueError:
        raise PeopleError("this is no JSON") from None
    if not isinstance(body, dict):
        raise PeopleError("an object is expected")
    return body


def answer(value: Any) -> web.Response:
    """JSON with people's letters as they are."""
    return web.Response(text=json.dumps(value, ensure_ascii=False), content_type="application/json")


async def _next_event(queue: asyncio.Queue[bytes | None]) -> bytes | None:
    try:
        return await asyncio.wait_for(queue.get(), HEARTBEAT)
    except TimeoutError:
        return b": still here\n\n"
