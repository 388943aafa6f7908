"""One request to an authorization server: a form goes there, JSON comes back; nothing is followed, nothing kept."""

import http.client
import socket
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

from msgspec import Struct

from afterword.adapters.credentials.oauth.grant import Grant
from afterword.config import Account, OAuth, OAuthProvider
from afterword.errors import LoginRefused, Transient

_IO_SECONDS = 20.0
_MAX_ANSWER = 2**20

ENDED = frozenset({"invalid_grant", "interaction_required", "login_required", "consent_required"})
"""Errors after which no retry helps: the owner must give access anew. The first is RFC 6749's, the rest OpenID's."""

_FOR_NOW = frozenset({"temporarily_unavailable", "server_error", "slow_down"})
_SECRETIVE = frozenset({"invalid_client", "unauthorized_client"})


class Asker(Struct, frozen=True):
    """An account and its way to tokens. ``name`` begins every complaint."""

    name: str
    oauth: OAuth

    @classmethod
    def of(cls, account: Account) -> "Asker":
        """Of an account that has one."""
        assert account.oauth is not None
        return cls(account.name, account.oauth)

    def post(self, url: str, form: str) -> str:
        """The answer to a form, whatever it says.

        :raises Transient: there was none, or the server is not up to it just now.
        """
        parts = urlsplit(url)
        host = parts.hostname or ""
        connection = http.client.HTTPSConnection(
            host, parts.port, timeout=_IO_SECONDS, context=ssl.create_default_context()
        )
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
            "User-Agent": "afterword",
        }
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection.request("POST", target, form, headers)
            response = connection.getresponse()
            body = response.read(_MAX_ANSWER + 1)
        except (OSError, http.client.HTTPException, ValueError) as problem:
            raise Transient(f"{self.name}: no token from {host}: {_why(problem)}") from None
        finally:
            connection.close()
        if response.status == 429 or response.status >= 500:
            raise Transient(f"{self.name}: no token from {host} just now ({response.status})")
        if len(body) > _MAX_ANSWER:
            raise Transient(f"{self.name}: {host} answers beyond all measure")
        return body.decode("utf-8", "replace")

    def complaint(self, error: str | None, description: object) -> LoginRefused | Transient:
        """What an error of the server's means (RFC 6749, 5.2), with its mend."""
        said = f"{_plain(error)}{f' ({_plain(description)})' if description else ''}"
        if error in _FOR_NOW:
            return Transient(f"{self.name}: no token just now: {said}")
        if error in ENDED:
            return LoginRefused(f"{self.name}: the access that you gave has ended: {said}.", self._mend_of_the_end())
        if error in _SECRETIVE:
            mend = "Look at client_id in [account.oauth] (docs/providers.md)"
            if self.oauth.provider is OAuthProvider.MICROSOFT:
                mend += "; “Allow public client flows” must be on there"
            return LoginRefused(f"{self.name}: the server does not take the program: {said}.", f"{mend}.")
        if error == "access_denied":
            return LoginRefused(f"{self.name}: access was denied: {said}.", "Ask again, and agree.")
        if error in ("expired_token", "authorization_expired"):
            return LoginRefused(f"{self.name}: the time for it is over: {said}.", "Ask again.")
        if error == "invalid_scope":
            return LoginRefused(f"{self.name}: what was asked for is not to be had: {said}.", "Look at scope.")
        if error in ("missing_token", "missing_token_type"):
            return Transient(f"{self.name}: the server answers, but not with a token")
        return LoginRefused(f"{self.name}: the server gives no token: {said}.", "See [account.oauth].")

    def _mend_of_the_end(self) -> str:
        mend = f"Give it anew: `afterword setup --renew {self.name}`."
        if self.oauth.provider is OAuthProvider.GOOGLE:
            mend += " Google ends it after seven days while your project is “in testing”: publish it."
        return mend


def granted(asker: Asker, tokens: Mapping[str, object], client_secret: str | None) -> Grant:
    """What is to be kept of an answer with tokens.

    :raises LoginRefused: there is no refresh token in it.
    """
    refresh = tokens.get("refresh_token")
    if isinstance(refresh, str) and refresh:
        return Grant(refresh, client_secret)
    raise LoginRefused(
        f"{asker.name}: access was given for an hour alone, without a refresh token.",
        "Look at scope in [account.oauth]: many servers want offline_access there.",
    )


def _plain(text: object) -> str:
    """What a server says in its own words, in one short line."""
    line = " ".join(str(text).split())
    return "".join(character for character in line if character.isprintable())[:200].rstrip(".")


def _why(problem: Exception) -> str:
    match problem:
        case ssl.SSLCertVerificationError():
            return f"its certificate is not trusted: {problem.verify_message}"
        case ssl.SSLError():
            return f"TLS fails ({problem.reason or type(problem).__name__})"
        case TimeoutError():
            return "it does not answer in time"
        case socket.gaierror():
            return "there is no such host, or no network"
        case OSError():
            return problem.strerror or "the connection broke off"
    return "it does not speak HTTP as it should"
