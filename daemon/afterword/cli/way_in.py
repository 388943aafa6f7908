"""How a mailbox is logged in to: a password for the keyring, a command that prints it, or access by OAuth 2.0."""

import shlex
import shutil
from argparse import Namespace

from msgspec import Struct
from msgspec.structs import replace

from afterword.adapters.credentials import must_keep
from afterword.adapters.credentials.oauth.grant import Grant
from afterword.adapters.providers import Provider
from afterword.cli.asking import Questions
from afterword.cli.first_config import Answers
from afterword.cli.giving_access import access_to, client_of, oauth_keys
from afterword.cli.proving import Secret
from afterword.config import Account
from afterword.errors import UsageError


class WayIn(Struct, frozen=True):
    """What the configuration says of the login, and what was typed; ``typed`` None: nothing had to be."""

    command: tuple[str, ...] | None = None
    by_token: bool = False
    oauth: tuple[tuple[str, str], ...] = ()
    typed: str | None = None

    def told(self, answers: Answers) -> Answers:
        """The answers with this way in them."""
        return replace(answers, password_command=self.command, by_token=self.by_token, oauth=self.oauth)

    @property
    def where(self) -> str:
        """Where the secret is, for people."""
        if self.command:
            return f"the {'token' if self.by_token else 'password'} comes from your command"
        return f"{'access' if self.oauth else 'the password'} is in the keyring"


def way_in(options: Namespace, provider: Provider | None, questions: Questions) -> WayIn:
    """What was given, else what the user types.

    :raises UsageError: something is missing, and nobody can be asked.
    """
    if options.password_command:
        by_token = options.token or bool(provider and not provider.passwords)
        return WayIn(_command(options.password_command), by_token)
    if keys := oauth_keys(options, provider, questions):
        return WayIn(oauth=keys, typed=questions.secret("Refresh token") if options.password_stdin else None)
    typed = questions.secret("Password, for the keyring (or nothing, to name a command that prints it)")
    if typed:
        return WayIn(typed=provider.password(typed) if provider else typed)
    if not questions.possible:
        raise UsageError("There is no password on standard input.")
    return WayIn(_command(questions.answer("The command, such as `pass show mail/personal`", None)))


def secret_by(way: WayIn, account: Account, options: Namespace, questions: Questions) -> Secret:
    """What the keyring is to keep; with OAuth, access is asked for first.

    :raises LoginRefused: access is not given, or there is no keyring that could keep it.
    :raises Transient: the server that gives it cannot be asked just now.
    """
    if not way.oauth:
        return Secret(way.typed)
    _, client_secret = client_of(options.client_file)
    if way.typed:
        return Secret(Grant(way.typed, client_secret).written())
    must_keep(account)  # before somebody goes to the trouble
    return Secret(access_to(account, client_secret, questions).written())


def _command(text: str) -> tuple[str, ...]:
    """The words of a command, its program by the whole path: a service knows fewer folders than a shell."""
    try:
        words = shlex.split(text)
    except ValueError as problem:
        raise UsageError(f"The command that prints the password cannot be read: {problem}.") from problem
    if not words:
        raise UsageError("The command that prints the password is empty.")
    return (shutil.which(words[0]) or words[0], *words[1:])
