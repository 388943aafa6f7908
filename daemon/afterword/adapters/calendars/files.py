"""iCalendar from a file, a folder of files (as vdirsyncer keeps them), or a feed (RFC 7986; RFC 9110, 13)."""

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from afterword.adapters.calendars.changes import CalendarObject, Changes, Window, short
from afterword.adapters.calendars.pieces import NoCalendar, Pieces, pieces
from afterword.adapters.calendars.web import Site
from afterword.config import Calendar
from afterword.config.values import fault_of_address
from afterword.errors import LoginRefused, Transient

MOST_BYTES = 64 * 2**20  # of one file or feed
MOST_FILES = 50_000
MOST_DEPTH = 3

ALWAYS = Window(datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC), look_around=True)
FEED = "feed"  # what a feed's collection is called: its address is a secret


class _Bookmark(Struct, frozen=True):
    """How a source was left. ``stamp`` is of the whole, ``stamps``, by digests of names, of each object in it."""

    source: str
    stamp: str = ""
    stamps: Mapping[str, str] = field(default_factory=dict)


class Files:
    """A file of events, or a folder of files; what it calls the collection is the path."""

    def __init__(self, name: str, path: Path) -> None:
        self._name, self._path = name, path
        self._ended = False

    def interrupt(self) -> None:
        """From any thread: end what is going on, at once and for good."""
        self._ended = True

    def close(self) -> None:
        """There is nothing to let go of."""

    def names(self) -> tuple[str, ...]:
        """The path, if it can be read."""
        return tuple(one.collection for one in self.changes({}, ALWAYS))

    def changes(self, bookmarks: Mapping[str, str], window: Window) -> Iterable[Changes]:
        """What has changed. See ``CalendarSource``."""
        collection = str(self._path)
        mark = _decoded(bookmarks.get(collection), short(collection))
        try:
            if self._path.is_dir():
                return [self._of_folder(collection, mark, window)]
            stamp = _stamp(self._path.stat())
            if mark.stamp == stamp:
                return [Changes(collection, _text(mark))]
            found = _taken_apart(self._name, self._read(self._path))
            return [_of_pieces(collection, found, mark, stamp, window)]
        except FileNotFoundError:
            raise Transient(f"{self._name}: there is no file or folder {self._path}.") from None
        except OSError as problem:
            raise Transient(f"{self._name}: {self._path} cannot be read: {problem.strerror}.") from None

    def _of_folder(self, collection: str, mark: _Bookmark, window: Window) -> Changes:
        stamps: dict[str, str] = {}
        names: set[str] = set()
        objects: list[CalendarObject] = []
        skipped: list[tuple[str, str]] = []
        size = 0
        for name, path, stamp in _files_in(self._path):
            names.add(name)
            stamps[short(name)] = stamp
            if len(names) > MOST_FILES:
                raise Transient(f"{self._name}: there are more than {MOST_FILES} files in {self._path}.")
            if mark.stamps.get(short(name)) == stamp:
                continue
            if self._ended:
                raise Transient(f"{self._name}: interrupted")
            data = self._read(path)
            size += len(data)
            try:
                over = all(piece.is_over(window.since) for piece in pieces(data).pieces.values())
            except NoCalendar as problem:
                skipped.append((name, str(problem)))
                continue
            if not over:
                objects.append(CalendarObject(name, data))
            if size > MOST_BYTES:
                raise Transient(f"{self._name}: the files in {self._path} are too large.")
        new = _Bookmark(mark.source, stamps=stamps)
        return Changes(collection, _text(new), tuple(objects), present=frozenset(names), skipped=tuple(skipped))

    def _read(self, path: Path) -> bytes:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise Transient(f"{self._name}: {path} is larger than {MOST_BYTES // 2**20} MiB.")
        return data


class Feed:
    """A feed over HTTPS. Its address may be a secret: it stands in no complaint and in no bookmark."""

    def __init__(self, calendar: Calendar, secret: Callable[[], str]) -> None:
        self._calendar, self._secret = calendar, secret
        self._site: Site | None = None
        self._ended = False

    def interrupt(self) -> None:
        """From any thread: end what is going on, at once and for good."""
        self._ended = True
        if self._site is not None:
            self._site.interrupt()

    def close(self) -> None:
        """Let go of the connection."""
        if self._site is not None:
            self._site.close()

    def names(self) -> tuple[str, ...]:
        """The host of the feed, if it can be read."""
        for _ in self.changes({}, ALWAYS):
            assert self._site is not None
            return (self._site.host,)
        return ()

    def changes(self, bookmarks: Mapping[str, str], window: Window) -> Iterable[Changes]:
        """What has changed. See ``CalendarSource``."""
        name, url = self._calendar.name, self._address()
        mark = _decoded(bookmarks.get(FEED), short(url))
        self._site = Site(name, url, self._calendar.ca_file)
        if self._ended:
            raise Transient(f"{name}: interrupted")
        try:
            answer = self._site.request("GET", url, headers={"Accept": "text/calendar", **_conditions(mark.stamp)})
        finally:
            self._site.close()
        if answer.status == 304 and mark.stamp:
            return [Changes(FEED, _text(mark))]
        if answer.status != 200:
            raise Transient(f"{name}: {self._site.host} does not give the feed ({answer.status}).")
        validators = [answer.headers.get("etag", ""), answer.headers.get("last-modified", "")]
        stamp = msgspec.json.encode(validators).decode() if any(validators) else ""
        found = _of_pieces(FEED, _taken_apart(name, answer.body), mark, stamp, window)
        # Many feeds are made anew for each request; without news in them there is nothing to write.
        same = not found.objects and _decoded(found.bookmark, mark.source).stamps == mark.stamps
        return [replace(found, bookmark=_text(mark)) if same else found]

    def _address(self) -> str:
        if self._calendar.url is not None:
            return self._calendar.url
        url = self._secret().strip()
        if url.lower().startswith("webcal://"):
            url = f"https{url[len('webcal') :]}"
        if fault := fault_of_address(url):
            raise LoginRefused(f"{self._calendar.name}: the secret address {fault}.")
        return url


def _of_pieces(collection: str, found: Pieces, mark: _Bookmark, stamp: str, window: Window) -> Changes:
    """What is new or changed in a file that was read in full."""
    stamps = {short(name): piece.digest for name, piece in found.pieces.items()}
    changed = [
        CalendarObject(name, found.data(piece))
        for name, piece in found.pieces.items()
        if mark.stamps.get(short(name)) != piece.digest and not piece.is_over(window.since)
    ]
    new = _Bookmark(mark.source, stamp, stamps)
    return Changes(collection, _text(new), tuple(changed), present=frozenset(found.pieces))


def _taken_apart(name: str, data: bytes) -> Pieces:
    try:
        return pieces(data)
    except NoCalendar as problem:
        raise Transient(f"{name}: what came is not to be used: {problem}.") from None


def _conditions(stamp: str) -> dict[str, str]:
    """ "If it has changed since": what the server said of the last version (RFC 9110, 13.1)."""
    etag, modified = msgspec.json.decode(stamp, type=tuple[str, str]) if stamp else ("", "")
    return ({"If-None-Match": etag} if etag else {}) | ({"If-Modified-Since": modified} if modified else {})


def _decoded(text: str | None, source: str) -> _Bookmark:
    try:
        mark = msgspec.json.decode(text or "", type=_Bookmark)
    except msgspec.MsgspecError:
        return _Bookmark(source)
    return mark if mark.source == source else _Bookmark(source)


def _text(mark: _Bookmark) -> str:
    return msgspec.json.encode(mark).decode()


def _stamp(status: os.stat_result) -> str:
    return f"{status.st_mtime_ns}:{status.st_size}:{status.st_ino}"


def _files_in(folder: Path, inside: str = "", depth: int = 1) -> Iterator[tuple[str, Path, str]]:
    """The .ics files below a folder: name, path and stamp. Hidden ones are left out: they are being written."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda one: one.name):
            if entry.name.startswith("."):
                continue
            if entry.is_dir():
                if depth < MOST_DEPTH:
                    yield from _files_in(Path(entry.path), f"{inside}{entry.name}/", depth + 1)
            elif entry.name.lower().endswith(".ics"):
                status = entry.stat()
                if stat.S_ISREG(status.st_mode):
                    yield f"{inside}{entry.name}", Path(entry.path), _stamp(status)
