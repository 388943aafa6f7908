"""The agenda (K1): what stands in it when, and that suggestions are asked for, bounded, and look nobody up (K2)."""

from collections.abc import Iterable
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from afterword.decide import agenda, revised
from afterword.decide.agenda import MOST_OF_A_LINE
from afterword.model import (
    Choice,
    Draft,
    DraftState,
    InviteSeen,
    Key,
    Kind,
    Manner,
    Observation,
    Person,
    Signal,
    Tone,
)
from afterword.model.agenda import DOMAIN, Entry
from tests.decide.build import (
    BOB,
    DAY,
    JANE,
    OWNER,
    TOM,
    answer,
    application,
    at,
    by,
    decided,
    draft,
    invite,
    look,
    told,
    wrote,
)

# The interview with Jane and Bob is on Wednesday 25 November 2026, 14:00 to 15:00, in London.
APP = application(told()).id
FORMAL = Manner("en", Tone.FORMAL)
WORDS_OF_SUGGESTIONS = ("LinkedIn", "handwritten", "Mutual")


def entries(
    now: str, *facts: Observation, drafts: Iterable[Draft] = (), suggestions: bool = False
) -> tuple[Entry, ...]:
    rows = tuple(drafts)
    return agenda(look(now, *facts, drafts=rows), rows, OWNER, at(now), suggestions=suggestions)


def titles(found: Iterable[Entry]) -> dict[str, date]:
    return {one.title: one.at for one in found}


def thank_you_row(state: DraftState, person: Person = JANE, when: str = "2026-11-25 16:00") -> Draft:
    key = Key(Kind.THANK_YOU, APP, person.email or "", "2026-11-25")
    return draft(state, key=key, when=at(when), placed_at=at("2026-11-25 16:00"), name=f"to-{person.first_name}")


def test_k1_when_drafts_are_best_sent_and_an_answer_is_due_and_the_chaser_comes() -> None:
    found = titles(entries("2026-11-25 13:00", told()))
    about = "(Acme, Backend Engineer)"
    assert found == {
        f"Send the thank-you to Jane Doe {about}": at("2026-11-25 16:00"),
        f"Send the thank-you to Bob Roe {about}": at("2026-11-25 16:00"),
        f"An answer is to be expected by today {about}": date(2026, 12, 2),
        f"If no answer has come: remind Tom Fox {about}": at("2026-12-07 09:00"),
    }


def test_t3_before_a_weekend_the_best_time_is_the_next_morning() -> None:
    found = titles(entries("2026-11-27 14:30", told(invite("2026-11-27 14:00", interviewers=[JANE]))))
    assert found["Send the thank-you to Jane Doe (Acme, Backend Engineer)"] == at("2026-11-28 09:00")


def test_the_last_moment_is_told_by_the_clock_of_the_user() -> None:
    (entry,) = [one for one in entries("2026-11-25 13:00", told()) if "Jane" in one.title]
    assert "After Thu 26 Nov 2026 15:00 (Europe/London) it comes too late." in entry.text


@pytest.mark.parametrize(
    "state,stands",
    [
        (DraftState.INTENDED, True),
        (DraftState.PLACED, True),
        (DraftState.RELEASED, True),
        (DraftState.SENT, False),
        (DraftState.DELETED, False),
    ],
)
def test_what_is_sent_or_deleted_is_not_to_be_sent(state: DraftState, stands: bool) -> None:
    found = titles(entries("2026-11-25 16:30", told(), drafts=[thank_you_row(state)]))
    assert any("Jane" in title for title in found) is stands
    assert any("Bob" in title for title in found)


def test_placing_a_draft_is_no_news_for_the_agenda() -> None:
    planned = entries("2026-11-25 15:30", told())
    placed = entries("2026-11-25 16:01", told(), drafts=[thank_you_row(DraftState.PLACED)])
    assert planned == placed


def test_a_promised_day_moves_the_same_entries() -> None:
    before = entries("2026-11-26 10:00", told())
    delay = answer(Signal.HOLDING, "2026-11-30 10:00", promise=by("2026-12-10"))
    after = entries("2026-11-30 11:00", told(), delay)
    moved = {one.uid: one for one in after}
    (due,) = [one for one in before if "expected by today" in one.title]
    (chaser,) = [one for one in before if "remind" in one.title]
    assert moved[due.uid].title == "They promised an answer by today (Acme, Backend Engineer)"
    assert moved[due.uid].at == date(2026, 12, 10)
    assert moved[chaser.uid].at == at("2026-12-14 09:00")
    first = revised((), before, at("2026-11-26 10:00"))
    versions = {one.entry.uid: one for one in revised(first, after, at("2026-11-30 11:00"))}
    assert (versions[due.uid].sequence, versions[due.uid].cancelled) == (1, False)


def test_c9_an_answer_takes_everything_out() -> None:
    facts = (told(), answer(Signal.REJECTION, "2026-11-30 10:00"))
    found = titles(entries("2026-11-30 11:00", *facts, suggestions=True))
    assert set(found) == {"Send the request for feedback to Tom Fox (Acme, Backend Engineer)"}
    assert entries("2026-11-25 13:00", told(invite(cancelled=True))) == ()


def test_f3_a_next_step_is_an_answer_too() -> None:
    found = entries("2026-11-30 11:00", told(), answer(Signal.NEXT_STEP, "2026-11-30 10:00"), suggestions=True)
    assert found == ()


def test_a_reminder_in_drafts_is_to_be_sent_and_one_that_waits_for_the_user_is_not() -> None:
    key = Key(Kind.CHASER, APP, TOM.email or "", "2026-12-02")
    row = draft(key=key, when=at("2026-12-07 09:00"))
    found = titles(entries("2026-12-07 09:30", told(), drafts=[row]))
    assert "Send the reminder to Tom Fox (Acme, Backend Engineer)" in found
    doubt = answer(Signal.HOLDING, "2026-12-07 09:10", ask=True)
    assert not any("remind" in title for title in titles(entries("2026-12-07 09:30", told(), doubt, drafts=[row])))


# --- Suggestions ---


def suggested(now: str, *facts: Observation) -> dict[str, date]:
    found = entries(now, *facts, suggestions=True)
    return titles(one for one in found if one.task)


def test_k1_suggestions_come_only_when_asked_for() -> None:
    formal = told(invite(manner=FORMAL))
    found = entries("2026-11-25 16:30", formal)
    assert not any(one.task for one in found)
    assert not any(word in one.title + one.text for one in found for word in WORDS_OF_SUGGESTIONS)
    assert set(found) < set(entries("2026-11-25 16:30", formal, suggestions=True))


def test_k1_the_other_channels_after_the_visit() -> None:
    assert suggested("2026-11-25 14:30", told()) == {}
    assert suggested("2026-11-25 16:30", told()) == {
        "An invitation on LinkedIn to Jane Doe, with a word of thanks, perhaps": date(2026, 11, 26),
        "An invitation on LinkedIn to Bob Roe, with a word of thanks, perhaps": date(2026, 11, 26),
        "Mutual contacts and public events of Acme": date(2026, 12, 2),
    }


def test_k1_a_handwritten_note_is_for_those_who_write_formally_and_never_otherwise() -> None:
    note = "A handwritten note to Jane Doe, perhaps"
    formal, plain = told(invite(manner=FORMAL)), told()
    assert suggested("2026-11-25 16:30", formal)[note] == date(2026, 11, 26)
    assert note not in suggested("2026-11-25 16:30", plain)
    friendly = answer(Signal.HOLDING, "2026-11-25 16:00", manner=Manner("en", Tone.INFORMAL))
    assert note not in suggested("2026-11-25 16:30", formal, friendly)


@pytest.mark.parametrize(
    "fact",
    [
        answer(Signal.REJECTION, "2026-11-25 17:00"),
        answer(Signal.OFFER, "2026-11-25 17:00"),
        answer(Signal.DO_NOT_CONTACT, "2026-11-25 17:00"),
        answer(Signal.NEXT_STEP, "2026-11-25 17:00"),
        decided(APP, Choice.WITHDRAWN, "2026-11-25 17:00"),
    ],
)
def test_k2_nothing_is_suggested_once_they_have_answered_or_asked_for_silence(fact: Observation) -> None:
    assert suggested("2026-11-25 18:00", told())
    assert suggested("2026-11-25 18:00", told(), fact) == {}


def test_k1_what_is_suggested_of_people_ends_14_days_after_the_visit() -> None:
    assert len(suggested("2026-12-09 14:59", told())) == 3
    assert len(suggested("2026-12-09 15:00", told())) == 1


def test_k1_of_a_large_panel_eight_are_named() -> None:
    panel = [Person(f"p{number}@acme.example", f"Pat {name}", "Pat") for number, name in enumerate("ABCDEFGHIJ")]
    assert sum("LinkedIn" in title for title in suggested("2026-11-25 16:30", told(invite(interviewers=panel)))) == 8


def test_k2_c7_nothing_is_suggested_once_it_has_closed_as_no_answer() -> None:
    both = (wrote("2026-12-08 10:00", TOM, name="first"), wrote("2026-12-16 10:00", TOM, name="final"))
    assert suggested("2026-12-29 10:00", told(), *both)
    assert suggested("2027-01-29 10:00", told(), *both) == {}


def test_k2_suggestions_end_after_a_while_and_name_nobody_that_the_mail_does_not() -> None:
    assert set(suggested("2026-12-10 15:00", told())) == {"Mutual contacts and public events of Acme"}
    nameless = told(invite(interviewers=[Person("jane@acme.example")], company=None))
    assert suggested("2026-11-25 16:30", nameless) == {}


# --- What always holds ---


@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_mail_says_a_title_is_one_plain_line(name: str, company: str) -> None:
    person = replace(JANE, name=name)
    found = entries("2026-11-25 16:30", told(invite(interviewers=[person], company=company)), suggestions=True)
    assert found
    for one in found:
        assert one.title.isprintable()
        assert one.title == " ".join(one.title.split())
        assert 0 < len(one.title) <= MOST_OF_A_LINE
        assert "\\" not in one.title + one.text


@given(st.integers(0, 60 * 24 * 30))
def test_at_every_moment_uids_are_stable_and_times_are_whole_seconds_in_utc(minutes: int) -> None:
    now = at("2026-11-20 10:00") + minutes * (DAY / 24 / 60)
    facts: tuple[InviteSeen, ...] = (told(),)
    found = agenda(look(now, *facts), (), OWNER, now, suggestions=True)
    assert found == agenda(look(now, *facts), (), OWNER, now, suggestions=True)
    assert len({one.uid for one in found}) == len(found)
    for one in found:
        assert one.uid.endswith(DOMAIN)
        if isinstance(one.at, datetime):
            assert (one.at.utcoffset(), one.at.microsecond) == (DAY * 0, 0)


def test_two_applications_have_their_own_entries() -> None:
    other = told(
        invite("2026-11-26 10:00", uid="event-2", company="Halden", role=None, interviewers=[BOB]), name="invite-2"
    )
    found = entries("2026-11-20 13:00", told(), other)
    assert len([one for one in found if "expected by today" in one.title]) == len({"Acme", "Halden"})


def test_what_was_sent_by_hand_needs_no_entry() -> None:
    found = titles(entries("2026-11-25 17:00", told(), wrote("2026-11-25 16:30", JANE)))
    assert not any("Jane" in title for title in found)
