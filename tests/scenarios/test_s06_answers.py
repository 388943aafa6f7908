"""S6: a delay moves the chaser; much else that comes in changes nothing; what the owner wrote by hand counts."""

import datetime as dt
from email.message import EmailMessage
from email.utils import format_datetime

import pytest

from tests.scenarios.letters import COMPANY, JOB, LUCY, PRIYA, SAM, TOM, Event, Someone, delay, google_invite, letter
from tests.scenarios.world import World, moment
from tests.servers.mailbox import JUNK

# Nothing is promised: five working days later is Tuesday 2 December, and a chaser is due on Friday 5 December, 09:00.
INTERVIEW = Event(moment("2025-11-25 14:00"), moment("2025-11-25 15:00"))
INVITED = moment("2025-11-18 09:30")


@pytest.fixture
def waiting(world: World) -> World:
    """The interview is over, both thank-yous were sent, and they were to answer by 2 December."""
    world.deliver(google_invite(INTERVIEW, INVITED))
    world.once("2025-11-25 16:05")
    world.at("2025-11-25 16:30")
    for draft in world.drafts():
        world.mailbox.send_draft(draft.uid)
    world.once("2025-11-25 16:35")
    assert world.application()["feedback_by"] == "2025-12-02"
    return world


def test_s6_a_delay_moves_the_chaser_f4(waiting: World) -> None:
    waiting.deliver(delay(moment("2025-12-01 10:00"), "Friday 12 December"))
    waiting.once("2025-12-05 09:01")
    assert waiting.drafts() == []
    assert waiting.application()["feedback_by"] == "2025-12-12"
    waiting.once("2025-12-15 08:59")
    assert waiting.drafts() == []
    waiting.once("2025-12-15 09:01")
    assert waiting.drafted_to() == [LUCY.email]


def test_s6_a_delay_takes_back_a_chaser_that_waits_and_brings_it_when_it_is_due_f4_c9(waiting: World) -> None:
    waiting.once("2025-12-05 09:01")
    assert waiting.drafted_to() == [LUCY.email]
    waiting.deliver(delay(moment("2025-12-05 11:00"), "Wednesday 10 December"))
    waiting.once("2025-12-05 11:05")
    assert waiting.drafts() == []
    waiting.once("2025-12-12 23:00")
    assert waiting.drafts() == []
    waiting.once("2025-12-15 09:01")
    assert waiting.drafted_to() == [LUCY.email]
    waiting.at("2025-12-15 10:00")
    waiting.mailbox.send_draft(waiting.drafts()[0].uid)
    waiting.once("2025-12-15 10:05")
    waiting.once("2025-12-22 10:05")
    assert waiting.drafts() == []
    waiting.once("2025-12-23 09:01")
    assert waiting.drafted_to() == [LUCY.email]  # the last one (C6)


def _absence(at: dt.datetime) -> EmailMessage:
    said = "I am out of the office until 15 December with no access to mail. In urgent cases call the front desk.\n"
    headers = [("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")]
    return letter(LUCY, "Automatic reply: Thank you", said, at, headers=headers)


def _acknowledgement(at: dt.datetime) -> EmailMessage:
    said = "Hi Sam,\n\nthank you very much for your kind note, it was a pleasure to meet you.\n\nBest,\nPriya\n"
    return letter(PRIYA, "Re: Thank you", said, at)


def _newsletter(at: dt.datetime) -> EmailMessage:
    said = (
        f"News from {COMPANY}: we are delighted to offer our newest robot to everyone. Unfortunately the last batch is "
        "sold out. More news in the winter edition on Friday 19 December.\n"
    )
    headers = [("List-Id", "<news.halden.example>"), ("List-Unsubscribe", "<https://halden.example/u>")]
    return letter(Someone(COMPANY, "news@halden.example"), f"{COMPANY} news", said, at, headers=headers)


@pytest.mark.parametrize("message", [_absence, _acknowledgement, _newsletter])
def test_s6_absence_acknowledgement_and_newsletter_change_nothing_c9(waiting: World, message: object) -> None:
    assert callable(message)
    before = waiting.application()
    waiting.deliver(message(moment("2025-11-26 10:00")))
    waiting.once("2025-11-26 10:05")
    assert waiting.application() == before
    waiting.once("2025-12-05 09:01")
    assert waiting.drafted_to() == [LUCY.email]
    lying = waiting.drafts()[0].raw
    waiting.deliver(message(moment("2025-12-05 10:00")))
    waiting.once("2025-12-05 10:05")
    assert [one.raw for one in waiting.drafts()] == [lying]
    assert waiting.application()["state"] == "open"


def _own(to: Someone, text: str, at: dt.datetime) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Sam Rivera <sam.rivera@example.org>"
    message["To"] = to.email
    message["Subject"] = "Hello again"
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<own-{at:%Y%m%d%H%M}-{to.email.partition('.')[0]}@example.org>"
    message.set_content(text)
    return message


def test_s6_a_thank_you_written_by_hand_counts_and_from_alone_proves_nothing_c1(world: World) -> None:
    world.deliver(google_invite(INTERVIEW, INVITED))
    world.once("2025-11-25 15:10")
    world.mailbox.send_by_hand(_own(PRIYA, "Thank you, Priya!\n", moment("2025-11-25 15:20")))
    forged = _own(TOM, "Thank you, Tom!\n", moment("2025-11-25 15:20"))
    world.deliver(forged)
    world.mailbox.deliver(forged, JUNK)
    world.once("2025-11-25 16:05")
    assert world.drafted_to() == [TOM.email]
    assert world.follow_ups("thank_you") == {PRIYA.email: "sent", TOM.email: "placed"}
    world.mailbox.send_by_hand(_own(TOM, "Thank you, Tom!\n", moment("2025-11-25 16:10")))
    world.once("2025-11-25 16:15")
    assert world.drafts() == []
    assert world.follow_ups("thank_you") == {PRIYA.email: "sent", TOM.email: "sent"}


def test_s6_a_chaser_written_by_hand_counts_and_only_the_last_one_follows_c1_c6(waiting: World) -> None:
    waiting.deliver(_own(LUCY, "Is there any news?\n", moment("2025-12-03 10:00")))  # forged: it lies in INBOX
    waiting.once("2025-12-05 09:01")
    assert waiting.drafted_to() == [LUCY.email]
    waiting.mailbox.send_by_hand(_own(LUCY, "Is there any news?\n", moment("2025-12-05 10:00")))
    waiting.once("2025-12-05 10:05")
    assert waiting.drafts() == []
    assert waiting.follow_ups()[f"chaser {LUCY.email}"] == "sent"
    waiting.once("2025-12-12 23:00")
    assert waiting.drafts() == []
    waiting.once("2025-12-15 09:01")
    (final,) = waiting.drafts()
    assert final.to == [LUCY.email]
    assert waiting.follow_ups()[f"final_chaser {LUCY.email}"] == "placed"


def test_s6_what_the_owner_wrote_before_the_promised_day_is_no_chaser_c1(waiting: World) -> None:
    waiting.mailbox.send_by_hand(_own(LUCY, "Here are my papers.\n", moment("2025-11-27 10:00")))
    waiting.once("2025-11-27 10:05")
    waiting.once("2025-12-05 09:01")
    assert waiting.drafted_to() == [LUCY.email]


def test_s6_an_answer_of_the_company_about_this_job_ends_the_chasing_whoever_signs_it_c9(waiting: World) -> None:
    waiting.once("2025-12-05 09:01")
    said = f"Dear Sam,\n\nwe regret to inform you that we will not be proceeding with your application as {JOB}.\n"
    talent = Someone("Halden Talent Team", "talent@halden.example")
    waiting.mailbox.deliver(letter(talent, "Your application", said, moment("2025-12-05 10:00"), to=SAM), JUNK)
    waiting.once("2025-12-05 10:05")
    assert waiting.follow_ups("chaser") == {LUCY.email: "withdrawn"}
    assert waiting.follow_ups("feedback_request") == {LUCY.email: "placed"}  # a team wrote it, so the contact (F1)
    assert waiting.application()["state"] == "rejected"


def test_a_newsletter_with_the_words_of_an_answer_changes_nothing(waiting: World) -> None:
    before = waiting.application()
    said = "Our newest robot is here. We will get back to you by Friday 19 December with the winter edition.\n"
    headers = [("List-Id", "<news.halden.example>"), ("List-Unsubscribe", "<https://halden.example/u>")]
    news = Someone(COMPANY, "news@halden.example")
    waiting.deliver(letter(news, f"{COMPANY} news", said, moment("2025-11-26 10:00"), headers=headers))
    waiting.once("2025-11-26 10:05")
    assert waiting.application() == before


def test_s6_an_accepted_invite_is_no_thank_you_c1(world: World) -> None:
    world.deliver(google_invite(INTERVIEW, INVITED))
    world.once("2025-11-25 15:30")
    accepted = EmailMessage()
    accepted["From"], accepted["To"] = SAM.email, PRIYA.email
    accepted["Subject"] = "Accepted: the next conversation"
    accepted["Date"] = format_datetime(moment("2025-11-25 15:40"))
    accepted["Message-ID"] = "<accepted.1@example.org>"
    accepted.set_content("Sam has accepted the invitation.\n")
    accepted.add_alternative(b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n", "text", "calendar")
    world.mailbox.send_by_hand(accepted)
    world.once("2025-11-25 16:05")
    assert world.drafted_to() == sorted([PRIYA.email, TOM.email])
