"""The secret of an account or calendar: where it comes from, and what is to be done where it does not come."""

from afterword.adapters.credentials.keyrings import SERVICE, kept, kept_for, keyring_name, must_keep, plain_file
from afterword.adapters.credentials.secret import Origin, origin_of, secret_for, secrets_of
from afterword.adapters.credentials.variables import credential_name

__all__ = [
    "SERVICE",
    "Origin",
    "credential_name",
    "kept",
    "kept_for",
    "keyring_name",
    "must_keep",
    "origin_of",
    "plain_file",
    "secret_for",
    "secrets_of",
]
