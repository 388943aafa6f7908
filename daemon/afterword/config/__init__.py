"""The configuration file: TOML in, checked values out, or every fault of the file at once.

The only package that knows pydantic. What the rest of the program needs comes out as values of ``model``
(``Config.owner``, ``Config.settings``), as the accounts and as the calendars.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo, available_timezones

import platformdirs
from platformdirs.unix import Unix
from pydantic import BaseModel, Field, PlainValidator, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails

from afterword.config.agenda import Agenda
from afterword.config.calendars import Calendar, CalendarType, Login
from afterword.config.values import (
    Command,
    Duration,
    FilePath,
    Name,
    Names,
    Table,
    address_of,
    existing_file,
    is_loopback,
    program,
)
from afterword.durations import as_written, day_span, hours_between
from afterword.errors import ConfigError
from afterword.model import FollowUpSettings, Owner, QuietHours, Span

__all__ = [
    "Account",
    "Agenda",
    "Calendar",
    "CalendarType",
    "Config",
    "FollowUp",
    "Login",
    "Me",
    "Security",
    "config_path",
    "default_state_dir",
    "is_loopback",
    "load",
]

_DEFAULTS = FollowUpSettings()

_SMALLEST_FILE = """\
[me]
name = "Your Name"
addresses = ["you@example.org"]
time_zone = "Europe/London"

[[account]]
name = "personal"
host = "imap.example.org"
username = "you@example.org"
password_command = ["pass", "show", "mail/personal"]
"""


class Security(StrEnum):
    """How the connection is protected."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


# --- The tables of the file ---


class Me(Table):
    """``[me]``: whose mailbox it is."""

    name: Name = Field(description='your name as it stands under your mails, such as "Sam Rivera"')
    addresses: Names = Field(description='the list of your e-mail addresses, such as ["sam.rivera@example.org"]')
    time_zone: Name = Field(description='the IANA name of your time zone, such as "Europe/London"')
    country: Name | None = Field(
        default=None, description='the country whose holidays you keep, such as "GB" or "DE-BY"'
    )
    signature: str | None = Field(default=None, max_length=2000, description="the text that ends your mails")

    @field_validator("addresses")
    @classmethod
    def _plain_addresses(cls, addresses: tuple[str, ...]) -> tuple[str, ...]:
        if not addresses:
            raise ValueError("must name one address of yours at least")
        wrong = [address for address in addresses if not re.fullmatch(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+", address)]
        if wrong:
            raise ValueError(f'{as_written(wrong[0])} is not a plain address such as "sam.rivera@example.org"')
        return tuple(dict.fromkeys(address.lower() for address in addresses))

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as problem:
            meant = _meant(name, available_timezones())
            raise ValueError(
                f'{as_written(name)} is no IANA time zone such as "Europe/London"{meant and f"; {meant}"}'
            ) from problem
        return name

    @field_validator("country")
    @classmethod
    def _known_country(cls, country: str | None) -> str | None:
        if country is None:
            return None
        # Here and not above: it takes a moment to load, and most commands run without it.
        from holidays import list_supported_countries

        known = list_supported_countries()
        code, _, part = country.upper().partition("-")
        if len(code) != 2 or code not in known:
            raise ValueError(
                f'{as_written(country)} is no ISO 3166-1 country with known holidays, such as "GB" or "DE"'
            )
        if part and part not in (parts := [name for name in known[code] if name.isupper() or name.isdigit()]):
            known_parts = f", or with one of {', '.join(parts)}" if parts else ""
            raise ValueError(
                f'"{part}" is no part of {code} with holidays of its own: write "{code}" alone{known_parts}'
            )
        return f"{code}-{part}" if part else code

    @field_validator("signature")
    @classmethod
    def _plain_text(cls, signature: str | None) -> str | None:
        if signature is not None and any(not char.isprintable() and char not in "\n\t" for char in signature):
            raise ValueError("must be plain text without control characters")
        return signature.strip("\n") or None if signature is not None else None


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
    ca_file: FilePath | None = Field(default=None, description='a file of certificates, such as "ca.pem"')
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
    _is_there = field_validator("ca_file")(existing_file)

    @field_validator("skip_folders")
    @classmethod
    def _not_both(cls, skipped: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if both := [name for name in skipped if name in info.data.get("folders", ())]:
            raise ValueError(f"{as_written(both[0])} is also in `folders`; it must be in one of them")
        return skipped

    @property
    def secret_command(self) -> tuple[str, ...] | None:
        """What prints the password; None: the keyring keeps it."""
        return self.password_command


class FollowUp(Table):
    """``[follow_up]``: the numbers of the etiquette."""

    thank_you_after: Duration = _DEFAULTS.thank_you_after
    thank_you_within: Duration = _DEFAULTS.thank_you_within
    default_feedback_after: Annotated[Span, PlainValidator(day_span)] = _DEFAULTS.default_feedback_after
    chaser_after: Duration = _DEFAULTS.chaser_after
    final_chaser_after: Duration = _DEFAULTS.final_chaser_after
    quiet_hours: Annotated[QuietHours | None, PlainValidator(hours_between)] = _DEFAULTS.quiet_hours
    thank_coordinators: bool = Field(default=_DEFAULTS.thank_coordinators, description="true or false, without quotes")
    feedback_request: bool = Field(default=_DEFAULTS.feedback_request, description="true or false, without quotes")
    debrief: bool = Field(default=_DEFAULTS.debrief, description="true or false, without quotes")
    look_back: Duration = _DEFAULTS.look_back
    invite_look_back: Duration = _DEFAULTS.invite_look_back

    @field_validator("thank_you_within")
    @classmethod
    def _room_for_a_thank_you(cls, within: timedelta, info: ValidationInfo) -> timedelta:
        if within <= info.data.get("thank_you_after", timedelta()):
            raise ValueError("must be longer than thank_you_after, or no thank-you could ever be placed")
        return within

    @field_validator("final_chaser_after", "look_back", "invite_look_back")
    @classmethod
    def _a_day_at_least(cls, length: timedelta) -> timedelta:
        if length < timedelta(days=1):
            raise ValueError("must be one day at least")
        return length


class Config(Table):
    """The whole file. ``account`` and ``calendar`` keep their order."""

    state_dir: FilePath = Field(
        default_factory=lambda: default_state_dir(), description='a folder, such as "~/.local/state/afterword"'
    )
    templates: FilePath = Field(
        default=Path("templates"), validate_default=True, description='a folder, such as "templates"'
    )
    me: Me = Field(description="the table [me] with name, addresses and time_zone")
    account: Annotated[tuple[Account, ...], Field(strict=False)] = Field(
        description="one or more tables [[account]], with two brackets"
    )
    calendar: Annotated[tuple[Calendar, ...], Field(strict=False)] = Field(
        default=(), description="tables [[calendar]], with two brackets"
    )
    agenda: Agenda | None = Field(default=None, description='a path, such as "~/follow-ups.ics", or the table [agenda]')
    follow_up: FollowUp = Field(default=FollowUp(), description="the table [follow_up]")

    @field_validator("agenda", mode="before")
    @classmethod
    def _a_path_is_enough(cls, agenda: object) -> object:
        return {"file": agenda} if isinstance(agenda, str) else agenda

    @field_validator("account")
    @classmethod
    def _one_at_least(cls, accounts: tuple[Account, ...]) -> tuple[Account, ...]:
        if not accounts:
            raise ValueError("must be one or more tables [[account]], with two brackets")
        return accounts

    @property
    def names(self) -> tuple[str, ...]:
        """Of all accounts and, after them, all calendars."""
        return (*(one.name for one in self.account), *(one.name for one in self.calendar))

    @property
    def owner(self) -> Owner:
        """``[me]`` as a value of the model."""
        country, _, subdivision = (self.me.country or "").partition("-")
        return Owner(
            name=self.me.name,
            addresses=self.me.addresses,
            time_zone=self.me.time_zone,
            country=country or None,
            subdivision=subdivision or None,
            signature=self.me.signature,
        )

    @property
    def settings(self) -> FollowUpSettings:
        """``[follow_up]`` as a value of the model."""
        return FollowUpSettings(**{name: getattr(self.follow_up, name) for name in FollowUp.model_fields})

    @classmethod
    def from_toml(cls, text: str, base: Path) -> Self:
        """The configuration that ``text`` says; its relative paths start at the folder ``base``.

        :raises ConfigError: every fault, each with its key.
        """
        try:
            raw = tomllib.loads(text)
        except tomllib.TOMLDecodeError as problem:
            raise ConfigError([f"this is not TOML: {problem}"]) from problem
        faults = list(_repeated_names(raw))
        try:
            config = cls.model_validate(raw, context={"base": base})
        except ValidationError as problem:
            # The port has no default where the security is wrong, which is no second fault.
            faults += [_said(error) for error in problem.errors() if error["type"] != "default_factory_not_called"]
            config = None
        if config is None or faults:
            raise ConfigError(faults)
        return config


# --- Finding and loading ---


def default_state_dir() -> Path:
    """``$STATE_DIRECTORY`` (systemd; the first, if it names several), else the platform's state folder."""
    given = os.environ.get("STATE_DIRECTORY", "").split(":")[0]
    return Path(given) if given else platformdirs.user_state_path("afterword", appauthor=False)


def config_path(given: Path | None = None) -> Path:
    """Where the configuration is: as given, else ``$AFTERWORD_CONFIG``, else in the user's configuration folder."""
    if given is not None:
        return given
    if named := os.environ.get("AFTERWORD_CONFIG"):
        return Path(named).expanduser()
    # ~/.config on a Mac too: there the documentation says, and there people keep such files.
    return Unix("afterword").user_config_path / "config.toml"


def load(path: Path | None = None) -> Config:
    """The checked configuration of the file at ``path``, or where :func:`config_path` finds it.

    :raises ConfigError: every fault of the file, each with its key and what would be right.
    """
    file = config_path(path)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError as problem:
        raise ConfigError(
            [f"{file}: there is no such file. `afterword setup` writes one; this is enough:\n\n{_SMALLEST_FILE}"]
        ) from problem
    except UnicodeDecodeError as problem:
        raise ConfigError([f"{file}: this is not UTF-8 text (byte {problem.start})"]) from problem
    except OSError as problem:
        raise ConfigError([f"{file}: cannot be read: {problem.strerror}"]) from problem
    try:
        return Config.from_toml(text, file.absolute().parent)
    except ConfigError as problem:
        raise ConfigError([f"{file}: {fault}" for fault in problem.faults]) from problem


# --- Saying what is wrong ---


_SECRET_KEYS = frozenset({"password_command", "url_command", "url"})  # what stands there is not repeated


def _said(error: ErrorDetails) -> str:
    """One fault of pydantic's in our words: the key, what is wrong, what would be right."""
    place = error["loc"]
    key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).removeprefix(".")
    match error["type"]:
        case "extra_forbidden":
            return f"{key}: {_unknown(place)}"
        case "missing":
            return f"{key}: is missing; it must be {_right(place)}"
        case "value_error":
            return f"{key}: {error['ctx']['error']}"
        case "string_too_long":
            return f"{key}: is too long; {error['ctx']['max_length']} characters are enough"
        case _ if _SECRET_KEYS & set(place):
            return f"{key}: must be {_right(place)}"
        case _ if place in (("account",), ("calendar",)):
            return f"{key}: must be {_right(place)}"
        case _:
            return f"{key}: must be {_right(place)}, not {as_written(error['input'])}"


def _unknown(place: Sequence[int | str]) -> str:
    key = str(place[-1])
    if re.search(r"pass(word|wd|phrase)?$|secret|token", key.lower()):
        return (
            "never in this file; say how to get the secret with password_command, or leave both out and keep the "
            "secret in the keyring"
        )
    table = _table(place[:-1])
    if table is None:
        return "is not a known key"
    return f"is not a known key; {_meant(key, table.model_fields) or 'known are ' + ', '.join(table.model_fields)}"


def _right(place: Sequence[int | str]) -> str:
    """What would be right at ``place``: the description of the innermost field that has one."""
    for length in range(len(place), 0, -1):
        table, name = _table(place[: length - 1]), place[length - 1]
        if table is not None and isinstance(name, str) and name in table.model_fields:
            return table.model_fields[name].description or "another value"
    return "another value"


def _table(place: Sequence[int | str]) -> type[BaseModel] | None:
    tables: Mapping[str | int, type[BaseModel]] = {
        "me": Me,
        "account": Account,
        "calendar": Calendar,
        "agenda": Agenda,
        "follow_up": FollowUp,
    }
    if not place:
        return Config
    named = len(place) == 1 or (len(place) == 2 and place[0] in ("account", "calendar"))
    return tables.get(place[0]) if named else None


def _repeated_names(raw: Mapping[str, Any]) -> Iterator[str]:
    """Faults for accounts and calendars that share a name, or have that of the agenda: the state is kept by it."""
    first: dict[str, str] = {"agenda": "the agenda"} if "agenda" in raw else {}
    for kind in ("account", "calendar"):
        tables = raw.get(kind)
        for index, table in enumerate(tables if isinstance(tables, list) else ()):
            name = table.get("name") if isinstance(table, dict) else None
            if not isinstance(name, str):
                continue
            place = f"{kind}[{index}]"
            if (earlier := first.setdefault(name.strip(), place)) != place:
                yield f"{place}.name: {earlier} has the name {as_written(name)} already; it must be another"


def _meant(wrong: str, known: Iterable[str]) -> str:
    by_small = {name.lower(): name for name in known}
    close = difflib.get_close_matches(wrong.lower(), by_small, n=1)
    return f'did you mean "{by_small[close[0]]}"?' if close else ""
