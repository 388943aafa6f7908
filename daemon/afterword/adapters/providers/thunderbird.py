"""Thunderbird's autoconfig: an XML file in which a domain, or Mozilla's table of providers, names its mail servers.

Asked over verified HTTPS alone, so that an answer is as much to be trusted as whoever gives it: the domain that the
user has typed, or Mozilla. Nobody is told the address; Mozilla learns the domain, and the domain that we look at it.
The format: https://www.bucksch.org/1/projects/thunderbird/autoconfiguration/config-file-format.html
"""

import http.client
import re
import ssl
from collections.abc import Iterator, Sequence
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as ET

from msgspec import Struct
from msgspec.structs import replace

from afterword.adapters.providers.table import Server
from afterword.config import Security

_PATIENCE = 4.0  # seconds for each address
_MAX_FILE = 2**18
_MOST_REDIRECTS = 3

OF_THE_DOMAIN = (
    "https://autoconfig.{domain}/mail/config-v1.1.xml",
    "https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml",
)
OF_MOZILLA = ("https://autoconfig.thunderbird.net/v1.1/{domain}",)

_PROTECTION = {"SSL": Security.TLS, "STARTTLS": Security.STARTTLS}
_WHOLE = "%EMAILADDRESS%"
_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")


class Autoconfig(Struct, frozen=True):
    """What such a file says of IMAP, and where mail is handed in (SMTP), if it says that too.

    The user names have placeholders; ``oauth_alone``: no password is taken.
    """

    server: Server
    username: str = _WHOLE
    oauth_alone: bool = False
    outgoing: Server | None = None
    outgoing_username: str = _WHOLE

    def username_of(self, address: str) -> str:
        """What the owner of ``address`` logs in with to read."""
        return _filled(self.username, address)

    def outgoing_username_of(self, address: str) -> str:
        """What they log in with to hand in mail."""
        return _filled(self.outgoing_username, address)


def _filled(username: str, address: str) -> str:
    local, _, domain = address.rpartition("@")
    text = username.replace("%EMAILADDRESS%", address).replace("%EMAILLOCALPART%", local)
    return text.replace("%EMAILDOMAIN%", domain)


def autoconfig(domain: str, places: Sequence[str] = OF_THE_DOMAIN) -> Autoconfig | None:
    """What the first of ``places`` that has such a file says; None where none has."""
    for place in places:
        if (raw := _fetched(place.format(domain=domain))) and (found := read(raw)):
            return found
    return None


def read(raw: bytes) -> Autoconfig | None:
    """The servers that a file names, those with TLS from the first byte before others; None where it has no IMAP."""
    parser = ET.XMLParser(target=_NoDoctype())  # noqa: S314 - nothing can be declared in it, see there
    try:
        parser.feed(raw)
        root = parser.close()
    except (ET.ParseError, _Declared, ValueError, LookupError):
        return None
    incoming = _best(_servers(root, "incomingServer[@type='imap']"))
    if incoming is None:
        return None
    outgoing = _best(_servers(root, "outgoingServer[@type='smtp']"))
    told = Autoconfig(incoming.server, incoming.username, oauth_alone=incoming.ways == {"oauth2"})
    return replace(told, outgoing=outgoing.server, outgoing_username=outgoing.username) if outgoing else told


class _Declared(Exception):
    pass


class _NoDoctype(ET.TreeBuilder):
    """Declarations of one's own are how XML grows without bounds; no such file needs any."""

    def doctype(self, *_: object) -> None:
        """Called before anything that it declares."""
        raise _Declared


class _Named(Struct, frozen=True):
    server: Server
    username: str
    ways: frozenset[str]


def _best(found: Iterator[_Named]) -> _Named | None:
    known = list(found)
    return next((one for one in known if one.server.security is Security.TLS), next(iter(known), None))


def _servers(root: ET.Element, which: str) -> Iterator[_Named]:
    for one in root.iterfind(f"./emailProvider/{which}"):
        host, port = _text(one, "hostname"), _text(one, "port")
        security = _PROTECTION.get(_text(one, "socketType").upper())  # unprotected ones are left out
        username = _text(one, "username") or _WHOLE
        if security and _NAME.fullmatch(host) and port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65536:
            ways = frozenset((way.text or "").strip().lower() for way in one.iterfind("authentication"))
            sound = username.isprintable() and len(username) <= 200
            server = Server(host.lower(), int(port), security)
            yield _Named(server, username if sound else _WHOLE, ways)


def _text(parent: ET.Element, name: str) -> str:
    return (parent.findtext(name) or "").strip()


def _fetched(url: str) -> bytes | None:
    """The file at an address, by HTTPS; None where there is none, whatever the reason."""
    for _ in range(_MOST_REDIRECTS + 1):
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname:
            return None
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=_PATIENCE, context=context)
        try:
            connection.request("GET", parts.path or "/", headers={"User-Agent": "afterword"})
            answer = connection.getresponse()
            raw = answer.read(_MAX_FILE + 1)
            where = answer.getheader("Location")
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            connection.close()
        if answer.status == 200:
            return raw if len(raw) <= _MAX_FILE else None
        if answer.status not in (301, 302, 307, 308) or not where:
            return None
        url = urljoin(url, where)
    return None
