"""S8 in a mailbox of 100,000 messages: a pass without news asks no more, and writes nothing."""

import time

import pytest

from tests.scenarios.letters import PRIYA
from tests.scenarios.test_s08_no_news import assert_quiet_when_nothing_is_new, everyday_mail
from tests.scenarios.world import World, account, moment
from tests.servers.dovecot import Dovecot

pytestmark = [pytest.mark.system, pytest.mark.timeout(1800)]
SIZE = 100_000


def test_s8_quiet_among_100_000_messages(world: World) -> None:
    server = world.mailbox.server
    if isinstance(server, Dovecot):
        server.fill(world.mailbox.user, ((raw, moment("2025-10-01 08:00")) for raw in everyday_mail(SIZE)))
    else:
        world.mailbox.deliver_many(everyday_mail(SIZE))
    assert_quiet_when_nothing_is_new(world)
    assert PRIYA.email in world.drafted_to()
    world.configure(account(world.mailbox))
    started = time.monotonic()
    world.once()
    assert time.monotonic() - started < 10
