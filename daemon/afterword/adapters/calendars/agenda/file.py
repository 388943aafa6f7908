"""The agenda as a file, which is its own memory: versions are read back from it."""

import os
import stat
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from afterword.adapters.calendars.agenda.form import NotOurs, parsed, written
from afterword.errors import Transient
from afterword.model.agenda import Posted

MOST_BYTES = 8 * 2**20


class AgendaFile:
    """The agenda at a path. Whatever stands there that is not ours is never written over."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> tuple[Posted, ...]:
        """What was last published, in the order of the file; () where there is no file yet.

        :raises Transient: the file cannot be read, or is not one that ``update`` has made.
        """
        data = self._data()
        try:
            return parsed(data) if data.strip() else ()
        except NotOurs:
            raise _not_ours(self.path) from None

    def update(self, revise: Callable[[tuple[Posted, ...]], Sequence[Posted]]) -> bool:
        """Publish what ``revise`` makes of what stands there; was there news? Without, nothing is written.

        The file is for its owner alone (0600), and changes all at once. An agenda that has become empty stays as it
        last was, all cancelled, since a calendar must hold something (RFC 5545, 3.6); so none is made for nothing.

        :raises Transient: it cannot be read or written, or what stands there is not ours.
        """
        before = self.read()
        posted = tuple(revise(before))
        if not posted or (posted == before and _is_private(self.path)):
            return False
        target = self.path.resolve()  # a link stays one
        scratch = target.with_name(f".{target.name}.{os.getpid()}.tmp")
        try:
            descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                os.fchmod(descriptor, 0o600)  # whatever the umask, or a crash, has left there
                file.write(written(posted))
                file.flush()
                os.fsync(descriptor)
            scratch.replace(target)
        except OSError as problem:
            with suppress(OSError):
                scratch.unlink()
            raise Transient(f"agenda: {self.path} cannot be written: {problem.strerror}") from None
        return True

    def interrupt(self) -> None:
        """Nothing: to write a file takes no time."""

    def _data(self) -> bytes:
        try:
            with self.path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
        except FileNotFoundError:
            return b""
        except OSError as problem:
            raise Transient(f"agenda: {self.path} cannot be read: {problem.strerror}") from None
        if len(data) > MOST_BYTES:
            raise _not_ours(self.path)
        return data


def _is_private(path: Path) -> bool:
    with suppress(OSError):
        return stat.S_IMODE(path.stat().st_mode) == 0o600
    return False


def _not_ours(path: Path) -> Transient:
    return Transient(
        f"agenda: {path} holds something that Afterword has not written, and is left as it is. Move it away, or name "
        "another path."
    )
