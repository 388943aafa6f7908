"""Where the values of an invite stand, in mail of several shapes."""

import base64
import json
import time

import pytest

from afterword import understand
from afterword.understand import Sources
from tests.understand.samples import OWN, calendar
from tests.understand.tnef_samples import meeting, with_calendar

NADIA = "ORGANIZER;CN=Nadia Fell:mailto:nadia.fell@haldenworks.example"
KIM = "ATTENDEE;CN=Kim Okoye:mailto:kim.okoye@example.org"
TITLE = "SUMMARY:Interview Kim Okoye - Data Analyst at Tern Vale"
START, END = "DTSTART:20261125T140000Z", "DTEND:20261125T150000Z"


def bare(*lines: str, around: tuple[str, ...] = ()) -> Sources:
    """Those of the one event of a bare calendar."""
    (found,) = understand.read_calendar_with_sources(calendar(*lines, around=around), OWN)[1]
    return found


def mail(
    body: bytes,
    text: str = "",
    *,
    sender: str = "Nadia Fell <nadia.fell@haldenworks.example>",
    subject: str = "Invitation",
    content_type: str = "text/calendar; method=REQUEST; charset=utf-8",
) -> bytes:
    """A message with ``text``, and ``body`` beside it."""
    head = (
        f"From: {sender}\r\nTo: kim.okoye@example.org\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n"
        "Date: Fri, 20 Nov 2026 10:00:00 +0000\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        f"--b\r\nContent-Type: {content_type}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + base64.encodebytes(body) + b"--b--\r\n"


def only(raw: bytes) -> Sources:
    (found,) = understand.read_with_sources(raw, OWN)[1]
    return found


def test_a_plain_calendar() -> None:
    lead = "ATTENDEE;CN=Bob Ray:mailto:bob.ray@haldenworks.example"
    found = bare(START, END, "SUMMARY:Technical interview: Backend Engineer", NADIA, lead, KIM)
    assert found == Sources(
        start="DTSTART in UTC",
        end="DTEND",
        company="the domain of nadia.fell@haldenworks.example",
        role="the title",
        interviewers=("ORGANIZER", "ATTENDEE"),
        coordinators=(),
    )


NUMBERED = ("BEGIN:VTIMEZONE", "TZID:7", "BEGIN:STANDARD", "DTSTART:16010101T000000", "TZOFFSETFROM:+0200",
            "TZOFFSETTO:+0200", "END:STANDARD", "END:VTIMEZONE")  # fmt: skip


@pytest.mark.parametrize(
    "lines, start, end",
    [
        (
            ["DTSTART;TZID=Europe/London:20261125T140000", "DURATION:PT1H"],
            "DTSTART in the zone Europe/London",
            "DURATION",
        ),
        (
            ["DTSTART;TZID=Pacific Standard Time:20261125T140000"],
            "DTSTART in the zone Pacific Standard Time, that is America/Los_Angeles",
            "no end is given",
        ),
        (
            ["DTSTART;TZID=Europe/London:20261125T140000", "DTEND;TZID=Europe/Paris:20261125T160000"],
            "DTSTART in the zone Europe/London",
            "DTEND in the zone Europe/Paris",
        ),
        (["DTSTART;TZID=7:20261125T140000"], "DTSTART in the zone 7", "no end is given"),
        ([START, "DTEND:20261125T130000Z"], "DTSTART in UTC", "DTEND, which does not fit the start"),
        ([START, "DTEND:later"], "DTSTART in UTC", "DTEND, which cannot be read"),
        ([START, "DURATION:an hour"], "DTSTART in UTC", "DURATION, which cannot be read"),
        (
            ["DTSTART:20261125T140000", "DURATION:PT1H"],
            "DTSTART without a zone",
            "DURATION, from a start that is not known",
        ),
        (["DTSTART;VALUE=DATE:20261125"], "DTSTART, a day without a time", "no end is given"),
        (
            ["DTSTART;TZID=Nowhere:20261125T140000", "DTEND;TZID=Nowhere:20261125T150000"],
            "DTSTART in the zone Nowhere, which tells no time",
            "DTEND in the zone Nowhere, which tells no time",
        ),
        (
            ["DTSTART;TZID=Europe/Paris:20261125T140000Z"],
            "DTSTART, in UTC and in the zone Europe/Paris at once",
            "no end is given",
        ),
        (
            [START, "DTSTART:20261126T140000Z"],
            "DTSTART is given twice, each time another",
            "no end is given",
        ),
        ([], "no start is given", "no end is given"),
    ],
)
def test_when(lines: list[str], start: str, end: str) -> None:
    found = bare(*lines, TITLE, NADIA, KIM, around=NUMBERED)
    assert (found.start, found.end) == (start, end)


def test_a_zone_cannot_write_to_the_terminal() -> None:
    found = bare(f"DTSTART;TZID=\x1b[31m{'x' * 500}:20261125T140000", TITLE, NADIA)
    assert found.start.isprintable()
    assert len(found.start) < 200


@pytest.mark.parametrize(
    "sender, title, description, company",
    [
        ("Jo Reed <jo@mail.example>", "Interview - Data Analyst at Tern Vale", "", "the title"),
        (
            "Tern Vale Jobs <jobs@ternvale.example>",
            "Interview - Data Analyst",
            "",
            "the display name of the sender",
        ),
        (
            "Jo Reed <jo@mail.example>",
            "Interview",
            "Interview for the Data Analyst role at Tern Vale GmbH.",
            "the text",
        ),
        ("Jo Reed <jo@ternvale.example>", "Interview - Data Analyst", "", "the domain of jo@ternvale.example"),
        # The surname is no place of the firm's name.
        ("Ann Baker <ann@baker.example>", "Interview - Data Analyst", "", "the domain of ann@baker.example"),
    ],
)
def test_the_company(sender: str, title: str, description: str, company: str) -> None:
    address = sender.partition("<")[2].rstrip(">")
    event = calendar(START, END, f"SUMMARY:{title}", f"DESCRIPTION:{description}", f"ORGANIZER:mailto:{address}", KIM)
    reading, (found,) = understand.read_with_sources(mail(event, sender=sender), OWN)
    assert reading.invites[0].company is not None
    assert found.company == company


def test_what_only_the_mail_around_says() -> None:
    letter = "Hi Kim,\r\n\r\nyour interview for the Data Analyst role at Tern Vale: you will meet Ines Duarte.\r\n"
    event = calendar(START, END, "SUMMARY:Interview", "ORGANIZER:mailto:jobs@ternvale.example", KIM)
    raw = mail(event, letter, sender="Tom <tom@ternvale.example>")
    reading, (found,) = understand.read_with_sources(raw, OWN)
    (invite,) = reading.invites
    assert [person.name for person in invite.interviewers] == ["Ines Duarte"]
    assert found.interviewers == ("named in the text of the mail",)
    assert (found.company, found.role) == ("the text of the mail", "the text of the mail")
    assert dict(zip([one.email for one in invite.coordinators], found.coordinators, strict=True)) == {
        "jobs@ternvale.example": "ORGANIZER",
        "tom@ternvale.example": "the sender",
    }


def test_people_whom_only_the_text_names() -> None:
    lead = "ATTENDEE:mailto:omar.haddad@haldenworks.example"
    text = "DESCRIPTION:Your interviewers: Ines Duarte\\, Omar Haddad. Arranged by Nadia."
    (invite,) = understand.read_calendar(calendar(START, END, TITLE, text, NADIA, lead, KIM), OWN).invites
    found = bare(START, END, TITLE, text, NADIA, lead, KIM)
    names = [person.name for person in invite.interviewers]
    assert dict(zip(names, found.interviewers, strict=True)) == {
        "Omar Haddad": "ATTENDEE, named in the text",
        "Ines Duarte": "named in the text",
    }
    assert found.coordinators == ("ORGANIZER",)


def test_who_sends_for_the_organizer() -> None:
    organizer = 'ORGANIZER;CN=Nadia Fell;SENT-BY="mailto:mo@haldenworks.example":mailto:nadia@haldenworks.example'
    found = bare(START, END, TITLE, organizer, KIM)
    assert (found.interviewers, found.coordinators) == (("ORGANIZER",), ("SENT-BY of ORGANIZER",))


def test_google() -> None:
    raw = mail(
        calendar(
            "DTSTART;TZID=Europe/Berlin:20261125T150000",
            "DTEND;TZID=Europe/Berlin:20261125T160000",
            "SUMMARY:Technical interview Kim Okoye (Halden Systems)",
            "DESCRIPTION:<p>This is about the <b>Firmware Engineer</b> role.<br>Priya Nair will interview you.</p>",
            "ORGANIZER;CN=Lucy Hart:mailto:lucy.hart@halden.example",
            "ATTENDEE;CUTYPE=INDIVIDUAL;CN=priya.nair@halden.example;X-NUM-GUESTS=0:mailto:priya.nair@halden.example",
            "ATTENDEE;CUTYPE=INDIVIDUAL;CN=kim.okoye@example.org;X-NUM-GUESTS=0:mailto:kim.okoye@example.org",
        ),
        sender="Lucy Hart <lucy.hart@halden.example>",
        subject="Invitation: Technical interview Kim Okoye (Halden Systems) @ Wed 25 Nov 2026 15:00 - 16:00 (CET)",
    )
    assert only(raw) == Sources(
        start="DTSTART in the zone Europe/Berlin",
        end="DTEND",
        company="the title",
        role="the text",
        interviewers=("ATTENDEE, named in the text",),
        coordinators=("ORGANIZER",),
    )


def test_markup() -> None:
    event = {
        "@context": "http://schema.org",
        "@type": "Event",
        "name": "Interview: Backend Engineer at Halden Works",
        "startDate": "2026-11-25T15:00:00+01:00",
        "organizer": {"@type": "Person", "name": "Lucy Hart", "email": "lucy.hart@haldenworks.example"},
    }
    html = f'<script type="application/ld+json">{json.dumps(event)}</script><p>Your interview is booked.</p>'
    raw = mail(html.encode(), content_type="text/html; charset=utf-8")
    found = only(raw.replace(b"multipart/mixed", b"multipart/alternative"))
    assert (found.start, found.end) == ("startDate in the markup", "no end with its zone in the markup")
    assert (found.company, found.role) == ("the title", "the title")
    assert "the organizer in the markup" in found.interviewers + found.coordinators


def test_winmail() -> None:
    found = only(mail(meeting(), content_type='application/ms-tnef; name="winmail.dat"'))
    assert (found.start, found.end) == (
        "the start of the meeting in winmail.dat",
        "the end of the meeting in winmail.dat",
    )
    assert (found.role, found.interviewers) == ("the title", ("the sender of the meeting in winmail.dat",))


def test_a_calendar_within_winmail() -> None:
    found = only(mail(with_calendar(calendar(START, END, TITLE, NADIA, KIM)), content_type="application/ms-tnef"))
    assert (found.start, found.end, found.interviewers) == ("DTSTART in UTC", "DTEND", ("ORGANIZER",))


def test_events_of_two_parts_have_each_their_own() -> None:
    first = calendar(START, END, TITLE, NADIA, KIM)
    second = calendar("DTSTART;TZID=Europe/Paris:20261126T140000", "DURATION:PT30M", TITLE, NADIA, KIM)
    raw = mail(first).removesuffix(b"--b--\r\n") + (
        b"--b\r\nContent-Type: text/calendar; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(second)
        + b"--b--\r\n"
    )
    found = understand.read_with_sources(raw, OWN)[1]
    assert [(one.start, one.end) for one in found] == [
        ("DTSTART in UTC", "DTEND"),
        ("DTSTART in the zone Europe/Paris", "DURATION"),
    ]


def test_where_no_event_can_be_read() -> None:
    raw = mail(b"no calendar at all", "Your interview is on Friday.", subject="Interview: Data Analyst at Tern Vale")
    reading, (found,) = understand.read_with_sources(raw, OWN)
    assert (found.start, found.end) == ("no event can be read", "no event can be read")
    assert (reading.invites[0].company, found.company) == ("Tern Vale", "the subject")


def test_the_reading_itself_is_the_same() -> None:
    raw = mail(calendar(START, END, TITLE, NADIA, KIM), "See you then.")
    assert understand.read_with_sources(raw, OWN)[0] == understand.read(raw, OWN)
    bare_file = calendar(START, END, TITLE, NADIA, KIM)
    assert understand.read_calendar_with_sources(bare_file, OWN)[0] == understand.read_calendar(bare_file, OWN)


def test_a_long_text_takes_no_long_time() -> None:
    name = "ATTENDEE:mailto:ines.duarte@haldenworks.example"
    text = f"DESCRIPTION:Your interviewer: Ines Duarte. {'x' * 60_000}"
    began = time.process_time()
    found = bare(START, END, TITLE, text, NADIA, name, KIM)
    assert "ATTENDEE, named in the text" in found.interviewers
    assert time.process_time() - began < 2
