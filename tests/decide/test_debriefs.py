"""What the user's notes are for (D1, D2, T7, T9, T10, C2, C4, C8), and when their form is wanted."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from afterword.decide import Note, Place, PlaceAgain, Reconciled, Rows, SentMail, View, Withdraw, form_about, reconcile
from afterword.decide.noted import is_named, not_read, notes_for
from afterword.model import (
    Anchor,
    Choice,
    Copy,
    Debrief,
    Decision,
    Draft,
    DraftState,
    FollowUpSettings,
    Key,
    Kind,
    Notes,
    Observation,
    Person,
    Sheet,
    Signal,
    Span,
    Unit,
    Wanted,
    Wish,
)
from tests.decide.build import (
    BOB,
    ENDED,
    HOUR,
    JANE,
    NOW,
    SAM,
    TOM,
    answer,
    application,
    at,
    by,
    chaser_in,
    copy,
    decided,
    draft,
    invite,
    look,
    thank_you_to,
    told,
    wish,
    wishes_of,
    wrote,
)

WITH_FORM = FollowUpSettings()
INVITED = told()  # Wednesday 25 November 2026, 14:00 to 15:00
APP = application(INVITED).id
MET = application(INVITED).interviews[0].id
ANA = Person("ana@acme.example", "Ana Lima", "Ana")


def debrief(when: str = "2026-11-25 16:20", **told: object) -> Debrief:
    return replace(Debrief(MET, at(when)), **told)  # the names of its fields


def forms(now: str, *facts: Observation, settings: FollowUpSettings = WITH_FORM) -> dict[str, tuple[Wanted, str]]:
    """By occasion: is the form, which was placed once, wanted, and why?"""
    placed = draft(key=Key(Kind.DEBRIEF, APP, "sam@rivera.example", "2026-11-25"))
    found = look(now, *(facts or (INVITED,)), settings=settings, drafts=[placed])
    return {one.key.occasion: (one.wanted, one.reason) for one in wishes_of(found, Kind.DEBRIEF)}


# --- When the form is wanted ---


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        ("2026-11-25 15:59", Wanted.LATER),
        ("2026-11-25 16:00", Wanted.YES),
        ("2026-12-02 15:59", Wanted.YES),
        ("2026-12-02 16:00", Wanted.NO),
    ],
)
def test_d1_d2_the_form_comes_with_the_thank_yous_and_stays_for_a_week(now: str, wanted: Wanted) -> None:
    ((found, reason),) = forms(now).values()
    assert found is wanted
    assert reason.endswith(("(D1)", "(D2)"))


def test_d1_two_visits_of_one_day_have_a_form_each_in_their_time() -> None:
    morning, evening = told(invite("2026-11-25 09:00", uid="am")), told(invite("2026-11-25 16:00", uid="pm"), name="pm")
    found = wishes_of(look("2026-11-25 11:30", morning, evening, settings=WITH_FORM), Kind.DEBRIEF)
    assert [one.wanted for one in found] == [Wanted.YES, Wanted.LATER]
    assert len({one.key for one in found}) == 2


def test_d1_the_form_goes_to_the_owner_and_wakes_the_program_when_it_is_due() -> None:
    found = look("2026-11-25 12:00", INVITED, settings=WITH_FORM)
    (form,) = wishes_of(found, Kind.DEBRIEF)
    assert (form.recipient.email, form.sender, form.thread) == (SAM.email, SAM.email, None)
    assert form.brief.sheet == Sheet(MET, at("2026-11-25 14:00"), (JANE, BOB))
    assert form.key == Key(Kind.DEBRIEF, APP, "sam@rivera.example", "2026-11-25")
    assert found.next_look == at("2026-11-25 15:00")
    assert look("2026-11-25 16:00", INVITED, settings=WITH_FORM).next_look is not None


def test_d2_there_is_none_where_it_is_switched_off() -> None:
    assert forms("2026-11-25 16:00", settings=FollowUpSettings(debrief=False)) == {}


def test_d2_there_is_none_where_notes_would_serve_nothing() -> None:
    said_no = answer(Signal.REJECTION, "2026-11-25 16:30")
    assert forms("2026-11-25 17:00", INVITED, said_no)["2026-11-25"][0] is Wanted.NO
    long_over = told(seen="2026-11-27 10:00")
    assert forms("2026-11-27 10:00", long_over)["2026-11-25"][0] is Wanted.NO
    confirmed = decided(MET, Choice.CONFIRM, "2026-11-27 10:30")
    assert forms("2026-11-27 11:00", long_over, confirmed)["2026-11-25"][0] is Wanted.YES
    called_off = told(invite(cancelled=True, sequence=1), when="2026-11-25 09:00", name="invite-2")
    assert forms("2026-11-25 17:00", INVITED, called_off) == {}


def test_d2_one_form_for_a_visit_of_several_sessions() -> None:
    second = told(invite("2026-11-25 16:00", uid="event-2"), name="invite-2")
    found = forms("2026-11-25 18:00", INVITED, second)
    assert list(found) == ["2026-11-25"]


def test_d2_it_has_served_once_anything_is_noted_and_asks_again_what_could_not_be_read() -> None:
    known = debrief(notes=Notes(highlight="the arm"))
    assert forms("2026-11-25 16:30", INVITED, known)["2026-11-25"] == (Wanted.NO, "your notes are known (D2)")
    half = debrief(unread=("feedback_by: when Mercury is direct",))
    first, again = forms("2026-11-25 16:30", INVITED, half).items()
    assert (first[0], first[1][0]) == ("2026-11-25", Wanted.NO)
    assert again[0].startswith("2026-11-25/")
    assert again[1][0] is Wanted.YES
    found = look("2026-11-25 16:30", INVITED, half, settings=WITH_FORM)
    sheet = wishes_of(found, Kind.DEBRIEF)[0].brief.sheet
    assert sheet is not None
    assert sheet.not_read == half.unread
    (question,) = found.questions
    assert question.about == MET
    assert "when Mercury is direct" in question.text
    assert f"afterword note {MET} feedback_by=" in question.text
    answered = debrief("2026-11-25 16:40", feedback_by=date(2026, 12, 11))
    after = look("2026-11-25 16:50", INVITED, half, answered, settings=WITH_FORM)
    assert after.questions == ()
    assert wishes_of(after, Kind.DEBRIEF) == []


def test_d2_a_line_waits_for_its_own_field_and_one_without_for_anything() -> None:
    first = debrief(unread=("do_not_chase: perhaps", "hello form"))
    same_form = debrief(whose=JANE.email, notes=Notes(highlight="the arm"))
    assert not_read([first, same_form]) == first.unread
    later = debrief("2026-11-25 17:00", answers_from="Tom")
    assert not_read([first, same_form, later]) == ("do_not_chase: perhaps",)
    assert not_read([first, later, debrief("2026-11-25 18:00", do_not_chase=False)]) == ()


# --- What the notes do ---


def test_t7_notes_are_in_the_drafts_of_the_visit_once_later_and_closer_ones_first() -> None:
    facts = (
        INVITED,
        debrief(notes=Notes(highlight="the arm", forgot="the tests")),
        debrief("2026-11-25 17:00", notes=Notes(highlight="the berries")),
        debrief("2026-11-25 16:30", whose=JANE.email, notes=Notes(highlight="your torque")),
    )
    found = look("2026-11-25 18:00", *facts)
    assert thank_you_to(BOB, found).brief.notes == Notes(highlight="the berries")
    assert thank_you_to(JANE, found).brief.notes == Notes(highlight="your torque", forgot="the tests")
    assert chaser_in(found).brief.notes == Notes(highlight="the berries", forgot="the tests")


def test_t7_notes_of_one_visit_are_not_in_the_drafts_of_another() -> None:
    second = told(invite("2026-12-03 14:00", uid="event-2"), name="invite-2")
    found = look("2026-11-25 16:30", INVITED, second, debrief(notes=Notes(highlight="the arm")))
    notes = {one.key.occasion: one.brief.notes for one in wishes_of(found, Kind.THANK_YOU) if one.recipient == BOB}
    assert notes == {"2026-11-25": Notes(highlight="the arm"), "2026-12-03": Notes()}


def test_notes_for_somebody_without_an_address_are_found_by_name() -> None:
    noted = [debrief(whose="~Jane Doe", notes=Notes(fit="I know torque"))]
    assert notes_for(noted, Person(None, "Doe Jane")) == Notes(fit="I know torque")
    assert notes_for(noted, BOB) == Notes()
    assert not is_named("", BOB)
    assert not is_named("B", BOB)
    assert is_named("roe", BOB)


def test_t9_others_who_were_met_are_thanked_too_even_if_that_is_told_late() -> None:
    found = look("2026-11-25 16:30", INVITED, debrief(people=(ANA, JANE)))
    assert {one.recipient.email for one in wishes_of(found, Kind.THANK_YOU)} == {JANE.email, BOB.email, ANA.email}
    assert thank_you_to(ANA, found).wanted is Wanted.YES
    late = look("2026-11-27 10:00", INVITED, debrief("2026-11-27 09:00", people=(ANA,)))
    assert thank_you_to(ANA, late).wanted is Wanted.YES
    assert thank_you_to(JANE, late).wanted is Wanted.NO


MENDED = Person("jane.doe@acme.example", "Jane Doe", "Jane")


@pytest.mark.parametrize("name", ["Jane Doe", "Doe Jane", "Jane"])
def test_d1_a_mended_address_replaces_the_old_one(name: str) -> None:
    told_so = debrief(people=(replace(MENDED, name=name),), whose=None)
    alone = debrief("2026-11-25 16:10", whose=JANE.email, notes=Notes(highlight="your torque"))
    found = look("2026-11-25 16:30", INVITED, alone, told_so)
    wishes = wishes_of(found, Kind.THANK_YOU)
    assert {one.recipient for one in wishes} == {MENDED, BOB}
    assert [(one.wanted, one.thread is not None) for one in wishes] == [(Wanted.YES, True)] * 2
    assert thank_you_to(MENDED, found).brief.notes == Notes(highlight="your torque")
    back = debrief("2026-11-25 16:25", people=(JANE,))
    found = look("2026-11-25 16:30", INVITED, told_so, back)
    assert {one.recipient for one in wishes_of(found, Kind.THANK_YOU)} == {JANE, BOB}


@pytest.mark.parametrize("other", [Person("jane.roe@acme.example", "Jane Roe"), Person("j@acme.example", "Doe")])
def test_t9_somebody_else_with_another_name_is_somebody_else(other: Person) -> None:
    found = look("2026-11-25 16:30", INVITED, debrief(people=(other,)))
    assert {one.recipient.email for one in wishes_of(found, Kind.THANK_YOU)} == {JANE.email, BOB.email, other.email}
    two = told(invite(interviewers=(JANE, Person("jane.roe@acme.example", "Jane Roe", "Jane"))))
    found = look("2026-11-25 16:30", two, debrief(people=(Person("jane@birch.example", "Jane", "Jane"),)))
    assert len(wishes_of(found, Kind.THANK_YOU)) == 3


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        (DraftState.PLACED, Wanted.HELD),
        (DraftState.WITHDRAWN, Wanted.YES),
        (DraftState.RELEASED, Wanted.NO),
        (DraftState.SENT, Wanted.NO),
        (DraftState.DELETED, Wanted.YES),
    ],
)
def test_d1_no_second_note_goes_to_a_mended_address(state: DraftState, wanted: Wanted) -> None:
    row = draft(state, key=Key(Kind.THANK_YOU, APP, str(JANE.email), "2026-11-25"))
    found = look("2026-11-25 16:30", INVITED, debrief(people=(MENDED,)), drafts=[row])
    assert thank_you_to(MENDED, found).wanted is wanted
    assert row.key not in {one.key for one in found.wishes}


def test_t10_an_address_that_is_noted_completes_the_thank_you() -> None:
    unknown = told(invite(interviewers=(Person(None, "Ana Lima", "Ana"), JANE)))
    before = look("2026-11-25 16:30", unknown)
    assert Wanted.HELD in {one.wanted for one in wishes_of(before, Kind.THANK_YOU)}
    after = look("2026-11-25 16:30", unknown, debrief(people=(ANA,)))
    assert len(wishes_of(after, Kind.THANK_YOU)) == 2
    assert thank_you_to(ANA, after).wanted is Wanted.YES


def test_t10_a_person_met_without_an_address_is_held() -> None:
    found = look("2026-11-25 16:30", INVITED, debrief(people=(Person(None, "Ana Lima", "Ana"),)))
    (held,) = [one for one in wishes_of(found, Kind.THANK_YOU) if one.recipient.email is None]
    assert (held.wanted, held.recipient.name) == (Wanted.HELD, "Ana Lima")


def test_t10_of_somebody_without_a_name_the_name_is_asked_too() -> None:
    nameless = told(invite(interviewers=(Person(), JANE), coordinators=()))
    for facts in ((nameless,), (told(invite(interviewers=(Person(), JANE), coordinators=(TOM,))),)):
        found = look("2026-11-25 16:30", *facts)
        assert wishes_of(found, Kind.ADDRESS_REQUEST) == []
        (question,) = found.questions
        assert question.text.startswith("Who else interviewed you, and what is their address? No mail tells it (T10).")
        assert not [one.reason for one in found.wishes if "of  " in one.reason]


@pytest.mark.parametrize(
    ("until", "day"),
    [
        (date(2026, 12, 11), "2026-12-11"),
        (Span(2, Unit.WEEK), "2026-12-09"),
        (Span(3, Unit.WORKING_DAY, Anchor.INTERVIEW), "2026-11-30"),
    ],
)
def test_c2_the_noted_day_overrules_and_the_latest_word_wins(until: date | Span, day: str) -> None:
    promised = answer(Signal.TIMELINE, "2026-11-25 15:30", promise=by("2026-12-02"))
    noted = debrief(feedback_by=until)
    feedback = look("2026-11-26 10:00", INVITED, promised, noted).standings[0].case.feedback
    assert feedback is not None
    assert (feedback.day.isoformat(), feedback.stated) == (day, True)
    later = answer(Signal.TIMELINE, "2026-11-27 10:00", promise=by("2026-12-18"))
    moved = look("2026-11-28 10:00", INVITED, promised, noted, later).standings[0].case.feedback
    assert moved is not None
    assert moved.day == date(2026, 12, 18)


def test_c2_so_many_days_from_a_note_are_counted_by_the_clock_of_the_visit() -> None:
    """At 16:20 in London the next day has begun in Tokyo."""
    there = told(invite("2026-11-25 05:00", time_zone="Asia/Tokyo"))
    feedback = look("2026-11-25 17:00", there, debrief(feedback_by=Span(3, Unit.DAY))).standings[0].case.feedback
    assert feedback is not None
    assert feedback.day == date(2026, 11, 29)


@pytest.mark.parametrize(
    ("noted", "whom"),
    [
        ("Jane", JANE.email),
        ("jane doe", JANE.email),
        ("bob@acme.example", BOB.email),
        ("hr@acme.example", "hr@acme.example"),
        ("nobody of these", TOM.email),
        ("sam@rivera.example", TOM.email),
        ("Sam Rivera", TOM.email),
    ],
)
def test_c4_whoever_is_noted_as_answering_is_asked(noted: str, whom: str) -> None:
    assert chaser_in(look("2026-11-26 10:00", INVITED, debrief(answers_from=noted))).recipient.email == whom


def test_c8_asked_not_to_chase_is_not_chased_until_the_user_says_otherwise() -> None:
    asked = debrief(do_not_chase=True)
    silent = look("2026-12-07 09:00", INVITED, asked)
    assert chaser_in(silent).wanted is Wanted.NO
    assert "(C8)" in chaser_in(silent).reason
    assert thank_you_to(JANE, look("2026-11-25 16:30", INVITED, asked)).wanted is Wanted.YES
    taken_back = debrief("2026-11-26 10:00", do_not_chase=False)
    assert chaser_in(look("2026-12-07 09:00", INVITED, asked, taken_back)).wanted is Wanted.YES
    nothing = decided(APP, Choice.NOTHING, "2026-12-03 10:00")
    assert chaser_in(look("2026-12-07 09:00", INVITED, asked, nothing)).wanted is Wanted.YES
    second = told(invite("2026-12-08 14:00", uid="event-2"), when="2026-12-01 10:00", name="invite-2")
    assert chaser_in(look("2026-12-18 09:00", INVITED, asked, second)).wanted is Wanted.YES


# --- A confirmation that names ---


def test_a_confirmation_names_company_role_and_people_whatever_comes_later() -> None:
    named = Decision(MET, Choice.CONFIRM, at("2026-11-21 10:00"), None, "Birch", "Designer", (ANA, TOM))
    moved = told(invite("2026-11-26 14:00", sequence=1, interviewers=(BOB,)), when="2026-11-22 10:00", name="invite-2")
    found = application(INVITED, named, moved)
    assert (found.company, found.role) == ("Birch", "Designer")
    assert found.interviews[0].invite.start == at("2026-11-26 14:00")
    assert found.interviews[0].invite.interviewers == (ANA, TOM)
    assert found.interviews[0].invite.coordinators == ()
    again = Decision(MET, Choice.CONFIRM, at("2026-11-23 10:00"), role="Artist")
    found = application(INVITED, named, moved, again)
    assert (found.company, found.role, found.interviews[0].invite.interviewers) == ("Birch", "Artist", (ANA, TOM))


# --- The form in the mailbox ---

FORM = Key(Kind.DEBRIEF, "a1", "sam@rivera.example", "2026-11-25")
SUBJECT = "Your notes: Acme, 2026-11-25 (i3fa2c1d0e9)"
MINUTE = timedelta(minutes=1)


def form_wish(wanted: Wanted = Wanted.YES) -> Wish:
    one = wish(wanted, key=FORM, thread=None)
    return replace(one, brief=replace(one.brief, sheet=Sheet("i3fa2c1d0e9", ENDED - HOUR)))


def form_row(state: DraftState = DraftState.RELEASED) -> Draft:
    return replace(draft(state, key=FORM, answers=None), subject=SUBJECT)


def form_copy(told: tuple[Debrief, ...] | None, **more: object) -> Copy:
    given = {"to": SAM, "answers": None, "subject": SUBJECT, "when": NOW - 2 * MINUTE, "text": "filled", **more}
    return replace(copy(**given), told=told)  # type: ignore[arg-type]  # the arguments of copy


def reconciled(wishes: Iterable[Wish], rows: Iterable[Draft], drafts: Iterable[Copy] = ()) -> Reconciled:
    wanted = tuple(wishes)
    texts = {one.key: "ours" for one in wanted if one.wanted is Wanted.YES}
    return reconcile(wanted, texts, Rows(tuple(rows)), (View("home", tuple(drafts)),), SentMail(), NOW)


def test_d2_the_form_that_was_sent_before_is_not_the_one_that_asks_again() -> None:
    """A death between the intent and the append: the intent stands, and Sent holds the form that was filled in."""
    again = Key(Kind.DEBRIEF, FORM.application, FORM.recipient, f"{FORM.occasion}/again")
    intent = replace(form_row(DraftState.INTENDED), key=again, at=NOW)
    asks = replace(form_wish(), key=again)
    for sent_at, expected in ((NOW - MINUTE, PlaceAgain), (NOW + MINUTE, Note)):
        sent = wrote(sent_at, SAM, name="by-hand", subject=SUBJECT)
        view, later = View("home", ()), NOW + 2 * MINUTE
        (action,) = reconcile([asks], {again: "ours"}, Rows((intent,)), [view], SentMail((sent,)), later).actions
        assert type(action) is expected


def test_d2_what_a_client_left_of_a_form_that_was_sent_is_not_the_one_that_asks_again() -> None:
    again = Key(Kind.DEBRIEF, FORM.application, FORM.recipient, f"{FORM.occasion}/again")
    intent = replace(form_row(DraftState.INTENDED), key=again, at=NOW)
    left = form_copy((debrief(),), name="client", uid=9)
    sent = wrote(NOW - MINUTE, SAM, name="client", subject=SUBJECT)
    for seen, expected in (((sent,), PlaceAgain), ((), Note)):
        views = (View("home", (left,)),)
        asks = replace(form_wish(), key=again)
        (action,) = reconcile([asks], {again: "ours"}, Rows((intent,)), views, SentMail(seen), NOW).actions
        assert type(action) is expected


def test_d2_a_form_of_which_all_is_known_is_withdrawn_as_it_lies_there() -> None:
    (action,) = reconciled([form_wish(Wanted.NO)], [form_row()], [form_copy((debrief(),), uid=9)]).actions
    assert isinstance(action, Withdraw)
    assert (action.draft.text, action.draft.position) == ("filled", form_copy(None, uid=9).position)


def test_d2_a_form_that_was_saved_just_now_may_be_open_still() -> None:
    saved = form_copy((debrief(),), when=NOW - timedelta(seconds=59))
    result = reconciled([form_wish(Wanted.NO)], [form_row()], [saved])
    assert result.actions == ()
    assert result.look_again == NOW + timedelta(seconds=1)
    ahead = form_copy((debrief(),), when=NOW + HOUR)  # a clock that is wrong delays it no longer
    assert len(reconciled([form_wish(Wanted.NO)], [form_row()], [ahead]).actions) == 1


@pytest.mark.parametrize(
    ("told", "wanted"),
    [((), Wanted.YES), (None, Wanted.YES), (None, Wanted.NO)],
    ids=["blank and wanted", "unreadable and wanted", "unreadable"],
)
def test_d2_any_other_touched_form_stays(told: tuple[Debrief, ...] | None, wanted: Wanted) -> None:
    assert reconciled([form_wish(wanted)], [form_row()], [form_copy(told)]).actions == ()


def test_d2_a_touched_blank_form_goes_when_its_time_is_over() -> None:
    (action,) = reconciled([form_wish(Wanted.NO)], [form_row()], [form_copy(())]).actions
    assert isinstance(action, Withdraw)


def test_d2_a_form_that_the_user_brings_back_from_trash_stays_until_they_change_it() -> None:
    lying = form_copy((debrief(),))
    (action,) = reconciled([form_wish(Wanted.NO)], [form_row(DraftState.WITHDRAWN)], [lying]).actions
    assert isinstance(action, Note)
    back = replace(action.draft, text="filled")
    assert reconciled([form_wish(Wanted.NO)], [back], [lying]).actions == ()
    changed = form_copy((debrief("2026-11-25 16:27"),), text="filled in more")
    (action,) = reconciled([form_wish(Wanted.NO)], [back], [changed]).actions
    assert isinstance(action, Withdraw)


def test_d2_a_form_saved_beside_the_old_one_goes_too_but_not_one_that_was_read_before() -> None:
    served = replace(form_row(DraftState.WITHDRAWN), text="filled")
    beside = form_copy((debrief(),), name="client-1", uid=12, text="filled in elsewhere")
    (action,) = reconciled([form_wish(Wanted.NO)], [served], [beside]).actions
    assert isinstance(action, Note)
    (second,) = reconciled([form_wish(Wanted.NO)], [served, action.draft], [beside]).actions
    assert isinstance(second, Withdraw)
    back = form_copy((debrief(),), name="client-1", uid=12, text="filled")
    assert reconciled([form_wish(Wanted.NO)], [served], [back]).actions == ()


def test_only_a_form_goes_though_the_user_touched_it() -> None:
    theirs = replace(copy(text="my words"), told=(debrief(),))
    assert reconciled([wish(Wanted.NO)], [draft(DraftState.RELEASED)], [theirs]).actions == ()


def test_what_the_owner_writes_to_themselves_is_no_form_and_holds_none_up() -> None:
    shopping = copy(name="list", uid=3, to=SAM, answers=None, subject="milk")
    assert reconciled([form_wish()], [], [shopping]).actions == (Place(form_wish(), "ours"),)
    other = replace(form_row(), key=replace(FORM, application="a2"), message_id="<o>")
    other = replace(other, subject=SUBJECT.replace("3", "4"))
    lying = form_copy((), name="o", subject=other.subject)
    assert Place(form_wish(), "ours") in reconciled([form_wish()], [other], [lying]).actions


def test_a_form_of_a_lost_ledger_is_known_by_its_subject() -> None:
    (action,) = reconciled([form_wish()], [], [form_copy((), name="saved-anew")]).actions
    assert isinstance(action, Note)
    assert action.draft.state is DraftState.RELEASED
    (action,) = reconciled([form_wish()], [], [form_copy((), name="placed-elsewhere", text="ours")]).actions
    assert isinstance(action, Note)
    assert action.draft.state is DraftState.PLACED


@pytest.mark.parametrize(
    ("subject", "about"),
    [
        (SUBJECT, "i3fa2c1d0e9"),
        (f"Re: {SUBJECT}", "i3fa2c1d0e9"),
        ("Your notes", None),
        ("(i3fa2c1d0e9)", "i3fa2c1d0e9"),
        ("(i3fa2c1d0e)", None),
        ("", None),
    ],
)
def test_a_form_is_known_by_the_id_in_its_subject(subject: str, about: str | None) -> None:
    assert form_about(subject) == about
