"""The stage of the scenarios serves here too; and a server is not waited for as long as in life."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from afterword.adapters.imap import connection
from tests.faults.grid import Undisturbed, undisturbed
from tests.scenarios.conftest import starter, world
from tests.servers.running import RunningServer

__all__ = ["impatient", "quick_folder", "starter", "wanted", "world"]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that says nothing is given up after a second, not after a minute."""
    monkeypatch.setattr(connection, "IO_SECONDS", 1.0)


@pytest.fixture
def quick_folder() -> Iterator[Path]:
    """A folder for state, in memory where there is some: a ledger waits for the disk at every step."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(prefix="aw-", dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


_UNDISTURBED: dict[str, Undisturbed] = {}


@pytest.fixture
def wanted(imap_server: RunningServer, quick_folder: Path) -> Undisturbed:
    """The story as it should be, played once on each server."""
    name = imap_server.name
    if name not in _UNDISTURBED:
        _UNDISTURBED[name] = undisturbed(imap_server, quick_folder)
    return _UNDISTURBED[name]
