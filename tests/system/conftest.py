"""The stage of the scenarios serves here too; the wheel, and a machine with a systemd of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.faults.conftest import impatient, quick_folder, wanted
from tests.scenarios.conftest import starter, world
from tests.scenarios.test_s09_kill import stages
from tests.servers.machine import Machine, start_machine
from tests.servers.programs import MissingProgram

__all__ = ["impatient", "quick_folder", "stages", "starter", "wanted", "world"]

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as pip builds it for a user."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(command, check=True)
    (built,) = folder.glob("afterword-*.whl")
    return built


@pytest.fixture(scope="session")
def machine(wheel: Path) -> Iterator[Machine]:
    """A machine with a real systemd, in which the wheel is installed."""
    try:
        started = start_machine(wheel)
    except MissingProgram as problem:
        missing(problem)
    yield started
    started.stop()
