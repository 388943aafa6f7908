"""All that messages say of one event, in whatever order they come (RFC 5546), and what the user says of it."""

from collections.abc import Sequence
from itertools import permutations

import pytest

from afterword.decide.interviews import interview_id, interviews_in
from afterword.decide.words import Words
from afterword.model import Choice, Decision, Interview, InviteSeen, Method, Person, Verdict
from tests.decide.build import ANN, JANE, at, decided, invite, told

EVENT = interview_id("event-1", None)


def one(*seen: InviteSeen, decisions: Sequence[Decision] = ()) -> Interview:
    (interview,) = interviews_in(seen, Words(decisions))
    return interview


def test_the_higher_sequence_is_the_version_that_holds_in_whatever_order_they_come() -> None:
    versions = [
        told(invite("2026-11-25 14:00", sequence=0), name="v0", when="2026-11-20 10:00"),
        told(invite("2026-11-26 14:00", sequence=1), name="v1", when="2026-11-21 10:00"),
        told(invite("2026-11-27 14:00", sequence=2), name="v2", when="2026-11-22 10:00"),
    ]
    for order in permutations(versions):
        assert one(*order).invite.start == at("2026-11-27 14:00")


def test_with_equal_sequence_the_later_dtstamp_holds() -> None:
    newer = told(invite("2026-11-26 14:00", dtstamp="2026-11-21 09:00"), name="new", when="2026-11-21 09:00")
    older = told(invite("2026-11-25 14:00", dtstamp="2026-11-20 09:00"), name="old", when="2026-11-22 09:00")
    assert one(newer, older).invite.start == at("2026-11-26 14:00")


def test_a_stale_update_changes_nothing() -> None:
    current = told(invite("2026-11-26 14:00", sequence=2), name="v2", when="2026-11-21 10:00")
    stale = told(invite("2026-11-25 14:00", sequence=1, company="Old"), name="v1", when="2026-11-22 10:00")
    before, after = one(current), one(current, stale)
    assert after.invite == before.invite
    assert after.source == before.source


def test_an_update_that_says_less_leaves_what_was_known() -> None:
    bare = invite("2026-11-26 14:00", sequence=1, interviewers=(), coordinators=(), company=None, role=None)
    moved = one(told(), told(bare, name="v1", when="2026-11-21 10:00")).invite
    assert (moved.company, moved.role, moved.interviewers) == ("Acme", "Backend Engineer", invite().interviewers)
    assert moved.start == at("2026-11-26 14:00")


def test_an_update_keeps_when_it_was_first_announced_and_first_seen() -> None:
    moved = told(invite(sequence=1), name="v1", when="2026-11-21 10:00", account="work")
    interview = one(moved, told(seen="2026-11-20 11:00"))
    assert interview.announced_at == at("2026-11-20 10:00")
    assert interview.first_seen == at("2026-11-20 11:00")
    assert interview.account == "home"
    assert interview.message_ids == ("<invite-1>", "<v1>")


def test_the_organizer_cancels() -> None:
    gone = told(invite(method=Method.CANCEL, sequence=1, cancelled=True), name="c", when="2026-11-24 10:00")
    assert one(told(), gone).cancelled_at == at("2026-11-24 10:00")


def test_nobody_but_the_organizer_cancels() -> None:
    stranger = Person("mallory@evil.example")
    gone = invite(method=Method.CANCEL, sequence=9, cancelled=True, organizer=stranger)
    assert one(told(), told(gone, name="c", when="2026-11-24 10:00")).cancelled_at is None


def test_a_cancellation_that_names_no_organizer_is_taken_for_theirs() -> None:
    gone = invite(method=Method.CANCEL, sequence=1, cancelled=True, organizer=None)
    assert one(told(), told(gone, name="c", when="2026-11-24 10:00")).cancelled_at is not None


def test_a_cancellation_older_than_the_latest_version_changes_nothing() -> None:
    gone = told(invite(method=Method.CANCEL, sequence=1, cancelled=True), name="c", when="2026-11-21 10:00")
    again = told(invite("2026-11-27 14:00", sequence=2), name="v2", when="2026-11-22 10:00")
    for order in permutations([told(), gone, again]):
        assert one(*order).cancelled_at is None


def test_the_cancellation_of_a_series_reaches_each_of_its_instances() -> None:
    first = told(invite("2026-11-25 14:00", recurrence_id="2026-11-25T14:00:00Z"))
    second = told(invite("2026-12-02 14:00", recurrence_id="2026-12-02T14:00:00Z"))
    series = invite(method=Method.CANCEL, sequence=1, cancelled=True)
    found = interviews_in([first, second, told(series, name="c", when="2026-11-21 10:00")], Words())
    assert len(found) == 3  # the series itself is an event too
    assert all(interview.cancelled_at for interview in found)


def test_the_cancellation_of_one_instance_leaves_the_others() -> None:
    first = told(invite("2026-11-25 14:00", recurrence_id="2026-11-25T14:00:00Z"))
    second = told(invite("2026-12-02 14:00", recurrence_id="2026-12-02T14:00:00Z"))
    gone = invite(recurrence_id="2026-12-02T14:00:00Z", method=Method.CANCEL, sequence=1, cancelled=True)
    found = interviews_in([first, second, told(gone, name="c", when="2026-11-21 10:00")], Words())
    ordered = sorted(found, key=lambda interview: interview.invite.recurrence_id or "")
    assert [bool(interview.cancelled_at) for interview in ordered] == [False, True]


@pytest.mark.parametrize("method", [Method.REPLY, Method.COUNTER, Method.REFRESH])
def test_what_others_reply_changes_no_event(method: Method) -> None:
    reply = told(invite("2026-12-24 08:00", sequence=5, method=method), name="r", when="2026-11-21 10:00")
    assert one(told(), reply).invite.start == at("2026-11-25 14:00")


# --- declining ---


def test_an_interview_that_the_owner_declined_is_off() -> None:
    no = told(invite(method=Method.REPLY, declined=True), name="no", when="2026-11-21 10:00")
    interview = one(told(), no)
    assert interview.cancelled_at == at("2026-11-21 10:00")
    assert interview.invite.declined


def test_an_interview_that_was_declined_and_then_moved_is_on_again() -> None:
    no = told(invite(method=Method.REPLY, declined=True), name="no", when="2026-11-21 10:00")
    moved = told(invite("2026-11-27 10:00", sequence=1), name="v1", when="2026-11-22 10:00")
    interview = one(told(), no, moved)
    assert interview.cancelled_at is None
    assert not interview.invite.declined


def test_a_second_thought_undoes_a_decline() -> None:
    no = told(invite(method=Method.REPLY, declined=True), name="no", when="2026-11-21 10:00")
    yes = told(invite(method=Method.REPLY), name="yes", when="2026-11-21 11:00")
    assert one(told(), no, yes).cancelled_at is None
    assert one(told(), yes, no).cancelled_at is None


def test_a_reminder_of_the_same_version_does_not_undo_a_decline() -> None:
    no = told(invite(method=Method.REPLY, declined=True), name="no", when="2026-11-21 10:00")
    reminder = told(invite(), name="v0-again", when="2026-11-22 10:00")
    assert one(told(), no, reminder).cancelled_at == at("2026-11-21 10:00")


# --- whom to believe ---


def test_a_forged_update_changes_nothing() -> None:
    forged = told(invite("2026-12-24 08:00", sequence=9), name="f", when="2026-11-21 10:00", forged=True)
    gone = told(
        invite(method=Method.CANCEL, sequence=9, cancelled=True), name="g", when="2026-11-21 10:00", forged=True
    )
    interview = one(told(), forged, gone)
    assert interview.invite.start == at("2026-11-25 14:00")
    assert interview.cancelled_at is None


def test_an_interview_that_only_a_forged_message_speaks_of_is_asked_about() -> None:
    interview = one(told(forged=True))
    assert interview.invite.verdict is Verdict.UNSURE
    assert "not who it claims to be" in interview.invite.reasons[0]


def test_a_forged_message_about_something_else_is_not_even_asked_about() -> None:
    assert interviews_in([told(invite(verdict=Verdict.NOT_INTERVIEW), forged=True)], Words()) == []


def test_what_the_first_invite_knew_stays_known_when_an_update_says_less() -> None:
    vague = told(invite(sequence=1, verdict=Verdict.UNSURE), name="v1", when="2026-11-21 10:00")
    assert one(told(), vague).invite.verdict is Verdict.INTERVIEW


def test_other_events_are_left_out() -> None:
    assert interviews_in([told(invite(verdict=Verdict.NOT_INTERVIEW))], Words()) == []


@pytest.mark.parametrize("verdict", list(Verdict))
def test_the_users_word_outweighs_every_reading_and_outlives_updates(verdict: Verdict) -> None:
    seen = [
        told(invite(verdict=verdict)),
        told(invite(sequence=1, verdict=verdict), name="v1", when="2026-11-22 10:00"),
    ]
    yes = [decided(EVENT, Choice.CONFIRM, "2026-11-21 10:00")]
    interview = one(*seen, decisions=yes)
    assert interview.invite.verdict is Verdict.INTERVIEW
    assert interview.confirmed_at == at("2026-11-21 10:00")
    assert interviews_in(seen, Words([*yes, decided(EVENT, Choice.IGNORE, "2026-11-21 11:00")])) == []


def test_a_date_in_the_future_is_not_believed() -> None:
    early = told(when="2027-01-01 10:00", seen="2026-11-20 10:00")
    assert one(early).announced_at == at("2026-11-20 10:00")


def test_interviews_come_in_the_order_in_which_they_were_announced() -> None:
    later = told(invite(uid="b", interviewers=(ANN,)), name="b", when="2026-11-21 10:00", seen="2026-11-21 10:00")
    earlier = told(invite(uid="a", interviewers=(JANE,)), name="a", when="2026-11-20 10:00", seen="2026-11-22 10:00")
    assert [one.invite.uid for one in interviews_in([later, earlier], Words())] == ["a", "b"]


def test_a_name_is_the_same_everywhere_and_another_for_each_instance() -> None:
    assert interview_id("x", None) == interview_id("x", None)
    assert interview_id("x", None) != interview_id("x", "2026-11-25")
