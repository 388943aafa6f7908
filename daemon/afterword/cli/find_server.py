"""Which server has the mailbox of an address: what was given, the table, what the domain tells, a guess, the user."""

from argparse import Namespace
from collections.abc import Mapping

from msgspec import Struct

from afterword.adapters.providers import (
    OF_MOZILLA,
    PROVIDERS,
    Autoconfig,
    Provider,
    Server,
    announced,
    autoconfig,
    belongs_to,
    guessed,
    provider_of,
    takes_mail,
    takes_mail_for,
)
from afterword.cli.asking import Questions
from afterword.config import Security
from afterword.errors import NothingFound, UsageError

_PORTS = {Security.TLS: 993, Security.STARTTLS: 143, Security.NONE: 143}


class Found(Struct, frozen=True):
    """A server; whose it is, if the table knows; and the user name, if it is known. So for mail that is handed in."""

    server: Server
    provider: Provider | None = None
    username: str | None = None
    outgoing: Server | None = None
    outgoing_username: str | None = None


def find_server(options: Namespace, address: str, questions: Questions) -> Found:
    """The server of an address; says what was found, and what the provider wants.

    :raises NothingFound: no server was found; the text says what to do.
    :raises UsageError: a port without a server.
    """
    if options.host:
        return Found(named(options.host, options.port, options.security, _PORTS))
    if options.port or options.security:
        raise UsageError("--port and --security go with --host.")
    if provider := PROVIDERS.get(options.provider) or provider_of(address):
        return _of(provider, address)
    domain = address.rpartition("@")[2].lower()
    print(f"Looking for the mail server of {domain} ...", flush=True)
    if provider := takes_mail_for(domain):
        return _of(provider, address)
    if told := autoconfig(domain):
        return _told(told, address, domain)
    if server := announced(domain):
        if belongs_to(server.host, domain):
            return _found(server)
        # Whoever can forge the DNS could send the password anywhere: the user has to know this server.
        question = f"{domain} names {server.host} as its mail server. Is that right?"
        if questions.possible and questions.yes(question, default=False):
            return Found(server)
    # Whoever mistypes the name need not tell it to anybody.
    if takes_mail(domain) and (told := autoconfig(domain, OF_MOZILLA)):
        return _told(told, address, "Mozilla’s table of providers")
    if server := guessed(domain):
        return _found(server)
    return _asked_for(domain, address, questions)


def named(host: str, port: int | None, security: str | None, usual: Mapping[Security, int]) -> Server:
    """A server as the user names it: by TLS, and at the ``usual`` port, where nothing else is said."""
    chosen = Security(security or Security.TLS)
    return Server(host, port or usual[chosen], chosen)


def _of(provider: Provider, address: str) -> Found:
    """The server of a provider, with what it wants of its users."""
    print(f"This is {provider.name}. {provider.wants}\n  {provider.page}")
    server, outgoing = provider.servers_of(address)
    return Found(server, provider, provider.username(address), outgoing)


def _found(server: Server) -> Found:
    print(f"Found {server.host}, port {server.port}.")
    return Found(server)


def _told(told: Autoconfig, address: str, who: str) -> Found:
    print(f"Found {told.server.host}, port {told.server.port}, as {who} tells.")
    if told.oauth_alone:
        print("It takes OAuth 2.0 alone, no passwords: see “Any other” in docs/providers.md.")
    outgoing_username = told.outgoing_username_of(address)
    return Found(told.server, None, told.username_of(address), told.outgoing, outgoing_username)


def _asked_for(domain: str, address: str, questions: Questions) -> Found:
    known = ", ".join(PROVIDERS)
    if not questions.possible:
        raise NothingFound(
            f"No mail server of {domain} was found. Name it with --host (and --port, --security), or its provider with "
            f"--provider: {known}."
        )
    print(f"No mail server of {domain} was found. Your provider's help pages name it; or type one of: {known}.")
    typed = questions.answer("IMAP server", None)
    if (provider := PROVIDERS.get(typed)) is not None:
        return _of(provider, address)
    return Found(Server(typed))
