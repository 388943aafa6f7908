"""Access in a browser on this machine, which comes back to a port of the loopback (RFC 8252), with PKCE (RFC 7636)."""

import secrets
import select
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TextIO
from urllib.parse import urlsplit

from afterword.adapters.credentials.oauth.endpoint import Asker, granted
from afterword.adapters.credentials.oauth.grant import Grant
from afterword.config import Account, OAuthProvider
from afterword.errors import LoginRefused, Transient

_PATIENCE = 600.0  # seconds in which somebody logs in and agrees


def by_browser(
    account: Account, client_secret: str | None, show: Callable[[str], None], typed: TextIO | None = None
) -> Grant:
    """Ask for access, ``show`` the address to open, and wait until the browser comes back.

    From ``typed`` the address at which the browser ended is taken, too: it may run on another machine.

    :raises LoginRefused: access is not given; the text says why.
    :raises Transient: the server cannot be asked just now.
    """
    from oauthlib.oauth2 import MismatchingStateError, OAuth2Error, WebApplicationClient

    asker = Asker.of(account)
    endpoints = asker.oauth.endpoints
    assert endpoints.authorization is not None
    client = WebApplicationClient(asker.oauth.client_id)
    verifier = client.create_code_verifier(64)
    state = secrets.token_urlsafe(24)
    with _Loopback() as loopback:
        # Microsoft knows no numbers here (and lets the port be any).
        host = "localhost" if asker.oauth.provider is OAuthProvider.MICROSOFT else "127.0.0.1"
        redirect = f"http://{host}:{loopback.server_port}/"
        show(
            client.prepare_request_uri(
                endpoints.authorization,
                redirect_uri=redirect,
                scope=endpoints.scope,
                state=state,
                code_challenge=client.create_code_challenge(verifier, "S256"),
                code_challenge_method="S256",
                **dict(endpoints.asked),
            )
        )

        def code_in(address: str) -> str | None:
            """The code that the server sends by the browser; None where this is something else."""
            # Plain HTTP is as it should be on the loopback (RFC 8252, 7.3); oauthlib does not know of it.
            query = urlsplit(address).query
            with suppress(MismatchingStateError):
                return str(client.parse_request_uri_response(f"https://127.0.0.1/?{query}", state=state)["code"])
            return None

        try:
            code = loopback.code(code_in, typed)
            if code is None:
                raise LoginRefused(f"{asker.name}: nobody gave access within ten minutes.", "Ask again.")
            more = {"client_secret": client_secret} if client_secret else {}
            form = client.prepare_request_body(
                code=code, redirect_uri=redirect, include_client_id=True, code_verifier=verifier, **more
            )
            tokens = client.parse_request_body_response(asker.post(endpoints.token, form))
        except OAuth2Error as error:
            raise asker.complaint(error.error, error.description) from None
        except ValueError:
            raise Transient(f"{asker.name}: the server answers, but not with a token") from None
    return granted(asker, tokens, client_secret)


class _Loopback(HTTPServer):
    """A web server of one page, on a free port of this machine."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Page)
        self.timeout = 5.0
        self.judged: Callable[[str], str | None] = lambda _: None
        self.found: str | None = None
        self.fault: Exception | None = None

    def code(self, judged: Callable[[str], str | None], typed: TextIO | None) -> str | None:
        """The code of the first address that has one; None where nobody came in time. Raises what ``judged`` does."""
        self.judged = judged
        until = time.monotonic() + _PATIENCE
        waiting: list[HTTPServer | TextIO] = [self, typed] if typed is not None else [self]
        while (left := until - time.monotonic()) > 0:
            for ready in select.select(waiting, [], [], left)[0]:
                if ready is self:
                    self.handle_request()
                elif typed is not None and not (line := typed.readline()):
                    waiting.remove(typed)
                else:
                    self.visited(line)
                if self.fault is not None:
                    raise self.fault
                if self.found is not None:
                    return self.found
        return None

    def visited(self, address: str) -> bool | None:
        """Was this what we wait for? None: something else. What is wrong is raised by ``code``."""
        try:
            self.found = self.judged(address.strip())
        except Exception as problem:  # noqa: BLE001 - raised again in `code`, behind the web server
            self.fault = problem
            return False
        return True if self.found is not None else None


class _Page(BaseHTTPRequestHandler):
    timeout = 5.0

    def do_GET(self) -> None:
        assert isinstance(self.server, _Loopback)
        said = {
            True: (200, "Afterword has what it needs. You can close this window."),
            False: (200, "Access was not given; the terminal says why. You can close this window."),
            None: (404, "There is nothing here."),
        }
        status, text = said[self.server.visited(self.path)]
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        """The path has the code in it, which no log needs to know."""
