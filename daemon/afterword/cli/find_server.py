"""Which server has the mailbox of an address: what was given, the table, what the domain tells, a guess, the user."""

from argparse import Namespace

from afterword.adapters.providers import (
    PROVIDERS,
    Provider,
    Server,
    announced,
    belongs_to,
    guessed,
    provider_of,
    takes_mail_for,
)
from afterword.cli.asking import Questions
from afterword.config import Security
from afterword.errors import NothingFound, UsageError


def find_server(options: Namespace, address: str, questions: Questions) -> tuple[Server, Provider | None]:
    """The server, and the provider if the table knows it; says what was found, and what the provider wants.

    :raises NothingFound: no server was found, or its provider takes no passwords; the text says what to do.
    :raises UsageError: a port without a server.
    """
    if options.host:
        return _named(options.host, options), None
    if options.port or options.security:
        raise UsageError("--port and --security go with --host.")
    provider = PROVIDERS[options.provider] if options.provider else provider_of(address)
    domain = address.rpartition("@")[2]
    if provider is None:
        print(f"Looking for the mail server of {domain} ...", flush=True)
        provider = takes_mail_for(domain)
    if provider is not None:
        return _of(provider), provider
    if server := announced(domain):
        if belongs_to(server.host, domain):
            return _found(server), None
        # Whoever can forge the DNS could send the password anywhere: the user has to know this server.
        question = f"{domain} names {server.host} as its mail server. Is that right?"
        if questions.possible and questions.yes(question, default=False):
            return server, None
    if server := guessed(domain):
        return _found(server), None
    return _asked_for(domain, questions)


def _named(host: str, options: Namespace) -> Server:
    security = Security(options.security or Security.TLS)
    return Server(host, options.port or (993 if security is Security.TLS else 143), security)


def _of(provider: Provider) -> Server:
    """The server of a provider, with what it wants of its users."""
    wants = f"{provider.wants}\n  {provider.page}"
    if not provider.ready:
        raise NothingFound(f"{provider.name}: {wants}")
    print(f"This is {provider.name}. {wants}")
    return provider.server


def _found(server: Server) -> Server:
    print(f"Found {server.host}, port {server.port}.")
    return server


def _asked_for(domain: str, questions: Questions) -> tuple[Server, Provider | None]:
    known = ", ".join(PROVIDERS)
    if not questions.possible:
        raise NothingFound(
            f"No mail server of {domain} was found. Name it with --host (and --port, --security), or its provider with "
            f"--provider: {known}."
        )
    print(f"No mail server of {domain} was found. Your provider's help pages name it; or type one of: {known}.")
    typed = questions.answer("IMAP server", None)
    if (provider := PROVIDERS.get(typed)) is not None:
        return _of(provider), provider
    return Server(typed), None
