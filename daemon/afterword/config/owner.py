"""``[me]``: whose mailbox it is, where they are, and how they sign."""

import re
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from msgspec import Meta

from afterword.config.complaints import meant
from afterword.config.tables import Before, Table
from afterword.config.values import Name, Names
from afterword.durations import as_written
from afterword.feast_days import holidays_of


def _plain_addresses(addresses: tuple[str, ...], _: Before) -> tuple[str, ...]:
    if not addresses:
        raise ValueError("must name one address of yours at least")
    wrong = [address for address in addresses if not re.fullmatch(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+", address)]
    if wrong:
        raise ValueError(f'{as_written(wrong[0])} is not a plain address such as "sam.rivera@example.org"')
    return tuple(dict.fromkeys(address.lower() for address in addresses))


def _known_zone(name: str, _: Before) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as problem:
        near = meant(name, available_timezones())
        raise ValueError(
            f'{as_written(name)} is no IANA time zone such as "Europe/London"{near and f"; {near}"}'
        ) from problem
    return name


def _known_country(country: str | None, _: Before) -> str | None:
    if country is None:
        return None
    code, _dash, part = country.upper().partition("-")
    known = _parts_of(code) if len(code) == 2 else None
    if known is None:
        raise ValueError(f'{as_written(country)} is no ISO 3166-1 country with known holidays, such as "GB" or "DE"')
    if part and part not in (parts := [name for name in known if name.isupper() or name.isdigit()]):
        known_parts = f", or with one of {', '.join(parts)}" if parts else ""
        raise ValueError(f'"{part}" is no part of {code} with holidays of its own: write "{code}" alone{known_parts}')
    return f"{code}-{part}" if part else code


def _plain_text(signature: str | None, _: Before) -> str | None:
    if signature is not None and any(not char.isprintable() and char not in "\n\t" for char in signature):
        raise ValueError("must be plain text without control characters")
    return signature.strip("\n") or None if signature is not None else None


class Me(Table, frozen=True, kw_only=True):
    """``[me]``: whose mailbox it is."""

    name: Annotated[Name, Meta(description='your name as it stands under your mails, such as "Sam Rivera"')]
    addresses: Annotated[
        Names,
        Meta(description='the list of your e-mail addresses, such as ["sam.rivera@example.org"]'),
        _plain_addresses,
    ]
    time_zone: Annotated[
        Name, Meta(description='the IANA name of your time zone, such as "Europe/London"'), _known_zone
    ]
    country: Annotated[
        Name | None, Meta(description='the country whose holidays you keep, such as "GB" or "DE-BY"'), _known_country
    ] = None
    signature: Annotated[
        str | None, Meta(max_length=2000, description="the text that ends your mails"), _plain_text
    ] = None


def _parts_of(country: str) -> tuple[str, ...] | None:
    """The parts of a country that have holidays of their own; None for one whose holidays are not known."""
    try:
        return tuple(holidays_of(country).subdivisions)
    except NotImplementedError:
        return None
