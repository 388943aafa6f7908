"""Two machines that meet at every command of a pass, and larger crowds for longer; `FAULTS=all` for all of it."""

import os
import random
from pathlib import Path

import pytest

from tests.faults.grid import Undisturbed
from tests.faults.test_crowd import play
from tests.faults.test_two_machines import every, meet
from tests.servers.running import RunningServer

pytestmark = [pytest.mark.system, pytest.mark.timeout(3600)]

ALL = os.environ.get("FAULTS") == "all"


def test_two_machines_that_meet_at_every_command(
    imap_server: RunningServer, quick_folder: Path, wanted: Undisturbed
) -> None:
    half = int(imap_server.name == "cyrus")
    for number, position in every(wanted, 1) if ALL else every(wanted, 8, half * 4):
        meet(imap_server, quick_folder, wanted, number, position)


def test_a_larger_crowd_for_longer(imap_server: RunningServer, quick_folder: Path, wanted: Undisturbed) -> None:
    seeds = random.sample(range(10**6), 20 if ALL else 1)
    for seed in [int(os.environ["CROWD_SEED"])] if "CROWD_SEED" in os.environ else seeds:
        try:
            play(imap_server, quick_folder, wanted, guests=6, passes=40 if ALL else 15, seed=seed)
        except AssertionError as problem:
            raise AssertionError(f"CROWD_SEED={seed}: {problem}") from problem
