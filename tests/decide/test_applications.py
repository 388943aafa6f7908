"""Which interviews are one hiring process, and what of the mail belongs to it."""

from msgspec.structs import replace

from afterword.decide import fold
from afterword.model import Application, Choice, Observation, Person, Signal, Verdict
from tests.decide.build import ANN, BOB, JANE, TOM, answer, application, at, by, decided, invite, told, wrote

EVE = Person("eve@beta.example", "Eve Poe", "Eve")


def test_a_second_interview_at_the_same_company_for_the_same_role_is_the_same_application() -> None:
    found = application(
        told(), told(invite("2026-12-10 14:00", uid="event-2", interviewers=(EVE,)), name="i2", when="2026-12-03 10:00")
    )
    assert [one.invite.uid for one in found.interviews] == ["event-1", "event-2"]
    assert found.interviewers == (JANE, BOB, EVE)


def test_two_roles_at_one_company_are_two_applications() -> None:
    other = told(invite(uid="event-2", role="Data Scientist"), name="invite-2", when="2026-11-21 10:00")
    known = fold([told(), other])
    assert [one.role for one in known.applications] == ["Backend Engineer", "Data Scientist"]


def test_a_vague_role_in_between_does_not_make_two_roles_one() -> None:
    vague = told(invite(uid="event-2", role="Engineer"), name="invite-2", when="2026-11-21 10:00")
    other = told(invite(uid="event-3", role="Frontend Engineer"), name="invite-3", when="2026-11-22 10:00")
    known = fold([told(), vague, other])
    assert [len(one.interviews) for one in known.applications] == [2, 1]


def test_a_role_that_is_not_named_is_no_other_role() -> None:
    found = application(told(), told(invite(uid="event-2", role=None), name="invite-2", when="2026-11-21 10:00"))
    assert found.role == "Backend Engineer"


def test_one_recruiter_of_an_agency_arranges_for_two_companies() -> None:
    acme = told(invite(coordinators=(ANN,), organizer=ANN))
    beta = invite(uid="event-2", company="Beta", coordinators=(ANN,), organizer=ANN, interviewers=(EVE,))
    known = fold([acme, told(beta, name="invite-2", when="2026-11-21 10:00")])
    assert [one.company for one in known.applications] == ["Acme", "Beta"]


def test_an_invite_in_the_thread_of_another_belongs_to_it() -> None:
    other = invite(uid="event-2", role=None, company=None, interviewers=(ANN,), coordinators=(), organizer=ANN)
    follows = told(other, name="invite-2", answers="invite-1", when="2026-12-03 10:00", sender=ANN)
    assert len(fold([told(), follows]).applications) == 1


def test_the_names_of_an_application_stay_when_another_of_its_invites_turns_up() -> None:
    later = told(invite("2026-12-10 14:00", uid="event-2"), name="invite-2", when="2026-12-03 10:00")
    alone = application(later)
    both = application(told(), later)
    assert alone.id in both.also


def test_the_order_in_which_facts_were_written_down_does_not_matter() -> None:
    facts: list[Observation] = [
        told(),
        told(invite(uid="event-2", role="Data Scientist"), name="invite-2", when="2026-11-21 10:00"),
        answer(Signal.HOLDING, "2026-11-26 10:00"),
        wrote("2026-11-26 11:00", TOM, answers="invite-1"),
    ]
    assert fold(facts) == fold(facts[::-1])


def test_an_answer_belongs_to_the_role_in_whose_thread_it_is() -> None:
    other = told(invite(uid="event-2", role="Data Scientist"), name="invite-2", when="2026-11-21 10:00")
    known = fold([told(), other, answer(Signal.REJECTION, "2026-12-01 10:00", answers="invite-2")])
    assert [[one.reply.signal for one in app.answers] for app in known.applications] == [[], [Signal.REJECTION]]


def test_an_answer_to_an_earlier_version_of_an_invite_belongs_to_it_too() -> None:
    other = told(invite(uid="event-2", role="Data Scientist"), name="invite-2", when="2026-11-21 10:00")
    moved = told(invite("2026-11-26 14:00", sequence=1), name="invite-1b", when="2026-11-22 10:00")
    known = fold([told(), other, moved, answer(Signal.REJECTION, "2026-12-01 10:00", answers="invite-1")])
    assert [len(app.answers) for app in known.applications] == [1, 0]


def test_an_answer_to_what_the_owner_sent_belongs_where_that_belongs() -> None:
    other = told(invite(uid="event-2", role="Data Scientist"), name="invite-2", when="2026-11-21 10:00")
    asked = wrote("2026-12-03 10:00", TOM, answers="invite-2", name="asked")
    known = fold([told(), other, asked, answer(Signal.OFFER, "2026-12-04 10:00", answers="asked", sender=ANN)])
    assert [len(app.answers) for app in known.applications] == [0, 1]


def test_c9_an_answer_that_could_belong_to_two_roles_is_a_doubt_of_both() -> None:
    other = told(invite(uid="event-2", role="Data Scientist"), name="invite-2", when="2026-11-21 10:00")
    known = fold([told(), other, answer(Signal.REJECTION, "2026-12-01 10:00", answers=None)])
    assert [(len(app.answers), len(app.doubts)) for app in known.applications] == [(0, 1), (0, 1)]


def test_c9_so_is_a_promise() -> None:
    other = told(invite(uid="event-2", role="Data Scientist"), name="invite-2", when="2026-11-21 10:00")
    promise = answer(Signal.TIMELINE, "2026-12-01 10:00", answers=None, promise=by("2026-12-20"))
    assert all(app.doubts for app in fold([told(), other, promise]).applications)


def test_an_acknowledgement_that_could_belong_to_two_roles_is_nothing_to_ask_about() -> None:
    other = told(invite(uid="event-2", role="Data Scientist"), name="invite-2", when="2026-11-21 10:00")
    known = fold([told(), other, answer(Signal.ACKNOWLEDGEMENT, "2026-12-01 10:00", answers=None)])
    assert not any(app.doubts or app.answers for app in known.applications)


def test_c9_an_answer_whose_text_does_not_decide_is_a_doubt() -> None:
    found = application(told(), answer(Signal.REJECTION, "2026-12-01 10:00", ask=True))
    assert (found.answers, len(found.doubts)) == ((), 1)


def test_what_is_unrelated_or_forged_is_no_answer() -> None:
    unrelated = answer(Signal.UNRELATED, "2026-12-01 10:00")
    forged = answer(Signal.REJECTION, "2026-12-01 11:00", forged=True)
    found = application(told(), unrelated, forged)
    assert (found.answers, found.doubts) == ((), ())


def test_of_a_message_read_again_the_better_reading_counts_with_the_time_it_was_first_seen() -> None:
    first = told(invite(company="Wrong"), seen="2026-11-20 10:05")
    again = told(invite(company="Acme"), seen="2026-11-24 10:00", reader=2)
    found = application(first, again)
    assert found.company == "Acme"
    assert found.interviews[0].first_seen == at("2026-11-20 10:05")
    dull = answer(Signal.HOLDING, "2026-12-01 10:00", name="x")
    sharp = replace(answer(Signal.REJECTION, "2026-12-01 10:00", name="x"), reader=2)
    for facts in ([dull, sharp], [sharp, dull]):
        assert [one.reply.signal for one in application(told(), *facts).answers] == [Signal.REJECTION]


def test_a_message_that_lies_in_two_folders_is_one_answer() -> None:
    same = answer(Signal.REJECTION, "2026-12-01 10:00")
    elsewhere = replace(same, position=replace(same.position, folder="Archive", uid=9))
    assert len(application(told(), same, elsewhere).answers) == 1


def test_a_decision_finds_its_application_by_every_name_that_it_has_had() -> None:
    later = told(invite("2026-12-10 14:00", uid="event-2"), name="invite-2", when="2026-12-03 10:00")
    alone = application(later)
    said = decided(alone.id, Choice.REJECTION, "2026-12-04 10:00")
    about_interview = decided(alone.interviews[0].id, Choice.REJECTION, "2026-12-05 10:00")
    assert application(told(), later, said, about_interview).decisions == (said, about_interview)


def test_events_that_may_be_interviews_belong_to_no_application() -> None:
    known = fold([told(invite(verdict=Verdict.UNSURE))])
    assert known.applications == ()
    assert [one.invite.uid for one in known.unsure] == ["event-1"]


def test_a_coordinator_who_also_interviews_is_an_interviewer() -> None:
    found: Application = application(told(invite(interviewers=(JANE, TOM), coordinators=(TOM, ANN))))
    assert found.coordinators == (ANN,)
