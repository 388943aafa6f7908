"""``[[account]]``: a mailbox, how its server is reached and shown who we are, and which of its folders are read."""

import re
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, ValidationInfo, field_validator

from afterword.config.logins import Login, Variable, one_source
from afterword.config.oauth import OAuth
from afterword.config.values import (
    Command,
    FilePath,
    Fingerprint,
    Name,
    Names,
    Table,
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


class Account(Table):
    """``[[account]]``: one mailbox. ``port`` is the usual one of the protection where the file names none."""

    name: Name = Field(description='a name of your own for it, such as "personal"')
    host: Name = Field(description='the name of the IMAP server, such as "imap.example.org"')
    security: Annotated[Security, Field(strict=False)] = Field(
        default=Security.TLS, description='"tls", "starttls", or (for this machine alone) "none"'
    )
    port: int = Field(
        default_factory=lambda data: 993 if data.get("security", Security.TLS) is Security.TLS else 143,
        ge=1,
        le=65535,
        description="a whole number from 1 to 65535, without quotes",
    )
    username: Name = Field(description="what you log in with, often your whole address")
    password_command: Command | None = Field(
        default=None, description='a list of words, such as ["pass", "show", "mail/personal"]'
    )
    password_env: Variable | None = Field(
        default=None, description='the name of an environment variable, such as "MAIL_PASSWORD"'
    )
    login: Annotated[Login, Field(strict=False)] = Field(
        default=Login.PASSWORD, description='"password", or "token" where password_command prints an OAuth token'
    )
    oauth: OAuth | None = Field(default=None, description="the table [account.oauth], below the account's other keys")
    ca_file: FilePath | None = Field(default=None, description='a file of certificates, such as "ca.pem"')
    certificate_sha256: Fingerprint | None = Field(
        default=None, description='the SHA-256 fingerprint of a certificate, such as "4F:2A:…" with 64 digits in all'
    )
    drafts_folder: Name | None = Field(default=None, description='the name of a folder, such as "Drafts"')
    sent_folder: Name | None = Field(default=None, description='the name of a folder, such as "Sent"')
    trash_folder: Name | None = Field(default=None, description='the name of a folder, such as "Trash"')
    junk_folder: Name | None = Field(default=None, description='the name of a folder, such as "Junk"')
    folders: Names = Field(default=(), description='a list of names of folders, such as ["INBOX", "Jobs"]')
    skip_folders: Names = Field(default=(), description='a list of names of folders, such as ["Lists"]')

    @field_validator("host")
    @classmethod
    def _host_alone(cls, host: str) -> str:
        if re.search(r"[\s/@\[\]]", host) or (":" in host and address_of(host) is None):
            raise ValueError(f'must be the server\'s name alone, such as "imap.example.org", not {as_written(host)}')
        return host.lower()

    @field_validator("security")
    @classmethod
    def _protected(cls, security: Security, info: ValidationInfo) -> Security:
        host = info.data.get("host")
        if security is Security.NONE and host is not None and not is_loopback(host):
            raise ValueError(
                f'"none" would show your password to the network; for {host} it must be "tls" or "starttls"'
            )
        return security

    _has_a_program = field_validator("password_command")(program)
    _one_source = field_validator("password_env")(one_source)

    @field_validator("oauth")
    @classmethod
    def _no_other_source(cls, oauth: OAuth | None, info: ValidationInfo) -> OAuth | None:
        others = [key for key in ("password_command", "password_env") if info.data.get(key) is not None]
        if oauth is not None and others:
            raise ValueError(f'there is `{others[0]}` already: with login = "token" that is enough, else leave it out')
        return oauth

    _is_there = field_validator("ca_file")(existing_file)

    @field_validator("certificate_sha256")
    @classmethod
    def _one_proof(cls, fingerprint: str | None, info: ValidationInfo) -> str | None:
        if fingerprint is not None and info.data.get("ca_file") is not None:
            raise ValueError("is the proof alone; take `ca_file` away, or this key")
        if fingerprint is not None and info.data.get("security") is Security.NONE:
            raise ValueError('proves nothing where `security` is "none"')
        return fingerprint

    @field_validator("skip_folders")
    @classmethod
    def _not_both(cls, skipped: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if both := [name for name in skipped if name in info.data.get("folders", ())]:
            raise ValueError(f"{as_written(both[0])} is also in `folders`; it must be in one of them")
        return skipped

    def to_send(self) -> Self:
        """The same, with leave to hand in mail asked for beside that to read it; only OAuth knows a difference."""
        return self if self.oauth is None else self.model_copy(update={"oauth": self.oauth.to_send()})

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
