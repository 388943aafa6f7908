"""What is written before the interview (decide/beforehand.py)."""

from datetime import date

import pytest
from msgspec.structs import replace

from afterword.decide.beforehand import as_written_before
from afterword.model import Anchor, Promise, Reply, Signal, Span, Unit

BEFORE, ON, AFTER = date(2026, 5, 4), date(2026, 5, 6), date(2026, 5, 7)
STEP = Reply(Signal.NEXT_STEP, 0.6, ("it asks the owner on to a next step",), ask=True)
PROMISE = Promise(Span(2, Unit.WEEK, Anchor.INTERVIEW), "two weeks after your interview")


def test_who_asks_somebody_to_come_before_the_interview_asks_them_to_that_one() -> None:
    found = as_written_before(STEP, BEFORE, ON)
    assert found.signal is Signal.ACKNOWLEDGEMENT
    assert not found.ask
    assert found.reasons[-1] == "the interview that it is about is to come"


def test_what_it_promises_stays() -> None:
    found = as_written_before(replace(STEP, beside=PROMISE), BEFORE, ON)
    assert (found.signal, found.promise, found.beside) == (Signal.TIMELINE, PROMISE, None)


def test_a_doubtful_end_beside_a_promise_is_none_before_the_interview() -> None:
    doubtful = replace(STEP, signal=Signal.REJECTION, beside=PROMISE)
    assert as_written_before(doubtful, BEFORE, ON).signal is Signal.TIMELINE
    assert as_written_before(replace(doubtful, ask=False), BEFORE, ON).signal is Signal.REJECTION
    assert as_written_before(doubtful, AFTER, ON).signal is Signal.REJECTION
    of_a_day = replace(doubtful, beside=Promise(AFTER, "by Thursday"))
    assert as_written_before(of_a_day, BEFORE, ON) is of_a_day


@pytest.mark.parametrize(("written", "interview"), [(ON, ON), (AFTER, ON), (None, ON), (BEFORE, None)])
def test_after_it_or_where_no_day_is_known_a_next_step_is_one(written: date | None, interview: date | None) -> None:
    assert as_written_before(STEP, written, interview) is STEP


@pytest.mark.parametrize("signal", [Signal.REJECTION, Signal.OFFER, Signal.HOLDING, Signal.AUTO_REPLY])
def test_any_other_answer_is_what_it_is_on_any_day(signal: Signal) -> None:
    reply = replace(STEP, signal=signal)
    assert as_written_before(reply, BEFORE, ON) is reply
