"""``[[account]]``: a mailbox, how its server is reached and shown who we are, and which of its folders are read."""

import re
from enum import StrEnum
from typing import Annotated, Self

from msgspec import Meta, field
from msgspec.structs import force_setattr, replace

from afterword.config.logins import Login, LoginKey, Variable, one_source
from afterword.config.oauth import OAuth
from afterword.config.tables import Before, Table
from afterword.config.values import (
    CaFile,
    Command,
    Fingerprint,
    Name,
    Names,
    Port,
    Username,
    address_of,
    existing_file,
    is_loopback,
    program,
)
from afterword.durations import as_written


class Security(StrEnum):
    """How the connection is protected."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


def name_of_a_server(host: str, example: str) -> str:
    """A name or number alone, in small letters.

    :raises ValueError: it is more than that.
    """
    if re.search(r"[\s/@\[\]]", host) or (":" in host and address_of(host) is None):
        raise ValueError(f'must be the server\'s name alone, such as "{example}", not {as_written(host)}')
    return host.lower()


def protected(security: Security, before: Before) -> Security:
    """Protection that no password goes without, but on this very machine."""
    host = before.get("host")
    if security is Security.NONE and host is not None and not is_loopback(host):
        raise ValueError(f'"none" would show your password to the network; for {host} it must be "tls" or "starttls"')
    return security


SecurityKey = Annotated[Security, Meta(description='"tls", "starttls", or (for this machine alone) "none"'), protected]


def _named(host: str, _: Before) -> str:
    return name_of_a_server(host, "imap.example.org")


def _no_other_source(oauth: OAuth | None, before: Before) -> OAuth | None:
    others = [key for key in ("password_command", "password_env") if before.get(key) is not None]
    if oauth is not None and others:
        raise ValueError(f'there is `{others[0]}` already: with login = "token" that is enough, else leave it out')
    return oauth


def _one_proof(fingerprint: str | None, before: Before) -> str | None:
    if fingerprint is not None and before.get("ca_file") is not None:
        raise ValueError("is the proof alone; take `ca_file` away, or this key")
    if fingerprint is not None and before.get("security") is Security.NONE:
        raise ValueError('proves nothing where `security` is "none"')
    return fingerprint


def _not_both(skipped: tuple[str, ...], before: Before) -> tuple[str, ...]:
    if both := [name for name in skipped if name in before.get("folders", ())]:
        raise ValueError(f"{as_written(both[0])} is also in `folders`; it must be in one of them")
    return skipped


class Account(Table, frozen=True, kw_only=True):
    """``[[account]]``: one mailbox. ``port`` is the usual one of the protection where the file names none."""

    name: Annotated[Name, Meta(description='a name of your own for it, such as "personal"')]
    host: Annotated[Name, Meta(description='the name of the IMAP server, such as "imap.example.org"'), _named]
    security: SecurityKey = Security.TLS
    port: Port = field(default_factory=int)  # 0, until __post_init__ knows the protection
    username: Username
    password_command: Annotated[
        Command | None, Meta(description='a list of words, such as ["pass", "show", "mail/personal"]'), program
    ] = None
    password_env: Annotated[
        Variable | None, Meta(description='the name of an environment variable, such as "MAIL_PASSWORD"'), one_source
    ] = None
    login: LoginKey = Login.PASSWORD
    oauth: Annotated[
        OAuth | None, Meta(description="the table [account.oauth], below the account's other keys"), _no_other_source
    ] = None
    ca_file: Annotated[CaFile | None, existing_file] = None
    certificate_sha256: Annotated[
        Fingerprint | None,
        Meta(description='the SHA-256 fingerprint of a certificate, such as "4F:2A:…" with 64 digits in all'),
        _one_proof,
    ] = None
    drafts_folder: Annotated[Name | None, Meta(description='the name of a folder, such as "Drafts"')] = None
    sent_folder: Annotated[Name | None, Meta(description='the name of a folder, such as "Sent"')] = None
    trash_folder: Annotated[Name | None, Meta(description='the name of a folder, such as "Trash"')] = None
    junk_folder: Annotated[Name | None, Meta(description='the name of a folder, such as "Junk"')] = None
    folders: Annotated[Names, Meta(description='a list of names of folders, such as ["INBOX", "Jobs"]')] = ()
    skip_folders: Annotated[Names, Meta(description='a list of names of folders, such as ["Lists"]'), _not_both] = ()

    def __post_init__(self) -> None:
        if not self.port:
            force_setattr(self, "port", 993 if self.security is Security.TLS else 143)

    def to_send(self) -> Self:
        """The same, with leave to hand in mail asked for beside that to read it; only OAuth knows a difference."""
        return self if self.oauth is None else replace(self, oauth=self.oauth.to_send())

    @property
    def secret_command(self) -> tuple[str, ...] | None:
        """What prints the password or the token; None: it comes from elsewhere."""
        return self.password_command

    @property
    def secret_env(self) -> str | None:
        """The environment variable that holds it; None: it comes from elsewhere."""
        return self.password_env

    @property
    def by_token(self) -> bool:
        """Is an access token shown to the server, and no password?"""
        return self.oauth is not None or self.login is Login.TOKEN
