"""A file for the user that tells of their search for work: readable by them alone, and whole or not there at all."""

import os
from contextlib import suppress
from pathlib import Path

from afterword.errors import UsageError


def write_private(path: Path, content: bytes) -> None:
    """Write a file of mode 0600, in the place of one that is there.

    :raises UsageError: the system refuses it.
    """
    scratch = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
    except OSError as problem:
        with suppress(OSError):
            scratch.unlink()
        raise UsageError(f"{path} cannot be written: {problem.strerror}.") from problem
