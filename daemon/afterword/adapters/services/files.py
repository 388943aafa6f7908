"""The files that a service is made of, and the programs that know of it."""

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import afterword
from afterword.errors import NoServiceManager

_PATIENCE = 60.0  # seconds; a start waits for the service to say that it is ready


def shipped(name: str) -> str:
    """The text of a file that comes with the program, such as "systemd/afterword.service"."""
    package = Path(afterword.__file__).parent
    installed = package / "_service" / name
    # In a checkout these folders lie beside the package's; the wheel takes them in.
    return (installed if installed.is_file() else package.parents[1] / name).read_text(encoding="utf-8")


def put(path: Path, text: str) -> bool:
    """Make the file say ``text``, its folders with it; was that anything new?

    :raises NoServiceManager: the system refuses it.
    """
    try:
        if path.is_file() and not path.is_symlink() and path.read_text(encoding="utf-8", errors="replace") == text:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = path.with_name(f".{path.name}.{os.getpid()}")
        scratch.write_text(text, encoding="utf-8")
        scratch.replace(path)
    except OSError as problem:
        raise NoServiceManager(f"{path} cannot be written: {problem.strerror}.") from problem
    return True


def take_away(path: Path, root: Path) -> bool:
    """Remove a file, and the folders between it and ``root`` that are empty without it; was it there?"""
    there = path.is_symlink() or path.exists()
    try:
        path.unlink(missing_ok=True)
    except OSError as problem:
        raise NoServiceManager(f"{path} cannot be removed: {problem.strerror}.") from problem
    for folder in path.parents:
        if not there or folder == root or root not in folder.parents:
            break
        with suppress(OSError):  # others have files there
            folder.rmdir()
    return there


def ask(*command: str) -> subprocess.CompletedProcess[str]:
    """How a program of the service manager ended, with what it printed.

    :raises NoServiceManager: there is no such program, or it does not come to an end.
    """
    if shutil.which(command[0]) is None:
        raise NoServiceManager(f"There is no `{command[0]}` here.")
    try:
        return subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=_PATIENCE, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired as problem:
        raise NoServiceManager(f"`{' '.join(command)}` was not done within {_PATIENCE:.0f} seconds.") from problem


def tell(*command: str) -> None:
    """Have it done.

    :raises NoServiceManager: it is refused, with what the program said.
    """
    done = ask(*command)
    if done.returncode != 0:
        said = " ".join(done.stderr.split()) or "saying nothing"
        raise NoServiceManager(f"`{' '.join(command)}` ended with {done.returncode}: {said}")
