"""S7: the first start in a mailbox that has a past."""

from email.message import EmailMessage

from tests.scenarios.letters import JOB, LUCY, PRIYA, TOM, Event, Someone, google_invite, rejection
from tests.scenarios.world import World, moment


def test_s7_what_ended_long_ago_gets_no_thank_you_and_status_says_why_t2(world: World) -> None:
    world.deliver(
        google_invite(Event(moment("2025-11-20 14:00"), moment("2025-11-20 15:00")), moment("2025-11-10 09:30"))
    )
    world.once("2025-11-24 10:00")
    assert world.drafts() == []
    application = world.application()
    assert [one["state"] for one in application["interviews"]] == ["missed"]
    thank_yous = [one for one in application["follow_ups"] if one["kind"] == "thank_you"]
    assert {one["to"]: one["state"] for one in thank_yous} == {PRIYA.email: "closed", TOM.email: "closed"}
    assert all("24 h" in one["reason"] for one in thank_yous)
    world.once("2025-12-01 08:59")
    assert world.drafts() == []
    world.once("2025-12-01 09:01")  # silence since 27 November
    assert world.drafted_to() == [LUCY.email]
    assert "thank you for your" not in world.drafts()[0].text.casefold()


def test_s7_what_ended_less_than_24_h_ago_is_still_thanked_for_t2(world: World) -> None:
    world.deliver(
        google_invite(Event(moment("2025-11-20 14:00"), moment("2025-11-20 15:00")), moment("2025-11-10 09:30"))
    )
    world.once("2025-11-21 14:30")
    assert world.drafted_to() == sorted([PRIYA.email, TOM.email])


def test_s7_a_chaser_that_is_much_overdue_is_a_question_and_nothing_drafts_it_c3(world: World) -> None:
    world.deliver(
        google_invite(Event(moment("2025-11-05 14:00"), moment("2025-11-05 15:00")), moment("2025-11-01 09:30"))
    )
    # 12 November by default, so a chaser was due on 17 November: on the 25th, six working days ago.
    world.once("2025-11-25 10:00")
    assert world.drafts() == []
    status = world.status()
    (question,) = status["questions"]
    assert question["about"] == status["applications"][0]["id"]
    assert "answered" in question["text"]
    assert world.follow_ups("chaser") == {LUCY.email: "held"}
    world.command("answered", question["about"], "nothing")
    world.once("2025-11-25 10:10")
    assert world.drafted_to() == [LUCY.email]
    assert world.status()["questions"] == []


def test_s7_a_chaser_that_is_a_little_overdue_is_drafted_c3(world: World) -> None:
    world.deliver(
        google_invite(Event(moment("2025-11-05 14:00"), moment("2025-11-05 15:00")), moment("2025-11-01 09:30"))
    )
    world.once("2025-11-24 10:00")
    assert world.drafted_to() == [LUCY.email]


def test_s7_an_old_answer_is_found_and_the_users_own_past_counts_c1_c9(world: World) -> None:
    rejected = Event(moment("2025-11-05 14:00"), moment("2025-11-05 15:00"))
    world.deliver(google_invite(rejected, moment("2025-11-01 09:30")))
    world.deliver(rejection(moment("2025-11-12 10:00")))
    nora = Someone("Nora Abelia", "nora@abelia.example")
    thanked = Event(
        moment("2025-11-24 11:00"), moment("2025-11-24 12:00"), [Someone("Ines Moreau", "ines@abelia.example")], nora,
        None, f"Interview: {JOB} at Abelia Foods", uid="abelia-1@abelia.example",
    )  # fmt: skip
    world.deliver(google_invite(thanked, moment("2025-11-03 09:30")))
    world.at("2025-11-24 13:00")
    own = world.mailbox.write_draft(_note("ines@abelia.example"))
    world.mailbox.send_draft(own)
    world.once("2025-11-24 15:00")
    assert world.drafts() == []
    states = {one["company"]: one for one in world.status()["applications"]}
    assert states["Halden Robotics"]["state"] == "rejected"
    assert states["Abelia Foods"]["state"] == "open"
    assert [one["state"] for one in states["Abelia Foods"]["follow_ups"] if one["kind"] == "thank_you"] == ["sent"]


def _note(to: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Sam Rivera <sam.rivera@example.org>"
    message["To"] = to
    message["Subject"] = "Thank you"
    message["Message-ID"] = "<by-hand@example.org>"
    message.set_content("Thank you for your time.\n")
    return message
