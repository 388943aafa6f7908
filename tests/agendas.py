"""What every agenda must be: a strict reading of RFC 5545, line by line, and a second reader's view of it."""

import re
from collections import Counter
from datetime import UTC, date, datetime

import vobject

_LINE = re.compile(
    r"(?P<name>[A-Z][A-Z0-9-]*)(?P<more>(?:;[A-Z-]+=(?:[^\x00-\x1f\";:,]+|\"[^\x00-\x1f\"]*\"))*):(?P<value>.*)"
)
_INSTANT = re.compile(r"\d{8}T\d{6}Z")
_ONCE = ("UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "SUMMARY", "DESCRIPTION", "STATUS", "CLASS")
_STATUSES = {"VEVENT": ("CONFIRMED", "CANCELLED"), "VTODO": ("NEEDS-ACTION", "CANCELLED")}
_AT_MOST = 75  # octets of a line, without its end (3.1)

Properties = dict[str, tuple[str, str]]


def components(data: bytes) -> list[tuple[str, Properties]]:
    """Each event and task of an agenda, as its properties with parameters and raw value. Fails at a broken rule."""
    text = data.decode("utf-8")
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert b"\r" not in data.replace(b"\r\n", b"")
    assert all(len(line) <= _AT_MOST for line in data.split(b"\r\n"))
    lines = [_taken_apart(line) for line in text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")]
    assert lines[0] == ("BEGIN", "", "VCALENDAR")
    assert lines[-1] == ("END", "", "VCALENDAR")
    begins = [at for at, line in enumerate(lines) if line[0] == "BEGIN"][1:]
    head = Counter(name for name, _, _ in lines[1 : begins[0]])
    assert (head["VERSION"], head["PRODID"], head["METHOD"]) == (1, 1, 0)
    assert max(head.values()) == 1
    found = []
    for begin, end in zip(begins, [*begins[1:], len(lines) - 1], strict=True):
        kind, inside = lines[begin][2], lines[begin + 1 : end]
        assert inside.pop() == ("END", "", kind)
        names = Counter(name for name, _, _ in inside)
        assert all(names[name] == 1 for name in _ONCE)
        assert max(names.values()) == 1
        properties = {name: (more, value) for name, more, value in inside}
        _check(kind, properties)
        found.append((kind, properties))
    uids = [properties["UID"][1] for _, properties in found]
    assert len(set(uids)) == len(uids) > 0  # a calendar holds something (3.6)
    return found


def _taken_apart(line: str) -> tuple[str, str, str]:
    match = _LINE.fullmatch(line)
    assert match, line
    assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", match["value"]), line
    return match["name"], match["more"], match["value"]


def _check(kind: str, properties: Properties) -> None:
    assert properties["STATUS"][1] in _STATUSES[kind]
    assert properties["SEQUENCE"][1].isdigit()
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        assert properties[name][0] == ""
        assert _INSTANT.fullmatch(properties[name][1])
    for name in ("SUMMARY", "DESCRIPTION"):  # TEXT: commas, semicolons and backslashes are escaped (3.3.11)
        assert not re.search(r"[,;]|\\(?![\\,;nN])", re.sub(r"\\[\\,;nN]", "", properties[name][1]))
    if kind == "VTODO":
        assert {"DTSTART", "DTEND", "DURATION"}.isdisjoint(properties)
        moment(properties["DUE"])
        return
    assert {"DUE", "DURATION"}.isdisjoint(properties)
    start, end = moment(properties["DTSTART"]), moment(properties["DTEND"])
    assert type(start) is type(end)
    assert start < end


def moment(given: tuple[str, str]) -> date:
    """A time as the standard has it: an instant in UTC, or a day that says it is one (3.3.4, 3.3.5)."""
    more, value = given
    if more == ";VALUE=DATE":
        return datetime.strptime(value, "%Y%m%d").date()  # noqa: DTZ007 - a day
    assert more == ""
    assert _INSTANT.fullmatch(value), value
    return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def as_vobject_reads_it(data: bytes) -> list[tuple[str, str, str, date]]:
    """Kind, UID, title and time of each component, by another library."""
    calendar = vobject.readOne(data.decode())
    return [
        (
            one.name,
            one.uid.value,
            one.summary.value,
            one.due.value if one.name == "VTODO" else one.dtstart.value,
        )
        for one in calendar.components()
    ]
