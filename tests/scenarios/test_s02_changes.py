"""S2: a reschedule moves everything; a cancellation takes the notes away, or asks whether the interview took place."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.scenarios.letters import PRIYA, TOM, Event, google_invite, outlook_invite, plain_invite
from tests.scenarios.world import World, moment
from tests.servers.mailbox import TRASH

INTERVIEW = Event(moment("2025-11-25 14:00"), moment("2025-11-25 15:00"))
INVITED = moment("2025-11-18 09:30")
BOTH = sorted([PRIYA.email, TOM.email])


def test_s2_an_hour_later_on_the_same_day_moves_the_notes_although_sequence_stays_t2(world: World) -> None:
    world.deliver(google_invite(INTERVIEW, INVITED))
    world.once("2025-11-18 10:00")
    changed = moment("2025-11-24 11:00")
    world.deliver(google_invite(replace(INTERVIEW.moved(dt.timedelta(hours=2)), stamp=changed), changed))
    world.once("2025-11-25 16:05")
    assert world.drafts() == []
    world.once("2025-11-25 18:05")
    assert world.drafted_to() == BOTH
    assert world.follow_ups("thank_you") == dict.fromkeys(BOTH, "placed")


def test_s2_another_day_moves_the_notes_and_the_promised_date_c2(world: World) -> None:
    world.deliver(outlook_invite(INTERVIEW, INVITED))
    world.once("2025-11-18 10:00")
    assert world.application()["feedback_by"] == "2025-12-02"
    world.deliver(outlook_invite(INTERVIEW.moved(dt.timedelta(days=2), sequence=1), moment("2025-11-24 11:00")))
    world.once("2025-11-25 16:05")
    assert world.drafts() == []
    application = world.application()
    assert application["feedback_by"] == "2025-12-04"
    assert [one["start"] for one in application["interviews"]] == ["2025-11-27T14:00:00Z"]
    world.once("2025-11-27 16:05")
    assert world.drafted_to() == BOTH
    assert all("Thursday" in one.text for one in world.drafts())


def test_s2_a_change_that_is_read_after_the_notes_were_placed_takes_them_back_until_it_is_time(world: World) -> None:
    world.deliver(google_invite(INTERVIEW, INVITED))
    world.once("2025-11-25 16:05")
    early = {one.message_id for one in world.drafts()}
    assert len(early) == 2
    changed = moment("2025-11-25 13:50")
    world.deliver(google_invite(replace(INTERVIEW.moved(dt.timedelta(hours=3)), stamp=changed), changed))
    world.once("2025-11-25 16:30")
    assert world.drafts() == []
    assert {one.message_id for one in world.mailbox.messages(TRASH)} == early
    world.once("2025-11-25 19:05")
    assert world.drafted_to() == BOTH
    assert not early & {one.message_id for one in world.drafts()}


@pytest.mark.parametrize("style", [google_invite, outlook_invite, plain_invite])
def test_s2_a_cancellation_before_the_end_leaves_no_draft(world: World, style: object) -> None:
    assert callable(style)
    world.deliver(style(INTERVIEW, INVITED))
    world.once("2025-11-18 10:00")
    cancelled = replace(INTERVIEW, sequence=1)
    world.deliver(style(cancelled, moment("2025-11-25 13:00"), "CANCEL"))
    world.once("2025-11-25 16:05")
    assert world.drafts() == []
    status = world.status()
    assert [one["state"] for one in status["applications"][0]["interviews"]] == ["cancelled"]
    assert status["questions"] == []
    world.once("2025-12-10 16:05")
    assert world.drafts() == []


def test_s2_a_cancellation_after_the_end_takes_untouched_notes_away_and_asks(world: World) -> None:
    world.deliver(google_invite(INTERVIEW, INVITED))
    world.once("2025-11-25 16:05")
    world.mailbox.edit_draft(world.draft_to(TOM.email).uid, "Hi Tom,\n\nmy own words.\n")
    world.once("2025-11-25 16:20")
    own = world.draft_to(TOM.email)
    world.deliver(google_invite(replace(INTERVIEW, sequence=1), moment("2025-11-25 17:00"), "CANCEL"))
    world.once("2025-11-25 17:05")
    assert [one.raw for one in world.drafts()] == [own.raw]
    (question,) = world.status()["questions"]
    assert "took place" in question["text"] or "take place" in question["text"]
    assert question["about"] == world.application()["interviews"][0]["id"]
    world.command("confirm", question["about"])
    world.once("2025-11-25 17:10")
    assert world.drafted_to() == BOTH
    assert world.draft_to(TOM.email).raw == own.raw
    status = world.status()
    assert status["questions"] == []


def test_s2_a_thank_you_that_was_sent_says_that_it_took_place_c1(world: World) -> None:
    world.deliver(outlook_invite(INTERVIEW, INVITED))
    world.once("2025-11-25 16:05")
    other = world.draft_to(TOM.email)
    world.at("2025-11-25 16:30")
    world.mailbox.send_draft(world.draft_to(PRIYA.email).uid)
    world.deliver(outlook_invite(replace(INTERVIEW, sequence=1), moment("2025-11-25 17:00"), "CANCEL"))
    world.once("2025-11-25 17:05")
    assert [one.raw for one in world.drafts()] == [other.raw]
    status = world.status()
    assert status["questions"] == []
    assert world.follow_ups("thank_you") == {PRIYA.email: "sent", TOM.email: "placed"}


def test_s2_ignored_after_a_late_cancellation_nothing_is_drafted_any_more(world: World) -> None:
    world.deliver(google_invite(INTERVIEW, INVITED))
    world.once("2025-11-25 16:05")
    world.deliver(google_invite(replace(INTERVIEW, sequence=1), moment("2025-11-25 17:00"), "CANCEL"))
    world.once("2025-11-25 17:05")
    (question,) = world.status()["questions"]
    world.command("ignore", question["about"])
    world.once("2025-11-25 17:10")
    world.once("2025-12-08 17:10")
    assert world.drafts() == []
    assert world.status()["questions"] == []
