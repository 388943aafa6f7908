"""Events that stand in calendars: alone, beside a mail of the same UID, and entered by hand."""

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from afterword.decide import fold
from afterword.model import (
    Choice,
    Decision,
    Envelope,
    Interview,
    InviteSeen,
    Method,
    Person,
    Position,
    Verdict,
)
from tests.decide.build import BOB, HOUR, JANE, TOM, at, envelope, invite, position


def by_mail(when: str = "2026-11-20 10:00", name: str = "m1", **more: Any) -> InviteSeen:
    """The invite as it came by mail."""
    told = invite(uid="mail@acme.example", **more)
    return InviteSeen(position(), envelope(when=when, name=name), told, at(when), 1)


def entry(
    when: str = "2026-11-20 12:00", number: int = 7, calendar: str = "work", uid: str = "hand@local", **more: Any
) -> InviteSeen:
    """The event as it stands in a calendar, read at a time."""
    base = invite(uid=uid)
    told = replace(base, method=None, dtstamp=None, **more)
    return InviteSeen(Position(calendar, "/cal/", 0, number), Envelope(at=at(when)), told, at(when), 1)


def deleted(item: InviteSeen, when: str) -> InviteSeen:
    gone = replace(item.invite, method=Method.CANCEL, cancelled=True)
    return replace(item, invite=gone, envelope=Envelope(at=at(when)), seen_at=at(when))


def only(*seen: InviteSeen | Decision) -> Interview:
    (application,) = fold(seen).applications
    (interview,) = application.interviews
    return interview


def start_of(*seen: InviteSeen) -> datetime | None:
    return only(*seen).invite.start


# --- A calendar alone ---


def test_an_event_that_was_entered_by_hand_is_an_interview() -> None:
    interview = only(entry())
    assert (interview.account, interview.source, interview.first_seen) == (
        "work",
        Envelope(at=at("2026-11-20 12:00")),
        at("2026-11-20 12:00"),
    )


def test_the_last_version_counts_and_the_first_says_when_it_became_known() -> None:
    later = entry("2026-11-21 12:00", start=at("2026-11-26 15:00"), end=at("2026-11-26 16:00"))
    interview = only(entry(), later)
    assert interview.invite.start == at("2026-11-26 15:00")
    assert interview.first_seen == interview.announced_at == at("2026-11-20 12:00")
    back = replace(entry(), envelope=Envelope(at=at("2026-11-22 12:00")), seen_at=at("2026-11-22 12:00"))
    assert start_of(entry(), later, back) == at("2026-11-25 14:00")


def test_what_was_renamed_to_something_else_is_no_interview() -> None:
    assert fold([entry(), entry("2026-11-21 12:00", verdict=Verdict.NOT_INTERVIEW)]).applications == ()


def test_what_was_deleted_is_cancelled_and_what_was_put_back_is_not() -> None:
    gone = deleted(entry(), "2026-11-21 09:00")
    assert only(entry(), gone).cancelled_at == at("2026-11-21 09:00")
    assert only(entry(), gone).invite.cancelled
    back = entry("2026-11-22 09:00")
    assert only(entry(), gone, back).cancelled_at is None


def test_what_was_moved_to_another_calendar_is_not_cancelled() -> None:
    moved = entry("2026-11-21 09:00", calendar="private")
    assert only(entry(), moved, deleted(entry(), "2026-11-21 09:00")).cancelled_at is None


# --- The same UID by mail ---


def test_of_the_same_event_the_mail_knows_more() -> None:
    copy = entry(uid="mail@acme.example", title="Acme", role=None, interviewers=(), promise=None)
    for seen in ([by_mail(), copy], [copy, by_mail()]):
        interview = only(*seen)
        assert interview.invite.role == by_mail().invite.role
        assert interview.invite.interviewers == by_mail().invite.interviewers
        assert interview.source.message_id == "<m1>"
        assert interview.account == "home"


def test_a_calendar_adds_what_the_mail_leaves_unsaid() -> None:
    vague = by_mail(start=None, interviewers=())
    interview = only(vague, entry(uid="mail@acme.example", interviewers=(BOB,)))
    assert interview.invite.start == at("2026-11-25 14:00")
    assert interview.invite.end == at("2026-11-25 15:00")
    assert interview.invite.interviewers == (BOB,)


def test_a_newer_time_of_a_calendar_counts_and_an_older_does_not() -> None:
    moved: dict[str, Any] = {"start": at("2026-11-25 17:00"), "end": at("2026-11-25 18:00")}
    newer = entry("2026-11-21 12:00", uid="mail@acme.example", sequence=3, **moved)
    assert start_of(by_mail(), newer) == at("2026-11-25 17:00")
    stale = entry("2026-11-19 12:00", uid="mail@acme.example", **moved)
    assert start_of(stale, by_mail(sequence=2)) == at("2026-11-25 14:00")


def test_deleting_the_copy_of_an_invite_does_not_cancel_it() -> None:
    copy = entry(uid="mail@acme.example")
    assert only(by_mail(), copy, deleted(copy, "2026-11-22 09:00")).cancelled_at is None


def test_the_organizers_cancellation_in_a_calendar_does() -> None:
    copy = entry("2026-11-22 09:00", uid="mail@acme.example", sequence=1, cancelled=True)
    assert only(by_mail(), copy).cancelled_at == at("2026-11-22 09:00")
    stranger = replace(copy, invite=replace(copy.invite, organizer=Person("eve@evil.example")))
    assert only(by_mail(), stranger).cancelled_at is None


def test_an_owner_who_declined_in_the_calendar_has_declined() -> None:
    assert only(by_mail(), entry(uid="mail@acme.example", declined=True)).invite.declined


def test_a_calendar_that_takes_invites_in_by_itself_makes_no_forged_one_true() -> None:
    forged = replace(by_mail(), envelope=replace(by_mail().envelope, forged=True))
    known = fold([forged, entry(uid="mail@acme.example")])
    assert (known.applications, len(known.unsure)) == ((), 1)


# --- Entered by hand, and by mail ---


def test_at_the_same_time_with_the_same_company_or_person_is_the_same() -> None:
    nameless: dict[str, Any] = {"interviewers": (), "coordinators": (), "organizer": None}
    for more in ({**nameless, "company": "Acme GmbH"}, {"company": None, "interviewers": (JANE,)}):
        for seen in ([by_mail(), entry(**more)], [entry("2026-11-19 12:00", **more), by_mail()]):
            interview = only(*seen)
            assert interview.source.message_id == "<m1>"
            assert interview.account == "home"
            assert interview.invite.title == by_mail().invite.title
            assert len(interview.also) == 1


def test_the_id_is_that_of_the_one_that_was_seen_first_so_nothing_is_orphaned() -> None:
    first = entry("2026-11-19 12:00")
    (alone,) = fold([first]).applications
    (both,) = fold([first, by_mail()]).applications
    assert both.id == alone.id
    assert both.interviews[0].id == alone.interviews[0].id
    assert both.interviews[0].first_seen == at("2026-11-19 12:00")
    (mail_alone,) = fold([by_mail()]).applications
    assert mail_alone.id in both.also


def test_the_users_word_about_either_is_about_both() -> None:
    (alone,) = fold([entry()]).applications
    word = Decision(alone.interviews[0].id, Choice.IGNORE, at("2026-11-21 08:00"))
    assert fold([by_mail(), entry(), word]).applications == ()


def test_others_at_the_same_time_and_the_same_people_at_another_are_not_the_same() -> None:
    other = entry(company="Globex", interviewers=(Person("ann@globex.example"),), coordinators=(), organizer=None)
    assert len(fold([by_mail(), other]).applications) == 2
    later = entry(start=at("2026-11-25 14:00") + 2 * HOUR, end=at("2026-11-25 14:00") + 3 * HOUR)
    (application,) = fold([by_mail(), later]).applications
    assert len(application.interviews) == 2


def test_two_invites_by_mail_are_two() -> None:
    other = replace(by_mail(name="m2"), invite=replace(by_mail().invite, uid="other@acme.example"))
    (application,) = fold([by_mail(), other]).applications
    assert len(application.interviews) == 2


def test_deleting_what_was_entered_by_hand_does_not_cancel_what_came_by_mail() -> None:
    assert only(by_mail(), entry(), deleted(entry(), "2026-11-22 09:00")).cancelled_at is None


def test_of_two_entries_by_hand_one_may_be_deleted() -> None:
    twin = entry(calendar="two", uid="x@y.example")
    assert only(entry(), twin, deleted(twin, "2026-11-22 09:00")).cancelled_at is None
    assert only(entry(), twin, deleted(entry(), "2026-11-22 09:00")).cancelled_at is None
    both = (deleted(entry(), "2026-11-22 09:00"), deleted(twin, "2026-11-22 09:00"))
    assert only(entry(), twin, *both).cancelled_at == at("2026-11-22 09:00")


def test_the_order_of_reading_makes_no_difference_to_what_is_known() -> None:
    seen = [by_mail(), entry("2026-11-20 10:00"), entry("2026-11-20 10:00", calendar="two", uid="x@y.example")]
    assert only(*seen).invite == only(*reversed(seen)).invite
    assert only(*seen).invite.organizer == TOM
