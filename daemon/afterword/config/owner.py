"""``[me]``: whose mailbox it is, where they are, and how they sign."""

import re
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, field_validator

from afterword.config.complaints import meant
from afterword.config.values import Name, Names, Table
from afterword.durations import as_written
from afterword.feast_days import holidays_of


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
            near = meant(name, available_timezones())
            raise ValueError(
                f'{as_written(name)} is no IANA time zone such as "Europe/London"{near and f"; {near}"}'
            ) from problem
        return name

    @field_validator("country")
    @classmethod
    def _known_country(cls, country: str | None) -> str | None:
        if country is None:
            return None
        code, _, part = country.upper().partition("-")
        known = _parts_of(code) if len(code) == 2 else None
        if known is None:
            raise ValueError(
                f'{as_written(country)} is no ISO 3166-1 country with known holidays, such as "GB" or "DE"'
            )
        if part and part not in (parts := [name for name in known if name.isupper() or name.isdigit()]):
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


def _parts_of(country: str) -> tuple[str, ...] | None:
    """The parts of a country that have holidays of their own; None for one whose holidays are not known."""
    try:
        return tuple(holidays_of(country).subdivisions)
    except NotImplementedError:
        return None
