"""Between process and server: whatever the line does at whichever command, it is told, and the next pass ends as if
nothing had happened.

Here every other command meets one fault on Dovecot, and each change of the mailbox one on each server; in the system
tests every command meets all of them.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.grid import Undisturbed, disturbed, failures, undisturbed
from tests.faults.proxy import BadLine, Fault
from tests.faults.stage import AFTER, MINUTE, Stage
from tests.servers.dovecot import Dovecot
from tests.servers.mailbox import Mailbox
from tests.servers.running import RunningServer

pytestmark = pytest.mark.usefixtures("impatient")

CHANGES = frozenset({"APPEND", "UID MOVE"})
FAULTS = tuple(Fault)


def _chosen(wanted: Undisturbed, half: int) -> Iterator[tuple[int, int, Fault]]:
    for index, (number, position, name) in enumerate(wanted.cells()):
        if name in CHANGES:
            yield number, position, FAULTS[(index + 7 * half) % len(FAULTS)]
        elif half == 0 and index % 2 == 0:  # the same answers are read from both
            yield number, position, FAULTS[(index * 7) % len(FAULTS)]


@pytest.mark.timeout(180)
def test_a_bad_line_is_told_and_the_next_pass_ends_as_if_nothing_had_happened(
    imap_server: RunningServer, quick_folder: Path
) -> None:
    wanted = undisturbed(imap_server, quick_folder)
    cells = list(_chosen(wanted, half=int(imap_server.name == "cyrus")))
    assert len(cells) >= 8
    assert failures(imap_server, quick_folder, wanted, cells) == []


@pytest.mark.parametrize("fault", [Fault.LIED, Fault.UNHEARD, Fault.DONE_IN_SILENCE], ids=lambda fault: fault.name)
def test_a_draft_that_the_server_took_without_saying_so_is_not_appended_again(
    dovecot: Dovecot, quick_folder: Path, fault: Fault
) -> None:
    """The worst of it in one pass: no APPEND is ever answered."""
    mailbox = Mailbox(dovecot)
    with BadLine(dovecot) as line, Stage(mailbox, line.port, quick_folder) as stage:
        stage.interviewed()
        for round_ in range(6):
            line.trouble = lambda number, command: fault if command.startswith("APPEND") else None
            stage.look(AFTER + round_ * MINUTE)
            names = [one.message_id for one in mailbox.drafts()]
            assert len(set(names)) == len(names) == min(round_ + 1, 4)
        line.calm()
        assert not stage.look(AFTER + 7 * MINUTE).problems
        assert len(mailbox.drafts()) == 4


def test_what_the_user_is_told_of_a_fault(dovecot: Dovecot, quick_folder: Path) -> None:
    wanted = undisturbed(dovecot, quick_folder)
    told = {
        Fault.LOST: "the server closed the connection",
        Fault.SILENCE: "timed out",
        Fault.GOODBYE: "see you",
        Fault.NO: "the server refuses: NO not now",
        Fault.NOISE: "an answer that is not IMAP",
        Fault.NONSENSE: "the server's answer makes no sense",
    }
    position = max(place for number, place, name in wanted.cells() if (number, name) == (1, "UID FETCH"))
    for fault, text in told.items():
        assert text in str(disturbed(dovecot, quick_folder, wanted, 1, position, fault)), fault
