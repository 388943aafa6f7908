"""Access by a code that is typed in a browser, on whatever device (RFC 8628); so Microsoft has it."""

import json
import time
from collections.abc import Callable
from urllib.parse import urlencode

from msgspec import Struct

from afterword.adapters.credentials.oauth.endpoint import Asker, granted
from afterword.adapters.credentials.oauth.grant import Grant
from afterword.config import Account
from afterword.errors import LoginRefused, Transient

_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_SLOWER = 5.0  # seconds, RFC 8628, 3.5
_LONGEST = 1800.0


class Invitation(Struct, frozen=True):
    """What the owner has to do: open ``address``, type ``code``, agree; within ``seconds``."""

    address: str
    code: str
    seconds: float


class _Begun(Struct, frozen=True):
    device_code: str
    interval: float
    invitation: Invitation


def by_device(
    account: Account,
    client_secret: str | None,
    show: Callable[[Invitation], None],
    wait: Callable[[float], None] = time.sleep,
) -> Grant:
    """Ask for access, ``show`` how to give it, and wait until it is given.

    :raises LoginRefused: it is not; the text says why.
    :raises Transient: the server cannot be asked just now.
    """
    from oauthlib.oauth2 import DeviceClient, OAuth2Error

    asker = Asker.of(account)
    endpoints = asker.oauth.endpoints
    assert endpoints.device is not None
    begun = _begun(asker, endpoints.device, endpoints.scope, client_secret)
    show(begun.invitation)
    client = DeviceClient(asker.oauth.client_id)
    more = {"client_secret": client_secret} if client_secret else {}
    form = client.prepare_request_body(begun.device_code, include_client_id=True, **more)
    pace, left = begun.interval, begun.invitation.seconds
    while left > 0:
        wait(pace)
        left -= pace
        try:
            tokens = client.parse_request_body_response(asker.post(endpoints.token, form))
        except OAuth2Error as error:
            if error.error == "slow_down":
                pace += _SLOWER
            elif error.error != "authorization_pending":
                raise asker.complaint(error.error, error.description) from None
        except Transient:
            pace += _SLOWER  # as RFC 8628, 3.5, wants it after a connection that failed
        else:
            return granted(asker, tokens, client_secret)
    raise LoginRefused(f"{asker.name}: the code was not typed in time.", "Ask again.")


def _begun(asker: Asker, url: str, scope: str | None, client_secret: str | None) -> _Begun:
    fields = {"client_id": asker.oauth.client_id, "scope": scope, "client_secret": client_secret}
    answer = asker.post(url, urlencode({key: value for key, value in fields.items() if value}))
    try:
        found = json.loads(answer)
        if isinstance(found.get("error"), str):
            raise asker.complaint(found["error"], found.get("error_description"))
        # The RFC says verification_uri, some older servers verification_url.
        address = str(found.get("verification_uri") or found["verification_url"])
        seconds = min(_LONGEST, float(found["expires_in"]))
        invitation = Invitation(address, str(found["user_code"]), seconds)
        return _Begun(str(found["device_code"]), max(1.0, float(found.get("interval", 5))), invitation)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Transient(f"{asker.name}: the server answers, but not with a code") from None
