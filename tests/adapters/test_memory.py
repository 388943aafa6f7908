"""What is free is given back to the system."""

import platform
from pathlib import Path

import pytest

from afterword.adapters.memory import give_back

MEGABYTE = 2**20


def resident() -> int:
    """Bytes of this process that lie in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has a way")
def test_what_is_free_below_something_that_is_kept_is_given_back() -> None:
    held = [bytes(2_000) for _ in range(30_000)]
    kept = [bytes(2_000) for _ in range(10)]
    del held
    before = resident()
    give_back()
    assert before - resident() > 30 * MEGABYTE
    assert len(kept) == 10
    give_back()  # where nothing is free


def test_where_there_is_no_way_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("afterword.adapters.memory._trim", lambda: None)
    give_back()
