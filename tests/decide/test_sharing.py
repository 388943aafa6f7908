"""Notes that are meant for everybody stand in one letter of a panel each (T1), whatever becomes of the letters."""

from itertools import combinations

import pytest
from msgspec.structs import replace

from afterword.compose import write
from afterword.compose.facts import facts_of
from afterword.compose.language import languages, load
from afterword.compose.likeness import runs_of
from afterword.compose.rehearsal import NOTES
from afterword.decide.sharing import Carrier, shares
from afterword.model import Brief, Debrief, Draft, DraftState, FollowUpSettings, Key, Kind, Notes, Person
from tests.decide.build import (
    BOB,
    JANE,
    SETTINGS,
    TOM,
    application,
    at,
    chaser_in,
    draft,
    invite,
    look,
    thank_you_to,
    told,
    wishes_of,
    wrote,
)

INVITED = told()  # Bob and Jane, Wednesday 25 November 2026, 14:00 to 15:00
APP = application(INVITED).id
MET = application(INVITED).interviews[0].id
ANA = Person("ana@acme.example", "Ana Lima", "Ana")
ZOE = Person("zoe@acme.example", "Zoe Hart", "Zoe")
SIX = (ANA, BOB, JANE, TOM, ZOE, Person("kim@acme.example", "Kim Reed", "Kim"))


def debrief(when: str = "2026-11-25 16:20", whose: str | None = None, **notes: str) -> Debrief:
    return Debrief(MET, at(when), Notes(**notes), whose)


def letter_to(person: Person, state: DraftState, when: str, name: str, placed: str = "2026-11-25 16:00") -> Draft:
    key = Key(Kind.THANK_YOU, APP, person.email or "", "2026-11-25")
    return draft(state, key=key, name=name, when=at(when), placed_at=at(placed))


def sent(person: Person, when: str) -> Draft:
    return letter_to(person, DraftState.SENT, when, f"ours-to-{person.first_name}")


def placed(person: Person) -> Draft:
    return letter_to(person, DraftState.PLACED, "2026-11-25 16:00", f"ours-to-{person.first_name}")


@pytest.mark.parametrize("many", [1, 2, 3, 6])
def test_t1_each_note_for_everybody_is_in_one_letter_and_the_shares_are_even(many: int) -> None:
    names = list(Notes.__struct_fields__)
    found = shares([debrief(**{name: f"note {name}" for name in names})], [Carrier(one) for one in SIX[:many]])
    held = [[name for name in names if getattr(notes, name)] for notes in found.values()]
    assert sorted(name for share in held for name in share) == sorted(names)
    assert max(map(len, held)) - min(map(len, held)) <= 1
    assert list(found) == [one.email for one in SIX[:many]]


def test_t7_who_alone_interviewed_gets_all_and_so_does_who_is_chased() -> None:
    alone = told(invite(interviewers=(JANE,)))
    noted = debrief(highlight="the arm", forgot="the tests", fit="six boards")
    assert thank_you_to(JANE, look("2026-11-25 16:30", alone, noted)).brief.notes == noted.notes
    assert chaser_in(look("2026-11-25 16:30", INVITED, noted)).brief.notes == noted.notes


def test_t9_who_only_arranged_takes_no_share() -> None:
    settings = replace(SETTINGS, thank_coordinators=True)
    found = look("2026-11-25 16:30", INVITED, debrief(highlight="a", forgot="b", fit="c"), settings=settings)
    assert thank_you_to(TOM, found).brief.notes == Notes()
    assert thank_you_to(BOB, found).brief.notes == Notes(highlight="a", fit="c")
    assert thank_you_to(JANE, found).brief.notes == Notes(forgot="b")


def test_d2_what_is_told_later_moves_nothing() -> None:
    first = debrief(highlight="a", forgot="b")
    later = debrief("2026-11-25 17:00", compliment="c", forgot="b, told better")
    found = look("2026-11-25 17:30", INVITED, first, later)
    assert thank_you_to(BOB, found).brief.notes == Notes(highlight="a", compliment="c")
    assert thank_you_to(JANE, found).brief.notes == Notes(forgot="b, told better")


def test_d2_what_is_told_better_stays_in_its_letter_though_another_has_fewer() -> None:
    first, better = debrief(highlight="a", forgot="b", fit="c"), debrief("2026-11-25 17:00", highlight="a, told better")
    found = look("2026-11-25 17:30", INVITED, first, better)
    assert thank_you_to(BOB, found).brief.notes == Notes(highlight="a, told better", fit="c")
    assert thank_you_to(JANE, found).brief.notes == Notes(forgot="b")


def test_t1_a_note_for_one_stands_for_that_for_everybody_which_another_gets() -> None:
    own, for_all = debrief(whose=BOB.email, highlight="your torque"), debrief(highlight="the arm")
    found = look("2026-11-25 17:30", INVITED, own, for_all)
    assert thank_you_to(BOB, found).brief.notes == Notes(highlight="your torque")
    assert thank_you_to(JANE, found).brief.notes == Notes(highlight="the arm")


@pytest.mark.parametrize("state", [DraftState.SENT, DraftState.RELEASED])
def test_t1_a_letter_that_is_the_users_keeps_its_notes_and_takes_up_no_more(state: DraftState) -> None:
    """Bob's letter has "a" in it; what is told after it has gone is for Jane."""
    drafts = [letter_to(BOB, state, "2026-11-25 17:00", "to-bob"), placed(JANE)]
    before, after = debrief(highlight="a", forgot="b"), debrief("2026-11-25 17:10", compliment="c", highlight="d")
    found = look("2026-11-25 17:30", INVITED, before, after, drafts=drafts)
    assert thank_you_to(JANE, found).brief.notes == Notes(forgot="b", compliment="c", highlight="d")


def test_t1_who_has_left_the_panel_with_a_letter_sent_keeps_its_notes() -> None:
    left = told(invite(interviewers=(JANE,), sequence=1), when="2026-11-25 17:05", name="invite-2")
    noted = debrief(highlight="a", forgot="b")
    found = look("2026-11-25 17:30", INVITED, noted, left, drafts=[sent(BOB, "2026-11-25 17:00"), placed(JANE)])
    assert thank_you_to(JANE, found).brief.notes == Notes(forgot="b")
    unsent = look("2026-11-25 17:30", INVITED, noted, left, drafts=[placed(JANE)])
    assert thank_you_to(JANE, unsent).brief.notes == noted.notes


def test_t1_who_joins_once_a_letter_is_sent_gets_what_is_told_from_then_on() -> None:
    """Else what stands in the letter that was sent would go on to another."""
    joined = replace(debrief("2026-11-25 17:05"), people=(ANA,))
    before, after = debrief(highlight="a", forgot="b", fit="c"), debrief("2026-11-25 17:10", question="d")
    drafts = [sent(BOB, "2026-11-25 17:00"), placed(JANE)]
    found = look("2026-11-25 17:30", INVITED, before, joined, after, drafts=drafts)
    assert thank_you_to(JANE, found).brief.notes == Notes(forgot="b")
    assert thank_you_to(ANA, found).brief.notes == Notes(question="d")


def test_t7_no_note_is_lost_on_who_gets_no_letter_of_ours() -> None:
    noted = debrief(highlight="a", forgot="b")
    by_hand = look("2026-11-25 16:30", INVITED, wrote("2026-11-25 15:30", BOB), noted)
    assert thank_you_to(JANE, by_hand).brief.notes == noted.notes
    hand = draft(
        DraftState.SENT, key=Key(Kind.THANK_YOU, APP, BOB.email or "", "2026-11-25"), name="hand",
        when=at("2026-11-25 16:25"), uid=None,
    )  # fmt: skip
    noted_by_hand = look("2026-11-25 16:30", INVITED, wrote("2026-11-25 16:25", BOB, name="hand"), noted, drafts=[hand])
    assert thank_you_to(JANE, noted_by_hand).brief.notes == noted.notes
    deleted = letter_to(BOB, DraftState.DELETED, "2026-11-25 16:10", "to-bob")
    assert thank_you_to(JANE, look("2026-11-25 16:30", INVITED, noted, drafts=[deleted])).brief.notes == noted.notes


@pytest.mark.parametrize("language", sorted(languages()))
def test_t1_letters_to_a_whole_panel_with_notes_share_no_run_of_more_than_five_words(language: str) -> None:
    six = told(invite(interviewers=SIX, coordinators=()), to=SIX)
    noted = replace(debrief(), about=application(six).interviews[0].id, notes=NOTES)
    found = look("2026-11-25 16:30", six, noted, settings=FollowUpSettings())
    briefs = [replace(one.brief, language=language) for one in wishes_of(found, Kind.THANK_YOU)]
    assert len(briefs) == len(SIX)
    runs = [_runs(brief) for brief in briefs]
    assert not [one & other for one, other in combinations(runs, 2) if one & other]
    # The measure sees the user's words: with the same notes for all of them it finds what they share.
    alike = [_runs(replace(brief, notes=NOTES)) for brief in briefs]
    assert any(one & other for one, other in combinations(alike, 2))
    bodies = " ".join(write(brief).body for brief in briefs)
    wanted = facts_of(replace(briefs[0], notes=NOTES), load(language)).notes
    assert all(bodies.count(getattr(wanted, name)) == 1 for name in Notes.__struct_fields__)


def _runs(brief: Brief) -> frozenset[str]:
    """All runs of six words of a letter, the user's own among them."""
    language = load(brief.language)
    return runs_of(write(brief), replace(facts_of(brief, language), notes=Notes()), language)
