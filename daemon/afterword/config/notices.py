"""``notify``: how the owner is told what waits for them. Off without it.

A word alone is enough where nothing else is to be said: ``notify = "mailbox"`` or ``notify = "desktop"``.
"""

from datetime import time
from enum import StrEnum
from typing import Annotated

from pydantic import Field, PlainValidator, ValidationInfo, field_validator

from afterword.config.accounts import Account, Security
from afterword.config.logins import Variable, one_source
from afterword.config.values import Command, FilePath, Name, Table, address_of, existing_file, is_loopback, program
from afterword.durations import as_written, time_of_day

NAME = "notify"
"""How it is called where accounts and calendars go by their names; none of them may have it too."""

_PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}


class NotifyBy(StrEnum):
    """By what the owner is told: a mail, a message put into their INBOX by IMAP, or a notification on the desktop."""

    MAIL = "mail"
    MAILBOX = "mailbox"
    DESKTOP = "desktop"


class Notify(Table):
    """``[notify]``: by what, at which hour, and for a mail the SMTP server. There is no key for a recipient: it is the
    owner, at ``address``, which must be one of ``[me]``.

    What comes after ``address`` is for ``by = "mail"`` alone. The login is that of ``account`` (under ``username``, if
    that is named too), or of ``username`` alone; without both there is none.
    """

    by: Annotated[NotifyBy, Field(strict=False)] = Field(description='"mail", "mailbox" or "desktop"')
    digest_at: Annotated[time | None, PlainValidator(time_of_day)] = Field(
        default=time(8), description='a time of day such as "08:00", or "none"'
    )
    address: Name | None = Field(default=None, description="one of your addresses in [me]; without it, the first")
    host: Name | None = Field(
        default=None, validate_default=True, description='the name of the SMTP server, such as "smtp.example.org"'
    )
    security: Annotated[Security, Field(strict=False)] = Field(
        default=Security.TLS, description='"tls", "starttls", or (for this machine alone) "none"'
    )
    port: int = Field(
        default_factory=lambda data: _PORTS[data.get("security", Security.TLS)],
        ge=1,
        le=65535,
        description="a whole number from 1 to 65535, without quotes",
    )
    account: Name | None = Field(
        default=None, description="the name of an account whose user name and secret this server takes too"
    )
    username: Name | None = Field(default=None, description="what you log in with, often your whole address")
    password_command: Command | None = Field(
        default=None, description='a list of words, such as ["pass", "show", "mail/personal"]'
    )
    password_env: Variable | None = Field(
        default=None, description='the name of an environment variable, such as "MAIL_PASSWORD"'
    )
    ca_file: FilePath | None = Field(default=None, description='a file of certificates, such as "ca.pem"')

    @field_validator("host")
    @classmethod
    def _host_of_a_mail(cls, host: str | None, info: ValidationInfo) -> str | None:
        by = info.data.get("by")
        if host is None:
            if by is NotifyBy.MAIL:
                raise ValueError('is missing; it must be the name of your SMTP server, such as "smtp.example.org"')
            return None
        if any(char in host for char in " \t/@[]") or (":" in host and address_of(host) is None):
            raise ValueError(f'must be the server\'s name alone, such as "smtp.example.org", not {as_written(host)}')
        return host.lower()

    @field_validator("host", "account", "username", "password_command", "password_env", "ca_file")
    @classmethod
    def _for_a_mail(cls, value: object, info: ValidationInfo) -> object:
        if value is not None and info.data.get("by", NotifyBy.MAIL) is not NotifyBy.MAIL:
            raise ValueError('is for by = "mail" alone; leave it out')
        return value

    @field_validator("security")
    @classmethod
    def _protected(cls, security: Security, info: ValidationInfo) -> Security:
        host = info.data.get("host")
        if security is Security.NONE and host is not None and not is_loopback(host):
            raise ValueError(
                f'"none" would show your password to the network; for {host} it must be "tls" or "starttls"'
            )
        return security

    @field_validator("password_command", "password_env")
    @classmethod
    def _for_a_login(cls, value: object, info: ValidationInfo) -> object:
        if value is not None and info.data.get("account") is not None:
            raise ValueError("there is `account` already, whose secret is taken; leave one of them out")
        if value is not None and info.data.get("username", "") is None:
            raise ValueError("is of no use without username; add that, or leave this out")
        return value

    _has_a_program = field_validator("password_command")(program)
    _one_source = field_validator("password_env")(one_source)
    _is_there = field_validator("ca_file")(existing_file)

    @property
    def login(self) -> Account | None:
        """Whose secret the SMTP server wants, where that is no account of the file; else None."""
        if self.host is None or self.username is None or self.account is not None:
            return None
        return Account.model_construct(
            name=NAME,
            host=self.host,
            port=self.port,
            security=self.security,
            username=self.username,
            password_command=self.password_command,
            password_env=self.password_env,
            ca_file=self.ca_file,
        )
