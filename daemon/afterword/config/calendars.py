"""``[[calendar]]``: a calendar beside the mailboxes, on a CalDAV server or as iCalendar (a file, a folder, a feed)."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from afterword.config.logins import DavCommand, DavVariable, Login, LoginKey, without_a_colon
from afterword.config.tables import Before, Table
from afterword.config.values import (
    Address,
    CaFile,
    Command,
    Name,
    Names,
    Username,
    existing_file,
    fault_of_address,
    program,
)


class CalendarType(StrEnum):
    """How a calendar is reached."""

    CALDAV = "caldav"
    ICS = "ics"


def _for_a_server(value: object, before: Before) -> object:
    if before.get("type") is CalendarType.ICS and value not in (None, (), Login.PASSWORD):
        raise ValueError('is for type = "caldav" alone; leave it out')
    return value


def _for_a_file(value: object, before: Before) -> object:
    if value is None:
        return None
    if before.get("type") is CalendarType.CALDAV:
        raise ValueError('is for type = "ics" alone; leave it out')
    if others := [key for key in ("url", "path") if before.get(key) is not None]:
        raise ValueError(f"there is `{others[0]}` already; one of them is enough")
    return value


def _address(url: str | None, before: Before) -> str | None:
    # The address is not repeated in a complaint: that of a feed is often a secret.
    kind = before.get("type")
    if url is None:
        if kind is CalendarType.CALDAV:
            raise ValueError('is missing; it must be the address of your server, such as "https://dav.example.org/"')
        return None
    if kind is CalendarType.ICS and url.lower().startswith("webcal://"):
        url = f"https{url[len('webcal') :]}"  # what calendars call such a feed
    if fault := fault_of_address(url):
        raise ValueError(fault)
    return url


def _named_for_a_password(username: str | None, before: Before) -> str | None:
    if username is None and before.get("type") is CalendarType.CALDAV:
        raise ValueError("is missing; it must be what you log in with, often your whole address")
    return username


class Calendar(Table, frozen=True, kw_only=True):
    """One calendar source. Which keys may stand in it depends on ``type``.

    ``url`` is None for a file or folder (``path``), and for a feed whose address is a secret: that comes from
    ``url_command``, else from the keyring.
    """

    name: Annotated[Name, Meta(description='a name of your own for it, such as "calendar"')]
    type: Annotated[CalendarType, Meta(description='"caldav" or "ics"')]
    url: Annotated[Address | None, Meta(description='an address such as "https://dav.example.org/"'), _address] = None
    username: Annotated[Username | None, _for_a_server, _named_for_a_password, without_a_colon] = None
    password_command: Annotated[DavCommand, _for_a_server] = None
    password_env: Annotated[DavVariable, _for_a_server] = None
    login: Annotated[LoginKey, _for_a_server] = Login.PASSWORD
    calendars: Annotated[
        Names, Meta(description='a list of names of calendars, such as ["Personal"]'), _for_a_server
    ] = ()
    path: Annotated[Path | None, Meta(description='a file or folder, such as "~/calendars/personal"'), _for_a_file] = (
        None
    )
    url_command: Annotated[
        Command | None,
        Meta(description='a list of words, such as ["pass", "show", "calendar/address"]'),
        _for_a_file,
        program,
    ] = None
    ca_file: Annotated[CaFile | None, existing_file] = None

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
