"""The configuration file: TOML in, checked values out, or every fault of the file at once.

The only module that knows pydantic. What the rest of the program needs comes out as values of ``model``
(``Config.owner``, ``Config.settings``) and as the accounts.
"""

import difflib
import ipaddress
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
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails

from afterword.durations import as_written, day_span, duration
from afterword.errors import ConfigError
from afterword.model import FollowUpSettings, Owner, Span

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


# --- Single values ---


def _path(value: object, info: ValidationInfo) -> Path:
    """A path with ``~`` expanded, relative to the folder of the configuration file."""
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise ValueError(f"must be a path in quotes, not {as_written(value)}")
    base: Path = info.context["base"] if info.context else Path()
    try:
        return base / Path(value).expanduser()
    except RuntimeError as problem:
        raise ValueError(f"the home folder in {as_written(value)} is not known here") from problem


def _one_line(value: str) -> str:
    if any(not character.isprintable() for character in value):
        raise ValueError("must be one line, without control characters")
    return value


_Duration = Annotated[timedelta, PlainValidator(duration)]
_FilePath = Annotated[Path, PlainValidator(_path)]
_Line = Annotated[str, BeforeValidator(lambda value: _one_line(value) if isinstance(value, str) else value)]
_Name = Annotated[_Line, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
_Names = Annotated[tuple[_Name, ...], Field(strict=False)]


# --- The tables of the file ---


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Me(_Table):
    """``[me]``: whose mailbox it is."""

    name: _Name = Field(description='your name as it stands under your mails, such as "Sam Rivera"')
    addresses: _Names = Field(description='the list of your e-mail addresses, such as ["sam.rivera@example.org"]')
    time_zone: _Name = Field(description='the IANA name of your time zone, such as "Europe/London"')
    country: _Name | None = Field(
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


class Account(_Table):
    """``[[account]]``: one mailbox. ``port`` is the usual one of the protection where the file names none."""

    name: _Name = Field(description='a name of your own for it, such as "personal"')
    host: _Name = Field(description='the name of the IMAP server, such as "imap.example.org"')
    security: Annotated[Security, Field(strict=False)] = Field(
        default=Security.TLS, description='"tls", "starttls", or (for this machine alone) "none"'
    )
    port: int = Field(
        default_factory=lambda data: 993 if data.get("security", Security.TLS) is Security.TLS else 143,
        ge=1,
        le=65535,
        description="a whole number from 1 to 65535, without quotes",
    )
    username: _Name = Field(description="what you log in with, often your whole address")
    password_command: Annotated[tuple[str, ...], Field(strict=False)] | None = Field(
        default=None, description='a list of words, such as ["pass", "show", "mail/personal"]'
    )
    ca_file: _FilePath | None = Field(default=None, description='a file of certificates, such as "ca.pem"')
    drafts_folder: _Name | None = Field(default=None, description='the name of a folder, such as "Drafts"')
    sent_folder: _Name | None = Field(default=None, description='the name of a folder, such as "Sent"')
    trash_folder: _Name | None = Field(default=None, description='the name of a folder, such as "Trash"')
    junk_folder: _Name | None = Field(default=None, description='the name of a folder, such as "Junk"')
    folders: _Names = Field(default=(), description='a list of names of folders, such as ["INBOX", "Jobs"]')
    skip_folders: _Names = Field(default=(), description='a list of names of folders, such as ["Lists"]')

    @field_validator("host")
    @classmethod
    def _host_alone(cls, host: str) -> str:
        if re.search(r"[\s/@\[\]]", host) or (":" in host and _address(host) is None):
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

    @field_validator("password_command")
    @classmethod
    def _has_a_program(cls, command: tuple[str, ...] | None) -> tuple[str, ...] | None:
        # The words are not repeated: somebody may have written a password among them.
        if command is not None and (not command or not command[0].strip()):
            raise ValueError('must begin with a program, such as ["pass", "show", "mail/personal"]')
        if command is not None and any("\0" in word for word in command):
            raise ValueError("must not contain a null character")
        return command

    @field_validator("ca_file")
    @classmethod
    def _is_there(cls, path: Path | None) -> Path | None:
        if path is not None and not path.is_file():
            raise ValueError(f"there is no file {path}")
        return path

    @field_validator("skip_folders")
    @classmethod
    def _not_both(cls, skipped: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if both := [name for name in skipped if name in info.data.get("folders", ())]:
            raise ValueError(f"{as_written(both[0])} is also in `folders`; it must be in one of them")
        return skipped


class FollowUp(_Table):
    """``[follow_up]``: the numbers of the etiquette."""

    thank_you_after: _Duration = _DEFAULTS.thank_you_after
    thank_you_within: _Duration = _DEFAULTS.thank_you_within
    default_feedback_after: Annotated[Span, PlainValidator(day_span)] = _DEFAULTS.default_feedback_after
    chaser_after: _Duration = _DEFAULTS.chaser_after
    final_chaser_after: _Duration = _DEFAULTS.final_chaser_after
    debrief: bool = Field(default=_DEFAULTS.debrief, description="true or false, without quotes")
    look_back: _Duration = _DEFAULTS.look_back
    invite_look_back: _Duration = _DEFAULTS.invite_look_back

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


class Config(_Table):
    """The whole file. ``account`` keeps its order."""

    state_dir: _FilePath = Field(
        default_factory=lambda: default_state_dir(), description='a folder, such as "~/.local/state/afterword"'
    )
    me: Me = Field(description="the table [me] with name, addresses and time_zone")
    account: Annotated[tuple[Account, ...], Field(strict=False)] = Field(
        description="one or more tables [[account]], with two brackets"
    )
    follow_up: FollowUp = Field(default=FollowUp(), description="the table [follow_up]")

    @field_validator("account")
    @classmethod
    def _one_at_least(cls, accounts: tuple[Account, ...]) -> tuple[Account, ...]:
        if not accounts:
            raise ValueError("must be one or more tables [[account]], with two brackets")
        return accounts

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
            [f"{file}: there is no such file. This is enough for a start:\n\n{_SMALLEST_FILE}"]
        ) from problem
    except UnicodeDecodeError as problem:
        raise ConfigError([f"{file}: this is not UTF-8 text (byte {problem.start})"]) from problem
    except OSError as problem:
        raise ConfigError([f"{file}: cannot be read: {problem.strerror}"]) from problem
    try:
        return Config.from_toml(text, file.absolute().parent)
    except ConfigError as problem:
        raise ConfigError([f"{file}: {fault}" for fault in problem.faults]) from problem


def is_loopback(host: str) -> bool:
    """Does ``host`` mean this very machine, by its name or number alone (nothing is looked up)?"""
    address = _address(host)
    return host.lower() == "localhost" or (address is not None and address.is_loopback)


# --- Saying what is wrong ---


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
        case _ if "password_command" in place:
            return f"{key}: must be {_right(place)}"
        case _ if place == ("account",):
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
    tables: Mapping[str | int, type[BaseModel]] = {"me": Me, "account": Account, "follow_up": FollowUp}
    if not place:
        return Config
    named = len(place) == 1 or (len(place) == 2 and place[0] == "account")
    return tables.get(place[0]) if named else None


def _repeated_names(raw: Mapping[str, Any]) -> Iterator[str]:
    """Faults for accounts that share a name: the state is kept by it."""
    accounts = raw.get("account")
    first: dict[str, int] = {}
    for index, account in enumerate(accounts if isinstance(accounts, list) else ()):
        name = account.get("name") if isinstance(account, dict) else None
        if not isinstance(name, str):
            continue
        if first.setdefault(name.strip(), index) != index:
            earlier = f"account[{first[name.strip()]}]"
            yield f"account[{index}].name: {earlier} has the name {as_written(name)} already; it must be another"


def _meant(wrong: str, known: Iterable[str]) -> str:
    by_small = {name.lower(): name for name in known}
    close = difflib.get_close_matches(wrong.lower(), by_small, n=1)
    return f'did you mean "{by_small[close[0]]}"?' if close else ""


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
