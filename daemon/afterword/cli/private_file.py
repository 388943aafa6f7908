"""A file for the user that tells of their search for work: readable by them alone, and whole or not there at all."""

import errno
import os
from contextlib import suppress
from pathlib import Path

from afterword.errors import Transient, UsageError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def write_private(path: Path, content: bytes) -> None:
    """Write a file of mode 0600, in the place of one that is there.

    :raises UsageError: the system refuses it.
    :raises Transient: the disk is full.
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
        if problem.errno in _FULL:
            raise Transient(f"{path} cannot be written: there is no room left on the disk") from problem
        raise UsageError(f"{path} cannot be written: {problem.strerror}.") from problem
