"""Which calendars a user has on a server (RFC 6764): from the address that they know to the collections."""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

from afterword.adapters.calendars.dav import Dav, path_of
from afterword.adapters.calendars.multistatus import CALDAV, DAV, SERVER, Part
from afterword.errors import Transient

_OF_THE_SERVER = ("D:resourcetype", "D:current-user-principal", "C:calendar-home-set")
_OF_A_COLLECTION = (
    "D:resourcetype",
    "D:displayname",
    "D:sync-token",
    "D:supported-report-set",
    "S:getctag",
    "C:supported-calendar-component-set",
)


class Collection(Struct, frozen=True):
    """A calendar on the server, as a PROPFIND tells it. ``token`` or ``ctag`` change with its content.

    ``kinds`` are the components that it takes, such as "VEVENT"; None: it does not say.
    """

    url: str
    name: str
    token: str | None
    ctag: str | None
    has_sync: bool
    kinds: frozenset[str] | None = None


def collections_on(dav: Dav) -> list[Collection]:
    """Every calendar with events, or those that the configuration names.

    :raises Transient: there is none, or none of a name.
    :raises LoginRefused: as it says.
    """
    found: dict[str, Collection] = {}
    for url, depth in _places(dav):
        answer = dav.done(dav.propfind(url, _OF_A_COLLECTION, depth))
        for part in dav.parts(answer).parts:
            if part.has(f"{DAV}resourcetype", f"{CALDAV}calendar"):
                one = _as_collection(dav, answer.url, part)
                if one.kinds is None or "VEVENT" in one.kinds:
                    found[one.url] = one
    if not found:
        raise Transient(f"{dav.calendar.name}: there is no calendar at this address on {dav.site.host}.")
    chosen = [one for one in found.values() if _is_wanted(dav, one)]
    named = {name for one in chosen for name in (one.name, _last(one.url))}
    if missing := [name for name in dav.calendar.calendars if name not in named]:
        there = ", ".join(sorted(f"“{one.name}”" for one in found.values()))
        raise Transient(f"{dav.calendar.name}: there is no calendar “{missing[0]}”; there are {there}.")
    return chosen


def collection_at(dav: Dav, url: str) -> Collection:
    """The calendar at an address of the server's. Raises as ``collections_on``."""
    answer = dav.done(dav.propfind(url, _OF_A_COLLECTION, 0))
    parts = dav.parts(answer).parts
    if not parts:
        raise Transient(f"{dav.calendar.name}: {dav.site.host} says nothing of a calendar.")
    return _as_collection(dav, url, parts[0])


def _places(dav: Dav) -> Iterator[tuple[str, int]]:
    """Where calendars are to be looked for, and how deep: the address itself, or the owner's homes."""
    answer = dav.propfind(dav.url, _OF_THE_SERVER, 0)
    if not answer.ok and urlsplit(dav.url).path in ("", "/"):
        answer = dav.propfind(urljoin(dav.url, "/.well-known/caldav"), _OF_THE_SERVER, 0)
    part = dav.first(dav.done(answer))
    if part.has(f"{DAV}resourcetype", f"{CALDAV}calendar"):
        yield answer.url, 0
        return
    homes = part.hrefs(f"{CALDAV}calendar-home-set")
    if not homes and (principals := part.hrefs(f"{DAV}current-user-principal")):
        answer = dav.done(dav.propfind(dav.here(answer.url, principals[0]), _OF_THE_SERVER, 0))
        homes = dav.first(answer).hrefs(f"{CALDAV}calendar-home-set")
    for home in homes or [answer.url]:
        yield dav.here(answer.url, home), 1


def _as_collection(dav: Dav, base: str, part: Part) -> Collection:
    url = dav.here(base, part.href)
    has_sync = part.has(f"{DAV}supported-report-set", f"{DAV}sync-collection")
    name = part.text(f"{DAV}displayname") or _last(url)
    token = part.text(f"{DAV}sync-token") if has_sync else None
    kinds = part.properties.get(f"{CALDAV}supported-calendar-component-set")
    taken = None if kinds is None else frozenset(kind.get("name", "").upper() for kind in kinds)
    return Collection(url, name, token, part.text(f"{SERVER}getctag"), has_sync, taken)


def _is_wanted(dav: Dav, one: Collection) -> bool:
    wanted = dav.calendar.calendars
    return not wanted or one.name in wanted or _last(one.url) in wanted


def _last(url: str) -> str:
    return path_of(url).rstrip("/").rpartition("/")[2]
