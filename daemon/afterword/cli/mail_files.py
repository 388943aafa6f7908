"""Messages in files: .eml and .ics, mbox files, folders of them, and standard input."""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from afterword.errors import NothingFound

STDIN = "-"
_MAIL = frozenset({".eml", ".mbox", ".mbx", ".msg822"})
_CALENDAR = frozenset({".ics", ".ical", ".ifb", ".vcs"})
_MBOX_LINE = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\r\n]+\r?\n")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_LOOKS_LIKE_MAIL = re.compile(rb"\A(?:From |[!-9;-~]{1,76}:[ \t\r\n])")
_FIRST_BYTES = 100


class Item(Struct, frozen=True):
    """A message or calendar. ``file`` is the path as reached; ``index`` its place in an mbox, from 0. ``raw`` is None,
    and ``error`` says why, where the file cannot be read."""

    file: str
    raw: bytes | None
    index: int | None = None
    is_calendar: bool = False
    error: str | None = None


def items(paths: Iterable[str]) -> Iterator[Item]:
    """Everything under ``paths``, folders recursively in sorted order. Raises NothingFound for a path that is none."""
    for path in paths:
        if path == STDIN:
            yield from _of_bytes(STDIN, sys.stdin.buffer.read(), "")
        elif not Path(path).exists():
            raise NothingFound(f"{path}: no such file or folder")
        else:
            for file in _files(Path(path)):
                yield from _of_file(file)


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for entry in sorted(path.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _files(entry)
        elif entry.is_file() and _may_be_mail(entry):
            yield entry


def _may_be_mail(file: Path) -> bool:
    """By its name; a file whose name says nothing, as in a Maildir, by its first line."""
    suffix = file.suffix.lower()
    if suffix in _MAIL or suffix in _CALENDAR:
        return True
    if re.fullmatch(r"\.[a-z]\w{0,4}", suffix):
        return False
    try:
        with file.open("rb") as stream:
            return bool(_LOOKS_LIKE_MAIL.match(stream.read(_FIRST_BYTES)))
    except OSError:
        return True  # so that its error is told


def _of_file(file: Path) -> Iterator[Item]:
    try:
        raw = file.read_bytes()
    except OSError as fault:
        yield Item(str(file), None, error=fault.strerror or "cannot be read")
        return
    yield from _of_bytes(str(file), raw, file.suffix.lower())


def _of_bytes(file: str, raw: bytes, suffix: str) -> Iterator[Item]:
    start = raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:_FIRST_BYTES].upper()
    if suffix in _CALENDAR or (suffix != ".eml" and start.startswith((b"BEGIN:VCALENDAR", b"BEGIN:VEVENT"))):
        yield Item(file, raw, is_calendar=True)
    elif suffix != ".eml" and raw.startswith(b"From "):
        begins = [found.end() for found in _MBOX_LINE.finditer(raw)]
        ends = [*(found.start() for found in _MBOX_LINE.finditer(raw)), len(raw)][1:]
        for index, (begin, end) in enumerate(zip(begins, ends, strict=True)):
            yield Item(file, _QUOTED_FROM.sub(rb"\1", raw[begin:end]), index)
    else:
        yield Item(file, raw)
