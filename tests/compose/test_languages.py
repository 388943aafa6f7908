"""Every note of every language in a dozen situations: what no reader may ever find wrong in one (T1, T4, T6, T8).

A writer of notes runs ``.venv/bin/pytest tests/compose/test_languages.py -q -k "es"``, with the code of the language.
"""

import re
from functools import cache
from itertools import combinations

import pytest
from msgspec.structs import replace

from afterword.compose.facts import facts_of, noted
from afterword.compose.language import languages, load
from afterword.compose.likeness import runs_of
from afterword.compose.notes import written_with as write_with
from afterword.compose.rehearsal import NOTES, base, only, situations
from afterword.compose.shelf import kind_of, names, notes_of, variants
from afterword.errors import UnfitText
from afterword.model import Brief, Kind, Letter, Notes

TEMPLATES = names()
LANGUAGES = sorted(languages())
NUMBERS = {
    Kind.THANK_YOU: 12,
    Kind.THANK_YOU_ARRANGED: 2,
    Kind.CHASER: 4,
    Kind.FINAL_CHASER: 3,
    Kind.ADDRESS_REQUEST: 2,
    Kind.FEEDBACK_REQUEST: 2,
}
OF_A_TALK = re.compile(
    r"\b(?:our (?:conversation|talk|interview)|meet(?:ing)? me|with you|(?:talk|speak)\w* (?:to|with) (?:me|you)|"
    r"unser\w* gespräch|mit (?:mir|dir|ihnen)|notre (?:entretien|échange)|avec (?:moi|vous)|m'avoir accordé|"
    r"nuestra (?:conversación|entrevista)|conmigo|(?:me|mi|m'|je|u|voor me) (?:dedic\w+|ha\w? dedicato)|"
    r"nostr[ao] (?:colloquio|conversazione)|con (?:me|te|lei)\b|ons gesprek|met (?:mij|me|jou|u)\b|"
    r"a nossa (?:entrevista|conversa)|comigo)"
)
NOTES_OF_A_CHASER = {"highlight", "compliment", "project"}


@cache
def written_with(template: str, brief: Brief) -> Letter:
    """As ``compose.notes`` has it; most tests look at the same letters."""
    return write_with(template, brief)


def of(template: str) -> tuple[Kind, str]:
    kind = kind_of(template)
    assert kind is not None
    return kind, template.partition("/")[0]


def text_of(letter: Letter) -> str:
    """Greeting and paragraphs."""
    return letter.body.rpartition("\n\n")[0]


def words_in(text: str) -> int:
    return len(text.split())


@pytest.mark.parametrize("template", TEMPLATES)
def test_is_fit_in_every_situation(template: str) -> None:
    kind, language = of(template)
    faults = []
    for name, brief in situations(kind, language).items():
        try:
            letter = written_with(template, brief)
        except UnfitText as fault:
            faults.append(f"{name}: {fault}")
            continue
        body = letter.body
        assert letter.subject.strip(), name
        assert "  " not in letter.subject, name
        assert len(letter.subject) <= 120, f"{name}: {letter.subject}"
        assert words_in(body.strip().rpartition("\n")[0]) <= 120, name
        assert not re.search(r"\n\n\n|  ", body), name
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("template", TEMPLATES)
def test_says_what_is_known_and_nothing_that_is_not(template: str) -> None:
    kind, language = of(template)
    for name, brief in situations(kind, language).items():
        facts = facts_of(brief, load(language))
        body = written_with(template, brief).body
        weekday = load(language).weekdays[1].casefold()
        if facts.role is not None:
            assert facts.role in body + written_with(template, brief).subject, name
        if kind in (Kind.THANK_YOU, Kind.THANK_YOU_ARRANGED):
            assert weekday in (body + written_with(template, brief).subject).casefold(), name
            assert facts.company is None or facts.company in body, name
        if facts.promised is not None and kind is Kind.CHASER:
            assert facts.promised in body, name
        for fact in ("Senior Firmware", "Halden"):
            known = fact in f"{brief.role} {brief.company}"
            assert known or fact not in body, name


@pytest.mark.parametrize("template", [name for name in TEMPLATES if kind_of(name) is Kind.THANK_YOU])
def test_t6_a_thank_you_is_short_and_has_something_to_say(template: str) -> None:
    for name, brief in situations(Kind.THANK_YOU, template.partition("/")[0]).items():
        if brief.notes == Notes() and "long" not in name:
            assert 45 <= words_in(text_of(written_with(template, brief))) + 2 <= 90, name


@pytest.mark.parametrize("template", TEMPLATES)
def test_t7_every_note_has_its_place(template: str) -> None:
    kind, language = of(template)
    expected = set(noted(NOTES)) if kind is Kind.THANK_YOU else NOTES_OF_A_CHASER
    if kind in (Kind.THANK_YOU_ARRANGED, Kind.ADDRESS_REQUEST, Kind.FEEDBACK_REQUEST):
        expected = set()
    assert notes_of(template) >= expected
    for name in notes_of(template):
        brief = replace(base(kind, language), notes=only(name))
        letter = written_with(template, brief)
        assert letter.left_out == ()
        assert getattr(facts_of(brief, load(language)).notes, name) in letter.body


@pytest.mark.parametrize("template", TEMPLATES)
def test_t4_what_does_not_fit_is_named(template: str) -> None:
    kind, language = of(template)
    brief = replace(base(kind, language), notes=NOTES)
    letter = written_with(template, brief)
    for name, text in noted(facts_of(brief, load(language)).notes).items():
        if name in notes_of(template):
            assert (text in letter.body) != (name in letter.left_out)
    if kind is Kind.THANK_YOU:
        assert not {"correction", "forgot"} & set(letter.left_out)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", NUMBERS)
def test_t1_two_notes_share_no_run_of_more_than_five_words(kind: Kind, language: str) -> None:
    found = set()
    for name, brief in situations(kind, language).items():
        facts = facts_of(brief, load(language))
        texts = {
            template: runs_of(written_with(template, brief), facts, load(language))
            for template in variants(language, kind)
        }
        for one, other in combinations(texts, 2):
            found |= {(one, other, run) for run in texts[one] & texts[other]}
        subjects = [written_with(template, brief).subject for template in variants(language, kind)]
        assert len(set(subjects)) == len(subjects), f"{name}: two have one subject: {sorted(subjects)}"
    assert not found, "\n".join(f"{one} and {other}: {run}" for one, other, run in sorted(found))


@pytest.mark.parametrize("language", LANGUAGES)
def test_t1_no_two_of_a_panel_open_alike(language: str) -> None:
    brief = base(Kind.THANK_YOU, language)
    bodies = [text_of(written_with(name, brief)).partition("\n\n")[2] for name in variants(language, Kind.THANK_YOU)]
    openings = [" ".join(body.split()[:3]) for body in bodies]
    assert len(set(openings)) == len(openings), sorted(openings)


@pytest.mark.parametrize("language", LANGUAGES)
def test_has_all_that_a_language_needs(language: str) -> None:
    data = load(language)
    assert {kind: len(variants(language, kind)) for kind in NUMBERS} == NUMBERS
    assert len(data.set_phrases) <= 3
    assert all(phrase == phrase.casefold() for phrase in (*data.banned, *data.closes, *data.set_phrases, *data.wishes))
    for greeting in (data.greetings.warm, data.greetings.plain):
        assert "Priya" in greeting.first_name.format(first_name="Priya")
        assert "Priya Nair" in greeting.full_name.format(name="Priya Nair")
        assert "Dr Nair" in greeting.honorific.format(honorific="Dr Nair")
        assert all("Nair" in pattern.format(honorific="X Nair", surname="Nair") for pattern in greeting.titles.values())
        assert all(title == title.casefold().rstrip(".") for title in greeting.titles)


@pytest.mark.parametrize("language", LANGUAGES)
def test_t5_every_title_is_greeted_fitly(language: str) -> None:
    greetings = load(language).greetings
    titles = {*greetings.warm.titles, *greetings.plain.titles, "dr", "mx"}
    brief = replace(base(Kind.THANK_YOU, language), informal=False)
    for template in variants(language, Kind.THANK_YOU):
        for title in titles:
            letter = written_with(template, replace(brief, honorific=f"{title.title()}. Nair"))
            assert letter.body.partition("\n")[0].rstrip(",:").endswith(" Nair")


@pytest.mark.parametrize("language", LANGUAGES)
def test_c6_nobody_is_thanked_again_who_was_not_thanked(language: str) -> None:
    for kind in (Kind.CHASER, Kind.FINAL_CHASER):
        for template in variants(language, kind):
            brief = base(kind, language)
            never = text_of(written_with(template, replace(brief, thanked=False)))
            for word in load(language).again_words:
                assert not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", never.casefold()), (template, word)


@pytest.mark.parametrize("template", [name for name in TEMPLATES if kind_of(name) is Kind.THANK_YOU_ARRANGED])
def test_t9_a_note_to_who_arranged_is_shorter_than_the_others(template: str) -> None:
    kind, language = of(template)
    for name, brief in situations(kind, language).items():
        whole = replace(brief, kind=Kind.THANK_YOU, notes=Notes())
        others = [words_in(text_of(written_with(other, whole))) for other in variants(language, Kind.THANK_YOU)]
        assert 20 <= words_in(text_of(written_with(template, brief))) < sum(others) / len(others), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_t9_who_only_arranged_reads_nothing_of_a_talk_with_them(language: str) -> None:
    """They may not have been there: "our conversation", "thank you for meeting me" are for who was."""
    for template in variants(language, Kind.THANK_YOU_ARRANGED):
        for brief in situations(Kind.THANK_YOU_ARRANGED, language).values():
            letter = written_with(template, brief)
            assert not OF_A_TALK.search(f"{letter.subject} {letter.body}".casefold()), letter
    whole = [written_with(name, base(Kind.THANK_YOU, language)).body for name in variants(language, Kind.THANK_YOU)]
    assert any(OF_A_TALK.search(body.casefold()) for body in whole)
