"""Whatever clients do, in any order, through restarts: nothing breaks, nothing is lost, everything is answered."""

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from dataclasses import fields
from pathlib import Path
from typing import Any

from aiogram.utils.i18n import I18n
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bot.persistence import Persistence
from desk import form, staff
from desk.errors import DeskError
from desk.house import House
from desk.model import Action, Actor, Answers, Draft, Language, Resolution, Role, Step
from desk.regulation import Regulation
from handlers.client.router import build
from storage import Store, open_store
from tests.handlers.client.conftest import Client, picture
from tests.handlers.conftest import GROUP_ID, Rig
from tests.support.clock import Clock
from tests.support.regulations import IPMG, PROVIDENCE
from tests.support.session import FakeTelegram, fake_bot
from tests.support.updates import Updates, human

FILES = {"png": picture(), "gif": picture("GIF"), "bad": b"nothing", "blue": picture(colour="blue")}
TEXTS = st.sampled_from(
    ["Emma Clark", "Alfa TV", "emma@example.com", "+380671234567", "The picture is black since noon.", "x", "x" * 2600,
     "<b>&</b> \u202e😀 with letters", "/new", "/start", "/cancel", "/hours", "/help", "/tickets", "/language", "/what",
     "/privacy", "When will it be solved?"]
)  # fmt: skip
FORGED = st.sampled_from(
    ["f:1:1:y:summary:", "f:2:9:s:company:", "f:1:3:c:topic:none", "f:1:1:e:summary:summary", "t:1001:9999:0", "a:1001",
     "b:1002", "w", "l:uk", "l:xx", "tp:7", "m:continue", "m:new", "m:call", "zzz", "f:1:1:f:topic:", "r:1001", "r:9",
     "ns:1001", "ns:9", "co:1001", "x", "kp", "h:1:", "h:1:nothing", "p:c", "p:d", "p:r", "p:k", "p:z"]
)  # fmt: skip
ENGINEER = Actor(Role.ENGINEER, 70, "Andrii")
GOOD = {
    Step.NAME: "Emma Clark",
    Step.COMPANY: "Alfa TV",
    Step.CONTACT: "emma@example.com",
    Step.POSITION: "engineer",
    Step.PROBLEM: "The picture is black since noon.",
    Step.REPRODUCTION: "Switch it on",
}
ANSWERS = [field.name for field in fields(Answers) if field.name != "screenshots_done"]


class AnyClient(RuleBasedStateMachine):
    """A client (and an engineer, now and then) who may do anything."""

    def __init__(self, template: Path, regulation: Regulation) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._folder = Path(tempfile.mkdtemp())
        (self._folder / "locales").mkdir()
        shutil.copyfile(template, self._folder / "frontdesk.db")
        telegram = FakeTelegram(files=dict(FILES))
        telegram.middleware(Persistence())
        bot, clock = fake_bot(telegram), Clock()
        house = House(regulation, GROUP_ID, Language.EN)
        i18n = I18n(path=self._folder / "locales")
        self.rig = Rig(telegram, bot, self.run(self._open(clock)), house, clock, i18n, Updates(bot))
        self.rig.serve(build(0.0))
        self.client = Client(self.rig, human(7, "Emma"))
        self.known: Draft | None = None

    async def _open(self, clock: Clock) -> Store:
        return await open_store(f"sqlite:///{self._folder / 'frontdesk.db'}", clock=clock)

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self._runner.run(work)

    @rule(text=TEXTS)
    def write(self, text: str) -> None:
        assert self.run(self.client.write(text)), "every message is answered"

    @rule(number=st.integers(0, 200), back=st.integers(0, 3))
    def press(self, number: int, back: int) -> None:
        """A button of one of the last messages, which may be outdated."""
        shown = [screen for screen in reversed(self.client.screens.values()) if screen.buttons][back : back + 1]
        if shown:
            data = list(shown[0].buttons.values())
            self.run(self.client.push(data[number % len(data)], shown[0]))

    @rule()
    def go_on(self) -> None:
        """What leads on in the form, so that requests are sent now and then."""
        self.run(self._go_on())

    async def _go_on(self) -> None:
        if await self.client.draft() is None:
            await self.client.write("/new")
            return
        for _step in range(4):
            draft = await self.client.draft()
            if draft is None:
                return
            if draft.step in GOOD:
                await self.client.write(GOOD[draft.step])
            else:
                await self.client.write("/help")  # shows the present step again
                await self.client.push(next(iter(self.client.last.buttons.values())), self.client.last)

    @rule(data=FORGED)
    def forge(self, data: str) -> None:
        if self.client.screens:
            self.run(self.client.push(data, self.client.last))

    @rule(file=st.sampled_from(sorted(FILES)), caption=st.sampled_from(["", "see", "The picture is black, look."]))
    def send_picture(self, file: str, caption: str) -> None:
        extra: dict[str, Any] = {"caption": caption} if caption else {}
        assert self.run(self.client.feed(self.rig.updates.photo(self.client.user, file, **extra)))

    @rule(count=st.integers(2, 4))
    def send_album(self, count: int) -> None:
        self.run(self._album(count))

    async def _album(self, count: int) -> None:
        name = f"A{self.rig.updates.update_id}"
        parts = [self.rig.updates.photo(self.client.user, file, media_group_id=name) for file in sorted(FILES)[:count]]
        await self.client.feed(*parts)
        assert await self.client.settle(), "an album is answered"
        assert len([one for one in self.client.fresh if one.text]) == 1, "and once"

    @rule(what=st.sampled_from(["dice", "contact", "place", "edited"]))
    def send_other(self, what: str) -> None:
        updates, user = self.rig.updates, self.client.user
        match what:
            case "dice":
                assert self.run(self.client.feed(updates.message(user, dice={"emoji": "🎲", "value": 3})))
            case "place":
                place = {"latitude": 50.45, "longitude": 30.52}
                assert self.run(self.client.feed(updates.message(user, location=place)))
            case "contact":
                assert self.run(self.client.feed(updates.contact(user, "380671234567")))
            case _:
                self.run(self.client.feed(updates.edited(user, 1, "other")))

    @rule()
    def tap_twice(self) -> None:
        """The same button twice at the same time."""
        screen = next((one for one in reversed(self.client.screens.values()) if one.buttons), None)
        if screen:
            data = next(iter(screen.buttons.values()))
            taps = [self.rig.updates.press(self.client.user, data, message_id=screen.message_id) for _ in "12"]
            self.run(self.rig.together(*taps))

    @rule(action=st.sampled_from([Action.TAKE, Action.ASK, Action.CLOSE]))
    def engineer(self, action: Action) -> None:
        self.run(self._engineer(action))

    async def _engineer(self, action: Action) -> None:
        store, house = self.rig.store, self.rig.house
        for ticket in (await self.client.tickets())[:1]:
            try:
                match action:
                    case Action.TAKE:
                        await store.run(staff.take, house, ENGINEER, ticket.id)
                    case Action.ASK:
                        await store.run(staff.ask, house, ENGINEER, ticket.id, "Which channel?")
                    case _:
                        await store.run(staff.close, house, ENGINEER, ticket.id, Resolution.SOLVED, "")
            except DeskError:
                return

    @rule()
    def restart(self) -> None:
        """The process ends and begins again over the same database."""
        self.run(self._restart())

    async def _restart(self) -> None:
        await self.rig.store.close()
        self.rig.store = await self._open(self.rig.clock)
        self.rig.serve(build(0.0))

    @invariant()
    def all_is_well(self) -> None:
        assert self.rig.failures == []
        draft: Draft | None = self.run(self.client.draft())
        if draft is not None:
            assert form.present(self.rig.house.regulation, draft) == draft, "the step is one of the form's"
        if draft is not None and self.known is not None and draft.id == self.known.id:
            assert draft.revision >= self.known.revision
            lost = [name for name in ANSWERS if getattr(self.known.answers, name) and not getattr(draft.answers, name)]
            assert all(getattr(draft.answers, name) is not None for name in lost), "only skipping empties an answer"
        self.known = draft
        drafts = [ticket.draft_id for ticket in self.run(self.client.tickets())]
        assert len(drafts) == len(set(drafts)), "a form makes one ticket at most"

    def teardown(self) -> None:
        self.run(self.rig.settle())
        self.run(self.rig.store.close())
        self._runner.close()
        shutil.rmtree(self._folder)
        self.rig.telegram.check()


SETTINGS = settings(
    max_examples=16, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck), database=None
)


def _run(template: Path, regulation: Regulation) -> None:
    machine: Any = lambda: AnyClient(template, regulation)  # noqa: E731  # hypothesis calls it for every example
    run_state_machine_as_test(machine, settings=SETTINGS)


def test_whatever_a_client_does_under_ipmg(migrated_file: Path) -> None:
    _run(migrated_file, IPMG)


def test_whatever_a_client_does_under_providence(migrated_file: Path) -> None:
    _run(migrated_file, PROVIDENCE)
