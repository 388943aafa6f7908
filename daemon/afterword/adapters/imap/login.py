"""The login: with a password (PLAIN, LOGIN), or with an access token of OAuth 2.0 (OAUTHBEARER, XOAUTH2)."""

import base64
import contextlib
import imaplib
import json
import re
import socket
from collections.abc import Callable

from afterword.adapters.imap.connection import Client, quoted, said
from afterword.adapters.imap.trust import context_of
from afterword.config import Account, Security, is_loopback
from afterword.errors import LoginRefused, Transient

_FOR_NOW = re.compile(
    r"\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG|CONTACTADMIN|EXPIRED-TEMP)\b|too many|temporar|try again|not connected",
    re.IGNORECASE,
)


def logged_in(account: Account, secret: Callable[[], str], started: Callable[[socket.socket], None]) -> Client:
    """A new connection, encrypted as the account says and logged in. ``started`` may be told two sockets in turn.

    :raises LoginRefused: the server does not take the secret.
    :raises OSError, imaplib.IMAP4.error, ValueError: no server there, no TLS, or no IMAP.
    """
    if account.security is Security.NONE and not is_loopback(account.host):
        raise LoginRefused(f"{account.name}: without encryption a password goes to this machine alone")
    context = None if account.security is Security.NONE else context_of(account)
    client = Client(account.host, account.port, context if account.security is Security.TLS else None, started)
    try:
        _refuse_preauth(client, account)
        if account.security is Security.STARTTLS:
            if not client.offers(b"STARTTLS"):
                raise Transient(f"{account.name}: the server offers no STARTTLS; nothing was sent to it")
            client.starttls(context)
        _log_in(client, account, secret())
    except BaseException:
        client.wire.shutdown()
        raise
    return client


def _refuse_preauth(client: Client, account: Account) -> None:
    # PREAUTH before TLS is how an attacker keeps a client from encrypting (NO STARTTLS, 2021); else it is of no use.
    if client.wire.state != "NONAUTH":
        raise Transient(f"{account.name}: the server greets as if we were logged in; it is not trusted")


def _log_in(client: Client, account: Account, secret: str) -> None:
    if not secret or any(char in secret for char in "\r\n\0"):
        raise LoginRefused(f"{account.name}: the password is empty, or has line breaks in it.")
    told = _Told()
    try:
        if account.by_token:
            _show_token(client, account, secret, told)
        else:
            _show_password(client, account, secret)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as problem:
        # imaplib tells BAD by its own words; NO by the server's. No chaining: its text may repeat what was sent.
        reason = problem.args[0] if problem.args else ""
        text = _without(secret, account, said(reason if isinstance(reason, bytes) else str(reason).encode()))
        if "command error: BAD" in text or _FOR_NOW.search(text):
            raise Transient(f"{account.name}: no login just now: {text}") from None
        text = f"{account.name}: the server refuses the login of {account.username}: {text}{told}"
        raise LoginRefused(text, _mend(account, client)) from None


def _without(secret: str, account: Account, text: str) -> str:
    """A server's words without the secret, which some repeat: as it stands, or as PLAIN sends it."""
    for shown in (base64.b64encode(f"\0{account.username}\0{secret}".encode()).decode(), secret):
        text = text.replace(shown, "…")
    return text


def _show_password(client: Client, account: Account, password: str) -> None:
    offered = client.capabilities()  # asked anew after STARTTLS, so only once
    if b"AUTH=PLAIN" in offered:
        client.wire.authenticate("PLAIN", lambda _: f"\0{account.username}\0{password}".encode())
    elif b"LOGINDISABLED" in offered:
        if _BEARERS.intersection(offered):
            raise LoginRefused(
                f"{account.name}: the server takes no password, but OAuth tokens alone.",
                "See [account.oauth] in docs/providers.md.",
            )
        raise LoginRefused(f'{account.name}: the server takes no password like this; security = "starttls"?')
    elif not (account.username + password).isascii():
        raise LoginRefused(f"{account.name}: this server takes ASCII alone in user name and password.")
    else:
        client.wire.login(quoted(account.username.encode()).decode(), password)


_BEARERS = frozenset({b"AUTH=OAUTHBEARER", b"AUTH=XOAUTH2"})
_LOOK_AT_USERNAME = (
    "Look at username: the token is for whoever gave access. IMAP may be switched off in the settings of the mailbox, "
    "or by its administrator."
)


_OR_OAUTH = (
    "Look at username and password: many providers want an app password for mail programs. This server takes OAuth "
    "tokens, too, and maybe nothing else (docs/providers.md)."
)


def _mend(account: Account, client: Client) -> str | None:
    if account.by_token:
        return _LOOK_AT_USERNAME
    return _OR_OAUTH if _BEARERS.intersection(client.capabilities()) else None


class _Told:
    """What a server says of a token that it refuses: JSON, before the command ends (RFC 7628, 3.2.2)."""

    def __init__(self) -> None:
        self._status = ""

    def hear(self, challenge: bytes) -> None:
        with contextlib.suppress(ValueError):
            found = json.loads(challenge)
            self._status = str(found.get("status", "")) if isinstance(found, dict) else ""

    def __str__(self) -> str:
        return f" ({said(self._status.encode())})" if self._status else ""


def _show_token(client: Client, account: Account, token: str, told: _Told) -> None:
    """RFC 7628; XOAUTH2 is its forerunner, which Google and Microsoft speak."""
    if not token.isascii() or not token.isprintable() or " " in token:
        raise LoginRefused(f"{account.name}: what is to be shown to the server is no access token.")
    offered = client.capabilities()
    username = account.username
    if b"AUTH=OAUTHBEARER" in offered:
        mechanism, refusal = "OAUTHBEARER", b"\1"
        user = username.replace("=", "=3D").replace(",", "=2C")
        first = f"n,a={user},\1host={account.host}\1port={account.port}\1auth=Bearer {token}\1\1"
    elif b"AUTH=XOAUTH2" in offered:
        mechanism, refusal = "XOAUTH2", b""
        first = f"user={username}\1auth=Bearer {token}\1\1"
    else:
        raise LoginRefused(
            f"{account.name}: the server takes no OAuth token.", "Leave [account.oauth] and login out, for a password."
        )
    answers = [first.encode()]

    def answer(challenge: bytes) -> bytes:
        if answers:
            return answers.pop()
        told.hear(challenge)
        return refusal  # an empty line is what makes the server end the command with its NO

    client.wire.authenticate(mechanism, answer)
