"""What the tables of the configuration are made of: single values, each with its own complaint."""

import ipaddress
import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, StringConstraints, ValidationInfo

from afterword.durations import as_written, duration


def _path(value: object, info: ValidationInfo) -> Path:
    """A path with ``~`` expanded, relative to the folder of the configuration file."""
    if isinstance(value, Path):  # a default of ours
        value = str(value)
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


def _fingerprint(value: object) -> str:
    """64 hexadecimal digits in lower case, as programs write them: in pairs or not."""
    digits = re.sub(r"[:\s]", "", value).lower() if isinstance(value, str) else ""
    if not re.fullmatch(r"[0-9a-f]{64}", digits):
        raise ValueError(f"must be a SHA-256 fingerprint of 64 hexadecimal digits, not {as_written(value)}")
    return digits


Duration = Annotated[
    timedelta, PlainValidator(duration), Field(description='a length of time, such as "90 min", "48h" or "7 days"')
]
FilePath = Annotated[Path, PlainValidator(_path)]
Fingerprint = Annotated[str, PlainValidator(_fingerprint)]
Line = Annotated[str, BeforeValidator(lambda value: _one_line(value) if isinstance(value, str) else value)]
Name = Annotated[Line, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Names = Annotated[tuple[Name, ...], Field(strict=False)]
Command = Annotated[tuple[str, ...], Field(strict=False)]


class Table(BaseModel):
    """A table of the file: nothing unknown in it, nothing of another type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


def program(command: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """A command that begins with a program. Its words are not repeated: somebody may have written a secret there."""
    if command is not None and (not command or not command[0].strip()):
        raise ValueError('must begin with a program, such as ["pass", "show", "mail/personal"]')
    if command is not None and any("\0" in word for word in command):
        raise ValueError("must not contain a null character")
    return command


def existing_file(path: Path | None) -> Path | None:
    """A path of a file that is there."""
    if path is not None and not path.is_file():
        raise ValueError(f"there is no file {path}")
    return path


def is_loopback(host: str) -> bool:
    """Does ``host`` mean this very machine, by its name or number alone (nothing is looked up)?"""
    address = address_of(host)
    return host.lower() == "localhost" or (address is not None and address.is_loopback)


def address_of(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The IP address that ``host`` is; None where it is a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def fault_of_address(url: str) -> str | None:
    """What is wrong with the address of a calendar, free of the address itself; None where all is well."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return 'is no address; it must be one such as "https://dav.example.org/"'
    if parts.scheme not in ("https", "http") or not host or not _plain(parts):
        return 'must be a whole address such as "https://dav.example.org/"'
    if parts.scheme == "http" and not is_loopback(host):
        return 'must begin with "https://": "http" would show your secret to the network'
    if parts.username is not None or parts.password is not None:
        return "must hold neither a user name nor a password; there are keys for them"
    return None


def _plain(parts: SplitResult) -> bool:
    whole = parts.geturl()
    return whole.isascii() and whole.isprintable() and " " not in whole and not parts.fragment
