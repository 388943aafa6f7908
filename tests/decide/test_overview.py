"""Follow-ups as they are shown: what is wanted of them, and what has become of their drafts."""

import pytest

from afterword.decide import follow_ups
from afterword.decide.overview import follow_up_id
from afterword.model import DraftState, FollowUp, FollowUpState, Wanted
from tests.decide.build import CHASER_KEY, KEY, draft, wish


def only(found: tuple[FollowUp, ...]) -> FollowUp:
    (one,) = found
    return one


@pytest.mark.parametrize(
    "wanted, state",
    [
        (Wanted.YES, FollowUpState.PLANNED),
        (Wanted.LATER, FollowUpState.PLANNED),
        (Wanted.HELD, FollowUpState.HELD),
        (Wanted.NO, FollowUpState.CLOSED),
    ],
)
def test_a_wish_without_a_draft(wanted: Wanted, state: FollowUpState) -> None:
    shown = only(follow_ups([wish(wanted)], []))
    assert (shown.state, shown.reason) == (state, "a reason")


@pytest.mark.parametrize(
    "last, state",
    [
        (DraftState.INTENDED, FollowUpState.PLANNED),
        (DraftState.PLACED, FollowUpState.PLACED),
        (DraftState.WITHDRAWING, FollowUpState.WITHDRAWN),
        (DraftState.WITHDRAWN, FollowUpState.WITHDRAWN),
        (DraftState.RELEASED, FollowUpState.RELEASED),
        (DraftState.SENT, FollowUpState.SENT),
        (DraftState.DELETED, FollowUpState.DELETED),
        (DraftState.CLOSED, FollowUpState.CLOSED),
    ],
)
def test_what_became_of_a_draft_that_is_not_wanted_any_more(last: DraftState, state: FollowUpState) -> None:
    assert only(follow_ups([wish(Wanted.NO)], [draft(last)])).state is state
    assert only(follow_ups([], [draft(last)])).state is state


def test_a_withdrawn_draft_that_is_wanted_again_is_planned() -> None:
    assert only(follow_ups([wish()], [draft(DraftState.WITHDRAWN)])).state is FollowUpState.PLANNED
    assert only(follow_ups([wish(Wanted.HELD)], [draft(DraftState.WITHDRAWN)])).state is FollowUpState.HELD


def test_what_is_the_users_outweighs_another_version() -> None:
    rows = [draft(DraftState.RELEASED), draft(DraftState.WITHDRAWN, name="ours-2")]
    assert only(follow_ups([wish()], rows)).state is FollowUpState.RELEASED


def test_c9_an_edited_draft_that_an_answer_has_overtaken_says_so() -> None:
    shown = only(follow_ups([wish(Wanted.NO)], [draft(DraftState.RELEASED, reason="saved by you")]))
    assert shown.reason == "saved by you; but a reason"


def test_the_wished_for_come_first_and_each_has_a_name_of_its_own() -> None:
    shown = follow_ups([wish(key=CHASER_KEY)], [draft()])
    assert [one.key for one in shown] == [CHASER_KEY, KEY]
    assert [one.id for one in shown] == [follow_up_id(CHASER_KEY), follow_up_id(KEY)]
    assert shown[0].id != shown[1].id
