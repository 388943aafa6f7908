"""The owner under another spelling of an address, or perhaps under another name at a domain of the owner's."""

import pytest

from afterword import addresses, understand
from afterword.model import Invite, Verdict
from tests.understand.samples import calendar

OWNERS = ("sam@rivera.example", "sam.rivera@gmail.com")


def invite(attendee: str, *more: str, owners: tuple[str, ...] = OWNERS, organizer: str = "jane@acme.example") -> Invite:
    data = calendar(
        "DTSTAMP:20261101T090000Z",
        "DTSTART:20261125T140000Z",
        "SUMMARY:Job interview: Data Engineer",
        "DESCRIPTION:Thank you for your application. Your interview for the Data Engineer position.",
        f"ORGANIZER;CN=Jane Doe:mailto:{organizer}",
        f"ATTENDEE;CN=Somebody Else:mailto:{attendee}",
        *more,
    )
    (found,) = understand.read_calendar(data, owners).invites
    return found


@pytest.mark.parametrize(
    "attendee, owner",
    [
        ("sam@rivera.example", "sam@rivera.example"),
        ("Sam+acme@Rivera.example", "sam@rivera.example"),
        ("samrivera@gmail.com", "sam.rivera@gmail.com"),
        ("s.a.m.rivera+jobs@googlemail.com", "sam.rivera@gmail.com"),
    ],
)
def test_every_spelling_of_an_address_is_the_owner(attendee: str, owner: str) -> None:
    found = invite(attendee)
    assert found.owner == owner
    assert found.verdict is Verdict.INTERVIEW
    assert [person.email for person in found.interviewers] == ["jane@acme.example"]


def test_an_address_configured_with_its_tag_is_found_as_it_stands() -> None:
    owners = ("sam@rivera.example", "sam+jobs@rivera.example")
    assert invite("sam+jobs@rivera.example", owners=owners).owner == "sam+jobs@rivera.example"
    assert invite("sam@rivera.example", owners=("sam+jobs@rivera.example",)).owner == "sam+jobs@rivera.example"


def test_the_owner_declines_and_organizes_under_a_tag() -> None:
    declined = invite("bo@acme.example", "ATTENDEE;PARTSTAT=DECLINED:mailto:sam+acme@rivera.example")
    assert declined.declined
    organized = invite("bo@acme.example", organizer="sam+acme@rivera.example")
    assert "the owner organizes it" in organized.reasons


def test_one_attendee_at_the_owners_domain_may_be_the_owner() -> None:
    found = invite("hello@rivera.example")
    assert found.verdict is Verdict.UNSURE
    assert "may be the owner" in found.reasons[0]
    assert [person.email for person in found.interviewers] == ["jane@acme.example"]


@pytest.mark.parametrize(
    "attendee, more, organizer",
    [
        ("hello@rivera.example", ("ATTENDEE:mailto:sam@rivera.example",), "jane@acme.example"),
        ("hello@rivera.example", ("ATTENDEE:mailto:bo@rivera.example",), "jane@acme.example"),
        ("kim@acme.example", (), "hello@rivera.example"),
    ],
)
def test_colleagues_beside_the_owner_are_no_aliases(attendee: str, more: tuple[str, ...], organizer: str) -> None:
    reasons = invite(attendee, *more, organizer=organizer).reasons
    assert "people of the owner's own organisation are in it" in reasons


def test_mailboxes_are_the_same_by_their_spelling_only() -> None:
    assert addresses.same_mailbox("a.b+x@Gmail.com", "ab@googlemail.com")
    assert addresses.same_mailbox("a+x@acme.example", "A@acme.example")
    assert not addresses.same_mailbox("a.b@acme.example", "ab@acme.example")
    assert not addresses.same_mailbox("+a@acme.example", "+b@acme.example")
    assert not addresses.same_mailbox(None, None)
    assert not addresses.same_mailbox("nobody", "nobody")
