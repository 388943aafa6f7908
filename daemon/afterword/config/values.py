"""What the tables of the configuration are made of: single values, each with its own complaint."""

import ipaddress
import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from msgspec import Meta

from afterword.config.tables import Before, Read
from afterword.durations import as_written, duration


def _one_line(value: object) -> object:
    if isinstance(value, str) and not value.isprintable():
        raise ValueError("must be one line, without control characters")
    return value


def _trimmed(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _fingerprint(value: object) -> str:
    """64 hexadecimal digits in lower case, as programs write them: in pairs or not."""
    digits = re.sub(r"[:\s]", "", value).lower() if isinstance(value, str) else ""
    if not re.fullmatch(r"[0-9a-f]{64}", digits):
        raise ValueError(f"must be a SHA-256 fingerprint of 64 hexadecimal digits, not {as_written(value)}")
    return digits


Duration = Annotated[
    timedelta, Read(duration), Meta(description='a length of time, such as "90 min", "48h" or "7 days"')
]
Fingerprint = Annotated[str, Read(_fingerprint)]
Line = Annotated[str, Read(_one_line)]
Name = Annotated[Line, Read(_trimmed), Meta(min_length=1, max_length=200)]
Address = Annotated[Line, Meta(max_length=2000)]
Names = tuple[Name, ...]
Command = tuple[str, ...]
CaFile = Annotated[Path, Meta(description='a file of certificates, such as "ca.pem"')]
Port = Annotated[int, Meta(ge=1, le=65535, description="a whole number from 1 to 65535, without quotes")]
Username = Annotated[Name, Meta(description="what you log in with, often your whole address")]


def program(command: Command | None, _: Before) -> tuple[str, ...] | None:
    """A command that begins with a program. Its words are not repeated: somebody may have written a secret there."""
    if command is not None and (not command or not command[0].strip()):
        raise ValueError('must begin with a program, such as ["pass", "show", "mail/personal"]')
    if command is not None and any("\0" in word for word in command):
        raise ValueError("must not contain a null character")
    return command


def existing_file(path: Path | None, _: Before) -> Path | None:
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
