"""How a message is written: language, tone and title (T5)."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.model import Person, Tone
from afterword.understand.tone import honorific_of, manner_of, told_language
from afterword.understand.vocabulary.manners import languages, manners

FORMAL, INFORMAL = Tone.FORMAL, Tone.INFORMAL


@pytest.mark.parametrize(
    "language, tone, text",
    [
        ("en", INFORMAL, "Hi Sam,\n\nthank you for your time. We will get back to you soon.\n"),
        ("en", INFORMAL, "Sam,\n\nthank you for your time. We will get back to you soon.\n"),
        ("en", FORMAL, "Dear Mr Rivera,\n\nthank you for your time. We will write to you.\n"),
        ("en", FORMAL, "Dear Sam Rivera,\n\nthank you for the visit to us.\n"),
        ("en", None, "Dear candidate,\n\nthank you for the visit to us.\n"),
        ("en", None, "Thank you for the visit to us. You will hear from our team.\n"),
        ("de", INFORMAL, "Hallo Sam,\n\ndanke für deinen Besuch, wir melden uns bei dir.\n"),
        ("de", FORMAL, "Hallo Sam,\n\nvielen Dank für Ihren Besuch. Wir melden uns bei Ihnen.\n"),
        ("de", FORMAL, "Sehr geehrter Herr Rivera,\n\nvielen Dank für das Gespräch mit uns.\n"),
        ("de", INFORMAL, "Liebe Sam,\n\ndas Gespräch war sehr nett. Bis bald mit einer Antwort von uns.\n"),
        ("de", None, "Das Gespräch ist verschoben. Sie ist krank und wir suchen einen neuen Termin.\n"),
        ("fr", INFORMAL, "Bonjour Sam,\n\nmerci pour votre visite, nous revenons vers vous.\n"),
        ("fr", INFORMAL, "Salut, merci pour ton temps, je te dis la suite bientôt.\n"),
        ("fr", FORMAL, "Bonjour Monsieur Rivera,\n\nmerci pour votre visite et votre temps.\n"),
        ("fr", None, "Bonjour,\n\nmerci pour votre visite et votre temps.\n"),
        ("es", INFORMAL, "Hola, Sam:\n\ngracias por tu tiempo, te escribo pronto.\n"),
        ("es", FORMAL, "Estimado Sr. Rivera:\n\nle agradecemos su tiempo y le informaremos de la decisión.\n"),
        ("pt", INFORMAL, "Oi Sam,\n\nobrigada por vir, você vai ter notícias nossas.\n"),
        ("pt", FORMAL, "Prezado Sr. Rivera,\n\nagradecemos a sua participação no processo.\n"),
        ("nl", INFORMAL, "Hoi Sam,\n\nbedankt voor je tijd, we laten het je weten.\n"),
        ("nl", FORMAL, "Geachte heer Rivera,\n\ndank voor uw komst, wij nemen contact met u op.\n"),
        ("it", INFORMAL, "Ciao Sam,\n\ngrazie per il tuo tempo, ti faremo sapere.\n"),
        ("it", FORMAL, "Gentile dott. Rivera,\n\nLa ringraziamo per il tempo e Le faremo sapere.\n"),
        ("pl", INFORMAL, "Cześć Sam,\n\ndziękuję za rozmowę, odezwę się do ciebie jutro.\n"),
        ("pl", FORMAL, "Dzień dobry,\n\ndziękujemy za Pana czas i rozmowę, odezwiemy się do Pana.\n"),
        ("ja", FORMAL, "お世話になっております。面接のご案内をお送りいたします。よろしくお願いします。\n"),
    ],
)
def test_t5_pronouns_tell_the_tone_then_the_greeting(language: str, tone: Tone | None, text: str) -> None:
    manner = manner_of(text)
    assert (manner.language, manner.tone) == (language, tone)


@pytest.mark.parametrize(
    ("familiar", "text"),
    [
        (True, "Salut Sam,\n\nmerci pour ton temps, je te dis la suite bientôt.\n"),
        (True, "Salut Sam,\n\nmerci pour ton temps, je te dis la suite bientôt, à vous de jouer.\n"),
        (False, "Bonjour Sam,\n\nmerci pour votre visite, nous revenons vers vous.\n"),
        (
            False,
            "Bonjour Sam,\n\nmerci de votre visite, nous revenons vers vous. Mme Ta vous donne le ton.\n",
        ),
        (False, "Bonjour Sam,\n\nc'est un plaisir, et la réponse est pour bientôt. Ton idée est bonne.\n"),
    ],
)
def test_t5_in_french_only_who_plainly_says_tu_is_answered_so(familiar: bool, text: str) -> None:
    manner = manner_of(text)
    assert (manner.language, manner.familiar) == ("fr", familiar)


@pytest.mark.parametrize("text", ["", "Ok!", "Interview", "12:30 - 14:00", "Acme GmbH\nBackend Engineer"])
def test_a_text_that_tells_no_language_has_none(text: str) -> None:
    assert told_language(text) is None
    assert manner_of(text).tone is None


@pytest.mark.parametrize(
    "name, honorific",
    [
        ("Dr. Priya Nair", "Dr. Nair"),
        ("Dr Priya Nair", "Dr Nair"),
        ("Prof. Dr. Anna Roth", "Prof. Roth"),
        ("Frau Nair", "Frau Nair"),
        ("Priya Nair", None),
        ("Priya Nair, PhD", None),
        ("Nair, Dr. Priya", None),
        ("Dr.", None),
        ("Ms", None),
        ("Acme Recruiting Team", None),
        (None, None),
    ],
)
def test_t5_a_title_counts_where_somebody_bears_it_in_their_own_name(name: str | None, honorific: str | None) -> None:
    assert honorific_of(name) == honorific
    assert manner_of("Thank you for your time and the talk.", Person("p@acme.example", name)).honorific == honorific


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_language_has_its_lists(language: str) -> None:
    known = manners(language)
    assert known.formal.pattern
    assert known.no_feedback.pattern


@given(st.text(max_size=300))
def test_any_text_has_a_manner(text: str) -> None:
    assert manner_of(text).tone in (None, *Tone)


@pytest.mark.parametrize("text", ["Sie du " * 20_000, "A" * 100_000, "Hi " * 50_000, "Dear A B " * 20_000])
def test_no_text_takes_long(text: str) -> None:
    begun = time.process_time()
    manner_of(text)
    assert time.process_time() - begun < 0.5
