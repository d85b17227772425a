"""The whole dispatcher, walked: nothing on an update's way runs in a thread, and Telegram sends what is wanted."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from aiogram import Dispatcher, Router
from aiogram.dispatcher.event.handler import CallableObject, FilterObject
from aiogram.filters.callback_data import CallbackData, CallbackQueryFilter

from handlers import routers
from handlers.group import setup
from handlers.group.callbacks import Press

BUILDERS = [routers.build, setup.build]
WANTED = {
    routers.build: {"message", "edited_message", "callback_query", "my_chat_member", "chat_member"},
    setup.build: {"message", "callback_query", "my_chat_member"},
}


def serving(router: Router) -> Dispatcher:
    """A dispatcher as the process makes it."""
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_router(router)
    return dispatcher


def steps(router: Router) -> Iterator[tuple[str, CallableObject]]:
    """Everything that is called on the way of an update, with where it stands; the tree below included."""
    for name, observer in router.observers.items():
        where = f"{router.name}: {name}"
        yield from ((f"{where}: filter of the router", one) for one in observer._handler.filters or [])
        for handler in observer.handlers:
            yield f"{where}: handler", handler
            yield from ((f"{where}: {handler.callback.__name__}", one) for one in handler.filters or [])
    for below in router.sub_routers:
        yield from steps(below)


@pytest.mark.parametrize("build", BUILDERS)
def test_no_handler_and_no_filter_is_synchronous(build: Callable[[], Router]) -> None:
    found = list(steps(serving(build())))
    assert [f"{where} {step.callback}" for where, step in found if not step.awaitable] == []
    kinds = {type(step) for _, step in found}
    assert FilterObject in kinds, "the walk sees filters"


def test_the_walk_finds_what_is_synchronous_however_deep() -> None:
    async def handler() -> None: ...

    top, middle, deep = Router(name="top"), Router(name="middle"), Router(name="deep")
    top.include_router(middle)
    middle.include_router(deep)
    middle.message.filter(lambda message: True)
    deep.callback_query.register(handler, lambda press: True)
    deep.edited_message.register(lambda message: None)
    assert [where for where, step in steps(serving(top)) if not step.awaitable] == [
        "middle: message: filter of the router",
        "deep: edited_message: handler",
        "deep: callback_query: handler",
    ]


def test_every_button_has_one_handler_and_a_beginning_of_its_own() -> None:
    ours = [one for one in CallbackData.__subclasses__() if one.__module__.startswith("handlers.")]
    assert len(ours) > 20, "the routers' modules bring their buttons"
    assert [prefix for prefix, count in Counter(one.__prefix__ for one in ours).items() if count > 1] == []
    filters = [step.callback for _, step in steps(serving(routers.build()))]
    served = [one.callback_data for one in filters if isinstance(one, CallbackQueryFilter)]
    assert Counter(served) == Counter(set(ours) - {Press}), "Press has a filter of its own, for forged ones too"


@pytest.mark.parametrize("build", BUILDERS)
def test_telegram_is_asked_for_what_is_handled_and_for_nothing_else(build: Callable[[], Router]) -> None:
    asked = serving(build()).resolve_used_update_types()
    assert set(asked) == WANTED[build]
