"""Secrets from the environment: a variable that the configuration names, or a credential of systemd's.

systemd hands credentials over as files in ``$CREDENTIALS_DIRECTORY`` (systemd.exec(5), LoadCredential=), which fits
machines without a keyring. An environment variable is seen by every program that is started from here, so it is
taken only where it was asked for.
"""

import os
import re
from pathlib import Path

from afterword.adapters.credentials.source import Source, command_key, what
from afterword.errors import LoginRefused

_MAX = 64 * 1024  # bytes; a refresh token has some thousand


def variable(source: Source) -> str:
    """What the variable that the configuration names holds.

    :raises LoginRefused: it is not set, or empty.
    """
    name = source.secret_env
    assert name is not None
    if secret := os.environ.get(name):
        return secret
    how = "empty" if name in os.environ else "not set"
    raise LoginRefused(
        f"{source.name}: password_env: the environment variable {name} is {how}.",
        "Set it where the program is started; a service does not see what a shell exports.",
    )


def credential_name(source: Source) -> str:
    """Under which name systemd hands the secret over. Letters of ASCII, digits, ``.``, ``_`` and ``-`` alone fit."""
    return f"afterword.{re.sub(r'[^A-Za-z0-9._-]', '_', source.name)}"


def credential_file(source: Source) -> Path | None:
    """The credential that systemd has handed over for an account or calendar; None where there is none."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if not folder:
        return None
    path = Path(folder) / credential_name(source)
    try:
        return path if path.exists() else None
    except PermissionError:  # it may be there, and reading it will say what is wrong
        return path


def credential(source: Source) -> str:
    """The first line of the credential.

    :raises LoginRefused: it cannot be read, or is empty.
    """
    path = credential_file(source)
    name = credential_name(source)
    try:
        raw = path.read_bytes()[:_MAX] if path else b""
        secret = raw.split(b"\n", 1)[0].removesuffix(b"\r").decode()
    except OSError as problem:
        raise LoginRefused(
            f"{source.name}: the credential {name} cannot be read: {problem.strerror}.",
            "The unit must name it: LoadCredential=, or LoadCredentialEncrypted=.",
        ) from problem
    except UnicodeDecodeError:
        raise LoginRefused(f"{source.name}: the credential {name} is not UTF-8.", "Make it anew.") from None
    if not secret:
        raise LoginRefused(
            f"{source.name}: the credential {name} is empty.",
            f"Its first line must be the {what(source)}; or set {command_key(source)}.",
        )
    return secret
