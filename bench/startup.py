"""How long a command takes before it does anything, and `status` with the applications of the big mailbox."""

import subprocess
import sys

from bench.figures import Figure, side_by_side
from bench.stage import Stage

PROGRAM = (sys.executable, "-m", "afterword.cli.main")
TIMES = 7
_PEER = "`python -c pass`"


def figures(stage: Stage) -> list[Figure]:
    """Processes, beside one that does nothing."""
    settled = stage.settled

    def process(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True)

    def nothing() -> None:
        process(sys.executable, "-c", "pass")

    version = side_by_side(TIMES, lambda: process(*PROGRAM, "--version"), nothing)
    status = side_by_side(TIMES, lambda: process(*PROGRAM, "--config", str(settled.config), "status"), nothing)
    return [
        Figure("`afterword --version`", version[0], "ms", _PEER, version[1]),
        Figure(f"`afterword status`, {stage.invites} applications", status[0], "ms", _PEER, status[1]),
    ]
