"""An authorization server of OAuth 2.0 on the loopback: codes, devices, PKCE, rotation, and answers to an IMAP server.

Written from the RFCs (6749, 7636, 7662, 8252, 8628), and strict: what they forbid is refused.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import shutil
import ssl
import tempfile
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from tests.servers.certificates import make_certificates

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


class Refused(Exception):
    """An error of RFC 6749, 5.2, and the description of it."""


@dataclass
class AuthorizationServer:
    """A running one. Whoever asks for access gets it for `username`, as long as nobody `denies`.

    `rotates`: a refresh token serves once, and its second use ends all that came of it. `requests` are all of them, by
    their path and fields.
    """

    client_id: str = "the-client"
    client_secret: str | None = None
    username: str = "sam"
    scope: str = "imap"
    rotates: bool = True
    denies: bool = False
    agrees: bool = False
    """Codes are typed by somebody as soon as they are shown."""

    expires_in: int = 900
    interval: int = 5
    broken: int = 0
    """An HTTP status that every token request gets."""

    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    access: dict[str, str] = field(default_factory=dict)
    """Access tokens that hold, and whose they are."""

    refresh: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Refresh tokens that hold: whose they are, and of which family."""

    used: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    devices: dict[str, str] = field(default_factory=dict)
    """Device codes, and what becomes of a request with them: an error, or "" where access is given."""

    folder: Path = field(default_factory=lambda: _readable_folder())

    def __post_init__(self) -> None:
        certificates = make_certificates(self.folder)
        self.ca_file = certificates.ca_file
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificates.cert_file, certificates.key_file)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        self.url = f"https://localhost:{self._server.server_port}"

    @property
    def introspection(self) -> str:
        """Where it is asked whose a token is (RFC 7662)."""
        return f"{self.url}/introspect"

    def close(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def end_everything(self) -> None:
        """The owner takes all access back."""
        self.access.clear()
        self.refresh.clear()

    def asked_for(self, grant_type: str) -> int:
        """How often tokens were asked for in this way."""
        return sum(fields.get("grant_type") == grant_type for path, fields in self.requests if path == "/token")

    # --- What is asked ---

    def answer(self, path: str, fields: dict[str, str]) -> dict[str, object]:
        """The answer to a form. Raises `Refused`."""
        if path == "/introspect":
            whose = self.access.get(fields.get("token", ""))
            return {"active": True, "username": whose} if whose else {"active": False}
        if path == "/the-owner-ends-everything":
            self.end_everything()
            return {}
        if fields.get("client_id") != self.client_id:
            raise Refused("invalid_client", "no such program")
        if self.client_secret is not None and fields.get("client_secret") != self.client_secret:
            raise Refused("invalid_client", "the secret is wrong")
        if path == "/device":
            return self._device(fields)
        match fields.get("grant_type"):
            case "authorization_code":
                return self._by_code(fields)
            case "refresh_token":
                return self._by_refresh(fields["refresh_token"])
            case grant if grant == DEVICE:
                return self._by_device(fields["device_code"])
        raise Refused("unsupported_grant_type", "")

    def authorize(self, fields: dict[str, str]) -> str:
        """Where the browser is sent; the owner agrees at once. Raises `Refused` where nobody may be sent anywhere."""
        redirect = fields["redirect_uri"]
        if urlsplit(redirect).hostname not in ("127.0.0.1", "localhost") or fields["client_id"] != self.client_id:
            raise Refused("invalid_request", "")
        sound = fields.get("response_type") == "code" and fields.get("code_challenge_method") == "S256"
        if self.denies or not sound or fields.get("scope") != self.scope or len(fields.get("code_challenge", "")) != 43:
            error = "access_denied" if self.denies else "invalid_request"
            return f"{redirect}?{urlencode({'error': error, 'state': fields.get('state', '')})}"
        code = secrets.token_urlsafe(16)
        self.codes[code] = fields
        return f"{redirect}?{urlencode({'code': code, 'state': fields.get('state', '')})}"

    def _device(self, fields: dict[str, str]) -> dict[str, object]:
        if fields.get("scope") != self.scope:
            raise Refused("invalid_scope", "no such scope")
        code = secrets.token_urlsafe(16)
        self.devices[code] = "" if self.agrees else "authorization_pending"
        return {
            "device_code": code,
            "user_code": "WDJB-MJHT",
            "verification_uri": f"{self.url}/type",
            "expires_in": self.expires_in,
            "interval": self.interval,
        }

    def _by_code(self, fields: dict[str, str]) -> dict[str, object]:
        asked = self.codes.pop(fields["code"], None)
        digest = hashlib.sha256(fields.get("code_verifier", "").encode("ascii")).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if not asked or asked["redirect_uri"] != fields.get("redirect_uri") or asked["code_challenge"] != challenge:
            raise Refused("invalid_grant", "no such code, or not yours")
        return self._tokens(self.username, secrets.token_hex(4))

    def _by_device(self, code: str) -> dict[str, object]:
        if error := self.devices[code]:
            raise Refused(error, "")
        del self.devices[code]
        return self._tokens(self.username, secrets.token_hex(4))

    def _by_refresh(self, token: str) -> dict[str, object]:
        if self.rotates and token in self.used:  # RFC 9700, 4.14.2
            family = self.used[token]
            self.refresh = {one: kept for one, kept in self.refresh.items() if kept[1] != family}
        if token not in self.refresh:
            raise Refused("invalid_grant", "Token has been expired or revoked.")
        whose, family = self.refresh[token]
        if not self.rotates:
            answer = self._tokens(whose, family)
            del self.refresh[str(answer.pop("refresh_token"))]
            return answer
        del self.refresh[token]
        self.used[token] = family
        return self._tokens(whose, family)

    def _tokens(self, whose: str, family: str) -> dict[str, object]:
        access, refresh = secrets.token_urlsafe(900), secrets.token_urlsafe(24)  # Microsoft's have some 2,000 letters
        self.access[access], self.refresh[refresh] = whose, (whose, family)
        return {
            "access_token": access, "token_type": "Bearer", "expires_in": 3600, "refresh_token": refresh,
            "scope": self.scope.replace("offline_access", "").strip(),
        }  # fmt: skip


def _handler_of(server: AuthorizationServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            fields = dict(parse_qsl(parts.query))
            server.requests.append((parts.path, fields))
            try:
                target = server.authorize(fields)
            except (Refused, KeyError):
                self.send_error(400)
                return
            self.send_response(302)
            self.send_header("Location", target)
            self.end_headers()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            fields = {key: values[0] for key, values in parse_qs(body).items() if len(values) == 1}
            server.requests.append((self.path, fields))
            status = 200
            if server.broken and self.path == "/token":
                status, raw = server.broken, b"<html>Down for maintenance</html>"
            else:
                try:
                    answer = server.answer(self.path, fields)
                except Refused as refusal:
                    status, answer = 400, {"error": refusal.args[0], "error_description": refusal.args[1]}
                raw = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name there
            pass

    return Handler


def _readable_folder() -> Path:
    """One that an IMAP server of another user can read the certificate in."""
    folder = Path(tempfile.mkdtemp(prefix="aw-"))
    folder.chmod(0o755)
    return folder
