"""What is told beside a promised day takes nothing from it: what has been, what was meant to be said, who is away.

Written on Wednesday 6 May 2026.
"""

import pytest

from tests.understand.promised import promised


@pytest.mark.parametrize(
    "language, text, day",
    [
        ("en", "The panel met on Monday and will decide by Friday 15 May.", "2026-05-15"),
        ("en", "The panel met yesterday and I will write to you on Tuesday.", "2026-05-12"),
        ("en", "The people we met will be told by 15 May.", "2026-05-15"),
        ("en", "Each of those we met gets a letter by 15 May.", "2026-05-15"),
        ("en", "The trustees sat through seven interviews and will tell you by 15 May.", "2026-05-15"),
        ("de", "Das Gremium hat am Montag getagt und entscheidet bis zum 15. Mai.", "2026-05-15"),
        ("de", "Alle, die wir getroffen haben, bekommen bis 15. Mai Bescheid.", "2026-05-15"),
        ("de", "Wir haben alle Bewerber getroffen und melden uns bis zum 15. Mai.", "2026-05-15"),
        ("de", "Wir haben uns gestern zusammengesetzt und sagen Ihnen am Dienstag Bescheid.", "2026-05-12"),
        ("de", "Der Vorstand fand Sie sehr gut und entscheidet am 12. Mai.", "2026-05-12"),
        ("fr", "Le jury s'est réuni lundi et vous répondra avant le 15 mai.", "2026-05-15"),
        ("fr", "Toutes les personnes que nous avons rencontrées auront une réponse le 15 mai.", "2026-05-15"),
        ("es", "El tribunal se reunió el lunes y te dará una respuesta el 15 de mayo.", "2026-05-15"),
        ("pt", "O júri reuniu na segunda e vai dar-lhe uma resposta a 15 de maio.", "2026-05-15"),
        ("nl", "De commissie kwam maandag bijeen en laat je uiterlijk 15 mei iets weten.", "2026-05-15"),
        ("nl", "We vonden het een leuk gesprek en laten je dinsdag iets weten.", "2026-05-12"),
        ("it", "La commissione si è riunita lunedì e le darà una risposta il 15 maggio.", "2026-05-15"),
        ("pl", "Komisja zebrała się w poniedziałek i da znać do 15 maja.", "2026-05-15"),
        ("ja", "委員会は月曜日に開催されましたが、結果は15日にご連絡いたします。", "2026-05-15"),
        ("ja", "火曜日に面接が終了しましたので、15日までにご連絡いたします。", "2026-05-15"),
    ],
)
def test_what_has_been_is_told_before_the_promise_goes_on(language: str, text: str, day: str) -> None:
    assert promised(language, text) == day


@pytest.mark.parametrize(
    "language, text, day",
    [
        ("en", "I wanted to let you know that we will decide by 20 May.", "2026-05-20"),
        ("en", "I meant to tell you: you will hear from us on Tuesday.", "2026-05-12"),
        ("en", "I meant to say that we decide on Tuesday.", "2026-05-12"),
        ("en", "I meant to write sooner and will let you know by 15 May.", "2026-05-15"),
        ("en", "I wanted to confirm that you will hear from us by 15 May.", "2026-05-15"),
        ("en", "I wanted to check in and tell you that we will decide by 15 May.", "2026-05-15"),
        ("en", "We wanted to reach out to say you should hear by 15 May.", "2026-05-15"),
        ("en", "We wanted to keep you posted and expect to make a decision by 15 May.", "2026-05-15"),
        ("en", "We wanted to let you know by 15 May.", None),
        ("en", "Just wanted to say you will have an answer on Tuesday.", "2026-05-12"),
        ("en", "We planned to tell you today, but it will be Tuesday.", "2026-05-12"),
        ("de", "Wir wollten Ihnen nur sagen, dass Sie am Dienstag von uns hören.", "2026-05-12"),
        ("de", "Ich wollte nur sagen: Am Dienstag entscheiden wir.", "2026-05-12"),
        ("fr", "Je voulais vous dire que la décision sera prise mardi.", "2026-05-12"),
        ("fr", "Je pensais à vous : la réponse arrive mardi.", "2026-05-12"),
        ("es", "Quería decirte que tendrás una respuesta el martes.", "2026-05-12"),
        ("pt", "Queria dizer-lhe que terá uma resposta na terça-feira.", "2026-05-12"),
        ("nl", "Ik wilde je laten weten dat we dinsdag beslissen.", "2026-05-12"),
        ("nl", "Ik dacht: ik laat je dinsdag iets weten.", "2026-05-12"),
        ("it", "Volevo dirle che avrà una risposta martedì.", "2026-05-12"),
        ("pl", "Chciałam powiedzieć, że odpowiedź będzie we wtorek.", "2026-05-12"),
        ("pl", "Chciałam dać znać, że decyzja zapadnie we wtorek.", "2026-05-12"),
    ],
)
def test_what_was_meant_to_be_said_is_said_now(language: str, text: str, day: str | None) -> None:
    assert promised(language, text) == day


@pytest.mark.parametrize(
    "language, text, day",
    [
        ("en", "Everyone hears on Tuesday, every one of you.", "2026-05-12"),
        ("en", "Each candidate will hear by Friday 15 May.", "2026-05-15"),
        ("en", "Applications close on 12 May and we will let everyone know by 20 May.", "2026-05-20"),
        ("de", "Jeder Bewerber bekommt bis zum 15. Mai Bescheid.", "2026-05-15"),
        ("fr", "Chaque candidat aura une réponse le 15 mai.", "2026-05-15"),
        ("es", "Cada candidato recibirá una respuesta el 15 de mayo.", "2026-05-15"),
        ("pt", "Cada candidato terá uma resposta a 15 de maio.", "2026-05-15"),
        ("nl", "Iedere kandidaat hoort uiterlijk 15 mei van ons.", "2026-05-15"),
        ("it", "Ogni candidato avrà una risposta il 15 maggio.", "2026-05-15"),
        ("pl", "Każdy kandydat dostanie odpowiedź do 15 maja.", "2026-05-15"),
    ],
)
def test_everyone_and_each_of_many_recurs_in_no_week(language: str, text: str, day: str) -> None:
    assert promised(language, text) == day


@pytest.mark.parametrize(
    "language, text, day",
    [
        ("en", "We will send your result letter on 20 May.", "2026-05-20"),
        ("en", "I will get your answer to you by Friday.", "2026-05-08"),
        ("en", "We'll post your decision on 20 May.", "2026-05-20"),
        ("en", "I'll be able to answer your question by Friday.", "2026-05-08"),
        ("en", "I know your other offer expires on 15 May, so we will tell you by 12 May.", "2026-05-12"),
        ("de", "Ich kann Ihre Frage bis Freitag beantworten.", "2026-05-08"),
        ("fr", "Nous pourrons répondre à votre question vendredi.", "2026-05-08"),
        ("fr", "Nous répondrons à votre demande avant le 15 mai.", "2026-05-15"),
        ("es", "Responderemos a su consulta antes del 15 de mayo.", "2026-05-15"),
        ("pt", "Vamos responder à sua pergunta até 15 de maio.", "2026-05-15"),
        ("it", "Risponderemo alla sua domanda entro il 15 maggio.", "2026-05-15"),
    ],
)
def test_what_the_writer_sends_or_answers_is_asked_of_nobody(language: str, text: str, day: str) -> None:
    assert promised(language, text) == day


@pytest.mark.parametrize(
    "language, text, day",
    [
        ("en", "We will tell you by Friday, at the latest on Monday.", "2026-05-11"),
        ("en", "We will tell you by Friday at the latest. The job would start on 1 June.", "2026-05-08"),
        ("en", "You'll hear by Friday at the latest, well before the long weekend.", "2026-05-08"),
        ("en", "I will write by Tuesday 12 May, Thursday 14 May at the very latest.", "2026-05-14"),
    ],
)
def test_the_latest_day_is_the_one_told_as_such(language: str, text: str, day: str) -> None:
    assert promised(language, text) == day


@pytest.mark.parametrize(
    "language, text, day",
    [
        ("en", "By Friday I'll have an answer and I'll call.", "2026-05-08"),
        ("en", "Give me till Friday and ill let you know.", "2026-05-08"),
        ("en", "Give us until Friday and the office will ring you.", "2026-05-08"),
        ("en", "Until Friday I am ill, then I will let you know.", "2026-05-08"),
        ("en", "Our conference is on 12 May and you'll hear from us by 15 May.", "2026-05-15"),
        ("en", "The decision of the board on 12 May will be sent in writing by 15 May.", "2026-05-15"),
        ("en", "I talked to the board; the decision falls on 12 May.", "2026-05-12"),
        ("en", "We've had nine interviews in two days. You will hear from us on Tuesday.", "2026-05-12"),
        ("en", "I feel like two weeks have passed since we spoke. You will hear on Tuesday.", "2026-05-12"),
        ("en", "I am off until Thursday but will call you on Friday.", "2026-05-08"),
        ("en", "I'm out from tomorrow, so I'll let you know on Monday.", "2026-05-11"),
        ("en", "He is away until Monday and will let you know by Wednesday 13 May.", "2026-05-13"),
        ("en", "The other offer of yours is noted: we will decide by 12 May.", "2026-05-12"),
        ("en", "We are reading the applications and aim to be in touch within a week.", "2026-05-13"),
        ("en", "Two of us are out today, so expect a line from us early next week.", "2026-05-12"),
        ("en", "I confirm that a letter will be sent to you by 15/05/26 at the latest.", "2026-05-15"),
        ("en", "Not Thursday after all, it will be Tuesday before I can tell you.", "2026-05-12"),
        ("de", "Mit einer Rückmeldung können Sie Mitte der kommenden Woche rechnen.", "2026-05-13"),
        ("ja", "社長が来週の月曜日に戻りますので、翌日の火曜日には結果をお知らせいたします。", "2026-05-12"),
        ("de", "Ich meld mich Mitte nächster Woche bei dir, ja?", "2026-05-13"),
        ("es", "En un máximo de diez días a partir de hoy tendrás respuesta.", "2026-05-16"),
        ("de", "Halten Sie sich den 14. Mai frei, wir melden uns bis morgen.", "2026-05-07"),
        ("de", "Geben Sie uns bis Freitag Zeit, ich bin morgen krank.", "2026-05-08"),
        ("de", "Bis Freitag gebe ich Bescheid und bin dann im Urlaub.", "2026-05-08"),
    ],
)
def test_days_beside_others_arepromised(language: str, text: str, day: str) -> None:
    assert promised(language, text) == day


@pytest.mark.parametrize(
    "language, text",
    [
        ("en", "The launch is on Friday and it feels like twenty days of work are left. Soon!"),
        ("en", "That took me like three days, and tomorrow is the open day."),
    ],
)
def test_so_long_was_not_asked_for(language: str, text: str) -> None:
    assert promised(language, text) is None


@pytest.mark.parametrize(
    "language, text, day",
    [
        ("de", "Ich bin im Urlaub und melde mich bis 15. Mai.", "2026-05-15"),
        ("de", "Ich bin bis 11. Mai im Urlaub und melde mich bis 15. Mai.", "2026-05-15"),
        ("de", "Ich bin krank und bis 15. Mai nicht im Büro.", None),
        ("pl", "Jestem na urlopie i dam znać do 15 maja.", "2026-05-15"),
    ],
)
def test_who_is_away_may_go_on_to_promise(language: str, text: str, day: str | None) -> None:
    assert promised(language, text) == day


@pytest.mark.parametrize(
    "language, text, day",
    [
        ("en", "With Christmas on 25 December we will let you know soon.", None),
        ("de", "Wegen Pfingstmontag am 25. Mai melden wir uns etwas später.", None),
        ("de", "Wegen Pfingstmontag am 25. Mai melden wir uns erst am 27. Mai.", "2026-05-27"),
    ],
)
def test_the_date_of_a_holiday_is_not_that_of_the_answer(language: str, text: str, day: str | None) -> None:
    assert promised(language, text) == day
