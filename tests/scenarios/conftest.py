"""A world for each scenario. At its end, whatever it told, the program has spoken to its mail server alone (S10)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.scenarios.world import Starter, World, moment
from tests.servers.clock import FakeClock
from tests.servers.mailbox import Mailbox
from tests.servers.programs import MissingProgram

BEGINNING = moment("2025-11-18 10:00")


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starter]:
    """What starts the program, under the clock of this test process."""
    try:
        clock = FakeClock(tmp_path_factory.mktemp("clock") / "clock", BEGINNING)
    except MissingProgram as problem:
        missing(problem)
    one = Starter(clock)
    yield one
    one.close()


@pytest.fixture
def world(mailbox: Mailbox, starter: Starter, tmp_path: Path) -> Iterator[World]:
    """A fresh mailbox on each server, the clock on Tuesday 18 November 2025, 10:00 in London."""
    starter.clock.set(BEGINNING)
    stage = World(mailbox, starter, tmp_path)
    yield stage
    stage.assert_no_other_way_out()
