"""``agenda`` (K1): a calendar file to subscribe to, or a calendar on a CalDAV server.

A path alone is enough for a file: ``agenda = "follow-ups.ics"``.
"""

from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from afterword.config.calendars import Calendar, CalendarType, without_a_colon
from afterword.config.logins import Login, Variable, one_source
from afterword.config.values import Command, FilePath, Line, Name, Table, existing_file, fault_of_address, program

NAME = "agenda"
"""How the agenda is called where accounts and calendars go by their names; none of them may have it too."""


class Agenda(Table):
    """``[agenda]``: which file or which calendar, and whether suggestions stand in it too (K1).

    Either ``file`` is given or ``url``, and what comes after that is for a server alone.
    """

    file: FilePath | None = Field(
        default=None, description='the path of a calendar file of its own, such as "~/follow-ups.ics"'
    )
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
    calendar: Name | None = Field(default=None, description='the name of a calendar, such as "Follow-ups"')
    ca_file: FilePath | None = Field(default=None, description='a file of certificates, such as "ca.pem"')
    suggestions: bool = Field(default=False, description="true or false, without quotes")

    @field_validator("file")
    @classmethod
    def _no_folder(cls, file: Path | None) -> Path | None:
        if file is not None and file.is_dir():
            raise ValueError(f"{file} is a folder; it must be a file, such as {file / 'follow-ups.ics'}")
        return file

    @field_validator("url")
    @classmethod
    def _file_or_address(cls, url: str | None, info: ValidationInfo) -> str | None:
        file_is_named = info.data.get("file", Path()) is not None  # a wrong one is a fault of its own
        if url is None:
            if not file_is_named:
                raise ValueError("is missing, and so is `file`; one of them must say where the agenda is kept")
            return None
        if file_is_named:
            raise ValueError("there is `file` already; one of them is enough")
        if fault := fault_of_address(url):
            raise ValueError(fault)
        return url

    @field_validator("username")
    @classmethod
    def _named_for_a_server(cls, username: str | None, info: ValidationInfo) -> str | None:
        if username is None and info.data.get("url") is not None:
            raise ValueError("is missing; it must be what you log in with, often your whole address")
        return without_a_colon(username)

    @field_validator("username", "password_command", "password_env", "login", "calendar", "ca_file")
    @classmethod
    def _for_a_server(cls, value: object, info: ValidationInfo) -> object:
        if info.data.get("file") is not None and value not in (None, Login.PASSWORD):
            raise ValueError("is for a calendar on a server alone; leave it out")
        return value

    _has_a_program = field_validator("password_command")(program)
    _one_source = field_validator("password_env")(one_source)
    _is_there = field_validator("ca_file")(existing_file)

    @property
    def server(self) -> Calendar | None:
        """The calendar on a server; None where the agenda is a file."""
        if self.url is None:
            return None
        return Calendar.model_construct(
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
