"""The agenda (K1) in a calendar on a CalDAV server: a resource for each entry, and no request where there is no news.

The calendar is the user's. A write depends on what we know of the resource (RFC 9110, 13.1): a new one is made only
where there is none, and an old one changed or removed only as long as it is as we wrote it. What the user has moved,
ticked off or thrown away is theirs from then on, as with drafts; what we did not write is never touched.
"""

from collections.abc import Callable, Sequence
from typing import Protocol
from urllib.parse import urljoin

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from afterword.adapters.calendars.agenda.form import NotOurs, parsed, untouched, written, written_alone
from afterword.adapters.calendars.changes import short
from afterword.adapters.calendars.dav import Dav
from afterword.adapters.calendars.discovery import Collection, collections_on
from afterword.adapters.calendars.web import Answer
from afterword.config import Calendar
from afterword.errors import Transient
from afterword.model.agenda import DOMAIN, Posted

MOST_ENTRIES = 500  # of ours that are looked at where nothing is remembered
_ICALENDAR = {"Content-Type": "text/calendar; charset=utf-8"}
_GONE = frozenset({404, 410})
_NAME_LENGTH = 24


class Memory(Protocol):
    """Where it is kept between passes what lies on the server."""

    def read(self) -> str | None:
        """What was last written; None: nothing yet."""

    def write(self, text: str) -> None:
        """Keep this in place of what was there."""


class _Mark(Struct, frozen=True):
    """What lies where. ``etags`` are those of our live entries, by UID; ``users`` are no longer ours to touch."""

    source: str
    collection: str
    tasks: bool
    posted: tuple[Posted, ...] = ()
    etags: dict[str, str] = field(default_factory=dict)
    users: frozenset[str] = frozenset()


class _Kept(msgspec.Struct, frozen=True):
    """The same as JSON; the entries as iCalendar."""

    source: str
    collection: str
    tasks: bool
    posted: str
    etags: dict[str, str]
    users: list[str]


class AgendaServer:
    """The agenda in the calendar that the configuration names."""

    def __init__(self, calendar: Calendar, secret: Callable[[], str], memory: Memory | None = None) -> None:
        """Without a ``memory`` each update begins with a look at what lies there."""
        self._dav, self._memory = Dav(calendar, secret), memory
        self._name, self._host = calendar.name, self._dav.site.host
        self._source = short("agenda", self._dav.url, calendar.username or "", *calendar.calendars)

    def interrupt(self) -> None:
        """From any thread: end what is going on, at once and for good."""
        self._dav.site.interrupt()

    def close(self) -> None:
        """Let go of the connection."""
        self._dav.site.close()

    def place(self) -> tuple[str, bool]:
        """The calendar by its name, and whether it takes tasks.

        :raises Transient: there is none, or several, or no connection.
        :raises LoginRefused: as it says.
        """
        try:
            collection = self._collection()
            return collection.name, _takes_tasks(collection)
        finally:
            self.close()

    def update(self, revise: Callable[[tuple[Posted, ...]], Sequence[Posted]]) -> bool:
        """Publish what ``revise`` makes of what was published; was there news?

        What is cancelled is removed; that it was there is remembered as long as ``revise`` has it.

        :raises Transient: some of it could not be published, the rest was.
        :raises LoginRefused: as it says.
        """
        mark = self._remembered()
        try:
            if mark is None:
                mark = self._found()
                self._remember(mark)
            return self._update(mark, revise)
        finally:
            self.close()

    def _update(self, mark: _Mark, revise: Callable[[tuple[Posted, ...]], Sequence[Posted]]) -> bool:
        wanted = {one.entry.uid: one for one in revise(mark.posted) if mark.tasks or not one.entry.task}
        news = [one for one in wanted.values() if one not in mark.posted]
        before, refused = mark, ""
        mark = _without(mark, [one.entry.uid for one in mark.posted if one.entry.uid not in wanted])
        try:
            for one in news:
                try:
                    mark = self._published(mark, one)
                except _Refused as problem:  # one entry; the others may do
                    refused = refused or str(problem)
        except _Vanished as problem:
            self._keep("")  # where it is now is looked for in the next pass
            raise Transient(str(problem)) from None
        except BaseException:
            self._remember(mark)
            raise
        if mark != before:
            self._remember(mark)
        if refused:
            raise Transient(refused)
        return mark != before

    def _published(self, mark: _Mark, one: Posted) -> _Mark:
        uid = one.entry.uid
        etag: str | None = None
        if uid not in mark.users and one.cancelled:
            self._remove(mark, one)
        elif uid not in mark.users:
            etag = self._put(mark, one)
        posted = {other.entry.uid: other for other in mark.posted} | {uid: one}
        etags = {key: value for key, value in mark.etags.items() if key != uid}
        theirs = uid in mark.users or (etag is None and not one.cancelled)
        return replace(
            mark,
            posted=tuple(posted[key] for key in sorted(posted)),
            etags=etags if etag is None else etags | {uid: etag},
            users=mark.users | {uid} if theirs else mark.users,
        )

    def _put(self, mark: _Mark, one: Posted) -> str | None:
        """The ETag of the entry as it is there now ("": the server gives none); None: it is the user's."""
        url, etag = _address(mark, one), mark.etags.get(one.entry.uid)
        if etag == "" and (etag := self._as_we_left_it(url)) is None:
            return None
        for _ in range(2):
            condition = {"If-None-Match": "*"} if etag is None else {"If-Match": etag}
            answer = self._dav.request("PUT", url, written_alone(one), {**_ICALENDAR, **condition})
            if answer.ok:
                return _etag(answer) or _etag(self._dav.request("GET", url))
            if b"no-uid-conflict" in answer.body:  # RFC 4791, 5.3.2.1: it lies there under another name
                return None
            if answer.status != 412 and not (answer.status in _GONE and etag is not None):
                raise self._refusal(answer, one)
            if (etag := self._as_we_left_it(url)) is None:
                return None
        raise Transient(f"{self._name}: somebody else writes at the same time. The next pass tries again.")

    def _remove(self, mark: _Mark, one: Posted) -> None:
        url, etag = _address(mark, one), mark.etags.get(one.entry.uid)
        for _ in range(2):
            etag = etag or self._as_we_left_it(url)
            if etag is None:
                return
            answer = self._dav.request("DELETE", url, headers={"If-Match": etag})
            if answer.ok or answer.status in _GONE:
                return
            if answer.status != 412:
                raise self._refusal(answer, one)
            etag = None
        raise Transient(f"{self._name}: somebody else writes at the same time. The next pass tries again.")

    def _as_we_left_it(self, url: str) -> str | None:
        """The ETag of what lies there ("*" where the server gives none), if nobody has changed it; else None."""
        answer = self._dav.request("GET", url)
        if answer.status in _GONE:
            return None
        try:
            untouched(self._dav.done(answer).body)
        except NotOurs:
            return None
        return _etag(answer) or "*"

    def _refusal(self, answer: Answer, one: Posted) -> Exception:
        if answer.status in (*_GONE, 409):
            return _Vanished(f"{self._name}: the calendar on {self._host} is not there any more ({answer.status}).")
        if answer.status == 403:
            return _Refused(f"{self._name}: {self._host} does not let you write to this calendar (403).")
        what = "removed" if one.cancelled else "written"
        return _Refused(f"{self._name}: an entry cannot be {what}: {self._host} answers with {answer.status}.")

    # --- What is remembered, and what is found where nothing is ---

    def _remembered(self) -> _Mark | None:
        text = self._memory.read() if self._memory else None
        try:
            kept = msgspec.json.decode(text or "", type=_Kept)
            if kept.source != self._source:
                return None
            posted = parsed(kept.posted.encode())
        except (msgspec.MsgspecError, NotOurs):
            return None
        return _Mark(kept.source, kept.collection, kept.tasks, posted, kept.etags, frozenset(kept.users))

    def _remember(self, mark: _Mark) -> None:
        data = written(mark.posted).decode()
        kept = _Kept(mark.source, mark.collection, mark.tasks, data, mark.etags, sorted(mark.users))
        self._keep(msgspec.json.encode(kept).decode())

    def _keep(self, text: str) -> None:
        if self._memory:
            self._memory.write(text)

    def _collection(self) -> Collection:
        found = collections_on(self._dav)
        if len(found) > 1:
            there = ", ".join(sorted(f"“{one.name}”" for one in found))
            raise Transient(f"{self._name}: there are several calendars there; name one of them as calendar: {there}.")
        return found[0]

    def _found(self) -> _Mark:
        """What an agenda that is not remembered has left there, or one on another machine."""
        collection = self._collection()
        mark = _Mark(self._source, collection.url, _takes_tasks(collection))
        answer = self._dav.done(self._dav.propfind(collection.url, ("D:getetag",), 1))
        names = {self._dav.name(collection.url, part.href) for part in self._dav.parts(answer).parts}
        ours = sorted(name for name in names if _is_a_name(name.rpartition("/")[2]))
        for name in ours[:MOST_ENTRIES]:
            url = self._dav.here(collection.url, name)
            answer = self._dav.request("GET", url)
            try:
                posted = untouched(answer.body) if answer.ok else None
            except NotOurs:
                uid = f"{name.rpartition('/')[2].removesuffix('.ics')}{DOMAIN}"
                mark = replace(mark, users=mark.users | {uid})
                continue
            if posted and _address(mark, posted) == url:
                etags = mark.etags | {posted.entry.uid: _etag(answer)}
                mark = replace(mark, posted=(*mark.posted, posted), etags=etags)
        return mark


class _Refused(Exception):
    """The server does not take this entry."""


class _Vanished(Exception):
    """The calendar is not where it was."""


def _takes_tasks(collection: Collection) -> bool:
    return collection.kinds is None or "VTODO" in collection.kinds


def _without(mark: _Mark, uids: Sequence[str]) -> _Mark:
    if not uids:
        return mark
    return replace(
        mark,
        posted=tuple(one for one in mark.posted if one.entry.uid not in uids),
        etags={uid: etag for uid, etag in mark.etags.items() if uid not in uids},
        users=mark.users - set(uids),
    )


def _address(mark: _Mark, one: Posted) -> str:
    return urljoin(mark.collection, f"{one.entry.uid.removesuffix(DOMAIN)}.ics")


def _is_a_name(name: str) -> bool:
    digits = name.removesuffix(".ics")
    return name.endswith(".ics") and len(digits) == _NAME_LENGTH and set(digits) <= set("0123456789abcdef")


def _etag(answer: Answer) -> str:
    """The strong ETag of an answer, "" where it has none. A PUT gives it only where what lies there is what was sent
    (RFC 4791, 5.3.4), and a weak one never matches (RFC 9110, 13.1.1)."""
    etag = answer.headers.get("etag", "") if answer.ok else ""
    return "" if etag.startswith("W/") else etag
