"""Radicale, a CalDAV server, and the user with another calendar program; and a line in between that keeps count.

Plain HTTP on the loopback; every user's password is `PASSWORD`.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import http.server
import re
import sys
import threading
import time
import urllib.parse
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.servers.running import PASSWORD, START_SECONDS, RunningServer, free_ports

_CONFIG = """\
[server]
hosts = 127.0.0.1:{port}
max_connections = 20
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0.01
[rights]
type = owner_only
[storage]
filesystem_folder = {folder}/collections
[logging]
level = warning
"""


@dataclass(slots=True)
class Radicale(RunningServer):
    """Radicale on `imap_port` (the name is the parent's); `url` is its root."""

    name: str = "Radicale"

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"http://{self.host}:{self.imap_port}/"

    def add_user(self, name: str | None = None) -> str:
        """A user who can log in. Radicale reads the file of users again when it has changed."""
        user = RunningServer.add_user(self, name)
        with (self.folder / "users").open("a") as users:
            users.write(f"{user}:{PASSWORD}\n")
        return user

    def _prepare(self) -> None:
        (self.folder / "config").write_text(_CONFIG.format(port=self.imap_port, folder=self.folder))
        (self.folder / "users").touch()

    def _command(self) -> tuple[list[str], dict[str, str]]:
        return [sys.executable, "-m", "radicale", "--config", str(self.folder / "config")], {}

    def _greets_in_time(self) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                return False
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection(self.host, self.imap_port, timeout=2)
                connection.request("GET", "/.web/")
                if connection.getresponse().status < 500:
                    connection.close()
                    return True
            time.sleep(0.05)
        return False


def start_radicale() -> Radicale:
    """A running Radicale without users."""
    server = Radicale()
    server.start()
    return server


class CalendarProgram:
    """The user's other calendar program: makes calendars, and puts events into them and takes them out."""

    def __init__(self, server: Radicale, user: str | None = None) -> None:
        self.server = server
        self.user = server.add_user(user)
        proof = base64.b64encode(f"{self.user}:{PASSWORD}".encode()).decode()
        self._headers = {"Authorization": f"Basic {proof}"}

    @property
    def home(self) -> str:
        """The path of the calendars."""
        return f"/{self.user}/"

    def make_calendar(self, name: str = "Personal", component: str = "VEVENT") -> str:
        """A new calendar; its path."""
        path = f"{self.home}{uuid.uuid4().hex[:8]}/"
        body = (
            '<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>'
            f"<D:displayname>{name}</D:displayname><C:supported-calendar-component-set>"
            f'<C:comp name="{component}"/></C:supported-calendar-component-set></D:prop></D:set></C:mkcalendar>'
        )
        self._do("MKCALENDAR", path, body)
        return path

    def fill(self, events: Iterable[str]) -> str:
        """A new calendar with many events, written at once; its path."""
        path = f"{self.home}{uuid.uuid4().hex[:8]}/"
        self._do("PUT", path, _calendar("".join(events)), {"Content-Type": "text/calendar; charset=utf-8"})
        return path

    def upload(self, data: bytes) -> str:
        """A new calendar with all that a file holds; its path."""
        path = f"{self.home}{uuid.uuid4().hex[:8]}/"
        self._do("PUT", path, data.decode(), {"Content-Type": "text/calendar; charset=utf-8"})
        return path

    def get(self, calendar: str) -> bytes:
        """The whole calendar as one file."""
        return self._do("GET", calendar)

    def put(self, calendar: str, name: str, event: str) -> None:
        """Write an event (a VEVENT) under a name."""
        path = f"{calendar}{urllib.parse.quote(name)}.ics"
        self._do("PUT", path, _calendar(event), {"Content-Type": "text/calendar; charset=utf-8"})

    def resources(self, calendar: str) -> dict[str, bytes]:
        """What lies in a calendar, by the names there."""
        body = '<D:propfind xmlns:D="DAV:"><D:prop><D:getetag/></D:prop></D:propfind>'
        found = re.findall(rb"<href>([^<]+)</href>", self._do("PROPFIND", calendar, body, {"Depth": "1"}))
        names = sorted(href.decode().removeprefix(calendar) for href in found)
        return {name: self._do("GET", f"{calendar}{name}") for name in names if name}

    def change(self, calendar: str, name: str, old: str, new: str) -> None:
        """Open what lies there and save it with something else in it."""
        text = self._do("GET", f"{calendar}{name}").decode()
        assert old in text
        self._do("PUT", f"{calendar}{name}", text.replace(old, new), {"Content-Type": "text/calendar; charset=utf-8"})

    def delete(self, calendar: str, name: str = "") -> None:
        """Remove an event, or the whole calendar."""
        self._do("DELETE", f"{calendar}{urllib.parse.quote(name)}.ics" if name else calendar)

    def _do(self, method: str, path: str, body: str = "", more: dict[str, str] | None = None) -> bytes:
        connection = http.client.HTTPConnection(self.server.host, self.server.imap_port, timeout=60)
        with contextlib.closing(connection):
            connection.request(method, path, body.encode(), {**self._headers, **(more or {})})
            answer = connection.getresponse()
            data = answer.read()
            assert answer.status < 300, f"{method} {path}: {answer.status} {data[:500]!r}"
            return data


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that went over the line."""

    method: str
    path: str
    headers: dict[str, str]
    body: str
    answered: int


Reply = tuple[int, dict[str, str], bytes]


class Line:
    """Between a client and a server: passes requests on, keeps count, and can answer in the server's place."""

    def __init__(
        self,
        server: Radicale | None = None,
        instead: Callable[[str, str, dict[str, str]], Reply | None] | None = None,
        change: Callable[[str, bytes], bytes] | None = None,
        drop: tuple[str, ...] = (),
    ) -> None:
        """`instead` (method, path, headers) gives the answer; None: the server does. `change` makes another body of
        the method and the server's answer, `drop` names headers (in lower case) that are kept from the client."""
        self.asked: list[Asked] = []
        line = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _pass_on(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {key.title(): value for key, value in self.headers.items()}
                given = instead(self.command, self.path, headers) if instead else None
                if given is None:
                    assert server is not None
                    given = _fetched(server, self.command, self.path, headers, body)
                    given = given if change is None else (*given[:2], change(self.command, given[2]))
                status, more, data = given
                line.asked.append(Asked(self.command, self.path, headers, body.decode(), len(data)))
                self.send_response(status)
                for key, value in more.items():
                    if key.lower() not in drop:
                        self.send_header(key, value)
                if status != 304:
                    self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_PROPFIND = do_REPORT = do_PUT = do_DELETE = _pass_on  # noqa: N815

            def log_message(self, *_: object) -> None:
                """Nothing: `asked` tells."""

        self._server = _Quiet(("127.0.0.1", free_ports(1)[0]), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """The address of this end."""
        return f"http://127.0.0.1:{self._server.server_port}/"

    def protect(self, cert_file: Path, key_file: Path) -> str:
        """Speak TLS; the address for it."""
        import ssl

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert_file, key_file)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        return f"https://localhost:{self._server.server_port}/"

    def take(self) -> list[Asked]:
        """What was asked since the last time."""
        asked, self.asked = self.asked, []
        return asked

    def __enter__(self) -> Line:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


class _Quiet(http.server.ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """A client that goes away is no fault here."""


def _calendar(event: str) -> str:
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\n{event}END:VCALENDAR\r\n"


def _fetched(server: Radicale, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
    connection = http.client.HTTPConnection(server.host, server.imap_port, timeout=60)
    with contextlib.closing(connection):
        connection.request(method, path, body, {k: v for k, v in headers.items() if k not in ("Host", "Connection")})
        answer = connection.getresponse()
        data = answer.read()
        dropped = ("content-length", "connection", "transfer-encoding", "date", "server")
        return answer.status, {k: v for k, v in answer.getheaders() if k.lower() not in dropped}, data


def event(uid: str, title: str, start: str, end: str | None = None, *lines: str) -> str:
    """A VEVENT; times as "20261125T140000Z"."""
    told = [f"UID:{uid}", f"SUMMARY:{title}", f"DTSTART:{start}", *([f"DTEND:{end}"] if end else [])]
    return "".join(f"{line}\r\n" for line in ("BEGIN:VEVENT", "DTSTAMP:20261101T090000Z", *told, *lines, "END:VEVENT"))
