"""The IMAP server of a domain that no table knows, by the names that such servers usually have.

Only connections are made: no address and no password is told. A server counts over TLS if it proves to have the name;
one that offers only STARTTLS proves it at the login, which insists on it.
"""

import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress

from afterword.adapters.providers.table import Server
from afterword.config import Security

_PATIENCE = 4.0  # seconds for each name; the usual answer comes within one


def guessed(domain: str, *, ports: tuple[int, int] = (993, 143)) -> Server | None:
    """The first server of the domain that answers; None where none does. ``ports``: for TLS, and for STARTTLS."""
    tls, plain = ports
    names = list(_resolvable(domain))
    for host in names:
        if _proves_itself(host, tls):
            return Server(host, tls, Security.TLS)
    for host in names:
        if _offers_starttls(host, plain):
            return Server(host, plain, Security.STARTTLS)
    return None


def _resolvable(domain: str) -> Iterator[str]:
    for host in (f"imap.{domain}", f"mail.{domain}", domain):
        with suppress(OSError, UnicodeError):
            socket.getaddrinfo(host, None)
            yield host


def _proves_itself(host: str, port: int) -> bool:
    try:
        with (
            socket.create_connection((host, port), _PATIENCE) as bare,
            ssl.create_default_context().wrap_socket(bare, server_hostname=host) as secured,
        ):
            return secured.recv(4) == b"* OK"
    except (OSError, UnicodeError):
        return False


def _offers_starttls(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), _PATIENCE) as bare:
            if not bare.recv(1000).startswith(b"* OK"):
                return False
            bare.sendall(b"a CAPABILITY\r\n")
            return b"STARTTLS" in bare.recv(4000).upper()
    except OSError:
        return False
