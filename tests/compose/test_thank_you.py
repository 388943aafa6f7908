"""Thank-you notes: T1, T2 (names of days), T4, T5, T6."""

import re
from datetime import date, timedelta
from itertools import combinations

import pytest
from msgspec.structs import replace

from afterword.compose import write
from afterword.compose.language import languages, load
from afterword.compose.shelf import variants
from afterword.model import Brief, Kind, Notes, Person
from tests.compose.examples import PRIYA, SAM, SIX, TOM, TUESDAY, sentences, thank_you

SEEDS = [f"application-{number}" for number in range(60)]
SPARSE = {"role": None, "company": None}


def notes_of_panel(panel: tuple[Person, ...], seed: str, **facts: object) -> list[str]:
    return [write(replace(thank_you(person, panel, seed), **facts)).body for person in panel]  # any fields


def long_sentences(body: str) -> set[str]:
    allowed = load("en").set_phrases
    return {line for line in sentences(body) if len(line.split()) > 5 and line not in allowed}


def four_words(body: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[\w']+", body.casefold())
    return {tuple(words[place : place + 4]) for place in range(len(words) - 3)}


@pytest.mark.parametrize("facts", [{}, SPARSE, {"round": 2}, {"awaits_reply": False}, {"informal": False}])
def test_t1_two_notes_of_a_panel_share_no_long_sentence(facts: dict[str, object]) -> None:
    for seed in SEEDS:
        for one, other in combinations(map(long_sentences, notes_of_panel(SIX, seed, **facts)), 2):
            assert not one & other


def test_t1_two_notes_of_a_panel_have_little_in_common() -> None:
    worst = 0.0
    for seed in SEEDS:
        for one, other in combinations(map(four_words, notes_of_panel(SIX, seed)), 2):
            worst = max(worst, len(one & other) / len(one | other))
    assert worst < 0.12


def test_t1_subjects_and_openings_differ_too() -> None:
    for seed in SEEDS:
        briefs = [thank_you(person, SIX, seed) for person in SIX]
        assert len({write(brief).subject for brief in briefs}) == len(SIX)
        assert len({sentences(write(brief).body)[1] for brief in briefs}) == len(SIX)


def test_t1_a_panel_of_twelve_gets_twelve_notes() -> None:
    panel = tuple(Person(f"p{number}@halden.example", None, f"Name{'abcdefghijkl'[number]}") for number in range(12))
    assert len({long_sentences(body).__repr__() for body in notes_of_panel(panel, "seed")}) == 12


@pytest.mark.parametrize("panel", [SIX, SIX[:2], SIX[::-1], SIX[3:]])
def test_t1_nobody_gets_the_same_note_after_the_next_visit(panel: tuple[Person, ...]) -> None:
    for seed in SEEDS:
        for round_ in (1, 2, 3):
            now = write(replace(thank_you(TOM, SIX, seed), round=round_)).body
            then = write(replace(thank_you(TOM, (*panel, TOM), seed), round=round_ + 1)).body
            assert not long_sentences(now) & long_sentences(then)


def test_the_same_facts_give_the_same_words_and_other_applications_others() -> None:
    assert write(thank_you()) == write(thank_you())
    assert len({write(thank_you(seed=seed)).body for seed in SEEDS}) >= 10


@pytest.mark.parametrize("facts", [{}, SPARSE, {"role": None}, {"company": None}, {"awaits_reply": False, "round": 2}])
def test_t4_a_note_is_brief(facts: dict[str, object]) -> None:
    for body in (body for seed in SEEDS[:20] for body in notes_of_panel(SIX, seed, **facts)):
        count = len(body.rpartition("\n")[0].split())
        assert 45 <= count <= 90


def test_t4_the_longest_values_still_leave_a_brief_note() -> None:
    role = "Principal Distributed Storage and Streaming Platform Reliability Engineer, Berlin"[:80]
    company = "The International Institute for Very Long and Detailed Names"[:60]
    for seed in SEEDS:
        for body in notes_of_panel(SIX, seed, role=role, company=company, due=TUESDAY + timedelta(days=20)):
            assert len(body.split()) <= 120


def test_t4_a_note_of_the_users_has_room_up_to_the_120th_word() -> None:
    """Greeting, paragraphs and close are counted, the signature is not."""
    without = len(write(thank_you()).body.split()) - 1
    for words, fits in ((120 - without, True), (121 - without, False)):
        letter = write(replace(thank_you(), notes=Notes(highlight=" ".join(["Word", *["word"] * (words - 1)]))))
        assert letter.left_out == (() if fits else ("highlight",))
        assert len(letter.body.split()) - 1 == (without + words if fits else without)


def greeting(brief: Brief) -> str:
    return write(brief).body.partition("\n")[0]


@pytest.mark.parametrize(
    "name,first_name,expected",
    [
        ("Priya Nair", "Priya", {"Hi Priya,", "Dear Priya,"}),
        ("Nair, Priya", "Priya", {"Hi Priya,", "Dear Priya,"}),
        (None, "Priya", {"Hi Priya,", "Dear Priya,"}),
        ("Smith", None, {"Hello,"}),
        ("Priya Nair", None, {"Hello,"}),
        ("no-reply", None, {"Hello,"}),
        (None, None, {"Hello,"}),
        (None, "no-reply@halden.example", {"Hello,"}),
        (None, "No-Reply", {"Hello,"}),
        (None, "{{ 7 * 7 }}", {"Hello,"}),
        (None, " \u202e\u0007 ", {"Hello,"}),
        ("Jean-Luc O'Brien", "Jean-Luc", {"Hi Jean-Luc,", "Dear Jean-Luc,"}),
        ("שרה לוי", "שרה", {"Hi שרה,", "Dear שרה,"}),
        ("\u202bליאור כהן\u202c", "\u202bליאור\u202c", {"Hi ליאור,", "Dear ליאור,"}),
        ("王小明", "小明", {"Hi 小明,", "Dear 小明,"}),
        ("محمد علی", "محمد\u200cعلی", {"Hi محمد\u200cعلی,", "Dear محمد\u200cعلی,"}),
        ("Zoe\u0301 Blanc", "Zoe\u0301", {"Hi Zoé,", "Dear Zoé,"}),
    ],
)
def test_t5_greets_by_the_first_name_or_by_none(name: str | None, first_name: str | None, expected: set[str]) -> None:
    person = Person("p@halden.example", name, first_name)
    found = {greeting(thank_you(person, (person,), seed)) for seed in SEEDS}
    assert found == expected


@pytest.mark.parametrize(
    "name,expected",
    [
        ("Priya Nair", "Dear Priya Nair,"),
        ("Nair, Priya", "Dear Priya Nair,"),
        ("PRIYA NAIR", "Dear Priya Nair,"),
        ("JEAN-PIERRE LEFÈVRE", "Dear Jean-Pierre Lefèvre,"),
        ("LEFÈVRE, Anne", "Dear Anne Lefèvre,"),
        ("JRR Hart", "Dear JRR Hart,"),
        ("MARY MCDONALD", "Dear MARY MCDONALD,"),
        ("ANNE VAN DER BERG", "Dear ANNE VAN DER BERG,"),
        ("Mary O'BRIEN", "Dear Mary O'BRIEN,"),
        ("Boutros-Today, Boutros", "Dear Boutros Boutros-Today,"),
        ("Nair", "Hello,"),
        ("hr@halden.example", "Hello,"),
        (None, "Hello,"),
    ],
)
def test_t5_formal_threads_get_the_full_name(name: str | None, expected: str) -> None:
    brief = replace(thank_you(), recipient=replace(PRIYA, name=name), informal=False)
    assert greeting(brief) == expected
    assert write(brief).body.endswith("\nSam Rivera\n")


BLOCKS = {
    "thanks": r"\bthank|\bappreciat|\bgrateful",
    "time or chance": r"\btime\b|\bchance\b|\bopportunity\b|\bfitting it in\b|\bmeeting me\b",
    "role": r"Senior Firmware Engineer",
    "day": r"\bon Tuesday\b",
    "company": r"\bHalden\b",
    "interest": r"\bI would like to (?:take this further|go on|join|work)\b|\binterest|\bI am keen\b|happy to carry on"
    r"|glad to join|pleased to join",
    "looking forward": r"look(?:ing)? forward|(?:wait|hope|good) to hear from you",
}


@pytest.mark.parametrize("place", range(12))
@pytest.mark.parametrize("block", BLOCKS)
def test_t6_every_note_has_every_block(block: str, place: int) -> None:
    panel = tuple(Person(f"p{number}@halden.example", None, "Priya") for number in range(12))
    body = write(thank_you(panel[place], panel)).body
    assert re.search(BLOCKS[block], body, re.IGNORECASE)


@pytest.mark.parametrize("place", range(12))
def test_t6_without_notes_nothing_is_claimed_of_the_writer(place: int) -> None:
    panel = tuple(Person(f"p{number}@halden.example", None, "Priya") for number in range(12))
    claims = (
        r"experience|skill|background|qualif|contribut|useful colleague|good at|best at|of use\b|impress"
        r"|I could (?:help|do|contribute|be)"
    )
    assert not re.search(claims, write(thank_you(panel[place], panel)).body)


@pytest.mark.parametrize("facts", [SPARSE, {"role": None}, {"company": None}, {**SPARSE, "awaits_reply": False}])
def test_t6_what_is_not_known_is_left_out(facts: dict[str, object]) -> None:
    for body in notes_of_panel(SIX, "seed", **facts):
        for fact, word in (("role", "Senior Firmware Engineer"), ("company", "Halden")):
            assert (word in body) == (fact not in facts)
        assert re.search(BLOCKS["thanks"], body, re.IGNORECASE)


@pytest.mark.parametrize("seed", SEEDS[:12])
def test_c9_after_a_next_step_no_note_waits_for_a_reply(seed: str) -> None:
    for body in notes_of_panel(SIX, seed, awaits_reply=False):
        assert not re.search(r"look(?:ing)? forward to|hear from you|your (?:reply|answer|decision|news)", body)


@pytest.mark.parametrize(
    "due,expected",
    [
        (TUESDAY, "on Tuesday"),
        (date(2026, 4, 15), "on Tuesday"),
        (date(2026, 4, 20), "on Tuesday"),
        (date(2026, 4, 21), "on Tuesday 14 April"),
        (date(2026, 5, 4), "on Tuesday 14 April"),
    ],
)
def test_t2_days_go_by_their_name(due: date, expected: str) -> None:
    body = write(replace(thank_you(), due=due)).body
    assert re.findall(r"on Tuesday(?: \d+ \w+)?", body) == [expected]


@pytest.mark.parametrize(
    "role",
    ["Platform Engineer (m/w/d)", "Platform Engineer (f/m/x)", "Platform Engineer [M/F/D]",
     "Platform Engineer (all genders)", "Platform Engineer m/w/d", "Platform Engineer - w/m/d",
     "Platform Engineer (gn)", " Platform\tEngineer  role", "The Platform Engineer role",
     "Platform Engineer (H/F)", "Platform Engineer (m|w|d) "],
)  # fmt: skip
def test_roles_lose_their_genders(role: str) -> None:
    letter = write(replace(thank_you(), role=role))
    assert re.search(r"Platform Engineer(?: role|\)|:|$|[.,])", letter.subject + "\n" + letter.body)
    assert not re.search(r"[mwfgh] ?[/|] ?|genders|\(gn", letter.subject + letter.body, re.IGNORECASE)


@pytest.mark.parametrize("role", ["the role", "Position", "The job", "an interview"])
def test_a_word_for_role_alone_is_none(role: str) -> None:
    assert write(replace(thank_you(), role=role)) == write(replace(thank_you(), role=None))


@pytest.mark.parametrize(
    "role", ["Engineer (Platform)", "C++ Developer", "Head of R&D", "Site Lead, EMEA", "Architekt*in"]
)
def test_roles_keep_all_else(role: str) -> None:
    assert role in write(replace(thank_you(), role=role)).body


@pytest.mark.parametrize(
    "shouted,said",
    [("SENIOR FIRMWARE ENGINEER", "Senior Firmware Engineer"), ("HEAD OF IT", "Head of IT"), ("SRE LEAD", "SRE Lead"),
     ("ENTWICKLER FÜR C++ (M/W/D)", "Entwickler für C++"), ("FULL-STACK DEVELOPER", "Full-Stack Developer"),
     ("CHEF DE PROJET", "Chef de Projet"), ("HVAC TECHNICIAN, EMEA", "HVAC Technician, EMEA"), ("QA", "QA"),
     ("SCADA", "SCADA"), ("Senior IT Engineer", "Senior IT Engineer")],
)  # fmt: skip
def test_a_role_in_capitals_is_not_shouted(shouted: str, said: str) -> None:
    assert said in write(replace(thank_you(), role=shouted)).body


@pytest.mark.parametrize(
    "company,said",
    [("Halden Systems GmbH", "Halden Systems"), ("Nordlicht GmbH & Co. KG", "Nordlicht"), ("Acme, Inc.", "Acme"),
     ("Vega S.p.A.", "Vega"), ("Brook Ltd.", "Brook"), ("SAP SE", "SAP"), ("AB", "AB"), ("USA Today", "USA Today"),
     ("Duran Duran", "Duran Duran"), ("Sea", "Sea")],
)  # fmt: skip
def test_companies_are_called_as_people_call_them(company: str, said: str) -> None:
    for seed in SEEDS[:12]:
        body = write(replace(thank_you(seed=seed), company=company)).body
        assert re.search(rf"{said}(?=[ .,?])", body)
        assert said == company or company not in body


@pytest.mark.parametrize(
    "nothing", ["TBD", "n/a", "None", "unknown", "", "  ", "-", "{{ role }}", "<role>", "[Role]", "x" * 500]
)
def test_a_placeholder_is_no_fact(nothing: str) -> None:
    assert write(replace(thank_you(), role=nothing, company=nothing)) == write(
        replace(thank_you(), role=None, company=None)
    )


@pytest.mark.parametrize(
    "subject,expected",
    [
        ("Interview on Tuesday", "Re: Interview on Tuesday"),
        ("Re: Interview on Tuesday", "Re: Interview on Tuesday"),
        ("RE: Re: AW: Interview on Tuesday", "Re: Interview on Tuesday"),
        ("Re[2]: Interview", "Re: Interview"),
        ("Fwd: Interview", "Re: Fwd: Interview"),
        ("Research Engineer: interview", "Re: Research Engineer: interview"),
        ("A\r\nBcc: x@y.example", "Re: A Bcc: x@y.example"),
        ("today {{ 7 * 7 }} and  today", "Re: today {{ 7 * 7 }} and today"),
    ],
)
def test_a_reply_keeps_the_subject_of_its_thread(subject: str, expected: str) -> None:
    assert write(replace(thank_you(), thread_subject=subject)).subject == expected


def test_a_thread_without_a_subject_gets_one() -> None:
    assert write(replace(thank_you(), thread_subject=" Re: ")).subject == write(thank_you()).subject


@pytest.mark.parametrize(
    "name,signed",
    [
        ("Sam Rivera", "Sam"),
        ("Dr. Sam Rivera", "Sam"),
        ("Rivera, Sam", "Sam"),
        ("王小明", "王小明"),
        ("Anne-Marie Roy", "Anne-Marie"),
    ],
)
def test_signs_with_the_first_name_to_people_on_first_name_terms(name: str, signed: str) -> None:
    assert write(replace(thank_you(), writer=replace(SAM, name=name))).body.endswith(f",\n{signed}\n")


def test_signs_with_the_full_name_to_others() -> None:
    stranger = replace(thank_you(), recipient=Person("p@halden.example"))
    assert write(stranger).body.endswith(",\nSam Rivera\n")


@pytest.mark.parametrize(
    "signature,ending",
    [
        ("Sam Rivera\nLondon", ",\nSam Rivera\nLondon\n"),
        ("Cheers,\nSam", ".\n\nCheers,\nSam\n"),
        ("-- \nSam Rivera\nhttps://sam.example  TODAY", ",\nSam\n\n-- \nSam Rivera\nhttps://sam.example TODAY\n"),
        ("  \n ", ",\nSam\n"),
    ],
)
def test_the_signature_of_the_user_stands_as_it_is(signature: str, ending: str) -> None:
    assert write(replace(thank_you(), writer=replace(SAM, signature=signature))).body.endswith(ending)


@pytest.mark.parametrize(
    "signature,ending",
    [
        ("Best regards,\nSam Rivera\nLondon", "Grüße\nSam Rivera\nLondon\n"),
        ("Un saludo,\n\nSam Rivera", "Grüße\nSam Rivera\n"),
        ("Kind regards,", "Grüße\nSam\n"),
        ("LG\nSam Rivera", ".\n\nLG\nSam Rivera\n"),
    ],
)
def test_a_signature_with_the_close_of_another_language_loses_it(signature: str, ending: str) -> None:
    brief = replace(thank_you(), language="de", writer=replace(SAM, signature=signature))
    assert write(brief).body.endswith(ending)


@pytest.mark.parametrize("language", ["en", "en-US", "EN_gb", "xx", "", "../../etc"])
def test_an_unknown_language_falls_back_to_english(language: str) -> None:
    assert write(replace(thank_you(), language=language)) == write(thank_you())


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_language_has_what_a_note_needs(language: str) -> None:
    data = load(language)
    assert len(data.set_phrases) <= 3
    assert all(phrase == phrase.casefold() for phrase in (*data.banned, *data.closes, *data.set_phrases))
    assert variants(language, Kind.THANK_YOU)
