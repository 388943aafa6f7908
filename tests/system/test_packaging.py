"""The wheel: what is in it, and that it installs and starts on every Python that this machine has."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "daemon/afterword"
VERSIONS = ("3.11", "3.12", "3.13", "3.14")
OWN_VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"

pytestmark = [pytest.mark.system, pytest.mark.timeout(600)]


def test_the_wheel_holds_every_file_of_the_package_and_the_service_files(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    files = [path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    expected = {str(path.relative_to(PACKAGE.parent)) for path in files}
    assert expected
    assert expected <= inside
    assert "afterword/_service/systemd/afterword.service" in inside
    assert "afterword/_service/systemd/afterword-system.service" in inside
    assert "afterword/_service/launchd/org.afterword.agent.plist" in inside
    assert any(name.endswith("/data/share/man/man1/afterword.1") for name in inside)
    assert not [name for name in inside if name.startswith(("tests/", "daemon/")) or "__pycache__" in name]


def find_python(version: str) -> Path | None:
    """An interpreter of that version: this one, or on PATH, or of pyenv."""
    if version == OWN_VERSION:
        return Path(sys.executable)
    on_path = shutil.which(f"python{version}")
    of_pyenv = Path.home().glob(f".pyenv/versions/{version}.*/bin/python{version}")
    for candidate in ([Path(on_path)] if on_path else []) + sorted(of_pyenv):
        if subprocess.run([candidate, "-c", "import ensurepip"], capture_output=True, check=False).returncode == 0:
            return candidate
    return None


@pytest.mark.parametrize("version", [version for version in VERSIONS if find_python(version)])
def test_the_wheel_installs_starts_and_thinks_alike(wheel: Path, version: str, tmp_path: Path) -> None:
    """Each Python of this machine; the tests of the pure folders run on those that are not this one."""
    python = find_python(version)
    assert python is not None
    home = tmp_path / "venv"
    subprocess.run([str(python), "-m", "venv", str(home)], check=True)
    extra = "demo" if version == OWN_VERSION else "dev"
    pip = [str(home / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    installed = subprocess.run([*pip, f"{wheel}[{extra}]"], capture_output=True, text=True, check=False)
    assert installed.returncode == 0, installed.stderr[-3000:]
    shown = subprocess.run(
        [str(home / "bin/afterword"), "--help"], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert "explain" in shown.stdout
    units = "from afterword.adapters.services.units import unit; print(unit(['/bin/afterword', 'run']))"
    unit = subprocess.run(
        [str(home / "bin/python"), "-c", units], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert "\nExecStart=/bin/afterword run\n" in unit.stdout
    if version != OWN_VERSION:
        pure = [str(ROOT / "tests" / name) for name in ("understand", "decide", "compose")]
        tests = subprocess.run(
            [str(home / "bin/pytest"), "-q", "-p", "no:cacheprovider", *pure],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )
        assert tests.returncode == 0, tests.stdout[-5000:]
