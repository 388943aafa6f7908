"""A yes or no of somebody who is tied to an application counts where it is about it, else the user is asked."""

import pytest
from msgspec.structs import replace

from afterword.decide.matching import Directory
from afterword.decide.role_words import RoleWords, stems_of
from afterword.model import Application, Person, Reply, Signal
from tests.decide.build import BOB, JANE, TOM, envelope

ACME = Application(
    "acme", "Acme", "Claims Handler", domains=("acme.example",), interviewers=(JANE, BOB), sent_ids=("<s1>",)
)
NO = Reply(Signal.REJECTION, 0.9, (), about_job=False)
DESK = Person("office@acme.example", "Acme Office")
DIRECTORY = Directory([ACME])
ASKED = (None, ("acme",), False)
ACTED = ("acme", ("acme",), False)
DOUBTED = ("acme", ("acme",), True)
NOTHING = (None, (), False)


def found(
    reply: Reply, sender: Person = JANE, *, says: str = "", answers: str | None = None
) -> tuple[str | None, tuple[str, ...], bool]:
    match = DIRECTORY.match(envelope(sender, answers=answers), DIRECTORY.names_in(says), reply)
    return match.application, match.candidates, match.doubtful


def test_what_greets_somebody_else_is_asked_about() -> None:
    meant = replace(NO, about_job=True, addressee="Jodie")
    assert found(meant) == ASKED
    assert found(meant, answers="s1") == ACTED


def test_work_of_another_kind_is_asked_about_unless_it_is_the_role() -> None:
    assert found(replace(NO, about_job=True, engagement="volunteer")) == ASKED
    assert found(replace(NO, about_job=True, engagement="volunteer"), says="the Claims Handler post") == ACTED
    shelter = replace(ACME, role="Volunteer Lead")
    match = Directory([shelter]).match(envelope(JANE), (), replace(NO, about_job=True, engagement="volunteer"))
    assert match.application == "acme"


def test_another_matter_of_the_company_is_nothing_and_of_its_people_asked_about() -> None:
    other = replace(NO, matters=("allotment",))
    assert found(other, DESK) == NOTHING
    assert found(other) == DOUBTED
    assert found(other, says="Bob, Claims Handler") == DOUBTED
    assert found(replace(other, about_job=True), DESK) == ACTED
    assert found(replace(other, weakly_about_job=True), DESK) == DOUBTED
    assert found(replace(other, matters=("claim",)), DESK) == DOUBTED  # the role's own word
    assert found(replace(other, matters=("allotment", "claims")), DESK) == DOUBTED


def test_what_sets_itself_apart_is_asked_about_and_of_another_matter_nothing() -> None:
    apart = replace(NO, apart="nothing to do with the job")
    assert found(apart) == ASKED
    assert found(apart, says="the Claims Handler role") == ASKED
    assert found(apart, answers="s1") == DOUBTED
    assert found(replace(apart, matters=("repair", "hub")), DESK) == NOTHING
    assert found(replace(apart, matters=("repair", "hub"))) == ASKED


def test_of_another_role_without_an_interview_nobody_is_asked() -> None:
    other = replace(NO, about_job=True, role="Harbour Pilot")
    assert found(other) == ASKED
    assert found(replace(other, not_met=True)) == NOTHING
    assert found(replace(other, not_met=True), says="the Claims Handler role") == ACTED
    assert found(replace(NO, about_job=True, not_met=True)) == ACTED
    assert found(replace(other, role="Acme")) == ACTED  # the company's own name


def test_a_plain_invitation_of_its_people_may_name_what_the_work_is_done_with() -> None:
    come = Reply(Signal.NEXT_STEP, 0.95, (), about_job=False, matters=("ticket",))
    assert found(come) == ACTED
    assert found(replace(come, signal=Signal.OFFER)) == ACTED
    assert found(replace(come, matters=("ticket", "raffle"))) == DOUBTED
    assert found(replace(come, confidence=0.8)) == DOUBTED
    assert found(replace(come, signal=Signal.REJECTION)) == DOUBTED
    assert found(come, DESK) == NOTHING


def test_of_an_unknown_writer_a_job_or_a_name_must_be_heard() -> None:
    assert found(NO, DESK) == DOUBTED
    assert found(replace(NO, about_job=True), DESK) == ACTED
    assert found(NO, DESK, says="Jane saw five people") == ACTED
    assert found(replace(NO, needs_tie=True), DESK, says="Jane saw five people") == ACTED
    assert found(NO, DESK, says="the Claims Handler it was") == ACTED


def test_one_of_the_people_is_believed_but_not_in_another_thread() -> None:
    assert found(NO) == ACTED
    assert found(NO, answers="elsewhere") == DOUBTED
    assert found(replace(NO, about_job=True), answers="elsewhere") == ACTED


def test_what_decides_nothing_is_not_judged() -> None:
    assert found(Reply(Signal.ACKNOWLEDGEMENT, 0.9, (), matters=("allotment",), about_job=False)) == ACTED


def test_another_firm_of_that_name_is_asked_about_and_so_is_a_talk_with_somebody_else() -> None:
    tyres = Person("contact@acme-tyres.example", "Acme")
    no = replace(NO, about_job=True)
    assert found(no, tyres) == DOUBTED
    assert found(no, tyres, says="the Claims Handler role") == ACTED
    friend = Person("wim@mailbox.example", "Wim")
    assert found(no, friend, says="did Acme write about Claims Handler") == ACTED
    assert found(no, friend, says="did Acme write about Claims Handler", answers="ours") == ASKED


@pytest.mark.parametrize(
    "sender", [Person("janedoe88@mailbox.example", "Jane"), Person("x1@mailbox.example", "Jane Doe")]
)
def test_one_of_the_people_at_a_private_address_is_known_by_name_and_by_whom_they_speak_of(sender: Person) -> None:
    assert found(NO, sender, says="Bob wanted to call") == NOTHING  # too short a name, and no word of a job
    zoe = Person("zoe@acme.example", "Zoe Winter", "Zoe")
    directory = Directory([replace(ACME, interviewers=(JANE, zoe))])
    assert directory.match(envelope(sender), directory.names_in("Mrs Winter wanted to call"), NO).application == "acme"
    assert directory.match(envelope(sender), (), NO).application is None


def test_a_stranger_who_speaks_of_two_of_them_is_asked_about() -> None:
    pair = replace(ACME, interviewers=(JANE, Person("zoe@acme.example", "Zoe Winter", "Zoe")))
    directory = Directory([pair])
    stranger = envelope(Person("k.l@elsewhere.example", "Kim Lund"))
    names = directory.names_in("Jane and Mrs Winter have made up their minds")
    assert directory.match(stranger, names, NO).candidates == ()
    match = directory.match(stranger, names, replace(NO, about_job=True))
    assert (match.application, match.doubtful) == ("acme", True)
    assert directory.match(stranger, (*names, "Acme"), replace(NO, about_job=True)).doubtful is False
    assert (
        directory.match(stranger, (*names, "Acme"), replace(NO, about_job=True, matters=("ticket",))).candidates == ()
    )


def test_tom_who_arranges_is_one_of_the_people() -> None:
    match = Directory([replace(ACME, coordinators=(TOM,))]).match(envelope(TOM), (), NO)
    assert (match.application, match.doubtful) == ("acme", False)


@pytest.mark.parametrize(
    ("role", "text", "named"),
    [
        ("Night Shift Coordinator", "the coordinator of our night shifts", True),
        ("Night Shift Coordinator", "the NSC chat on Monday", True),
        ("Night Shift Coordinator", "our night shift is cancelled", False),
        (
            "Night Shift Coordinator",
            "the night was long, no shift knew the man who is its coordinator",
            False,
        ),
        ("Netzmonteur Strom (m/w/d)", "von den Netzmonteuren für Strom", True),
        ("Porter", "the porter", False),  # a single word is found as it is spelled
    ],
)
def test_a_role_is_named_by_all_its_words_close_together(role: str, text: str, named: bool) -> None:
    words, tokens, known = text.casefold().split(), text.split(), RoleWords(role)
    assert known.are_in(words, tokens) is named
    assert known.may_be_in(stems_of(words), tokens) or not named


def test_what_is_not_plainly_about_a_job_is_asked_about() -> None:
    loosely = replace(NO, about_job=True, plainly_about_job=False)
    library = Person("lending@acme.example", "Acme Library")
    assert found(loosely, library) == DOUBTED
    assert found(replace(loosely, plainly_about_job=True), library) == ACTED
    assert found(loosely, library, says="for the Claims Handler") == ACTED


def test_a_role_like_the_own_one_is_another_where_the_application_is_one_beside_others() -> None:
    like = replace(NO, about_job=True, role="Claims Analyst")
    assert found(like) == ACTED
    assert found(replace(like, not_met=True)) == ASKED
    assert found(replace(like, beside_others=True)) == ASKED
    assert found(replace(like, beside_others=True, role="Harbour Pilot")) == ASKED
    assert found(replace(like, beside_others=True, role=None)) == ACTED


def test_who_names_those_who_interview_speaks_of_that_interview() -> None:
    other = replace(NO, about_job=True, role="Harbour Pilot")
    assert found(other, DESK, says="Thank you for your time with Jane.") == ACTED
    assert found(replace(other, not_met=True), DESK, says="Thank you for your time with Jane.") == NOTHING


def test_somebody_who_interviews_is_asked_about_when_they_write_from_home() -> None:
    home = Person("jane.77@example.net", "Jane Doe")
    no = replace(NO, about_job=True)
    assert found(no, home) == DOUBTED
    assert found(replace(no, matters=("choir",)), home) == DOUBTED
    assert found(replace(NO, matters=("choir",)), home) == NOTHING
