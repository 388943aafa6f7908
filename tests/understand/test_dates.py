"""By when an answer is promised (C2). Written on Wednesday 6 May 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.model import Anchor, Span, Unit
from afterword.understand.dates import loose_promise, promise, return_day
from afterword.understand.day_names import table
from afterword.understand.feasts import easter_sunday, feast_ahead
from afterword.understand.vocabulary import phrases

WRITTEN = date(2026, 5, 6)


@pytest.mark.parametrize(
    "phrase, day",
    [
        ("by Friday", "2026-05-08"),
        ("by next Friday", "2026-05-15"),
        ("on Friday 15 May", "2026-05-15"),
        ("by Friday, May 15th", "2026-05-15"),
        ("by 2026-05-15", "2026-05-15"),
        ("by 15/05/2026", "2026-05-15"),
        ("no later than May 15, 2026", "2026-05-15"),
        ("by the 12th", "2026-05-12"),
        ("after the 12th", "2026-05-13"),
        ("by Monday week", "2026-05-18"),
        ("the day after tomorrow", "2026-05-08"),
        ("tomorrow", "2026-05-07"),
        ("by the end of the week", "2026-05-08"),
        ("before the weekend", "2026-05-08"),
        ("next week", "2026-05-15"),
        ("by the end of next week", "2026-05-15"),
        ("early next week", "2026-05-12"),
        ("in the middle of next week", "2026-05-13"),
        ("in the week of 18 May", "2026-05-22"),
        ("w/c 18th May", "2026-05-22"),
        ("by the end of the month", "2026-05-29"),
        ("by mid-December", "2026-12-15"),
        ("in early June", "2026-06-05"),
        ("at the end of June", "2026-06-30"),
        ("by the end of next month", "2026-06-30"),
        ("by close of business on May 22", "2026-05-22"),
        ("by 4 January", "2027-01-04"),
        ("right after Memorial Day", "2026-05-26"),
        ("before Independence Day", "2026-07-03"),
        ("after Whitsun", "2026-05-25"),
        ("after Labor Day", "2026-09-08"),
    ],
)
def test_a_day_is_promised(phrase: str, day: str) -> None:
    for sentence in (f"We will get back to you {phrase}.", f"You should hear from us {phrase}, I hope."):
        found = promise(sentence, WRITTEN, "en")
        assert found is not None, sentence
        assert found.until == date.fromisoformat(day), sentence
        assert found.evidence == sentence


@pytest.mark.parametrize(
    "phrase, span",
    [
        ("within the next 5 working days", Span(5, Unit.WORKING_DAY)),
        ("within five business days of your interview", Span(5, Unit.WORKING_DAY, Anchor.INTERVIEW)),
        ("within a week of the interview", Span(1, Unit.WEEK, Anchor.INTERVIEW)),
        ("in a week", Span(1, Unit.WEEK)),
        ("in two to three weeks", Span(3, Unit.WEEK)),
        ("in a week or two", Span(2, Unit.WEEK)),
        ("within 10-14 days", Span(14, Unit.DAY)),
        ("within 48 hours", Span(2, Unit.DAY)),
        ("in a fortnight's time", Span(2, Unit.WEEK)),
        ("within a month", Span(1, Unit.MONTH)),
    ],
)
def test_a_span_is_promised(phrase: str, span: Span) -> None:
    found = promise(f"We will let you know {phrase}.", WRITTEN, "en")
    assert found is not None
    assert found.until == span


@pytest.mark.parametrize(
    "text",
    [
        "Please let us know by Friday.",
        "Please return the signed form no later than 14 May.",
        "Thank you for the interview on Monday.",
        "I promised you an answer by Tuesday.",
        "We look forward to hearing from you by Friday.",
        "The interview is on Friday at ten.",
        "We will be in touch.",
    ],
)
def test_other_days_are_no_promise(text: str) -> None:
    assert promise(text, WRITTEN, "en") is None


def test_the_last_promise_counts_and_one_under_a_condition_does_not() -> None:
    text = "I said Tuesday. You will hear from me by Friday. If you have not heard by 20 May, write to me."
    found = promise(text, WRITTEN, "en")
    assert found is not None
    assert found.until == date(2026, 5, 8)


def test_the_day_nearest_behind_the_verb_belongs_to_it() -> None:
    text = "The committee meets on Wednesday the 20th, and I will write to you the day after."
    found = promise(text, WRITTEN, "en")
    assert found is not None
    assert found.until == date(2026, 5, 21)


@pytest.mark.parametrize(
    "text, day",
    [
        ("I am on leave and back on Monday 11 May.", "2026-05-11"),
        ("Out of the office from 7 May, returning on May 18, 2026.", "2026-05-18"),
        ("I am away until 20 May.", "2026-05-20"),
        ("On leave. Back 11/5.", "2026-05-11"),
        ("I will be travelling May 7-15.", "2026-05-18"),
        ("I return tomorrow.", "2026-05-07"),
    ],
)
def test_the_day_of_return(text: str, day: str) -> None:
    assert return_day(text, WRITTEN, "en") == date.fromisoformat(day)


@pytest.mark.parametrize(
    "language, text, day",
    [
        ("de", "Sie hören in KW 21 von uns.", "2026-05-22"),
        ("de", "Die Entscheidung fällt in der 21. Kalenderwoche.", "2026-05-22"),
        ("de", "Am 18. wird entschieden.", "2026-05-18"),
        ("de", "Bis spätestens 17.5. bekommst du von mir Bescheid.", "2026-05-17"),
        ("de", "Wir hoffen, Ihnen kommende Woche mehr sagen zu können.", "2026-05-15"),
        ("nl", "In week 21 laten we het je weten.", "2026-05-22"),
        ("nl", "Half juni beslist de commissie.", "2026-06-15"),
        ("nl", "De raad vergadert op de 18e, eerder kan ik niets zeggen.", "2026-05-18"),
        ("pl", "Najpóźniej 18 maja dam Pani znać.", "2026-05-18"),
        ("pl", "W połowie przyszłego tygodnia będziemy wiedzieć więcej.", "2026-05-13"),
    ],
)
def test_a_day_is_promised_elsewhere(language: str, text: str, day: str) -> None:
    found = promise(text, WRITTEN, language)
    assert found is not None
    assert found.until == date.fromisoformat(day)


@pytest.mark.parametrize(
    "language, text",
    [
        ("de", "Bitte schicken Sie uns die Unterlagen bis Freitag."),
        ("de", "Ihr Vertrag beginnt am 1. Juni."),
        ("nl", "Laat ons voor 15 mei weten of je komt."),
        ("pl", "Prosimy o przesłanie dokumentów do piątku."),
    ],
)
def test_a_day_for_the_owner_is_no_promise(language: str, text: str) -> None:
    assert promise(text, WRITTEN, language) is None


@pytest.mark.parametrize(
    "language, text, day",
    [
        ("de", "Vom 7. bis 15. Mai bin ich im Urlaub.", "2026-05-18"),
        ("de", "Ich bin vom 07.05. bis zum 15.05.2026 abwesend.", "2026-05-18"),
        ("de", "Ich bin bis einschließlich Freitag, den 15. Mai nicht im Büro.", "2026-05-18"),
        ("nl", "Ik ben tot en met vrijdag 15 mei afwezig.", "2026-05-18"),
        ("nl", "Ik zit deze week op cursus, maandag ben ik er weer.", "2026-05-11"),
        ("pl", "Jestem na urlopie do 15 maja włącznie.", "2026-05-18"),
    ],
)
def test_the_day_of_return_elsewhere(language: str, text: str, day: str) -> None:
    assert return_day(text, WRITTEN, language) == date.fromisoformat(day)


def test_no_day_of_return() -> None:
    assert return_day("I am out of the office on Friday.", WRITTEN, "en") is None


@pytest.mark.parametrize("day", ["2024-03-31", "2025-04-20", "2026-04-05", "2038-04-25"])
def test_easter(day: str) -> None:
    assert easter_sunday(int(day[:4])) == date.fromisoformat(day)


@given(st.text(max_size=200), st.dates(date(1995, 1, 1), date(2099, 12, 31)))
def test_any_text_is_read(junk: str, written_on: date) -> None:
    promise(f"We will let you know by {junk} next week", written_on, "en")
    return_day(f"back on {junk}", written_on, "en")


@given(st.dates(date(1995, 1, 1), date(2099, 12, 31)), st.sampled_from(["Friday", "next week", "tomorrow", "the 12th"]))
def test_a_promise_lies_ahead_and_near(written_on: date, phrase: str) -> None:
    found = promise(f"We will let you know by {phrase}.", written_on, "en")
    assert found is not None
    assert isinstance(found.until, date)
    assert written_on <= found.until <= written_on + timedelta(days=33)


@pytest.mark.parametrize("language", phrases.languages("dates"))
def test_every_feast_of_a_language_has_a_day(language: str) -> None:
    for name, rule in table(language).feasts.items():
        found = feast_ahead(rule, WRITTEN)
        assert found is not None, name
        assert WRITTEN - timedelta(days=7) <= found < WRITTEN + timedelta(days=400), name


@pytest.mark.parametrize(
    "rule, day",
    [("11 4 4", "2026-11-26"), ("5 -1 1", "2026-05-25"), ("12-26", "2026-12-26"), ("easter+49", "2026-05-24"),
     ("05-01", "2026-05-01"), ("04-25", "2027-04-25")],
)  # fmt: skip
def test_the_feast_ahead(rule: str, day: str) -> None:
    assert feast_ahead(rule, WRITTEN) == date.fromisoformat(day)


def test_a_name_in_a_signature_names_no_day() -> None:
    assert loose_promise("Ainda não sabemos.\n\nQuinta do Vale Alto\nDouro", date(2026, 10, 14), "pt") is None
    assert loose_promise("quinta", date(2026, 10, 14), "pt") is not None
