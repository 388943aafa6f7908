"""How long a command takes before it does anything, and `status` with 200 applications."""

import subprocess
import sys

from bench.figures import Figure, Goal, side_by_side
from bench.stage import Stage

PROGRAM = (sys.executable, "-m", "afterword.cli.main")
TIMES = 7
_PEER = "`python -c pass`"


def figures(stage: Stage) -> list[Figure]:
    """Processes, beside one that does nothing."""
    settled = stage.day

    def process(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True)

    def nothing() -> None:
        process(sys.executable, "-c", "pass")

    version = side_by_side(TIMES, lambda: process(*PROGRAM, "--version"), nothing)
    status = side_by_side(TIMES, lambda: process(*PROGRAM, "--config", str(settled.config), "status"), nothing)
    what = f"`afterword status`, {settled.applications} applications"
    return [
        Figure("`afterword --version`", version[0], "ms", _PEER, version[1], Goal(more=0.060)),
        Figure(what, status[0], "ms", _PEER, status[1], Goal(more=0.250)),
    ]
