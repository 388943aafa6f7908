"""A CalDAV server (RFC 4791), read by its sync reports (RFC 6578): a poll without news is one request a calendar.

Why a client of our own, of four requests, and not the library `caldav` over `niquests`: that one moves, password and
all, to whatever host the server names as the home of the calendars; follows redirects; reads .netrc and proxies from
the environment; asks the servers that certificates name about revocations; writes whole answers to its log, and holds
them without bounds; and where a sync report fails, it silently fetches the whole calendar and makes up a token. To
argue with each of these takes more code than this.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

import msgspec

from afterword.adapters.calendars.changes import CalendarObject, Changes, Window, short
from afterword.adapters.calendars.multistatus import (
    CALDAV,
    DAV,
    SERVER,
    Multistatus,
    NoMultistatus,
    Part,
    events_between,
    multiget,
    multistatus,
    propfind,
    sync_collection,
)
from afterword.adapters.calendars.web import Answer, Site, basic, bearer
from afterword.config import Calendar, Login
from afterword.errors import LoginRefused, Transient

_log = logging.getLogger(__name__)

AT_ONCE = 64  # objects in one answer
MOST_PAGES = 200  # of one sync report
MOST_OBJECTS = 20_000  # of one collection
MOST_BYTES = 128 * 2**20  # of one collection

_OF_THE_SERVER = ("D:resourcetype", "D:current-user-principal", "C:calendar-home-set")
_OF_A_COLLECTION = (
    "D:resourcetype",
    "D:displayname",
    "D:sync-token",
    "D:supported-report-set",
    "S:getctag",
    "C:supported-calendar-component-set",
)
_XML = {"Content-Type": 'application/xml; charset="utf-8"'}


@dataclass(frozen=True, slots=True)
class _Collection:
    """A calendar on the server, as a PROPFIND tells it. ``token`` or ``ctag`` change with its content."""

    url: str
    name: str
    token: str | None
    ctag: str | None
    has_sync: bool


@dataclass(frozen=True, slots=True)
class _Bookmark:
    """How a collection was left. ``source`` is of the configuration; ``etags``, by names, are for lack of a token."""

    source: str
    token: str | None = None
    ctag: str | None = None
    etags: Mapping[str, str] = field(default_factory=dict)


class CaldavServer:
    """The calendars of one user on one server. What it calls a collection is the path of one of them."""

    def __init__(self, calendar: Calendar, secret: Callable[[], str]) -> None:
        assert calendar.url is not None, "the configuration sees to that"
        self._calendar, self._url = calendar, calendar.url
        self._site = Site(calendar.name, calendar.url, calendar.ca_file, lambda: _proof(calendar, secret()))
        self._source = short(calendar.url, calendar.username or "", *calendar.calendars)

    def interrupt(self) -> None:
        """From any thread: end what is going on, at once and for good."""
        self._site.interrupt()

    def close(self) -> None:
        """Let go of the connection."""
        self._site.close()

    def names(self) -> tuple[str, ...]:
        """The calendars that would be read, by their names. Raises as ``changes``."""
        try:
            return tuple(one.name for one in self._collections())
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
        known = {self._here(self._url, path): mark for path, mark in marks.items() if mark is not None}
        found = {one.url: one for one in self._collections()} if window.look_around or not known else {}
        for url in found or known:
            changed = self._news(url, known.get(url))
            yield changed or self._anew(found.get(url) or self._collection(url), known.get(url), window)

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
            answer = self._site.request("REPORT", url, sync_collection(token), {**_XML, "Depth": "0"})
            if answer.status == 404:
                _log.info("%s: a calendar is gone from %s", self._calendar.name, self._site.host)
                return Changes(_collection_name(url), _text(mark))
            if not answer.ok:
                return None  # the token is too old, or belongs to a calendar that was here before (RFC 6578, 3.2)
            page = self._parts(answer)
            truncated = False
            for part in page.parts:
                name = self._name(url, part.href)
                if name == _path(url):
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

    def _anew(self, collection: _Collection, mark: _Bookmark | None, window: Window) -> Changes:
        """All events of the time that matters; without sync reports only those that have changed (by their etags)."""
        url, token = collection.url, collection.token
        if token is None and collection.has_sync:
            answer = self._site.request("REPORT", url, sync_collection(""), {**_XML, "Depth": "0"})
            page = self._parts(answer) if answer.ok else Multistatus(())
            truncated = any(part.status == 507 for part in page.parts)
            token = page.sync_token if not truncated else None
        if token is None and mark and mark.ctag and mark.ctag == collection.ctag:
            return Changes(_collection_name(url), _text(mark))
        query = events_between(window.since, window.until)
        listed = self._parts(self._done(self._site.request("REPORT", url, query, {**_XML, "Depth": "1"})))
        there = {self._name(url, part.href): part for part in listed.parts if part.status == 200}
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
            answer = self._site.request("REPORT", url, multiget(href for _, href in some), _XML)
            for part in self._parts(self._done(answer)).parts:
                name, data = self._name(url, part.href), part.properties.get(f"{CALDAV}calendar-data")
                if part.status == 404:
                    gone.add(name)
                elif data is not None and data.text:
                    found[name] = CalendarObject(name, data.text.encode("utf-8", "replace"))
            for name, href in some:
                if name not in found and name not in gone:  # some servers leave a few out of an answer
                    single = self._site.request("GET", self._here(url, href))
                    if single.status == 404:
                        gone.add(name)
                    else:
                        found[name] = CalendarObject(name, self._done(single).body)
            size += sum(len(found[name].data) for name, _ in some if name in found)
            if size > MOST_BYTES:
                raise Transient(f"{self._calendar.name}: a calendar is larger than {MOST_BYTES // 2**20} MiB.")
        return tuple(found[name] for name in hrefs if name in found), gone

    # --- Which calendars there are ---

    def _collections(self) -> list[_Collection]:
        """Every calendar with events, or those that the configuration names."""
        found: dict[str, _Collection] = {}
        for url, depth in self._places():
            answer = self._done(self._propfind(url, _OF_A_COLLECTION, depth))
            for part in self._parts(answer).parts:
                kinds = part.properties.get(f"{CALDAV}supported-calendar-component-set")
                has_events = kinds is None or any(kind.get("name", "").upper() == "VEVENT" for kind in kinds)
                if part.has(f"{DAV}resourcetype", f"{CALDAV}calendar") and has_events:
                    one = self._as_collection(answer.url, part)
                    found[one.url] = one
        if not found:
            raise Transient(f"{self._calendar.name}: there is no calendar at this address on {self._site.host}.")
        chosen = [one for one in found.values() if self._is_wanted(one)]
        named = {name for one in chosen for name in (one.name, _last(one.url))}
        if missing := [name for name in self._calendar.calendars if name not in named]:
            there = ", ".join(sorted(f"“{one.name}”" for one in found.values()))
            raise Transient(f"{self._calendar.name}: there is no calendar “{missing[0]}”; there are {there}.")
        return chosen

    def _collection(self, url: str) -> _Collection:
        answer = self._done(self._propfind(url, _OF_A_COLLECTION, 0))
        parts = self._parts(answer).parts
        if not parts:
            raise Transient(f"{self._calendar.name}: {self._site.host} says nothing of a calendar.")
        return self._as_collection(url, parts[0])

    def _places(self) -> Iterator[tuple[str, int]]:
        """Where calendars are to be looked for, and how deep: the address itself, or the owner's homes (RFC 6764)."""
        answer = self._propfind(self._url, _OF_THE_SERVER, 0)
        if not answer.ok and urlsplit(self._url).path in ("", "/"):
            answer = self._propfind(urljoin(self._url, "/.well-known/caldav"), _OF_THE_SERVER, 0)
        part = self._first(self._done(answer))
        if part.has(f"{DAV}resourcetype", f"{CALDAV}calendar"):
            yield answer.url, 0
            return
        homes = part.hrefs(f"{CALDAV}calendar-home-set")
        if not homes and (principals := part.hrefs(f"{DAV}current-user-principal")):
            answer = self._done(self._propfind(self._here(answer.url, principals[0]), _OF_THE_SERVER, 0))
            homes = self._first(answer).hrefs(f"{CALDAV}calendar-home-set")
        for home in homes or [answer.url]:
            yield self._here(answer.url, home), 1

    def _as_collection(self, base: str, part: Part) -> _Collection:
        url = self._here(base, part.href)
        has_sync = part.has(f"{DAV}supported-report-set", f"{DAV}sync-collection")
        name = part.text(f"{DAV}displayname") or _last(url)
        token = part.text(f"{DAV}sync-token") if has_sync else None
        return _Collection(url, name, token, part.text(f"{SERVER}getctag"), has_sync)

    def _is_wanted(self, one: _Collection) -> bool:
        wanted = self._calendar.calendars
        return not wanted or one.name in wanted or _last(one.url) in wanted

    # --- Asking ---

    def _propfind(self, url: str, names: Sequence[str], depth: int) -> Answer:
        return self._site.request("PROPFIND", url, propfind(names), {**_XML, "Depth": str(depth)})

    def _parts(self, answer: Answer) -> Multistatus:
        try:
            return multistatus(answer.body)
        except NoMultistatus as problem:
            raise Transient(f"{self._calendar.name}: {self._site.host} answers with no WebDAV: {problem}.") from None

    def _first(self, answer: Answer) -> Part:
        return next(iter(self._parts(answer).parts), Part(""))

    def _done(self, answer: Answer) -> Answer:
        if answer.ok:
            return answer
        if answer.status == 403:
            raise LoginRefused(f"{self._calendar.name}: {self._site.host} does not let you read it (403).")
        what = "does not do what CalDAV servers do"
        raise Transient(f"{self._calendar.name}: {self._site.host} {what} ({answer.status}).")

    def _bounded(self, count: int) -> None:
        if count > MOST_OBJECTS:
            raise Transient(f"{self._calendar.name}: a calendar has more than {MOST_OBJECTS} events to be read.")

    def _here(self, base: str, href: str) -> str:
        """The address of a resource on our server. Behind a proxy servers may name a wrong scheme or port."""
        parts = urlsplit(self._site.joined(base, href))
        if (parts.hostname or "").lower() != self._site.host:
            return self._site.own(urlunsplit(parts))
        return urlunsplit((*urlsplit(self._url)[:2], quote(parts.path, safe="/%:@!$&'()*+,;=~-._"), parts.query, ""))

    def _name(self, base: str, href: str) -> str:
        """The name of a resource: its path, however it is encoded just now."""
        return _path(self._site.joined(base, href))


def _proof(calendar: Calendar, secret: str) -> str:
    if calendar.login is Login.PASSWORD:
        return basic(calendar.username or "", secret)
    try:
        return bearer(secret)
    except ValueError as problem:
        raise LoginRefused(f"{calendar.name}: password_command or the keyring: {problem}.") from None


def _text(mark: _Bookmark) -> str:
    return msgspec.json.encode(mark).decode()


def _collection_name(url: str) -> str:
    return urlsplit(url).path


def _path(url: str) -> str:
    return unquote(urlsplit(url).path)


def _last(url: str) -> str:
    return _path(url).rstrip("/").rpartition("/")[2]


def _in_groups(items: list[tuple[str, str]], size: int) -> Iterable[list[tuple[str, str]]]:
    return (items[start : start + size] for start in range(0, len(items), size))
