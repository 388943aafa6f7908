"""S4: the promised date passes in silence: one friendly reminder, later a last one, then peace."""

from tests.scenarios.letters import LUCY, PRIYA, TOM, Event, google_invite, letter
from tests.scenarios.world import World, moment
from tests.servers.clients import OUTLOOK
from tests.servers.mailbox import SENT

# They answer by Thursday; that is over on Friday, 48 h later it is Sunday, and Monday is the next working day.
INTERVIEW = Event(
    moment("2025-11-20 14:00"), moment("2025-11-20 15:00"), text="You will hear from us by Thursday 27 November 2025."
)
INVITED = moment("2025-11-17 09:30")


def test_s4_two_chasers_to_the_right_person_then_it_closes_for_ever_c1_c2_c3_c4_c6_c7(world: World) -> None:
    world.deliver(google_invite(INTERVIEW, INVITED))
    world.once("2025-11-18 10:00")
    assert world.application()["feedback_by"] == "2025-11-27"
    world.once("2025-11-20 16:01")
    world.at("2025-11-20 16:30")
    for draft in world.drafts():
        world.mailbox.send_draft(draft.uid)
    for quiet in ("2025-11-27 23:00", "2025-11-30 12:00", "2025-12-01 08:59"):
        world.once(quiet)
        assert world.drafts() == []

    world.once("2025-12-01 09:01")
    (chaser,) = world.drafts()
    assert chaser.to == [LUCY.email]
    assert chaser.text.startswith(("Hi Lucy,", "Dear Lucy,", "Hello Lucy,"))
    assert chaser.header("In-Reply-To") == "<3k9d7v.20251117093000@halden.example>"
    assert chaser.header("References") == chaser.header("In-Reply-To")
    assert chaser.flags - {r"\Recent"} == {r"\Draft", r"\Seen"}
    assert world.follow_ups()[f"chaser {LUCY.email}"] == "placed"

    world.at("2025-12-01 10:00")
    world.mailbox.send_draft(chaser.uid)
    for quiet in ("2025-12-01 10:05", "2025-12-08 10:05", "2025-12-09 08:59"):
        world.once(quiet)
        assert world.drafts() == []
    assert world.follow_ups()[f"chaser {LUCY.email}"] == "sent"

    world.once("2025-12-09 09:01")
    (final,) = world.drafts()
    assert final.to == [LUCY.email]
    assert len(final.text.split()) < len(chaser.text.split()) + 40
    assert final.text != chaser.text
    assert final.header("In-Reply-To") == chaser.message_id
    world.at("2025-12-09 12:00")
    world.mailbox.send_draft(final.uid)
    world.once("2025-12-09 12:05")
    world.once("2025-12-23 12:05")
    assert world.application()["state"] == "open"

    world.once("2025-12-24 00:05")
    assert world.application()["state"] == "no_answer"
    for much_later in ("2026-01-15 10:00", "2026-03-02 10:00"):
        world.once(much_later)
        assert world.drafts() == []
    assert world.application()["state"] == "no_answer"
    assert world.status()["questions"] == []
    assert set(world.follow_ups().values()) == {"sent"}
    assert len(world.mailbox.messages(SENT)) == 4


def test_s4_who_said_by_when_they_answer_is_asked_c4(world: World) -> None:
    world.deliver(google_invite(INTERVIEW, INVITED))
    world.once("2025-11-20 16:01")
    world.at("2025-11-20 16:30")
    for draft in world.drafts():
        world.mailbox.send_draft(draft.uid, client=OUTLOOK)
    thanks = world.mailbox.messages(SENT)[0]
    said = "Hi Sam,\n\nthank you for your note. I will get back to you by Friday 28 November.\n\nPriya\n"
    promise = letter(PRIYA, f"Re: {thanks.subject}", said, moment("2025-11-21 09:00"), answers=thanks.message_id)
    world.deliver(promise)
    world.once("2025-11-21 09:05")
    assert world.application()["feedback_by"] == "2025-11-28"
    world.once("2025-12-01 08:59")
    assert world.drafts() == []
    world.once("2025-12-01 09:01")
    (chaser,) = world.drafts()
    assert chaser.to == [PRIYA.email]
    assert chaser.header("In-Reply-To") == promise["Message-ID"]
    assert chaser.subject == f"Re: {thanks.subject}"


def test_s4_a_chaser_that_is_deleted_is_not_made_again_nor_followed_by_another_c6_c7(world: World) -> None:
    world.deliver(google_invite(INTERVIEW, INVITED))
    world.once("2025-11-20 10:00")
    world.once("2025-12-01 09:01")
    world.mailbox.delete(world.draft_to(LUCY.email).uid)
    for when in ("2025-12-01 09:30", "2025-12-09 09:01", "2025-12-15 23:00"):
        world.once(when)
        assert world.drafts() == []
    assert world.application()["state"] == "open"
    world.once("2025-12-16 00:05")
    assert world.application()["state"] == "no_answer"
    assert world.follow_ups()[f"chaser {LUCY.email}"] == "deleted"


def test_s4_what_lies_untouched_is_taken_away_when_its_time_is_over_c6(world: World) -> None:
    world.deliver(google_invite(INTERVIEW, INVITED))
    world.once("2025-11-20 16:01")
    assert world.drafted_to() == sorted([PRIYA.email, TOM.email])
    world.once("2025-12-01 09:01")
    assert world.drafted_to() == [LUCY.email]
    world.once("2025-12-15 09:00")
    assert world.drafted_to() == [LUCY.email]
    world.once("2025-12-15 09:02")
    assert world.drafts() == []
    assert set(world.follow_ups().values()) == {"withdrawn"}
    world.once("2026-01-10 09:02")
    assert world.drafts() == []
    assert world.application()["state"] == "no_answer"
