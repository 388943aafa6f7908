"""Where the other side works: whose clock, whose weekend and whose holidays count (T2, T3, C2, C3).

A zone that the organizer wrote and that is not the owner's own tells most; else the place of the interview or their
telephone; else the country of an address; else all is as at the owner's.
"""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from afterword import addresses
from afterword.decide.workdays import WorkCalendar
from afterword.model import Owner, Person


class Place(Struct, frozen=True):
    """A clock and the days that are worked by it."""

    zone: ZoneInfo
    calendar: WorkCalendar


def place_of(people: Iterable[Person], time_zone: str | None, owner: Owner, told: str | None = None) -> Place:
    """Where ``people`` work who wrote an invite in ``time_zone`` (IANA, None: in none that is known).

    ``told`` is the country that the invite tells, with its subdivision ("DE-BY") where that is told too.
    """
    home = WorkCalendar(owner.country, owner.subdivision)
    zone = ZoneInfo(time_zone or owner.time_zone)
    foreign = time_zone if time_zone != owner.time_zone else None
    country_told, _, subdivision_told = (told or "").partition("-")
    countries = [country_of_zone(foreign) if foreign else None, country_told]
    countries += [country_of_address(one.email) for one in people]
    country = next(filter(None, countries), None)
    if subdivision_told and country == country_told:
        return Place(zone, WorkCalendar(country, subdivision_told))
    if country is None or country == owner.country:
        return Place(zone, home)
    same_country = foreign is not None and country_of_zone(foreign) == country
    return Place(zone, WorkCalendar(country, _tables().subdivisions.get(foreign or "") if same_country else None))


def country_of_address(email: str | None) -> str | None:
    """The country (ISO 3166-1) whose domain an address is under; None where its ending tells none."""
    domain = addresses.domain(email)
    if domain is None or addresses.is_service(domain):
        return None
    ending = domain.rpartition(".")[2]
    tables = _tables()
    if len(ending) != 2 or ending in tables.sold_everywhere:
        return None
    country = tables.countries.get(ending, ending.upper())
    return country if country in _countries_of_zones().values() else None


def country_of_zone(zone: str) -> str | None:
    """The country (ISO 3166-1) that a zone is named for; None for one that is of no country, such as "Etc/UTC"."""
    return _countries_of_zones().get(zone)


class _Tables(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sold_everywhere: frozenset[str]
    countries: dict[str, str]
    subdivisions: dict[str, str]


@cache
def _tables() -> _Tables:
    return msgspec.toml.decode((files("afterword.decide") / "places.toml").read_bytes(), type=_Tables)


@cache
def _countries_of_zones() -> dict[str, str]:
    """``zone.tab`` of the time zone database: one country for each zone that has one."""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {row[2]: row[0] for row in rows}
