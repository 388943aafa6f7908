"""Where the mail of an address is: the table, what a (real, local) DNS server tells, and guesses at real servers."""

import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import dns.message
import dns.resolver
import dns.rrset
import pytest

from afterword.adapters.providers import (
    PROVIDERS,
    Server,
    announced,
    announced_outgoing,
    belongs_to,
    guess,
    provider_of,
    takes_mail,
    takes_mail_for,
    thunderbird,
)
from afterword.config import Account, Notify, NotifyBy, Security
from tests.servers.certificates import make_certificates
from tests.servers.dovecot import Dovecot
from tests.servers.running import free_ports
from tests.servers.submission import Submission


@pytest.mark.parametrize(
    "address, key",
    [
        ("sam@gmail.com", "gmail"), ("Sam@GMail.COM", "gmail"), ("sam@hotmail.co.uk", "microsoft"),
        ("sam@rivera.onmicrosoft.com", "microsoft"), ("sam@me.com", "icloud"), ("sam@fastmail.fm", "fastmail"),
        ("sam@yahoo.de", "yahoo"), ("sam@gmx.at", "gmx"), ("sam@web.de", "web-de"), ("sam@zoho.eu", "zoho-eu"),
        ("sam@mailbox.org", "mailbox-org"), ("sam@posteo.net", "posteo"), ("sam@pm.me", "proton"),
    ],
)  # fmt: skip
def test_addresses_of_the_table(address: str, key: str) -> None:
    provider = provider_of(address)
    assert provider is not None
    assert provider.key == key


@pytest.mark.parametrize("address", ["sam@example.org", "sam@notgmail.com", "sam@gmail.com.example.org"])
def test_addresses_that_are_not_in_the_table(address: str) -> None:
    assert provider_of(address) is None


def test_every_row_is_sound_and_no_domain_stands_twice() -> None:
    domains = [domain for provider in PROVIDERS.values() for domain in provider.domains]
    assert len(domains) == len(set(domains))
    for provider in PROVIDERS.values():
        server = provider.server
        account = Account(name="x", host=server.host, port=server.port, security=server.security, username="x")
        assert account.security is not Security.NONE
        notify = Notify(
            by=NotifyBy.MAIL,
            host=provider.outgoing.host,
            port=provider.outgoing.port,
            security=provider.outgoing.security,
        )
        assert notify.security is not Security.NONE
        assert (notify.port == 465) == (notify.security is Security.TLS)
        assert provider.page.startswith("https://")
        assert provider.wants[-1] in ".`"


def test_user_names_and_passwords_as_they_are_meant() -> None:
    assert PROVIDERS["icloud"].username("sam@icloud.com") == "sam"
    assert PROVIDERS["icloud"].username("sam@rivera.example") is None, (
        "that of the iCloud address, which it must be told"
    )
    assert PROVIDERS["icloud"].outgoing_username("sam", "sam@me.com") == "sam@me.com"
    assert PROVIDERS["icloud"].outgoing_username("sunny", "sam@rivera.example") == "sunny@icloud.com"
    assert PROVIDERS["gmail"].outgoing_username("sam@gmail.com", "sam@gmail.com") == "sam@gmail.com"
    assert PROVIDERS["gmail"].username("sam@gmail.com") == "sam@gmail.com"
    assert PROVIDERS["fastmail"].username("sam@rivera.example") is None, "it may be one of many of the account"
    assert PROVIDERS["fastmail"].outgoing_username("sunny", "sam@rivera.example") == "sunny"
    assert PROVIDERS["gmail"].password("abcd efgh ijkl mnop") == "abcdefghijklmnop"
    assert PROVIDERS["posteo"].password("a b") == "a b"


def test_a_domain_of_ones_own_may_have_other_servers_with_the_same_provider() -> None:
    zoho = PROVIDERS["zoho"]
    assert [one.host for one in zoho.servers_of("sam@zoho.com")] == ["imap.zoho.com", "smtp.zoho.com"]
    assert [one.host for one in zoho.servers_of("sam@rivera.example")] == ["imappro.zoho.com", "smtppro.zoho.com"]
    gmail = PROVIDERS["gmail"]
    assert gmail.servers_of("sam@rivera.example") == (gmail.server, gmail.outgoing)


_ZONE = {
    ("workspace.example.", "MX"): ["1 aspmx.l.google.com.", "5 alt1.aspmx.l.google.com."],
    ("company.example.", "MX"): ["10 company-example.mail.protection.outlook.com."],
    ("own.example.", "MX"): ["10 mx.own.example."],
    ("trick.example.", "MX"): ["10 mx.notgoogle.com."],
    ("yahoo.example.", "MX"): ["1 mta5.am0.yahoodns.net."],
    ("aol.example.", "MX"): ["10 mx-aol.mail.gm0.yahoodns.net."],
    ("_submissions._tcp.own.example.", "SRV"): ["0 0 1465 smtp.own.example."],
    ("_submission._tcp.old.example.", "SRV"): ["0 0 587 smtp.old.example."],
    ("_imaps._tcp.own.example.", "SRV"): ["20 0 993 second.own.example.", "10 0 1993 first.own.example."],
    ("_imap._tcp.old.example.", "SRV"): ["0 0 143 imap.old.example."],
    ("_imaps._tcp.none.example.", "SRV"): ["0 0 0 ."],
}


@pytest.fixture(scope="module")
def resolver() -> Iterator[dns.resolver.Resolver]:
    """One that asks a DNS server on the loopback, which knows `_ZONE`."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listening.bind(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            raw, asker = listening.recvfrom(2000)
            if not raw:
                return
            query = dns.message.from_wire(raw)
            (question,) = query.question
            answer = dns.message.make_response(query)
            kind = dns.rdatatype.to_text(question.rdtype)
            if values := _ZONE.get((question.name.to_text(), kind)):
                answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *values))
            listening.sendto(answer.to_wire(), asker)

    thread = threading.Thread(target=serve)
    thread.start()
    port = listening.getsockname()[1]
    ours = dns.resolver.Resolver(configure=False)
    ours.nameservers, ours.port = ["127.0.0.1"], port
    yield ours
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as farewell:
        farewell.sendto(b"", ("127.0.0.1", port))
    thread.join()
    listening.close()


def test_who_takes_the_mail_of_a_domain_of_ones_own(resolver: dns.resolver.Resolver) -> None:
    assert takes_mail_for("workspace.example", resolver) is PROVIDERS["gmail"]
    assert takes_mail_for("company.example", resolver) is PROVIDERS["microsoft"]
    assert takes_mail_for("yahoo.example", resolver) is PROVIDERS["yahoo"]
    assert takes_mail_for("aol.example", resolver) is PROVIDERS["aol"], "below a name of Yahoo's"
    for domain in ("own.example", "trick.example", "none.example"):
        assert takes_mail_for(domain, resolver) is None
    assert takes_mail("own.example", resolver)
    assert not takes_mail("none.example", resolver)


def test_the_server_that_a_domain_announces(resolver: dns.resolver.Resolver) -> None:
    assert announced("own.example", resolver) == Server("first.own.example", 1993, Security.TLS)
    assert announced("old.example", resolver) == Server("imap.old.example", 143, Security.STARTTLS)
    assert announced("none.example", resolver) is None
    assert announced("workspace.example", resolver) is None
    assert announced_outgoing("own.example", resolver) == Server("smtp.own.example", 1465, Security.TLS)
    assert announced_outgoing("old.example", resolver) == Server("smtp.old.example", 587, Security.STARTTLS)
    assert announced_outgoing("none.example", resolver) is None


def test_a_server_outside_the_domain_is_none_of_it() -> None:
    assert belongs_to("imap.own.example", "Own.example")
    assert belongs_to("own.example", "own.example")
    assert not belongs_to("own.example.attacker.example", "own.example")
    assert not belongs_to("notown.example", "own.example")


def test_guesses_at_a_real_server(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    (nobody,) = free_ports(1)
    # "localhost" is the domain: it has no imap.localhost in the certificate, and so only the bare name proves itself.
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.ca_file))
    tls = guess.guessed("localhost", ports=(dovecot.imaps_port, nobody))
    assert tls == Server("localhost", dovecot.imaps_port, Security.TLS)
    monkeypatch.delenv("SSL_CERT_FILE")
    assert guess.guessed("localhost", ports=(dovecot.imaps_port, nobody)) is None
    starttls = guess.guessed("localhost", ports=(nobody, dovecot.imap_port))
    assert starttls is not None
    assert (starttls.port, starttls.security) == (dovecot.imap_port, Security.STARTTLS)
    assert guess.guessed("no-such-name.invalid") is None


def test_guesses_at_a_real_smtp_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (nobody,) = free_ports(1)
    with Submission(tmp_path, "tls") as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.ca_file))
        found = guess.guessed_outgoing("localhost", ports=(server.port, nobody))
        assert found == Server("localhost", server.port, Security.TLS)
        assert guess.guessed("localhost", ports=(server.port, nobody)) is None, "it does not speak IMAP"
    with Submission(tmp_path, "starttls") as server:
        found = guess.guessed_outgoing("localhost", ports=(nobody, server.port))
        assert found is not None
        assert (found.port, found.security) == (server.port, Security.STARTTLS)
    with Submission(tmp_path, "none") as server:
        assert guess.guessed_outgoing("localhost", ports=(nobody, server.port)) is None
    assert server.logins == []


def test_the_page_on_providers_has_every_row() -> None:
    page = (Path(__file__).parents[2] / "docs/providers.md").read_text(encoding="utf-8")
    for key, provider in PROVIDERS.items():
        server = provider.server
        assert f"`--provider {key}`" in page
        assert f"Server: {server.host}, port {server.port}, {server.security.value}; for notes by mail" in page
        outgoing = provider.outgoing
        assert f"for notes by mail {outgoing.host}, port {outgoing.port}, {outgoing.security.value}" in page
        assert not provider.elsewhere or f"of your own {' and '.join(provider.elsewhere)}." in page
        assert provider.wants in page
        assert f"<{provider.page}>" in page


# --- Thunderbird's autoconfig ---

_FILE = """\
<?xml version="1.0"?>
<clientConfig version="1.1">
  <emailProvider id="own.example">
    <domain>own.example</domain>
    <incomingServer type="pop3"><hostname>pop.own.example</hostname><port>995</port><socketType>SSL</socketType>
    </incomingServer>
    <incomingServer type="imap"><hostname>a.own.example</hostname><port>143</port><socketType>plain</socketType>
    </incomingServer>
    <incomingServer type="imap"><hostname>b.own.example</hostname><port>143</port><socketType>STARTTLS</socketType>
    </incomingServer>
    <incomingServer type="imap"><hostname>IMAP.Hosting.example</hostname><port>1993</port>
      <socketType>SSL</socketType><authentication>OAuth2</authentication>
      <username>%EMAILLOCALPART%#%EMAILDOMAIN%</username>
    </incomingServer>
    <outgoingServer type="smtp"><hostname>mx.own.example</hostname><port>25</port><socketType>plain</socketType>
    </outgoingServer>
    <outgoingServer type="smtp"><hostname>Out.own.example</hostname><port>587</port><socketType>STARTTLS</socketType>
      <username>%EMAILLOCALPART%</username>
    </outgoingServer>
  </emailProvider>
</clientConfig>
"""


def test_what_an_autoconfig_file_says() -> None:
    told = thunderbird.read(_FILE.encode())
    assert told is not None
    assert told.server == Server("imap.hosting.example", 1993, Security.TLS)
    assert told.username_of("sam@own.example") == "sam#own.example"
    assert told.oauth_alone
    assert told.outgoing == Server("out.own.example", 587, Security.STARTTLS)
    assert told.outgoing_username_of("sam@own.example") == "sam"
    silent = thunderbird.read(_FILE.replace("outgoingServer", "sendingServer").encode())
    assert silent is not None
    assert silent.outgoing is None
    second = thunderbird.read(_FILE.replace(">SSL<", ">plain<").encode())
    assert second is not None
    assert (second.server, second.oauth_alone) == (Server("b.own.example", 143, Security.STARTTLS), False)
    assert second.username_of("sam@own.example") == "sam@own.example"


@pytest.mark.parametrize(
    "damage",
    [
        ("</clientConfig>", ""),
        ("<clientConfig", '<!DOCTYPE x [<!ENTITY a "b">]><clientConfig'),
        ('type="imap"', 'type="smtp"'),
        ("IMAP.Hosting.example", "imap.example\r\nx LOGOUT"),
        ("1993", "99999"),
        ("1993", "\u0661\u0669"),
        ("1993", "9" * 5000),
        ('version="1.0"?', 'version="1.0" encoding="no-such"?'),
    ],
)
def test_autoconfig_files_that_are_of_no_use(damage: tuple[str, str]) -> None:
    text = _FILE.replace(">STARTTLS<", "><").replace(*damage)
    assert thunderbird.read(text.encode()) is None


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, dict[str, tuple[int, str, str]]]]:
    """A web server over TLS on the loopback: its address, and what it answers: status, place, text; by path."""
    pages: dict[str, tuple[int, str, str]] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, where, text = pages.get(self.path, (404, "", ""))
            self.send_response(status)
            if where:
                self.send_header("Location", where)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name there
            pass

    certificates = make_certificates(tmp_path)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.cert_file, certificates.key_file)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.ca_file))
    yield f"https://localhost:{server.server_port}", pages
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_file_is_looked_for_at_each_place_and_over_https_alone(
    web: tuple[str, dict[str, tuple[int, str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, pages = web
    places = [f"{url}/first/{{domain}}", f"{url}/second/{{domain}}"]
    assert thunderbird.autoconfig("own.example", places) is None
    pages["/second/own.example"] = (302, "/moved", "")
    pages["/moved"] = (200, "", _FILE)
    told = thunderbird.autoconfig("own.example", places)
    assert told is not None
    assert told.server.port == 1993
    pages["/first/own.example"] = (302, "/first/own.example", "")  # round and round
    assert thunderbird.autoconfig("own.example", places) == told
    pages["/first/own.example"] = (200, "", "x" * 2**19)
    assert thunderbird.autoconfig("own.example", places) == told
    pages["/second/own.example"] = (302, url.replace("https", "http") + "/moved", "")
    assert thunderbird.autoconfig("own.example", places) is None
    pages["/second/own.example"] = (200, "", _FILE)
    assert thunderbird.autoconfig("own.example", places) == told
    monkeypatch.delenv("SSL_CERT_FILE")
    assert thunderbird.autoconfig("own.example", places) is None


def test_places_of_the_domain_and_of_mozilla_tell_no_address() -> None:
    for place in (*thunderbird.OF_THE_DOMAIN, *thunderbird.OF_MOZILLA):
        assert place.startswith("https://")
        assert "emailaddress" not in place.format(domain="own.example")
