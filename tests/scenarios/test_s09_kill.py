"""S9: killed between any two steps of a pass and started again: never two drafts, never one lost."""

from pathlib import Path

import pytest

from tests.scenarios.letters import LUCY, PRIYA, TOM, Event, google_invite, rejection
from tests.scenarios.world import Starter, World, moment
from tests.servers.mailbox import TRASH, Mailbox
from tests.servers.running import RunningServer

INTERVIEW = Event(moment("2025-11-25 14:00"), moment("2025-11-25 15:00"))
BOTH = sorted([PRIYA.email, TOM.email])


def _tell(world: World, boundary: int) -> str:
    return f"killed at boundary {boundary}: {world.steps()[-3:]}"


def _placed_once(world: World, boundary: int) -> None:
    """A first pass, that reads the invite and places two notes, is killed at the boundary."""
    world.deliver(google_invite(INTERVIEW, moment("2025-11-18 09:30")))
    world.at("2025-11-25 16:05")
    world.killed_at(boundary)
    world.once("2025-11-25 16:06")
    assert world.drafted_to() == BOTH, _tell(world, boundary)


def _withdrawn_once(world: World, boundary: int) -> None:
    """The next pass, that reads a rejection, withdraws both and places the answer to it (F1), is killed there."""
    placed = sorted(one.raw for one in world.drafts())
    world.deliver(rejection(moment("2025-11-25 16:10")))
    world.at("2025-11-25 16:15")
    world.killed_at(boundary)
    world.once("2025-11-25 16:16")
    assert world.drafted_to() == [LUCY.email], _tell(world, boundary)
    assert world.follow_ups("feedback_request") == {LUCY.email: "placed"}, _tell(world, boundary)
    assert sorted(one.raw for one in world.mailbox.messages(TRASH)) == placed, _tell(world, boundary)
    assert world.follow_ups("thank_you") == dict.fromkeys(BOTH, "withdrawn"), _tell(world, boundary)


class Stages:
    """Makes a fresh world for each boundary, in which both passes are killed there."""

    def __init__(self, server: RunningServer, starter: Starter, folder: Path) -> None:
        self.server, self.starter, self.folder = server, starter, folder

    def killed_at(self, boundary: int) -> tuple[list[str], list[str]]:
        """The boundaries that the two passes came to."""
        place = self.folder / str(boundary)
        place.mkdir()
        world = World(Mailbox(self.server), self.starter, place)
        _placed_once(world, boundary)
        placing = world.steps()
        _withdrawn_once(world, boundary)
        world.assert_no_other_way_out()
        return placing, world.steps()

    def boundaries(self) -> tuple[int, int]:
        """How many there are in the longer pass, and how many before the shorter one comes to Drafts."""
        both = self.killed_at(0)
        assert all(any("APPEND" in step or "MOVE" in step for step in steps) for steps in both)
        begin = min(next(n for n, step in enumerate(steps) if "Drafts" in step) for steps in both)
        return max(map(len, both)), begin


@pytest.fixture
def stages(imap_server: RunningServer, starter: Starter, tmp_path: Path) -> Stages:
    """On each server."""
    return Stages(imap_server, starter, tmp_path)


@pytest.mark.timeout(300)
def test_s9_killed_at_any_boundary_neither_twice_nor_lost(stages: Stages) -> None:
    # Every second boundary of the writing part on one of the two servers; the system tests try everything on both.
    count, begin = stages.boundaries()
    for boundary in (*range(1, begin, 12), *range(begin + 2 * (stages.server.name == "dovecot"), count + 1, 4)):
        stages.killed_at(boundary)


def test_s9_killed_again_and_again_it_gets_there_in_the_end(world: World) -> None:
    world.deliver(google_invite(INTERVIEW, moment("2025-11-18 09:30")))
    world.at("2025-11-25 16:05")
    boundary = 20
    while world.killed_at(boundary):
        boundary += 3
        assert len({one.to[0] for one in world.drafts()}) == len(world.drafts())
    assert world.drafted_to() == BOTH
    world.once("2025-11-25 16:30")
    assert world.drafted_to() == BOTH


def test_s9_what_the_user_does_between_the_kill_and_the_next_start_holds(world: World) -> None:
    """Killed when the server has both drafts and the ledger does not know of the second."""
    world.deliver(google_invite(INTERVIEW, moment("2025-11-18 09:30")))
    world.at("2025-11-25 16:05")
    boundary = 40
    while len(world.drafts()) < 2:
        assert world.killed_at(boundary)
        boundary += 1
    world.mailbox.edit_draft(world.draft_to(PRIYA.email).uid, "My own words.\n")
    world.mailbox.delete(world.draft_to(TOM.email).uid)
    own = [one.raw for one in world.drafts()]
    for when in ("2025-11-25 16:06", "2025-11-25 16:20", "2025-11-25 18:00"):
        world.once(when)
        assert [one.raw for one in world.drafts()] == own
    assert world.follow_ups("thank_you") == {PRIYA.email: "released", TOM.email: "deleted"}
