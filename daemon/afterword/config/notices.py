"""``notify``: how the owner is told what waits for them. Off without it.

A word alone is enough where nothing else is to be said: ``notify = "mailbox"`` or ``notify = "desktop"``.
"""

from datetime import time
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, field
from msgspec.structs import force_setattr

from afterword.config.accounts import Account, Security, SecurityKey, name_of_a_server
from afterword.config.logins import Variable, one_source
from afterword.config.tables import Before, Read, Table
from afterword.config.values import CaFile, Command, Name, Port, Username, existing_file, program
from afterword.durations import time_of_day

NAME = "notify"
"""How it is called where accounts and calendars go by their names; none of them may have it too."""

_PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}


class NotifyBy(StrEnum):
    """By what the owner is told: a mail, a message put into their INBOX by IMAP, or a notification on the desktop."""

    MAIL = "mail"
    MAILBOX = "mailbox"
    DESKTOP = "desktop"


def _host_of_a_mail(host: str | None, before: Before) -> str | None:
    if host is not None:
        return name_of_a_server(host, "smtp.example.org")
    if before.get("by") is NotifyBy.MAIL:
        raise ValueError('is missing; it must be the name of your SMTP server, such as "smtp.example.org"')
    return None


def _for_a_mail(value: object, before: Before) -> object:
    if value is not None and before.get("by", NotifyBy.MAIL) is not NotifyBy.MAIL:
        raise ValueError('is for by = "mail" alone; leave it out')
    return value


def _for_a_login(value: object, before: Before) -> object:
    if value is not None and before.get("account") is not None:
        raise ValueError("there is `account` already, whose secret is taken; leave one of them out")
    if value is not None and before.get("username", "") is None:
        raise ValueError("is of no use without username; add that, or leave this out")
    return value


class Notify(Table, frozen=True, kw_only=True):
    """``[notify]``: by what, at which hour, and for a mail the SMTP server. There is no key for a recipient: it is the
    owner, at ``address``, which must be one of ``[me]``.

    What comes after ``address`` is for ``by = "mail"`` alone. The login is that of ``account`` (under ``username``, if
    that is named too), or of ``username`` alone; without both there is none.
    """

    by: Annotated[NotifyBy, Meta(description='"mail", "mailbox" or "desktop"')]
    digest_at: Annotated[
        time | None, Read(time_of_day), Meta(description='a time of day such as "08:00", or "none"')
    ] = time(8)
    address: Annotated[Name | None, Meta(description="one of your addresses in [me]; without it, the first")] = None
    host: Annotated[
        Name | None,
        Meta(description='the name of the SMTP server, such as "smtp.example.org"'),
        _host_of_a_mail,
        _for_a_mail,
    ] = None
    security: SecurityKey = Security.TLS
    port: Port = field(default_factory=int)  # 0, until __post_init__ knows the protection
    account: Annotated[
        Name | None,
        Meta(description="the name of an account whose user name and secret this server takes too"),
        _for_a_mail,
    ] = None
    username: Annotated[Username | None, _for_a_mail] = None
    password_command: Annotated[
        Command | None,
        Meta(description='a list of words, such as ["pass", "show", "mail/personal"]'),
        _for_a_mail,
        _for_a_login,
        program,
    ] = None
    password_env: Annotated[
        Variable | None,
        Meta(description='the name of an environment variable, such as "MAIL_PASSWORD"'),
        _for_a_mail,
        _for_a_login,
        one_source,
    ] = None
    ca_file: Annotated[CaFile | None, _for_a_mail, existing_file] = None

    def __post_init__(self) -> None:
        if not self.port:
            force_setattr(self, "port", _PORTS[self.security])

    @property
    def login(self) -> Account | None:
        """Whose secret the SMTP server wants, where that is no account of the file; else None."""
        if self.host is None or self.username is None or self.account is not None:
            return None
        return Account(
            name=NAME,
            host=self.host,
            port=self.port,
            security=self.security,
            username=self.username,
            password_command=self.password_command,
            password_env=self.password_env,
            ca_file=self.ca_file,
        )
