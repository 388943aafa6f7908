"""How cost grows with the mailbox: the scan, a pass with no news, and the memory that reading it takes."""

from collections.abc import Sequence

from afterword.config import load
from bench.figures import Figure, seconds, side_by_side
from bench.mailboxes import big_mailbox
from bench.processes import largest
from bench.raw import LIST_STATUS, Bare
from bench.scan import find
from bench.stage import Stage, engine, mailbox, now
from bench.startup import PROGRAM

SIZES: Sequence[int] = (1_000, 10_000, 100_000)
QUICKLY: Sequence[int] = (500, 2_000)
HUGE = 1_000_000
_INVITES = 200


def figures(stage: Stage) -> list[Figure]:
    """At each size; the invites are as many at any, so that only ordinary mail becomes more."""
    found = []
    for size in QUICKLY if stage.quick else SIZES:
        found += _at(stage, size, f"grown{size}")
    return found


def huge(stage: Stage) -> list[Figure]:
    """The scan of a million messages; it needs 4 GB of disk and some minutes."""
    return [_scanned(stage, HUGE, "huge")]


def _at(stage: Stage, size: int, user: str) -> list[Figure]:
    scanned = _scanned(stage, size, user)
    server = stage.dovecot
    config = stage.folder / user / "config.toml"
    memory = largest([*PROGRAM, "--config", str(config), "run", "--once"])
    bare = Bare(server.host, server.imap_port, user)

    def look() -> None:
        bare.ask(LIST_STATUS)
        bare.ask(b"EXAMINE Drafts")
        bare.ask(b"UNSELECT")

    with engine(load(config)) as made:
        made.run_pass(now())
        quiet, quiet_bare = side_by_side(10, lambda: made.run_pass(now()), look)
    bare.close()
    later = largest([*PROGRAM, "--config", str(config), "run", "--once"])
    return [
        scanned,
        Figure(f"{size:,} messages: pass with no news", quiet, "ms", "LIST-STATUS, EXAMINE, UNSELECT", quiet_bare),
        Figure(f"{size:,} messages: memory of `run --once`, first", memory, "MB", "later", later),
    ]


def _scanned(stage: Stage, size: int, user: str) -> Figure:
    """The second scan: the server has what it keeps of a message by then."""
    stage.dovecot.fill(user, big_mailbox(size, _INVITES, stage.now))
    with mailbox(stage.configured(stage.dovecot, user)) as ours:
        find(ours, stage, size, _INVITES)
        took = min(seconds(lambda: find(ours, stage, size, _INVITES)) for _ in range(2))
    return Figure(f"{size:,} messages: scan", took, "s", "a million at this rate", took * HUGE / size)
