"""Days that are promised told apart from those beside them, each kind in the words of each language.

Written on Wednesday 6 May 2026, two days after the interview.
"""

from datetime import date

import pytest

from afterword.understand.absences import return_day, says_when_back
from tests.understand.promised import WRITTEN, promised


@pytest.mark.parametrize(
    "language, text, day",
    [
        ("en", "Bear with us for another ten working days and you'll have a firm decision.", "2026-05-20"),
        ("en", "Please give us to the end of May.", "2026-05-29"),
        ("en", "Could you allow us another two weeks? We will write then.", "2026-05-20"),
        ("de", "Bitte geben Sie uns noch acht Werktage, danach haben Sie eine Entscheidung.", "2026-05-18"),
        ("de", "Bitte lassen Sie uns bis Ende Mai Zeit.", "2026-05-29"),
        ("fr", "Merci de nous laisser encore dix jours ; vous aurez alors notre décision.", "2026-05-16"),
        ("fr", "Il faudra patienter jusqu'au mardi 12.", "2026-05-12"),
        ("es", "Danos hasta finales de mayo.", "2026-05-29"),
        ("pt", "Dê-nos mais dez dias e terá a nossa decisão.", "2026-05-16"),
        ("nl", "Geef ons tot eind mei.", "2026-05-29"),
        ("it", "Ci dia tempo fino a fine maggio.", "2026-05-29"),
        ("pl", "Prosimy o jeszcze dziesięć dni roboczych, wtedy otrzyma Pani decyzję.", "2026-05-20"),
        ("en", "One more week, please. You will hear.", "2026-05-13"),
        ("fr", "Encore une semaine, s'il vous plaît.", "2026-05-13"),
        ("es", "Una semana más, por favor.", "2026-05-13"),
        ("it", "Ancora una settimana, per favore.", "2026-05-13"),
        ("nl", "Nog een week, alsjeblieft.", "2026-05-13"),
        ("ja", "もう10日ほどお時間をいただけますでしょうか。", "2026-05-16"),
    ],
)
def test_who_asks_for_time_answers_at_its_end(language: str, text: str, day: str) -> None:
    assert promised(language, text) == day


@pytest.mark.parametrize(
    "language, text",
    [
        ("en", "Please give us your answer by Friday."),
        ("de", "Geben Sie uns bitte bis Freitag Bescheid."),
        ("de", "Könnten Sie mir Ihre Termine für die Woche ab dem 18. Mai nennen?"),
        ("en", "Do keep Thursday 14 May free in case we call you again; that's all I can say for now."),
        ("de", "Halten Sie sich bitte den 14. Mai frei, falls wir Sie anrufen."),
        ("nl", "Hou donderdag 14 mei vrij voor het geval we je bellen."),
        ("fr", "Pourriez-vous me donner vos disponibilités pour la semaine du 18 mai ?"),
        ("es", "¿Me puede dar sus datos antes del viernes?"),
        ("pt", "Pode dar-me as suas disponibilidades para a semana de 18 de maio?"),
        ("it", "Può darmi le sue disponibilità per la settimana del 18 maggio?"),
        ("pl", "Czy może mi Pani dać znać do piątku?"),
    ],
)
def test_who_asks_for_something_else_promises_nothing(language: str, text: str) -> None:
    assert promised(language, text) is None


@pytest.mark.parametrize(
    "language, text, day",
    [
        ("en", "I promise you won't have to wait beyond Tuesday.", "2026-05-12"),
        ("de", "Sie müssen nicht länger als bis Dienstag warten.", "2026-05-12"),
        ("fr", "Vous n'aurez pas à attendre au-delà de mardi.", "2026-05-12"),
        ("es", "No tendrás que esperar más allá del martes.", "2026-05-12"),
        ("pt", "Não terá de esperar para lá de terça-feira.", "2026-05-12"),
        ("nl", "Je hoeft niet langer dan tot dinsdag te wachten.", "2026-05-12"),
        ("it", "Non dovrai aspettare oltre martedì.", "2026-05-12"),
        ("es", "El resultado no se sabrá hasta el lunes 18 de mayo.", "2026-05-18"),
        ("it", "L'esito non si saprà fino al 18 maggio.", "2026-05-18"),
        ("pl", "Nie będzie Pani czekać dłużej niż do wtorku.", "2026-05-12"),
    ],
)
def test_no_longer_than_until_a_day_is_by_that_day(language: str, text: str, day: str) -> None:
    assert promised(language, text) == day


@pytest.mark.parametrize(
    "language, text, day",
    [
        ("en", "We hoped to decide this week; it will be next instead.", "2026-05-15"),
        ("en", "I was aiming for tomorrow, so let's say Monday.", "2026-05-11"),
        ("de", "Wir wollten diese Woche entscheiden, jetzt wird es doch die nächste.", "2026-05-15"),
        ("de", "Ich hatte mit morgen gerechnet, sagen wir lieber Montag.", "2026-05-11"),
        ("fr", "Nous voulions trancher cette semaine, ce sera finalement la prochaine.", "2026-05-15"),
        ("es", "Queríamos decidir esta semana, al final será la próxima.", "2026-05-15"),
        ("pt", "Queríamos decidir esta semana, mas vai ficar para a próxima.", "2026-05-15"),
        ("nl", "We wilden deze week beslissen, het wordt nu toch volgende.", "2026-05-15"),
        ("it", "Volevamo decidere questa settimana, sarà invece la prossima.", "2026-05-15"),
        ("en", "We'll let you know the week after next, probably Tuesday.", "2026-05-19"),
        ("de", "Nächste Woche, vermutlich Donnerstag, weiß ich mehr.", "2026-05-14"),
        ("fr", "La semaine prochaine, sans doute jeudi, je vous écris.", "2026-05-14"),
        ("es", "La próxima semana, seguramente el jueves, te escribo.", "2026-05-14"),
        ("pt", "Na próxima semana, provavelmente quinta, escrevo-te.", "2026-05-14"),
        ("nl", "Volgende week, waarschijnlijk donderdag, weet ik meer.", "2026-05-14"),
        ("it", "La prossima settimana, probabilmente giovedì, le scrivo.", "2026-05-14"),
        ("pl", "W przyszłym tygodniu, pewnie w czwartek, będę wiedzieć więcej.", "2026-05-14"),
        ("en", "I'll ask tomorrow and write when I know, by Friday at the latest.", "2026-05-08"),
        ("de", "Morgen frage ich nach und melde mich, spätestens am Freitag.", "2026-05-08"),
    ],
)
def test_the_day_that_is_put_right_or_told_more_exactly(language: str, text: str, day: str) -> None:
    assert promised(language, text) == day


@pytest.mark.parametrize(
    "language, text, day",
    [
        ("en", "The offers go out before the week is out.", "2026-05-08"),
        ("en", "By the last week of the month you will hear from us.", "2026-05-29"),
        ("es", "La decisión se tomará antes de que cierre el trimestre.", "2026-06-30"),
        ("pt", "A decisão será tomada antes de fechar o trimestre.", "2026-06-30"),
        ("pl", "Decyzja zapadnie przed końcem kwartału.", "2026-06-30"),
        ("fr", "Vous aurez une réponse avant que le mois se termine.", "2026-05-29"),
        ("nl", "Begin volgende maand hoor je van ons.", "2026-06-05"),
        ("pl", "Na początku przyszłego miesiąca damy znać.", "2026-06-05"),
        ("it", "A metà del mese prossimo le faremo sapere.", "2026-06-15"),
        ("en", "They meet on the 20th; we'll write within three days of that.", "2026-05-23"),
        ("nl", "Zij vergaderen op de 20e; binnen drie dagen daarna schrijven we je.", "2026-05-23"),
        ("fr", "La commission siège le 20 ; nous vous écrivons dans les trois jours qui suivent.", "2026-05-23"),
        ("es", "Tendrás noticias nuestras la semana del 18 de mayo.", "2026-05-22"),
        ("en", "We'll decide after the board meeting on Thursday and tell you.", "2026-05-07"),
        ("pt", "Depois da reunião de quinta consigo dizer mais.", "2026-05-07"),
        ("en", "Anna is off until Friday, then we'll let you know.", "2026-05-08"),
        ("de", "Bis Freitag ist sie im Urlaub, dann melden wir uns.", "2026-05-08"),
        ("fr", "Le premier lundi de juin partent les courriers.", "2026-06-01"),
        ("nl", "Drie dagen na vandaag ligt er een brief bij je in de bus: op 9 mei.", "2026-05-09"),
    ],
)
def test_ends_of_periods_and_days_counted_from_another(language: str, text: str, day: str) -> None:
    assert promised(language, text) == day


@pytest.mark.parametrize(
    "language, text",
    [
        ("en", "The panel met on Tuesday. I'll be in touch once the minutes are signed."),
        ("de", "Das Gremium hat am Dienstag getagt. Sobald das Protokoll vorliegt, melde ich mich."),
        ("fr", "Le jury s'est réuni mardi. Je vous écris dès que le compte rendu est signé."),
        ("es", "El tribunal se reunió el martes. Te escribo en cuanto se firme el acta."),
        ("pt", "O júri reuniu na terça-feira. Escrevo assim que a ata estiver assinada."),
        ("nl", "De commissie kwam dinsdag bijeen. Zodra het verslag er ligt, laat ik iets weten."),
        ("it", "La commissione si è riunita martedì. Appena il verbale è firmato le scrivo."),
        ("pl", "Komisja zebrała się we wtorek. Napiszę, gdy protokół będzie podpisany."),
        ("ja", "選考委員会は火曜日に開催されました。議事録が整い次第ご連絡いたします。"),
        ("en", "Kate is on leave until the 18th, so I am answering you."),
        ("de", "Herr Blum ist bis zum 18. im Urlaub, daher antworte ich."),
        ("pt", "A Marta está de férias até dia 18, por isso respondo eu."),
        ("nl", "Kees is tot de 18e met vakantie, dus ik antwoord even."),
        ("it", "Luca è in ferie fino al 18, quindi rispondo io."),
        ("en", "To answer your question, salaries are paid on the 20th of each month."),
        ("de", "Unsere Antworten auf Fragen gibt es jeden Freitag."),
        ("fr", "Pour votre information, la paie tombe le 20 de chaque mois."),
        ("pt", "Respondendo à sua dúvida: o feriado de 4 de junho é folga para todos."),
        ("fr", "La date limite de candidature est reportée au 29 mai."),
        ("es", "El plazo de solicitudes se amplía hasta el 29 de mayo."),
        ("pt", "O prazo de candidaturas foi alargado até 29 de maio."),
        ("nl", "De sluitingsdatum is verschoven naar 29 mei."),
        ("it", "Il termine per le candidature è stato prorogato al 29 maggio."),
        ("es", "Gracias por avisar de que tu otra oferta vence el 15 de mayo."),
        ("pl", "Dziękuję za informację, że inna oferta wygasa 15 maja."),
    ],
)
def test_days_of_something_else_promise_nothing(language: str, text: str) -> None:
    assert promised(language, text) is None


@pytest.mark.parametrize(
    "language, text, day",
    [
        ("en", "I'm off for the rest of the week.", "2026-05-11"),
        ("en", "I'm on leave this week and next.", "2026-05-18"),
        ("en", "On leave for the whole of May.", "2026-06-01"),
        ("en", "I am away from 11 May for two weeks.", "2026-05-25"),
        ("de", "Ich bin im ganzen Mai im Urlaub.", "2026-06-01"),
        ("de", "Das Büro ist am 14. und 15. Mai geschlossen.", "2026-05-18"),
        ("fr", "En congés cette semaine et la suivante.", "2026-05-18"),
        ("fr", "Nos bureaux sont fermés les 7 et 8 mai.", "2026-05-11"),
        ("es", "Estoy de vacaciones todo el mes de mayo.", "2026-06-01"),
        ("es", "La oficina permanecerá cerrada los días 7 y 8 de mayo.", "2026-05-11"),
        ("pt", "Estou ausente o resto da semana.", "2026-05-11"),
        ("nl", "Ik ben de rest van de week afwezig.", "2026-05-11"),
        ("it", "Questa settimana e la prossima sono in ferie.", "2026-05-18"),
        ("pl", "Przez cały maj jestem na urlopie.", "2026-06-01"),
        ("ja", "5月7日と8日は休業いたします。", "2026-05-11"),
    ],
)
def test_whole_periods_away(language: str, text: str, day: str) -> None:
    assert return_day(text, WRITTEN, language) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "language, text, day",
    [
        ("en", "On the road with our orchestra through Friday 8 May.", "2026-05-11"),
        ("en", "I'm away through Friday 8 May, back on Monday 11 May.", "2026-05-11"),
        ("en", "My last day off is Friday 15 May, my first day back Monday 18 May.", "2026-05-18"),
        ("en", "I'm out until Friday 15 May and back at my desk on the Monday.", "2026-05-18"),
        ("en", "Back within reach of the post on Thursday 14 May.", "2026-05-14"),
        ("en", "Back among the living on Thursday 14 May.", "2026-05-14"),
        ("en", "I am on tour through 15 May, with little access to email.", "2026-05-18"),
        ("en", "I'm in the field up to and including Friday 15 May.", "2026-05-18"),
        ("de", "Mein letzter Urlaubstag ist Freitag, der 15. Mai, ab Montag, 18. Mai bin ich wieder da.", "2026-05-18"),
        ("de", "Ich bin bis einschließlich Freitag, 15. Mai auf Reisen und am Montag, 18. Mai zurück.", "2026-05-18"),
        ("de", "Ich bin bis Freitag, 15. Mai auf Tournee und lese kaum Mails.", "2026-05-15"),
        ("de", "Zurück am Schreibtisch am Donnerstag, 14. Mai.", "2026-05-14"),
        ("fr", "Mon dernier jour de congé est le vendredi 15 mai, je reprends le lundi 18 mai.", "2026-05-18"),
        ("fr", "Je suis en déplacement jusqu'au vendredi 15 mai inclus, de retour le lundi 18 mai.", "2026-05-18"),
        ("fr", "De retour parmi les mails le jeudi 14 mai.", "2026-05-14"),
        ("fr", "Je suis en tournée jusqu'au vendredi 15 mai inclus.", "2026-05-18"),
        ("es", "Mi último día de vacaciones es el viernes 15 de mayo y vuelvo el lunes 18 de mayo.", "2026-05-18"),
        ("es", "Estoy de viaje hasta el viernes 15 de mayo inclusive; regreso el lunes 18 de mayo.", "2026-05-18"),
        ("es", "De vuelta al correo el jueves 14 de mayo.", "2026-05-14"),
        ("es", "Estoy de gira hasta el viernes 15 de mayo inclusive.", "2026-05-18"),
        (
            "pt",
            "O meu último dia de férias é sexta-feira, 15 de maio, e regresso na segunda-feira, 18 de maio.",
            "2026-05-18",
        ),
        ("pt", "Estou em viagem até sexta-feira, 15 de maio, inclusive; volto na segunda, 18 de maio.", "2026-05-18"),
        ("pt", "De volta ao e-mail na quinta-feira, 14 de maio.", "2026-05-14"),
        ("pt", "Estou em digressão até sexta-feira, 15 de maio, inclusive.", "2026-05-18"),
        ("nl", "Mijn laatste vrije dag is vrijdag 15 mei, maandag 18 mei ben ik er weer.", "2026-05-18"),
        ("nl", "Ik ben t/m vrijdag 15 mei op reis en maandag 18 mei terug.", "2026-05-18"),
        ("nl", "Donderdag 14 mei weer terug in mijn mailbox.", "2026-05-14"),
        ("nl", "Ik ben op pad t/m vrijdag 15 mei.", "2026-05-18"),
        ("it", "Il mio ultimo giorno di ferie è venerdì 15 maggio, rientro lunedì 18 maggio.", "2026-05-18"),
        ("it", "Sono in viaggio fino a venerdì 15 maggio compreso e torno lunedì 18 maggio.", "2026-05-18"),
        ("it", "Di ritorno alla posta giovedì 14 maggio.", "2026-05-14"),
        ("it", "Sono in trasferta fino a venerdì 15 maggio compreso.", "2026-05-18"),
        ("pl", "Mój ostatni dzień urlopu to piątek 15 maja, wracam w poniedziałek 18 maja.", "2026-05-18"),
        ("pl", "Jestem w podróży do piątku 15 maja włącznie, wracam w poniedziałek 18 maja.", "2026-05-18"),
        ("pl", "Z powrotem przy poczcie w czwartek 14 maja.", "2026-05-14"),
        ("pl", "Jestem w trasie do piątku 15 maja włącznie.", "2026-05-18"),
        ("ja", "出張のため5月15日まで不在です。5月18日に戻ります。", "2026-05-18"),
    ],
)
def test_the_first_day_back_beside_the_last_day_away(language: str, text: str, day: str) -> None:
    assert return_day(text, WRITTEN, language) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "language, text",
    [
        ("en", "Counting puffins on an island without a mast. Back with the living on Thursday 14 May."),
        ("en", "Back at my desk on Monday."),
        ("de", "Drei Wochen Grönland. Zurück am Schreibtisch am Donnerstag, 14. Mai."),
        ("fr", "Quelque part en mer. De retour au bureau le 14 mai."),
        ("es", "Entre volcanes. De vuelta en la oficina el jueves 14 de mayo."),
        ("pt", "Algures na serra. De volta ao escritório na quinta-feira."),
        ("nl", "Ergens op de Waddenzee. Terug op kantoor op donderdag."),
        ("it", "In mezzo al mare. Di ritorno in ufficio giovedì."),
        ("pl", "Gdzieś w Tatrach. Z powrotem w biurze w czwartek."),
        ("ja", "山におります。5月14日より出社いたします。"),
    ],
)
def test_who_says_only_when_back(language: str, text: str) -> None:
    assert says_when_back(text, WRITTEN, language)


@pytest.mark.parametrize(
    "text",
    [
        "Back to you on Thursday 14 May.",
        "Back in September you wrote to us.",
        "We sent it back on Monday.",
        "Back at my desk, and glad to read you.",
    ],
)
def test_what_else_comes_back(text: str) -> None:
    assert not says_when_back(text, WRITTEN, "en")
