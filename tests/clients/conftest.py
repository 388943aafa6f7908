"""The stage of the scenarios, on four servers."""

from typing import cast

import pytest

from tests.clients.stage import Stage
from tests.scenarios.conftest import starter, world
from tests.scenarios.world import World
from tests.servers.clients import EVERY_CLIENT
from tests.servers.running import RunningServer

__all__ = ["starter", "world"]


@pytest.fixture(scope="session", params=["dovecot", "cyrus", "courier", "gmail"])
def imap_server(request: pytest.FixtureRequest) -> RunningServer:
    """Each of the IMAP servers in turn."""
    return cast(RunningServer, request.getfixturevalue(request.param))


@pytest.fixture
def stage(world: World) -> Stage:
    """A company for each mail program; its interview is over."""
    return Stage(world, EVERY_CLIENT)
