"""What is asked of them: an address that nobody told (T10), and after a "no" where one fell short (F1); whom else to
thank (T9)."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from afterword.decide import Outlook, fold
from afterword.model import (
    Choice,
    Debrief,
    Draft,
    DraftState,
    InviteSeen,
    Key,
    Kind,
    Observation,
    Person,
    ReplySeen,
    Signal,
    Wanted,
    Wish,
)
from tests.decide.build import (
    BOB,
    JANE,
    SAM,
    SETTINGS,
    TOM,
    answer,
    application,
    at,
    chaser_in,
    decided,
    draft,
    invite,
    look,
    told,
    wishes_of,
    wrote,
)

MAX = Person(None, "Max Moe", "Max")
AT_ACME = replace(MAX, email="max@acme.example")
LEA = Person(None, "Lea Ott", "Lea")


def with_max(*others: Person) -> InviteSeen:
    return told(invite(interviewers=(JANE, MAX, *others)))


APP = application(with_max()).id
ASKED = Key(Kind.ADDRESS_REQUEST, APP, "tom@acme.example", "2026-11-25")
TELLS = answer(Signal.ACKNOWLEDGEMENT, "2026-11-27 10:00", addresses=[AT_ACME])


def request_in(found: Outlook) -> Wish:
    (wish,) = wishes_of(found, Kind.ADDRESS_REQUEST)
    return wish


def thanks_for(name: str, found: Outlook) -> Wish:
    (wish,) = [one for one in wishes_of(found, Kind.THANK_YOU) if one.recipient.name == name]
    return wish


# --- T10: asking for an address ---


@pytest.mark.parametrize(
    "now, wanted",
    [
        ("2026-11-25 10:00", Wanted.LATER),
        ("2026-11-25 15:59", Wanted.LATER),
        ("2026-11-25 16:00", Wanted.YES),
        ("2026-11-30 12:00", Wanted.YES),
    ],
)
def test_t10_the_coordinator_is_asked_once_the_interview_is_over(now: str, wanted: Wanted) -> None:
    wish = request_in(look(now, with_max(LEA)))
    assert (wish.key, wish.wanted, wish.due) == (ASKED, wanted, at("2026-11-25 16:00"))
    assert (wish.recipient, wish.brief.met) == (TOM, ("Max Moe", "Lea Ott"))


def test_t10_until_the_chaser_is_due_and_then_no_more() -> None:
    assert wishes_of(look("2026-12-07 09:00", with_max()), Kind.ADDRESS_REQUEST) == []


def test_t10_it_comes_too_late_when_the_chaser_is_due() -> None:
    assert request_in(look("2026-11-26 16:00", with_max())).deadline == at("2026-12-07 09:00")


def test_t10_of_whom_only_the_first_name_is_known_is_asked_by_that() -> None:
    ada = Person(None, None, "Ada")
    assert request_in(look("2026-11-25 16:00", with_max(ada))).brief.met == ("Max Moe", "Ada")


def test_t10_nothing_is_asked_where_every_address_is_known() -> None:
    assert wishes_of(look("2026-11-25 16:00", told()), Kind.ADDRESS_REQUEST) == []


def test_t10_one_for_each_visit() -> None:
    again = told(invite("2026-12-01 14:00", uid="event-2", interviewers=(MAX,)), name="invite-2")
    found = wishes_of(look("2026-11-25 16:00", with_max(), again), Kind.ADDRESS_REQUEST)
    assert [wish.key.occasion for wish in found] == ["2026-11-25", "2026-12-01"]


def test_t10_where_nobody_arranges_whoever_wrote_is_asked_else_who_invited_else_the_user() -> None:
    only = invite(interviewers=(MAX,), coordinators=(), organizer=Person("no-reply@acme.example"))
    alone = told(only, to=(SAM,))
    found = look("2026-11-25 16:00", alone)
    assert wishes_of(found, Kind.ADDRESS_REQUEST) == []
    assert ["Max Moe" in question.text for question in found.questions] == [True]
    wrote_since = answer(Signal.ACKNOWLEDGEMENT, "2026-11-25 15:30", sender=TOM)
    assert request_in(look("2026-11-25 16:00", alone, wrote_since)).recipient == TOM
    by_jane = told(replace(only, organizer=JANE), to=(SAM,))
    assert request_in(look("2026-11-25 16:00", by_jane)).recipient == JANE


def test_t10_neither_who_interviewed_nor_a_stranger_is_asked_because_they_wrote() -> None:
    event = told(invite(interviewers=(JANE, MAX), coordinators=(), organizer=TOM))
    for writer in (JANE, Person("zoe@elsewhere.example", "Zoe Quinn", "Zoe")):
        wrote_too = answer(Signal.ACKNOWLEDGEMENT, "2026-11-24 10:00", sender=writer)
        assert request_in(look("2026-11-25 16:00", event, wrote_too)).recipient == TOM


def test_t10_in_doubt_about_an_answer_nothing_is_asked() -> None:
    doubt = answer(Signal.REJECTION, "2026-11-25 15:30", ask=True)
    assert request_in(look("2026-11-25 16:00", with_max(), doubt)).wanted is Wanted.HELD


@pytest.mark.parametrize("signal", [Signal.REJECTION, Signal.OFFER, Signal.DO_NOT_CONTACT])
def test_c9_a_final_answer_ends_the_asking_for_an_address(signal: Signal) -> None:
    found = look("2026-11-25 16:30", with_max(), answer(signal, "2026-11-25 15:30"))
    assert wishes_of(found, Kind.ADDRESS_REQUEST) == []


def test_t10_an_address_told_later_completes_the_thank_you_after_the_24_hours_too() -> None:
    found = look("2026-11-27 11:00", with_max(), TELLS)
    wish = thanks_for("Max Moe", found)
    assert (wish.wanted, wish.recipient) == (Wanted.YES, AT_ACME)
    assert wishes_of(found, Kind.ADDRESS_REQUEST) == []
    assert thanks_for("Max Moe", look("2026-12-07 09:00", with_max(), TELLS)).wanted is Wanted.NO


def test_t10_what_is_still_missing_is_asked_alone() -> None:
    early = answer(Signal.ACKNOWLEDGEMENT, "2026-11-25 15:30", addresses=[AT_ACME])
    assert request_in(look("2026-11-25 16:00", with_max(LEA), early)).brief.met == ("Lea Ott",)


def _copied_in() -> ReplySeen:
    return answer(Signal.ACKNOWLEDGEMENT, "2026-11-27 10:00", to=(SAM, AT_ACME))


@pytest.mark.parametrize(
    "tells",
    [
        TELLS,
        _copied_in(),
        answer(Signal.ACKNOWLEDGEMENT, "2026-11-27 10:00", sender=AT_ACME),
        answer(Signal.ACKNOWLEDGEMENT, "2026-11-27 10:00", sender=Person("m.moe@acme.example", "Moe, Max J.")),
        answer(Signal.ACKNOWLEDGEMENT, "2026-11-27 10:00", to=(SAM, Person("max.moe@acme.example"))),
        answer(Signal.ACKNOWLEDGEMENT, "2026-11-27 10:00", addresses=[Person("mm@acme.example")]),  # "his address is"
        wrote("2026-11-27 10:00", JANE, Person("max@acme.example", "Max Moe"), answers="invite-1"),
        told(invite("2026-12-10 14:00", uid="event-2", interviewers=(AT_ACME,)), name="i2", when="2026-11-27 10:00"),
    ],
    ids=["text", "copied in", "writes", "surname first", "spelled", "his address", "by hand", "next invite"],
)
def test_t10_an_address_is_learned_wherever_a_mail_of_theirs_shows_it(tells: Observation) -> None:
    found = [one for one in application(with_max(), tells).interviewers if "Max" in (one.name or "")]
    assert [(one.name, one.first_name) for one in found] == [("Max Moe", "Max")] * len(found)
    assert all(one.email and one.email.startswith("m") for one in found)


@pytest.mark.parametrize(
    "shown",
    [
        [Person("max@acme.example", "Maxine Mill")],
        [Person("max.moe@elsewhere.example")],
        [Person("max@elsewhere.example", "Max")],  # a stranger who is called so too
        [Person("talent@acme.example", "Max Moe")],
        [Person("no-reply@acme.example", "Max Moe")],
        [Person("mm@acme.example"), Person("moe@acme.example")],  # which of the two is not said
        [Person("a@acme.example", "Max Moe"), Person("b@acme.example", "Max Moe")],
        [Person("bob@acme.example", "Max Moe"), replace(BOB, name="Bob Roe")],
    ],
)
def test_t10_never_a_guessed_address(shown: Sequence[Person]) -> None:
    everybody = told(invite(interviewers=(JANE, BOB, MAX)))
    said = answer(Signal.ACKNOWLEDGEMENT, "2026-11-27 10:00", addresses=shown)
    assert MAX in application(everybody, said).interviewers


def test_t10_his_address_decides_nothing_where_two_are_sought() -> None:
    said = answer(Signal.ACKNOWLEDGEMENT, "2026-11-27 10:00", addresses=[Person("mm@acme.example")])
    assert MAX in application(with_max(LEA), said).interviewers


def test_t10_a_letter_to_an_address_learned_counts_as_the_thank_you() -> None:
    note = wrote("2026-11-27 12:00", AT_ACME)
    wish = thanks_for("Max Moe", look("2026-11-27 13:00", with_max(), TELLS, note))
    assert (wish.wanted, wish.written) == (Wanted.NO, note)


DAEMON = Person("mailer-daemon@acme.example")
BOUNCE = answer(Signal.BOUNCE, "2026-11-25 16:40", sender=DAEMON, bounced="jane@acme.example")


def test_t10_an_address_that_a_bounce_shows_to_be_wrong_is_asked_for() -> None:
    sent = wrote("2026-11-25 16:30", JANE)
    found = look("2026-11-25 17:00", told(), sent, BOUNCE)
    assert request_in(found).brief.met == ("Jane Doe",)
    assert thanks_for("Jane Doe", found).wanted is Wanted.HELD
    right = answer(Signal.ACKNOWLEDGEMENT, "2026-11-26 10:00", addresses=[Person("j.doe@acme.example", "Jane Doe")])
    after = look("2026-11-27 11:00", told(), sent, BOUNCE, right)
    assert (thanks_for("Jane Doe", after).wanted, thanks_for("Jane Doe", after).recipient.email) == (
        Wanted.YES,
        "j.doe@acme.example",
    )


def test_t10_what_is_wrong_is_never_learned_again_and_nobody_is_chased_there() -> None:
    again = answer(Signal.ACKNOWLEDGEMENT, "2026-11-26 10:00", addresses=[JANE])
    assert JANE not in application(told(), BOUNCE, again).interviewers
    toms = answer(Signal.BOUNCE, "2026-11-26 10:00", sender=DAEMON, bounced="tom@acme.example")
    assert chaser_in(look("2026-12-01 10:00", told(), toms)).recipient == JANE


def test_t10_a_bounce_counts_wherever_the_address_is_known() -> None:
    other = told(invite(uid="event-2", role="Data Scientist"), name="invite-2", to=(SAM,))
    for one in fold([told(), other, BOUNCE]).applications:
        assert [wrong.person for wrong in one.wrong] == [JANE]


def test_c6_a_request_is_neither_thanks_nor_chaser() -> None:
    late = wrote("2026-12-04 10:00", TOM, name="ours-1")
    row = draft(DraftState.SENT, key=ASKED, when=at("2026-12-04 10:00"), placed_at=at("2026-11-25 16:00"))
    wish = chaser_in(look("2026-12-07 09:00", with_max(), late, drafts=[row]))
    assert (wish.key.kind, wish.wanted) == (Kind.CHASER, Wanted.YES)
    early = wrote("2026-11-25 17:00", TOM, name="ours-1")
    row = draft(DraftState.SENT, key=ASKED, when=at("2026-11-25 17:00"), placed_at=at("2026-11-25 16:00"))
    assert not chaser_in(look("2026-12-07 09:00", with_max(), early, drafts=[row])).brief.thanked


# --- T9: whom else to thank ---


def test_t9_who_arranged_is_thanked_shortly_if_the_user_wants_that() -> None:
    others = replace(SETTINGS, thank_coordinators=True)
    shared, robot = Person("talent@acme.example"), Person("no-reply@acme.example")
    facts = told(invite(coordinators=(TOM, shared, robot)))
    assert TOM not in [wish.recipient for wish in wishes_of(look("2026-11-25 16:00", facts), Kind.THANK_YOU)]
    found = wishes_of(look("2026-11-25 16:00", facts, settings=others), Kind.THANK_YOU)
    whole, short = Kind.THANK_YOU, Kind.THANK_YOU_ARRANGED
    assert {wish.key.kind for wish in found} == {whole}
    assert [(wish.recipient, wish.brief.kind) for wish in found] == [(BOB, whole), (JANE, whole), (TOM, short)]
    assert found[0].brief.panel == ("bob@acme.example", "jane@acme.example", "tom@acme.example")
    assert found[2].brief.panel == ("tom@acme.example",)


# --- F1: after a rejection ---

NO = answer(Signal.REJECTION, "2026-12-01 10:00", sender=TOM, name="no", evidence="we have chosen somebody else")


def feedback_in(found: Outlook) -> Wish:
    (wish,) = wishes_of(found, Kind.FEEDBACK_REQUEST)
    return wish


def no_row(state: DraftState, day: str = "2026-12-01", to: Person = TOM) -> Draft:
    key = Key(Kind.FEEDBACK_REQUEST, APP, to.email or "", day)
    return draft(state, key=key, name="feedback-1", when=at("2026-12-01 11:00"))


def test_f1_whoever_wrote_the_rejection_is_asked_for_feedback() -> None:
    wish = feedback_in(look("2026-12-01 10:05", told(), NO))
    assert (wish.wanted, wish.recipient, wish.due) == (Wanted.YES, TOM, at("2026-12-01 10:00"))
    assert wish.thread is not None
    assert wish.thread.in_reply_to == "<no>"
    assert "chosen somebody else" in wish.reason
    assert not wish.brief.awaits_reply


@pytest.mark.parametrize("facts,thanked", [((), False), ((wrote("2026-11-25 16:00", TOM),), True)])
def test_f1_c6_who_was_thanked_before_is_thanked_again_and_nobody_else(
    facts: Sequence[Observation], thanked: bool
) -> None:
    found = look("2026-11-30 11:00", told(), *facts, answer(Signal.REJECTION, "2026-11-30 10:00"))
    (wish,) = wishes_of(found, Kind.FEEDBACK_REQUEST)
    assert wish.brief.thanked is thanked


def test_f1_where_a_machine_wrote_it_the_contact_is_asked() -> None:
    for sender in (Person("no-reply@acme.example"), Person("talent@acme.example", "Acme Talent")):
        by_machine = answer(Signal.REJECTION, "2026-12-01 10:00", sender=sender)
        assert feedback_in(look("2026-12-01 10:05", told(), by_machine)).recipient == TOM
    nobody = told(invite(coordinators=(), organizer=None, interviewers=(MAX,)))
    by_machine = answer(Signal.REJECTION, "2026-12-01 10:00", sender=Person("no-reply@acme.example"))
    assert wishes_of(look("2026-12-01 10:05", nobody, by_machine), Kind.FEEDBACK_REQUEST) == []


def test_f1_of_two_rejections_that_of_a_person_is_answered_and_once() -> None:
    by_machine = answer(Signal.REJECTION, "2026-11-30 10:00", sender=Person("no-reply@acme.example"))
    found = feedback_in(look("2026-12-01 10:05", told(), by_machine, NO))
    assert (found.recipient, found.key.occasion) == (TOM, "2026-12-01")
    first = no_row(DraftState.SENT, "2026-11-30", JANE)
    assert feedback_in(look("2026-12-01 10:05", told(), by_machine, NO, drafts=[first])).wanted is Wanted.NO


def test_f1_it_can_be_switched_off() -> None:
    off = replace(SETTINGS, feedback_request=False)
    assert feedback_in(look("2026-12-01 10:05", told(), NO, settings=off)).wanted is Wanted.NO


@pytest.mark.parametrize(
    "facts",
    [
        [replace(NO, reply=replace(NO.reply, no_answer_wanted=True))],
        [answer(Signal.DO_NOT_CONTACT, "2026-11-30 10:00"), NO],
        [NO, answer(Signal.DO_NOT_CONTACT, "2026-12-01 10:02")],
    ],
    ids=["in the rejection", "before it", "after it"],
)
def test_f1_c8_not_where_they_asked_not_to_be_written_to(facts: Sequence[Observation]) -> None:
    assert feedback_in(look("2026-12-01 10:05", told(), *facts)).wanted is Wanted.NO


@pytest.mark.parametrize(
    "by_hand", [wrote("2026-12-01 10:30", TOM), wrote("2026-12-01 10:30", BOB, answers="no")], ids=["to them", "to it"]
)
def test_f1_not_where_the_user_has_answered_by_hand(by_hand: Observation) -> None:
    wish = feedback_in(look("2026-12-01 11:00", told(), NO, by_hand))
    assert (wish.wanted, wish.written) == (Wanted.NO, by_hand)


def test_f1_not_where_the_rejection_was_old_when_it_was_first_seen() -> None:
    old = replace(NO, seen_at=at("2026-12-09 10:00"))
    assert feedback_in(look("2026-12-09 10:05", told(seen="2026-12-09 10:00"), old)).wanted is Wanted.NO
    newer = replace(NO, seen_at=at("2026-12-05 10:00"))
    assert feedback_in(look("2026-12-05 10:05", told(seen="2026-12-05 10:00"), newer)).wanted is Wanted.YES


def test_f1_one_that_lies_in_drafts_stays_though_a_lost_ledger_sees_the_rejection_late() -> None:
    late = replace(NO, seen_at=at("2026-12-09 10:00"))
    facts = (told(seen="2026-12-09 10:00"), late)
    key = feedback_in(look("2026-12-09 10:05", *facts)).key
    assert feedback_in(look("2026-12-09 10:05", *facts, drafts=[draft(key=key)])).wanted is Wanted.YES


def test_f1_not_before_anything_has_taken_place() -> None:
    early = answer(Signal.REJECTION, "2026-11-24 10:00")
    assert wishes_of(look("2026-11-24 10:05", told(), early), Kind.FEEDBACK_REQUEST) == []


def test_f1_it_is_gone_after_14_days() -> None:
    lying = [no_row(DraftState.PLACED)]
    assert feedback_in(look("2026-12-15 09:59", told(), NO, drafts=lying)).wanted is Wanted.YES
    assert feedback_in(look("2026-12-15 10:00", told(), NO, drafts=lying)).wanted is Wanted.NO


def test_f1_while_an_account_cannot_be_read_none_is_placed() -> None:
    assert feedback_in(look("2026-12-01 10:05", told(), NO, unread=["work"])).wanted is Wanted.HELD
    lying = [no_row(DraftState.PLACED)]
    assert feedback_in(look("2026-12-01 10:05", told(), NO, drafts=lying, unread=["work"])).wanted is Wanted.YES


def test_f1_the_users_word_makes_a_rejection_of_a_doubt() -> None:
    doubt = answer(Signal.HOLDING, "2026-12-01 10:00", sender=JANE, ask=True)
    word = decided(APP, Choice.REJECTION, "2026-12-02 10:00")
    wish = feedback_in(look("2026-12-02 10:05", told(), doubt, word))
    assert (wish.wanted, wish.recipient, wish.due) == (Wanted.YES, JANE, at("2026-12-02 10:00"))
    assert feedback_in(look("2026-12-02 10:05", told(), word)).recipient == TOM


@pytest.mark.parametrize(
    "after",
    [
        answer(Signal.NEXT_STEP, "2026-12-02 10:00"),
        answer(Signal.OFFER, "2026-12-02 10:00"),
        decided(APP, Choice.NOTHING, "2026-12-02 10:00"),
        told(invite("2026-12-10 14:00", uid="event-2"), name="i2", when="2026-12-02 10:00"),
    ],
    ids=["next step", "offer", "the user", "a new interview"],
)
def test_f1_a_rejection_that_holds_no_more_is_not_answered(after: Observation) -> None:
    assert wishes_of(look("2026-12-02 11:00", told(), NO, after), Kind.FEEDBACK_REQUEST) == []


def reads_like_a_no(confidence: float, when: str = "2026-12-01 10:00", sender: Person = TOM) -> ReplySeen:
    seen = answer(Signal.REJECTION, when, sender=sender)
    return replace(seen, reply=replace(seen.reply, confidence=confidence))


@pytest.mark.parametrize(("confidence", "wanted"), [(0.75, Wanted.YES), (0.74, Wanted.HELD)])
def test_f1_only_a_reading_that_is_sure_enough_makes_the_letter(confidence: float, wanted: Wanted) -> None:
    for drafts in ([], [no_row(DraftState.PLACED)]):
        found = look("2026-12-01 10:05", told(), reads_like_a_no(confidence), drafts=drafts)
        assert feedback_in(found).wanted is wanted
        asked = [one.text for one in found.questions if f"afterword answered {APP} rejection" in one.text]
        assert bool(asked) == (wanted is Wanted.HELD)


def test_f1_in_place_of_a_sure_reading_the_users_word_makes_it() -> None:
    unsure, word = reads_like_a_no(0.4), decided(APP, Choice.REJECTION, "2026-12-01 11:00")
    found = look("2026-12-01 11:05", told(), unsure, word)
    assert (feedback_in(found).wanted, feedback_in(found).recipient, found.questions) == (Wanted.YES, TOM, ())
    overruled = decided(APP, Choice.NOTHING, "2026-12-01 11:00")
    assert wishes_of(look("2026-12-01 11:05", told(), unsure, overruled), Kind.FEEDBACK_REQUEST) == []


def test_f1_the_letter_answers_the_message_that_says_no_plainly() -> None:
    plainly = reads_like_a_no(0.95, "2026-12-02 10:00", JANE)
    found = feedback_in(look("2026-12-02 10:05", told(), reads_like_a_no(0.4), plainly))
    assert (found.wanted, found.recipient, found.key.occasion) == (Wanted.YES, JANE, "2026-12-02")


def test_f1_in_doubt_about_another_message_it_is_held() -> None:
    doubt = answer(Signal.OFFER, "2026-12-01 12:00", ask=True)
    assert feedback_in(look("2026-12-01 13:00", told(), NO, doubt)).wanted is Wanted.HELD


def test_t9_t10_whom_the_user_met_besides_is_asked_for_and_learned_too() -> None:
    event = application(told()).interviews[0].id
    noted = Debrief(event, at("2026-11-25 15:30"), people=(MAX,))
    found = look("2026-11-25 16:00", told(), noted)
    assert request_in(found).brief.met == ("Max Moe",)
    after = look("2026-11-27 11:00", told(), noted, TELLS)
    assert (thanks_for("Max Moe", after).wanted, thanks_for("Max Moe", after).recipient) == (Wanted.YES, AT_ACME)
    assert wishes_of(after, Kind.ADDRESS_REQUEST) == []


def asked_row(state: DraftState = DraftState.PLACED) -> Draft:
    return draft(state, key=ASKED, when=at("2026-11-25 16:00"))


@pytest.mark.parametrize(
    "now, fact, because",
    [
        ("2026-11-27 11:00", TELLS, "every address is known by now (T10)"),
        ("2026-11-27 11:00", answer(Signal.REJECTION, "2026-11-27 10:00"), "(C9)"),
        ("2026-12-07 09:00", TELLS, "too late for a thank-you (C6)"),
    ],
)
def test_t10_c9_a_request_that_lies_in_drafts_goes_with_its_reason(now: str, fact: Observation, because: str) -> None:
    wish = request_in(look(now, with_max(), fact, drafts=[asked_row()]))
    assert wish.wanted is Wanted.NO
    assert because in wish.reason


def test_t10_in_doubt_a_request_that_lies_in_drafts_stays() -> None:
    doubt = answer(Signal.REJECTION, "2026-11-25 16:30", ask=True)
    assert request_in(look("2026-11-25 17:00", with_max(), doubt, drafts=[asked_row()])).wanted is Wanted.YES


def test_f1_where_a_service_sent_it_for_somebody_that_person_is_asked() -> None:
    by_service = answer(Signal.REJECTION, "2026-12-01 10:00", sender=Person("no-reply@greenhouse.io", "Acme"))
    for_jane = replace(by_service, envelope=replace(by_service.envelope, reply_to=JANE))
    assert feedback_in(look("2026-12-01 10:05", told(), for_jane)).recipient == JANE


def test_t10_an_address_that_comes_back_once_the_request_was_sent_is_a_question() -> None:
    asked = asked_row(DraftState.SENT)
    late = answer(Signal.BOUNCE, "2026-11-25 18:00", sender=DAEMON, bounced="jane@acme.example")
    found = look("2026-11-25 19:00", with_max(), late, drafts=[asked])
    assert ["Jane Doe? Mail to it came back" in question.text for question in found.questions] == [True]
    early = answer(Signal.BOUNCE, "2026-11-25 15:30", sender=DAEMON, bounced="jane@acme.example")
    assert look("2026-11-25 19:00", with_max(), early, drafts=[asked]).questions == ()


@pytest.mark.parametrize("state", [DraftState.RELEASED, DraftState.SENT, DraftState.DELETED])
def test_t10_whoever_writes_later_is_not_asked_again_for_what_the_user_has_in_hand(state: DraftState) -> None:
    anna, ben = Person("anna@acme.example", "Anna Ha", "Anna"), Person("ben@acme.example", "Ben Hu", "Ben")
    invited = told(invite(interviewers=(JANE, MAX), coordinators=(), organizer=JANE))
    anna_wrote = answer(Signal.ACKNOWLEDGEMENT, "2026-11-25 12:00", sender=anna)
    asked = request_in(look("2026-11-25 17:00", invited, anna_wrote)).key
    assert asked.recipient == anna.email
    ben_wrote = answer(Signal.ACKNOWLEDGEMENT, "2026-11-25 20:00", sender=ben)
    later = look("2026-11-25 21:00", invited, anna_wrote, ben_wrote, drafts=[draft(key=asked, state=state)])
    assert request_in(later).key == asked
