"""How a program of the user's shows that it may come in: a password or a token, and where that is taken from."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, StringConstraints, ValidationInfo


class Login(StrEnum):
    """What a server is shown: a password, or an access token of OAuth 2.0 (RFC 6750)."""

    PASSWORD = "password"  # noqa: S105 - a word of the configuration
    TOKEN = "token"  # noqa: S105 - a word of the configuration


def _no_assignment(name: str) -> str:
    # What stands there is not repeated: somebody may have written the secret itself.
    if "=" in name or any(character.isspace() or not character.isprintable() for character in name):
        raise ValueError('must be the name of a variable alone, such as "MAIL_PASSWORD"')
    return name


Variable = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_no_assignment)]
"""The name of an environment variable."""


def one_source(value: object, info: ValidationInfo) -> object:
    """A place where the secret is, if no other was named before it."""
    others = [key for key in ("password_command", "url_command", "password_env") if key != info.field_name]
    if value is not None and (named := [key for key in others if info.data.get(key) is not None]):
        raise ValueError(f"there is `{named[0]}` already; one of them is enough")
    return value
