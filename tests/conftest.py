"""Fixtures for everything: real servers, a fresh mailbox on them, and a clock that can be set.

| fixture | gives |
|---|---|
| `dovecot`, `cyrus`, `courier`, `gmail` | a running server, one for each test process |
| `imap_server` | the test runs once with each of the first two |
| `mailbox` | a fresh user on `imap_server`, held by another mail program |
| `radicale` | a running CalDAV server, one for each test process |
| `smtp_sink` | an SMTP server that keeps count |
| `fake_clock` | a function: an aware datetime -> a `FakeClock` for child processes |

A server that cannot run here skips its tests with the reason, and fails them in CI (`CI` in the environment).
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn, cast

import pytest
from hypothesis import settings

from tests.servers.clock import FakeClock, sweep_after_kills
from tests.servers.courier import Courier, start_courier
from tests.servers.cyrus import Cyrus, start_cyrus
from tests.servers.dovecot import Dovecot, start_dovecot
from tests.servers.gmail import GmailLike, start_gmail
from tests.servers.mailbox import Mailbox
from tests.servers.programs import MissingProgram
from tests.servers.radicale import Radicale, start_radicale
from tests.servers.running import RunningServer
from tests.servers.smtpsink import SmtpSink

# In CI the same examples every time: a new one found there says nothing of the change under test. Elsewhere at random.
settings.register_profile("ci", derandomize=True, database=None, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "explore")


def missing(problem: MissingProgram) -> NoReturn:
    """Skip, or in CI fail, the test that needs this program."""
    if os.environ.get("CI"):
        pytest.fail(str(problem), pytrace=False)
    pytest.skip(f"LEFT OUT: {problem}")


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """A running Dovecot."""
    try:
        server = start_dovecot()
    except MissingProgram as problem:
        missing(problem)
    yield server
    server.close()


@pytest.fixture(scope="session")
def cyrus() -> Iterator[Cyrus]:
    """A running Cyrus IMAP."""
    try:
        server = start_cyrus()
    except MissingProgram as problem:
        missing(problem)
    yield server
    server.close()


@pytest.fixture(scope="session")
def courier() -> Iterator[Courier]:
    """A running Courier IMAP."""
    try:
        server = start_courier()
    except MissingProgram as problem:
        missing(problem)
    yield server
    server.close()


@pytest.fixture(scope="session")
def gmail() -> Iterator[GmailLike]:
    """A running server with the habits of Gmail."""
    server = start_gmail()
    yield server
    server.close()


@pytest.fixture(scope="session", params=["dovecot", "cyrus"])
def imap_server(request: pytest.FixtureRequest) -> RunningServer:
    """Each of the IMAP servers in turn. A test that stops it must start it again."""
    return cast(RunningServer, request.getfixturevalue(request.param))


@pytest.fixture
def mailbox(imap_server: RunningServer) -> Mailbox:
    """An empty mailbox of a user that no other test has."""
    return Mailbox(imap_server)


@pytest.fixture(scope="session")
def radicale() -> Iterator[Radicale]:
    """A running Radicale."""
    server = start_radicale()
    yield server
    server.close()


@pytest.fixture
def smtp_sink() -> Iterator[SmtpSink]:
    """A running SMTP sink."""
    with SmtpSink() as sink:
        yield sink


@pytest.fixture
def fake_clock(tmp_path: Path) -> Iterator[Callable[[dt.datetime], FakeClock]]:
    """A function that makes a clock for child processes, set to the aware datetime that it is given."""

    def make(when: dt.datetime) -> FakeClock:
        try:
            return FakeClock(tmp_path / "clock", when)
        except MissingProgram as problem:
            missing(problem)

    yield make
    sweep_after_kills()
