"""`make bench` runs and prints every line; what the lines say is not looked at on a busy machine."""

import re
import sys
from asyncio import create_subprocess_exec, timeout
from asyncio.subprocess import PIPE, STDOUT

import pytest

from tests.support.processes import ROOT

LINES = (
    r"machine   \d+ cores",
    r"bare echo +\d+",
    r"relay: an addition to a ticket +\d+ +\d\.\d\d +\d+ +\d\.\d\d +\d+\.\d\d ms",
    r"form: from /start to Send +\d+ +\d\.\d\d +\d+ +\d\.\d\d +\d+\.\d\d ms",
    r"complete requests a second",
    r"Send pressed, forms filled in before +\d+\.\d( +\d+\.\d\d ms){3}",
    r"whole requests, from /start on +\d+\.\d( +\d+\.\d\d ms){3}",
    r"queue: 20 tickets to react to( +\d+\.\d\d ms / \d+\.\d\d ms){2}",
    r"a client's list: a page and the count( +\d+\.\d\d ms / \d+\.\d\d ms){2}",
    r"search: two words, one in every ticket( +\d+\.\d\d ms / \d+\.\d\d ms){2}",
    r"a ticket with its history( +\d+\.\d\d ms / \d+\.\d\d ms){2}",
    r"a tick: nothing is due( +\d+\.\d\d ms / \d+\.\d\d ms){2}",
    r"a tick: 10 are fired( +\d+\.\d\d ms / \d+\.\d\d ms){2}",
    r"courier: nothing to send( +\d+\.\d\d ms / \d+\.\d\d ms){2}",
    r"courier: mark one, claim one( +\d+\.\d\d ms / \d+\.\d\d ms){2}",
)


@pytest.mark.process
async def test_a_quick_run_measures_every_part_and_prints_it() -> None:
    process = await create_subprocess_exec(
        sys.executable, "-m", "benchmarks", "--quick", cwd=ROOT, stdout=PIPE, stderr=STDOUT
    )
    try:
        async with timeout(280):
            output = (await process.communicate())[0].decode()
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode == 0, output
    assert [line for line in LINES if not re.search(line, output)] == [], output
