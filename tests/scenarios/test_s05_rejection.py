"""S5: a rejection takes the chaser out of Drafts: within two seconds while the service is up, else at the next pass.

In its place comes a note that thanks for the answer and asks where one fell short (F1).
"""

import pytest

from tests.scenarios.letters import LUCY, Event, google_invite, rejection
from tests.scenarios.world import World, moment
from tests.servers.cyrus import Cyrus
from tests.servers.mailbox import DRAFTS, TRASH

INTERVIEW = Event(moment("2025-11-25 14:00"), moment("2025-11-25 15:00"))


@pytest.fixture
def chasing(world: World) -> World:
    """A chaser waits in Drafts, and it is 10:00."""
    world.deliver(google_invite(INTERVIEW, moment("2025-11-18 09:30")))
    world.once("2025-11-25 15:30")
    world.once("2025-12-05 09:01")
    assert world.drafted_to() == [LUCY.email]
    world.at("2025-12-05 10:00")
    return world


def test_s5_the_service_takes_the_chaser_away_at_once_c9(chasing: World) -> None:
    lying = chasing.drafts()[0]
    with chasing.service():
        chasing.settle()
        chasing.deliver(rejection(moment("2025-12-05 09:59")))
        # Dovecot tells of new mail half a second late, and more where the machine is busy.
        patience = 2.0 if isinstance(chasing.mailbox.server, Cyrus) else 3.0
        chasing.wait_for("the chaser goes", patience, lambda: lying.raw not in [one.raw for one in chasing.drafts()])
        chasing.wait_for("the note comes", 5, lambda: chasing.follow_ups("feedback_request") == {LUCY.email: "placed"})
    assert [one.raw for one in chasing.mailbox.messages(TRASH)] == [lying.raw]
    assert chasing.application()["state"] == "rejected"
    assert chasing.follow_ups("chaser") == {LUCY.email: "withdrawn"}


def test_s5_after_a_time_without_the_service_the_next_pass_takes_it_away_c9(chasing: World) -> None:
    lying = chasing.drafts()[0]
    chasing.deliver(rejection(moment("2025-12-07 12:00")))
    chasing.once("2025-12-09 08:00")
    (note,) = chasing.mailbox.messages(DRAFTS)
    assert note.raw != lying.raw
    assert chasing.follow_ups("feedback_request") == {LUCY.email: "placed"}
    assert [one.raw for one in chasing.mailbox.messages(TRASH)] == [lying.raw]
    assert chasing.application()["state"] == "rejected"


def test_s5_the_service_leaves_a_chaser_that_the_user_has_edited_and_status_says_so_c9(chasing: World) -> None:
    chasing.mailbox.edit_draft(chasing.draft_to(LUCY.email).uid, "Hi Lucy,\n\nmy own words.\n")
    own = [one.raw for one in chasing.drafts()]
    with chasing.service():
        chasing.settle()
        chasing.deliver(rejection(moment("2025-12-05 09:59")))
        chasing.wait_for("it is read", 5, lambda: chasing.application()["state"] == "rejected")
        assert [one.raw for one in chasing.drafts()] == own
    (chaser,) = [one for one in chasing.application()["follow_ups"] if one["kind"] == "chaser"]
    assert chaser["state"] == "released"
    assert "rejection" in chaser["reason"]


def test_s5_only_one_process_works_on_a_state(chasing: World) -> None:
    with chasing.service():
        assert "already" in chasing.once(status=75)
