"""Each vendor repair, by its name."""

import pytest

from afterword.understand import ics, quirks
from tests.understand.samples import calendar, invite, only


@pytest.mark.parametrize("written", ["<u7@example.org>", '"u7@example.org"', "  u7@example.org "])
def test_wrapped_uid(written: str) -> None:
    assert only(calendar("SUMMARY:x").replace(b"u1@example.org", written.encode())).uid == "u7@example.org"


def test_sequence_of_outlook() -> None:
    assert invite("outlook").sequence == 2
    assert only(calendar("SEQUENCE:99999999999")).sequence == 99999999999
    assert only(calendar("SEQUENCE:many")).sequence == 0


@pytest.mark.parametrize(
    "line, name",
    [
        ("ATTENDEE;CN=Doe, Jane:mailto:jane@acme.example", "Doe, Jane"),
        ('ATTENDEE;CN="Jane "JD" Doe";RSVP=TRUE:mailto:jane@acme.example', 'Jane "JD" Doe'),
        ("ATTENDEE;CN=\"'Jane Doe'\":MAILTO: jane@acme.example", "Jane Doe"),
        ("ATTENDEE;CN=jane@acme.example:mailto:mailto:JANE@acme.example", None),
        ("ATTENDEE;CN=Jane Doe;EMAIL=jane@acme.example:/principals/17/", "Jane Doe"),
        ("ATTENDEE;CN=Doe\\, Jane:mailto:jane@acme.example", "Doe, Jane"),
        ("ATTENDEE;CN=Jane ^'JD^' Doe:mailto:jane@acme.example", 'Jane "JD" Doe'),
    ],
)
def test_names_of_attendees(line: str, name: str | None) -> None:
    found = only(calendar("SUMMARY:Job interview", line)).interviewers
    assert [(person.email, person.name) for person in found] == [("jane@acme.example", name)]
    assert found[0].first_name == ("Jane" if name else None)


def test_a_text_whose_line_breaks_were_not_escaped_is_put_back() -> None:
    (component,) = ics.calendars(b"BEGIN:VCALENDAR\nDESCRIPTION:One,\ntwo:\nthree.\nEND:VCALENDAR\n", None)
    assert component.text("DESCRIPTION") == "One,\ntwo:\nthree."


def test_a_name_keeps_its_letters() -> None:
    assert quirks.name("=?utf-8?Q?J=C3=B6rg?= Maier") == "Jörg Maier"


LISTED = "Your interview for the <i>Data Engineer</i> role.<br>Interviewers:<ul><li>Jane Doe</li><li>Bob Ray</li></ul>"
TOLD = "Your interview for the Data Engineer role. Interviewers: Jane Doe and Bob Ray"


@pytest.mark.parametrize(
    "line",
    [
        f"DESCRIPTION:<p>{TOLD}</p><br>",
        f"DESCRIPTION:<b>Hello</b><br>{LISTED}",
        f"X-ALT-DESC;FMTTYPE=text/html:<html><body><p>{TOLD}</p></body></html>",
        f"COMMENT:{TOLD}",
    ],
)
def test_the_text_stands_where_vendors_put_it(line: str) -> None:
    found = only(calendar("SUMMARY:Acme chat", "ORGANIZER;CN=Ann Lee:mailto:ann@acme.example", line))
    assert found.role == "Data Engineer"
    assert [person.name for person in found.interviewers] == ["Jane Doe", "Bob Ray"]


def test_a_text_that_only_speaks_of_tags_is_left_alone() -> None:
    (component,) = ics.calendars(b"BEGIN:VCALENDAR\nDESCRIPTION:a < b and c > d\nEND:VCALENDAR\n", None)
    assert quirks.description(component) == "a < b and c > d"
