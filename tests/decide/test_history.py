"""What was decided when, and why: each fact and each draft once, in the order of time."""

from msgspec.structs import replace

from afterword.decide import Decided, fold, history
from afterword.decide.history import Source
from afterword.decide.interviews import interview_id
from afterword.model import Choice, Debrief, Draft, DraftState, Key, Kind, Observation, Signal, Verdict
from tests.decide.build import JANE, answer, application, at, by, decided, draft, invite, told, wrote

APP = application(told()).id
EVENT = interview_id("event-1", None)


def decisions(*facts: Observation, drafts: tuple[Draft, ...] = ()) -> tuple[Decided, ...]:
    return history(facts, fold(facts), drafts)


def test_every_fact_stands_there_with_its_application_reason_and_evidence() -> None:
    promise = by("2026-12-04", "We will get back to you by Friday")
    facts = (
        decided(EVENT, Choice.NOTHING, "2026-12-01 10:00", until="2026-12-08"),
        told(),
        wrote("2026-11-25 16:30", JANE),
        answer(Signal.HOLDING, "2026-11-30 10:00", promise=promise),
        Debrief(EVENT, at("2026-11-26 09:00")),
    )
    assert decisions(*facts) == (
        Decided(at("2026-11-20 10:00"), Source.INVITE, APP, "“Interview” is taken for an interview", ("a test",)),
        Decided(at("2026-11-25 16:30"), Source.SENT, APP, "You wrote to jane@acme.example"),
        Decided(at("2026-11-26 09:00"), Source.NOTES, APP, "You noted how it went"),
        Decided(
            at("2026-11-30 10:00"),
            Source.ANSWER,
            APP,
            "A message of tom@acme.example is taken for: holding",
            ("a test",),
            "We will get back to you by Friday",
        ),
        Decided(at("2026-12-01 10:00"), Source.WORD, APP, "You said “nothing”, an answer is promised by 2026-12-08"),
    )


def test_what_belongs_to_no_application_is_told_too() -> None:
    unsure = told(invite(uid="event-2", verdict=Verdict.UNSURE), name="invite-2")
    stranger = answer(Signal.UNRELATED, "2026-11-21 10:00", sender=JANE, answers=None)
    first, second = decisions(unsure, stranger)
    assert (first.about, first.text) == (
        interview_id("event-2", None),
        "“Interview” may be an interview; you are asked",
    )
    assert second.about is None


def test_a_cancellation_and_a_doubt_say_so() -> None:
    found = decisions(told(invite(cancelled=True)), answer(Signal.REJECTION, "2026-11-21 10:00", ask=True))
    assert [one.text for one in found] == [
        "“Interview” is cancelled",
        "A message of tom@acme.example is taken for: rejection; you are asked",
    ]


def test_what_a_newer_reader_takes_for_the_same_was_not_decided_again() -> None:
    before = answer(Signal.HOLDING, "2026-11-26 10:00", name="x")
    same = replace(before, reader=2, seen_at=at("2026-12-01 10:00"))
    other = replace(same, reader=3, reply=replace(same.reply, signal=Signal.REJECTION))
    invited_again = told(invite(company="Acme Inc"), seen="2026-12-01 10:00", reader=2)
    assert len(decisions(told(), before, invited_again, same)) == 2
    assert [one.text.rpartition(": ")[2] for one in decisions(before, same, other)] == ["holding", "rejection"]
    moved = told(invite("2026-11-26 14:00", sequence=1), when="2026-11-21 10:00", name="invite-1")
    assert len(decisions(told(), moved)) == 2  # the same reader: the event has changed


def test_a_draft_is_told_when_it_was_placed_and_when_it_ended() -> None:
    key = Key(Kind.THANK_YOU, APP, "jane@acme.example", "2026-11-25")
    placed = draft(key=key, when=at("2026-11-25 16:00"), reason="its time has come (T2)")
    sent = draft(
        DraftState.SENT, key=key, when=at("2026-11-25 18:00"), placed_at=at("2026-11-25 16:00"), reason="you sent it"
    )
    put = "The thank you to jane@acme.example was put into Drafts"
    assert decisions(drafts=(placed,)) == (
        Decided(at("2026-11-25 16:00"), Source.DRAFT, APP, put, ("its time has come (T2)",)),
    )
    assert decisions(drafts=(sent,)) == (
        Decided(at("2026-11-25 16:00"), Source.DRAFT, APP, put),
        Decided(
            at("2026-11-25 18:00"),
            Source.DRAFT,
            APP,
            "The thank you to jane@acme.example was sent by you",
            ("you sent it",),
        ),
    )


def test_every_state_of_a_draft_can_be_told() -> None:
    key = Key(Kind.FINAL_CHASER, APP, "~Jane Doe", "2026-12-02")
    for state in DraftState:
        last = decisions(drafts=(draft(state, key=key),))[-1]
        assert last.text.startswith("The final chaser to Jane Doe ")
        assert last.reasons == ("a reason",)
