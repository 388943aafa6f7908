"""Is it the owner's job interview?"""

import pytest

from afterword import understand
from afterword.model import Invite, Verdict
from tests.understand.samples import OWN, calendar, invite, only


@pytest.mark.parametrize(
    "name", ["google", "outlook", "scheduler", "alone", "on-behalf", "media-role", "no-end", "declined", "deutsch"]
)
def test_an_interview_is_found(name: str) -> None:
    found = invite(name)
    assert found.verdict is Verdict.INTERVIEW, found.reasons
    assert found.confidence >= 0.7
    assert found.reasons


@pytest.mark.parametrize("name", ["owner-interviews", "user-research", "mock", "exit", "podcast", "webinar", "dentist"])
def test_what_only_sounds_like_one_is_not(name: str) -> None:
    found = invite(name)
    assert found.verdict is Verdict.NOT_INTERVIEW, found.reasons


JANE = "ORGANIZER;CN=Jane Doe:mailto:jane.doe@acme.example"


@pytest.mark.parametrize(
    "title",
    [
        "Phone screen with Acme",
        "Onsite - Acme",
        "Hiring manager call",
        "Recruiter chat: Kim Okoye",
        "Acme: Final round",
        "Canceled: Technical interview at Acme",
        "Acme x Kim Okoye - Software Engineer interview",
        "System Design Interview (Kim Okoye)",
    ],
)
def test_titles_of_interviews(title: str) -> None:
    assert only(calendar(f"SUMMARY:{title}", JANE)).verdict is Verdict.INTERVIEW


@pytest.mark.parametrize(
    "title",
    [
        "Lunch",
        "Weekly sync",
        "1:1 Jane / Kim",
        "Customer interview: onboarding flow",
        "Interview skills workshop",
        "Candidate debrief: Ana Cruz",
        "Parent-teacher meeting",
        "Recorded interview about your insurance claim",
        "Screen sharing session",
        "Performance review",
        "Press interview: start-ups of the year",
    ],
)
def test_titles_of_something_else(title: str) -> None:
    assert only(calendar(f"SUMMARY:{title}", JANE)).verdict is Verdict.NOT_INTERVIEW


def test_a_talk_about_a_job_needs_no_word_for_interview() -> None:
    text = "DESCRIPTION:Happy to tell you more about the Data Engineer role and to hear about your background."
    assert only(calendar("SUMMARY:Chat with Jane @ Acme", text, JANE)).verdict is Verdict.INTERVIEW


@pytest.mark.parametrize(
    "title, text",
    [
        ("Cultural fit chat", "Final step in our process. You will chat with Dana White."),
        ("Teaching demo", "We invite you to interview for the position of Maths Teacher at Oakwood Academy."),
        (
            "Meeting: Kim Okoye",
            "We would like to meet you to discuss your application for the Store Supervisor vacancy.",
        ),
        ("Quick sync", "Great news: next steps in the hiring process for the Data Engineer role."),
        ("Interview", "Post: Staff Nurse. You will be shown the hospital and meet your interviewers."),
    ],
)
def test_the_text_tells_an_interview(title: str, text: str) -> None:
    found = only(calendar(f"SUMMARY:{title}", f"DESCRIPTION:{text}", JANE))
    assert found.verdict is Verdict.INTERVIEW, found.reasons


@pytest.mark.parametrize(
    "title, text",
    [
        ("Interview panel", "You have been added as an interviewer for Ana Cruz."),
        ("Call with recruiter", "Intake for the Backend Engineer role you are hiring for."),
        ("Interviews", "Hold for interviewing candidates for our Analyst role."),
        ("Meet the team", "Welcome aboard! This is the plan of your first week."),
        ("Interview", "Questions for your thesis."),
        ("Phone call", "About your mortgage."),
    ],
)
def test_the_text_tells_something_else(title: str, text: str) -> None:
    found = only(calendar(f"SUMMARY:{title}", f"DESCRIPTION:{text}", JANE))
    assert found.verdict is Verdict.NOT_INTERVIEW, found.reasons


def test_the_candidate_named_decides_whose_interview_it_is() -> None:
    mine = only(calendar("SUMMARY:Technical interview", "DESCRIPTION:Candidate: Kim Okoye", JANE))
    theirs = only(calendar("SUMMARY:Technical interview", "DESCRIPTION:Candidate: Ana Cruz", JANE))
    assert (mine.verdict, theirs.verdict) == (Verdict.INTERVIEW, Verdict.NOT_INTERVIEW)


def test_an_interview_among_colleagues_is_not_the_owners() -> None:
    colleague = "ORGANIZER;CN=Nadia Fell:mailto:nadia.fell@example.org"
    assert only(calendar("SUMMARY:Interview", colleague)).verdict is not Verdict.INTERVIEW


def test_too_little_is_unsure() -> None:
    found = only(calendar("SUMMARY:Screening", JANE))
    assert found.verdict is Verdict.UNSURE


def _passed_on(invited: str) -> Invite:
    """What an agency sends on of its client's invite, to which ``invited`` was invited."""
    event = calendar(
        "DTSTART:20261125T140000Z",
        "SUMMARY:Introductory meeting\\, farm walk: Dairy Herd Manager",
        "DESCRIPTION:Hester\\, please pass this on to your candidate.",
        "ORGANIZER;CN=Padraig Lowry:mailto:padraig@lowrypastures.example",
        f"ATTENDEE:mailto:{invited}",
    ).decode()
    mail = (
        "From: Hester Lamb <hester@greenbough.example>\r\nTo: kim.okoye@example.org\r\n"
        "Subject: Fwd: Introductory meeting, farm walk: Dairy Herd Manager\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/calendar; method=REQUEST; charset=utf-8\r\n\r\n"
    )
    (found,) = understand.read((mail + event).encode(), OWN).invites
    return found


def test_an_agency_that_was_invited_passes_it_on_to_its_candidate() -> None:
    assert _passed_on("hester@greenbough.example").verdict is Verdict.INTERVIEW


def test_your_candidate_is_somebody_else_where_the_owner_is_the_one_invited() -> None:
    assert _passed_on("kim.okoye@example.org").verdict is not Verdict.INTERVIEW
