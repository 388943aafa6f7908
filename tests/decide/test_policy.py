"""Thank-yous and chasers as the etiquette wants them: each test names the rule that it holds."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from afterword.decide import Outlook
from afterword.decide.interviews import interview_id
from afterword.model import (
    Anchor,
    ApplicationState,
    Choice,
    Draft,
    DraftState,
    InviteSeen,
    Key,
    Kind,
    Method,
    Observation,
    Person,
    Promise,
    Signal,
    Span,
    Unit,
    Verdict,
    Wanted,
)
from tests.decide.build import (
    ANN,
    BOB,
    DAY,
    JANE,
    OWNER,
    SAM,
    SETTINGS,
    TOM,
    answer,
    application,
    at,
    by,
    chaser_in,
    decided,
    draft,
    invite,
    look,
    thank_you_to,
    told,
    wishes_of,
    wrote,
)

# The interview is on Wednesday 25 November 2026, 14:00 to 15:00; nothing said, an answer is due by 2 December, and
# a chaser on Monday 7 December: 48 h after the midnight that ends the 2nd is Saturday.
APP = application(told()).id
EVENT = interview_id("event-1", None)
CHASER_DUE = at("2026-12-07 09:00")


def state(found: Outlook) -> ApplicationState:
    (standing,) = found.standings
    return standing.state


def chaser_row(
    state: DraftState = DraftState.PLACED,
    placed: str = "2026-12-07 09:00",
    *,
    when: str | None = None,
    name: str = "chaser-1",
    to: Person = TOM,
) -> Draft:
    key = Key(Kind.CHASER, APP, to.email or "", "2026-12-02")
    return draft(state, key=key, name=name, when=at(when or placed), placed_at=at(placed))


# --- T1, T2: thank-yous ---


def test_t1_everyone_who_interviewed_gets_their_own_and_nobody_else() -> None:
    found = look("2026-11-25 16:00", told())
    assert [wish.recipient for wish in wishes_of(found, Kind.THANK_YOU)] == [BOB, JANE]
    assert all(wish.wanted is Wanted.YES for wish in wishes_of(found, Kind.THANK_YOU))
    assert thank_you_to(JANE, found).brief.panel == ("bob@acme.example", "jane@acme.example")


@pytest.mark.parametrize("email", ["no-reply@acme.example", SAM.email, "sam.rivera@example.org"])
def test_t1_no_thank_you_to_machines_or_to_oneself(email: str) -> None:
    found = look("2026-11-25 16:00", told(invite(interviewers=(JANE, Person(email, "Somebody")))))
    assert [wish.recipient for wish in wishes_of(found, Kind.THANK_YOU)] == [JANE]


@pytest.mark.parametrize(
    "now, wanted",
    [
        ("2026-11-20 10:00", Wanted.LATER),
        ("2026-11-25 15:59", Wanted.LATER),
        ("2026-11-25 16:00", Wanted.YES),
        ("2026-11-26 14:59", Wanted.YES),
        ("2026-11-26 15:00", Wanted.NO),
    ],
)
def test_t2_from_one_hour_after_the_end_until_24_hours_after_it(now: str, wanted: Wanted) -> None:
    wish = thank_you_to(JANE, look(now, told()))
    assert (wish.wanted, wish.due, wish.deadline) == (wanted, at("2026-11-25 16:00"), at("2026-11-26 15:00"))


def test_t2_where_the_end_is_unknown_it_is_an_hour_after_the_start() -> None:
    wish = thank_you_to(JANE, look("2026-11-25 12:00", told(invite(hours=None))))
    assert wish.due == at("2026-11-25 16:00")


def test_t2_an_end_before_the_start_is_an_unknown_end() -> None:
    wish = thank_you_to(JANE, look("2026-11-25 12:00", told(invite(hours=-3))))
    assert wish.due == at("2026-11-25 16:00")


def test_t2_without_a_known_start_there_is_a_question_and_nothing_else() -> None:
    found = look("2026-11-25 16:00", told(invite(None)))
    assert found.wishes == ()
    assert [question.about for question in found.questions] == [EVENT]


def sessions(*starts: str) -> list[InviteSeen]:
    return [
        told(invite(start, uid=f"s{n}", interviewers=(person,)), name=f"s{n}")
        for n, (start, person) in enumerate(zip(starts, (JANE, BOB), strict=False))
    ]


def test_t2_sessions_up_to_four_hours_apart_are_one_visit() -> None:
    found = look("2026-11-25 12:00", *sessions("2026-11-25 14:00", "2026-11-25 19:00"))
    assert thank_you_to(JANE, found).due == thank_you_to(BOB, found).due == at("2026-11-25 21:00")
    assert len(thank_you_to(JANE, found).brief.panel) == 2


def test_t2_even_over_midnight() -> None:
    found = look("2026-11-25 12:00", *sessions("2026-11-25 22:30", "2026-11-26 00:30"))
    assert thank_you_to(BOB, found).key.occasion == "2026-11-25"


def test_t2_sessions_further_apart_are_two_visits() -> None:
    found = look("2026-11-25 12:00", *sessions("2026-11-25 10:00", "2026-11-25 15:01"))
    assert thank_you_to(JANE, found).due == at("2026-11-25 12:00")
    assert thank_you_to(BOB, found).due == at("2026-11-25 17:01")


def test_t2_two_visits_to_one_person_on_one_day_get_one_note_after_the_second() -> None:
    twice = [told(invite(f"2026-11-25 {hour}:00", uid=hour, interviewers=(JANE,)), name=hour) for hour in ("09", "16")]
    assert thank_you_to(JANE, look("2026-11-25 12:00", *twice)).due == at("2026-11-25 18:00")


def test_t2_what_had_ended_more_than_24_hours_before_it_was_first_seen_gets_none() -> None:
    wish = thank_you_to(JANE, look("2026-11-26 16:00", told(seen="2026-11-26 15:01")))
    assert wish.wanted is Wanted.NO
    assert "first seen" in wish.reason


def test_t2_what_was_first_seen_late_gets_one_where_the_user_has_confirmed_it_since() -> None:
    confirmed = decided(EVENT, Choice.CONFIRM, "2026-11-27 10:00")
    found = look("2026-11-27 10:05", told(seen="2026-11-27 09:00"), confirmed)
    assert thank_you_to(JANE, found).wanted is Wanted.YES


def test_t2_it_stays_in_drafts_after_the_24_hours() -> None:
    placed = draft(key=Key(Kind.THANK_YOU, APP, "jane@acme.example", "2026-11-25"))
    found = look("2026-11-27 15:00", told(), drafts=[placed])
    assert thank_you_to(JANE, found).wanted is Wanted.YES
    assert thank_you_to(BOB, found).wanted is Wanted.NO


def test_t2_where_only_the_users_word_was_missing_it_may_come_until_the_chaser_is_due() -> None:
    confirmed = decided(EVENT, Choice.CONFIRM, "2026-11-28 10:00")
    assert thank_you_to(JANE, look("2026-11-28 10:00", told(), confirmed)).wanted is Wanted.YES
    assert thank_you_to(JANE, look("2026-12-07 09:00", told(), confirmed)).wanted is Wanted.NO


def test_t2_a_word_that_came_in_time_is_no_excuse_for_being_late() -> None:
    confirmed = decided(EVENT, Choice.CONFIRM, "2026-11-21 10:00")
    assert thank_you_to(JANE, look("2026-11-28 10:00", told(), confirmed)).wanted is Wanted.NO


def test_t2_the_numbers_are_settings() -> None:
    other = replace(SETTINGS, thank_you_after=timedelta(minutes=90), thank_you_within=timedelta(hours=48))
    wish = thank_you_to(JANE, look("2026-11-25 12:00", told(), settings=other))
    assert (wish.due, wish.deadline) == (at("2026-11-25 16:30"), at("2026-11-27 15:00"))
    assert "90 min" in wish.reason


def test_t10_without_an_address_it_is_held() -> None:
    found = look("2026-11-25 16:00", told(invite(interviewers=(Person(None, "Max Moe", "Max"),))))
    (wish,) = wishes_of(found, Kind.THANK_YOU)
    assert wish.wanted is Wanted.HELD
    assert "Max Moe" in wish.reason


# --- T3: the best time ---


@pytest.mark.parametrize(
    "start, best",
    [
        ("2026-11-25 14:00", "2026-11-25 16:00"),  # Wednesday: at once
        ("2026-11-27 14:00", "2026-11-28 09:00"),  # Friday: on Saturday morning
        ("2026-11-28 06:00", "2026-11-29 07:00"),  # Saturday: never past the 24 hours
        ("2026-12-24 14:00", "2026-12-25 09:00"),  # before Christmas Day
    ],
)
def test_t3_before_days_off_the_best_time_is_the_next_morning(start: str, best: str) -> None:
    wish = thank_you_to(JANE, look(at(start) + timedelta(hours=2), told(invite(start))))
    assert wish.best_time == at(best)


def test_t3_the_morning_is_the_interviewers() -> None:
    friday = told(invite("2026-11-27 22:00", time_zone="America/New_York"))
    wish = thank_you_to(JANE, look("2026-11-28 00:00", friday))
    assert wish.best_time == datetime(2026, 11, 28, 9, tzinfo=ZoneInfo("America/New_York"))


def test_t3_the_best_time_does_not_drift() -> None:
    placed = draft(key=Key(Kind.THANK_YOU, APP, "jane@acme.example", "2026-11-25"), placed_at=at("2026-11-25 17:20"))
    for now in ("2026-11-25 18:00", "2026-11-26 12:00"):
        assert thank_you_to(JANE, look(now, told(), drafts=[placed])).best_time == at("2026-11-25 17:20")


# --- reschedules and cancellations ---


def test_s2_a_reschedule_moves_everything() -> None:
    moved = told(invite("2026-12-01 14:00", sequence=1), name="v1", when="2026-11-24 10:00")
    found = look("2026-11-25 16:00", told(), moved)
    assert thank_you_to(JANE, found).due == at("2026-12-01 16:00")
    assert chaser_in(found).key.occasion == "2026-12-08"


def test_s2_cancelled_before_the_end_nothing_is_wanted() -> None:
    gone = told(invite(method=Method.CANCEL, sequence=1, cancelled=True), name="c", when="2026-11-25 14:30")
    found = look("2026-11-25 16:00", told(), gone)
    assert (found.wishes, found.questions) == ((), ())


def test_s2_cancelled_after_the_end_it_is_asked_whether_it_took_place() -> None:
    gone = told(invite(method=Method.CANCEL, sequence=1, cancelled=True), name="c", when="2026-11-25 15:30")
    found = look("2026-11-25 16:00", told(), gone)
    assert found.wishes == ()
    assert [question.about for question in found.questions] == [EVENT]
    assert "Did it take place?" in found.questions[0].text


@pytest.mark.parametrize(
    "says_yes", [wrote("2026-11-25 15:20", JANE), decided(EVENT, Choice.CONFIRM, "2026-11-25 15:45")], ids=type
)
def test_s2_a_sent_thank_you_or_the_user_says_that_it_took_place(says_yes: Observation) -> None:
    gone = told(invite(method=Method.CANCEL, sequence=1, cancelled=True), name="c", when="2026-11-25 15:30")
    found = look("2026-11-25 16:00", told(), gone, says_yes)
    assert found.questions == ()
    assert thank_you_to(BOB, found).wanted is Wanted.YES


# --- C1: what the user wrote by hand, and who has been read ---


def test_c1_a_mail_to_an_interviewer_after_the_interview_was_the_thank_you() -> None:
    note = wrote("2026-11-25 15:30", JANE)
    found = look("2026-11-25 15:45", told(), note)
    assert (thank_you_to(JANE, found).wanted, thank_you_to(JANE, found).written) == (Wanted.NO, note)
    assert thank_you_to(BOB, found).wanted is Wanted.LATER


def test_c1_a_mail_before_the_interview_was_not() -> None:
    assert thank_you_to(JANE, look("2026-11-25 16:00", told(), wrote("2026-11-25 13:30", JANE))).written is None


def test_c1_a_mail_to_the_contact_after_the_date_was_the_chaser() -> None:
    nudge = wrote("2026-12-03 10:00", TOM)
    found = look("2026-12-07 09:00", told(), nudge)
    first, final = wishes_of(found, Kind.CHASER, Kind.FINAL_CHASER)
    assert (first.key.kind, first.wanted, first.written) == (Kind.CHASER, Wanted.NO, nudge)
    assert (final.key.kind, final.wanted, final.due) == (Kind.FINAL_CHASER, Wanted.LATER, at("2026-12-11 09:00"))


def test_c1_of_several_to_whom_it_was_written_the_chaser_was_to_who_belongs_to_the_application() -> None:
    nudge = wrote("2026-12-03 10:00", Person("coach@friends.example", "Pat Coach", "Pat"), TOM)
    first, _ = wishes_of(look("2026-12-07 09:00", told(), nudge), Kind.CHASER, Kind.FINAL_CHASER)
    assert first.recipient == TOM


def test_c1_one_mail_is_not_the_thank_you_and_the_chaser_because_the_ledger_calls_it_one() -> None:
    both = wrote("2026-12-03 10:00", JANE)
    key = Key(Kind.THANK_YOU, APP, "jane@acme.example", "2026-11-25")
    by_hand = replace(draft(DraftState.SENT, key=key, uid=None, when=at("2026-12-03 10:00")), placed_at=None)
    for rows in ([], [by_hand]):
        assert chaser_in(look("2026-12-07 09:00", told(), both, drafts=rows)).key.kind is Kind.FINAL_CHASER


def test_c1_what_is_written_once_the_chaser_is_due_is_no_thank_you() -> None:
    assert thank_you_to(JANE, look("2026-12-09 09:00", told(), wrote("2026-12-08 10:00", JANE))).written is None


def test_c1_a_mail_before_the_date_was_not() -> None:
    found = look("2026-12-07 09:00", told(), wrote("2026-12-02 23:59", TOM))
    assert (chaser_in(found).key.kind, chaser_in(found).wanted) == (Kind.CHASER, Wanted.YES)


def test_c1_no_chaser_before_every_account_has_been_read() -> None:
    wish = chaser_in(look("2026-12-07 09:00", told(), unread=["work"]))
    assert wish.wanted is Wanted.HELD
    assert "work" in wish.reason
    placed = look("2026-12-07 10:00", told(), drafts=[chaser_row()], unread=["work"])
    assert chaser_in(placed).wanted is Wanted.YES


def test_c1_while_they_wait_for_the_user_chasers_are_held() -> None:
    asked = answer(Signal.ACKNOWLEDGEMENT, "2026-12-04 10:00", awaits_owner=True)
    assert chaser_in(look("2026-12-07 09:00", told(), asked)).wanted is Wanted.HELD
    assert chaser_in(look("2026-12-07 10:00", told(), asked, drafts=[chaser_row()])).wanted is Wanted.HELD
    early = answer(Signal.ACKNOWLEDGEMENT, "2026-11-30 10:00", awaits_owner=True)
    answered = wrote("2026-12-01 10:00", TOM)
    assert chaser_in(look("2026-12-07 09:00", told(), early, answered)).wanted is Wanted.YES


# --- C2: the date ---


def test_c2_nothing_said_five_working_days_after_the_interview() -> None:
    wish = chaser_in(look("2026-11-26 10:00", told()))
    assert (wish.key.occasion, wish.due, wish.brief.promised) == ("2026-12-02", CHASER_DUE, None)


def test_c2_what_the_invite_says() -> None:
    promise = Promise(Span(8, Unit.DAY, Anchor.INTERVIEW), "within eight days of the interview")
    wish = chaser_in(look("2026-11-26 10:00", told(invite(promise=promise))))
    assert (wish.key.occasion, wish.brief.promised) == ("2026-12-03", date(2026, 12, 3))
    assert "within eight days" in wish.reason


def test_c2_the_latest_statement_wins_whatever_it_is() -> None:
    said = told(invite(promise=by("2026-12-01")))
    mail = answer(Signal.TIMELINE, "2026-11-27 10:00", promise=by("2026-12-09"))
    word = decided(APP, Choice.NOTHING, "2026-11-28 10:00", until="2026-12-04")
    later = answer(Signal.HOLDING, "2026-11-30 10:00", promise=by("2026-12-11"))
    facts: list[Observation] = []
    story: list[tuple[Observation, str]] = [
        (said, "2026-12-01"),
        (mail, "2026-12-09"),
        (word, "2026-12-04"),
        (later, "2026-12-11"),
    ]
    for fact, day in story:
        facts.append(fact)
        assert chaser_in(look("2026-12-01 10:00", *facts)).key.occasion == day


def test_c2_f4_a_delay_without_a_date_is_five_working_days_from_it() -> None:
    delay = answer(Signal.HOLDING, "2026-11-27 10:00")
    wish = chaser_in(look("2026-12-01 10:00", told(), delay))
    assert (wish.key.occasion, wish.brief.promised) == ("2026-12-04", None)


def test_c2_a_delay_without_a_date_does_not_bring_a_named_day_forward() -> None:
    named = answer(Signal.TIMELINE, "2026-11-26 10:00", promise=by("2026-12-18"))
    delay = answer(Signal.HOLDING, "2026-11-27 10:00")
    assert chaser_in(look("2026-12-01 10:00", told(), named, delay)).key.occasion == "2026-12-18"


def test_c2_the_users_word_that_it_was_nothing_leaves_the_day_that_they_named() -> None:
    named = answer(Signal.TIMELINE, "2026-11-26 10:00", promise=by("2026-12-18"))
    doubt = answer(Signal.REJECTION, "2026-11-27 10:00", ask=True)
    word = decided(APP, Choice.NOTHING, "2026-11-28 10:00")
    assert chaser_in(look("2026-12-01 10:00", told(), named, doubt, word)).key.occasion == "2026-12-18"
    vague = answer(Signal.HOLDING, "2026-11-27 10:00")
    assert chaser_in(look("2026-12-01 10:00", told(), vague, word)).key.occasion == "2026-12-02"


def test_c2_what_was_promised_for_an_earlier_round_is_past() -> None:
    first = answer(Signal.TIMELINE, "2026-11-20 12:00", promise=by("2026-12-30"))
    second = invite("2026-12-10 14:00", uid="event-2", promise=by("2026-12-15"))
    both_at_once = told(second, name="invite-2", when="2026-11-20 11:00")
    assert chaser_in(look("2026-12-11 10:00", told(), first, both_at_once)).key.occasion == "2026-12-15"


def test_c2_a_day_before_the_interview_is_promised_for_something_else() -> None:
    """They promised an invite by Tuesday, and it came; nothing is known yet of an answer to the interview."""
    promised = answer(Signal.TIMELINE, "2026-11-20 12:00", promise=by("2026-11-24"))
    wish = chaser_in(look("2026-11-26 10:00", told(), promised))
    assert (wish.key.occasion, wish.wanted) == ("2026-12-02", "later")
    assert wish.brief.promised is None


# --- C3: 48 hours later, on a working morning there ---


@pytest.mark.parametrize(
    "day, due",
    [
        ("2026-12-02", "2026-12-07 09:00"),  # Wednesday: Saturday's midnight, so Monday
        ("2026-11-30", "2026-12-03 09:00"),  # Monday: Thursday's midnight
        ("2026-12-23", "2026-12-29 09:00"),  # Boxing Day is a Saturday, and Monday 28 December its substitute
        ("2027-03-26", "2027-03-30 08:00"),  # Good Friday, Easter Monday, and summer time begins on the 28th
    ],
)
def test_c3_the_next_working_morning_48_hours_after_its_midnight(day: str, due: str) -> None:
    owner = replace(OWNER, subdivision="ENG")
    start = at(day + " 14:00") - 7 * DAY
    invited = told(invite(start), when=f"{(start - 5 * DAY):%Y-%m-%d} 10:00")
    said = answer(Signal.TIMELINE, start + DAY, promise=by(day))
    assert chaser_in(look(start + 2 * DAY, invited, said, owner=owner)).due == at(due)


def test_c3_midnight_and_morning_are_the_recipients() -> None:
    wish = chaser_in(look("2026-11-26 10:00", told(invite(time_zone="Asia/Tokyo"))))
    assert wish.due == datetime(2026, 12, 7, 9, tzinfo=ZoneInfo("Asia/Tokyo"))


def test_c3_not_a_minute_earlier() -> None:
    assert chaser_in(look("2026-12-07 08:59", told())).wanted is Wanted.LATER
    assert chaser_in(look("2026-12-07 09:00", told())).wanted is Wanted.YES


def test_c3_of_a_late_chaser_the_best_time_is_a_morning_that_is_worked() -> None:
    """It was due on Monday; the program comes back on Saturday, and nobody reads it then."""
    wish = chaser_in(look("2026-12-12 11:00", told()))
    assert (wish.wanted, wish.best_time) == (Wanted.YES, at("2026-12-14 09:00"))


# --- C4: to whom ---


def test_c4_to_whoever_said_by_when() -> None:
    said = answer(Signal.TIMELINE, "2026-11-27 10:00", sender=JANE, promise=by("2026-12-02"))
    assert chaser_in(look("2026-12-01 10:00", told(), said)).recipient == JANE


def test_c4_not_to_a_machine_or_a_stranger_who_said_it() -> None:
    for sender in (Person("no-reply@acme.example"), Person("who@nowhere.example")):
        said = answer(Signal.TIMELINE, "2026-11-27 10:00", sender=sender, promise=by("2026-12-02"))
        assert chaser_in(look("2026-12-01 10:00", told(), said)).recipient == TOM


def test_c4_else_to_the_recruiter_else_to_the_first_interviewer() -> None:
    assert chaser_in(look("2026-12-01 10:00", told())).recipient == TOM
    nobody_arranges = told(invite(coordinators=(), organizer=None))
    assert chaser_in(look("2026-12-01 10:00", nobody_arranges)).recipient == JANE


def test_c4_an_agencys_candidate_chases_the_agency() -> None:
    found = look("2026-12-01 10:00", told(invite(coordinators=(ANN,), organizer=ANN)))
    assert chaser_in(found).recipient == ANN


def test_c4_without_any_address_there_is_a_question() -> None:
    nobody = told(invite(interviewers=(Person(None, "Max"),), coordinators=(), organizer=None))
    found = look("2026-12-07 09:00", nobody)
    assert wishes_of(found, Kind.CHASER) == []
    assert "Whom to ask" in found.questions[0].text


def test_c4_what_the_user_made_of_a_chaser_holds_whoever_would_be_the_contact_by_now() -> None:
    deleted = chaser_row(DraftState.DELETED, to=JANE)
    found = look("2026-12-08 10:00", told(), drafts=[deleted])
    assert chaser_in(found).key == deleted.key


def two_roles() -> list[InviteSeen]:
    other = invite("2026-11-25 10:00", uid="event-2", role="Data Scientist", interviewers=(ANN,))
    return [told(), told(other, name="invite-2", when="2026-11-20 11:00", to=(SAM,))]


def test_c4_two_chasers_to_one_person_stand_two_working_days_apart() -> None:
    found = look("2026-12-07 09:00", *two_roles())
    first, second = sorted(wishes_of(found, Kind.CHASER), key=lambda wish: wish.wanted, reverse=True)
    assert (first.wanted, second.wanted, second.due) == (Wanted.YES, Wanted.LATER, at("2026-12-09 09:00"))
    assert found.next_look is not None
    assert found.next_look <= at("2026-12-09 09:00")


def test_c4_one_that_was_placed_or_sent_two_working_days_ago_keeps_none_away() -> None:
    for row, now, wanted in [
        (chaser_row(), "2026-12-08 15:00", Wanted.LATER),
        (chaser_row(), "2026-12-09 09:00", Wanted.YES),
        (chaser_row(DraftState.SENT, when="2026-12-08 10:00"), "2026-12-09 09:00", Wanted.LATER),
        (chaser_row(DraftState.SENT, when="2026-12-08 10:00"), "2026-12-10 09:00", Wanted.YES),
    ]:
        found = look(now, *two_roles(), drafts=[row])
        (other,) = [wish for wish in wishes_of(found, Kind.CHASER) if wish.brief.role == "Data Scientist"]
        assert other.wanted is wanted


def test_c3_one_that_waits_for_another_is_looked_at_when_it_becomes_much_overdue() -> None:
    asleep_till = look("2026-12-14 12:00", *two_roles())
    assert {wish.wanted for wish in wishes_of(asleep_till, Kind.CHASER)} == {Wanted.YES, Wanted.LATER}
    assert asleep_till.next_look == at("2026-12-15 00:00")
    assert {wish.wanted for wish in wishes_of(look("2026-12-15 00:00", *two_roles()), Kind.CHASER)} == {Wanted.HELD}


def test_c1_a_message_by_hand_that_is_noted_for_one_application_still_counts_for_the_other() -> None:
    facts = [told(), told(invite(uid="event-2", role="Data Scientist"), name="invite-2", to=(SAM,))]
    by_hand = wrote("2026-11-25 16:00", JANE, name="by-hand")
    key = Key(Kind.THANK_YOU, APP, "jane@acme.example", "2026-11-25")
    noted = draft(DraftState.SENT, key=key, name="by-hand", uid=None, when=at("2026-11-25 16:00"))
    found = look("2026-11-25 16:30", *facts, by_hand, drafts=[noted])
    to_jane = [wish for wish in wishes_of(found, Kind.THANK_YOU) if wish.recipient == JANE]
    assert [wish.wanted for wish in to_jane] == [Wanted.NO, Wanted.NO]


# --- C6: the final one, and what lies untouched ---

FIRST = wrote("2026-12-08 10:00", TOM, name="chaser-1")


def test_c6_the_final_one_comes_seven_days_after_the_first_was_sent() -> None:
    row = chaser_row(DraftState.SENT, when="2026-12-08 10:00")
    wish = chaser_in(look("2026-12-16 08:59", told(), FIRST, drafts=[row]))
    assert (wish.key.kind, wish.wanted, wish.due) == (Kind.FINAL_CHASER, Wanted.LATER, at("2026-12-16 09:00"))
    assert chaser_in(look("2026-12-16 09:00", told(), FIRST, drafts=[row])).wanted is Wanted.YES


def test_c6_a_chaser_that_was_not_sent_is_not_followed_by_another() -> None:
    for state_of_it in (DraftState.DELETED, DraftState.RELEASED):
        row = chaser_row(state_of_it)
        kinds = {wish.key.kind for wish in look("2026-12-16 09:00", told(), drafts=[row]).wishes}
        assert Kind.FINAL_CHASER not in kinds


def test_c6_a_delay_after_the_first_leaves_only_the_final_one_from_the_new_date() -> None:
    delay = answer(Signal.HOLDING, "2026-12-09 10:00", promise=by("2026-12-21"))
    wish = chaser_in(look("2026-12-17 09:00", told(), FIRST, delay))
    assert (wish.key.kind, wish.wanted, wish.due) == (Kind.FINAL_CHASER, Wanted.LATER, at("2026-12-24 09:00"))


def test_c6_what_is_sent_up_to_two_days_after_the_first_is_not_the_final_one() -> None:
    assert chaser_in(look("2026-12-12 09:00", told(), FIRST)).since == at("2026-12-10 10:00")


def test_c6_a_new_date_that_is_near_is_not_put_off_by_the_first() -> None:
    delay = answer(Signal.HOLDING, "2026-12-08 15:00", promise=by("2026-12-09"))
    wish = chaser_in(look("2026-12-10 09:00", told(), FIRST, delay))
    assert (wish.key.kind, wish.due) == (Kind.FINAL_CHASER, at("2026-12-14 09:00"))


def test_c6_thanks_for_a_delay_are_no_second_chaser() -> None:
    delay = answer(Signal.HOLDING, "2026-12-11 10:00", promise=by("2026-12-21"))
    thanks = wrote("2026-12-11 11:00", TOM, name="thanks")
    wish = chaser_in(look("2026-12-24 09:00", told(), FIRST, delay, thanks))
    assert (wish.key.kind, wish.wanted) == (Kind.FINAL_CHASER, Wanted.YES)


def test_c6_a_chaser_of_ours_that_was_sent_in_spite_of_a_new_date_was_the_first() -> None:
    delay = answer(Signal.HOLDING, "2026-12-08 09:00", promise=by("2026-12-21"))
    row = chaser_row(DraftState.SENT, when="2026-12-08 10:00")
    assert chaser_in(look("2026-12-24 09:00", told(), delay, FIRST, drafts=[row])).key.kind is Kind.FINAL_CHASER


def test_c1_the_final_one_waits_for_a_new_date_in_spite_of_which_the_first_was_sent() -> None:
    delay = answer(Signal.HOLDING, "2026-12-08 09:00", promise=by("2026-12-21"))
    row = chaser_row(DraftState.SENT, when="2026-12-08 10:00")
    wish = chaser_in(look("2026-12-16 09:00", told(), delay, FIRST, drafts=[row]))
    assert (wish.wanted, wish.due) == (Wanted.LATER, at("2026-12-24 09:00"))


def test_c6_what_follows_a_chaser_at_once_belongs_to_it() -> None:
    again = wrote("2026-12-09 10:00", TOM, name="and-the-attachment")
    assert chaser_in(look("2026-12-16 09:00", told(), FIRST, again)).wanted is Wanted.YES


def test_c6_a_thank_you_that_lies_untouched_goes_when_the_chaser_is_due() -> None:
    lying = draft(key=Key(Kind.THANK_YOU, APP, "jane@acme.example", "2026-11-25"))
    assert thank_you_to(JANE, look("2026-12-07 08:59", told(), drafts=[lying])).wanted is Wanted.YES
    assert thank_you_to(JANE, look("2026-12-07 09:00", told(), drafts=[lying])).wanted is Wanted.NO


def test_c6_no_draft_claims_a_thank_you_that_was_not_sent() -> None:
    assert not chaser_in(look("2026-12-07 09:00", told())).brief.thanked
    thanked = look("2026-12-07 09:00", told(), wrote("2026-11-25 16:00", TOM))
    assert chaser_in(thanked).brief.thanked


def test_c6_a_late_thank_you_is_no_chaser() -> None:
    late = wrote("2026-12-04 10:00", JANE, name="ours-1")
    key = Key(Kind.THANK_YOU, APP, "jane@acme.example", "2026-11-25")
    row = draft(DraftState.SENT, key=key, when=at("2026-12-04 10:00"))
    assert chaser_in(look("2026-12-07 09:00", told(), late, drafts=[row])).key.kind is Kind.CHASER
    assert chaser_in(look("2026-12-07 09:00", told(), late)).key.kind is Kind.FINAL_CHASER


def test_c6_a_chaser_that_lies_untouched_for_14_days_goes() -> None:
    assert chaser_in(look("2026-12-21 08:59", told(), drafts=[chaser_row()])).wanted is Wanted.YES
    assert chaser_in(look("2026-12-21 09:00", told(), drafts=[chaser_row()])).wanted is Wanted.NO
    gone = chaser_row(DraftState.WITHDRAWN, when="2026-12-21 09:00")
    assert chaser_in(look("2026-12-22 09:00", told(), drafts=[gone])).wanted is Wanted.NO


def test_c6_one_that_was_taken_out_sooner_may_come_back_for_its_14_days() -> None:
    taken_out = chaser_row(DraftState.WITHDRAWN, when="2026-12-08 09:00")
    back = chaser_row(placed="2026-12-22 09:00", name="chaser-2")
    assert chaser_in(look("2026-12-22 09:00", told(), drafts=[taken_out])).wanted is Wanted.YES
    assert chaser_in(look("2026-12-30 09:00", told(), drafts=[taken_out, back])).wanted is Wanted.YES
    assert chaser_in(look("2027-01-05 09:00", told(), drafts=[taken_out, back])).wanted is Wanted.NO


# --- C7: the end, and what comes after it ---

SECOND = wrote("2026-12-16 10:00", TOM, name="final-1")


@pytest.mark.parametrize(
    "facts, rows, open_until",
    [
        ([FIRST, SECOND], [], "2027-01-05 00:00"),
        ([], [chaser_row(DraftState.DELETED, when="2026-12-08 10:00")], "2026-12-23 00:00"),
        ([], [chaser_row(DraftState.WITHDRAWN, when="2026-12-21 09:00")], "2027-01-08 00:00"),
    ],
    ids=["sent", "deleted", "withdrawn unsent"],
)
def test_c7_ten_working_days_after_the_last_chaser_it_closes(
    facts: Sequence[Observation], rows: Sequence[Draft], open_until: str
) -> None:
    end = at(open_until)
    assert state(look(end - timedelta(minutes=1), told(), *facts, drafts=rows)) is ApplicationState.OPEN
    assert look(end - timedelta(minutes=1), told(), *facts, drafts=rows).questions == ()
    closed = look(end, told(), *facts, drafts=rows)
    assert state(closed) is ApplicationState.NO_ANSWER
    assert not [wish for wish in closed.wishes if wish.wanted is not Wanted.NO]
    assert closed.questions == ()


def test_c7_what_was_never_reminded_of_is_no_question_for_ever() -> None:
    """As in a mailbox with a past, or after months without a pass: 30 days after the day of the chaser it is over."""
    end = at("2026-12-07 09:00") + SETTINGS.look_back
    before = look(end - timedelta(minutes=1), told())
    assert (state(before), chaser_in(before).wanted) == (ApplicationState.OPEN, Wanted.HELD)
    assert len(before.questions) == 1
    closed = look(end, told())
    assert state(closed) is ApplicationState.NO_ANSWER
    assert not [wish for wish in closed.wishes if wish.wanted is not Wanted.NO]
    assert "long past" in chaser_in(closed).reason
    assert closed.questions == ()
    # The user knows better; and what only they can say of a message is asked as long after that.
    asked_for = decided(APP, Choice.NOTHING, f"{end + timedelta(days=1):%Y-%m-%d %H:%M}")
    late = look(end + timedelta(days=2), told(), asked_for)
    assert (state(late), chaser_in(late).wanted) == (ApplicationState.OPEN, Wanted.YES)
    doubt = answer(Signal.REJECTION, f"{end - timedelta(days=1):%Y-%m-%d %H:%M}", ask=True)
    assert len(look(end + timedelta(days=28), told(), doubt).questions) == 1
    assert look(end + timedelta(days=29), told(), doubt).questions == ()


def test_c7_a_chaser_in_the_users_hands_keeps_it_open() -> None:
    found = look("2027-03-01 10:00", told(), drafts=[chaser_row(DraftState.RELEASED)])
    assert state(found) is ApplicationState.OPEN


def test_c7_a_later_answer_updates_the_state() -> None:
    for signal, expected in [
        (Signal.REJECTION, ApplicationState.REJECTED),
        (Signal.OFFER, ApplicationState.OFFER),
        (Signal.HOLDING, ApplicationState.OPEN),
    ]:
        found = look("2027-02-02 10:00", told(), FIRST, SECOND, answer(signal, "2027-02-01 10:00"))
        assert state(found) is expected


def test_c7_a_new_interview_opens_it_again() -> None:
    for closed in ([FIRST, SECOND], [answer(Signal.REJECTION, "2026-12-01 10:00")]):
        again = told(invite("2027-02-10 14:00", uid="event-2"), name="invite-2", when="2027-02-01 10:00")
        found = look("2027-02-10 16:00", told(), *closed, again)
        assert state(found) is ApplicationState.OPEN
        due_now = [wish for wish in found.wishes if wish.wanted is Wanted.YES]
        assert {wish.key.occasion for wish in due_now} == {"2027-02-10"}
        assert thank_you_round(found) == {1, 2}


def thank_you_round(found: Outlook) -> set[int]:
    return {wish.brief.round for wish in wishes_of(found, Kind.THANK_YOU)}


# --- C8, C9, F2, F3: answers ---


def test_c8_asked_not_to_chase_none_is_and_their_sentence_is_the_reason() -> None:
    asked = answer(Signal.DO_NOT_CONTACT, "2026-11-27 10:00", evidence="please do not follow up")
    wish = chaser_in(look("2026-12-07 09:00", told(), asked))
    assert wish.wanted is Wanted.NO
    assert "please do not follow up" in wish.reason


@pytest.mark.parametrize("signal", [Signal.REJECTION, Signal.OFFER, Signal.DO_NOT_CONTACT])
def test_c9_f2_a_final_answer_ends_chasing_and_thanking(signal: Signal) -> None:
    said = answer(signal, "2026-11-25 15:30")
    found = look("2026-11-25 16:30", told(), said, drafts=[chaser_row()])
    assert {wish.wanted for wish in wishes_of(found, Kind.THANK_YOU, Kind.CHASER)} == {Wanted.NO}


def test_f2_a_next_step_after_an_offer_leaves_it_an_offer() -> None:
    """ "Next, we send you the contract": there is nothing to thank or to chase for."""
    offer, step = answer(Signal.OFFER, "2026-11-25 15:30"), answer(Signal.NEXT_STEP, "2026-11-26 15:30")
    found = look("2026-11-26 16:30", told(), offer, step)
    assert found.standings[0].case.state is ApplicationState.OFFER
    assert {wish.wanted for wish in wishes_of(found, Kind.THANK_YOU, Kind.CHASER)} == {Wanted.NO}


def test_c9_a_next_step_takes_back_a_rejection_but_no_request_not_to_write() -> None:
    step = answer(Signal.NEXT_STEP, "2026-11-25 15:40")
    for said, wanted in [(Signal.REJECTION, Wanted.YES), (Signal.DO_NOT_CONTACT, Wanted.NO)]:
        found = look("2026-11-25 16:30", told(), answer(said, "2026-11-25 15:30"), step)
        assert thank_you_to(JANE, found).wanted is wanted


def test_c9_a_next_step_ends_the_chasing_and_keeps_the_thank_you_without_awaiting_a_reply() -> None:
    found = look("2026-11-25 16:30", told(), answer(Signal.NEXT_STEP, "2026-11-25 15:30"))
    assert chaser_in(found).wanted is Wanted.NO
    assert thank_you_to(JANE, found).wanted is Wanted.YES
    assert not thank_you_to(JANE, found).brief.awaits_reply


@pytest.mark.parametrize("signal", [Signal.ACKNOWLEDGEMENT, Signal.AUTO_REPLY, Signal.BOUNCE, Signal.UNRELATED])
def test_s6_what_is_no_answer_changes_nothing(signal: Signal) -> None:
    before, after = (
        look("2026-12-07 09:00", told()),
        look("2026-12-07 09:00", told(), answer(signal, "2026-12-04 10:00")),
    )
    if signal is not Signal.ACKNOWLEDGEMENT:  # a person's own words are what one answers to
        assert after.wishes == before.wishes
    assert [(one.key, one.wanted, one.due) for one in after.wishes] == [(o.key, o.wanted, o.due) for o in before.wishes]


def test_c9_in_doubt_nothing_is_placed_an_untouched_chaser_goes_and_the_user_is_asked() -> None:
    doubt = answer(Signal.REJECTION, "2026-12-07 12:00", ask=True)
    found = look("2026-12-07 13:00", told(), doubt, drafts=[chaser_row()])
    assert chaser_in(found).wanted is Wanted.HELD
    assert [question.about for question in found.questions] == [APP]
    settled = decided(APP, Choice.NOTHING, "2026-12-07 14:00")
    after = look("2026-12-07 14:00", told(), doubt, settled, drafts=[chaser_row()])
    assert (chaser_in(after).wanted, after.questions) == (Wanted.YES, ())


def test_who_doubtfully_asks_to_come_before_the_interview_asks_to_that_one() -> None:
    before, after = (answer(Signal.NEXT_STEP, when, ask=True) for when in ("2026-11-24 15:30", "2026-11-25 15:30"))
    assert thank_you_to(JANE, found := look("2026-11-25 16:30", told(), before)).wanted is Wanted.YES
    assert found.questions == ()
    assert thank_you_to(JANE, found := look("2026-11-25 16:30", told(), after)).wanted is Wanted.HELD
    assert [question.about for question in found.questions] == [APP]


def test_c9_in_doubt_no_thank_you_is_placed_either_and_one_that_lies_there_stays() -> None:
    doubt = answer(Signal.REJECTION, "2026-11-25 15:30", ask=True)
    assert thank_you_to(JANE, look("2026-11-25 16:30", told(), doubt)).wanted is Wanted.HELD
    placed = draft(key=Key(Kind.THANK_YOU, APP, "jane@acme.example", "2026-11-25"))
    assert thank_you_to(JANE, look("2026-11-25 16:30", told(), doubt, drafts=[placed])).wanted is Wanted.YES


def test_c9_the_users_word_outweighs_every_reading() -> None:
    misread = answer(Signal.OFFER, "2026-11-27 10:00")
    for choice, expected in [
        (Choice.REJECTION, ApplicationState.REJECTED),
        (Choice.WITHDRAWN, ApplicationState.WITHDRAWN),
        (Choice.NOTHING, ApplicationState.OPEN),
    ]:
        assert state(look("2026-12-01 10:00", told(), misread, decided(APP, choice, "2026-11-28 10:00"))) is expected


def test_f3_the_announced_interview_starts_its_own_round() -> None:
    announced = answer(Signal.NEXT_STEP, "2026-11-27 10:00")
    second = told(invite("2026-12-03 14:00", uid="event-2"), name="invite-2", when="2026-11-27 09:00")
    found = look("2026-12-03 16:00", told(), announced, second)
    assert {wish.wanted for wish in wishes_of(found, Kind.THANK_YOU) if wish.key.occasion == "2026-12-03"} == {
        Wanted.YES
    }
    assert chaser_in(found).key.occasion == "2026-12-10"
    said_so = decided(APP, Choice.NEXT_STEP, "2026-11-28 10:00")
    assert chaser_in(look("2026-12-14 09:00", told(), second, said_so)).wanted is Wanted.YES


def test_f3_no_invite_within_five_working_days_is_a_question() -> None:
    announced = answer(Signal.NEXT_STEP, "2026-11-27 10:00")
    assert look("2026-12-04 23:59", told(), announced).questions == ()
    late = look("2026-12-05 00:00", told(), announced)
    assert "announced a next step" in late.questions[0].text
    second = told(invite("2026-12-09 14:00", uid="event-2"), name="invite-2", when="2026-12-05 09:00")
    assert look("2026-12-06 00:00", told(), announced, second).questions == ()


def test_f3_no_invite_is_missed_while_an_interview_is_to_come_that_was_announced_before() -> None:
    second = told(invite("2026-12-16 14:00", uid="event-2"), name="invite-2", when="2026-11-26 09:00")
    announced = answer(Signal.NEXT_STEP, "2026-11-27 10:00")
    assert look("2026-12-09 09:00", told(), second, announced).questions == ()


def test_f4_by_next_friday_moves_the_chaser() -> None:
    delay = answer(Signal.HOLDING, "2026-12-07 12:00", promise=by("2026-12-18"))
    found = look("2026-12-07 13:00", told(), delay, drafts=[chaser_row()])
    assert [wish.key.occasion for wish in wishes_of(found, Kind.CHASER)] == ["2026-12-18"]
    assert chaser_in(found).due == at("2026-12-21 09:00")


# --- questions and the first start ---


def test_s7_a_chaser_more_than_five_working_days_overdue_when_first_seen_is_a_question() -> None:
    on_the_fifth = look("2026-12-14 12:00", told(seen="2026-12-14 12:00"))
    assert chaser_in(on_the_fifth).wanted is Wanted.YES
    too_late = look("2026-12-15 12:00", told(seen="2026-12-15 12:00"))
    assert chaser_in(too_late).wanted is Wanted.HELD
    assert "Has one come?" in too_late.questions[0].text
    word = decided(APP, Choice.NOTHING, "2026-12-15 13:00")
    assert chaser_in(look("2026-12-15 13:00", told(), word)).wanted is Wanted.YES


def test_s7_one_that_has_been_in_drafts_is_never_asked_about() -> None:
    found = look("2026-12-18 12:00", told(), drafts=[chaser_row()])
    assert (chaser_in(found).wanted, found.questions) == (Wanted.YES, ())


def test_an_event_that_may_be_an_interview_is_asked_about_while_that_matters() -> None:
    unsure = told(invite(verdict=Verdict.UNSURE))
    assert [question.about for question in look("2026-11-25 16:00", unsure).questions] == [EVENT]
    assert look("2026-12-30 16:00", unsure).questions == ()
    gone = invite(method=Method.CANCEL, sequence=1, cancelled=True, verdict=Verdict.UNSURE)
    assert look("2026-11-25 16:00", unsure, told(gone, name="c", when="2026-11-24 10:00")).questions == ()


# --- threads ---


def test_a_note_answers_only_what_its_recipient_has_seen() -> None:
    only_to_sam = told(to=(SAM,))
    found = look("2026-11-25 16:00", only_to_sam)
    assert thank_you_to(JANE, found).thread is None
    thread = chaser_in(found).thread
    assert thread is not None
    assert thread.in_reply_to == "<invite-1>"


def test_an_absence_note_is_nothing_to_answer_to() -> None:
    away = answer(Signal.AUTO_REPLY, "2026-12-01 10:00", sender=TOM)
    thread = chaser_in(look("2026-12-07 09:00", told(), away)).thread
    assert thread is not None
    assert thread.in_reply_to == "<invite-1>"


def test_a_chaser_answers_the_latest_message_before_it_was_due() -> None:
    before = answer(Signal.TIMELINE, "2026-11-27 10:00", name="latest", promise=by("2026-12-02"))
    after = answer(Signal.ACKNOWLEDGEMENT, "2026-12-07 09:30", name="later")
    thread = chaser_in(look("2026-12-07 10:00", told(), before, after)).thread
    assert thread is not None
    assert thread.references == ("<invite-1>", "<latest>")


def test_the_sender_is_the_address_that_was_invited() -> None:
    to_the_other = told(invite(owner="sam.rivera@example.org"))
    assert thank_you_to(JANE, look("2026-11-25 16:00", to_the_other)).sender == "sam.rivera@example.org"
    assert thank_you_to(JANE, look("2026-11-25 16:00", told(invite(owner="list@x.example")))).sender == SAM.email
