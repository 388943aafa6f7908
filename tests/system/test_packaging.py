"""The wheel and the source archive: the same bytes from the same source, all that belongs in them, on every Python."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import textwrap
import zipfile
from pathlib import Path

import pytest

from tests.cli.test_json_page import INVITE
from tests.servers.programs import MissingProgram
from tests.servers.pythons import OWN_VERSION, VERSIONS, find_python

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "daemon/afterword"
UV = [sys.executable, "-m", "uv"]
TRUST = {"UV_SYSTEM_CERTS": "true"}
"""uv brings authorities of its own, and here it is to believe those of the machine, as pip does."""
PIPX = [sys.executable, "-m", "pipx"]
NOT_SOURCE = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "build", "dist")

pytestmark = [pytest.mark.system, pytest.mark.timeout(600)]


def call(*command: str | Path, cwd: Path | None = None, **environment: str) -> str:
    """What a command says; it must end well."""
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={**os.environ, **TRUST, **environment},
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def build(source: Path, folder: Path, *what: str) -> dict[str, Path]:
    """The archives of a source tree by their endings, as `uv build` makes them in an environment of its own."""
    call(*UV, "build", "--quiet", "--out-dir", folder, *what, source, SOURCE_DATE_EPOCH="1700000000")
    return {path.suffix.removeprefix("."): path for path in folder.glob("afterword-*")}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The wheel ("whl"), made of the source archive ("gz")."""
    return build(ROOT, tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="session")
def interpreter(request: pytest.FixtureRequest) -> Path:
    """An interpreter of a version."""
    try:
        return find_python(request.param)
    except MissingProgram as problem:
        pytest.skip(f"LEFT OUT: {problem}")


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a user has who has nothing yet; downloads are shared, and how this machine reaches the index is kept."""
    home = tmp_path_factory.mktemp("home")
    kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "REQUESTS_", "http"))}
    caches = {"PIP_CACHE_DIR": str(home / "pip"), "UV_CACHE_DIR": str(home / "uv")}
    return {**kept, **caches, **TRUST, "HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_two_builds_are_equal_wherever_whenever_and_by_whomever(built: dict[str, Path], tmp_path: Path) -> None:
    other = tmp_path / "somewhere else"
    shutil.copytree(ROOT, other, ignore=NOT_SOURCE)
    for path in sorted(other.rglob("*"), reverse=True):
        os.utime(path, (1, 1))
        path.chmod(path.stat().st_mode & 0o700)
    again = build(other, tmp_path / "again")
    assert {ending: digest(path) for ending, path in again.items()} == {
        ending: digest(path) for ending, path in built.items()
    }
    alone = build(ROOT, tmp_path / "alone", "--wheel")
    assert digest(alone["whl"]) == digest(built["whl"])


def test_the_wheel_holds_every_file_of_the_package_the_service_files_and_the_pages(built: dict[str, Path]) -> None:
    with zipfile.ZipFile(built["whl"]) as archive:
        inside = set(archive.namelist())
    files = [path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    expected = {str(path.relative_to(PACKAGE.parent)) for path in files}
    assert expected
    assert expected <= inside
    assert "afterword/_service/systemd/afterword.service" in inside
    assert "afterword/_service/systemd/afterword-system.service" in inside
    assert "afterword/_service/launchd/org.afterword.agent.plist" in inside
    data = {name.partition(".data/data/")[2] for name in inside if ".data/data/" in name}
    pages = {str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md")}
    assert len(pages) > 15
    assert {f"share/doc/afterword/{page}" for page in (*pages, "README.md", "config.example.toml")} <= data
    assert "share/man/man1/afterword.1" in data
    assert not [name for name in inside if name.startswith(("tests/", "daemon/")) or "__pycache__" in name]


def test_the_source_archive_holds_what_a_packager_needs(built: dict[str, Path]) -> None:
    with tarfile.open(built["gz"]) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    tracked = call("git", "ls-files", cwd=ROOT).splitlines()
    absent = {name for name in tracked if name not in inside and not name.startswith(".")}
    assert len(tracked) > 500
    assert absent == set()
    assert not [name for name in inside if "__pycache__" in name or name.startswith((".venv", "dist"))]


def works(program: Path, python: Path, folder: Path) -> None:
    """What was installed starts, reads an invite, has its texts, its unit and agent, its pages."""
    assert call(program, "--version", cwd=folder).startswith("afterword ")
    (folder / "invite.eml").write_text(textwrap.dedent(INVITE), encoding="utf-8", newline="\r\n")
    line = call(program, "explain", "--json", "--me", "sam.rivera@example.org", "invite.eml", cwd=folder)
    (invite,) = json.loads(line)["invites"]
    assert (invite["verdict"], invite["company"]) == ("interview", "Acme")
    (folder / "config.toml").write_text(
        '[me]\nname = "Sam Rivera"\naddresses = ["sam@example.org"]\ntime_zone = "Europe/London"\n'
        '[[account]]\nname = "a"\nhost = "imap.example.org"\nusername = "sam"\n'
    )
    listed = call(program, "--config", folder / "config.toml", "template", "list", cwd=folder)
    assert all(f"{language}/thank_you-12" in listed for language in ("de", "en", "es", "fr", "it", "nl", "pt"))
    unit = "from afterword.adapters.services.units import unit; print(unit(['/bin/afterword', 'run']))"
    assert "\nExecStart=/bin/afterword run\n" in call(python, "-c", unit, cwd=folder)
    share = "import sys; from importlib.resources import files; print(sys.prefix, files('afterword') / '_service')"
    prefix, service = call(python, "-c", share, cwd=folder).split()
    assert (Path(service) / "launchd/org.afterword.agent.plist").is_file()
    for page in ("doc/afterword/docs/configuration.md", "doc/afterword/config.example.toml", "man/man1/afterword.1"):
        assert (Path(prefix) / "share" / page).is_file(), page


@pytest.mark.parametrize("interpreter", VERSIONS, indirect=True)
def test_pipx_installs_it(built: dict[str, Path], interpreter: Path, clean: dict[str, str], tmp_path: Path) -> None:
    """With this machine's own version from the source archive, with the others from the wheel."""
    archive = built["gz" if interpreter == Path(sys.executable) else "whl"]
    homes = {f"PIPX_{name}": str(tmp_path / name) for name in ("HOME", "BIN_DIR", "MAN_DIR")}
    command = [*PIPX, "install", "--python", str(interpreter), str(archive)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, env={**clean, **homes})
    assert done.returncode == 0, done.stdout + done.stderr
    works(tmp_path / "BIN_DIR/afterword", tmp_path / "HOME/venvs/afterword/bin/python", tmp_path)
    assert (tmp_path / "MAN_DIR/man1/afterword.1").is_file()


@pytest.mark.parametrize("interpreter", VERSIONS, indirect=True)
def test_uv_installs_it(built: dict[str, Path], interpreter: Path, clean: dict[str, str], tmp_path: Path) -> None:
    homes = {"UV_TOOL_DIR": str(tmp_path / "tools"), "UV_TOOL_BIN_DIR": str(tmp_path / "bin")}
    command = [*UV, "tool", "install", "--python", str(interpreter), str(built["whl"])]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, env={**clean, **homes})
    assert done.returncode == 0, done.stdout + done.stderr
    works(tmp_path / "bin/afterword", tmp_path / "tools/afterword/bin/python", tmp_path)


@pytest.mark.parametrize("interpreter", [one for one in VERSIONS if one != OWN_VERSION], indirect=True)
def test_other_pythons_think_alike(
    built: dict[str, Path], interpreter: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """The tests of the pure folders, on what was installed: all of them on the newest; on those between, how mail is
    read, which depends most on what comes with Python, but for properties, which take longest."""
    home = tmp_path / "venv"
    call(*UV, "venv", "--quiet", "--python", interpreter, home)
    call(*UV, "pip", "install", "--quiet", "--python", home / "bin/python", f"{built['whl']}[dev]")
    newest = request.node.callspec.params["interpreter"] == VERSIONS[-1]
    folders = ("understand", "decide", "compose") if newest else ("understand",)
    which = [ROOT / "tests" / name for name in folders]
    marks = "not system" if newest else "not system and not hypothesis"
    options = ["-q", "-n", "2", "-p", "no:cacheprovider", "-m", marks]
    call(home / "bin/pytest", *options, *which, cwd=ROOT, PYTHONDONTWRITEBYTECODE="1")
