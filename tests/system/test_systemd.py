"""The units as systemd itself judges them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from afterword.adapters.services.units import system_unit, unit
from tests.conftest import missing
from tests.servers.programs import MissingProgram

pytestmark = pytest.mark.system


@pytest.fixture(autouse=True)
def _there() -> None:
    if not shutil.which("systemd-analyze"):
        missing(MissingProgram("there is no systemd-analyze here (Debian: apt-get install systemd)"))


USERS = unit(["/bin/true", "run"])
SYSTEMS = system_unit(["/bin/true", "run"], [Path("/etc/credstore/afterword.personal")])


def analyze(tmp_path: Path, *arguments: str, text: str) -> str:
    copy = tmp_path / "afterword.service"
    copy.write_text(text)
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


def test_the_units_are_well_formed(tmp_path: Path) -> None:
    assert analyze(tmp_path, "verify", "--user", text=USERS) == ""
    assert analyze(tmp_path, "verify", text=SYSTEMS) == ""


def test_the_units_that_are_installed_are_well_formed_whatever_the_paths(tmp_path: Path) -> None:
    folder = tmp_path / 'a "b" 100% $HOME \\'
    folder.mkdir()
    command = folder / "afterword"
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    words = [str(command), "--config", str(folder / "config.toml"), "run"]
    assert analyze(tmp_path, "verify", "--user", text=unit(words, [folder / "state"])) == ""
    assert analyze(tmp_path, "verify", text=system_unit(words)) == ""


@pytest.mark.parametrize("text, options, most", [(USERS, ["--user"], 4.5), (SYSTEMS, [], 1.5)], ids=["user", "system"])
def test_the_units_are_as_closed_as_they_can_be(tmp_path: Path, text: str, options: list[str], most: float) -> None:
    answer = analyze(tmp_path, "security", "--offline=yes", *options, text=text)
    exposure = re.search(r"Overall exposure level for \S+: (\d+\.\d)", answer)
    assert exposure, answer
    assert float(exposure[1]) <= most
