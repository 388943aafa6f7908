"""What a domain tells of its mail in the DNS: who takes it in (MX), and where its users go with it (SRV, RFC 6186).

The DNS is not to be trusted with a password: who asks here has the certificate of the server checked at the login, and
asks the user about a server outside the domain, as RFC 6186, section 6, wants it.
"""

from collections.abc import Iterable

import dns.exception
import dns.rdatatype
import dns.resolver
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.IN.SRV import SRV

from afterword.adapters.providers.table import PROVIDERS, Provider, Server
from afterword.config import Security

_PATIENCE = 4.0  # seconds for each question


def takes_mail_for(domain: str, resolver: dns.resolver.Resolver | None = None) -> Provider | None:
    """The provider of the table whose servers take in the mail of a domain."""
    exchangers = sorted(
        (record.preference, record.exchange.to_text(omit_final_dot=True).lower())
        for record in _records(domain, dns.rdatatype.MX, resolver)
        if isinstance(record, MX)
    )
    for _, exchanger in exchangers:
        # The longest name that fits: those of AOL are below one of Yahoo's.
        found = [
            (len(known), provider)
            for provider in PROVIDERS.values()
            for known in provider.exchangers
            if _within(exchanger, known)
        ]
        if found:
            return max(found, key=lambda one: one[0])[1]
    return None


def takes_mail(domain: str, resolver: dns.resolver.Resolver | None = None) -> bool:
    """Does the domain say who takes in its mail? One that does not is mistyped, mostly."""
    return any(True for _ in _records(domain, dns.rdatatype.MX, resolver))


def announced(domain: str, resolver: dns.resolver.Resolver | None = None) -> Server | None:
    """The IMAP server that a domain announces; one that speaks TLS from the first byte is preferred."""
    return _announced("imaps", "imap", domain, resolver)


def announced_outgoing(domain: str, resolver: dns.resolver.Resolver | None = None) -> Server | None:
    """The SMTP server for its users that a domain announces (RFC 8314, 5.1); one with TLS from the first byte first."""
    return _announced("submissions", "submission", domain, resolver)


def _announced(by_tls: str, plain: str, domain: str, resolver: dns.resolver.Resolver | None) -> Server | None:
    for service, security in ((f"_{by_tls}", Security.TLS), (f"_{plain}", Security.STARTTLS)):
        found = sorted(
            (record.priority, -record.weight, record.target.to_text(omit_final_dot=True).lower(), record.port)
            for record in _records(f"{service}._tcp.{domain}", dns.rdatatype.SRV, resolver)
            # The target "." says that there is no such service.
            if isinstance(record, SRV) and record.target.to_text() != "."
        )
        if found:
            _, _, host, port = found[0]
            return Server(host, port, security)
    return None


def belongs_to(host: str, domain: str) -> bool:
    """Is the server one of the domain, so that its certificate proves what the user has named?"""
    return _within(host.lower(), domain.lower())


def _within(name: str, domain: str) -> bool:
    return name == domain or name.endswith(f".{domain}")


def _records(name: str, kind: dns.rdatatype.RdataType, resolver: dns.resolver.Resolver | None) -> Iterable[object]:
    try:
        answer = (resolver or dns.resolver.Resolver()).resolve(name, kind, lifetime=_PATIENCE)
    except dns.exception.DNSException:  # no such name, no such record, no network, no resolv.conf
        return ()
    return tuple(answer)
