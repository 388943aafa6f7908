"""An SMTP server as providers have it for their users: TLS or STARTTLS, a login, and then it takes what it is given."""

from __future__ import annotations

import logging
import socket
import ssl
import warnings
from pathlib import Path
from types import TracebackType
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.servers.certificates import make_certificates
from tests.servers.running import PASSWORD, free_ports
from tests.servers.smtpsink import SunkMessage

USER = "sam"


class Submission:
    """A server on a free port of the loopback. ``security`` is "tls", "starttls" or "none".

    ``logins`` are those that were tried, and ``refusal`` is what a wrong one is told; ``refuses`` is what it answers to
    MAIL in place of taking it, and ``without`` a way to log in that it has not.
    """

    def __init__(
        self, folder: Path, security: str = "tls", *, asks_for_login: bool = True, refuses: str = "", without: str = ""
    ) -> None:
        self.host, (self.port,) = "localhost", free_ports(1)
        self.ca_file = make_certificates(folder).ca_file
        self.security, self.refuses = security, refuses
        self.messages: list[SunkMessage] = []
        self.hellos: list[str] = []
        self.logins: list[tuple[str, bool]] = []
        self.tokens: list[str] = []
        self.takes_tokens = True
        self.refusal: str | None = None
        self.farewells: list[object] = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
        logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # it complains of every client that hangs up
        options: dict[str, Any] = {"hostname": "127.0.0.1", "port": self.port}
        if security == "tls":
            options["ssl_context"] = context
        if security == "starttls":
            options |= {"tls_context": context, "require_starttls": True}
        if asks_for_login:
            options |= {"auth_required": True, "auth_require_tls": security == "starttls"}
            options |= {"authenticator": self._authenticate, "auth_exclude_mechanism": [without] if without else []}
        self._controller = _Controller(self, **options)

    def __enter__(self) -> Submission:
        self._controller.start()
        self.hellos.clear()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()

    def table(self, *, password: str = PASSWORD, more: str = "") -> str:
        """The `[notify]` that names it."""
        return (
            f'[notify]\nby = "mail"\nhost = "{self.host}"\nport = {self.port}\nsecurity = "{self.security}"\n'
            f'ca_file = "{self.ca_file}"\nusername = "{USER}"\npassword_command = ["printf", "{password}"]\n{more}'
        )

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        self.logins.append((mechanism, right))
        return AuthResult(success=right, handled=False, message=None if right else self.refusal)

    async def auth_XOAUTH2(self, server: SMTP, arguments: list[str]) -> AuthResult:  # noqa: N802 (aiosmtpd)
        """Take any token, or none: then it says why in JSON, and refuses after that (RFC 7628, 3.2.2)."""
        assert len(arguments) == 1, "beside AUTH a token would make too long a line"
        shown = await server.challenge_auth("")
        assert isinstance(shown, bytes)
        self.tokens.append(shown.decode())
        if self.takes_tokens:
            return AuthResult(success=True, auth_data=USER)
        self.farewells.append(await server.challenge_auth('{"status":"400","schemes":"Bearer"}'))
        await server.push("535 5.7.3 Authentication unsuccessful")
        return AuthResult(success=False, handled=True)

    async def auth_OAUTHBEARER(self, server: SMTP, arguments: list[str]) -> AuthResult:  # noqa: N802 (aiosmtpd)
        """The same."""
        return await self.auth_XOAUTH2(server, arguments)

    async def handle_EHLO(  # noqa: N802 (aiosmtpd)
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Note how somebody introduces themselves."""
        session.host_name = hostname
        self.hellos.append(hostname)
        return responses

    async def handle_MAIL(  # noqa: N802 (aiosmtpd)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, mail_options: list[str]
    ) -> str:
        """Take it, or not."""
        if self.refuses:
            return self.refuses
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd)
        """Keep one message."""
        assert isinstance(envelope.content, bytes)
        self.messages.append(SunkMessage(envelope.mail_from or "", tuple(envelope.rcpt_tos), envelope.content))
        return "250 OK"


class _LongLines(SMTP):
    line_length_limit = 12288  # of what is shown at a login (RFC 4954, 4)


class _Controller(Controller):
    def __init__(self, handler: Submission, **options: Any) -> None:
        self._options = {name: options.pop(name) for name in list(options) if name not in _OF_THE_CONTROLLER}
        super().__init__(handler, **options)

    def factory(self) -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a login without STARTTLS, which is under TLS or on the loopback
            return _LongLines(self.handler, **self._options)

    def _trigger_server(self) -> None:
        """It would look in with the server's own context, which is none for a client: a plain look is enough."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5):
            pass


_OF_THE_CONTROLLER = frozenset({"hostname", "port", "ssl_context"})
