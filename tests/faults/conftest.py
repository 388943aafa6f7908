"""The stage of the scenarios serves here too; and a server is not waited for as long as in life."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from afterword.adapters.imap import connection
from tests.scenarios.conftest import starter, world

__all__ = ["impatient", "quick_folder", "starter", "world"]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that says nothing is given up after a fraction of a second, not after a minute."""
    monkeypatch.setattr(connection, "IO_SECONDS", 0.4)


@pytest.fixture
def quick_folder() -> Iterator[Path]:
    """A folder for state, in memory where there is some: a ledger waits for the disk at every step."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(prefix="aw-", dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)
