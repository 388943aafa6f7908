"""``[[calendar]]``: a calendar beside the mailboxes, on a CalDAV server or as iCalendar (a file, a folder, a feed)."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from afterword.config.logins import Login, Variable, one_source
from afterword.config.values import (
    Command,
    FilePath,
    Line,
    Name,
    Names,
    Table,
    existing_file,
    fault_of_address,
    program,
)


class CalendarType(StrEnum):
    """How a calendar is reached."""

    CALDAV = "caldav"
    ICS = "ics"


class Calendar(Table):
    """One calendar source. Which keys may stand in it depends on ``type``.

    ``url`` is None for a file or folder (``path``), and for a feed whose address is a secret: that comes from
    ``url_command``, else from the keyring.
    """

    name: Name = Field(description='a name of your own for it, such as "calendar"')
    type: Annotated[CalendarType, Field(strict=False)] = Field(description='"caldav" or "ics"')
    url: Annotated[Line, Field(max_length=2000)] | None = Field(
        default=None, validate_default=True, description='an address such as "https://dav.example.org/"'
    )
    username: Name | None = Field(
        default=None, validate_default=True, description="what you log in with, often your whole address"
    )
    password_command: Command | None = Field(
        default=None, description='a list of words, such as ["pass", "show", "dav/personal"]'
    )
    password_env: Variable | None = Field(
        default=None, description='the name of an environment variable, such as "DAV_PASSWORD"'
    )
    login: Annotated[Login, Field(strict=False)] = Field(
        default=Login.PASSWORD, description='"password", or "token" where password_command prints an OAuth token'
    )
    calendars: Names = Field(default=(), description='a list of names of calendars, such as ["Personal"]')
    path: FilePath | None = Field(default=None, description='a file or folder, such as "~/calendars/personal"')
    url_command: Command | None = Field(
        default=None, description='a list of words, such as ["pass", "show", "calendar/address"]'
    )
    ca_file: FilePath | None = Field(default=None, description='a file of certificates, such as "ca.pem"')

    @field_validator("username", "password_command", "password_env", "login", "calendars")
    @classmethod
    def _for_a_server(cls, value: object, info: ValidationInfo) -> object:
        if info.data.get("type") is CalendarType.ICS and value not in (None, (), Login.PASSWORD):
            raise ValueError('is for type = "caldav" alone; leave it out')
        return value

    @field_validator("path", "url_command")
    @classmethod
    def _for_a_file(cls, value: object, info: ValidationInfo) -> object:
        if value is None:
            return None
        if info.data.get("type") is CalendarType.CALDAV:
            raise ValueError('is for type = "ics" alone; leave it out')
        if others := [key for key in ("url", "path") if info.data.get(key) is not None]:
            raise ValueError(f"there is `{others[0]}` already; one of them is enough")
        return value

    @field_validator("url")
    @classmethod
    def _address(cls, url: str | None, info: ValidationInfo) -> str | None:
        # The address is not repeated in a complaint: that of a feed is often a secret.
        kind = info.data.get("type")
        if url is None:
            if kind is CalendarType.CALDAV:
                raise ValueError(
                    'is missing; it must be the address of your server, such as "https://dav.example.org/"'
                )
            return None
        if kind is CalendarType.ICS and url.lower().startswith("webcal://"):
            url = f"https{url[len('webcal') :]}"  # what calendars call such a feed
        if fault := fault_of_address(url):
            raise ValueError(fault)
        return url

    @field_validator("username")
    @classmethod
    def _named_for_a_password(cls, username: str | None, info: ValidationInfo) -> str | None:
        if username is None and info.data.get("type") is CalendarType.CALDAV:
            raise ValueError("is missing; it must be what you log in with, often your whole address")
        return without_a_colon(username)

    @field_validator("password_command", "url_command")
    @classmethod
    def _has_a_program(cls, command: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return program(command)

    _one_source = field_validator("password_env")(one_source)
    _is_there = field_validator("ca_file")(existing_file)

    @property
    def secret_command(self) -> tuple[str, ...] | None:
        """What prints the password, the token, or the secret address; None: it comes from elsewhere."""
        return self.password_command if self.type is CalendarType.CALDAV else self.url_command

    @property
    def secret_env(self) -> str | None:
        """The environment variable that holds it; None: it comes from elsewhere."""
        return self.password_env

    @property
    def needs_secret(self) -> bool:
        """Must a password or a secret address be had before it can be read?"""
        return self.type is CalendarType.CALDAV or (self.url is None and self.path is None)


def without_a_colon(username: str | None) -> str | None:
    """A user name that can be shown to a server beside a password."""
    if username is not None and ":" in username:
        raise ValueError("must not contain a colon (RFC 7617)")
    return username
