"""The unit as systemd itself judges it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from afterword.adapters.services.systemd import unit

UNIT = Path(__file__).parents[2] / "systemd/afterword.service"

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="LEFT OUT: this machine has no systemd"),
]


def analyze(tmp_path: Path, *arguments: str, text: str | None = None) -> str:
    # A copy whose program exists here; the real one is where the user installed it.
    copy = tmp_path / UNIT.name
    copy.write_text(text or UNIT.read_text().replace("%h/.local/bin/afterword", "/bin/true"))
    tmp_path.chmod(0o700)
    done = subprocess.run(
        ["systemd-analyze", *arguments, str(copy)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path), "SYSTEMD_COLORS": "0"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_the_unit_is_well_formed(tmp_path: Path) -> None:
    assert analyze(tmp_path, "verify", "--user") == ""


def test_the_unit_that_is_installed_is_well_formed_whatever_the_paths(tmp_path: Path) -> None:
    folder = tmp_path / 'a "b" 100% $HOME \\'
    folder.mkdir()
    command = folder / "afterword"
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    text = unit([str(command), "--config", str(folder / "config.toml"), "run"], [folder / "state"])
    assert analyze(tmp_path, "verify", "--user", text=text) == ""


def test_the_unit_is_as_closed_as_a_user_unit_can_be(tmp_path: Path) -> None:
    answer = analyze(tmp_path, "security", "--offline=yes", "--user")
    exposure = re.search(r"Overall exposure level for \S+: (\d+\.\d)", answer)
    assert exposure, answer
    assert float(exposure[1]) <= 4.5
