"""A forged invite or answer makes no draft to a stranger unsaid, and none to an address that only looks like a known
one.
"""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from afterword import addresses
from afterword.decide import Outlook
from afterword.decide.lookalikes import is_mixed, skeleton, unicode_domain
from afterword.model import Choice, Decision, Envelope, Invite, InviteSeen, Kind, Person, Signal, Wanted, Wish
from tests.decide.build import (
    ANN,
    BOB,
    JANE,
    SAM,
    TOM,
    answer,
    application,
    at,
    envelope,
    invite,
    look,
    position,
    told,
    wishes_of,
    wrote,
)

EVE = Person("eve@elsewhere.test", "Eve Marsh", "Eve")
ENDED = "2026-11-25 16:30"
SAID = f"mind the address {EVE.email}"


def update(
    *people: Person, sender: Person = EVE, answers: str | None = None, when: str = "2026-11-21 10:00"
) -> InviteSeen:
    """A newer version of the invite that has these interviewers, written by ``sender``."""
    item = told(invite(interviewers=people, sequence=5), name="update", when=when, answers=answers)
    return replace(item, envelope=envelope(sender, (SAM,), when=when, name="update", answers=answers))


def thanks(found: Outlook) -> dict[str | None, Wish]:
    return {wish.recipient.email: wish for wish in wishes_of(found, Kind.THANK_YOU)}


def test_whom_a_strangers_update_names_is_said_to_be_a_strangers() -> None:
    found = thanks(look(ENDED, told(), update(JANE, BOB, EVE)))
    assert found[EVE.email].wanted is Wanted.YES
    assert f"{SAID}: it is known by their own message alone" in found[EVE.email].reason
    assert all("mind the address" not in found[one.email].reason for one in (JANE, BOB))


def test_whom_another_invite_of_a_stranger_names_is_said_to_be_a_strangers() -> None:
    other = invite("2026-11-25 15:00", uid="event-2", interviewers=(JANE, EVE), organizer=EVE, coordinators=())
    found = thanks(look("2026-11-25 17:30", told(), told(other, name="other", when="2026-11-22 10:00")))
    assert SAID in found[EVE.email].reason
    assert "mind the address" not in found[JANE.email].reason


def test_a_date_in_the_past_does_not_make_a_stranger_the_first() -> None:
    early = replace(update(JANE, BOB, EVE, when="2026-11-01 10:00"), seen_at=at("2026-11-21 10:00"))
    assert SAID in thanks(look(ENDED, told(), early))[EVE.email].reason


@pytest.mark.parametrize(
    "sender,people",
    [(TOM, (JANE, EVE)), (Person("new@acme.example"), (JANE, EVE)), (EVE, (JANE, Person("kim@acme.example", "Kim"))),
     (Person("no-reply@calendar.test"), (JANE, BOB))],
    ids=["one of them names a stranger", "their firm does", "a stranger names one of them", "nobody new"],
)  # fmt: skip
def test_of_whom_they_know_nothing_is_said(sender: Person, people: Iterable[Person]) -> None:
    found = thanks(look(ENDED, told(), update(*people, sender=sender)))
    assert all("mind the address" not in wish.reason for wish in found.values())


def test_whoever_answers_in_their_thread_belongs_to_it() -> None:
    assert SAID not in thanks(look(ENDED, told(), update(JANE, EVE, answers="invite-1")))[EVE.email].reason
    assert SAID in thanks(look(ENDED, told(), update(JANE, EVE, answers="unknown")))[EVE.email].reason


def test_the_first_invite_is_whom_the_application_is_about() -> None:
    agency = told(invite(interviewers=(JANE, EVE), organizer=ANN, coordinators=(ANN,)))
    assert all("mind the address" not in wish.reason for wish in thanks(look(ENDED, agency)).values())


def test_the_users_own_word_is_believed() -> None:
    seen = (told(), update(JANE, EVE))
    (interview,) = application(*seen).interviews
    word = Decision(interview.id, Choice.CONFIRM, at("2026-11-21 11:00"), people=(JANE, EVE))
    assert SAID not in thanks(look(ENDED, *seen, word))[EVE.email].reason
    written = wrote("2026-11-21 12:00", EVE, answers="invite-1")
    assert SAID not in thanks(look(ENDED, *seen, written))[EVE.email].reason


def test_an_answer_of_a_stranger_does_not_make_the_letter_after_it_go_to_them_unsaid() -> None:
    no = answer(Signal.REJECTION, "2026-12-01 10:00", sender=EVE, answers=None, named=("Acme", "Backend Engineer"))
    no = replace(no, reply=replace(no.reply, about_job=True))
    found = [one for one in wishes_of(look("2026-12-01 12:00", told(), no)) if one.recipient.email == EVE.email]
    assert all(SAID in wish.reason for wish in found if wish.wanted is not Wanted.NO)


def test_a_chaser_to_a_stranger_says_so() -> None:
    taken = told(invite(interviewers=(JANE, BOB), coordinators=(EVE,), organizer=EVE, sequence=5), name="x",
                 when="2026-11-21 10:00", sender=EVE)  # fmt: skip
    (chaser,) = wishes_of(look("2026-12-04 10:00", told(), taken), Kind.CHASER)
    assert chaser.recipient.email == EVE.email
    assert SAID in chaser.reason


# --- Looks ---

ALIKE = ["jane@acrne.example", "jane@\u0430cme.example", "jane@xn--cme-5cd.example", "j\u0430ne@acme.example"]


@pytest.mark.parametrize("address", [*ALIKE, "someone@acrne.example"])
def test_to_an_address_that_only_looks_like_a_known_one_there_is_no_draft(address: str) -> None:
    poser = Person(address, "Jane Doe", "Jane")
    found = look(ENDED, told(), update(BOB, poser, sender=TOM))
    wish = thanks(found)[address]
    assert wish.wanted is Wanted.HELD
    assert "looks like" in wish.reason
    (question,) = [one for one in found.questions if "looks like" in one.text]
    assert address in question.text
    assert thanks(found)[BOB.email].wanted is Wanted.YES


def test_an_address_that_looks_like_the_users_own_gets_no_draft() -> None:
    poser = Person("sam@r\u0456vera.example", "Sam Rivera", "Sam")
    wish = thanks(look(ENDED, told(invite(interviewers=(JANE, poser)))))[poser.email]
    assert (wish.wanted, "looks like sam@rivera.example" in wish.reason) == (Wanted.HELD, True)


def test_an_address_of_mixed_alphabets_gets_no_draft() -> None:
    poser = Person("kim@ac\u043ce.test", "Kim Lee", "Kim")
    wish = thanks(look(ENDED, told(invite(interviewers=(JANE, poser), organizer=poser, coordinators=()))))[poser.email]
    assert (wish.wanted, "mixes alphabets" in wish.reason) == (Wanted.HELD, True)


def test_the_user_may_say_that_it_is_right_after_all() -> None:
    poser = Person("jane@acrne.example", "Jane Doe", "Jane")
    seen = (told(), update(BOB, poser, sender=TOM))
    (interview,) = application(*seen).interviews
    word = Decision(interview.id, Choice.CONFIRM, at("2026-11-21 11:00"), people=(BOB, poser))
    found = look(ENDED, *seen, word)
    assert thanks(found)[poser.email].wanted is Wanted.YES
    assert not [one for one in found.questions if "looks like" in one.text]


@pytest.mark.parametrize("address", ALIKE)
def test_what_looks_alike_has_one_skeleton(address: str) -> None:
    assert skeleton(address) == skeleton("jane@acme.example")
    assert addresses.normal(address) != "jane@acme.example"


@pytest.mark.parametrize(
    "one,other",
    [("jane@acme.example", "jana@acme.example"), ("jane@acme.example", "jane@acme.test"),
     ("j.doe@acme.example", "jdoe@acme.example"), ("ann@acme.example", "ann@acne.example")],
)  # fmt: skip
def test_what_looks_otherwise_has_another(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


def test_honest_domains_beyond_ascii_are_not_mixed() -> None:
    for domain in (
        "münchen.example",
        "пример.example",
        "παράδειγμα.example",
        "例え.example",
        "acme.example",
        "xn--x.test",
    ):
        assert not is_mixed(domain)
    assert unicode_domain("xn--mnchen-3ya.example") == "münchen.example"


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_skeleton_is_had_of_anything(local: str, domain: str) -> None:
    shape = skeleton(f"{local}@{domain}")
    assert skeleton(shape) == shape or "rn" in shape or "vv" in shape or not shape.isascii()


def test_nobody_else_is_made_a_stranger_by_an_empty_header() -> None:
    item: InviteSeen = InviteSeen(position(), Envelope(), told().invite, at("2026-11-20 10:00"), 1)
    assert all("mind the address" not in wish.reason for wish in thanks(look(ENDED, item)).values())
    assert isinstance(item.invite, Invite)
