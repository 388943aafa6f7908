"""The user's time zone and country, as this machine knows them."""

import warnings
from importlib.resources import files

from tzlocal import get_localzone_name


def local_zone() -> str | None:
    """The IANA name of the zone that this machine is set to; None where it does not tell."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a machine without a zone, or with two
        try:
            return str(get_localzone_name()) or None
        except (LookupError, ValueError, OSError):  # none, unnamed or unreadable: the user is asked
            return None


def country_of(zone: str) -> str | None:
    """The country (ISO 3166-1) that a zone is named for, by the table of the zone database; None for none."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return next((row[0] for row in rows if len(row) > 2 and row[2] == zone), None)
