"""The IMAP and SMTP servers of a domain that no table knows, by the names that such servers usually have.

Only connections are made: no address and no password is told. A server counts over TLS if it proves to have the name;
one that offers only STARTTLS proves it at the login, which insists on it.
"""

import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress

from msgspec import Struct

from afterword.adapters.providers.table import Server
from afterword.config import Security

_MAX_ANSWER = 8000  # bytes
_PATIENCE = 4.0  # seconds for each name; the usual answer comes within one


class _Protocol(Struct, frozen=True):
    """How servers are called, how they greet, how they are asked whether they can STARTTLS, and how an answer ends."""

    prefix: str
    greeting: bytes
    question: bytes
    end: re.Pattern[bytes]


_IMAP = _Protocol("imap", b"* OK", b"a CAPABILITY\r\n", re.compile(rb"^a ", re.MULTILINE))
_SMTP = _Protocol("smtp", b"220", b"EHLO [127.0.0.1]\r\n", re.compile(rb"^[0-9]{3} ", re.MULTILINE))


def guessed(domain: str, *, ports: tuple[int, int] = (993, 143)) -> Server | None:
    """The first IMAP server of the domain that answers; None where none does. ``ports``: for TLS, and for STARTTLS."""
    return _guessed(_IMAP, domain, ports)


def guessed_outgoing(domain: str, *, ports: tuple[int, int] = (465, 587)) -> Server | None:
    """The same for SMTP, at the ports for a domain's own users."""
    return _guessed(_SMTP, domain, ports)


def _guessed(protocol: _Protocol, domain: str, ports: tuple[int, int]) -> Server | None:
    tls, plain = ports
    names = list(_resolvable(protocol, domain))
    for host in names:
        if _proves_itself(protocol, host, tls):
            return Server(host, tls, Security.TLS)
    for host in names:
        if _offers_starttls(protocol, host, plain):
            return Server(host, plain, Security.STARTTLS)
    return None


def _resolvable(protocol: _Protocol, domain: str) -> Iterator[str]:
    for host in (f"{protocol.prefix}.{domain}", f"mail.{domain}", domain):
        with suppress(OSError, UnicodeError):
            socket.getaddrinfo(host, None)
            yield host


def _proves_itself(protocol: _Protocol, host: str, port: int) -> bool:
    try:
        with (
            socket.create_connection((host, port), _PATIENCE) as bare,
            ssl.create_default_context().wrap_socket(bare, server_hostname=host) as secured,
        ):
            return secured.recv(4).startswith(protocol.greeting)
    except (OSError, UnicodeError):
        return False


def _offers_starttls(protocol: _Protocol, host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), _PATIENCE) as bare:
            if not bare.recv(1000).startswith(protocol.greeting):
                return False
            bare.sendall(protocol.question)
            answer = b""
            while len(answer) < _MAX_ANSWER and not protocol.end.search(answer) and (more := bare.recv(4000)):
                answer += more
            return b"STARTTLS" in answer.upper()
    except OSError:
        return False
