"""By what a server proves itself: an authority and a name, or one certificate; and nothing is said to any other."""

from __future__ import annotations

import datetime as dt
import ssl
from hashlib import sha256
from pathlib import Path

import pytest

from afterword.adapters.imap import Mailbox
from afterword.adapters.imap.trust import context_of
from afterword.config import Config
from afterword.errors import ConfigError, Transient
from tests.adapters.accounts import account, mailbox_of
from tests.adapters.scripted import Script, ScriptedServer, Talk, mailbox_script
from tests.servers.certificates import Certificates, make_certificates, make_own_certificate

ELSEWHERE, LONG_AGO = "bridge.test", dt.datetime(2001, 1, 1, tzinfo=dt.UTC)


def over_tls(files: Certificates, inner: Script, *, starttls: bool = False) -> Script:
    """``inner`` behind TLS, from the first byte or after STARTTLS."""

    def play(talk: Talk) -> None:
        if starttls:
            talk.send(b"* OK ready\r\n")
            talk.answer(talk.expect("CAPABILITY"), b"CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED")
            talk.answer(talk.expect("STARTTLS"))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(files.cert_file, files.key_file)
        within = Talk(context.wrap_socket(talk.connection, server_side=True))
        within.commands = talk.commands
        try:
            inner(within)
        finally:
            within.close()

    return play


def no_greeting(inner: Script) -> Script:
    """``inner`` without its greeting: there is none after STARTTLS."""

    def play(talk: Talk) -> None:
        send = talk.send
        talk.send = lambda text: None if text.startswith(b"* OK ready") else send(text)  # type: ignore[method-assign]
        inner(talk)

    return play


def fingerprint(files: Certificates) -> str:
    return sha256(ssl.PEM_cert_to_DER_cert(files.cert_file.read_text())).hexdigest()


def asked_of(files: Certificates, security: str, **more: str) -> tuple[ScriptedServer, Mailbox]:
    starttls = security == "starttls"
    inner = no_greeting(mailbox_script()) if starttls else mailbox_script()
    server = ScriptedServer(over_tls(files, inner, starttls=starttls))
    return server, mailbox_of(account(server.host, server.port, security=security, **more))


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("until", [LONG_AGO, dt.datetime(2100, 1, 1, tzinfo=dt.UTC)], ids=["expired", "valid"])
def test_the_one_certificate_is_taken_whatever_stands_in_it(security: str, until: dt.datetime, tmp_path: Path) -> None:
    files = make_own_certificate(tmp_path, ELSEWHERE, until)
    server, ours = asked_of(files, security, certificate_sha256=fingerprint(files))
    with server, ours:
        assert ours.uids("INBOX") == []
    assert any(command.startswith("AUTHENTICATE") for command in server.commands)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_another_certificate_gets_not_a_word(security: str, tmp_path: Path) -> None:
    files = make_certificates(tmp_path)  # for the right name, and even of an authority
    server, ours = asked_of(files, security, certificate_sha256="0" * 64)
    with server, pytest.raises(Transient, match=fingerprint(files)) as refused:
        ours.connect()
    assert isinstance(refused.value.__cause__, ssl.SSLCertVerificationError)
    assert set(server.commands) <= {"CAPABILITY", "STARTTLS"}


def test_a_certificate_of_its_own_can_be_named_as_the_authority(tmp_path: Path) -> None:
    files = make_own_certificate(tmp_path, "localhost")
    server = ScriptedServer(over_tls(files, mailbox_script()))
    with server, mailbox_of(account("localhost", server.port, security="tls", ca_file=str(files.cert_file))) as ours:
        assert ours.uids("INBOX") == []


def test_a_certificate_can_be_named_without_its_authority(tmp_path: Path) -> None:
    files = make_certificates(tmp_path)
    server, ours = asked_of(files, "tls", ca_file=str(files.cert_file))
    with server, ours:
        assert ours.uids("INBOX") == []


@pytest.mark.parametrize("name,until", [(ELSEWHERE, dt.datetime(2100, 1, 1, tzinfo=dt.UTC)), ("localhost", LONG_AGO)])
def test_the_wrong_name_and_a_date_gone_by_prove_nothing(name: str, until: dt.datetime, tmp_path: Path) -> None:
    files = make_own_certificate(tmp_path, name, until)
    server = ScriptedServer(over_tls(files, mailbox_script()))
    ours = mailbox_of(account("localhost", server.port, security="tls", ca_file=str(files.cert_file)))
    with server, pytest.raises(Transient, match=r"(?i)certificate"):
        ours.connect()
    assert not server.commands


def test_an_old_tls_is_none(tmp_path: Path) -> None:
    files = make_own_certificate(tmp_path, ELSEWHERE)
    for more in ({"certificate_sha256": fingerprint(files)}, {"ca_file": str(files.cert_file)}, {}):
        found = context_of(account("localhost", 993, security="tls", **more))
        assert found.minimum_version is ssl.TLSVersion.TLSv1_2


TABLE = """
[me]
name = "Sam Rivera"
addresses = ["sam@example.org"]
time_zone = "Europe/London"
[[account]]
name = "personal"
host = "127.0.0.1"
username = "sam"
"""


@pytest.mark.parametrize("written", ["AB:" * 31 + "ab", "ab" * 32, "Ab " * 32])
def test_a_fingerprint_is_taken_as_programs_write_it(written: str) -> None:
    found = Config.from_toml(f'{TABLE}certificate_sha256 = "{written}"\n', Path())
    assert found.account[0].certificate_sha256 == "ab" * 32


@pytest.mark.parametrize(
    "keys,fault",
    [
        ('certificate_sha256 = "ab:cd"', "must be a SHA-256 fingerprint of 64 hexadecimal digits"),
        ("certificate_sha256 = 5", "must be a SHA-256 fingerprint of 64 hexadecimal digits"),
        (f'certificate_sha256 = "{"a" * 64}"\nsecurity = "none"', 'proves nothing where `security` is "none"'),
        (f'certificate_sha256 = "{"a" * 64}"\nca_file = "ca.pem"', "is the proof alone; take `ca_file` away"),
    ],
)
def test_what_is_no_fingerprint_or_stands_beside_another_proof(keys: str, fault: str, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").touch()
    with pytest.raises(ConfigError) as found:
        Config.from_toml(f"{TABLE}{keys}\n", tmp_path)
    assert any(line.startswith("account[0].certificate_sha256: ") and fault in line for line in found.value.faults)


def test_connections_that_trust_the_same_share_it_until_the_file_changes(tmp_path: Path) -> None:
    authority = make_certificates(tmp_path).ca_file
    one, other = (account("127.0.0.1", 1, name, security="tls", ca_file=str(authority)) for name in ("sam", "kim"))
    shared = context_of(one)
    assert context_of(other) is shared
    authority.write_bytes(authority.read_bytes() + b"\n")
    assert context_of(one) is not shared
