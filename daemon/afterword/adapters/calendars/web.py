"""One web server, and no other: requests to the host that the configuration names, with bounds on time and size.

The standard library's client, since what matters here is what it does not do: it follows no redirect by itself, reads
no .netrc and no proxy from the environment, asks no certificate authority about revocations, and keeps no cookies. So
the secret cannot come to another host.
"""

import base64
import http.client
import logging
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import SplitResult, urljoin, urlsplit

from msgspec import Struct

from afterword.errors import LoginRefused, Transient

_log = logging.getLogger(__name__)

IO_SECONDS = 30.0  # a server that says nothing for so long is given up
WHOLE_SECONDS = 180.0  # and one that is not done after so long
MAX_ANSWER = 64 * 2**20
_MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 307, 308})

Origin = tuple[str, str, int]


class Answer(Struct, frozen=True):
    """``url`` is where it came from, after redirects on the same server."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        """Was the request carried out?"""
        return 200 <= self.status < 300


class Site:
    """The server of one calendar. ``name`` is the calendar's, for complaints.

    ``authorization`` makes the value of that header; it is asked for when it is first needed, and once more when the
    server does not take it, as tokens run out.
    """

    def __init__(
        self, name: str, url: str, ca_file: Path | None = None, authorization: Callable[[], str] | None = None
    ) -> None:
        self.name = name
        self._ca_file, self._authorization = ca_file, authorization
        self.origin = origin_of(urlsplit(url))
        self._proof: str | None = None
        self._connection: http.client.HTTPConnection | None = None
        self._ended = threading.Event()

    @property
    def host(self) -> str:
        """The only host that is ever talked to."""
        return self.origin[1]

    def request(self, method: str, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """Ask, and follow redirects on this server.

        :raises Transient: no connection, no sense in the answer, too much of it, "try later", or another host.
        :raises LoginRefused: the server wants another secret.
        """
        for _ in range(_MAX_REDIRECTS):
            answer = self._authorized(method, url, body, headers or {})
            if answer.status not in _REDIRECTS:
                return answer
            url = self.own(self.joined(url, answer.headers.get("location", "")))
        raise Transient(f"{self.name}: {self.host} sends from one address to the next without end.")

    def own(self, url: str) -> str:
        """``url``, which must be of this server.

        :raises Transient: it is of another, which the secret is not meant for.
        """
        parts = urlsplit(url)
        if origin_of(parts) == self.origin:
            return url
        other = f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}/"
        raise Transient(
            f"{self.name}: {self.host} sends on to another server, {other} - your secret was not given to it. If that "
            "is your provider's, make its address the url of this calendar."
        )

    def joined(self, base: str, reference: str) -> str:
        """The address that a reference of the server's means (RFC 3986, 5).

        :raises Transient: it is none.
        """
        try:
            url = urljoin(base, reference)
            origin_of(urlsplit(url))
        except ValueError:
            raise Transient(f"{self.name}: {self.host} names what is no address.") from None
        return url

    def interrupt(self) -> None:
        """From any thread: end the request that goes on; there will be no other."""
        self._ended.set()
        self._cut()

    def close(self) -> None:
        """Let go of the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    # --- One request ---

    def _authorized(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        if self._authorization is None:
            answer = self._asked(method, url, body, headers)
            if answer.status in (401, 403):
                raise LoginRefused(f"{self.name}: {self.host} does not show it to everybody ({answer.status}).")
            return _in_working_order(self, answer)
        known = self._proof
        self._proof = self._proof or self._authorization()
        answer = self._asked(method, url, body, {**headers, "Authorization": self._proof})
        if answer.status == 401:
            self._proof = None
            if known and (fresh := self._authorization()) != known:
                self._proof = fresh
                answer = self._asked(method, url, body, {**headers, "Authorization": fresh})
        if answer.status == 401:
            self._proof = None
            raise LoginRefused(f"{self.name}: {self.host} refuses the login.{_wanted_instead(answer)}")
        return _in_working_order(self, answer)

    def _asked(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        for again in (True, False):
            kept = self._connection is not None
            alarm = threading.Timer(WHOLE_SECONDS, self._cut)
            alarm.daemon = True
            try:
                connection = self._connection = self._connection or self._connected()
                alarm.start()
                # Where nothing else is asked for the address itself is the secret.
                _log.debug("%s > %s %s", self.host, method, parts.path if self._authorization else "***")
                connection.request(method, target, body or None, {"User-Agent": "afterword", **headers})
                found = connection.getresponse()
                data = found.read(MAX_ANSWER + 1)
                _log.debug("%s < %d (%d bytes)", self.host, found.status, len(data))
            except (OSError, http.client.HTTPException, ValueError) as problem:
                self.close()
                # A server may have closed a connection that was kept, just as we wrote to it.
                if kept and again and not self._ended.is_set():
                    continue
                raise Transient(f"{self.name}: {self.host}: {_why(problem)}") from None
            finally:
                alarm.cancel()
            if len(data) > MAX_ANSWER:
                self.close()
                raise Transient(f"{self.name}: {self.host} answers with more than {MAX_ANSWER // 2**20} MiB.")
            if found.will_close:
                self.close()
            given = {key.lower(): value for key, value in found.getheaders()}
            if given.get("content-encoding", "identity").lower() != "identity":
                raise Transient(f"{self.name}: {self.host} answers in an encoding that was not asked for.")
            return Answer(url, found.status, given, data)
        raise AssertionError("the second attempt returns or raises")

    def _connected(self) -> http.client.HTTPConnection:
        if self._ended.is_set():
            raise Transient(f"{self.name}: interrupted")
        scheme, host, port = self.origin
        if scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=IO_SECONDS)
        context = ssl.create_default_context(cafile=self._ca_file)
        return http.client.HTTPSConnection(host, port, timeout=IO_SECONDS, context=context)

    def _cut(self) -> None:
        connection = self._connection
        if connection is not None and connection.sock is not None:
            with suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)


def origin_of(parts: SplitResult) -> Origin:
    """Scheme, host and port (RFC 6454, 4), in lower case. Raises ValueError where the port is none."""
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    return scheme, host, parts.port or {"https": 443, "http": 80}.get(scheme, 0)


def basic(username: str, password: str) -> str:
    """Basic authentication (RFC 7617)."""
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()


def bearer(token: str) -> str:
    """An access token (RFC 6750). Raises ValueError, without it, where it cannot stand in a header."""
    if not token.isascii() or not token.isprintable() or " " in token:
        raise ValueError("it is no access token")
    return f"Bearer {token}"


def _in_working_order(site: Site, answer: Answer) -> Answer:
    if answer.status == 429 or answer.status >= 500:
        raise Transient(f"{site.name}: {site.host} cannot answer just now ({answer.status}).")
    return answer


def _wanted_instead(answer: Answer) -> str:
    """A hint where the server asks for a way to log in that is not ours."""
    schemes = answer.headers.get("www-authenticate", "").lower()
    if "basic" in schemes or not schemes:
        return " Look at username and password; many providers want an app password here."
    if "bearer" in schemes:
        return ' It wants an OAuth access token: see login = "token".'
    return " It asks for a way to log in that Afterword does not know (neither Basic nor Bearer)."


def _why(problem: Exception) -> str:
    """In words, free of what the server sent."""
    match problem:
        case ssl.SSLCertVerificationError():
            return f"its certificate is not trusted: {problem.verify_message}"
        case ssl.SSLError():
            return f"TLS fails ({problem.reason or type(problem).__name__})"
        case TimeoutError():
            return "it does not answer in time"
        case socket.gaierror():
            return "there is no such host"
        case OSError():
            return problem.strerror or "the connection broke off"
    return "it does not speak HTTP as it should"
