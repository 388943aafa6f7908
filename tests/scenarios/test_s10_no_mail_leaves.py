"""S10: no mail leaves, and nobody is looked up (K2). Every scenario ends with a look at where the program has connected
to; here sinks listen too.
"""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scenarios.letters import LUCY, Event, google_invite, rejection
from tests.scenarios.world import World, moment
from tests.servers.smtpsink import SmtpSink

PORTS = (25, 465, 587, 1025, 2525)


@pytest.fixture
def sinks() -> Iterator[list[SmtpSink]]:
    """An SMTP server on each of the usual ports that may be had here; one on any port always."""
    with contextlib.ExitStack() as stack:
        found = [stack.enter_context(SmtpSink())]
        for port in PORTS:
            with contextlib.suppress(OSError):
                found.append(stack.enter_context(SmtpSink(port)))
        yield found


def test_s10_over_a_whole_story_the_sinks_stay_empty(world: World, sinks: list[SmtpSink]) -> None:
    world.deliver(
        google_invite(Event(moment("2025-11-25 14:00"), moment("2025-11-25 15:00")), moment("2025-11-18 09:30"))
    )
    world.once("2025-11-18 10:00")
    world.once("2025-11-25 16:05")
    assert len(world.drafts()) == 2
    world.at("2025-11-25 16:10")
    for draft in world.drafts():
        world.mailbox.send_draft(draft.uid)
    world.plan()
    world.once("2025-12-05 09:01")
    assert world.drafted_to() == [LUCY.email]
    world.at("2025-12-05 10:00")
    with world.service():
        world.deliver(rejection(moment("2025-12-05 09:59")))
        world.wait_for("the chaser goes", 10, lambda: world.follow_ups("chaser") == {LUCY.email: "withdrawn"})
    world.status()
    assert [(sink.connections, sink.messages) for sink in sinks] == [(0, [])] * len(sinks)
    connections = {line for line in world.ways_out() if line.startswith("socket.connect")}
    assert connections == {f"socket.connect ('127.0.0.1', {world.mailbox.server.imap_port})"}


def test_s10_the_audit_on_which_all_scenarios_rely_sees_what_leaves(tmp_path: Path) -> None:
    with SmtpSink() as sink:
        program = (
            "import pathlib, smtplib, sys; from tests.scenarios.audited import watch; watch(pathlib.Path(sys.argv[1]));"
            f"smtplib.SMTP('{sink.host}', {sink.port}).quit()"
        )
        root = Path(__file__).parents[2]
        subprocess.run([sys.executable, "-c", program, str(tmp_path / "audit")], check=True, cwd=root, timeout=20)
        assert f"socket.connect ('{sink.host}', {sink.port})" in (tmp_path / "audit").read_text().splitlines()
        assert sink.connections == 1
