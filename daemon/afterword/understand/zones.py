"""From a TZID to the instants it means, or to None where nothing resolves it.

A name that the IANA data know wins over the file's own VTIMEZONE; then a Windows name; then the VTIMEZONE, evaluated
here for the year in question. Nothing is expanded and nothing is cached from a
message, so a VTIMEZONE cannot stall the program, nor a "Customized Time Zone" of one mail speak for the next.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from afterword.understand.ics import Component

_IANA = re.compile(r"[A-Za-z][A-Za-z0-9_+\-]*(?:/[A-Za-z0-9_+\-]+){0,2}")
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})(?:\d{2})?")
_STAMP = re.compile(r"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z?", re.IGNORECASE)
_BY_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.IGNORECASE)
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_UTC_NAMES = frozenset({"utc", "z", "gmt", "etc/utc", "coordinated universal time", "tzone://microsoft/utc", "zulu"})
# What lies beside the zones in a system's folder of them: the machine's own zone, placeholders, and second copies.
_NO_ZONES = frozenset({"localtime", "posixrules", "factory", "right", "posix"})
_MAX_OFFSET = timedelta(hours=15)


class Onset(Struct, frozen=True):
    """When an observance begins, in local time: once, or every year by a rule (RFC 5545, 3.6.5)."""

    first: datetime
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    nth: int = 0
    until: datetime | None = None
    more: tuple[datetime, ...] = ()

    def latest(self, local: datetime) -> datetime | None:
        """The last onset at or before ``local`` (naive); None where there is none."""
        onsets = [stamp for stamp in (self.first, *self.more) if stamp <= local]
        if self.month is not None:
            onsets.extend(
                onset
                for year in (local.year, local.year - 1)
                if (onset := self._in(year)) is not None and self.first <= onset <= local
                if self.until is None or onset <= self.until
            )
            if self.until is not None and self.until < local:
                for year in (self.until.year, self.until.year - 1):
                    onset = self._in(year)
                    if onset is not None and self.first <= onset <= self.until:
                        onsets.append(onset)
        return max(onsets, default=None)

    def _in(self, year: int) -> datetime | None:
        month = self.month or self.first.month
        try:
            base = self.first.replace(year=year, month=month, day=1)
            if self.weekday is None:
                return base.replace(day=self.day or self.first.day)
            if self.nth < 0:
                following = base.replace(year=year + month // 12, month=month % 12 + 1)
                last = following - timedelta(days=1)
                return last - timedelta(days=(last.weekday() - self.weekday) % 7 + 7 * (-self.nth - 1))
            start = base.replace(day=self.day or 1)
            return start + timedelta(days=(self.weekday - start.weekday()) % 7 + 7 * (max(self.nth, 1) - 1))
        except ValueError:
            return None


class Observance(Struct, frozen=True):
    """STANDARD or DAYLIGHT: the offset from its onsets on, and the one before."""

    onset: Onset
    before: timedelta
    offset: timedelta


class Zone(Struct, frozen=True):
    """A zone that local times can be read in. ``name`` is its IANA name, where it has one."""

    name: str | None
    iana: ZoneInfo | None = None
    observances: tuple[Observance, ...] = ()

    def instant(self, local: datetime) -> datetime | None:
        """The UTC instant of a naive local time; None where it lies outside what can be represented."""
        try:
            if self.iana is not None:
                return local.replace(tzinfo=self.iana).astimezone(UTC)
            return (local - self._offset(local)).replace(tzinfo=UTC)
        except (OverflowError, ValueError):
            return None

    def _offset(self, local: datetime) -> timedelta:
        begun = [(latest, item) for item in self.observances if (latest := item.onset.latest(local)) is not None]
        if begun:
            return max(begun, key=lambda pair: pair[0])[1].offset
        return min(self.observances, key=lambda item: item.onset.first).before


def resolved(tzid: str, own: Mapping[str, Component]) -> Zone | None:
    """The zone that ``tzid`` names, by the IANA data, by Windows' names, or by the file's own VTIMEZONEs (by TZID)."""
    name = tzid.strip().strip('"').strip()
    if not name:
        return None
    iana = _iana(name)
    if iana is not None:
        return Zone(iana.key, iana)
    component = own.get(name) or own.get(tzid)
    if component is None:
        return None
    location = component.text("X-LIC-LOCATION")
    iana = _iana(location) if location else None
    return Zone(iana.key, iana) if iana is not None else _custom(component)


@lru_cache(maxsize=512)
def _iana(name: str) -> ZoneInfo | None:
    if name.lower() in _UTC_NAMES:
        return ZoneInfo("UTC")
    if "/" not in name:
        # Needed for Outlook's mail alone, and slow to import: the table stands in a package of a hundred modules.
        from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

        windows = WINDOWS_TO_OLSON.get(name)
        if windows is not None:
            return ZoneInfo(windows)
    # "/freeassociation.sourceforge.net/Tzfile/Europe/London": the name is at the end.
    parts = name.strip("/").split("/")
    if any(part.lower() in _NO_ZONES for part in parts):
        return None
    tails = [name] if len(parts) == 1 else ["/".join(parts[-size:]) for size in (3, 2) if size <= len(parts)]
    for tail in tails:
        if len(tail) < 64 and _IANA.fullmatch(tail):
            try:
                return ZoneInfo(tail)
            except (LookupError, ValueError, OSError):  # unknown, no key at all, or the name of a folder
                continue
    return None


def _custom(component: Component) -> Zone | None:
    children = [child for child in component.children if child.name in ("STANDARD", "DAYLIGHT")]
    if not 0 < len(children) <= 60:
        return None
    observances = []
    for child in children:
        observance = _observance(child)
        if observance is None:
            return None
        observances.append(observance)
    # Clocks that change every year change back: a zone of which one half was lost is no zone, rather than an hour off.
    offsets = {item.offset for item in observances}
    yearly = (item for item, child in zip(observances, children, strict=True) if child.first("RRULE") is not None)
    if any(item.before not in offsets for item in yearly):
        return None
    return Zone(None, None, tuple(observances))


def _observance(component: Component) -> Observance | None:
    before, offset = _offset(component.text("TZOFFSETFROM")), _offset(component.text("TZOFFSETTO"))
    first = stamp(component.text("DTSTART"))
    if before is None or offset is None or first is None:
        return None
    onset: Onset | None = Onset(first)
    rule = component.first("RRULE")
    dates = [part for item in component.all("RDATE")[:50] for part in item.value.split(",")[:500]]
    more = tuple(found for found in map(stamp, dates) if found is not None)
    if rule is not None:
        onset = _yearly(first, rule.value, offset_before=before)
    elif more:
        onset = Onset(first, more=more)
    return Observance(onset, before, offset) if onset is not None else None


def _yearly(first: datetime, rule: str, offset_before: timedelta) -> Onset | None:
    """Only yearly rules change clocks; any other is refused (an attack, or nonsense)."""
    parts = {key.strip().upper(): value.strip() for key, _, value in (item.partition("=") for item in rule.split(";"))}
    if parts.get("FREQ", "").upper() != "YEARLY" or parts.get("INTERVAL", "1") != "1" or "COUNT" in parts:
        return None
    month, day_of_month = parts.get("BYMONTH", str(first.month)), parts.get("BYMONTHDAY")
    if not month.isdecimal() or not 1 <= int(month) <= 12:
        return None
    until = stamp(parts.get("UNTIL"))
    if until is not None and parts["UNTIL"].upper().endswith("Z"):
        until += offset_before
    days = [int(day) for day in (day_of_month or "").split(",") if day.strip().isdecimal()]
    if "BYDAY" not in parts:
        return Onset(first, int(month), days[0] if days else first.day, until=until)
    by_day = _BY_DAY.fullmatch(parts["BYDAY"])
    if by_day is None:
        return None
    # "BYDAY=SU;BYMONTHDAY=8,9,...,14" means the first Sunday from the 8th on.
    position = re.fullmatch(r"[+-]?\d{1,2}", parts.get("BYSETPOS", ""))
    nth = int(by_day[1] or (position[0] if position else 0))
    if not -5 <= nth <= 5:
        return None
    return Onset(first, int(month), min(days, default=None), _DAYS.index(by_day[2].upper()), nth, until)


def _offset(text: str | None) -> timedelta | None:
    found = _OFFSET.fullmatch((text or "").strip())
    if found is None or int(found[3]) > 59:
        return None
    value = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return None if value > _MAX_OFFSET else (-value if found[1] == "-" else value)


def stamp(text: str | None) -> datetime | None:
    """A DATE-TIME (RFC 5545, 3.3.5) as a naive datetime, a final Z disregarded; None where it is not a legal one."""
    found = _STAMP.fullmatch((text or "").strip())
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in found.groups())
    try:
        # A second of 60 is legal, for leap seconds.
        return datetime(year, month, day, hour, minute, 59 if second == 60 else second)  # noqa: DTZ001 - a wall clock
    except ValueError:
        return None
