"""The classes of words and the rules of how they stand together: the data is sound, and the scopes are as they say."""

import pytest

from afterword.understand.hits import Group
from afterword.understand.meanings import DENIAL, GENERAL, MEETING, MOVING, Lexicon, Span, lexicon, rules, said
from afterword.understand.vocabulary import phrases

LANGUAGES = phrases.languages("meanings")
SPOKEN = [language for language in LANGUAGES if lexicon(language).classes]
BUILT_IN = {"asking"}


def groups(sentence: str, language: str = "en") -> set[str]:
    return {name for name, sure, _ in said(sentence, lexicon(language)) if sure}


def test_every_language_of_answers_has_its_classes_and_its_days() -> None:
    assert set(phrases.languages("replies")) == set(LANGUAGES) == set(phrases.languages("dates"))


def test_rules_speak_for_known_groups() -> None:
    assert set(rules()) <= {*map(str, Group), DENIAL, GENERAL, MOVING, MEETING}


def test_every_class_of_a_rule_is_known_to_english() -> None:
    named = {
        name for both in rules().values() for some in both for rule in some for name in (*rule.needs, *rule.unless)
    }
    assert named <= lexicon("en").classes | BUILT_IN


@pytest.mark.parametrize("language", SPOKEN)
def test_the_classes_that_decide_are_there_in_every_language(language: str) -> None:
    assert {"not", "yet", "maybe", "choose", "other", "onward", "application", "job", "gone", "offer"} <= set(
        lexicon(language).classes
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_group_has_a_phrase_twice(language: str) -> None:
    data = phrases.load("replies", language, dict[str, dict[str, list[str] | str]])
    for name, kinds in data.items():
        for listed in kinds.values():
            if isinstance(listed, list):
                assert len(listed) == len(set(listed)), name


def test_words_are_found_whole_by_beginning_by_end_and_as_several() -> None:
    words = Lexicon({"job": "*stelle role", "choose": "entsch* went_with", "end": "bring_.._in"})
    (found,) = words.clauses("die teilzeitstelle entschieden went with bring the new person in")
    assert found == {"job": [Span(1, 2)], "choose": [Span(2, 3), Span(3, 5)], "end": [Span(5, 10)]}


def test_what_stands_in_the_gap_of_a_verb_is_apart_from_it() -> None:
    assert "offer" in groups("wir bieten ihnen gern die stelle als hausmeister an.", "de")
    assert Span(0, 7, gap=True).apart_from(Span(3, 4))
    assert not Span(0, 7).apart_from(Span(3, 4))
    assert not Span(0, 7, gap=True).apart_from(Span(6, 7))


def test_a_turn_of_phrase_is_not_undone_by_its_own_negation() -> None:
    assert "rejection" in groups("es hat leider nicht gereicht.", "de")
    assert "rejection" not in groups("es hat noch nicht gereicht.", "de")


def test_a_mark_within_a_word_parts_no_clause() -> None:
    assert "rejection" in groups("wir machen mit anderen kandidat:innen weiter.", "de")


def test_a_word_of_an_entry_may_be_one_of_several_or_missing() -> None:
    words = Lexicon({"choose": "chose|picked_a|_nurse"})
    for line in ("chose a nurse", "picked nurse", "we picked a nurse"):
        assert [set(clause) for clause in words.clauses(line)] == [{"choose"}], line
    assert [set(clause) for clause in words.clauses("chose the nurse")] == [set()]


@pytest.mark.parametrize(
    "line", ["42k", "£42,000", "$ 64,300", "45.000 €", "3.200 eur", "14.20 an hour", "500 dollars"]
)
def test_a_sum_of_money_is_one_word(line: str) -> None:
    assert [set(clause) for clause in Lexicon({"sum": "£"}).clauses(f"it is {line} then")] == [{"sum"}]


def test_several_words_may_begin_a_new_clause_too() -> None:
    words = Lexicon({"but": "so_we", "a": "one", "b": "we", "c": "so"})
    assert [set(clause) for clause in words.clauses("one so we")] == [{"a"}, {"b"}]
    assert [set(clause) for clause in words.clauses("one so one")] == [{"a", "c"}]


def test_but_begins_a_new_clause() -> None:
    words = Lexicon({"but": "but", "a": "one", "b": "two"})
    assert [set(clause) for clause in words.clauses("one but two")] == [{"a"}, {"b"}]


def test_what_an_idiom_takes_up_means_nothing_else() -> None:
    words = Lexicon({"not": "not", "idiom": "not_only"})
    assert [set(clause) for clause in words.clauses("not only this")] == [set()]


@pytest.mark.parametrize(
    ("sentence", "said_of_it", "not_said"),
    [
        ("we have chosen another candidate.", "rejection", "offer"),
        ("we have not chosen anyone yet.", "denial", "rejection"),
        ("if we had chosen another candidate, you would know.", "", "rejection"),
        ("the post has been filled.", "rejection", "holding"),
        ("the post will not be filled until may.", "", "rejection"),
        ("we would like to offer you the job.", "offer", "next_step"),
        ("we would like to offer you a second interview.", "meeting", "offer"),
        ("you have not been rejected.", "denial", "rejection"),
        ("unsuccessful candidates may ask for feedback.", "general", "rejection"),
        ("successful candidates usually start in may.", "general", "offer"),
        ("only those reaching sixty per cent go through to the next stage.", "general", "next_step"),
        ("we could have hired you twice over.", "rejection", "offer"),
        ("if we had two posts you would have one of them.", "rejection", "offer"),
        ("before we decide, we would like to see you teach.", "next_step", "rejection"),
        ("we have decided not to proceed.", "rejection", "denial"),
        ("we decided not to use video this time.", "", "rejection"),
        ("my daughter starts school on monday.", "", "rejection"),
        ("how does 52k sound?", "offer", "next_step"),
        ("i just wanted to keep you posted.", "", "offer"),
    ],
)
def test_scopes(sentence: str, said_of_it: str, not_said: str) -> None:
    found = groups(sentence)
    assert not said_of_it or said_of_it in found
    assert not_said not in found


@pytest.mark.parametrize(
    ("language", "the_job", "another_thing"),
    [
        ("en", "the post goes to her.", "the letter goes to her."),
        ("en", "the role's hers.", "the idea is hers."),
        ("de", "die stelle bekommt sie nun.", "den schlüssel bekommt sie nun."),
        ("fr", "le poste est pour elle.", "ce cadeau est pour elle."),
        ("es", "el puesto es de ella.", "la idea es de ella."),
        ("nl", "de functie is voor haar.", "het boek is voor haar."),
        ("pt", "a vaga é dela.", "a ideia é dela."),
    ],
)
def test_a_job_that_is_somebody_elses_is_refused(language: str, the_job: str, another_thing: str) -> None:
    assert "rejection" in groups(the_job, language)
    assert "rejection" not in groups(another_thing, language)
