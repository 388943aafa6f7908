"""What the user is told at once: an answer that has overtaken a draft of theirs, a question that cannot wait."""

import pytest
from msgspec.structs import replace

from afterword.decide import fold
from afterword.decide.overview import follow_up_id
from afterword.decide.urgent import Urgent, urgent
from afterword.model import Choice, Draft, DraftState, Key, Kind, Observation, Signal, Verdict
from tests.decide.build import JANE, SETTINGS, answer, application, at, by, decided, draft, invite, look, told

WRITTEN = told(invite("2026-11-25 14:00"), when="2026-11-20 10:00")
ID = application(WRITTEN).id
CHASER = Key(Kind.CHASER, ID, "tom@acme.example", "2026-12-02")
THANKS = Key(Kind.THANK_YOU, ID, "jane@acme.example", "2026-11-25")


def edited(key: Key, when: str = "2026-12-07 10:00") -> Draft:
    row = draft(DraftState.RELEASED, key=key, when=at(when))
    return replace(row, since=at("2026-12-03 00:00" if key is CHASER else "2026-11-25 15:00"))


def found(now: str, *facts: Observation, drafts: list[Draft]) -> tuple[Urgent, ...]:
    facts = (WRITTEN, *facts)
    return urgent(fold(facts), look(now, *facts, drafts=drafts), drafts, SETTINGS, at(now))


@pytest.mark.parametrize("signal", [Signal.REJECTION, Signal.OFFER, Signal.NEXT_STEP, Signal.DO_NOT_CONTACT])
def test_c9_an_answer_to_an_edited_chaser_is_told_at_once(signal: Signal) -> None:
    rows = [edited(CHASER)]
    assert found("2026-12-08 10:00", drafts=rows) == ()
    (one,) = found("2026-12-08 12:00", answer(signal, "2026-12-08 11:00"), drafts=rows)
    assert one.text.startswith("Acme wrote since you edited the reminder to Tom")
    assert one.reason.startswith(str(signal).replace("_", " "))
    assert (one.since, one.follow_up, one.about) == (at("2026-12-08 11:00"), follow_up_id(CHASER), ID)
    (later,) = found("2026-12-09 12:00", answer(signal, "2026-12-08 11:00"), drafts=rows)
    assert later == one, "it is told once"


@pytest.mark.parametrize(
    "signal, told_of",
    [
        (Signal.REJECTION, True),
        (Signal.OFFER, True),
        (Signal.DO_NOT_CONTACT, True),
        (Signal.NEXT_STEP, False),
        (Signal.ACKNOWLEDGEMENT, False),
    ],
)
def test_c9_an_edited_thank_you_is_overtaken_by_what_ends_the_thanks(signal: Signal, told_of: bool) -> None:
    rows = [edited(THANKS, "2026-11-25 17:00")]
    assert bool(found("2026-11-25 20:00", answer(signal, "2026-11-25 19:00"), drafts=rows)) == told_of


@pytest.mark.parametrize("state", [state for state in DraftState if state is not DraftState.RELEASED])
def test_what_nobody_has_edited_is_no_news(state: DraftState) -> None:
    rows = [replace(edited(CHASER), state=state)]
    assert found("2026-12-08 12:00", answer(Signal.REJECTION, "2026-12-08 11:00"), drafts=rows) == ()


def test_f4_a_new_day_overtakes_an_edited_chaser() -> None:
    delay = answer(Signal.HOLDING, "2026-12-08 11:00", promise=by("2026-12-18"))
    (one,) = found("2026-12-08 12:00", delay, drafts=[edited(CHASER)])
    assert one.reason.endswith("an answer by 18 December 2026 (F4)")


def test_c9_a_doubt_about_an_answer_is_told_beside_an_edited_chaser() -> None:
    doubt = answer(Signal.REJECTION, "2026-12-08 11:00", ask=True)
    (one,) = found("2026-12-08 12:00", doubt, drafts=[edited(CHASER)])
    assert "only you can say" in one.reason
    settled = decided(ID, Choice.NOTHING, "2026-12-08 11:30")
    assert found("2026-12-08 12:00", doubt, settled, drafts=[edited(CHASER)]) == ()


def test_f1_an_edited_request_for_feedback_answers_the_rejection_and_is_not_overtaken_by_it() -> None:
    key = Key(Kind.FEEDBACK_REQUEST, ID, "tom@acme.example", "2026-11-25")
    no = answer(Signal.REJECTION, "2026-12-08 11:00")
    rows = [replace(edited(key), since=at("2026-12-08 11:00"))]
    assert found("2026-12-08 14:00", no, drafts=rows) == ()
    silence = answer(Signal.DO_NOT_CONTACT, "2026-12-08 15:00")
    assert len(found("2026-12-08 16:00", no, silence, drafts=rows)) == 1


@pytest.mark.parametrize(
    "now, asked",
    [
        ("2026-11-25 15:30", False),
        ("2026-11-25 16:00", True),
        ("2026-11-26 14:59", True),
        ("2026-11-26 15:00", False),
    ],
)
def test_t2_whether_it_was_an_interview_is_asked_while_thanks_are_in_time(now: str, asked: bool) -> None:
    perhaps = told(invite("2026-11-25 14:00", verdict=Verdict.UNSURE), when="2026-11-20 10:00")
    view = look(now, perhaps)
    told_now = urgent(fold([perhaps]), view, [], SETTINGS, at(now))
    assert [one.until for one in told_now] == ([at("2026-11-26 15:00")] if asked else [])
    assert all(one.id in {question.id for question in view.questions} for one in told_now)


def test_the_person_is_named() -> None:
    rows = [edited(THANKS, "2026-11-25 17:00")]
    (one,) = found("2026-11-25 20:00", answer(Signal.REJECTION, "2026-11-25 19:00"), drafts=rows)
    assert str(JANE.name) in one.text
