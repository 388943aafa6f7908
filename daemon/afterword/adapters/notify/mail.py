"""The one way out of the program: a message from the owner to the owner, over SMTP (RFC 5321, 3207, 8314)."""

import asyncio
import logging
import ssl
import threading
from base64 import b64encode
from collections.abc import Awaitable, Callable
from email import message_from_bytes

import aiosmtplib

from afterword import outages
from afterword.config import Config, Notify, Security
from afterword.errors import LoginRefused, Transient

_log = logging.getLogger(__name__)

_SECONDS = 30.0  # for all of it: a pass waits for this
_HELLO = "[127.0.0.1]"  # in place of this machine's name, which is nobody's business


class Post:
    """Hands messages to the SMTP server of the configuration, for the owner's own address and for no other.

    ``secret`` gives that of the server, or raises ``LoginRefused``.
    """

    def __init__(self, config: Config, secret: Callable[[], str]) -> None:
        notify = config.notify
        assert notify is not None, "the configuration sees to that"
        self._notify: Notify = notify
        self._login = config.notify_login
        self._username = config.notify_username or ""
        self._own_address = config.own_address
        self._secret = secret
        self._lock = threading.Lock()
        self._running: tuple[asyncio.AbstractEventLoop, asyncio.Task[None]] | None = None
        self._interrupted = False

    def send(self, raw: bytes) -> None:
        """Hand over one message (CRLF line ends), which must name the owner's own address in To, alone.

        :raises Transient: the server cannot be reached, or does not take the message now.
        :raises LoginRefused: it does not take the secret, or there is none.
        """
        fields = message_from_bytes(raw)
        named = [str(value) for name in ("To", "Cc", "Bcc") for value in fields.get_all(name, ())]
        if named != [self._own_address]:
            raise ValueError("a notice is to the owner alone")

        async def hand_over(server: aiosmtplib.SMTP) -> None:
            _, answer = await server.sendmail(self._own_address, [self._own_address], raw)
            _log.debug("%s > a message to its owner (%d bytes) < %s", self._notify.host, len(raw), answer)

        self._with_server(hand_over)

    def check(self) -> None:
        """Connect and log in, and send nothing. Raises as ``send`` does."""

        async def nothing(server: aiosmtplib.SMTP) -> None:
            await server.noop()

        self._with_server(nothing)

    def interrupt(self) -> None:
        """From any thread: end what is going on, at once and for good."""
        with self._lock:
            self._interrupted = True
            if self._running:
                loop, task = self._running
                loop.call_soon_threadsafe(task.cancel)

    def _with_server(self, job: Callable[[aiosmtplib.SMTP], Awaitable[None]]) -> None:
        login = self._login
        secret = self._secret() if login else None
        if secret is not None and (not secret or any(char in secret for char in "\r\n\0")):
            raise LoginRefused("notify: the password is empty, or has line breaks in it")
        try:
            asyncio.run(self._talk(job, secret))
        except aiosmtplib.SMTPAuthenticationError as problem:
            # Without its cause, which may repeat what was sent. 4yz is for now alone (RFC 4954, 6).
            answer = _said(problem).replace(secret or "\0", "…")  # some servers repeat it
            text = f"notify: the server refuses the login of {self._username}: {answer}"
            raise (Transient(text) if 400 <= problem.code < 500 else LoginRefused(text)) from None
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as problem:
            raise Transient(f"notify: {self._notify.host}: {_why(problem)}") from None
        except asyncio.CancelledError:
            raise Transient("notify: interrupted") from None

    async def _talk(self, job: Callable[[aiosmtplib.SMTP], Awaitable[None]], secret: str | None) -> None:
        notify = self._notify
        task = asyncio.current_task()
        assert task is not None, "asyncio.run makes one"
        with self._lock:
            if self._interrupted:
                raise asyncio.CancelledError
            self._running = asyncio.get_running_loop(), task
        server = aiosmtplib.SMTP(
            hostname=notify.host,
            port=notify.port,
            local_hostname=_HELLO,
            timeout=_SECONDS,
            use_tls=notify.security is Security.TLS,
            start_tls=notify.security is Security.STARTTLS,  # never as the server likes: without it nothing is sent
            tls_context=None if notify.security is Security.NONE else _verifying(notify),
        )
        try:
            async with asyncio.timeout(_SECONDS):
                await server.connect()
                _log.debug("%s < connected", notify.host)
                if self._login and secret is not None:
                    _log.debug("%s > AUTH ***", notify.host)
                    await _log_in(server, self._username, secret, by_token=self._login.by_token)
                await job(server)
                await server.execute_command(b"QUIT")
        finally:
            with self._lock:
                self._running = None
            await _cut(server)


async def _cut(server: aiosmtplib.SMTP) -> None:
    """Close the connection now: under TLS the library would wait for the other side, and asyncio.run does not."""
    transport = server.transport
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()
        for _ in range(2):  # the loop closes the socket in its next round
            await asyncio.sleep(0)
    server.close()


async def _log_in(server: aiosmtplib.SMTP, username: str, secret: str, *, by_token: bool) -> None:
    """With an access token, or by PLAIN or LOGIN. One try alone: servers lock out who goes on knocking."""
    await server.ehlo()
    offered = server.supported_auth_methods
    if by_token:
        await _show_token(server, username, secret)
    elif "plain" in offered:
        await server.auth_plain(username, secret)
    elif "login" in offered:
        await server.auth_login(username, secret)
    else:
        raise aiosmtplib.SMTPException("the server takes no password")


async def _show_token(server: aiosmtplib.SMTP, username: str, token: str) -> None:
    """By XOAUTH2, or OAUTHBEARER (RFC 7628) where that alone is offered.

    The token has a line of its own: beside AUTH it would make a command of more than 512 octets (RFC 4954, 4).
    """
    offered = server.server_auth_methods
    if "xoauth2" in offered:
        mechanism, shown, farewell = b"XOAUTH2", f"user={username}\1auth=Bearer {token}\1\1", b""
    elif "oauthbearer" in offered:
        name = username.replace("=", "=3D").replace(",", "=2C")
        mechanism, shown, farewell = b"OAUTHBEARER", f"n,a={name},\1auth=Bearer {token}\1\1", b"AQ=="
    else:
        raise aiosmtplib.SMTPException("the server takes no OAuth token")
    answer = await server.execute_command(b"AUTH", mechanism)
    if answer.code == aiosmtplib.SMTPStatus.auth_continue:
        answer = await server.execute_command(b64encode(shown.encode()))
    if answer.code == aiosmtplib.SMTPStatus.auth_continue:  # why not, in JSON; the refusal itself comes after it
        answer = await server.execute_command(farewell)
    if answer.code != aiosmtplib.SMTPStatus.auth_successful:
        raise aiosmtplib.SMTPAuthenticationError(answer.code, answer.message)


def _verifying(notify: Notify) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(notify.ca_file) if notify.ca_file else None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _why(problem: Exception) -> str:
    """Why nothing came of it; the library puts words of its own around what the system says."""
    cause = problem.__cause__ if isinstance(problem.__cause__, OSError) else problem
    told = outages.why(cause) if isinstance(cause, OSError) else ""
    return told or _said(problem)


def _said(problem: Exception) -> str:
    """What went wrong, fit for an error message: one short line."""
    text = problem.message if isinstance(problem, aiosmtplib.SMTPResponseException) else str(problem)
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line[:200] or type(problem).__name__
