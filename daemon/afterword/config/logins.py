"""How a program of the user's shows that it may come in: a password or a token, and where that is taken from."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from afterword.config.tables import Before
from afterword.config.values import Command, program


class Login(StrEnum):
    """What a server is shown: a password, or an access token of OAuth 2.0 (RFC 6750)."""

    PASSWORD = "password"  # noqa: S105 - a word of the configuration
    TOKEN = "token"  # noqa: S105 - a word of the configuration


LoginKey = Annotated[Login, Meta(description='"password", or "token" where password_command prints an OAuth token')]


def _no_assignment(name: str | None, _: Before) -> str | None:
    # What stands there is not repeated: somebody may have written the secret itself.
    if name and ("=" in name or any(character.isspace() or not character.isprintable() for character in name)):
        raise ValueError('must be the name of a variable alone, such as "MAIL_PASSWORD"')
    return name


Variable = Annotated[str, Meta(min_length=1, max_length=200), _no_assignment]
"""The name of an environment variable."""


def one_source(value: object, before: Before) -> object:
    """A place where the secret is, if no other was named before it."""
    if value is not None and before.get("password_command") is not None:
        raise ValueError("there is `password_command` already; one of them is enough")
    return value


DavCommand = Annotated[
    Command | None, Meta(description='a list of words, such as ["pass", "show", "dav/personal"]'), program
]
"""What prints the secret of a calendar's server."""

DavVariable = Annotated[
    Variable | None, Meta(description='the name of an environment variable, such as "DAV_PASSWORD"'), one_source
]
"""What holds it."""


def without_a_colon(username: str | None, _: Before) -> str | None:
    """A user name that can be shown to a server beside a password."""
    if username is not None and ":" in username:
        raise ValueError("must not contain a colon (RFC 7617)")
    return username
