"""What vendors really send, one message of tests/mail/invites for each trap, and what must be read from it."""

import resource
import time

import pytest

from afterword import understand
from afterword.model import Method, Verdict
from tests.understand.samples import OWN, invite, raw
from tests.understand.test_invites import at

START, END = at(2026, 11, 25, 14), at(2026, 11, 25, 15)
BERLIN_START, BERLIN_END = at(2026, 11, 25, 13), at(2026, 11, 25, 14)


# --- Time ---


def test_a_zone_of_one_mail_does_not_speak_for_the_next() -> None:
    east, west, east_again = (invite(f"zone-custom-{side}").start for side in ("east", "west", "east"))
    assert (east, west, east_again) == (BERLIN_START, at(2026, 11, 25, 19), BERLIN_START)


@pytest.mark.parametrize("name", ["zone-unresolved", "zone-and-z", "zone-absurd-offset", "zone-minutely"])
def test_a_zone_that_nothing_resolves_makes_the_time_unknown(name: str) -> None:
    found = invite(name)
    assert (found.start, found.end) == (None, None)
    assert found.verdict is Verdict.INTERVIEW


@pytest.mark.parametrize(
    "name, start, end",
    [
        ("zone-windows", BERLIN_START, BERLIN_END),
        ("zone-numbered", at(2026, 11, 25, 19), at(2026, 11, 25, 20)),
        ("zone-iana-contradicted", BERLIN_START, BERLIN_END),
        ("duration-over-clock-change", at(2026, 10, 24, 20), at(2026, 10, 25, 4)),
        ("end-and-duration", START, END),
        ("start-twice", None, END),
        ("no-end", at(2026, 12, 10, 10), None),
    ],
)
def test_times(name: str, start: object, end: object) -> None:
    found = invite(name)
    assert (found.start, found.end) == (start, end)


# --- Parsing ---


@pytest.mark.parametrize(
    "name",
    ["bad-alarm-and-junk", "cut-off", "line-ends-doubled", "folded-in-a-character", "unknown-charset"],
)
def test_a_damaged_calendar_is_read_all_the_same(name: str) -> None:
    found = invite(name)
    assert (found.start, found.end, found.verdict) == (START, END, Verdict.INTERVIEW)
    assert [person.email for person in found.interviewers] == ["nadia.fell@haldenworks.example"]


def test_a_fold_inside_a_character_does_not_break_it() -> None:
    (person,) = invite("folded-in-a-character").interviewers
    assert (person.name, person.first_name) == ("Jörg Fell", "Jörg")


def test_several_calendars_in_one_part() -> None:
    found = understand.read(raw("two-calendars"), OWN).invites
    assert [one.start for one in found] == [START, at(2026, 11, 25, 16)]


def test_two_events_with_one_uid_are_both_told() -> None:
    found = understand.read(raw("one-uid-twice"), OWN).invites
    assert [one.start for one in found] == [START, at(2026, 11, 27, 14)]


def test_names_with_commas_and_quotes_keep_their_attendee() -> None:
    found = invite("names-with-commas-and-quotes").interviewers
    assert [(person.email, person.first_name) for person in found] == [
        ("nadia.fell@haldenworks.example", "Nadia"),
        ("bob.ray@haldenworks.example", "Bob"),
        ("ann.weir@haldenworks.example", "Ann"),
    ]


# --- MIME ---


def test_the_method_is_that_of_the_calendar() -> None:
    found = invite("method-in-the-body-only")
    assert (found.method, found.cancelled) == (Method.CANCEL, True)


def test_googles_two_copies_are_one_event() -> None:
    assert len(understand.read(raw("google"), OWN).invites) == 1


def test_markup_is_an_invite_too() -> None:
    found = invite("markup-interview")
    assert (found.start, found.end, found.verdict) == (START, END, Verdict.INTERVIEW)


@pytest.mark.parametrize(
    "name, what",
    [("free-busy-only", "VFREEBUSY"), ("markup-flight", "Flight")],
)
def test_what_holds_no_event_is_not_lost_in_silence(name: str, what: str) -> None:
    found = invite(name)
    assert (found.verdict, found.uid, found.start, found.cancelled) == (Verdict.NOT_INTERVIEW, "", None, False)
    assert what in found.reasons[0]


def test_a_calendar_that_cannot_be_read_is_asked_about() -> None:
    found = invite("no-calendar-in-it")
    assert (found.verdict, found.start, found.title) == (Verdict.UNSURE, None, "Interview")
    assert "cannot be read" in found.reasons[0]


def test_a_message_without_any_calendar_has_no_invite() -> None:
    letter = b"From: jane@acme.example\r\nSubject: Interview\r\n\r\nSee you on Monday for the interview.\r\n"
    assert understand.read(letter, OWN).invites == ()


# --- Who, and in what order ---


def test_an_organizer_may_be_a_path_with_its_address_beside() -> None:
    assert [person.email for person in invite("organizer-is-a-path").interviewers] == ["nadia.fell@haldenworks.example"]


def test_rooms_resources_and_groups_interview_nobody() -> None:
    found = invite("rooms-and-groups")
    assert [person.email for person in found.interviewers] == ["nadia.fell@haldenworks.example"]
    assert found.coordinators == ()


def test_a_shared_calendar_arranges_and_the_text_names_who_interviews() -> None:
    found = invite("organizer-is-a-shared-calendar")
    assert [(person.email, person.name) for person in found.interviewers] == [(None, "Bob Ray")]
    assert "c_91@group.calendar.google.com" in [person.email for person in found.coordinators]
    assert (found.company, found.role) == ("Halden Works", "Backend Engineer")


def test_a_sequence_beyond_32_bits() -> None:
    assert invite("sequence-beyond-32-bits").sequence == 2**32


def test_an_exception_names_the_instance_that_it_moves() -> None:
    found = invite("exception-only")
    assert (found.recurrence_id, found.start) == ("2026-11-25T14:00:00Z", at(2026, 11, 26, 14))


@pytest.mark.parametrize("name", ["status-cancelled-in-a-request", "removed"])
def test_every_way_of_calling_it_off(name: str) -> None:
    found = invite(name)
    assert found.cancelled
    assert found.verdict is Verdict.INTERVIEW


def test_a_forwarded_invite_does_not_need_the_owner_among_the_attendees() -> None:
    found = invite("forwarded")
    assert (found.verdict, found.owner) == (Verdict.INTERVIEW, "kim.okoye@example.org")


def test_a_counter_proposal_says_what_is_proposed() -> None:
    found = invite("counter")
    assert (found.method, found.start, found.cancelled) == (Method.COUNTER, at(2026, 11, 26, 14), False)
    assert found.verdict is Verdict.INTERVIEW


def test_the_owners_own_answer() -> None:
    found = invite("reply-of-the-owner")
    assert (found.method, found.declined, found.cancelled) == (Method.REPLY, True, False)


def test_a_recorded_dmarc_failure_is_asked_about() -> None:
    found = invite("dmarc-failure")
    assert found.verdict is Verdict.UNSURE
    assert "not who it claims to be" in found.reasons[0]


# --- Hostile ---


def _calendar(*lines: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", *lines, "END:VCALENDAR", ""]).encode()


EVENT = ("BEGIN:VEVENT", "UID:x@example.org", "DTSTART:20261125T140000Z")
HOSTILE = {
    "secondly": _calendar(*EVENT, "RRULE:FREQ=SECONDLY", "END:VEVENT"),
    "interval of nothing": _calendar(*EVENT, "RRULE:FREQ=DAILY;INTERVAL=0;COUNT=1000000000", "END:VEVENT"),
    "a line of 4 MB": _calendar(*EVENT, "DESCRIPTION:" + "a" * 4_000_000, "END:VEVENT"),
    "a title of names": _calendar(*EVENT, "SUMMARY:" + "Interview with Jane Doe, " * 40_000, "END:VEVENT"),
    "100,000 attendees": _calendar(*EVENT, *["ATTENDEE;CN=A:mailto:a@x.example"] * 100_000, "END:VEVENT"),
    "nested": _calendar(*["BEGIN:VEVENT"] * 50_000),
    "dates without end": _calendar(*EVENT, "EXDATE:" + ",".join(["20261125T140000Z"] * 100_000), "END:VEVENT"),
    "quotes": _calendar(*EVENT, 'ATTENDEE;CN="' + '";"' * 100_000 + ":mailto:a@x.example", "END:VEVENT"),
    "brackets": _calendar(*EVENT, "DESCRIPTION:" + "(" * 200_000, "END:VEVENT"),
    "rules": _calendar(*EVENT, "DESCRIPTION:" + ("________________\\n" * 50_000), "END:VEVENT"),
    "colons": _calendar(*EVENT, "DESCRIPTION:" + "Interviewers: , and " * 50_000, "END:VEVENT"),
    "capitals": _calendar(*EVENT, "DESCRIPTION:" + "You will meet " + "Aa " * 100_000, "END:VEVENT"),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_nothing_stalls_the_reading(data: bytes) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.process_time()  # what else the machine does is no stalling
    understand.read_calendar(data, OWN)
    assert time.process_time() - begun < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000  # KiB


def test_of_many_events_with_many_guests_a_few_guests_of_each_are_looked_at() -> None:
    guests = [f"ATTENDEE;CN=Guest Number{n}:mailto:guest{n}@acme.example" for n in range(100)]
    owner = f"ATTENDEE;PARTSTAT=DECLINED:mailto:{OWN[0]}"
    lines = [
        line
        for number in range(50)
        for line in (
            "BEGIN:VEVENT",
            f"UID:{number}@acme.example",
            EVENT[2],
            "SUMMARY:Job interview",
            *guests,
            owner,
            "END:VEVENT",
        )
    ]
    invites = understand.read_calendar(_calendar("METHOD:REQUEST", *lines), OWN).invites
    assert len(invites) == 50
    assert all(invite.declined for invite in invites)  # the owner is seen, wherever in the list
    assert all(len(invite.interviewers) + len(invite.coordinators) <= 20 for invite in invites)
