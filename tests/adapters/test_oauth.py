"""OAuth 2.0 from the request for access to the mailbox: a strict authorization server, and a Dovecot that asks it."""

import json
import os
import subprocess
import sys
import textwrap
import threading
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from io import StringIO
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from msgspec.structs import replace

from afterword.adapters.credentials import secret_for
from afterword.adapters.credentials.oauth.browser import by_browser
from afterword.adapters.credentials.oauth.device import Invitation, by_device
from afterword.adapters.credentials.oauth.grant import Grant
from afterword.adapters.imap import Mailbox
from afterword.config import Account, Login
from afterword.errors import LoginRefused, Transient
from tests.adapters.keeping import Kept, keyring_in_memory
from tests.conftest import missing
from tests.servers.authorization import DEVICE, AuthorizationServer
from tests.servers.dovecot import Dovecot, start_dovecot
from tests.servers.programs import MissingProgram


@pytest.fixture
def authority(monkeypatch: pytest.MonkeyPatch) -> Iterator[AuthorizationServer]:
    """An authorization server that is trusted as the system's authorities are."""
    server = AuthorizationServer()
    monkeypatch.setenv("SSL_CERT_FILE", str(server.ca_file))
    yield server
    server.close()


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Kept:
    return keyring_in_memory(monkeypatch)


def account_of(authority: AuthorizationServer, *, scope: str = "imap", port: int = 993, **oauth: str) -> Account:
    table = {"client_id": authority.client_id, "token_url": f"{authority.url}/token", "scope": scope, **oauth}
    if not oauth.keys() & {"device_url", "authorization_url", "provider"}:
        table["device_url"] = f"{authority.url}/device"
    return Account.of(
        {
            "name": "personal", "host": "127.0.0.1", "port": port, "security": "none", "username": authority.username,
            "oauth": table,
        }
    )  # fmt: skip


def given(authority: AuthorizationServer, kept: Kept) -> Account:
    """An account to which access has been given, with the grant in the keyring."""
    account = account_of(authority)
    kept.secrets[f"personal:{authority.username}"] = typed(authority, account).written()
    return account


def typed(authority: AuthorizationServer, account: Account) -> Grant:
    """Access by a device code, to which the owner agrees at once."""

    def agree(_: Invitation) -> None:
        authority.devices.update(dict.fromkeys(authority.devices, ""))

    return by_device(account, authority.client_secret, agree, wait=lambda _: None)


# --- Asking for access ---


def test_a_code_that_is_typed_on_another_device(authority: AuthorizationServer) -> None:
    account = account_of(authority)
    shown: list[Invitation] = []
    waits: list[float] = []
    answers = iter(["authorization_pending", "slow_down", "authorization_pending", ""])

    def wait(seconds: float) -> None:
        waits.append(seconds)
        (code,) = authority.devices
        authority.devices[code] = next(answers)

    grant = by_device(account, None, shown.append, wait)
    assert shown == [Invitation(f"{authority.url}/type", "WDJB-MJHT", 900)]
    assert waits == [5, 5, 10, 10]
    assert grant.refresh_token in authority.refresh
    assert authority.asked_for(DEVICE) == 4


@pytest.mark.parametrize(
    "error, said",
    [
        ("access_denied", "personal: access was denied: access_denied. Ask again, and agree."),
        ("expired_token", "personal: the time for it is over"),
        ("something_new", "personal: the server gives no token: something_new. See [account.oauth]"),
    ],
)
def test_a_code_that_leads_to_nothing(authority: AuthorizationServer, error: str, said: str) -> None:
    def refuse(_: Invitation) -> None:
        authority.devices.update(dict.fromkeys(authority.devices, error))

    with pytest.raises(LoginRefused) as caught:
        by_device(account_of(authority), None, refuse, wait=lambda _: None)
    assert str(caught.value).startswith(said)


def test_a_code_that_nobody_types(authority: AuthorizationServer) -> None:
    authority.expires_in = 20
    with pytest.raises(LoginRefused, match="the code was not typed in time"):
        by_device(account_of(authority), None, lambda _: None, wait=lambda _: None)


def test_what_is_wrong_with_the_program_that_asks(authority: AuthorizationServer) -> None:
    with pytest.raises(LoginRefused, match=r"not to be had: invalid_scope \(no such scope\). Look at scope."):
        typed(authority, account_of(authority, scope="smtp"))
    with pytest.raises(LoginRefused, match="does not take the program: invalid_client"):
        typed(authority, account_of(authority, client_id="another"))
    microsoft = account_of(authority, client_id="another", provider="microsoft", device_url=f"{authority.url}/device")
    with pytest.raises(LoginRefused, match="“Allow public client flows” must be on there"):
        typed(authority, microsoft)


def browse(address: str) -> str:
    """What somebody's browser shows in the end, and at which address."""
    with urllib.request.urlopen(address, timeout=10) as response:
        return f"{response.read().decode()} {response.url}"


@pytest.mark.parametrize("client_secret", [None, "not-so-secret"])
def test_a_browser_on_this_machine(authority: AuthorizationServer, client_secret: str | None) -> None:
    """As Google has it: the loopback, PKCE, and a secret of the program that proves nothing."""
    authority.client_secret = client_secret
    account = account_of(
        authority, provider="google", authorization_url=f"{authority.url}/authorize?hl=en", scope="imap"
    )
    pages: list[str] = []
    browser = threading.Thread(target=lambda: pages.append(browse(shown[0])))
    shown: list[str] = []

    def show(address: str) -> None:
        shown.append(address)
        browser.start()

    grant = by_browser(account, client_secret, show)
    browser.join(10)
    assert grant.refresh_token in authority.refresh
    assert grant.client_secret == client_secret
    assert pages[0].startswith("Afterword has what it needs.")
    asked = parse_qs(urlsplit(shown[0]).query)
    assert asked["access_type"] == ["offline"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["hl"] == ["en"]
    assert urlsplit(asked["redirect_uri"][0]).hostname == "127.0.0.1"
    assert authority.asked_for("authorization_code") == 1


def test_strangers_at_the_loopback_are_sent_away_and_a_refusal_is_said(authority: AuthorizationServer) -> None:
    account = account_of(authority, authorization_url=f"{authority.url}/authorize")
    authority.denies = True
    pages: list[str] = []

    def browser(address: str) -> None:
        redirect = parse_qs(urlsplit(address).query)["redirect_uri"][0]
        for stranger in ("favicon.ico", "?code=stolen&state=guessed", "?error=access_denied"):
            with pytest.raises(HTTPError, match="404"):
                browse(redirect + stranger)
        pages.append(browse(address))

    thread: list[threading.Thread] = []

    def show(address: str) -> None:
        thread.append(threading.Thread(target=browser, args=(address,)))
        thread[0].start()

    with pytest.raises(LoginRefused, match="access was denied"):
        by_browser(account, None, show)
    thread[0].join(10)
    assert pages[0].startswith("Access was not given")


def test_a_browser_on_another_machine_whose_last_address_is_pasted(
    authority: AuthorizationServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = account_of(authority, authorization_url=f"{authority.url}/authorize")
    terminal = StringIO()
    monkeypatch.setattr("select.select", lambda readers, *_: ([readers[-1]], [], []))

    def show(address: str) -> None:
        fields = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
        terminal.write(f"what?\n{authority.authorize(fields)}\n")
        terminal.seek(0)

    assert by_browser(account, None, show, terminal).refresh_token in authority.refresh


# --- Refreshing ---


def test_every_login_has_a_token_of_its_own_and_the_newest_refresh_token_is_kept(
    authority: AuthorizationServer, kept: Kept
) -> None:
    account = given(authority, kept)
    first, second = secret_for(account), secret_for(account)
    assert first != second
    assert {first, second} <= set(authority.access)
    assert authority.asked_for("refresh_token") == 2
    assert list(authority.refresh) == [Grant.read(kept.secrets["personal:sam"]).refresh_token]


def test_many_logins_at_once_do_not_look_like_a_thief(authority: AuthorizationServer, kept: Kept) -> None:
    account = given(authority, kept)
    with ThreadPoolExecutor(8) as pool:
        tokens = set(pool.map(lambda _: secret_for(account), range(16)))
    assert len(tokens & set(authority.access)) == 16
    assert len(authority.refresh) == 1


_A_PROCESS = """
    import sys
    import msgspec
    from afterword.adapters.credentials import secret_for
    from afterword.config import Account
    account = msgspec.json.decode(sys.stdin.read(), type=Account)
    for _ in range(4):
        print(secret_for(account))
"""

_KEYRING_IN_A_FILE = """
    from keyring.backend import KeyringBackend
    from pathlib import Path

    class Keyring(KeyringBackend):
        priority = 9

        def get_password(self, service, username):
            return Path(__file__).with_name("kept").read_text()

        def set_password(self, service, username, password):
            Path(__file__).with_name("kept").write_text(password)
"""


def test_many_processes_at_once_do_not_look_like_a_thief_either(authority: AuthorizationServer, tmp_path: Path) -> None:
    account = account_of(authority)
    (tmp_path / "kept").write_text(typed(authority, account).written())
    (tmp_path / "keyring_in_a_file.py").write_text(textwrap.dedent(_KEYRING_IN_A_FILE))
    environment = {
        **os.environ,
        "PYTHON_KEYRING_BACKEND": "keyring_in_a_file.Keyring",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")])),
        "XDG_CACHE_HOME": str(tmp_path),
    }
    command = [sys.executable, "-c", textwrap.dedent(_A_PROCESS)]
    written = msgspec.json.encode(account).decode()

    def run(_: int) -> list[str]:
        done = subprocess.run(command, env=environment, input=written, capture_output=True, text=True, timeout=50)
        assert done.returncode == 0, done.stderr
        return done.stdout.split()

    with ThreadPoolExecutor(3) as pool:
        tokens = {token for printed in pool.map(run, range(3)) for token in printed}
    assert len(tokens & set(authority.access)) == 12
    assert Grant.read((tmp_path / "kept").read_text()).refresh_token in authority.refresh


def test_a_credential_of_systemds_cannot_be_renewed_and_serves_as_long_as_the_program_runs(
    authority: AuthorizationServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = account_of(authority)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    file = tmp_path / "afterword.personal"
    file.write_text(typed(authority, account).written())
    before = file.read_text()
    assert secret_for(account) in authority.access
    assert secret_for(account) in authority.access
    assert file.read_text() == before


def test_a_server_that_does_not_rotate_leaves_what_is_kept_alone(authority: AuthorizationServer, kept: Kept) -> None:
    authority.rotates = False
    authority.client_secret = "not-so-secret"
    account = given(authority, kept)
    before = kept.secrets["personal:sam"]
    assert json.loads(before)["client_secret"] == "not-so-secret"
    assert secret_for(account) in authority.access
    assert kept.secrets["personal:sam"] == before


def test_a_refresh_token_alone_may_be_kept_by_hand(authority: AuthorizationServer, kept: Kept) -> None:
    account = account_of(authority)
    kept.secrets["personal:sam"] = typed(authority, account).refresh_token + "\n"
    assert secret_for(account) in authority.access
    assert "Grant" not in kept.secrets["personal:sam"]


def test_a_new_token_that_cannot_be_kept_is_remembered(
    authority: AuthorizationServer, kept: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    account = given(authority, kept)
    kept.locked = True
    assert secret_for(account) in authority.access
    assert secret_for(account) in authority.access
    assert "the new refresh token could not be kept: personal: the keyring does not answer" in caplog.text
    assert not any(token in caplog.text for token in (*authority.used, *authority.refresh, *authority.access))
    kept.locked = False
    assert secret_for(account) in authority.access
    assert Grant.read(kept.secrets["personal:sam"]).refresh_token in authority.refresh


def test_that_access_has_ended_is_asked_once_and_said_with_its_mend(authority: AuthorizationServer, kept: Kept) -> None:
    account = given(authority, kept)
    authority.end_everything()
    asked = authority.asked_for("refresh_token")
    for _ in range(3):
        with pytest.raises(LoginRefused) as caught:
            secret_for(account)
        assert caught.value.text == (
            "personal: the access that you gave has ended: invalid_grant (Token has been expired or revoked)."
        )
        assert caught.value.mend == "Give it anew: `afterword setup --renew personal`."
    assert authority.asked_for("refresh_token") == asked + 1
    given(authority, kept)
    assert secret_for(account) in authority.access


def test_another_process_that_was_faster_is_believed(
    authority: AuthorizationServer, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority.rotates = False
    account = given(authority, kept)
    newer = typed(authority, account)
    old = Grant.read(kept.secrets["personal:sam"]).refresh_token
    del authority.refresh[old]
    texts = [kept.secrets["personal:sam"], newer.written()]
    monkeypatch.setattr(kept, "get_password", lambda *_: texts.pop(0) if len(texts) > 1 else texts[0])
    assert secret_for(account) in authority.access


def test_a_server_that_is_down_ends_nothing(authority: AuthorizationServer, kept: Kept) -> None:
    account = given(authority, kept)
    before = dict(kept.secrets)
    for status, said in ((503, "just now (503)"), (429, "just now (429)"), (200, "but not with a token")):
        authority.broken = status
        with pytest.raises(Transient, match=said.replace("(", r"\(").replace(")", r"\)")):
            secret_for(account)
    authority.broken = 0
    assert kept.secrets == before
    assert secret_for(account) in authority.access


def test_a_server_that_is_not_trusted_gets_nothing(
    authority: AuthorizationServer, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = given(authority, kept)
    before = len(authority.requests)
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(Transient, match="no token from localhost: its certificate is not trusted"):
        secret_for(account)
    assert len(authority.requests) == before


# --- The mailbox ---


@pytest.fixture(scope="module", params=["oauthbearer", "xoauth2 plain"])
def guarded(request: pytest.FixtureRequest) -> Iterator[tuple[AuthorizationServer, Dovecot]]:
    """A Dovecot that takes tokens alone, in one of the two ways, and the server that gives them."""
    authority = AuthorizationServer()
    try:
        dovecot = start_dovecot(authority, request.param)
    except MissingProgram as problem:
        missing(problem)
    yield authority, dovecot
    dovecot.close()
    authority.close()


def test_into_the_mailbox(
    guarded: tuple[AuthorizationServer, Dovecot], kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority, dovecot = guarded
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.ca_file))
    account = replace(given(authority, kept), port=dovecot.imap_port)
    mailbox = Mailbox(account, lambda: secret_for(account))
    with mailbox:
        assert "Drafts" in {folder.name for folder in mailbox.folders()}
    stranger = replace(account, username="another")
    for who, secret in ((stranger, secret_for(account)), (account, "forged-token")):
        with pytest.raises(LoginRefused) as caught, Mailbox(who, partial(str, secret)):
            pass
        assert "the server refuses the login of" in caught.value.text
        assert secret not in str(caught.value)
        assert "Look at username" in str(caught.value.mend)
    by_hand = replace(account, oauth=None, login=Login.TOKEN, password_command=("printf", secret_for(account)))
    with Mailbox(by_hand, lambda: secret_for(by_hand)):
        pass


def test_a_password_where_tokens_alone_are_taken_and_the_other_way_round(
    guarded: tuple[AuthorizationServer, Dovecot], dovecot: Dovecot
) -> None:
    authority, theirs = guarded
    tokens = account_of(authority, port=dovecot.imap_port)
    with pytest.raises(LoginRefused, match=r"takes no OAuth token\. Leave"), Mailbox(tokens, lambda: "x"):
        pass
    with pytest.raises(LoginRefused, match="is no access token"), Mailbox(tokens, lambda: "a b"):
        pass
    password = replace(tokens, oauth=None, port=theirs.imap_port)
    with pytest.raises(LoginRefused) as caught, Mailbox(password, lambda: "pw"):
        pass
    wanted = "OAuth tokens, too" if "plain" in theirs.mechanisms else "takes no password, but OAuth tokens alone"
    assert wanted in str(caught.value)
