"""`afterword undo`: what counts as the last change, and what follows from its being undone."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from msgspec.structs import replace

from afterword.decide import (
    Note,
    Place,
    PutBack,
    Reconciled,
    Rows,
    SentMail,
    View,
    Withdraw,
    as_undone,
    fold,
    last_change,
    outlook,
    reconcile,
    to_put_back,
)
from afterword.decide.undone import ADOPTED, PUT_BACK, overruled
from afterword.model import Copy, Draft, DraftState, Key, Kind, Observation, Undo, Wanted, Wish
from afterword.model import Place as Where
from tests.decide.build import (
    BOB,
    CHASER_KEY,
    ENDED,
    HOUR,
    KEY,
    NOW,
    OWNER,
    SETTINGS,
    at,
    copy,
    draft,
    invite,
    told,
    wish,
)

EARLIER, LAST = ENDED + HOUR, ENDED + 2 * HOUR
BOBS_KEY = Key(Kind.THANK_YOU, "a1", "bob@acme.example", "2026-11-25")
GONE = draft(DraftState.WITHDRAWN, when=LAST, placed_at=EARLIER)
IN_TRASH = copy(uid=3, place=Where.TRASH)
BACK = Undo(NOW, (), (GONE.message_id,))


def change(*rows: Draft, undone: Sequence[Undo] = ()) -> tuple[list[str], list[str]] | None:
    """The Message-IDs of what the last change placed, and of what it withdrew."""
    found = last_change(rows, undone)
    if found is None:
        return None
    return ([one.message_id for one in found.placed], [one.message_id for one in found.withdrawn])


# --- What the last pass did ---


def test_it_is_what_was_placed_and_withdrawn_at_one_moment() -> None:
    older = draft(name="older", key=CHASER_KEY, when=EARLIER)
    new = draft(name="new", key=BOBS_KEY, when=LAST)
    assert change(older, GONE, new) == (["<new>"], ["<ours-1>"])
    assert change(older) == (["<older>"], [])
    assert change() is None


def test_a_crash_in_between_is_part_of_it() -> None:
    begun = draft(DraftState.INTENDED, name="begun", key=BOBS_KEY, uid=None, when=LAST)
    going = draft(DraftState.WITHDRAWING, when=LAST, placed_at=EARLIER)
    assert change(begun, going) == (["<begun>"], ["<ours-1>"])


@pytest.mark.parametrize("state", [DraftState.RELEASED, DraftState.SENT, DraftState.DELETED])
def test_what_the_user_has_touched_is_no_part_of_it_and_nothing_older_comes_in_its_place(state: DraftState) -> None:
    older = draft(name="older", key=CHASER_KEY, when=EARLIER)
    users = draft(state, name="users", key=BOBS_KEY, when=NOW, placed_at=LAST)
    assert change(older, users) is None
    assert change(older, users, draft(when=LAST)) == (["<ours-1>"], [])


def test_what_lay_there_already_was_not_placed() -> None:
    older = draft(name="older", key=CHASER_KEY, when=EARLIER)
    adopted = draft(name="adopted", when=LAST, reason=ADOPTED)
    own = draft(DraftState.RELEASED, name="own", key=BOBS_KEY, when=LAST)
    assert change(older, adopted, own) == (["<older>"], [])


def test_a_new_version_goes_because_the_old_one_comes_back() -> None:
    new = draft(name="new", text="new text", when=LAST)
    assert change(GONE, new) == ([], ["<ours-1>"])
    assert change(GONE, new, undone=[BACK]) is None


def test_one_that_went_since_another_machine_had_placed_it_is_not_lost() -> None:
    theirs = draft(name="theirs", when=LAST)
    assert change(GONE, theirs) == (["<theirs>"], [])


def test_an_undo_is_not_undone_and_nothing_before_it() -> None:
    older = draft(name="older", key=CHASER_KEY, when=EARLIER)
    placed = draft(name="new", key=BOBS_KEY, when=LAST)
    found = last_change((older, GONE, placed), ())
    assert found is not None
    undo = found.undo(NOW)
    assert undo == Undo(NOW, (BOBS_KEY,), (GONE.message_id,))
    assert change(older, GONE, placed, undone=[undo]) is None
    taken = replace(placed, state=DraftState.WITHDRAWN, at=NOW)
    back = draft(DraftState.RELEASED, name="back", when=NOW, reason=PUT_BACK)
    assert change(older, GONE, taken, back, undone=[undo]) is None
    later = draft(name="later", key=Key(Kind.CHASER, "a2", "eve@beta.example", "2026-12-02"), when=NOW + HOUR)
    assert change(older, GONE, taken, back, later, undone=[undo]) == (["<later>"], [])


# --- What was placed goes, for ever ---


@pytest.mark.parametrize("wanted", [Wanted.YES, Wanted.LATER, Wanted.HELD])
def test_what_was_taken_out_is_wanted_no_more(wanted: Wanted) -> None:
    (one,) = overruled([wish(wanted)], [draft()], [Undo(NOW, (KEY,))])
    assert one.wanted is Wanted.NO
    assert overruled([wish(key=CHASER_KEY)], [draft()], [Undo(NOW, (KEY,))]) == [wish(key=CHASER_KEY)]
    assert overruled([wish(wanted)], [draft(DraftState.RELEASED)], [Undo(NOW, (KEY,))]) == [wish(wanted)]


def test_what_was_taken_out_counts_as_deleted_by_the_user() -> None:
    undo = Undo(LAST, (KEY,))
    (row,) = as_undone([draft(DraftState.WITHDRAWN, when=LAST)], [undo])
    assert row.state is DraftState.DELETED
    before = draft(DraftState.WITHDRAWN, when=EARLIER)
    assert as_undone([before, draft()], [undo]) == (before, draft())


def test_it_holds_when_the_application_has_another_id_by_now() -> None:
    """An earlier interview was found: the thank-you for the later one stays undone."""
    later = told()
    earlier = told(invite("2026-11-23 10:00", uid="event-0"), when="2026-11-19 10:00", name="invite-0")

    def thanks(*facts: Observation) -> dict[Key, Wanted]:
        wishes = outlook(fold(facts), (), OWNER, SETTINGS, at("2026-11-25 16:30")).wishes
        return {one.key: one.wanted for one in wishes if (one.key.kind, one.key.occasion) == (KEY.kind, KEY.occasion)}

    before = thanks(later)
    assert set(before.values()) == {Wanted.YES}
    undo = Undo(NOW, tuple(before))
    assert not before.keys() & thanks(earlier, later).keys()
    assert set(thanks(earlier, later).values()) == {Wanted.YES}
    assert set(thanks(earlier, later, undo).values()) == {Wanted.NO}


# --- What was withdrawn comes back ---


def put_back(
    rows: Sequence[Draft],
    drafts: Sequence[Copy] = (),
    trash: Sequence[Copy] = (IN_TRASH,),
    wishes: Sequence[Wish] = (),
    undo: Undo = BACK,
) -> Reconciled:
    texts = {one.key: "ours" for one in wishes if one.wanted is Wanted.YES}
    view, back = View("home", tuple(drafts), tuple(trash)), to_put_back(rows, [undo])
    return reconcile(wishes, texts, Rows(tuple(rows)), [view], SentMail(), NOW, back)


@pytest.mark.parametrize("wishes", [(), (wish(Wanted.NO),), (wish(),)], ids=["no wish", "not wanted", "wanted again"])
def test_it_comes_back_once_whatever_is_wanted(wishes: Sequence[Wish]) -> None:
    assert put_back([GONE], wishes=wishes).actions == (PutBack(GONE, IN_TRASH),)
    back = draft(DraftState.RELEASED, name="back", uid=9, when=NOW, reason=PUT_BACK)
    assert put_back([GONE, back], [copy(name="back", uid=9)], wishes=wishes).actions == ()


def test_of_two_copies_under_one_name_the_last_comes_back() -> None:
    """A client that leaves the old version beside the one it has saved gives both one name."""
    earlier = copy(uid=2, place=Where.TRASH)
    assert put_back([GONE], trash=[earlier, IN_TRASH]).actions == (PutBack(GONE, IN_TRASH),)
    assert put_back([GONE], trash=[IN_TRASH, earlier]).actions == (PutBack(GONE, IN_TRASH),)


@pytest.mark.parametrize("state", [DraftState.SENT, DraftState.DELETED])
def test_what_has_become_of_it_since_holds(state: DraftState) -> None:
    assert put_back([GONE, draft(state, name="back", uid=9, when=NOW, reason=PUT_BACK)]).actions == ()


def test_a_form_that_is_back_and_was_filled_in_again_does_not_come_back_once_more() -> None:
    again = draft(DraftState.WITHDRAWN, name="back", text="more", when=NOW + 2 * HOUR, placed_at=NOW + HOUR)
    assert put_back([GONE, again]).actions == ()


def test_nothing_comes_back_that_nobody_has_named() -> None:
    assert put_back([GONE], undo=Undo(NOW, (BOBS_KEY,))).actions == ()


def test_a_crash_before_the_append_goes_on_and_one_after_it_is_found() -> None:
    intent = draft(DraftState.INTENDED, name="back", uid=None, when=NOW, reason=PUT_BACK)
    assert put_back([GONE, intent]).actions == (PutBack(intent, IN_TRASH),)
    (note,) = put_back([GONE, intent], [copy(name="back", uid=9)]).actions
    assert isinstance(note, Note)
    assert (note.draft.message_id, note.draft.state, note.draft.reason) == ("<back>", DraftState.RELEASED, PUT_BACK)


def test_a_version_that_came_in_its_place_goes_when_it_is_back() -> None:
    new = draft(name="new", uid=8, text="new text", when=LAST)
    lying = copy(name="new", uid=8, text="new text")
    assert put_back([GONE, new], [lying]).actions[-1] == PutBack(GONE, IN_TRASH)
    back = draft(DraftState.RELEASED, name="back", uid=9, when=NOW, reason=PUT_BACK)
    (action,) = put_back([GONE, new, back], [lying, copy(name="back", uid=9)], wishes=[wish()]).actions
    assert isinstance(action, Withdraw)
    assert action.draft == new


@pytest.mark.parametrize(
    "drafts,trash,why",
    [((), (), "not in Trash any more"), ((copy(name="own", uid=9, text="my own"),), (IN_TRASH,), "your own draft")],
    ids=["Trash was emptied", "the user has written"],
)
def test_what_cannot_come_back_is_given_up(drafts: Sequence[Copy], trash: Sequence[Copy], why: str) -> None:
    (note,) = put_back([GONE], drafts, trash).actions
    assert isinstance(note, Note)
    assert note.draft.state is DraftState.CLOSED
    assert why in note.draft.reason
    assert put_back([note.draft], drafts).actions == ()


def test_one_that_the_user_has_brought_back_themselves_is_not_doubled() -> None:
    (note,) = put_back([GONE], [copy(uid=9)], ()).actions
    assert isinstance(note, Note)
    assert note.draft.state is DraftState.RELEASED


def test_nothing_is_placed_beside_it() -> None:
    other = wish(key=replace(KEY, application="a2"))
    assert not [one for one in put_back([GONE], wishes=[other]).actions if isinstance(one, Place)]


def test_nothing_is_written_to_a_mailbox_that_looks_like_another() -> None:
    elsewhere = draft(name="bobs", key=BOBS_KEY, uid=5, uidvalidity=2)
    lying = copy(name="somebody", uid=1, to=BOB, when=ENDED - timedelta(days=9))
    assert not [one for one in put_back([GONE, elsewhere], [lying]).actions if isinstance(one, PutBack)]
