"""`afterword undo`: what the last pass did to Drafts is put back, and not done again; the user's own is left alone."""

from pathlib import Path

import pytest

from tests.scenarios.letters import LUCY, PRIYA, SAM, TOM, Event, google_invite, rejection
from tests.scenarios.test_debrief import fill_in
from tests.scenarios.world import Starter, World, account, moment
from tests.servers.mailbox import DRAFTS, TRASH, Mailbox
from tests.servers.running import RunningServer

INTERVIEW = Event(moment("2025-11-25 14:00"), moment("2025-11-25 15:00"))
INVITED = moment("2025-11-18 09:30")
BOTH = sorted([PRIYA.email, TOM.email])


def undo(world: World) -> list[str]:
    """What the command says."""
    return world.command("undo").out.splitlines()


def rest(world: World, *times: str) -> None:
    """From now on nothing changes, in the mailbox or in the ledger."""
    lying, ledger = sorted(one.raw for one in world.drafts()), world.ledger_bytes()
    for when in times:
        world.once(when)
        assert sorted(one.raw for one in world.drafts()) == lying
        assert world.ledger_bytes() == ledger


def test_what_was_placed_is_taken_out_and_stays_out_and_the_users_own_stays(world: World) -> None:
    world.deliver(google_invite(INTERVIEW, INVITED))
    assert undo(world) == ["There is nothing to undo."]
    world.once("2025-11-25 16:05")
    assert world.drafted_to() == BOTH
    placed = world.draft_to(PRIYA.email)
    world.mailbox.edit_draft(world.draft_to(TOM.email).uid, "Hi Tom,\n\nmy own words.\n")
    own = world.draft_to(TOM.email).raw
    said = undo(world)
    assert said[0] == "Noted: what was done in Drafts on Tue 25 Nov 2025 16:05 is put back."
    assert f"    thank you to {PRIYA.email}: taken out again" in said
    assert said[-1] == "What you have touched stays as it is. The next pass acts on it."
    assert undo(world) == ["There is nothing to undo."]
    assert len(world.drafts()) == 2
    world.once("2025-11-25 16:10")
    assert [one.raw for one in world.drafts()] == [own]
    assert [one.raw for one in world.mailbox.messages(TRASH)] == [placed.raw]
    assert world.follow_ups("thank_you") == {PRIYA.email: "deleted", TOM.email: "released"}
    rest(world, "2025-11-25 16:11", "2025-11-25 18:00", "2025-11-26 10:00")
    assert undo(world) == ["There is nothing to undo."]
    world.mailbox.move(world.mailbox.messages(TRASH)[0].uid, TRASH, DRAFTS)
    world.once("2025-11-26 10:05")
    assert world.drafted_to() == BOTH
    assert world.follow_ups("thank_you") == dict.fromkeys(BOTH, "released")


@pytest.fixture
def rejected(world: World) -> tuple[World, bytes]:
    """A rejection has taken the chaser out of Drafts; and what the chaser was."""
    world.deliver(google_invite(INTERVIEW, INVITED))
    world.once("2025-11-25 15:30")
    world.once("2025-12-05 09:01")
    chaser = world.draft_to(LUCY.email).raw
    world.deliver(rejection(moment("2025-12-05 09:59")))
    world.once("2025-12-05 10:00")
    assert world.follow_ups("chaser") == {LUCY.email: "withdrawn"}
    return world, chaser


def without_a_name(raw: bytes) -> list[bytes]:
    return [line for line in raw.splitlines() if not line.lower().startswith(b"message-id:")]


def test_what_was_withdrawn_comes_back_at_once_as_it_was_and_is_the_users(rejected: tuple[World, bytes]) -> None:
    world, chaser = rejected
    with world.service():
        world.settle()
        assert undo(world)[-1] == "What you have touched stays as it is. The service acts on it now."
        world.wait_for("it is back", 5, lambda: world.follow_ups("chaser") == {LUCY.email: "released"})
        asked_for = {LUCY.email: "deleted"}
        world.wait_for("the rest is done", 10, lambda: world.follow_ups("feedback_request") == asked_for)
        world.settle()
    (back,) = world.drafts()
    assert without_a_name(back.raw) == without_a_name(chaser)
    assert back.raw != chaser
    assert back.flags >= {r"\Draft", r"\Seen"}
    assert world.application()["state"] == "rejected"
    assert world.follow_ups("feedback_request") == {LUCY.email: "deleted"}
    rest(world, "2025-12-05 10:10", "2025-12-08 10:00")
    world.mailbox.send_draft(back.uid)
    world.once("2025-12-08 10:05")
    assert world.follow_ups("chaser") == {LUCY.email: "sent"}
    assert world.drafts() == []


def test_what_is_no_longer_in_trash_cannot_come_back_and_status_says_so(rejected: tuple[World, bytes]) -> None:
    world, _ = rejected
    undo(world)
    world.mailbox.empty_trash()
    world.once("2025-12-05 10:05")
    assert world.drafts() == []
    (chaser,) = [one for one in world.application()["follow_ups"] if one["kind"] == "chaser"]
    assert "not in Trash any more" in chaser["reason"]
    rest(world, "2025-12-05 10:10", "2025-12-08 10:00")


def test_texts_and_the_form_come_back_as_they_were_and_the_notes_stay_known(world: World) -> None:
    world.configure(account(world.mailbox), follow_up="[follow_up]\ndebrief = true\n")
    world.deliver(google_invite(INTERVIEW, INVITED))
    world.once("2025-11-25 16:05")
    before = sorted(world.draft_to(email).text for email in BOTH)
    fill_in(world, highlights="How you drove the arm by hand", feedback_by="Thursday 11 December")
    form = world.draft_to(SAM.email).text
    world.once("2025-11-25 16:20")
    assert sorted(world.draft_to(email).text for email in BOTH) != before
    undo(world)
    world.once("2025-11-25 16:25")
    assert world.drafted_to() == sorted([*BOTH, SAM.email])
    assert sorted(world.draft_to(email).text for email in BOTH) == before
    assert world.draft_to(SAM.email).text == form
    assert world.application()["feedback_by"] == "2025-12-11"
    rest(world, "2025-11-25 16:30", "2025-11-26 10:00")


def put_back_once(world: World, boundary: int) -> list[str]:
    """A rejection came and took both thank-yous away; that is undone by a pass that is killed at the boundary.

    The boundaries that it came to.
    """
    world.deliver(google_invite(INTERVIEW, INVITED))
    world.once("2025-11-25 16:05")
    before = sorted(one.text for one in world.drafts())
    world.deliver(rejection(moment("2025-11-25 16:10")))
    world.once("2025-11-25 16:15")
    assert world.drafted_to() == [LUCY.email]
    undo(world)
    world.at("2025-11-25 16:20")
    world.killed_at(boundary)
    steps = world.steps()
    world.once("2025-11-25 16:21")
    told = f"killed at boundary {boundary}: {steps[-3:]}"
    assert sorted(one.text for one in world.drafts()) == before, told
    assert world.follow_ups("thank_you") == dict.fromkeys(BOTH, "released"), told
    assert world.follow_ups("feedback_request") == {LUCY.email: "deleted"}, told
    rest(world, "2025-11-25 16:25")
    return steps


@pytest.mark.system
@pytest.mark.timeout(300)
def test_killed_at_any_boundary_all_of_it_comes_back_once(
    imap_server: RunningServer, starter: Starter, tmp_path: Path
) -> None:
    def stage(boundary: int) -> list[str]:
        (tmp_path / str(boundary)).mkdir()
        return put_back_once(World(Mailbox(imap_server), starter, tmp_path / str(boundary)), boundary)

    steps = stage(0)
    begin = next(n for n, step in enumerate(steps) if "Drafts" in step)
    for boundary in range(begin + (imap_server.name == "dovecot"), len(steps) + 1, 2):
        stage(boundary)
