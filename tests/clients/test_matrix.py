"""Whatever any mail program does to a draft, on any server: it is the user's for ever, what is sent is known to be,
and nothing is doubled or lost.

Each pass is one of the real process, and what is compared is the whole mailbox, flags and all.
"""

from collections.abc import Sequence

import pytest

from tests.clients.hand import Hand
from tests.clients.stage import Stage
from tests.servers.clients import EVERY_CLIENT, MailClient, Rid

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]
SOON = ("2025-11-25 17:50", "2025-11-25 18:01", "2025-11-25 19:30")
"""Two looks ten minutes apart, and one more."""
LATER = ("2025-11-26 09:00", "2025-11-28 09:00")


def words(hand: Hand, text: str = "my words") -> str:
    """A text of the user's own, with a long line and an umlaut."""
    long = "I should like to hear about the prototype that we spoke of, whenever it suits you, and from whom it was. "
    return f"Hello,\n\n{text} with {hand.client}: schön.\n\n{long * 2}\n\nSam\n"


def leaving(*clients: MailClient) -> set[str]:
    """Those that leave the version before where it was, under a name of its own: that one is still ours."""
    return {str(one) for one in clients if one.old_version is Rid.LEFT and not one.keeps_message_id}


def are_the_users(stage: Stage, kind: str) -> None:
    """Every follow-up of this kind is released (or, where our own version was left as it was, still placed)."""
    stage.are(kind, {str(one): "placed" if str(one) in leaving(one) else "released" for one in stage.clients})


def test_what_is_edited_saved_again_and_again_is_never_touched(stage: Stage) -> None:
    hands = stage.thank_yous()
    for text, when in zip(("my words", "more words", "still more words"), SOON, strict=True):
        for hand in hands:
            hand.edits(words(hand, text))
        stage.passes(when)
    stage.passes(*LATER)
    are_the_users(stage, "thank_you")


def test_between_opening_saving_and_closing_nothing_is_done(stage: Stage) -> None:
    hands = stage.thank_yous()
    for hand in hands:
        hand.opens()
    stage.passes(*SOON)
    for hand in hands:
        hand.saves(words(hand))
    stage.passes("2025-11-25 19:31")
    for hand in hands:
        if hand.opened is None:
            hand.opens()
        hand.saves(words(hand, "better words"))
    stage.passes("2025-11-25 19:32", *LATER)
    are_the_users(stage, "thank_you")


def test_what_is_opened_and_closed_is_as_it_was(stage: Stage) -> None:
    hands = stage.thank_yous()
    for hand in hands:
        hand.opens()
        hand.closes()
    stage.passes(*SOON, *LATER)
    opened_means_moved = {str(one) for one in stage.clients if one.removes_at_recall}
    stage.are(
        "thank_you",
        {str(one): "released" if str(one) in opened_means_moved else "placed" for one in stage.clients},
    )


def test_in_a_thread_it_outlives_a_rejection_and_is_known_when_it_is_sent(stage: Stage) -> None:
    for hand in stage.thank_yous():
        hand.sends()
    hands = stage.chasers()
    threads = {hand.address: hand.draft().header("In-Reply-To") for hand in hands}
    assert all(threads.values())
    for hand in hands:
        hand.edits(words(hand))
    stage.passes("2025-12-05 09:20")
    are_the_users(stage, "chaser")
    own = {hand.address: hand.draft().raw for hand in hands}
    stage.rejected()
    stage.world.once("2025-12-05 10:00")
    stage.world.once("2025-12-05 10:20")
    assert set(own.values()) <= {one.raw for one in stage.world.drafts()}
    for hand in hands:
        hand.sends()
    stage.world.once("2025-12-06 09:00")
    # Where a program had left our own version beside the user's, that one has gone, and the user's was another.
    stage.are("chaser", {str(one): "withdrawn" if str(one) in leaving(one) else "sent" for one in stage.clients})
    stage.passes("2025-12-06 10:00", "2025-12-20 09:00")


@pytest.mark.parametrize("changed", [False, True], ids=["as it is", "changed"])
def test_what_is_sent_is_known_to_be(stage: Stage, changed: bool) -> None:
    hands = stage.thank_yous()
    for hand in hands:
        hand.sends(words(hand) if changed else None)
    stage.world.once(SOON[0])
    stage.all_are("thank_you", "sent")
    assert len(stage.drafts_to(hands)) == 0  # what a program forgot there is ours, and goes to Trash
    stage.passes(*SOON, *LATER)
    stage.all_are("thank_you", "sent")


def test_what_is_edited_and_then_sent_is_known_to_be(stage: Stage) -> None:
    hands = stage.thank_yous()
    for hand in hands:
        hand.edits(words(hand))
    stage.passes(SOON[0])
    for hand in hands:
        hand.sends(words(hand, "last words"))
    stage.world.once(SOON[1])
    stage.all_are("thank_you", "sent")
    stage.passes(SOON[2], *LATER)


def test_what_is_sent_days_later_is_known_to_be_and_not_made_again_meanwhile(stage: Stage) -> None:
    hands = stage.thank_yous()
    for hand in hands:
        hand.sends_later(words(hand))
    stage.passes(*SOON, "2025-11-26 09:00", "2025-11-28 09:00")
    stage.world.at("2025-11-28 15:00")
    for hand in hands:
        hand.the_time_has_come(words(hand))
    stage.world.once("2025-11-28 15:05")
    stage.all_are("thank_you", "sent")
    stage.passes("2025-11-28 15:30", "2025-11-29 09:00")


@pytest.mark.parametrize("seen", [False, True], ids=["before a pass", "after a pass"])
def test_what_comes_back_after_sending_is_the_users(stage: Stage, seen: bool) -> None:
    hands = stage.thank_yous()
    for hand in hands:
        hand.sends(words(hand))
    if seen:
        stage.world.once(SOON[0])
    for hand in hands:
        hand.undoes_sending()
    before = {hand.address: hand.draft().raw for hand in hands}
    stage.world.once("2025-11-25 17:51")
    stage.passes(*SOON[1:], *LATER)
    assert {hand.address: hand.draft().raw for hand in hands} == before
    for hand in hands:
        hand.sends()
    stage.world.once("2025-11-29 09:00")
    stage.passes("2025-11-29 09:20")
    stage.all_are("thank_you", "sent")


def test_what_is_deleted_stays_so_and_what_is_brought_back_is_the_users(stage: Stage) -> None:
    hands = stage.thank_yous()
    drafts = {hand.address: hand.draft() for hand in hands}
    for hand in hands:
        hand.deletes()
    assert stage.drafts_to(hands) == []
    stage.passes(*SOON, "2025-11-26 09:00")
    stage.all_are("thank_you", "deleted")
    for hand in hands:
        hand.undoes_deleting(drafts[hand.address])
    stage.passes("2025-11-26 09:05", "2025-11-26 09:20", "2025-11-28 09:00")
    stage.all_are("thank_you", "released")
    assert sorted(one.raw for one in stage.drafts_to(hands)) == sorted(one.raw for one in drafts.values())


def _moved(stage: Stage) -> Sequence[Hand]:
    hands = stage.thank_yous()
    for hand in hands:
        hand.moves_to("Later")
    stage.passes(*SOON, "2025-11-26 09:00")
    return hands


def test_what_is_moved_away_is_not_made_again_and_is_the_users_when_it_comes_back(stage: Stage) -> None:
    hands = _moved(stage)
    for hand in hands:
        hand.moves_back("Later")
    stage.passes("2025-11-26 09:05", "2025-11-26 09:20", "2025-11-28 09:00")
    stage.all_are("thank_you", "released")


def test_what_is_sent_from_another_folder_is_known_to_be(stage: Stage) -> None:
    hands = _moved(stage)
    for hand in hands:
        hand.sends_from("Later", words(hand))
    stage.world.once("2025-11-26 09:05")
    stage.all_are("thank_you", "sent")
    stage.passes("2025-11-26 09:20", "2025-11-28 09:00")


def test_the_matrix_is_that_of_all_programs() -> None:
    assert len({str(one) for one in EVERY_CLIENT}) == len(EVERY_CLIENT) == 17
