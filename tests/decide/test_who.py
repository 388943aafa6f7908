"""Whom to chase (C4), and the agency that may stand between."""

import pytest
from msgspec.structs import replace

from afterword.decide.agencies import agency_of
from afterword.model import Agency, Debrief, Invite, Person, Signal
from tests.decide.build import (
    ANN,
    BOB,
    JANE,
    TOM,
    answer,
    application,
    at,
    by,
    chaser_in,
    invite,
    look,
    told,
)

LUCY = Person("lucy@acme.example", "Lucy Marsh", "Lucy")
HIRED_BY_JANE = invite(manager=JANE)


def chased(*facts: object) -> Person:
    return chaser_in(look("2026-12-01 10:00", *facts)).recipient  # type: ignore[arg-type]


def noting(said: str, when: str) -> Debrief:
    """The user's notes of who will answer."""
    return Debrief(application(told()).interviews[0].id, at(when), answers_from=said)


def test_c4_the_person_whom_a_mail_says_they_will_hear_from() -> None:
    said = answer(Signal.TIMELINE, "2026-11-27 10:00", sender=TOM, promise=by("2026-12-02"), answers_from="Bob Roe")
    assert chased(told(), said) == BOB
    in_the_invite = told(invite(answers_from="Jane"))
    assert chased(in_the_invite) == JANE


def test_c4_only_who_named_the_day_is_reminded_of_it() -> None:
    said = answer(Signal.TIMELINE, "2026-11-27 10:00", sender=TOM, promise=by("2026-12-03"))
    assert chaser_in(look("2026-12-01 10:00", told(), said)).brief.promised is not None
    named = replace(said, reply=replace(said.reply, answers_from="Bob Roe"))
    assert chaser_in(look("2026-12-01 10:00", told(), named)).brief.promised is None


def test_c4_the_latest_word_on_that_counts() -> None:
    said = answer(Signal.TIMELINE, "2026-11-27 10:00", promise=by("2026-12-02"), answers_from="Bob")
    later = answer(Signal.HOLDING, "2026-11-30 10:00", sender=JANE, promise=by("2026-12-09"))
    assert chased(told(), said, later) == JANE


def test_c4_a_name_that_is_nobodys_or_two_peoples_says_nothing() -> None:
    assert chased(told(), answer(Signal.ACKNOWLEDGEMENT, "2026-11-27 10:00", answers_from="Zoe")) == TOM
    two = invite(interviewers=(JANE, replace(BOB, name="Jane Roe")))
    assert chased(told(two), answer(Signal.ACKNOWLEDGEMENT, "2026-11-27 10:00", answers_from="Jane")) == TOM


def test_c4_somebody_who_has_written_can_be_named_too() -> None:
    wrote = answer(Signal.ACKNOWLEDGEMENT, "2026-11-26 10:00", sender=LUCY)
    said = answer(Signal.ACKNOWLEDGEMENT, "2026-11-27 10:00", answers_from="Lucy")
    assert chased(told(), wrote, said) == LUCY


def test_c4_what_was_said_of_an_earlier_round_is_past() -> None:
    said = answer(Signal.ACKNOWLEDGEMENT, "2026-11-21 10:00", answers_from="Bob")
    again = told(invite("2026-11-30 14:00", uid="event-2"), name="invite-2", when="2026-11-26 10:00")
    assert chased(told(), said, again) == TOM


def test_c4_else_the_hiring_manager_else_the_recruiter() -> None:
    assert chased(told(HIRED_BY_JANE)) == JANE
    assert chased(told()) == TOM
    without_address = invite(interviewers=(BOB,), manager=Person(None, "Max Moe", "Max"))
    assert chased(told(without_address)) == TOM


def test_c4_the_hiring_manager_of_an_earlier_round_still_is_the_one() -> None:
    again = told(invite("2026-11-30 14:00", uid="event-2", interviewers=(BOB,)), name="i2", when="2026-11-26 10:00")
    assert chased(told(HIRED_BY_JANE), again) == JANE


def test_c4_the_recruiter_and_the_hiring_manager_of_the_last_visit_come_first() -> None:
    first = told(invite(manager=JANE, coordinators=(TOM,)))
    again = invite("2026-11-30 14:00", uid="event-2", interviewers=(BOB,), coordinators=(LUCY,), organizer=LUCY)
    assert chased(told(), told(again, name="i2", when="2026-11-26 10:00")) == LUCY
    assert chased(first, told(replace(again, manager=BOB), name="i2", when="2026-11-26 10:00")) == BOB


def test_c4_where_all_else_fails_the_first_named_interviewer_is_chased_and_before_that_who_arranged_before() -> None:
    nobody_arranges = invite(coordinators=(), organizer=None)
    assert chased(told(nobody_arranges, sender=JANE)) == JANE
    again = replace(nobody_arranges, uid="event-2", start=at("2026-11-30 14:00"), end=at("2026-11-30 15:00"))
    assert chased(told(), told(again, name="i2", when="2026-11-26 10:00", sender=JANE)) == TOM


def test_c4_nobody_chases_themselves() -> None:
    """A calendar of one's own names oneself as the one who arranged it."""
    other_address = Person("sam.rivera@example.org", "Sam Rivera", "Sam")
    assert chased(told(invite(coordinators=(other_address, TOM), organizer=other_address))) == TOM


def test_c4_where_the_address_of_who_answers_is_none_another_is_chased() -> None:
    noted = noting("bob@acme.example", "2026-11-25 16:20")
    assert chased(told(), noted) == BOB
    bounce = answer(Signal.BOUNCE, "2026-11-26 10:00", bounced="bob@acme.example")
    assert chased(told(), noted, bounce) == TOM


@pytest.mark.parametrize("said", ["Zoe Quinn", "the recruiter"])
def test_c4_whoever_the_user_noted_and_nobody_knows_is_asked_for(said: str) -> None:
    noted = noting(said, "2026-11-25 16:20")
    found = look("2026-11-26 10:00", told(), noted)
    (question,) = found.questions
    assert f"“{said}”" in question.text
    assert "until then a reminder is for Tom" in question.text
    assert chased(told(), noted) == TOM
    answered = noting("zoe@acme.example", "2026-11-26 11:00")
    after = look("2026-11-26 12:00", told(), noted, answered)
    assert after.questions == ()
    assert chased(told(), noted, answered).email == "zoe@acme.example"


def test_c4_nobody_is_asked_for_whose_name_is_known() -> None:
    assert look("2026-11-26 10:00", told(), noting("Jane", "2026-11-25 16:20")).questions == ()


# --- Agencies ---

SEARCH = Person("ann@harbour-recruiting.example", "Ann Lee", "Ann")


def for_client(*, arranging: Person = ANN, speaks: bool = True) -> Invite:
    return invite(interviewers=(), coordinators=(arranging,), organizer=arranging, for_client=speaks)


@pytest.mark.parametrize(
    "what, agency",
    [
        (for_client(), Agency("talent", "talent.example")),
        (for_client(speaks=False), None),  # an employer may have a domain of another name
        (for_client(arranging=SEARCH, speaks=False), Agency("harbour-recruiting", "harbour-recruiting.example")),
        (invite(coordinators=(ANN,), organizer=ANN), Agency("talent", "talent.example")),  # they are at acme.example
        (  # one of those who interview is of the same house
            invite(interviewers=(JANE, Person("bo@talent.example", "Bo Ek", "Bo")), coordinators=(ANN,), organizer=ANN),
            None,
        ),
        (for_client(arranging=TOM), None),
        (replace(for_client(), company=None), None),
        (for_client(arranging=Person("ann@gmail.com", "Ann")), None),
        (for_client(arranging=Person("no-reply@greenhouse.io")), None),
    ],
)
def test_c4_an_agency_is_known_by_its_words_its_name_or_their_people(what: Invite, agency: Agency | None) -> None:
    found = application(told(what))
    assert found.agency == agency
    assert agency_of(found.interviews, None) is None


def test_an_agencys_domain_is_none_of_the_companys() -> None:
    assert application(told(invite(coordinators=(ANN,), organizer=ANN))).domains == ("acme.example",)


def test_c4_an_agencys_candidate_chases_the_agency() -> None:
    arranged = told(invite(coordinators=(ANN,), organizer=ANN, manager=JANE), sender=ANN)
    said = answer(Signal.TIMELINE, "2026-11-27 10:00", sender=JANE, promise=by("2026-12-02"), answers_from="Bob Roe")
    assert chased(arranged, said) == ANN
    colleague = Person("joe@talent.example", "Joe Cole", "Joe")
    assert chased(arranged, answer(Signal.ACKNOWLEDGEMENT, "2026-11-27 10:00", sender=colleague)) == colleague
