"""The playground has no login: it stays on this machine, and answers to this machine's names only."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from playground.loopback import is_loopback
from playground.server import Playground
from tests.support.processes import ROOT


async def start(*arguments: str, folder: Path, **settings: str) -> tuple[int, str]:
    """`python -m bot …` that should not come up: its exit status and all it said."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments, cwd=ROOT, stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        env={**kept, "DATA_DIR": str(folder / "data"), "WEB_PORT": "0", **settings},
    )  # fmt: skip
    try:
        async with asyncio.timeout(60):
            said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode is not None
    return process.returncode, said.decode()


@pytest.mark.process
@pytest.mark.parametrize(
    ("arguments", "settings"),
    [
        ((), {"WEB_HOST": "0.0.0.0"}),
        (("playground",), {"WEB_HOST": "::", "BOT_TOKEN": "4200000000:AAtoken-of-the-tests-0000000000000000"}),
        (("run",), {"WEB_HOST": "support.example.com"}),
    ],
)
async def test_it_does_not_start_where_others_could_reach_it(
    tmp_path: Path, arguments: tuple[str, ...], settings: dict[str, str]
) -> None:
    code, said = await start(*arguments, folder=tmp_path, **settings)
    assert code == 2
    assert said.count("\n") == 1, "one line"
    assert said.startswith("WEB_HOST: the playground has no login")
    assert settings["WEB_HOST"] in said
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("host", ["localhost", "LocalHost", "127.0.0.1", "127.8.9.10", "::1", "[::1]"])
def test_this_machine_is_known_by_its_names(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    ["", "0.0.0.0", "::", "192.168.0.7", "localhost.example.com", "127.0.0.1.example.com", "127.1", "[", "::1]x"],
)
def test_nothing_else_is_taken_for_this_machine(host: str) -> None:
    assert not is_loopback(host)


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    running = Playground()
    await running.start()
    yield running
    await running.stop()


def addresses(playground: Playground) -> list[str]:
    """One of each kind: the page, its files, the people's face, the Bot API, a file of the bot."""
    bot = f"bot{playground.token}"
    return ["/", "/static/style.css", "/api/world", f"/{bot}/getMe", f"/file/{bot}/photos/none.jpg"]


@pytest.mark.parametrize(
    "host",
    ["rebound.example.com", "rebound.example.com:8080", "192.168.0.7:8080", "127.0.0.1.example.com", "x@127.0.0.1",
     "[::1", "localhost evil", "localhost:80:80"],
)  # fmt: skip
async def test_another_sites_name_is_refused_everywhere(playground: Playground, host: str) -> None:
    async with ClientSession() as session:
        for path in addresses(playground):
            async with session.get(playground.url + path, headers={"Host": host}) as response:
                assert response.status == 403, path


@pytest.mark.parametrize("host", ["localhost", "localhost:1", "127.0.0.1:8080", "127.5.5.5", "[::1]", "[::1]:8080"])
async def test_this_machines_names_are_answered_on_any_port(playground: Playground, host: str) -> None:
    async with ClientSession() as session:
        for path in addresses(playground)[:-1]:
            async with session.get(playground.url + path, headers={"Host": host}) as response:
                assert response.status == 200, path


@pytest.mark.parametrize("origin", ["https://example.com", "http://127.0.0.1:1", "null", "http://["])
async def test_a_page_of_another_site_may_not_act(playground: Playground, origin: str) -> None:
    before = len(playground.world.people)
    async with ClientSession() as session:
        for path in ("/api/people", f"/bot{playground.token}/getMe"):
            body = {"first_name": "Eve", "language_code": "en"} if path.startswith("/api") else {}
            async with session.post(playground.url + path, json=body, headers={"Origin": origin}) as response:
                assert response.status == 403, path
        async with session.get(f"{playground.url}/api/world", headers={"Origin": playground.url}) as response:
            assert response.status == 200, "its own page"
    assert len(playground.world.people) == before


async def test_the_pages_files_are_never_those_of_yesterday(playground: Playground) -> None:
    async with ClientSession() as session:
        for path in ("/", "/static/style.css", "/static/index.html"):
            async with session.get(playground.url + path) as response:
                assert response.status == 200
                assert response.headers["Cache-Control"] == "no-cache"
