"""By when an answer is promised (C2). Written on Wednesday 6 May 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.model import Anchor, Span, Unit
from afterword.understand.absences import return_day
from afterword.understand.dates import loose_promise, promise
from afterword.understand.day_meanings import later

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
        ("early in the week after next", "2026-05-19"),
        ("before the bank holiday", "2026-05-22"),
        ("towards the end of the summer", "2026-08-31"),
        ("before the year is out", "2026-12-31"),
        ("in the first full week of June", "2026-06-05"),
        ("between the 18th and the 20th", "2026-05-20"),
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
        ("in two and a half weeks", Span(17, Unit.DAY)),
        ("in ten calendar days", Span(10, Unit.DAY)),
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


def test_who_asks_for_time_promises_for_its_end() -> None:
    text = "Could you give us a couple of weeks? You will have a reply from me then."
    found = promise(text, WRITTEN, "en")
    assert found is not None
    assert found.until == date(2026, 5, 20)
    assert promise("Could you send us your certificates by Friday?", WRITTEN, "en") is None


def test_the_following_week_is_the_one_after_the_week_told() -> None:
    found = promise("I am at a trade fair next week. You will hear from us early the following week.", WRITTEN, "en")
    assert found is not None
    assert found.until == date(2026, 5, 19)


def test_a_weekday_counts_from_the_holiday_itself() -> None:
    text = "The court has me until Friday 22 May, and Monday is the bank holiday, so I am back on the Tuesday."
    assert return_day(text, date(2026, 5, 19), "en") == date(2026, 5, 26)


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


def test_a_name_in_a_signature_names_no_day() -> None:
    assert loose_promise("Ainda não sabemos.\n\nQuinta do Vale Alto\nDouro", date(2026, 10, 14), "pt") is None
    assert loose_promise("quinta", date(2026, 10, 14), "pt") is not None


# One table for all languages: each kind of saying in the words of each. Written on Wednesday 6 May 2026.
_KINDS = [
    # a week or a fortnight from a day
    ("en", "I will call you a week tomorrow.", "2026-05-14"),
    ("en", "You will have our answer on Monday fortnight.", "2026-05-25"),
    ("de", "Heute in acht Tagen melden wir uns bei Ihnen.", "2026-05-13"),
    ("fr", "Je vous rappelle jeudi en quinze.", "2026-05-21"),
    ("es", "De hoy en quince te damos una respuesta.", "2026-05-20"),
    ("pt", "De hoje a quinze dias damos-lhe uma resposta.", "2026-05-20"),
    ("it", "Domani a otto ti faccio sapere.", "2026-05-14"),
    ("nl", "Morgen over een week bel ik je met de uitslag.", "2026-05-14"),
    # the day, or so many days, after another
    ("en", "The partners meet on the 19th. Three days later you will get an answer.", "2026-05-22"),
    ("de", "Der Beirat trifft sich am 19. Mai. Am selben Abend rufe ich Sie an.", "2026-05-19"),
    ("fr", "Le jury se réunit le 19 mai. Vous recevrez notre réponse le lendemain.", "2026-05-20"),
    ("es", "La junta es el martes 19. Dos días después te avisamos.", "2026-05-21"),
    ("pt", "A direção reúne-se no dia 19. No dia seguinte avisamos todos.", "2026-05-20"),
    ("it", "Il consiglio si riunisce il 19 maggio. L'indomani La informiamo.", "2026-05-20"),
    ("nl", "Het bestuur komt op 19 mei bijeen. Diezelfde avond hoort u van ons.", "2026-05-19"),
    ("pl", "Zarząd zbiera się 19 maja. Następnego dnia damy Panu znać.", "2026-05-20"),
    # what is put right, and what lies between two days
    ("en", "You will hear from us not on Monday but on Tuesday.", "2026-05-12"),
    ("de", "Ich melde mich nicht mehr am Montag, sondern am Dienstag.", "2026-05-12"),
    ("fr", "Entre le 18 et le 20 mai, nous appellerons tous les finalistes.", "2026-05-20"),
    ("es", "Entre el 18 y el 20 de mayo avisaremos a todos.", "2026-05-20"),
    ("it", "Tra il 18 e il 20 maggio contatteremo tutti i candidati.", "2026-05-20"),
    ("nl", "Tussen 18 en 20 mei bellen we alle kandidaten.", "2026-05-20"),
    # parts of months and of the year
    ("en", "We will let you know in the first half of June.", "2026-06-15"),
    ("de", "Bis Ende des zweiten Quartals erhalten Sie eine Antwort.", "2026-06-30"),
    ("fr", "Vous aurez notre décision dans la première quinzaine de juin.", "2026-06-15"),
    ("es", "Te diremos algo en la segunda quincena de mayo.", "2026-05-29"),
    ("pt", "Daremos a resposta na primeira semana de junho.", "2026-06-05"),
    ("it", "Le comunicheremo l'esito entro la seconda decade di maggio.", "2026-05-20"),
    ("nl", "In de eerste week van juni hoort u van ons.", "2026-06-05"),
    ("pl", "W pierwszej połowie czerwca otrzyma Pani odpowiedź.", "2026-06-15"),
    ("ja", "選考結果は6月上旬にご連絡いたします。", "2026-06-05"),
    # feasts
    ("de", "Gleich nach Pfingsten bekommen Sie Bescheid.", "2026-05-26"),
    ("fr", "Nous vous répondrons après la Pentecôte.", "2026-05-26"),
    ("nl", "Na Pinksteren krijgt u bericht.", "2026-05-26"),
    ("pl", "Po Bożym Ciele przekażemy decyzję.", "2026-06-05"),
    # days cut short
    ("de", "Spätestens Di. sage ich dir Bescheid.", "2026-05-12"),
    ("nl", "Uiterlijk do. krijg je antwoord van mij.", "2026-05-07"),
]  # fmt: skip


@pytest.mark.parametrize("language, text, day", _KINDS)
def test_each_kind_of_day_in_each_language(language: str, text: str, day: str) -> None:
    found = promise(text, WRITTEN, language)
    assert found is not None
    assert found.until == date.fromisoformat(day)


@pytest.mark.parametrize(
    "language, text",
    [
        ("en", "Nothing will be decided before 1 June."),
        ("de", "Vor dem 1. Juni wird nichts entschieden."),
        ("fr", "Aucune décision ne sera prise avant le 1er juin."),
        ("es", "Antes de junio no habrá ninguna decisión."),
        ("pt", "Antes de junho não haverá resposta."),
        ("it", "Prima di giugno non ci sarà alcuna decisione."),
        ("nl", "Vóór 1 juni valt er geen besluit."),
        ("pl", "Przed czerwcem nie zapadnie żadna decyzja."),
        ("en", "The questions that we gave you on 4 May are attached."),
        ("fr", "Le fromage que vous avez emporté se garde trois jours."),
        ("it", "L'articolo esce a giugno; ti mando le bozze prima."),
        ("es", "La segunda fase pasa al día 26."),
    ],
)
def test_these_days_promise_nothing(language: str, text: str) -> None:
    assert promise(text, WRITTEN, language) is None


@pytest.mark.parametrize(
    "language, text, day",
    [
        ("en", "I am not in today. Your message will be read tomorrow.", "2026-05-07"),
        ("de", "Ich bin in KW 20 abwesend.", "2026-05-18"),
        ("fr", "Nos bureaux sont fermés du 8 au 15 mai.", "2026-05-18"),
        ("es", "Cerrado hasta el domingo 10 de mayo.", "2026-05-11"),
        ("pt", "Estou fora do escritório de 7 a 13 de maio.", "2026-05-14"),
        ("it", "Uffici chiusi dal 7 al 13 maggio, compreso.", "2026-05-14"),
        ("nl", "Ons kantoor is dicht van 7 t/m 13 mei.", "2026-05-14"),
        ("pl", "Dziś jestem poza biurem, odpowiem jutro.", "2026-05-07"),
        ("ja", "5月7日から13日まで休暇をいただいております。", "2026-05-14"),
    ],
)
def test_the_day_of_return_by_what_is_closed_or_read(language: str, text: str, day: str) -> None:
    assert return_day(text, WRITTEN, language) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "language, text, day",
    [
        ("en", "The governors vote on Thursday.", "2026-05-07"),
        ("en", "Ten working days is what a verdict of ours takes.", "2026-05-20"),
        ("de", "Der Vorstand tagt am Donnerstag zu dieser Personalie.", "2026-05-07"),
        ("fr", "Le comité se réunit jeudi à ce sujet.", "2026-05-07"),
        ("es", "El patronato se reúne el jueves para la elección.", "2026-05-07"),
        ("it", "La commissione si riunisce giovedì.", "2026-05-07"),
        ("nl", "De directie vergadert donderdag over de keuze.", "2026-05-07"),
        ("pl", "Komisja zbiera się w czwartek.", "2026-05-07"),
        ("pt", "A comissão reúne-se na quinta-feira.", "2026-05-07"),
        ("ja", "木曜日の会議で合否が決まる見込みです。", "2026-05-07"),
    ],
)
def test_a_day_of_deciding_is_a_promise_without_a_verb_of_promising(language: str, text: str, day: str) -> None:
    found = promise(text, WRITTEN, language)
    assert found is not None
    until = later(WRITTEN, found.until) if isinstance(found.until, Span) else found.until
    assert until == date.fromisoformat(day)


def test_an_invitation_has_no_promise_without_a_verb_of_promising() -> None:
    assert promise("The governors vote on Thursday.", WRITTEN, "en", by_context=False) is None


@pytest.mark.parametrize(
    "language, text",
    [
        ("en", "Tell us by Friday which offer you choose."),
        ("en", "The team starts at 10:30 on Thursday and decides nothing."),
        ("de", "Bitte teilen Sie uns Ihre Wahl bis Freitag mit."),
        ("fr", "Répondez-nous avant vendredi, le choix vous appartient."),
        ("es", "Confírmanos tu elección antes del viernes."),
        ("it", "Conferma la tua scelta entro venerdì."),
        ("nl", "Laat ons vrijdag weten wat je kiest."),
        ("pl", "Daj nam znać do piątku, co wybierasz."),
        ("pt", "Responda até sexta-feira com a sua escolha."),
    ],
)
def test_what_the_candidate_is_to_do_by_a_day_is_no_promise(language: str, text: str) -> None:
    assert promise(text, WRITTEN, language) is None


@pytest.mark.parametrize(
    "text, day",
    [
        ("The office is shut until the 12th. The day before that we will let you know.", "2026-05-11"),
        ("We meet on the 14th, and on the Tuesday before we will let you know.", "2026-05-12"),
        ("Monday the 11th is a holiday. Later that week you will hear from us.", "2026-05-15"),
        ("You will hear from us by the twentieth of this month.", "2026-05-20"),
        ("You will hear from us on the last day of July.", "2026-07-31"),
        ("You will hear from us after 15 May, on Monday or Tuesday.", "2026-05-19"),
    ],
)
def test_days_before_and_within_another(text: str, day: str) -> None:
    found = promise(text, WRITTEN, "en")
    assert found is not None
    assert found.until == date.fromisoformat(day)
