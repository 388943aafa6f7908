"""Every fault of a line at every command of a pass, on each server: every seventh, or all with `FAULTS=all`."""

import os
from pathlib import Path

import pytest

from tests.faults.grid import failures, undisturbed
from tests.faults.proxy import Fault
from tests.servers.running import RunningServer

pytestmark = [pytest.mark.system, pytest.mark.timeout(3600), pytest.mark.usefixtures("impatient")]

ONE_IN = 1 if os.environ.get("FAULTS") == "all" else 7


def test_every_fault_at_every_command_is_told_and_mended_by_the_next_pass(
    imap_server: RunningServer, quick_folder: Path
) -> None:
    wanted = undisturbed(imap_server, quick_folder)
    every = [(number, place, fault) for number, place, _ in wanted.cells() for fault in Fault]
    assert len(every) > 700
    offset = int(imap_server.name == "cyrus") * 3
    chosen = [cell for index, cell in enumerate(every) if (index + offset) % ONE_IN == 0]
    assert failures(imap_server, quick_folder, wanted, chosen) == []
