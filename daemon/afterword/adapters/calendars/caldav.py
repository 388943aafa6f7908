"""A CalDAV server (RFC 4791), read by its sync reports (RFC 6578): a poll without news is one request a calendar.

Why a client of our own, of four requests, and not the library `caldav` over `niquests`: that one moves, password and
all, to whatever host the server names as the home of the calendars; follows redirects; reads .netrc and proxies from
the environment; asks the servers that certificates name about revocations; writes whole answers to its log, and holds
them without bounds; and where a sync report fails, it silently fetches the whole calendar and makes up a token. To
argue with each of these takes more code than this.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct, field

from afterword.adapters.calendars.changes import CalendarObject, Changes, Window, short
from afterword.adapters.calendars.dav import XML, Dav, path_of
from afterword.adapters.calendars.discovery import Collection, collection_at, collections_on
from afterword.adapters.calendars.multistatus import (
    CALDAV,
    DAV,
    Multistatus,
    events_between,
    multiget,
    sync_collection,
)
from afterword.config import Calendar
from afterword.errors import Transient

_log = logging.getLogger(__name__)

AT_ONCE = 64  # objects in one answer
MOST_PAGES = 200  # of one sync report
MOST_OBJECTS = 20_000  # of one collection
MOST_BYTES = 128 * 2**20  # of one collection


class _Bookmark(Struct, frozen=True):
    """How a collection was left. ``source`` is of the configuration; ``etags``, by names, are for lack of a token."""

    source: str
    token: str | None = None
    ctag: str | None = None
    etags: Mapping[str, str] = field(default_factory=dict)


class CaldavServer:
    """The calendars of one user on one server. What it calls a collection is the path of one of them."""

    def __init__(self, calendar: Calendar, secret: Callable[[], str]) -> None:
        self._dav = Dav(calendar, secret)
        self._calendar, self._site = calendar, self._dav.site
        self._source = short(self._dav.url, calendar.username or "", *calendar.calendars)

    def interrupt(self) -> None:
        """From any thread: end what is going on, at once and for good."""
        self._site.interrupt()

    def close(self) -> None:
        """Let go of the connection."""
        self._site.close()

    def names(self) -> tuple[str, ...]:
        """The calendars that would be read, by their names. Raises as ``changes``."""
        try:
            return tuple(one.name for one in collections_on(self._dav))
        finally:
            self._site.close()

    def changes(self, bookmarks: Mapping[str, str], window: Window) -> Iterator[Changes]:
        """What has changed in each calendar. See ``CalendarSource``."""
        try:
            yield from self._changes(bookmarks, window)
        finally:
            self._site.close()

    def _changes(self, bookmarks: Mapping[str, str], window: Window) -> Iterator[Changes]:
        marks = {path: self._bookmark(text) for path, text in bookmarks.items()}
        known = {self._dav.here(self._dav.url, path): mark for path, mark in marks.items() if mark is not None}
        found = {one.url: one for one in collections_on(self._dav)} if window.look_around or not known else {}
        for url in found or known:
            changed = self._news(url, known.get(url))
            yield changed or self._anew(found.get(url) or collection_at(self._dav, url), known.get(url), window)

    def _bookmark(self, text: str) -> _Bookmark | None:
        try:
            mark = msgspec.json.decode(text, type=_Bookmark)
        except msgspec.MsgspecError:
            return None
        return mark if mark.source == self._source else None

    # --- What has changed ---

    def _news(self, url: str, mark: _Bookmark | None) -> Changes | None:
        """The changes since a bookmark; None where the server cannot tell them."""
        if mark is None or mark.token is None:
            return None
        changed: dict[str, str] = {}
        gone: set[str] = set()
        token = mark.token
        for _ in range(MOST_PAGES):
            answer = self._dav.request("REPORT", url, sync_collection(token), {**XML, "Depth": "0"})
            if answer.status == 404:
                _log.info("%s: a calendar is gone from %s", self._calendar.name, self._site.host)
                return Changes(_collection_name(url), _text(mark))
            if not answer.ok:
                return None  # the token is too old, or belongs to a calendar that was here before (RFC 6578, 3.2)
            page = self._dav.parts(answer)
            truncated = False
            for part in page.parts:
                name = self._dav.name(url, part.href)
                if name == path_of(url):
                    truncated = truncated or part.status == 507  # RFC 6578, 3.6
                elif part.status == 404:
                    gone.add(name)
                    changed.pop(name, None)
                elif not name.endswith("/"):
                    changed[name] = part.href
                    gone.discard(name)
            self._bounded(len(changed))
            if page.sync_token is None or (truncated and page.sync_token == token):
                raise Transient(f"{self._calendar.name}: {self._site.host} tells changes without a way to go on.")
            token = page.sync_token
            if not truncated:
                break
        else:
            raise Transient(f"{self._calendar.name}: {self._site.host} tells changes without end.")
        objects, vanished = self._objects(url, changed)
        gone |= vanished
        # A server may give a new token each time; without news the old one is as good, and nothing is to be written.
        kept = mark if not (objects or gone) else _Bookmark(self._source, token)
        return Changes(_collection_name(url), _text(kept), objects, frozenset(gone))

    def _anew(self, collection: Collection, mark: _Bookmark | None, window: Window) -> Changes:
        """All events of the time that matters; without sync reports only those that have changed (by their etags)."""
        url, token = collection.url, collection.token
        if token is None and collection.has_sync:
            answer = self._dav.request("REPORT", url, sync_collection(""), {**XML, "Depth": "0"})
            page = self._dav.parts(answer) if answer.ok else Multistatus(())
            truncated = any(part.status == 507 for part in page.parts)
            token = page.sync_token if not truncated else None
        if token is None and mark and mark.ctag and mark.ctag == collection.ctag:
            return Changes(_collection_name(url), _text(mark))
        query = events_between(window.since, window.until)
        listed = self._dav.parts(self._dav.done(self._dav.request("REPORT", url, query, {**XML, "Depth": "1"})))
        there = {self._dav.name(url, part.href): part for part in listed.parts if part.status == 200}
        self._bounded(len(there))
        etags = {short(name): part.text(f"{DAV}getetag") or "" for name, part in there.items()}
        before = mark.etags if mark and token is None else {}
        wanted = {
            name: part.href
            for name, part in there.items()
            if not etags[short(name)] or before.get(short(name)) != etags[short(name)]
        }
        objects, vanished = self._objects(url, wanted)
        new = _Bookmark(self._source, token, None if token else collection.ctag, {} if token else etags)
        return Changes(_collection_name(url), _text(new), objects, present=frozenset(there) - vanished)

    def _objects(self, url: str, hrefs: Mapping[str, str]) -> tuple[tuple[CalendarObject, ...], set[str]]:
        """The data of resources, and which of them are not there any more."""
        found: dict[str, CalendarObject] = {}
        gone: set[str] = set()
        size = 0
        for some in _in_groups(list(hrefs.items()), AT_ONCE):
            answer = self._dav.request("REPORT", url, multiget(href for _, href in some), XML)
            for part in self._dav.parts(self._dav.done(answer)).parts:
                name, data = self._dav.name(url, part.href), part.properties.get(f"{CALDAV}calendar-data")
                if part.status == 404:
                    gone.add(name)
                elif data is not None and data.text:
                    found[name] = CalendarObject(name, data.text.encode("utf-8", "replace"))
            for name, href in some:
                if name not in found and name not in gone:  # some servers leave a few out of an answer
                    single = self._dav.request("GET", self._dav.here(url, href))
                    if single.status == 404:
                        gone.add(name)
                    else:
                        found[name] = CalendarObject(name, self._dav.done(single).body)
            size += sum(len(found[name].data) for name, _ in some if name in found)
            if size > MOST_BYTES:
                raise Transient(f"{self._calendar.name}: a calendar is larger than {MOST_BYTES // 2**20} MiB.")
        return tuple(found[name] for name in hrefs if name in found), gone

    def _bounded(self, count: int) -> None:
        if count > MOST_OBJECTS:
            raise Transient(f"{self._calendar.name}: a calendar has more than {MOST_OBJECTS} events to be read.")


def _text(mark: _Bookmark) -> str:
    return msgspec.json.encode(mark).decode()


def _collection_name(url: str) -> str:
    return urlsplit(url).path


def _in_groups(items: list[tuple[str, str]], size: int) -> Iterable[list[tuple[str, str]]]:
    return (items[start : start + size] for start in range(0, len(items), size))
