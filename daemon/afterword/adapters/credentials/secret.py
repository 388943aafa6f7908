"""Which of the ways to a secret is taken.

The configuration decides where it names a program (``password_command``) or a variable (``password_env``). Else a
credential of systemd's is taken where there is one of the right name, and else the keyring asked. For an account with
``[account.oauth]`` what is kept there is a refresh token, which is exchanged for an access token.
"""

from collections.abc import Callable
from enum import Enum, auto
from functools import partial

from afterword.adapters.credentials import keyrings
from afterword.adapters.credentials.commands import printed_by
from afterword.adapters.credentials.source import Source, command_key
from afterword.adapters.credentials.variables import credential, credential_file, variable
from afterword.config import AGENDA, NOTIFY, Account, Config


class Origin(Enum):
    """Where a secret comes from."""

    COMMAND = auto()
    VARIABLE = auto()
    CREDENTIAL = auto()
    KEYRING = auto()


def origin_of(source: Source) -> Origin:
    """Where the secret of an account or calendar would be looked for now."""
    if source.secret_command is not None:
        return Origin.COMMAND
    if source.secret_env is not None:
        return Origin.VARIABLE
    return Origin.CREDENTIAL if credential_file(source) else Origin.KEYRING


def secret_for(source: Source) -> str:
    """The password or access token of an account or a CalDAV server, or the secret address of a feed; asked for anew.

    :raises LoginRefused: there is none; it says why, and what to do about it.
    :raises Transient: an access token cannot be had just now.
    """
    origin = origin_of(source)
    if isinstance(source, Account) and source.oauth is not None:
        # Here and not above: most accounts have a password.
        from afterword.adapters.credentials.oauth.refreshing import access_token

        keep = partial(keyrings.keep, source) if origin is Origin.KEYRING else None
        return access_token(source, partial(_found, source, origin), keep)
    return _found(source, origin)


def _found(source: Source, origin: Origin) -> str:
    match origin:
        case Origin.COMMAND:
            assert source.secret_command is not None
            return printed_by(source.secret_command, f"{source.name}: {command_key(source)}")
        case Origin.VARIABLE:
            return variable(source)
        case Origin.CREDENTIAL:
            return credential(source)
        case Origin.KEYRING:
            return keyrings.kept_for(source)


def secrets_of(config: Config) -> Callable[[str], str]:
    """The secret of an account, a calendar, the agenda or the notices by its name; asked for each time.

    The function raises as ``secret_for``."""
    sources: dict[str, Source] = {account.name: account for account in config.account}
    sources |= {calendar.name: calendar for calendar in config.calendar}
    if config.agenda and config.agenda.server:
        sources[AGENDA] = config.agenda.server
    if config.notify_login:
        sources[NOTIFY] = config.notify_login
    return lambda name: secret_for(sources[name])
