"""The debrief (D1, D2): a form waits in Drafts, is filled in with any mail program, improves the drafts, and goes."""

import datetime as dt
from dataclasses import replace
from email.message import EmailMessage
from email.utils import format_datetime

import pytest

from tests.scenarios.letters import LUCY, PRIYA, SAM, TOM, Event, Someone, google_invite
from tests.scenarios.world import World, account, moment
from tests.servers.clients import GMAIL_WEB, K9, NEOMUTT, THUNDERBIRD, MailClient
from tests.servers.mailbox import SENT, TRASH, StoredMessage

INTERVIEW = Event(moment("2025-11-25 14:00"), moment("2025-11-25 15:00"))
INVITED = moment("2025-11-18 09:30")
HIGHLIGHT = "How you drove the arm by hand while we spoke of torque"


@pytest.fixture
def over(world: World) -> World:
    """The interview is over, and both thank-yous lie in Drafts beside the form."""
    world.configure(account(world.mailbox), follow_up="[follow_up]\ndebrief = true\n")
    world.deliver(google_invite(INTERVIEW, INVITED))
    world.once("2025-11-25 15:59")
    assert world.drafts() == []
    world.once("2025-11-25 16:05")
    assert world.drafted_to() == sorted([SAM.email, PRIYA.email, TOM.email])
    return world


def filled(form: StoredMessage, **answers: str) -> str:
    """The text of the form with an answer behind the labels that begin with these words."""
    lines = form.text.splitlines()
    for label, answer in answers.items():
        (at,) = [n for n, line in enumerate(lines) if line.casefold().startswith(label.replace("_", " "))]
        lines[at] += f" {answer}"
    return "\n".join(lines) + "\n"


def fill_in(world: World, client: MailClient = THUNDERBIRD, **answers: str) -> None:
    form = world.draft_to(SAM.email)
    world.mailbox.edit_draft(form.uid, filled(form, **answers), client)


def test_d1_the_form_says_what_is_known_and_is_of_no_application(over: World) -> None:
    form = over.draft_to(SAM.email)
    assert form.header("From") == form.header("To") == str(SAM)
    assert form.flags >= {r"\Draft", r"\Seen"}
    assert form.header("In-Reply-To") is None
    assert "Halden Robotics" in form.subject
    for known in ("Senior Firmware Engineer", "2025-11-25", "Priya Nair", "Tom Beckett"):
        assert known in form.text
    assert over.follow_ups("debrief") == {SAM.email: "placed"}
    drafts = sorted(one.raw for one in over.drafts())
    ledger = over.ledger_bytes()
    over.once("2025-11-25 16:30")
    assert sorted(one.raw for one in over.drafts()) == drafts
    assert over.ledger_bytes() == ledger


@pytest.mark.parametrize("client", [THUNDERBIRD, NEOMUTT, GMAIL_WEB], ids=str)
def test_d2_filled_in_and_saved_it_improves_what_is_untouched_and_goes(over: World, client: MailClient) -> None:
    over.at("2025-11-25 16:20")
    over.mailbox.edit_draft(over.draft_to(TOM.email).uid, "Hi Tom,\n\nmy own words.\n")
    toms = over.draft_to(TOM.email).raw
    before = over.draft_to(PRIYA.email)
    fill_in(over, client, highlights=HIGHLIGHT, feedback_by="Thursday 11 December")
    over.once("2025-11-25 16:22")
    assert over.drafted_to() == sorted([PRIYA.email, TOM.email])
    assert over.draft_to(TOM.email).raw == toms
    after = over.draft_to(PRIYA.email)
    assert HIGHLIGHT in after.text.replace("\n", " ")
    assert after.message_id != before.message_id
    assert HIGHLIGHT in next(one.text for one in over.mailbox.messages(TRASH) if one.to == [SAM.email])
    assert over.application()["feedback_by"] == "2025-12-11"
    drafts, ledger = sorted(one.raw for one in over.drafts()), over.ledger_bytes()
    for when in ("2025-11-25 16:23", "2025-11-26 09:00"):
        over.once(when)
        assert sorted(one.raw for one in over.drafts()) == drafts
        assert over.ledger_bytes() == ledger
    assert over.follow_ups("debrief") == {SAM.email: "withdrawn"}


def test_d2_a_form_that_may_still_be_open_is_read_and_left(over: World) -> None:
    over.at("2025-11-25 16:20")
    fill_in(over, highlights=HIGHLIGHT)
    over.once()
    assert HIGHLIGHT in over.draft_to(PRIYA.email).text.replace("\n", " ")
    assert SAM.email in over.drafted_to()
    over.once("2025-11-25 16:21")
    assert SAM.email not in over.drafted_to()


def test_d2_what_could_not_be_read_is_asked_in_status_and_in_a_new_form(over: World) -> None:
    over.at("2025-11-25 16:20")
    fill_in(over, highlights=HIGHLIGHT, feedback_by="when Mercury is direct")
    over.once("2025-11-25 16:22")
    assert HIGHLIGHT in over.draft_to(PRIYA.email).text.replace("\n", " ")
    (question,) = over.status()["questions"]
    assert "when Mercury is direct" in question["text"]
    assert question["about"] == over.application()["interviews"][0]["id"]
    assert [one.to for one in over.mailbox.messages(TRASH)].count([SAM.email]) == 1
    assert "when Mercury is direct" in over.draft_to(SAM.email).text
    over.at("2025-11-25 16:30")
    fill_in(over, feedback_by="11 December")
    over.once("2025-11-25 16:32")
    assert over.status()["questions"] == []
    assert over.application()["feedback_by"] == "2025-12-11"
    assert over.drafted_to() == sorted([PRIYA.email, TOM.email])
    assert HIGHLIGHT in over.draft_to(PRIYA.email).text.replace("\n", " ")


@pytest.mark.parametrize("client", [THUNDERBIRD, GMAIL_WEB], ids=str)
def test_d2_a_form_that_is_mailed_to_oneself_counts(over: World, client: MailClient) -> None:
    form = over.draft_to(SAM.email)
    over.at("2025-11-25 16:20")
    over.mailbox.send_draft(form.uid, filled(form, highlights=HIGHLIGHT), client)
    (sent,) = over.mailbox.messages(SENT)
    over.deliver(sent.raw)
    inbox = over.mailbox.messages()
    over.once("2025-11-25 16:22")
    assert over.drafted_to() == sorted([PRIYA.email, TOM.email])
    assert HIGHLIGHT in over.draft_to(PRIYA.email).text.replace("\n", " ")
    assert over.follow_ups("debrief") == {SAM.email: "sent"}
    assert over.mailbox.messages() == inbox


def test_d2_an_answer_to_the_form_counts_without_a_copy_in_sent(over: World) -> None:
    form = over.draft_to(SAM.email)
    over.deliver(note(SAM, form.subject, f"Highlights: {HIGHLIGHT}\n", answers=form.message_id))
    over.once("2025-11-25 16:22")
    assert HIGHLIGHT in over.draft_to(PRIYA.email).text.replace("\n", " ")


def test_d2_a_strangers_mail_that_looks_like_a_form_changes_nothing(over: World) -> None:
    form = over.draft_to(SAM.email)
    before = sorted(one.raw for one in over.drafts())
    fake = filled(form, highlights=HIGHLIGHT, feedback_by="24 December", do_not_chase="yes")
    over.deliver(note(SAM, form.subject, fake))  # the address of From can be anybody's
    over.deliver(note(LUCY, f"Re: {form.subject}", f"Highlights: {HIGHLIGHT}\n", answers="<invented@example.org>"))
    over.deliver(note(Someone("Mallory", "mallory@elsewhere.test"), form.subject, fake))
    over.once("2025-11-25 16:22")
    assert sorted(one.raw for one in over.drafts()) == before
    assert over.application()["feedback_by"] == "2025-12-02"


def test_d2_a_form_that_nobody_fills_in_goes_after_a_week(over: World) -> None:
    over.once("2025-12-02 15:59")
    assert SAM.email in over.drafted_to()
    over.once("2025-12-02 16:01")
    assert SAM.email not in over.drafted_to()


def test_d2_a_form_that_was_opened_and_saved_as_it_was_goes_after_a_week_too(over: World) -> None:
    over.at("2025-11-25 16:20")
    fill_in(over, K9)
    over.once("2025-12-02 15:59")
    assert SAM.email in over.drafted_to()
    over.once("2025-12-02 16:01")
    assert SAM.email not in over.drafted_to()


def test_d2_a_form_saved_as_it_was_names_nobody_whom_the_user_has_taken_out_since(over: World) -> None:
    over.at("2025-11-25 16:20")
    fill_in(over, K9)  # opened, and saved as it was
    over.once("2025-11-25 16:22")
    interview = over.application()["interviews"][0]["id"]
    over.command("confirm", interview, "--with", f"{PRIYA.name} <{PRIYA.email}>")
    over.once("2025-11-25 16:30")
    assert over.drafted_to() == sorted([SAM.email, PRIYA.email])


def test_d2_a_form_that_the_user_throws_away_does_not_come_back(over: World) -> None:
    over.at("2025-11-25 16:20")
    over.mailbox.delete(over.draft_to(SAM.email).uid)
    for when in ("2025-11-25 16:21", "2025-11-26 10:00"):
        over.once(when)
        assert SAM.email not in over.drafted_to()
    assert over.follow_ups("debrief") == {SAM.email: "deleted"}


def test_c8_c4_t9_the_form_says_whom_to_thank_and_whom_not_to_chase(over: World) -> None:
    over.at("2025-11-25 16:20")
    fill_in(over, others_met="Ana Lima <ana.lima@halden.example>", who_answers="Priya")
    over.once("2025-11-25 16:22")
    assert "ana.lima@halden.example" in over.drafted_to()
    assert list(over.follow_ups("chaser")) == [PRIYA.email]
    over.command("note", over.application()["id"], "do_not_chase=yes")
    over.once("2025-12-05 09:01")
    assert over.follow_ups("chaser") == {PRIYA.email: "closed"}


def test_d2_notes_outlive_a_lost_ledger(over: World) -> None:
    over.at("2025-11-25 16:20")
    fill_in(over, highlights=HIGHLIGHT)
    over.once("2025-11-25 16:22")
    before = over.draft_to(PRIYA.email)
    for file in (over.folder / "state").glob("ledger*"):
        file.unlink()
    over.once("2025-11-25 16:25")
    assert over.drafted_to() == sorted([PRIYA.email, TOM.email])
    assert over.draft_to(PRIYA.email).raw == before.raw


def test_d2_a_client_that_leaves_the_blank_form_beside_the_filled_one_leaves_none(over: World) -> None:
    form = over.draft_to(SAM.email)
    over.at("2025-11-25 16:20")
    saved = form.parsed
    saved.replace_header("Message-ID", "<saved-anew@example.org>")
    saved.replace_header("Date", format_datetime(over.now()))
    saved.set_content(filled(form, highlights=HIGHLIGHT))
    over.mailbox.write_draft(saved)
    over.once("2025-11-25 16:22")
    assert HIGHLIGHT in over.draft_to(PRIYA.email).text.replace("\n", " ")
    assert over.drafted_to() == sorted([PRIYA.email, TOM.email])


@pytest.mark.system
def test_d2_killed_again_and_again_nothing_of_the_notes_is_lost(over: World) -> None:
    over.at("2025-11-25 16:20")
    fill_in(over, K9, highlights=HIGHLIGHT, feedback_by="when Mercury is direct")
    over.at("2025-11-25 16:22")
    boundary = 20
    while over.killed_at(boundary):
        boundary += 5
        assert [one.to for one in over.drafts()].count([PRIYA.email]) <= 2  # the new words, then the old ones go
    over.once("2025-11-25 16:23")
    assert over.drafted_to() == sorted([SAM.email, PRIYA.email, TOM.email])
    letters = [over.draft_to(one.email).text.replace("\n", " ") for one in (PRIYA, TOM)]
    assert sum(HIGHLIGHT in letter for letter in letters) == 1  # a note for everybody stands in one letter (T1)
    assert "when Mercury is direct" in over.draft_to(SAM.email).text
    assert len(over.status()["questions"]) == 1


def test_d2_a_form_that_is_brought_back_from_trash_stays(over: World) -> None:
    over.at("2025-11-25 16:20")
    fill_in(over, highlights=HIGHLIGHT)
    over.once("2025-11-25 16:22")
    (form,) = [one for one in over.mailbox.messages(TRASH) if one.to == [SAM.email]]
    over.mailbox.move(form.uid, TRASH, "Drafts")
    for when in ("2025-11-25 16:25", "2025-12-03 10:00"):
        over.once(when)
        assert HIGHLIGHT in over.draft_to(SAM.email).text


def test_d2_two_interviews_of_one_day_have_a_form_each(world: World) -> None:
    world.configure(account(world.mailbox), follow_up="[follow_up]\ndebrief = true\n")
    other = Someone("Nora Berg", "nora@birch.example")
    second = replace(
        INTERVIEW.moved(dt.timedelta(minutes=-30)),
        interviewers=[Someone("Ivo Kern", "ivo@birch.example")],
        recruiter=other,
        title="Interview: Data Engineer at Birch Bank",
        uid="other@birch.example",
    )
    world.deliver(google_invite(INTERVIEW, INVITED))
    world.deliver(google_invite(second, INVITED))
    world.once("2025-11-25 16:05")
    forms = [one for one in world.drafts() if one.to == [SAM.email]]
    assert len(forms) == 2
    (birch,) = [one for one in forms if "Birch" in one.subject]
    world.at("2025-11-25 16:20")
    world.mailbox.edit_draft(birch.uid, filled(birch, highlights=HIGHLIGHT), K9)
    world.once("2025-11-25 16:22")
    assert HIGHLIGHT in world.draft_to("ivo@birch.example").text.replace("\n", " ")
    assert HIGHLIGHT not in world.draft_to(PRIYA.email).text.replace("\n", " ")
    assert "Halden" in world.draft_to(SAM.email).subject


def note(sender: Someone, subject: str, text: str, answers: str | None = None) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = str(sender), str(SAM), subject
    message["Date"] = format_datetime(moment("2025-11-25 16:20"))
    message["Message-ID"] = f"<{abs(hash((sender.email, answers)))}@example.org>"
    if answers:
        message["In-Reply-To"] = message["References"] = answers
    message.set_content(text)
    return message
