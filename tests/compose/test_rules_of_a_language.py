"""What ``language.toml`` can say of a language beside its words: joints, titles, typography, forms of address."""

from datetime import date

import pytest
from msgspec.structs import replace

from afterword.compose import words
from afterword.compose.facts import facts_of
from afterword.compose.language import Language, load
from afterword.compose.proofread import Note, faults
from afterword.model import Notes, Person
from tests.compose.examples import thank_you

ENGLISH = load("en")
SPANISH = replace(
    ENGLISH, list_end=" y ", list_end_before={"i": " e ", "hi": " e ", "hie": " y "},
    opening_marks={"?": "¿", "!": "¡"},
)  # fmt: skip
FRENCH = replace(ENGLISH, blank_before=":;!?»", blank_after="«", may_double=("vous", "nous"))
GERMAN = replace(
    ENGLISH, lower_case_after_greeting=True, capitalised=("Ihre", "Sie"), only_formal=("Sie", "Ihre"),
    only_informal=("du", "deine"),
)  # fmt: skip
GOOD = Note("Thank you", "Hi Priya,", ("Thank you for the talk.",), "Best regards,", "Sam")


def found(language: Language, *paragraphs: str, **more: bool) -> tuple[str, ...]:
    note = replace(GOOD, paragraphs=paragraphs, **more)  # formal alone
    return faults(
        note,
        greetings=("Hi Priya,",),
        values=("Nair",),
        language=language,
        notes=("What I said. It was odd.", "Why so?"),
    )


@pytest.mark.parametrize(
    "names,expected",
    [(("Ana", "Luis"), "Ana y Luis"), (("Ana", "Inés"), "Ana e Inés"), (("Ana", "Íñigo"), "Ana e Íñigo"),
     (("Ana", "Hilda"), "Ana e Hilda"), (("Ana", "Hielo"), "Ana y Hielo"),
     (("Ana", "Luis", "Irene"), "Ana, Luis e Irene"), (("Irene",), "Irene"), ((), None)],
)  # fmt: skip
def test_the_joint_of_a_list_goes_by_the_name_after_it(names: tuple[str, ...], expected: str | None) -> None:
    assert words.people(names, SPANISH) == expected


@pytest.mark.parametrize(
    "language,paragraph",
    [
        (FRENCH, "Une question : avez-vous le temps ? Vous vous souvenez « bien » à 14:30."),
        (SPANISH, "¿Hay novedades? Gracias."),
        (GERMAN, "danke für das Gespräch. Es war gut."),
        (GERMAN, "Ihre Frage war gut."),
        (GERMAN, "Nair danke ich sehr."),
        (ENGLISH, "A word: What I said. It was odd."),
        (FRENCH, "Une question. Why so?"),
        (SPANISH, "Una pregunta. Why so?"),
    ],
)
def test_what_is_right_in_a_language_is_no_fault(language: Language, paragraph: str) -> None:
    assert found(language, paragraph) == ()


@pytest.mark.parametrize(
    "language,paragraph,fault",
    [
        (FRENCH, "Une question: oui.", "no blank before punctuation"),
        (FRENCH, "Avez-vous le temps?", "no blank before punctuation"),
        (FRENCH, "Il dit «bien ».", "no blank after punctuation"),
        (FRENCH, "Oui , bien.", "a blank before punctuation"),
        (FRENCH, "Le le temps.", "a doubled word"),
        (ENGLISH, "A word : yes.", "a blank before punctuation"),
        (ENGLISH, "You you know.", "a doubled word"),
        (SPANISH, "Hay novedades?", "“?” without “¿”"),
        (GERMAN, "Danke für das Gespräch.", "upper case after the greeting"),
        (GERMAN, "danke für alles. es war gut.", "a sentence opens in lower case"),
    ],
)
def test_what_is_wrong_in_a_language_is_found(language: Language, paragraph: str, fault: str) -> None:
    assert any(fault in line for line in found(language, paragraph))


def test_lower_case_is_right_in_the_first_paragraph_alone() -> None:
    assert found(GERMAN, "danke für alles.", "Es war gut.") == ()
    assert found(GERMAN, "danke für alles.", "es war gut.") != ()


def test_the_two_forms_of_address_are_kept_apart() -> None:
    assert found(GERMAN, "danke, dass du da warst.", formal=False) == ()
    assert found(GERMAN, "danke, dass Sie da waren.", formal=True) == ()
    assert found(GERMAN, "danke, dass du da warst.", formal=True) == ("body: “du” in the other form of address",)
    assert found(GERMAN, "danke, dass Sie da waren.", formal=False) == ("body: “Sie” in the other form of address",)


@pytest.mark.parametrize(
    "honorific,greeting",
    [("Frau Nair", "Sehr geehrte Frau Nair,"), ("Herr Nair", "Sehr geehrter Herr Nair,"),
     ("Herr. Nair", "Sehr geehrter Herr. Nair,"), ("Frau NAIR", "Sehr geehrte Frau Nair,"),
     ("Dr. Nair", "Guten Tag Dr. Nair,"), ("Nair", "Guten Tag Priya Nair,"), (None, "Guten Tag Priya Nair,"),
     ("Frau {{ x }}", "Guten Tag Priya Nair,")],
)  # fmt: skip
def test_t5_a_gender_shows_only_where_their_own_title_shows_it(honorific: str | None, greeting: str) -> None:
    tone = replace(
        ENGLISH.greetings.plain, full_name="Guten Tag {name},", honorific="Guten Tag {honorific},",
        titles={"frau": "Sehr geehrte {honorific},", "herr": "Sehr geehrter {honorific},"},
    )  # fmt: skip
    language = replace(ENGLISH, greetings=replace(ENGLISH.greetings, plain=tone))
    assert facts_of(replace(thank_you(), informal=False, honorific=honorific), language).plain == greeting
    assert facts_of(replace(thank_you(), informal=True, honorific=honorific), language).plain == "Dear Priya,"


@pytest.mark.parametrize(
    "informal,first_name,formal",
    [(True, "Priya", False), (False, "Priya", True), (True, None, True), (True, "no-reply", True)],
)
def test_the_address_is_formal_but_to_people_on_first_name_terms(
    informal: bool, first_name: str | None, formal: bool
) -> None:
    recipient = Person("p@halden.example", "Priya Nair", first_name)
    facts = facts_of(replace(thank_you(), recipient=recipient, informal=informal), ENGLISH)
    assert facts.formal is formal


def test_days_of_a_visit_and_of_a_promise() -> None:
    brief = replace(thank_you(), promised=date(2026, 4, 24))
    near, far = facts_of(brief, ENGLISH), facts_of(replace(brief, due=date(2026, 5, 1)), ENGLISH)
    assert (near.of_day, near.promised, near.by_promised) == ("of Tuesday", "Friday 24 April", "by Friday 24 April")
    assert far.of_day == "of Tuesday 14 April"
    assert facts_of(thank_you(), ENGLISH).by_promised is None


def test_the_first_of_a_month_is_counted_as_the_language_counts_it() -> None:
    first, second = date(2026, 4, 1), date(2026, 4, 2)
    assert words.dated(first, ENGLISH) == "Wednesday 1 April"
    assert words.dated(first, replace(ENGLISH, first_day="1er")) == "Wednesday 1er April"
    assert words.dated(second, replace(ENGLISH, first_day="1er")) == "Thursday 2 April"


def test_a_preposition_that_depends_on_the_day() -> None:
    portuguese = load("pt")
    tuesday, saturday = date(2026, 4, 14), date(2026, 4, 18)
    assert words.on_day(tuesday, tuesday, portuguese) == "na terça-feira"
    assert words.on_day(saturday, saturday, portuguese) == "no sábado"
    assert words.on_day(saturday, date(2026, 5, 1), portuguese) == "no sábado (18 de abril)"
    assert words.on_day(saturday, saturday, replace(ENGLISH, on_day="{on_weekday}")) == "Saturday"


@pytest.mark.parametrize(
    "text,expected",
    [
        ("the board had two cores", "The board had two cores."),
        ("  - it  worked\n  well ", "It worked well."),
        ("What do you test?", "What do you test?"),
        ("iOS was easy", "iOS was easy."),
        ("éric was kind", "Éric was kind."),
        ("“yes” was all", "“Yes” was all."),
        ("they said “yes.”", "They said “yes.”"),
        ("one, two,", "One, two."),
        ("a\u202eb\u0007 c", "Ab c."),
        (" - ", None),
        ("", None),
        (None, None),
        ("x " * 601, None),
    ],
)
def test_a_note_is_made_a_sentence_and_else_left_alone(text: str | None, expected: str | None) -> None:
    assert words.note(text) == expected


@pytest.mark.parametrize(
    "language,text,expected",
    [
        ("en", "how large is the team", "How large is the team?"),
        ("en", "How do you test it.", "How do you test it."),
        ("en", "I wonder how you test it", "I wonder how you test it."),
        ("de", "wie groß ist das Team", "Wie groß ist das Team?"),
        ("de", "ich wüsste gern, wie groß das Team ist", "Ich wüsste gern, wie groß das Team ist."),
        ("fr", "quelle est la taille de l'équipe", "Quelle est la taille de l'équipe ?"),
        ("es", "cómo es el equipo", "¿Cómo es el equipo?"),
        ("es", "¿cómo es el equipo?", "¿Cómo es el equipo?"),
        ("es", "How is the team?", "How is the team?"),
        ("en", " - ", None),
    ],
)
def test_t7_a_question_that_was_noted_ends_as_one(language: str, text: str, expected: str | None) -> None:
    assert words.question(text, load(language)) == expected


def test_t7_it_ends_so_in_the_letter_and_no_other_note_does() -> None:
    noted = replace(thank_you(), notes=Notes(question="how large is the team", forgot="how I built the tracer"))
    facts = facts_of(noted, ENGLISH)
    assert (facts.notes.question, facts.notes.forgot) == ("How large is the team?", "How I built the tracer.")
