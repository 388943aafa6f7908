"""While other mail programs work in the same folders, drafts are placed and withdrawn as ever, and theirs is theirs."""

import os
import random
from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults.crowd import Crowd
from tests.faults.grid import Undisturbed
from tests.faults.stage import AFTER, LATER, MINUTE, Seen, Stage
from tests.servers.mailbox import Mailbox
from tests.servers.running import RunningServer


def ours(seen: Seen) -> Seen:
    """Without what is the guests'."""
    others = {
        name: [(0, flags, raw) for _, flags, raw in lying if not Crowd.is_theirs(raw)]
        for name, lying in seen.others.items()
        if not name.startswith("Guest")
    }
    return replace(seen, drafts=tuple(one for one in seen.drafts if "@guest-" not in one[0]), others=others)


def play(server: RunningServer, folder: Path, wanted: Undisturbed, guests: int, passes: int, seed: int) -> int:
    """The story among a crowd; how much the crowd has done meanwhile."""
    mailbox = Mailbox(server)
    with Stage(mailbox, server.imap_port, folder, f"crowd-{seed}") as stage:
        with Crowd(mailbox, guests, seed) as crowd:
            stage.interviewed()
            for number in range(passes):
                stage.look(AFTER + number * MINUTE / passes)
            stage.rejected()
            for number in range(passes):
                stage.look(LATER + number * MINUTE / passes)
        crowd.assert_nothing_was_touched()
        assert not stage.look(LATER + MINUTE).problems
        assert ours(stage.seen(LATER + MINUTE)) == ours(wanted.withdrawn)
        assert stage.look(LATER + 2 * MINUTE).done == ()
        crowd.assert_nothing_was_touched()
    return sum(guest.done for guest in crowd.guests)


@pytest.mark.timeout(120)
def test_drafts_are_placed_and_withdrawn_among_a_crowd(
    imap_server: RunningServer, quick_folder: Path, wanted: Undisturbed
) -> None:
    seed = int(os.environ.get("CROWD_SEED", random.randrange(10**6)))
    try:
        assert play(imap_server, quick_folder, wanted, guests=3, passes=10, seed=seed) > 15
    except AssertionError as problem:
        raise AssertionError(f"CROWD_SEED={seed}: {problem}") from problem
