"""An application that has come to its end is left out of a pass, and comes back with any news of it."""

import pytest
from msgspec.structs import replace

from afterword.decide import Judging, Note, Rows, SentMail, View, as_undone, fold, outlook, reconcile
from afterword.model import Choice, Draft, DraftState, Key, Kind, Observation, Signal, Undo, Wanted
from tests.decide.build import (
    BOB,
    CHASER_KEY,
    JANE,
    OWNER,
    SETTINGS,
    TOM,
    answer,
    application,
    at,
    copy,
    decided,
    draft,
    told,
    wrote,
)

INVITED = told()  # Wednesday 25 November 2026, 14:00 to 15:00
APP = application(INVITED).id
NO = answer(Signal.REJECTION, "2026-11-27 10:00", sender=TOM)
THANKED = (wrote("2026-11-25 17:00", JANE), wrote("2026-11-25 17:05", BOB))
SOON, LONG_AFTER = "2026-12-04 10:00", "2027-03-01 10:00"
SENT = tuple(
    draft(
        DraftState.SENT, key=Key(Kind.THANK_YOU, APP, str(person.email), "2026-11-25"), name=f"ours-{person.first_name}"
    )
    for person in (JANE, BOB)
)


def over(now: str, *facts: Observation, drafts: tuple[Draft, ...] = SENT) -> bool:
    found = outlook(fold((INVITED, *THANKED, *facts)), drafts, OWNER, SETTINGS, at(now))
    assert {one.case.application.id for one in found.standings} == {APP}, "it is shown all the same"
    assert {wish.key.application for wish in found.in_play.wishes} == (set() if found.over else {APP})
    return APP in found.over


def test_what_was_refused_long_ago_is_over_and_what_is_fresh_or_open_is_not() -> None:
    assert over(LONG_AFTER, NO)
    assert not over(SOON, NO)
    assert not over(SOON)


@pytest.mark.parametrize("state", [DraftState.PLACED, DraftState.RELEASED, DraftState.INTENDED, DraftState.WITHDRAWING])
def test_it_is_not_over_while_something_of_ours_or_of_the_users_may_lie_in_drafts(state: DraftState) -> None:
    row = draft(state, key=replace(CHASER_KEY, application=APP), name="lies")
    assert not over(LONG_AFTER, NO, drafts=(*SENT, row))


@pytest.mark.parametrize("state", [DraftState.DELETED, DraftState.WITHDRAWN, DraftState.CLOSED])
def test_what_is_gone_from_drafts_keeps_nothing_open(state: DraftState) -> None:
    row = draft(state, key=replace(CHASER_KEY, application=APP), name="gone")
    assert over(LONG_AFTER, NO, drafts=(*SENT, row))


def test_what_the_user_wrote_by_hand_is_noted_before_it_is_over() -> None:
    assert not over(LONG_AFTER, NO, drafts=())


def test_the_users_word_opens_it_again() -> None:
    assert not over("2027-03-01 10:00", NO, decided(APP, Choice.NOTHING, "2027-03-01 09:00", until="2027-03-20"))


def test_what_is_put_back_brings_its_application_back() -> None:
    row = draft(DraftState.WITHDRAWN, key=replace(CHASER_KEY, application=APP), name="gone")
    undo = Undo(at("2027-03-01 09:00"), (), (row.message_id,))
    assert not over(LONG_AFTER, NO, undo, drafts=as_undone((*SENT, row), [undo]))


def test_news_bring_it_back_where_the_outlook_is_kept_between_passes() -> None:
    judging, facts = Judging(OWNER, SETTINGS), (INVITED, *THANKED, NO)
    assert judging.outlook(fold(facts), SENT, at(LONG_AFTER)).over == {APP}
    later = answer(Signal.OFFER, "2027-03-01 10:30", sender=TOM)
    found = judging.outlook(fold((*facts, later)), SENT, at("2027-03-01 11:00"))
    assert found.standings[0].reason.startswith("offer")
    assert found == outlook(fold((*facts, later)), SENT, OWNER, SETTINGS, at("2027-03-01 11:00"))


def test_its_rows_are_known_and_not_gone_through() -> None:
    """A draft of long ago that the user has brought back is theirs: nothing is noted of it, and nothing done to it."""
    row = draft(DraftState.DELETED, key=replace(CHASER_KEY, application=APP), name="ours-1")
    view = View("home", (copy(to=TOM),))
    seen = reconcile((), {}, Rows((*SENT, row)), [view], SentMail(), at(LONG_AFTER))
    assert [type(action) for action in seen.actions] == [Note]
    assert reconcile((), {}, Rows((*SENT, row), {APP}), [view], SentMail(), at(LONG_AFTER)).actions == ()


def test_a_wish_that_is_replaced_is_so_in_play_as_well() -> None:
    found = outlook(fold((INVITED, *THANKED)), SENT, OWNER, SETTINGS, at(SOON))
    wish = found.wishes[0]
    held = found.with_wishes({wish.key: replace(wish, wanted=Wanted.HELD)})
    assert held.wishes[0].wanted is Wanted.HELD
    assert held.in_play.wishes[0].wanted is Wanted.HELD
    assert found.with_wishes({}) is found
