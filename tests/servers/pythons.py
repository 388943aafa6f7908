"""Other versions of Python, and how they are brought: by uv where the network lets it, else from Debian.

Debian's next release has versions that the present one has not. Its packages are unpacked into the cache folder, with
their C library, and the interpreter is told to look there for them (patchelf); nothing is installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.servers.programs import MissingProgram, cache_folder, library_folder

VERSIONS = ("3.11", "3.12", "3.13", "3.14")
OWN_VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"

_SUITE = "forky"
_KEYS = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
_NEEDED = "import ssl, sqlite3, venv, ctypes, lzma"


def find_python(version: str) -> Path:
    """An interpreter of that version: this one, on PATH, of pyenv, or one that was brought.

    :raises MissingProgram: there is none that works.
    """
    if version == OWN_VERSION:
        return Path(sys.executable)
    on_path = shutil.which(f"python{version}")
    candidates = [
        *([Path(on_path)] if on_path else []),
        *sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python{version}")),
        *sorted(_of_uv().glob(f"cpython-{version}.*/bin/python{version}")),
        _of_debian(version) / f"usr/bin/python{version}",
    ]
    for candidate in candidates:
        if candidate.exists() and _works(candidate):
            return candidate
    raise MissingProgram(f"there is no Python {version} here")


def bring_python(version: str) -> None:
    """Put one into the cache folder.

    :raises MissingProgram: neither uv nor Debian has one for this machine.
    """
    environment = {**os.environ, "UV_PYTHON_INSTALL_DIR": str(_of_uv()), "UV_HTTP_RETRIES": "0"}
    command = [sys.executable, "-m", "uv", "python", "install", "--no-bin", version]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=300)
    if done.returncode != 0:
        _unpack(version)


def _works(python: Path) -> bool:
    # pyenv has a shim for each version, which may not be there.
    return subprocess.run([python, "-c", _NEEDED], capture_output=True, check=False).returncode == 0


def _of_uv() -> Path:
    return cache_folder() / "uv-pythons"


def _of_debian(version: str) -> Path:
    return cache_folder() / f"python-{version}"


def _unpack(version: str) -> None:
    patchelf = Path(sys.executable).with_name("patchelf")
    if not shutil.which("apt-get") or not _KEYS.exists() or not patchelf.exists():
        raise MissingProgram(f"uv cannot fetch Python {version}, and there is no Debian with patchelf here")
    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as name:
        scratch = Path(name)
        apt = ["apt-get", "-q", "-y", *_apt_of_its_own(scratch)]
        subprocess.run([*apt, "update"], check=True, stdout=sys.stderr)
        packages = [f"python{version}-venv", "libc6"]
        command = [*apt, "install", "--download-only", "--no-install-recommends", *packages]
        subprocess.run(command, check=True, stdout=sys.stderr)
        root, target = scratch / "root", _of_debian(version)
        for package in sorted((scratch / "cache/archives").glob("*.deb")):
            subprocess.run(["dpkg", "-x", str(package), str(root)], check=True)
        shutil.rmtree(target, ignore_errors=True)
        root.chmod(0o755)
        root.rename(target)
    libraries = target / "usr/lib" / library_folder()
    (loader,) = libraries.glob("ld-linux-*.so.*")
    at = ["--force-rpath", "--set-interpreter", str(loader), "--set-rpath", str(libraries)]
    subprocess.run([str(patchelf), *at, str(target / f"usr/bin/python{version}")], check=True)


def _apt_of_its_own(folder: Path) -> list[str]:
    """Options by which apt-get knows Debian's next release alone, and nothing of this machine."""
    for name in ("lists/partial", "cache/archives/partial", "state"):
        (folder / name).mkdir(parents=True)
    (folder / "state/status").touch()
    (folder / "sources.list").write_text(f"deb [signed-by={_KEYS}] http://deb.debian.org/debian {_SUITE} main\n")
    settings = {
        "Dir::Etc::sourcelist": folder / "sources.list",
        "Dir::Etc::sourceparts": folder / "none",
        "Dir::State": folder / "state",
        "Dir::State::Lists": folder / "lists",
        "Dir::State::status": folder / "state/status",
        "Dir::Cache": folder / "cache",
        "APT::Sandbox::User": "root",
    }
    return [part for name, value in settings.items() for part in ("-o", f"{name}={value}")]
