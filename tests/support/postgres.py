"""A PostgreSQL for the tests: the one of TEST_POSTGRES_URL, or one of our own that ends with the session."""

import asyncio
import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from storage import open_store
from tests.support.clock import Clock

_MISSING = (
    "no PostgreSQL: set TEST_POSTGRES_URL to a server where databases may be made, or install one "
    "(Debian, Ubuntu: apt-get install postgresql; macOS: brew install postgresql)"
)


def _find_binaries() -> Path | None:
    """The folder with initdb and pg_ctl, the newest version's where there are several."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = str(installed[-1]) if installed else shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _run(command: list[str]) -> None:
    """Run a command of PostgreSQL, which refuses to run as root: then as the user `postgres`."""
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd="/")
    if done.returncode != 0:
        pytest.fail(f"{command}: {done.stdout}{done.stderr}")


def _start(binaries: Path, folder: Path) -> str:
    """Start a server with its data in `folder`, listening on the loopback only; its URL."""
    data, port = folder / "data", _free_port()
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    _run([str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"])
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= "
        "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"
    )
    log = str(folder / "log")
    _run([str(binaries / "pg_ctl"), "-D", str(data), "-l", log, "-w", "-t", "30", "-o", options, "start"])
    return f"postgresql://postgres@127.0.0.1:{port}/postgres"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a server where databases may be made. Skips where there is none, unless REQUIRE_POSTGRES=1."""
    if given := os.environ.get("TEST_POSTGRES_URL"):
        yield given
        return
    binaries = _find_binaries()
    if binaries is None:
        if os.environ.get("REQUIRE_POSTGRES") == "1":
            pytest.fail(_MISSING)
        pytest.skip(_MISSING)
    folder = Path(tempfile.mkdtemp(prefix="frontdesk-postgres-"))
    try:
        yield _start(binaries, folder)
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            _run([str(binaries / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "-w", "stop"])
        shutil.rmtree(folder, ignore_errors=True)


def _with_database(server: str, name: str) -> str:
    head, _, _ = server.partition("?")
    return f"{head.rpartition('/')[0]}/{name}"


@contextmanager
def _database(server: str, template: str = "template1") -> Iterator[str]:
    """A new database, a copy of `template`; dropped at the end. Its name."""
    name = f"frontdesk_{uuid.uuid4().hex}"
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(create)
    try:
        yield name
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(drop)


@pytest.fixture(scope="session")
def migrated_database(postgres_server: str) -> Iterator[str]:
    """The name of an empty database at the newest migration, to be copied for every test."""
    with _database(postgres_server) as name:
        asyncio.run(_migrate(_with_database(postgres_server, name)))
        yield name


async def _migrate(url: str) -> None:
    await (await open_store(url, clock=Clock())).close()


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of a database of the test's own that has no tables yet."""
    with _database(postgres_server) as name:
        yield _with_database(postgres_server, name)


@pytest.fixture
def postgres_url(postgres_server: str, migrated_database: str) -> Iterator[str]:
    """The URL of a migrated, empty database of the test's own."""
    with _database(postgres_server, migrated_database) as name:
        yield _with_database(postgres_server, name)


def reachable(url: str, answer: bool) -> None:
    """The server takes connections to the database, or ends them all and takes none."""
    database = make_url(url).database
    assert database is not None
    with psycopg.connect(_with_database(url, "postgres"), autocommit=True) as connection:
        allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(sql.Identifier(database), sql.Literal(answer))
        connection.execute(allow)
        if not answer:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (database,))
