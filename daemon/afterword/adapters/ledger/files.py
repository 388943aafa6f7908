"""The files beside the ledger: the lock, the time of the last pass, the user's decisions. All are private.

The folder is 0700 and the files 0600 whatever the umask: what stands there tells of somebody's search for work.
"""

import errno
import fcntl
import logging
import os
import signal
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
from msgspec import Struct

from afterword.errors import AnotherRuns, StateUnusable, Transient
from afterword.model import Debrief, Decision, Undo, Word

_log = logging.getLogger(__name__)

LEDGER_FILE = "ledger.db"
_LOCK_FILE = "lock"
_SERVED_FILE = "last-pass.json"
_DECISIONS_FILE = "decisions.jsonl"
_TRIES, _BETWEEN_TRIES = 5, 0.05  # seconds
_PASSING = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ESTALE, errno.EMFILE, errno.ENFILE})


def make_private_folder(folder: Path) -> None:
    """Make ``folder`` and let nobody else look into it.

    A folder that was there with other things in it keeps its mode: it may be somebody's home. The files are private
    in any case.

    :raises StateUnusable: it cannot be made or written.
    :raises Transient: the disk is full.
    """
    try:
        for missing in [one for one in (*reversed(folder.parents), folder) if not one.exists()]:
            missing.mkdir(mode=0o700, exist_ok=True)
            missing.chmod(0o700)  # the umask may have taken even our own rights away
        ours = (folder / LEDGER_FILE).exists() or (folder / _LOCK_FILE).exists() or not any(folder.iterdir())
        if ours and stat.S_IMODE(folder.stat().st_mode) != 0o700:
            folder.chmod(0o700)
    except OSError as problem:
        raise unusable(folder, problem) from problem
    if not os.access(folder, os.W_OK | os.X_OK):
        raise StateUnusable(f"The state folder {folder} cannot be written; see its owner and mode, or `state_dir`.")


def unusable(path: Path, problem: OSError) -> StateUnusable | Transient:
    """The error for a state folder, or a file in it, that the system refuses: temporary where the disk is full, or does
    not answer just now."""
    if problem.errno in _PASSING:
        full = problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        return Transient(
            f"{path} cannot be written: {'there is no room left on the disk' if full else problem.strerror}"
        )
    return StateUnusable(
        f"{path} cannot be used: {problem.strerror}. The state folder must be writable; see `state_dir` in the "
        "configuration."
    )


def open_private(path: Path, flags: int) -> int:
    """A file descriptor for ``path``, made if it is missing; the file is 0600.

    :raises StateUnusable: the system refuses it.
    :raises Transient: the disk is full.
    """
    try:
        descriptor = os.open(path, flags | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if stat.S_IMODE(os.fstat(descriptor).st_mode) != 0o600:
            os.fchmod(descriptor, 0o600)
    except OSError as problem:
        raise unusable(path, problem) from problem
    return descriptor


class StateLock:
    """The right to write to a state folder, held while this object is open. A crash gives it back.

    :raises AnotherRuns: another process has it; the text names that process.
    :raises StateUnusable: the folder cannot be used.
    :raises Transient: the disk is full.
    """

    def __init__(self, state_dir: Path) -> None:
        self.state_dir = state_dir
        make_private_folder(state_dir)
        path = state_dir / _LOCK_FILE
        self._descriptor = open_private(path, os.O_RDWR)
        try:
            if not _locked(self._descriptor):
                pid = _holder(self._descriptor)
                os.close(self._descriptor)
                raise AnotherRuns(
                    f"Another Afterword{f' (process {pid})' if pid else ''} works on {state_dir} already."
                )
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, f"{os.getpid()}\n".encode(), 0)
        except OSError as problem:
            os.close(self._descriptor)
            raise unusable(path, problem) from problem

    def close(self) -> None:
        """Give the right back. Closing twice does no harm."""
        if self._descriptor >= 0:
            # The file stays: to remove it would let two processes hold the lock of two files of one name.
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _locked(descriptor: int) -> bool:
    """Get the lock, unless somebody keeps it. A command that asks who runs has it for a moment: that is waited for."""
    for _ in range(_TRIES):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_BETWEEN_TRIES)
        else:
            return True
    return False


def _holder(descriptor: int) -> int | None:
    """The process that last wrote its number into the lock file."""
    digits = os.pread(descriptor, 20, 0).strip()
    return int(digits) if digits.isdigit() else None


def wake_writer(state_dir: Path) -> bool:
    """Tell the process that holds the lock, if any, to look at once (SIGUSR1); was there one?"""
    with _writer(state_dir) as pid, suppress(ProcessLookupError, PermissionError):
        if pid:
            os.kill(pid, signal.SIGUSR1)
            return True
    return False


def writer(state_dir: Path) -> int | None:
    """The process that works on this state just now; None where none does."""
    with _writer(state_dir) as pid:
        return pid


@contextmanager
def _writer(state_dir: Path) -> Iterator[int | None]:
    try:
        descriptor = os.open(state_dir / _LOCK_FILE, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        yield None
        return
    try:
        try:
            # Only while the lock is held does the number in the file belong to the process that wrote it.
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            yield _holder(descriptor)
        else:
            yield None
    finally:
        os.close(descriptor)


def write_last_pass(state_dir: Path, served: Mapping[str, datetime]) -> None:
    """Note when each account was last served in full (aware instants); accounts not named keep their time.

    A file of its own, so that a pass without news writes nothing to the ledger.
    """
    replace_last_pass(state_dir, {**read_last_pass(state_dir), **served})


def replace_last_pass(state_dir: Path, times: Mapping[str, datetime]) -> None:
    """Note these times, and forget all others."""
    _write_whole(state_dir / _SERVED_FILE, msgspec.json.encode(times))


def _write_whole(path: Path, content: bytes) -> None:
    """Whole or not at all, whoever reads it meanwhile.

    :raises StateUnusable: the system refuses it.
    :raises Transient: the disk is full.
    """
    scratch = path.with_suffix(f".{os.getpid()}.tmp")
    descriptor = open_private(scratch, os.O_WRONLY | os.O_TRUNC)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        scratch.replace(path)
    except OSError as problem:
        with suppress(OSError):
            scratch.unlink()
        raise unusable(path, problem) from problem


def read_last_pass(state_dir: Path) -> Mapping[str, datetime]:
    """When each account was last served in full; empty where that is not known."""
    try:
        return msgspec.json.decode((state_dir / _SERVED_FILE).read_bytes(), type=dict[str, datetime])
    except FileNotFoundError:
        return {}
    except OSError as problem:
        raise unusable(state_dir / _SERVED_FILE, problem) from problem
    except msgspec.MsgspecError:
        _log.warning("%s is damaged; the times of the last pass are not known", _SERVED_FILE)
        return {}


class _Wrapped(Struct, frozen=True):
    debrief: Debrief | None = None
    undo: Undo | None = None


def encode_word(word: Word) -> bytes:
    """The user's word as JSON: a decision as it is, others as ``{"debrief": ...}`` and ``{"undo": ...}``."""
    match word:
        case Decision():
            return msgspec.json.encode(word)
        case Debrief():
            return msgspec.json.encode({"debrief": word})
        case Undo():
            return msgspec.json.encode({"undo": word})


def decode_word(text: bytes | str) -> Word:
    """The word that ``encode_word`` made into JSON. ``msgspec.MsgspecError`` where it is none."""
    wrapped = msgspec.json.decode(text, type=_Wrapped)
    return wrapped.debrief or wrapped.undo or msgspec.json.decode(text, type=Decision)


def append_decision(state_dir: Path, word: Word) -> None:
    """Add a line to the user's decisions and notes, on the disk when this returns."""
    line = encode_word(word) + b"\n"
    descriptor = open_private(state_dir / _DECISIONS_FILE, os.O_RDWR | os.O_APPEND)
    try:
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":
            line = b"\n" + line  # the last line was cut short by a crash; it must not spoil this one
        os.write(descriptor, line)
        os.fsync(descriptor)
    except OSError as problem:
        raise unusable(state_dir / _DECISIONS_FILE, problem) from problem
    finally:
        os.close(descriptor)


def replace_decisions(state_dir: Path, words: Sequence[Word]) -> None:
    """Have these words in the file, and no others; no file where there are none.

    :raises StateUnusable: the system refuses it.
    :raises Transient: the disk is full.
    """
    path = state_dir / _DECISIONS_FILE
    if words:
        _write_whole(path, b"".join(encode_word(word) + b"\n" for word in words))
        return
    try:
        path.unlink(missing_ok=True)
    except OSError as problem:
        raise unusable(path, problem) from problem


def read_decisions(state_dir: Path) -> tuple[Word, ...]:
    """Every word of the user in the file, in its order; lines that cannot be read are passed over with a warning."""
    try:
        lines = (state_dir / _DECISIONS_FILE).read_bytes().split(b"\n")
    except FileNotFoundError:
        return ()
    except OSError as problem:
        raise unusable(state_dir / _DECISIONS_FILE, problem) from problem
    decisions: list[Word] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            decisions.append(decode_word(line))
        except msgspec.MsgspecError:
            _log.warning("%s: line %d cannot be read", _DECISIONS_FILE, number)
    return tuple(decisions)
