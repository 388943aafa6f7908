"""An access token for a refresh token (RFC 6749, 6), before every login.

A server may give a new refresh token with each access token, and end the old one (rotation). So one exchange is made
at a time, the new one is kept before the access token is used, and where it cannot be kept it is at least remembered
as long as the program runs. That access has ended is found out once: the server is not asked again with that token.
"""

import logging
import threading
from collections import defaultdict
from collections.abc import Callable

from afterword.adapters.credentials.oauth.endpoint import ENDED, Asker
from afterword.adapters.credentials.oauth.grant import Grant
from afterword.adapters.credentials.oauth.lock import one_process
from afterword.config import Account
from afterword.errors import LoginRefused, Transient

_log = logging.getLogger(__name__)

_one_thread: dict[str, threading.Lock] = defaultdict(threading.Lock)
_newer: dict[str, str] = {}
"""Refresh tokens that this process has exchanged, and what they were exchanged for."""

_ended: dict[str, LoginRefused] = {}
"""Refresh tokens that the server has ended, and what it said."""


def access_token(account: Account, kept: Callable[[], str], keep: Callable[[str], None] | None) -> str:
    """A fresh access token. ``kept`` reads what is kept of the grant, ``keep`` writes it; None: it cannot be written.

    :raises LoginRefused: access has ended, or something is wrong with the program that asks; it says how to mend it.
    :raises Transient: the server cannot be asked just now.
    """
    asker = Asker.of(account)
    with _one_thread[account.name], one_process(account.name):
        grant = _newest(Grant.read(kept()))
        try:
            return _exchanged(asker, grant, keep)
        except _AccessEnded as problem:
            # Somebody else may have exchanged it meanwhile, or have given access anew.
            again = _newest(Grant.read(kept()))
            if again.refresh_token == grant.refresh_token:
                raise problem.refusal from None
        try:
            return _exchanged(asker, again, keep)
        except _AccessEnded as problem:
            raise problem.refusal from None


class _AccessEnded(Exception):
    def __init__(self, refusal: LoginRefused) -> None:
        self.refusal = refusal


def _newest(grant: Grant) -> Grant:
    token = grant.refresh_token
    while token in _newer:
        token = _newer[token]
    return Grant(token, grant.client_secret)


def _exchanged(asker: Asker, grant: Grant, keep: Callable[[str], None] | None) -> str:
    # Here and not above: most accounts have a password.
    from oauthlib.oauth2 import OAuth2Error, WebApplicationClient

    if known := _ended.get(grant.refresh_token):
        raise _AccessEnded(LoginRefused(known.text, known.mend))
    client = WebApplicationClient(asker.oauth.client_id)
    more = {"client_secret": grant.client_secret} if grant.client_secret else {}
    form = client.prepare_refresh_body(
        refresh_token=grant.refresh_token, client_id=asker.oauth.client_id, include_client_id=True, **more
    )
    answer = asker.post(asker.oauth.endpoints.token, form)
    try:
        tokens = client.parse_request_body_response(answer)
    except OAuth2Error as error:
        complaint = asker.complaint(error.error, error.description)
        if error.error in ENDED and isinstance(complaint, LoginRefused):
            _ended[grant.refresh_token] = complaint
            raise _AccessEnded(complaint) from None
        raise complaint from None
    except ValueError:
        raise Transient(f"{asker.name}: the server answers, but not with a token") from None
    fresh = tokens.get("refresh_token")
    if isinstance(fresh, str) and fresh and fresh != grant.refresh_token:
        _newer[grant.refresh_token] = fresh
        _keep(asker, Grant(fresh, grant.client_secret), keep)
    return str(tokens["access_token"])


def _keep(asker: Asker, grant: Grant, keep: Callable[[str], None] | None) -> None:
    if keep is None:
        return
    try:
        keep(grant.written())
    except LoginRefused as problem:
        _log.warning("%s: the new refresh token could not be kept: %s", asker.name, problem)
