"""Chasers and what else is asked for: C5, C6, C10, F1, T10."""

import re
from datetime import date
from itertools import pairwise

import pytest
from msgspec.structs import replace

from afterword.compose import write
from afterword.errors import UnfitText
from afterword.model import Brief, Kind, Person
from tests.compose.examples import LUCY, PRIYA, TUESDAY, chaser, sentences

SEEDS = [f"application-{number}" for number in range(40)]
CHASERS = (Kind.CHASER, Kind.FINAL_CHASER)


def all_of(brief: Brief) -> set[str]:
    """Every body that some seed and round gives for these facts."""
    return {write(replace(brief, seed=seed, round=round_)).body for seed in SEEDS for round_ in (1, 2)}


def flat(body: str) -> str:
    return " ".join(body.split())


@pytest.mark.parametrize("recipient", [LUCY, PRIYA])
def test_c5_a_chaser_asks_reassures_and_offers(recipient: Person) -> None:
    bodies = all_of(chaser(recipient))
    assert len(bodies) == 4
    for body in bodies:
        assert re.search(r"how things stand|where things are|any news|a decision yet", body)
        assert "feedback" in body
        assert re.search(r"\binterest|still very much like", body)
        assert "references" in body
        assert re.search(r"[Tt]hank|grateful|enjoyed|appreciated the chance", body)
        assert "Senior Firmware Engineer" in body
        assert "Tuesday 14 April" in body


@pytest.mark.parametrize("kind", CHASERS)
@pytest.mark.parametrize("recipient", [LUCY, PRIYA, Person("jobs@halden.example")])
def test_c5_no_pressure_no_blame(kind: Kind, recipient: Person) -> None:
    for body in all_of(chaser(recipient, kind)):
        assert not re.search(
            r"you (?:said|promised)|would answer|still have not|not heard|no (?:reply|answer|response)|must|deadline"
            r"|waiting|disappoint|unfortunately|by now|soon",
            body,
        )
        assert "!" not in body


@pytest.mark.parametrize("recipient", [LUCY, PRIYA])
def test_c5_the_promised_day_is_named_only_where_there_is_one(recipient: Person) -> None:
    for body in all_of(chaser(recipient)):
        assert re.search(r"(?:was expected|there might be|would be known|were to be)[^.]* by Friday 24 April", body)
    for body in all_of(replace(chaser(recipient), promised=None)):
        assert not re.search("expected|there might|would be known|were to be|Friday", body)


def test_c5_a_day_is_nobodys_word_as_it_may_stand_in_the_users_notes_alone() -> None:
    for recipient in (LUCY, PRIYA):
        for body in all_of(chaser(recipient)):
            assert not re.search(r"(?i)\byou (?:said|mentioned|told|promised|hoped|were|expected|thought)\b", body)


def test_c5_an_interviewer_is_thanked_again_only_if_thanked_before() -> None:
    for body in all_of(chaser(PRIYA)):
        assert re.search(r"[Tt]hank you (?:once )?again for", body)
    for body in all_of(replace(chaser(PRIYA), thanked=False)):
        assert re.search(r"[Tt]hank you for", body)
        assert "again" not in body


@pytest.mark.parametrize("kind", CHASERS)
@pytest.mark.parametrize("thanked", [True, False])
def test_c6_no_thank_you_is_claimed_to_somebody_who_got_none(kind: Kind, thanked: bool) -> None:
    for body in all_of(replace(chaser(LUCY, kind), thanked=thanked)):
        assert not re.search(r"again|thank-you|my note|already thanked", body)


def test_c5_interviewer_and_recruiter_read_different_words() -> None:
    for body in all_of(chaser(LUCY)):
        assert "Priya and Tom" in body
        assert "our conversation" not in body
    for body in all_of(chaser(PRIYA)):
        assert "Tom" not in body
        assert re.search(r"our conversation|you gave me|meeting me|which I enjoyed", body)


@pytest.mark.parametrize(
    "met,words",
    [((), "my interview"), (("Priya",), "my conversation with Priya on"),
     (("Priya", "Priya"), "my conversation with Priya on"),
     (("Priya", "Tom", "Ana"), "my conversations with Priya, Tom and Ana on"),
     (("Priya", "Tom", "Ana", "Wei"), "my conversations with the team on")],
)  # fmt: skip
def test_lists_of_people(met: tuple[str, ...], words: str) -> None:
    assert any(words in flat(body) for body in all_of(replace(chaser(LUCY), met=met)))


def test_c6_the_final_one_is_short_and_leaves_the_door_open() -> None:
    for recipient in (LUCY, PRIYA, Person("jobs@halden.example")):
        bodies = all_of(chaser(recipient, Kind.FINAL_CHASER))
        assert len(bodies) >= 2
        for body in bodies:
            assert len(body.split()) <= 95
            assert re.search(r"available", body)
            assert "at any time" in body
            assert not re.search(r"experience|useful", body)  # what the writer would add comes from the notes alone
            assert "mentioned" not in body


def test_c6_the_final_one_repeats_nothing_of_the_first() -> None:
    first = {line for body in all_of(chaser()) for line in sentences(body) if len(line.split()) > 5}
    final = {
        line for body in all_of(chaser(kind=Kind.FINAL_CHASER)) for line in sentences(body) if len(line.split()) > 5
    }
    assert not first & final


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.DEBRIEF])
def test_c10_nothing_but_mail_is_suggested(kind: Kind) -> None:
    for body in all_of(chaser(kind=kind)):
        assert not re.search(
            r"\b(?:phone|call|ring|text|linkedin|visit|in person|drop by|meet up)\b", body, re.IGNORECASE
        )


SPARSE = [
    {"role": None}, {"company": None}, {"met": ()}, {"met": ("Priya",)}, {"promised": None},
    {"thanked": False}, {"recipient": Person("jobs@halden.example")}, {"informal": False},
    {"due": date(2026, 4, 17)}, {"awaits_reply": False},
]  # fmt: skip


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.DEBRIEF])
@pytest.mark.parametrize("one,other", [*pairwise(SPARSE), (SPARSE[0], SPARSE[6]), (SPARSE[1], SPARSE[2])])
def test_every_text_is_fit_whatever_is_not_known(kind: Kind, one: dict[str, object], other: dict[str, object]) -> None:
    for recipient in (LUCY, PRIYA):
        for body in all_of(replace(chaser(recipient, kind), **{**one, **other})):  # any fields
            assert (25 if kind is Kind.THANK_YOU_ARRANGED else 45) <= len(body.split()) <= 120


def test_f1_a_no_is_answered_with_grace() -> None:
    for body in all_of(replace(chaser(kind=Kind.FEEDBACK_REQUEST), promised=None)):
        assert re.search(r"[Tt]hank|appreciate", body)
        assert re.search(r"stronger candidate|fell short", body)
        assert re.search(r"talk again|think of me", body)


@pytest.mark.parametrize(
    "met,words", [(("Ana",), "Ana"), (("Ana", "Wei"), "Ana and Wei"), ((), "I spoke with|everyone I met")]
)
def test_t10_asks_for_the_addresses_of_the_right_people(met: tuple[str, ...], words: str) -> None:
    for body in all_of(replace(chaser(kind=Kind.ADDRESS_REQUEST), met=met, visit=TUESDAY, due=TUESDAY)):
        assert re.search(words, flat(body))
        assert "e-mail address" in flat(body)


def test_the_debrief_form_is_not_one_of_these_texts() -> None:
    with pytest.raises(UnfitText, match="no text for a debrief"):
        write(chaser(kind=Kind.DEBRIEF))
