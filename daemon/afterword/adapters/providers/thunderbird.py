"""Thunderbird's autoconfig: an XML file in which a domain, or Mozilla's table of providers, names its mail servers.

Asked over verified HTTPS alone, so that an answer is as much to be trusted as whoever gives it: the domain that the
user has typed, or Mozilla. Nobody is told the address; Mozilla learns the domain, and the domain that we look at it.
The format: https://www.bucksch.org/1/projects/thunderbird/autoconfiguration/config-file-format.html
"""

import http.client
import re
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as ET

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
_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Autoconfig:
    """What such a file says of IMAP. ``username`` has placeholders; ``oauth_alone``: no password is taken."""

    server: Server
    username: str = "%EMAILADDRESS%"
    oauth_alone: bool = False

    def username_of(self, address: str) -> str:
        """What the owner of ``address`` logs in with."""
        local, _, domain = address.rpartition("@")
        text = self.username.replace("%EMAILADDRESS%", address).replace("%EMAILLOCALPART%", local)
        return text.replace("%EMAILDOMAIN%", domain)


def autoconfig(domain: str, places: Sequence[str] = OF_THE_DOMAIN) -> Autoconfig | None:
    """What the first of ``places`` that has such a file says; None where none has."""
    for place in places:
        if (raw := _fetched(place.format(domain=domain))) and (found := read(raw)):
            return found
    return None


def read(raw: bytes) -> Autoconfig | None:
    """The IMAP server that a file names, one with TLS from the first byte before others; None where it names none."""
    parser = ET.XMLParser(target=_NoDoctype())  # noqa: S314 - nothing can be declared in it, see there
    try:
        parser.feed(raw)
        root = parser.close()
    except (ET.ParseError, _Declared, ValueError, LookupError):
        return None
    found = list(_servers(root))
    by_tls = [one for one in found if one.server.security is Security.TLS]
    return next(iter(by_tls or found), None)


class _Declared(Exception):
    pass


class _NoDoctype(ET.TreeBuilder):
    """Declarations of one's own are how XML grows without bounds; no such file needs any."""

    def doctype(self, *_: object) -> None:
        """Called before anything that it declares."""
        raise _Declared


def _servers(root: ET.Element) -> Iterator[Autoconfig]:
    for one in root.iterfind("./emailProvider/incomingServer[@type='imap']"):
        host, port = _text(one, "hostname"), _text(one, "port")
        security = _PROTECTION.get(_text(one, "socketType").upper())  # unprotected ones are left out
        username = _text(one, "username") or "%EMAILADDRESS%"
        if security and _NAME.fullmatch(host) and port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65536:
            ways = {(way.text or "").strip().lower() for way in one.iterfind("authentication")}
            sound = username.isprintable() and len(username) <= 200
            server = Server(host.lower(), int(port), security)
            yield Autoconfig(server, username if sound else "%EMAILADDRESS%", oauth_alone=ways == {"oauth2"})


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
