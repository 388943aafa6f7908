"""WebDAV's XML: what is asked, and answers of many parts (RFC 4918, 13)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from msgspec import Struct, field

DAV, CALDAV, SERVER = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}", "{http://calendarserver.org/ns/}"
MAX_RESPONSES = 50_000

_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_SPACES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:S="http://calendarserver.org/ns/"'


class NoMultistatus(Exception):
    """What came is not what was asked for."""


class Part(Struct, frozen=True):
    """What is said of one resource. ``status`` is that of the resource itself, ``properties`` those that it has."""

    href: str
    status: int = 200
    properties: dict[str, ET.Element] = field(default_factory=dict)

    def text(self, name: str) -> str | None:
        """The text of a property; None where it is missing or empty."""
        found = self.properties.get(name)
        return (found.text or "").strip() or None if found is not None else None

    def has(self, name: str, inner: str) -> bool:
        """Is there an element ``inner`` within the property ``name``?"""
        found = self.properties.get(name)
        return found is not None and found.find(f".//{inner}") is not None

    def hrefs(self, name: str) -> list[str]:
        """The addresses that a property holds."""
        found = self.properties.get(name)
        inner = found.iterfind(f"{DAV}href") if found is not None else ()
        return [text for one in inner if (text := (one.text or "").strip())]


class Multistatus(Struct, frozen=True):
    """An answer of many parts; ``sync_token`` is that of a sync report (RFC 6578, 6.4)."""

    parts: tuple[Part, ...]
    sync_token: str | None = None


class _NoDoctype(ET.TreeBuilder):
    """Declarations of one's own are how XML grows without bounds, and no WebDAV server needs any."""

    def doctype(self, *_: object) -> None:
        """Called before anything that it declares."""
        raise NoMultistatus("it declares a document type")


def multistatus(body: bytes) -> Multistatus:
    """Reads an answer. Raises ``NoMultistatus`` where it is none."""
    try:
        root = ET.XML(body, ET.XMLParser(target=_NoDoctype()))  # noqa: S314 - no declarations, and bounded in size
    except (ET.ParseError, ValueError, LookupError):
        raise NoMultistatus("it is no XML") from None
    if root.tag != f"{DAV}multistatus":
        raise NoMultistatus("it is XML of another kind")
    parts = []
    for response in root.iterfind(f"{DAV}response"):
        properties = {child.tag: child for child in _found_properties(response)}
        status = _code(response.findtext(f"{DAV}status"), 200)
        hrefs = [text.strip() for one in response.iterfind(f"{DAV}href") if (text := one.text)]
        parts += [Part(href, status, properties) for href in hrefs]
        if len(parts) > MAX_RESPONSES:
            raise NoMultistatus("it has too many parts")
    token = (root.findtext(f"{DAV}sync-token") or "").strip()
    return Multistatus(tuple(parts), token or None)


def _found_properties(response: ET.Element) -> Iterator[ET.Element]:
    for group in response.iterfind(f"{DAV}propstat"):
        if _code(group.findtext(f"{DAV}status"), 200) == 200:
            for properties in group.iterfind(f"{DAV}prop"):
                yield from properties


def _code(line: str | None, default: int) -> int:
    """The code of "HTTP/1.1 404 Not Found"."""
    words = (line or "").split()
    return int(words[1]) if len(words) > 1 and words[1].isascii() and words[1].isdigit() else default


# --- What is asked ---


def propfind(names: Sequence[str]) -> bytes:
    """The body of a PROPFIND for these properties, written with their prefixes: "D:getetag"."""
    asked = "".join(f"<{name}/>" for name in names)
    return f"{_HEAD}<D:propfind {_SPACES}><D:prop>{asked}</D:prop></D:propfind>".encode()


def sync_collection(token: str) -> bytes:
    """A sync report (RFC 6578, 3.2): what has changed since ``token``; everything where that is empty."""
    return (
        f"{_HEAD}<D:sync-collection {_SPACES}><D:sync-token>{escape(token)}</D:sync-token>"
        "<D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop></D:sync-collection>"
    ).encode()


def events_between(since: datetime, until: datetime) -> bytes:
    """A query (RFC 4791, 7.8) for the names of events of a time, without their data."""
    span = f'start="{_stamp(since)}" end="{_stamp(until)}"'
    return (
        f"{_HEAD}<C:calendar-query {_SPACES}><D:prop><D:getetag/></D:prop>"
        f'<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range {span}/>'
        "</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"
    ).encode()


def multiget(hrefs: Iterable[str]) -> bytes:
    """A report (RFC 4791, 7.9) with the data of these resources."""
    named = "".join(f"<D:href>{escape(href)}</D:href>" for href in hrefs)
    return (
        f"{_HEAD}<C:calendar-multiget {_SPACES}><D:prop><D:getetag/><C:calendar-data/></D:prop>{named}"
        "</C:calendar-multiget>"
    ).encode()


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
