"""Where mail is handed in (SMTP), for notes to oneself: what was given, what is known, a guess, the user."""

from argparse import ArgumentParser, Namespace

from msgspec import Struct

from afterword.adapters.providers import Server, announced_outgoing, belongs_to, guessed_outgoing
from afterword.cli.asking import Questions
from afterword.cli.find_server import Found, named
from afterword.config import Security
from afterword.errors import NothingFound, UsageError

_PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}


class Outgoing(Struct, frozen=True):
    """An SMTP server, which takes the secret of the mailbox; ``username`` None: its user name, too."""

    server: Server
    username: str | None = None


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments that tell of it."""
    parser.add_argument("--smtp-host", metavar="HOST", help="for --notify mail: the SMTP server, if it is not found")
    parser.add_argument("--smtp-port", metavar="PORT", type=int, help="its port")
    parser.add_argument("--smtp-security", choices=[one.value for one in Security], help="tls by default")


def find_outgoing(options: Namespace, found: Found, username: str, address: str, questions: Questions) -> Outgoing:
    """The SMTP server of who reads ``found`` as ``username``; says what was found.

    :raises NothingFound: no server was found; the text says what to do.
    :raises UsageError: a port without a server.
    """
    if options.smtp_host:
        return Outgoing(_named(options.smtp_host, options))
    if options.smtp_port or options.smtp_security:
        raise UsageError("--smtp-port and --smtp-security go with --smtp-host.")
    if found.outgoing and found.provider:
        return _told(found.outgoing, found.provider.outgoing_username(username, address), username)
    if found.outgoing:
        return _told(found.outgoing, found.outgoing_username, username)
    if not options.host:  # who names the server themselves does not have the network asked
        domain = address.rpartition("@")[2].lower()
        server = announced_outgoing(domain)
        # Whoever can forge the DNS could have the password sent anywhere: one outside the domain is not taken.
        if (server and belongs_to(server.host, domain)) or (server := guessed_outgoing(domain)):
            return _told(server, None, username)
    if not questions.possible:
        raise NothingFound("No SMTP server was found for --notify mail: name it with --smtp-host (and --smtp-port).")
    return Outgoing(_named(questions.answer("SMTP server, for mail to yourself", None), options))


def _named(host: str, options: Namespace) -> Server:
    return named(host, options.smtp_port, options.smtp_security, _PORTS)


def _told(server: Server, username: str | None, of_the_mailbox: str) -> Outgoing:
    print(f"Mail to yourself is handed in at {server.host}, port {server.port}.")
    return Outgoing(server, username if username != of_the_mailbox else None)
