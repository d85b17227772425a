"""What an update of the form costs, and that no filter on its way is synchronous."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from aiogram import Router
from sqlalchemy import event
from sqlalchemy.engine import Engine

from handlers.client.router import build
from tests.handlers.client.conftest import Client, picture
from tests.handlers.conftest import Rig

MOST = 8
_TRANSACTION = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements of all databases in the meantime."""
    statements: list[str] = []

    def count(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(_TRANSACTION):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", count)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", count)


async def test_no_update_of_the_form_takes_more_than_eight_statements(emma: Client, rig: Rig) -> None:
    rig.telegram.files |= {"one": picture(), "two": picture(colour="blue"), "three": picture(side=9), "bad": b"nothing"}
    notice = rig.updates.bot_said(77, {"id": emma.id, "type": "private", "first_name": "Emma"})
    acts: dict[str, Callable[[], Awaitable[object]]] = {
        "new": lambda: emma.write("/new"),
        "forged": lambda: emma.push("f:1:1:c:topic:nonsense", emma.last),
        "outside": lambda: emma.press("What we do not support"),
        "elsewhere": lambda: emma.press("Web design"),
        "topics again": lambda: emma.press("Other topics"),
        "topic": lambda: emma.press("No access"),
        "outdated": lambda: emma.push("f:1:1:c:topic:access", emma.last),
        "back": lambda: emma.press("Back"),
        "keep": lambda: emma.press("Keep"),
        "impact": lambda: emma.press("Question or request"),
        "wrong": lambda: emma.write("E"),
        "sticker": lambda: emma.feed(rig.updates.message(emma.user, dice={"emoji": "🎲", "value": 3})),
        "name, as a reply": lambda: emma.write("Emma Clark", reply_to=notice),
        "company": lambda: emma.write("Alfa TV"),
        "contact": lambda: emma.feed(rig.updates.contact(emma.user, "380671234567")),
        "hours": lambda: emma.write("/hours"),
        "position": lambda: emma.press("Skip"),
        "problem": lambda: emma.write("The picture is black since noon."),
        "picture": lambda: emma.feed(rig.updates.photo(emma.user, "one")),
        "picture with words": lambda: emma.feed(rig.updates.photo(emma.user, "three", caption="see")),
        "picture, as a reply": lambda: emma.feed(rig.updates.photo(emma.user, "two", reply_to=notice)),
        "not a picture": lambda: emma.feed(rig.updates.document(emma.user, "bad")),
        "wants pictures": lambda: emma.write("no", reply_to=notice),
        "anew": lambda: emma.press("Remove all pictures"),
        "ready": lambda: emma.press("Ready"),
        "edit": lambda: emma.press("Edit: Company"),
        "edited": lambda: emma.write("Beta TV"),
        "start": lambda: emma.write("/start"),
        "found": lambda: emma.write("/new"),
        "start over": lambda: emma.press("Start over"),
        "cancel": lambda: emma.press("Cancel"),
    }
    costs: dict[str, int] = {}
    for name, act in acts.items():
        with counted() as statements:
            await act()
        costs[name] = len(statements)
    assert {name: cost for name, cost in costs.items() if cost > MOST} == {}


def test_no_filter_is_synchronous() -> None:
    def walk(router: Router) -> Iterator[object]:
        for observer in router.observers.values():
            for handler in observer.handlers:
                yield handler.callback if not handler.awaitable else None
                yield from (one.callback for one in handler.filters or [] if not one.awaitable)
            shared = observer._handler.filters or []
            yield from (one.callback for one in shared if not one.awaitable)
        for below in router.sub_routers:
            yield from walk(below)

    assert [one for one in walk(build()) if one is not None] == []
