"""What is wrong with a state folder that can be read all the same, for who asks how it stands."""

import shutil
from collections.abc import Iterator
from pathlib import Path

ENOUGH = 2**20
"""Bytes of room. With less a pass may not be able to note what it is about to do, and then does not do it."""


def faults_of_state(state_dir: Path) -> tuple[str, ...]:
    """What the user should know, one sentence each: there is no room, or a ledger was damaged."""
    if not state_dir.is_dir():
        return ()
    full = no_room(state_dir)
    return ((full,) if full else ()) + damage_of(state_dir)


def no_room(state_dir: Path) -> str | None:
    """One sentence where the disk of a folder that is there is full."""
    if shutil.disk_usage(state_dir).free >= ENOUGH:
        return None
    return f"There is no room left on the disk of {state_dir}: nothing can be noted, and so nothing is placed."


def damage_of(state_dir: Path) -> tuple[str, ...]:
    """One sentence for each ledger that was damaged, and of which a copy is kept."""
    return tuple(_damage(state_dir))


def _damage(state_dir: Path) -> Iterator[str]:
    for kept in sorted(state_dir.glob("ledger-damaged-*.db")):
        yield (
            "The ledger was damaged, and a new one was begun, or is by the next `afterword run`. A copy is kept as "
            f"{kept}; remove it when you have seen this."
        )
