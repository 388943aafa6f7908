"""iCalendar text into components and properties, taking what can be read (RFC 5545, 3.1).

A strict parser gives up the whole file for one bad line, and what matters of an invite is a handful of lines. So lines
are read one at a time: what is no property is passed over, or put back to the text that it was torn from.

The icalendar library gives only its table of Windows zones (see ``zones``). Of 323 calendars out of mail it refused 12
as a whole, and in 75 an attendee, a start or an end was lost; each took 2.9 ms, here 0.3 ms; and it keeps zones by
name for the whole process, so that one mail can shift the times of the next. To read every calendar twice, strictly
and then again where that failed, would be slower and would give one message two ways to be understood.
"""

import codecs
import quopri
import re

from msgspec import Struct, field

from afterword.understand import headers
from afterword.understand.characters import seen

MAX_BYTES = 1024 * 1024
MAX_LINES = 50_000
MAX_COMPONENTS = 200
MAX_DEPTH = 8
_MAX_VALUE = 64 * 1024

_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*([;:])")
_ESCAPED = re.compile(r"\\([\\;,:nN\"])")
_KNOWN_WORDS = (
    "begin end attach attendee calscale categories class comment completed contact created description "
    "dtend dtstamp dtstart due duration exdate exrule freebusy geo last-modified location method "
    "organizer percent-complete priority prodid rdate recurrence-id related-to repeat request-status "
    "resources rrule sequence status summary tzid tzname tzoffsetfrom tzoffsetto tzurl transp trigger "
    "action acknowledged uid url version name color image conference refresh-interval source "
    "styled-description participant-type structured-data "
)
_KNOWN = frozenset(_KNOWN_WORDS.split())


class Property(Struct, frozen=True):
    """One content line. ``name`` and the names of parameters are in upper case; ``value`` is as it stands there."""

    name: str
    value: str
    parameters: tuple[tuple[str, str], ...] = ()

    def parameter(self, name: str) -> str | None:
        """The first parameter of this name, unquoted; None where it is not there."""
        return next((value for key, value in self.parameters if key == name), None)

    @property
    def text(self) -> str:
        """The value as text: escapes undone (RFC 5545, 3.3.11), vCalendar 1.0's quoted-printable decoded."""
        value = self.value
        if (self.parameter("ENCODING") or "").upper() == "QUOTED-PRINTABLE":
            data = quopri.decodestring(value.encode("utf-8"))
            value = seen(headers.decoded(data, self.parameter("CHARSET")))
        return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()


class Component(Struct):
    """A block between BEGIN and END. ``name`` is in upper case. Filled while reading, then left alone."""

    name: str
    properties: list[Property] = field(default_factory=list)
    children: list["Component"] = field(default_factory=list)

    def first(self, name: str) -> Property | None:
        """The first property of this name; None where there is none."""
        return next((item for item in self.properties if item.name == name), None)

    def all(self, name: str) -> list[Property]:
        """All properties of this name, in order."""
        return [item for item in self.properties if item.name == name]

    def text(self, name: str) -> str | None:
        """The text of the first property of this name; None where it is missing or empty."""
        found = self.first(name)
        return (found.text or None) if found else None


def calendars(data: bytes, charset: str | None) -> list[Component]:
    """The VCALENDARs of ``data``. Events that stand outside any are given in one of their own.

    At most ``MAX_BYTES`` and ``MAX_COMPONENTS`` are read. Never raises: what is no iCalendar has no components.
    """
    root = Component("")
    stack = [root]
    count = 0
    for line in _lines(data, charset):
        item = _property(line)
        if item is None or (item.name.lower() not in _KNOWN and not item.name.startswith("X-")):
            _put_back(stack[-1], line)
            continue
        if item.name == "BEGIN":
            name = item.value.strip().upper()
            if name in ("VEVENT", "VCALENDAR"):  # neither nests: an END was lost
                stack = stack[: 1 if name == "VCALENDAR" else 2] if len(stack) > 1 else stack
                if name == "VEVENT" and stack[-1].name not in ("", "VCALENDAR"):
                    stack = stack[:1]
            count += 1
            if count > MAX_COMPONENTS:
                break
            if len(stack) > MAX_DEPTH:
                continue
            component = Component(name)
            stack[-1].children.append(component)
            stack.append(component)
        elif item.name == "END":
            name = item.value.strip().upper()
            depths = [depth for depth, open_ in enumerate(stack) if depth and open_.name == name]
            if depths:
                stack = stack[: depths[-1]]
        else:
            stack[-1].properties.append(item)
    loose = [child for child in root.children if child.name != "VCALENDAR"]
    found = [child for child in root.children if child.name == "VCALENDAR"]
    if any(child.name == "VEVENT" for child in loose):
        found.append(Component("VCALENDAR", root.properties, loose))
    return found


def _lines(data: bytes, charset: str | None) -> list[str]:
    data = data[:MAX_BYTES]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in data[:8]:
        data, charset = headers.decoded(data, charset).encode("utf-8"), "utf-8"
    data = data.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    # Folds are undone on bytes: senders fold inside a character (RFC 5545, 3.1).
    data = re.sub(rb"\n[ \t]", b"", data)
    return seen(headers.decoded(data, charset)).split("\n")[:MAX_LINES]


def _put_back(component: Component, line: str) -> None:
    """A line that is no property is the rest of a text whose line break was not escaped."""
    last = component.properties[-1] if component.properties else None
    if last is not None and line.strip() and last.name in ("DESCRIPTION", "COMMENT") and len(last.value) < _MAX_VALUE:
        component.properties[-1] = Property(last.name, f"{last.value}\\n{line.strip()}", last.parameters)


def _property(line: str) -> Property | None:
    start = _NAME.match(line)
    if start is None:
        return None
    name = start[1].upper().rpartition(".")[2]
    if start[2] == ":":
        return Property(name, line[start.end() :][:_MAX_VALUE])
    if name in ("ATTENDEE", "ORGANIZER"):
        return _address_property(name, line[start.end() :])
    pieces, value = _split_parameters(line[start.end() :])
    return Property(name, value[:_MAX_VALUE], _named(pieces))


def _split_parameters(rest: str) -> tuple[list[str], str]:
    """ "A=1;B="x:y":value" -> (["A=1", "B=..."], "value"). Quotes protect colons and semicolons."""
    pieces: list[str] = []
    quoted, start = False, 0
    for index, ch in enumerate(rest):
        if ch == '"':
            quoted = not quoted
        elif not quoted and ch in ";:":
            pieces.append(rest[start:index])
            start = index + 1
            if ch == ":":
                return pieces, rest[start:]
    pieces.append(rest[start:])
    return pieces, ""


# A parameter is followed by another or by the address. Quotes are not relied on: names hold quotes of their own.
_NEXT_PARAMETER = re.compile(r";(?=\s*(?:[A-Z]+(?:-[A-Z0-9]+)*)\s*=)", re.IGNORECASE)
_ADDRESS_VALUE = re.compile(r"(?i):\s*((?:mailto:|mailto%3a|invalid:|urn:|https?:|/|CN=|EX:|[^\s:;\"]+@)[^\"]*)$")


def _address_property(name: str, rest: str) -> Property:
    pieces, value = _split_parameters(rest)
    strictly = _ADDRESS_VALUE.fullmatch(f":{value}") is not None and all("=" in piece for piece in pieces)
    if not strictly:
        at = rest.lower().find(":mailto:")
        found = _ADDRESS_VALUE.search(rest, max(at, 0))
        if found is not None:
            pieces, value = _NEXT_PARAMETER.split(rest[: found.start()]), found[1]
    return Property(name, value[:_MAX_VALUE], _named(pieces))


def _named(pieces: list[str]) -> tuple[tuple[str, str], ...]:
    named = []
    for piece in pieces[:100]:
        name, equals, value = piece.partition("=")
        if equals:
            value = value.strip()
            if len(value) > 1 and value[0] == value[-1] == '"':
                value = value[1:-1]
            # RFC 6868: quotes and line breaks in parameters
            value = value.replace("^n", " ").replace("^'", '"').replace("^^", "^")
            named.append((name.strip().upper(), value.strip()))
    return tuple(named)
