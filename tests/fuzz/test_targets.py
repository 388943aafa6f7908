"""What the fuzzer begins with and what it has found, read once more; and the limits themselves."""

import time
from pathlib import Path

import pytest

from tests.fuzz.limits import MOST_BYTES, BeyondLimits, within_limits
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import TARGETS

FOUND = sorted((Path(__file__).parent / "found").glob("*/*"))


@pytest.mark.parametrize("name", TARGETS)
def test_what_the_fuzzer_begins_with_is_sound(name: str) -> None:
    first = list(seeds(name))[:20]
    assert first
    for seed in first:
        TARGETS[name](seed)


@pytest.mark.parametrize("path", FOUND, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_was_found_stays_mended(path: Path) -> None:
    within_limits(TARGETS[path.parent.name], path.read_bytes())


def test_what_takes_long_is_found() -> None:
    def slow(data: bytes) -> None:
        until = time.thread_time() + 2.1
        while time.thread_time() < until:
            pass

    with pytest.raises(BeyondLimits, match=r"5 bytes took 2\.\d s"):
        within_limits(slow, b"slow!")


def test_what_takes_much_memory_is_found() -> None:
    with pytest.raises(BeyondLimits, match=r"4 bytes took 2\d\d MiB"):
        within_limits(lambda data: print(len(b"x" * (MOST_BYTES + 2**20))), b"much")
