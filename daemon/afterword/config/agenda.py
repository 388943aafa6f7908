"""``agenda`` (K1): a calendar file to subscribe to, or a calendar on a CalDAV server.

A path alone is enough for a file: ``agenda = "follow-ups.ics"``.
"""

from pathlib import Path
from typing import Annotated

from msgspec import Meta

from afterword.config.calendars import Calendar, CalendarType
from afterword.config.logins import DavCommand, DavVariable, Login, LoginKey, without_a_colon
from afterword.config.tables import Before, Table
from afterword.config.values import Address, CaFile, Name, Username, existing_file, fault_of_address

NAME = "agenda"
"""How the agenda is called where accounts and calendars go by their names; none of them may have it too."""


def _no_folder(file: Path | None, _: Before) -> Path | None:
    if file is not None and file.is_dir():
        raise ValueError(f"{file} is a folder; it must be a file, such as {file / 'follow-ups.ics'}")
    return file


def _file_or_address(url: str | None, before: Before) -> str | None:
    file_is_named = before.get("file", Path()) is not None  # a wrong one is a fault of its own
    if url is None:
        if not file_is_named:
            raise ValueError("is missing, and so is `file`; one of them must say where the agenda is kept")
        return None
    if file_is_named:
        raise ValueError("there is `file` already; one of them is enough")
    if fault := fault_of_address(url):
        raise ValueError(fault)
    return url


def _named_for_a_server(username: str | None, before: Before) -> str | None:
    if username is None and before.get("url") is not None:
        raise ValueError("is missing; it must be what you log in with, often your whole address")
    return username


def _for_a_server(value: object, before: Before) -> object:
    if before.get("file") is not None and value not in (None, Login.PASSWORD):
        raise ValueError("is for a calendar on a server alone; leave it out")
    return value


class Agenda(Table, frozen=True, kw_only=True):
    """``[agenda]``: which file or which calendar, and whether suggestions stand in it too (K1).

    Either ``file`` is given or ``url``, and what comes after that is for a server alone.
    """

    file: Annotated[
        Path | None, Meta(description='the path of a calendar file of its own, such as "~/follow-ups.ics"'), _no_folder
    ] = None
    url: Annotated[
        Address | None, Meta(description='an address such as "https://dav.example.org/"'), _file_or_address
    ] = None
    username: Annotated[Username | None, _named_for_a_server, without_a_colon, _for_a_server] = None
    password_command: Annotated[DavCommand, _for_a_server] = None
    password_env: Annotated[DavVariable, _for_a_server] = None
    login: Annotated[LoginKey, _for_a_server] = Login.PASSWORD
    calendar: Annotated[
        Name | None, Meta(description='the name of a calendar, such as "Follow-ups"'), _for_a_server
    ] = None
    ca_file: Annotated[CaFile | None, _for_a_server, existing_file] = None
    suggestions: Annotated[bool, Meta(description="true or false, without quotes")] = False

    @property
    def server(self) -> Calendar | None:
        """The calendar on a server; None where the agenda is a file."""
        if self.url is None:
            return None
        return Calendar(
            name=NAME,
            type=CalendarType.CALDAV,
            url=self.url,
            username=self.username,
            password_command=self.password_command,
            password_env=self.password_env,
            login=self.login,
            calendars=(self.calendar,) if self.calendar else (),
            ca_file=self.ca_file,
        )

    @property
    def place(self) -> str:
        """Where it is kept, for people."""
        return self.url or str(self.file)
