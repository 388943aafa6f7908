"""In which country the other side works, as an invite tells it: by the place of the interview, else by their telephone.

Holidays and working days follow from it (T3, C2, C3). Meeting rooms are called after towns, so a town counts only in an
address; and a number only where it is given as theirs, since the one to be called may be the owner's.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from afterword.understand import vocabulary

_MAX_PLACE = 300
_MAX_LINES = 400
_MAX_LINE = 120
_POSTCODE = re.compile(
    r"\b(?:(?:[a-z]{1,2}-)?\d{4,5}(?:-\d{3,4})?(?: [a-z]{2})?|[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}|[a-z]\d[a-z] ?\d[a-z]\d|"
    r"\d{3} \d{2}|[a-z]{2} \d{5})\b"
)
_HOUSE = re.compile(r"[^\W\d_]{4,}\D*\d{1,4} ?[a-z]?$|^\d{1,4}(?: ?(?:bis|ter|[a-z]))? [^\W\d_]{3,}")
_ROOM = re.compile(
    r"room|raum|salle|sala|zaal|floor|etage|stock|étage|piso|piano|verdieping|level|zoom|teams|meet\b|https?:"
)
_NUMBER = re.compile(r"\+\s?(?P<digits>[1-9]\d{0,2}[\d\s()./-]{6,20})$")


def country_of(place: str, text: str) -> str | None:
    """The country (ISO 3166-1), "DE-BY" where its part is told too; None where nothing tells it, or not just one.

    ``place`` is the LOCATION of the event, ``text`` what was written, without what conference tools add.
    """
    return _country_of_place(place[:_MAX_PLACE]) or _country_of_phones(text)


def _country_of_place(place: str) -> str | None:
    parts = [part for part in (one.strip(" .").casefold() for one in re.split(r"[,;\n()|·/]| - | – ", place)) if part]
    known = _places()
    countries = {known.countries[part] for part in parts if part in known.countries}
    towns = set(_towns(parts, has_country=bool(countries)))
    if countries:
        (country, *others) = countries
        told = {town for town in towns if town.partition("-")[0] == country}
        return None if others else (told.pop() if len(told) == 1 else country)
    return towns.pop() if len(towns) == 1 else None


def _towns(parts: list[str], *, has_country: bool) -> Iterator[str]:
    """Towns of an address: beside a postcode, or at its end after a street, or with the country."""
    known = _places().towns
    has_street = any(_HOUSE.search(part) and not _ROOM.search(part) for part in parts)
    for number, part in enumerate(parts):
        bare = " ".join(_POSTCODE.sub(" ", part).split())
        near = parts[number + 1] if number + 1 < len(parts) else ""
        with_code = bare != part or bool(_POSTCODE.fullmatch(near))
        if bare in known and (with_code or has_street or has_country):
            yield known[bare]


def _country_of_phones(text: str) -> str | None:
    lines = text.splitlines()[-_MAX_LINES:]
    found = {country for line in lines if len(line) <= _MAX_LINE and (country := _country_of_line(line.strip()))}
    return found.pop() if len(found) == 1 else None


def _country_of_line(line: str) -> str | None:
    known = _places()
    label = known.label.match(line)
    number = _NUMBER.match(line[label.end() :].strip()) if label else None
    if number is None:
        return None
    digits = re.sub(r"\D", "", number["digits"])
    return next((known.codes[digits[:size]] for size in (3, 2) if digits[:size] in known.codes), None)


# --- The words, as data ---


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    phone_labels: str
    calling_codes: dict[str, str]
    countries: dict[str, str]
    towns: dict[str, str]


class _Places(Struct, frozen=True):
    label: re.Pattern[str]
    codes: dict[str, str]
    countries: dict[str, str]
    towns: dict[str, str]


@cache
def _places() -> _Places:
    data = msgspec.toml.decode((files(vocabulary) / "places.toml").read_bytes(), type=_File)
    return _Places(
        re.compile(rf"(?:{''.join(data.phone_labels.split(chr(10)))})\s*[.:|]*\s*(?=\+)", re.IGNORECASE),
        {code: country for country, code in data.calling_codes.items()},
        _by_word(data.countries),
        _by_word(data.towns),
    )


def _by_word(table: dict[str, str]) -> dict[str, str]:
    return {word.replace("\\", ""): place for place, words in table.items() for word in words.split("|")}
