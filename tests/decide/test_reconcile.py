"""The reconcile table, row by row, and what ARCHITECTURE says beside it."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from afterword.decide import Note, Place, PlaceAgain, Reconciled, Rows, SentMail, View, Withdraw, reconcile
from afterword.model import Copy, Draft, DraftState, Key, Kind, SentSeen, Thread, Wanted, Wish
from afterword.model import Place as Where
from tests.decide.build import (
    CHASER_KEY,
    ENDED,
    HOUR,
    JANE,
    KEY,
    NOW,
    TOM,
    copy,
    draft,
    in_state,
    position,
    wish,
    wrote,
)

TEN_MINUTES = timedelta(minutes=10)
NOT_WANTED = [Wanted.NO, Wanted.LATER, Wanted.HELD]
OTHER_KEY = Key(Kind.THANK_YOU, "a1", "bob@acme.example", "2026-11-25")


def reconciled(
    wishes: Iterable[Wish] = (),
    rows: Iterable[Draft] = (),
    drafts: Iterable[Copy] = (),
    *,
    trash: Iterable[Copy] = (),
    sent: Iterable[SentSeen] = (),
    text: str = "ours",
    readable: bool = True,
) -> Reconciled:
    wanted = tuple(wishes)
    texts = {one.key: text for one in wanted if one.wanted is Wanted.YES}
    views = (View("home", tuple(drafts), tuple(trash)),) if readable else ()
    return reconcile(wanted, texts, Rows(tuple(rows)), views, SentMail(tuple(sent)), NOW)


def noted(result: Reconciled) -> Draft:
    """The row that the one action, a note, writes."""
    (action,) = result.actions
    assert isinstance(action, Note)
    return action.draft


# --- no row in the ledger ---


def test_yes_no_row_absent_is_placed() -> None:
    assert reconciled([wish()]).actions == (Place(wish(), "ours"),)


@pytest.mark.parametrize("wanted", NOT_WANTED)
def test_what_is_not_wanted_now_is_not_placed(wanted: Wanted) -> None:
    assert reconciled([wish(wanted)]).actions == ()


def test_a_draft_of_ours_that_the_ledger_has_lost_is_adopted() -> None:
    row = noted(reconciled([wish()], drafts=[copy(name="elsewhere", uid=3)]))
    assert (row.state, row.message_id, row.position) == (DraftState.PLACED, "<elsewhere>", position(3, "Drafts"))
    assert (row.subject, row.in_reply_to) == ("Re: Interview", "<invite-1>")  # by these a saved version is found again


@pytest.mark.parametrize("wanted", [Wanted.YES, Wanted.LATER, Wanted.HELD])
def test_the_users_own_draft_to_this_person_is_the_users(wanted: Wanted) -> None:
    row = noted(reconciled([wish(wanted)], drafts=[copy(name="own", text="theirs", subject="Hello", answers=None)]))
    assert (row.state, row.message_id) == (DraftState.RELEASED, "<own>")


def test_one_draft_of_the_users_is_one_follow_up_and_keeps_the_others_away() -> None:
    own = copy(name="own", text="theirs", to=TOM, when=NOW)
    second = Key(Kind.CHASER, "a2", CHASER_KEY.recipient, CHASER_KEY.occasion)
    wishes = [wish(key=CHASER_KEY), wish(key=second)]
    row = noted(reconciled(wishes, drafts=[own]))
    assert (row.key, row.state) == (CHASER_KEY, DraftState.RELEASED)
    assert reconciled(wishes, [row], [own]).actions == (), "and so it is after a death between the two"


def test_a_draft_older_than_the_interview_is_about_something_else() -> None:
    before = copy(name="own", text="theirs", when=ENDED - HOUR)
    assert reconciled([wish()], drafts=[before]).actions == (Place(wish(), "ours"),)


def test_a_draft_to_somebody_else_is_about_something_else() -> None:
    assert reconciled([wish()], drafts=[copy(name="own", text="theirs", to=TOM)]).actions == (Place(wish(), "ours"),)


def test_c4_one_that_the_user_brings_back_keeps_away_another_to_that_person_at_once() -> None:
    back = copy(uid=9)
    other = Key(Kind.THANK_YOU, "a2", KEY.recipient, KEY.occasion)
    lying, wishes = [back], [wish(Wanted.NO), wish(key=other)]
    row = noted(reconciled(wishes, [draft(DraftState.WITHDRAWN)], lying))
    assert row.state is DraftState.RELEASED
    assert reconciled(wishes, [row], lying).actions == ()


def test_c1_what_the_user_sent_by_hand_is_the_follow_up() -> None:
    written = wrote("2026-11-25 16:00", JANE, name="by-hand")
    row = noted(reconciled([wish(Wanted.NO, written=written)], sent=[written]))
    assert (row.state, row.message_id, row.at) == (DraftState.SENT, "<by-hand>", ENDED + HOUR)


def test_c1_what_was_written_by_hand_is_noted_once_it_is_clear_which_drafts_were_sent() -> None:
    """Which of two mails was the chaser depends on whether the other was a thank-you of ours, sent late."""
    ours, by_hand = wrote("2026-11-25 16:10", JANE, name="ours-1"), wrote("2026-11-25 16:20", TOM, name="by-hand")
    chaser = wish(Wanted.NO, key=CHASER_KEY, written=by_hand)
    row = noted(reconciled([wish(Wanted.NO), chaser], [draft()], sent=[ours, by_hand]))
    assert (row.message_id, row.state) == ("<ours-1>", DraftState.SENT)
    assert noted(reconciled([wish(Wanted.NO), chaser], [row], sent=[ours, by_hand])).key == CHASER_KEY


def test_c1_one_message_to_two_people_is_two_follow_ups_and_then_there_is_rest() -> None:
    written = wrote("2026-11-25 16:00", JANE, TOM, name="by-hand")
    wishes = [wish(Wanted.NO, written=written), wish(Wanted.NO, key=OTHER_KEY, written=written)]
    first = reconciled(wishes, sent=[written]).actions
    rows = [action.draft for action in first if isinstance(action, Note)]
    assert len({row.message_id for row in rows}) == 2
    assert reconciled(wishes, rows, sent=[written]).actions == ()


def test_what_was_thrown_away_is_not_made_again() -> None:
    row = noted(reconciled([wish()], trash=[copy(name="old", place=Where.TRASH)]))
    assert row.state is DraftState.DELETED
    assert reconciled([wish()], [row], trash=[copy(name="old", place=Where.TRASH)]).actions == ()


def test_another_thread_in_trash_says_nothing() -> None:
    other = copy(name="old", answers="weather", place=Where.TRASH)
    assert reconciled([wish()], trash=[other]).actions == (Place(wish(), "ours"),)


# --- intended ---

INTENDED = draft(DraftState.INTENDED, uid=None)


@pytest.mark.parametrize("wanted", list(Wanted))
def test_an_intent_found_by_its_message_id_is_adopted(wanted: Wanted) -> None:
    row = noted(reconciled([wish(wanted)], [INTENDED], [copy()]))
    assert (row.state, row.position, row.placed_at) == (DraftState.PLACED, position(7, "Drafts"), NOW)


def test_an_intent_that_the_user_has_changed_already_is_released() -> None:
    assert noted(reconciled([wish()], [INTENDED], [copy(text="changed")])).state is DraftState.RELEASED


def test_yes_intended_absent_is_appended_with_the_same_message_id() -> None:
    assert reconciled([wish()], [INTENDED]).actions == (PlaceAgain(wish(), INTENDED),)


@pytest.mark.parametrize("wanted", NOT_WANTED)
def test_no_intended_absent_is_closed(wanted: Wanted) -> None:
    assert noted(reconciled([wish(wanted)], [INTENDED])).state is DraftState.CLOSED


def test_an_intent_of_other_words_is_closed_and_then_made_anew() -> None:
    row = noted(reconciled([wish()], [INTENDED], text="new"))
    assert row.state is DraftState.CLOSED
    assert reconciled([wish()], [row], text="new").actions == (Place(wish(), "new"),)


def test_an_intent_that_was_sent_or_deleted_meanwhile() -> None:
    sent = wrote("2026-11-25 16:10", JANE, name="ours-1")
    assert noted(reconciled([wish()], [INTENDED], sent=[sent])).state is DraftState.SENT
    assert noted(reconciled([wish()], [INTENDED], trash=[copy(place=Where.TRASH)])).state is DraftState.DELETED


def test_an_intent_gives_way_to_the_same_draft_of_another_machine_and_to_the_users_own() -> None:
    twin = copy(name="elsewhere", uid=3)
    closed = noted(reconciled([wish()], [INTENDED], [twin]))
    assert closed.state is DraftState.CLOSED
    assert noted(reconciled([wish()], [closed], [twin])).state is DraftState.PLACED
    own = copy(name="own", uid=3, text="theirs")
    assert noted(reconciled([wish()], [INTENDED], [own])).state is DraftState.RELEASED
    beside = copy(name="own", uid=3, text="theirs", subject="Hello", answers=None)
    assert noted(reconciled([wish()], [INTENDED], [beside])).state is DraftState.CLOSED


# --- placed ---


def test_yes_placed_unchanged_is_left() -> None:
    assert reconciled([wish()], [draft()], [copy()]) == Reconciled((), None)


@pytest.mark.parametrize("wanted", NOT_WANTED)
def test_no_placed_unchanged_is_withdrawn(wanted: Wanted) -> None:
    assert reconciled([wish(wanted)], [draft()], [copy()]).actions == (Withdraw(draft(), "a reason"),)


def test_a_placed_draft_of_which_no_wish_speaks_any_more_is_withdrawn() -> None:
    assert reconciled([], [draft()], [copy()]).actions == (Withdraw(draft(), "it is no longer wanted"),)


SAVED = [
    pytest.param(copy(uid=9), id="new UID, same Message-ID and words"),
    pytest.param(copy(uid=9, text="changed"), id="new UID, same Message-ID (Thunderbird, Roundcube)"),
    pytest.param(copy(name="k9", uid=9, text="changed"), id="new Message-ID, same thread (K-9)"),
    pytest.param(copy(name="k9", uid=9, text="changed", subject="Other", when=None), id="new Message-ID and subject"),
    pytest.param(copy(name="ios", uid=9, text="changed", answers=None), id="thread lost, same subject (Proton)"),
    pytest.param(copy(text="changed"), id="changed in its place"),
]


@pytest.mark.parametrize("saved", SAVED)
@pytest.mark.parametrize("wanted", list(Wanted))
def test_a_draft_that_the_user_saved_is_the_users_for_ever(saved: Copy, wanted: Wanted) -> None:
    row = noted(reconciled([wish(wanted)], [draft()], [saved]))
    assert (row.state, row.position) == (DraftState.RELEASED, saved.position)
    for later in list(Wanted):
        assert reconciled([wish(later)], [row], [saved], text="new").actions == ()


def test_while_a_client_still_has_to_remove_the_old_version_the_draft_is_the_users() -> None:
    """Thunderbird appends the new version, under the same Message-ID, before it deletes the old one."""
    row = noted(reconciled([wish(Wanted.NO)], [draft()], [copy(), copy(uid=9, text="changed")]))
    assert row.state is DraftState.RELEASED
    assert reconciled([wish(Wanted.NO)], [row], [copy(), copy(uid=9, text="changed")]).actions == ()
    assert reconciled([wish(Wanted.NO)], [row], [copy(uid=9, text="changed")]).actions == ()


SENT_AS = [
    pytest.param(wrote("2026-11-25 16:10", JANE, name="ours-1"), id="same Message-ID"),
    pytest.param(wrote("2026-11-25 16:10", JANE, name="new", answers="invite-1"), id="same thread"),
    pytest.param(wrote("2026-11-25 16:10", JANE, name="new", subject="Re: Interview"), id="same subject"),
    pytest.param(wrote("2026-11-25 16:10", JANE, name="new"), id="same person"),
]


@pytest.mark.parametrize("sent", SENT_AS)
def test_a_draft_that_left_and_lies_in_sent_was_sent(sent: SentSeen) -> None:
    row = noted(reconciled([wish(Wanted.NO)], [draft()], sent=[sent]))
    assert (row.state, row.at) == (DraftState.SENT, sent.envelope.at)
    assert reconciled([wish(Wanted.NO)], [row], sent=[sent]).actions == ()


def test_a_draft_that_is_still_there_was_not_sent_whatever_else_went_to_this_person() -> None:
    assert reconciled([wish()], [draft()], [copy()], sent=[wrote("2026-11-25 16:10", JANE, name="new")]).actions == ()


def test_what_was_sent_before_the_interview_is_no_thank_you() -> None:
    row = noted(reconciled([wish()], [draft()], sent=[wrote("2026-11-25 14:10", JANE, name="new")]))
    assert (row.state, row.absent_since) == (DraftState.PLACED, NOW)


def test_a_message_in_the_thread_of_another_application_is_not_this_draft() -> None:
    other = draft(key=replace(KEY, application="a2"), name="ours-2", uid=8, answers="invite-2")
    wishes = [wish(), wish(key=other.key, thread=Thread("<invite-2>", ("<invite-2>",), "Interview"))]
    sent = wrote("2026-11-25 16:10", JANE, name="new", answers="invite-2")
    lying = [copy(name="ours-3", uid=6, to=TOM)]  # something of ours is there, so that nothing is suspicious
    third = draft(key=CHASER_KEY, name="ours-3", uid=6)
    result = reconciled([*wishes, wish(key=CHASER_KEY)], [draft(), other, third], lying, sent=[sent])
    states = {action.draft.message_id: action.draft.state for action in result.actions if isinstance(action, Note)}
    assert states == {"<ours-1>": DraftState.PLACED, "<ours-2>": DraftState.SENT}


def test_one_message_is_not_two_drafts() -> None:
    sent = wrote("2026-11-25 16:10", JANE, name="new")
    other = draft(DraftState.SENT, key=replace(KEY, application="a2"), name="ours-2", when=ENDED + 70 * HOUR / 60)
    row = noted(reconciled([wish()], [draft(), other], sent=[sent]))
    assert row.state is DraftState.PLACED


def test_new_text_placed_unchanged_makes_a_new_version_and_then_the_old_one_goes() -> None:
    assert reconciled([wish()], [draft()], [copy()], text="new").actions == (Place(wish(), "new"),)
    new = draft(name="ours-2", uid=8, text="new")
    both = [copy(), copy(name="ours-2", uid=8, text="new")]
    assert reconciled([wish()], [draft(), new], both, text="new").actions == (
        Withdraw(draft(), "it is no longer wanted"),
    )
    gone = in_state(draft(), DraftState.WITHDRAWN)
    assert reconciled([wish()], [gone, new], both[1:], text="new").actions == ()


def test_a_new_version_that_another_machine_has_placed_is_adopted_and_not_the_users() -> None:
    theirs = copy(name="theirs-2", uid=9, text="new words")
    result = reconciled([wish()], [draft()], [theirs], text="new words")
    rows = [action.draft for action in result.actions if isinstance(action, Note)]
    assert [(row.message_id, row.state) for row in rows] == [
        ("<theirs-2>", DraftState.PLACED), ("<ours-1>", DraftState.WITHDRAWN),
    ]  # fmt: skip
    assert reconciled([wish()], rows, [theirs], text="new words").actions == ()


def test_a_crash_after_the_intent_of_a_new_version_loses_nothing() -> None:
    new = draft(DraftState.INTENDED, name="ours-2", uid=None, text="new")
    result = reconciled([wish()], [draft(), new], [copy()], text="new").actions
    assert result == (Withdraw(draft(), "it is no longer wanted"), PlaceAgain(wish(), new))


def test_no_new_version_beside_a_draft_that_the_user_is_saving() -> None:
    """K-9 appends under a new Message-ID before it deletes the old one."""
    lying = [copy(), copy(name="k9", uid=9, text="changed")]
    assert reconciled([wish()], [draft()], lying, text="new").actions == ()


def test_placed_absent_is_deleted_only_on_two_looks_ten_minutes_apart() -> None:
    first = reconciled([wish()], [draft()])
    row = noted(first)
    assert (row.state, row.absent_since, first.look_again) == (DraftState.PLACED, NOW, NOW + TEN_MINUTES)
    too_soon = replace(row, absent_since=NOW - TEN_MINUTES / 2)
    assert reconciled([wish()], [too_soon]) == Reconciled((), NOW + TEN_MINUTES / 2)
    noted_under_another_clock = replace(row, absent_since=NOW + 1000 * TEN_MINUTES)
    assert noted(reconciled([wish()], [noted_under_another_clock])) == row
    deleted = noted(reconciled([wish()], [replace(row, absent_since=NOW - TEN_MINUTES)]))
    assert deleted.state is DraftState.DELETED
    assert reconciled([wish()], [deleted]).actions == ()


def test_placed_absent_and_in_trash_is_deleted_at_once() -> None:
    assert noted(reconciled([wish()], [draft()], trash=[copy(place=Where.TRASH)])).state is DraftState.DELETED


def test_a_draft_that_came_back_in_between_was_never_away() -> None:
    row = noted(reconciled([wish()], [draft(absent_since=NOW - TEN_MINUTES / 2)], [copy()]))
    assert (row.state, row.absent_since) == (DraftState.PLACED, None)


def test_a_draft_flagged_deleted_is_away_while_neomutt_edits_it() -> None:
    away = noted(reconciled([wish()], [draft()], [copy(deleted=True)]))
    assert away.absent_since == NOW
    back = noted(reconciled([wish()], [away], [copy(deleted=True), copy(uid=9, text="changed")]))
    assert back.state is DraftState.RELEASED


def test_a_row_whose_uid_was_never_known_learns_it() -> None:
    row = noted(reconciled([wish()], [draft(uid=None)], [copy()]))
    assert (row.state, row.position) == (DraftState.PLACED, position(7, "Drafts"))


# --- withdrawing, and what is over ---

WITHDRAWING = draft(DraftState.WITHDRAWING)


def test_a_withdrawal_that_was_cut_short_is_carried_on() -> None:
    assert reconciled([wish(Wanted.NO)], [WITHDRAWING], [copy()]).actions == (Withdraw(WITHDRAWING, "a reason"),)
    gone = [copy(place=Where.TRASH)]
    assert noted(reconciled([wish(Wanted.NO)], [WITHDRAWING], trash=gone)).state is DraftState.WITHDRAWN


def test_a_withdrawal_was_done_whatever_a_client_had_saved_beside_the_draft() -> None:
    beside = [copy(name="k9", uid=9, text="changed")]
    gone = [copy(place=Where.TRASH)]
    row, *_ = [a.draft for a in reconciled([], [WITHDRAWING], beside, trash=gone).actions if isinstance(a, Note)]
    assert row.state is DraftState.WITHDRAWN


def test_without_a_trace_in_trash_it_takes_two_looks() -> None:
    row = noted(reconciled([wish(Wanted.NO)], [WITHDRAWING]))
    assert row.state is DraftState.WITHDRAWING
    later = replace(row, absent_since=NOW - TEN_MINUTES)
    assert noted(reconciled([wish(Wanted.NO)], [later])).state is DraftState.WITHDRAWN


def test_a_draft_that_is_wanted_again_stays() -> None:
    assert noted(reconciled([wish()], [WITHDRAWING], [copy()])).state is DraftState.PLACED


def test_a_draft_that_the_user_saved_or_sent_while_it_was_withdrawn() -> None:
    saved = noted(reconciled([wish(Wanted.NO)], [WITHDRAWING], [copy(uid=9, text="changed")]))
    assert saved.state is DraftState.RELEASED
    sent = wrote("2026-11-25 16:10", JANE, name="ours-1")
    assert noted(reconciled([wish(Wanted.NO)], [WITHDRAWING], sent=[sent])).state is DraftState.SENT


def test_a_withdrawn_draft_that_is_wanted_again_is_made_anew() -> None:
    gone = in_state(draft(), DraftState.WITHDRAWN)
    assert reconciled([wish()], [gone], trash=[copy(place=Where.TRASH)]).actions == (Place(wish(), "ours"),)


OVER = [DraftState.WITHDRAWN, DraftState.DELETED, DraftState.CLOSED]


@pytest.mark.parametrize("state", OVER)
def test_what_is_over_is_still_read_found_in_sent_it_was_sent(state: DraftState) -> None:
    sent = wrote("2026-11-25 16:10", JANE, name="ours-1")
    assert noted(reconciled([wish(Wanted.NO)], [in_state(draft(), state)], sent=[sent])).state is DraftState.SENT


@pytest.mark.parametrize("state", OVER)
def test_what_is_over_and_is_back_in_drafts_is_the_users(state: DraftState) -> None:
    row = noted(reconciled([wish(Wanted.NO)], [in_state(draft(), state)], [copy(uid=12)]))
    assert (row.state, row.position) == (DraftState.RELEASED, position(12, "Drafts"))


def test_a_deleted_draft_is_not_what_was_sent_to_that_person_much_later() -> None:
    deleted = draft(DraftState.DELETED, when=NOW - timedelta(days=9), since=ENDED - timedelta(days=9))
    assert reconciled([wish(Wanted.NO)], [deleted], sent=[wrote("2026-11-25 16:10", JANE, name="new")]).actions == ()
    just_now = replace(deleted, at=NOW)
    sent = [wrote("2026-11-25 16:10", JANE, name="new")]
    assert noted(reconciled([wish(Wanted.NO)], [just_now], sent=sent)).state is DraftState.SENT


def test_a_draft_that_was_sent_days_later_under_another_name_is_known_by_thread_or_subject() -> None:
    """Gone from Drafts since Friday: "send on Monday"."""
    then = NOW - timedelta(days=9)
    deleted = draft(DraftState.DELETED, when=then, since=ENDED - timedelta(days=9))
    answer = wrote(then + timedelta(days=3), JANE, name="new", answers="invite-1")
    alike = wrote(then + timedelta(days=3), JANE, name="new", subject=deleted.subject.upper())
    for one in (answer, alike):
        row = noted(reconciled([wish(Wanted.NO)], [deleted], sent=[one]))
        assert (row.state, row.at) == (DraftState.SENT, then + timedelta(days=3))
    too_late = replace(deleted, at=NOW - timedelta(days=20), since=NOW - timedelta(days=21))
    assert reconciled([wish(Wanted.NO)], [too_late], sent=[wrote(NOW, JANE, answers="invite-1")]).actions == ()


# --- released ---

RELEASED = draft(DraftState.RELEASED, uid=9)


def test_a_released_draft_is_followed_and_never_touched() -> None:
    assert reconciled([wish(Wanted.NO)], [RELEASED], [copy(uid=9, text="changed")]).actions == ()
    moved = noted(reconciled([wish(Wanted.NO)], [RELEASED], [copy(name="k9", uid=11, text="more")]))
    assert (moved.state, moved.position) == (DraftState.RELEASED, position(11, "Drafts"))
    assert reconciled([wish(Wanted.NO)], [moved], [copy(name="k9", uid=11, text="more")]).actions == ()


def test_a_released_draft_is_sent_or_deleted_in_the_end() -> None:
    sent = wrote("2026-11-25 16:10", JANE, name="new", answers="invite-1")
    assert noted(reconciled([wish(Wanted.NO)], [RELEASED], sent=[sent])).state is DraftState.SENT
    trash = [copy(place=Where.TRASH)]
    assert noted(reconciled([wish()], [RELEASED], trash=trash)).state is DraftState.DELETED


def test_a_released_draft_that_was_sent_and_forgotten_in_drafts_is_sent_and_stays_there() -> None:
    mine = copy(name="saved-anew", uid=9, text="changed")
    sent = wrote("2026-11-25 16:10", JANE, name="saved-anew")
    row = noted(reconciled([wish(Wanted.NO)], [RELEASED], [mine], sent=[sent]))
    assert row.state is DraftState.SENT
    assert reconciled([wish(Wanted.NO)], [row], [mine], sent=[sent]).actions == ()
    another = wrote("2026-11-25 16:10", JANE, name="another")
    assert reconciled([wish(Wanted.NO)], [RELEASED], [mine], sent=[another]).actions == ()


def test_a_released_draft_to_a_person_keeps_another_one_to_them_away() -> None:
    """Until it is sent or deleted: a moved date is a new follow-up, but not a second draft."""
    moved = wish(key=replace(KEY, occasion="2026-11-26"))
    mine = copy(uid=9, text="changed")
    assert reconciled([wish(Wanted.NO), moved], [RELEASED], [mine]).actions == ()
    sent = in_state(RELEASED, DraftState.SENT)
    assert reconciled([wish(Wanted.NO), moved], [sent]).actions == (Place(moved, "ours"),)


def test_c4_a_released_chaser_keeps_another_one_of_the_application_away_whoever_gets_it() -> None:
    mine = draft(DraftState.RELEASED, key=CHASER_KEY, uid=9)
    to_jane = wish(key=replace(CHASER_KEY, recipient="jane@acme.example", occasion="2026-12-09"), thread=None)
    lying = [copy(uid=9, to=TOM, text="changed")]
    assert reconciled([to_jane], [mine], lying).actions == ()
    other_application = wish(key=replace(to_jane.key, application="a2"), thread=None)
    assert reconciled([other_application], [mine], lying).actions == (Place(other_application, "ours"),)


def test_a_moved_date_is_a_new_follow_up_and_the_old_draft_goes_first() -> None:
    old = draft(key=CHASER_KEY)
    moved = wish(key=replace(CHASER_KEY, occasion="2026-12-09"))
    result = reconciled([moved], [old], [copy(to=TOM)]).actions
    assert result == (Withdraw(old, "it is no longer wanted"), Place(moved, "ours"))


# --- the same on another machine ---


def test_beside_an_equal_draft_with_a_lower_uid_ones_own_goes() -> None:
    lying = [copy(name="elsewhere", uid=3), copy()]
    result = reconciled([wish()], [draft()], lying).actions
    assert isinstance(result[0], Note)
    assert (result[0].draft.message_id, result[0].draft.position) == ("<elsewhere>", position(3, "Drafts"))
    assert result[1] == Withdraw(draft(), "the same draft lies there already, placed from elsewhere")
    after = [in_state(draft(), DraftState.WITHDRAWN), result[0].draft]
    assert reconciled([wish()], after, lying[:1]).actions == ()


def test_the_machine_with_the_lower_uid_leaves_its_own() -> None:
    assert reconciled([wish()], [draft()], [copy(), copy(name="elsewhere", uid=8)]).actions == ()


# --- suspicion ---

TWO_ROWS = [draft(), draft(key=OTHER_KEY, name="ours-2", uid=8)]
TWO_WISHES = [wish(), wish(key=OTHER_KEY)]


def test_when_all_of_two_drafts_are_gone_at_once_nothing_is_written() -> None:
    third = wish(key=CHASER_KEY)
    result = reconciled([*TWO_WISHES, third], TWO_ROWS)
    assert all(isinstance(action, Note) and action.draft.state is DraftState.PLACED for action in result.actions)
    assert result.look_again is not None
    assert result.look_again <= NOW + timedelta(minutes=1)


def test_when_one_of_two_is_gone_that_is_the_user() -> None:
    result = reconciled([*TWO_WISHES, wish(key=CHASER_KEY)], TWO_ROWS, [copy()])
    assert Place(wish(key=CHASER_KEY), "ours") in result.actions


def test_a_mail_to_one_of_them_does_not_explain_that_all_are_gone() -> None:
    result = reconciled(TWO_WISHES, TWO_ROWS, sent=[wrote("2026-11-25 16:10", JANE, name="new")])
    assert [action.draft.state for action in result.actions if isinstance(action, Note)] == [DraftState.PLACED] * 2


def test_suspicion_ends_with_the_second_look() -> None:
    away = [replace(row, absent_since=NOW - TEN_MINUTES) for row in TWO_ROWS]
    result = reconciled(TWO_WISHES, away)
    assert [action.draft.state for action in result.actions if isinstance(action, Note)] == [DraftState.DELETED] * 2


def test_a_folder_that_was_numbered_anew_is_only_looked_at_first() -> None:
    lying = [copy(uid=1, uidvalidity=2), copy(name="ours-2", uid=2, uidvalidity=2, to="bob@acme.example")]
    first = reconciled([wish(Wanted.NO), wish(Wanted.NO, key=OTHER_KEY)], TWO_ROWS, lying)
    assert all(isinstance(action, Note) for action in first.actions)
    rows = [action.draft for action in first.actions if isinstance(action, Note)]
    assert [row.state for row in rows] == [DraftState.PLACED] * 2
    second = reconciled([wish(Wanted.NO), wish(Wanted.NO, key=OTHER_KEY)], rows, lying)
    assert [type(action) for action in second.actions] == [Withdraw, Withdraw]


@pytest.mark.parametrize("text,state", [("ours", DraftState.PLACED), ("changed", DraftState.RELEASED)])
def test_a_folder_that_has_another_name_holds_the_same_drafts(text: str, state: DraftState) -> None:
    renamed = replace(copy(text=text), position=position(7, "Entwürfe"))
    row = noted(reconciled([wish()], [draft()], [renamed]))
    assert (row.state, row.position) == (state, renamed.position)


@pytest.mark.parametrize("state", [DraftState.PLACED, DraftState.WITHDRAWING])
def test_a_draft_that_was_changed_and_numbered_anew_is_the_users(state: DraftState) -> None:
    row = noted(reconciled([wish(Wanted.NO)], [draft(state)], [copy(uid=1, uidvalidity=2, text="changed")]))
    assert row.state is DraftState.RELEASED


def test_a_withdrawal_goes_on_after_the_folder_was_numbered_anew() -> None:
    row = noted(reconciled([wish(Wanted.NO)], [WITHDRAWING], [copy(uid=1, uidvalidity=2)]))
    assert (row.state, row.position) == (DraftState.WITHDRAWING, position(1, "Drafts", uidvalidity=2))


def test_of_an_account_that_could_not_be_read_nothing_is_concluded() -> None:
    rows = [draft(), draft(DraftState.INTENDED, key=OTHER_KEY, name="ours-2", uid=None)]
    assert reconciled([wish(Wanted.NO), wish(key=OTHER_KEY)], rows, readable=False) == Reconciled((), None)


def test_one_account_does_not_wait_for_another() -> None:
    elsewhere = draft(key=OTHER_KEY, name="ours-2", account="work")
    result = reconciled([wish(), wish(key=OTHER_KEY, account="work")], [elsewhere])
    assert result.actions == (Place(wish(), "ours"),)


# --- order ---


def test_first_what_is_noted_then_what_goes_then_what_comes() -> None:
    rows = [
        draft(key=CHASER_KEY, name="ours-3", uid=6),
        draft(DraftState.INTENDED, key=OTHER_KEY, name="ours-2", uid=None),
        draft(DraftState.RELEASED, key=replace(KEY, recipient="eve@acme.example"), name="ours-4", uid=5),
    ]
    lying = [copy(name="ours-3", uid=6, to=TOM), copy(name="ours-4", uid=11, to="eve@acme.example")]
    result = reconciled([wish(), wish(Wanted.NO, key=CHASER_KEY), wish(key=OTHER_KEY)], rows, lying)
    assert [type(action) for action in result.actions] == [Note, Withdraw, PlaceAgain, Place]


def test_a_second_look_with_no_news_asks_for_nothing() -> None:
    rows = [draft(), in_state(draft(key=OTHER_KEY, name="ours-2"), DraftState.SENT)]
    assert reconciled(TWO_WISHES, rows, [copy()]) == Reconciled((), None)
