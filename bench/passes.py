"""A pass with no news in a big mailbox that was read before: as `run` makes it after a wake, and by `--once`."""

import subprocess
import sys

from msgspec.structs import replace

from afterword.config import load
from bench.figures import Figure, Goal, side_by_side
from bench.raw import LIST_STATUS, Bare
from bench.stage import Stage, engine, now
from bench.startup import PROGRAM
from tests.servers.recorder import Recorder

TIMES = 20
PROCESSES = 3


def figures(stage: Stage) -> list[Figure]:
    """Inside one engine beside LIST-STATUS and EXAMINE on a kept connection; and as processes."""
    server, user, settled = stage.dovecot, stage.big, stage.settled
    bare = Bare(server.host, server.imap_port, user)

    def look() -> None:
        bare.ask(LIST_STATUS)
        bare.ask(b"EXAMINE Drafts")
        bare.ask(b"UNSELECT")

    with engine(load(settled.config)) as made:
        made.run_pass(now())
        inside, inside_bare = side_by_side(TIMES, lambda: made.run_pass(now()), look)
    bare.close()

    def process(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True)

    once, once_bare = side_by_side(
        PROCESSES,
        lambda: process(*PROGRAM, "--config", str(settled.config), "run", "--once"),
        lambda: process(sys.executable, "-m", "bench.raw", server.host, str(server.imap_port), user),
    )
    with Recorder(server) as recorder:
        state = load(settled.config).state_dir
        through = replace(stage.configured(server, user, recorder.port, "recorded"), state_dir=state)
        with engine(through) as made:
            made.run_pass(now())
            first = len(recorder.commands)
            recorder.clear()
            made.run_pass(now())
            later = len(recorder.commands)
            writes = recorder.writes()
    if writes:
        raise AssertionError(f"a pass with no news writes: {writes}")
    return [
        Figure(f"first pass in full, {stage.messages:,} messages", settled.first_pass, "s"),
        Figure("pass with no news, in `run`", inside, "ms", "LIST-STATUS, EXAMINE, UNSELECT", inside_bare),
        Figure("the same, commands", later, "", "bare", 3, Goal(most=12)),
        Figure("pass with no news, `run --once`", once, "ms", "Python, LOGIN, the same, LOGOUT", once_bare),
        Figure("the same, commands with those of the login", first + 1, "", "bare", 4),
    ]
