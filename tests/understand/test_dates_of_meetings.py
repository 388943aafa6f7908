"""Days that are counted from another, or told beside it: a meeting's, a week's, a month's.

Written on Wednesday 6 May 2026.
"""

import pytest

from tests.understand.promised import promised


@pytest.mark.parametrize(
    "language, text, day",
    [
        ("en", "The governors meet on Monday, May 18. Expect our letter the day after the meeting.", "2026-05-19"),
        (
            "en",
            "The senate votes on Monday 18 May; nothing is sure before that. We ring the day after the meeting.",
            "2026-05-19",
        ),
        ("de", "Der Rat tagt am Montag, 18. Mai. Am Tag nach der Sitzung rufe ich Sie an.", "2026-05-19"),
        (
            "de",
            "Der Rat tagt am Montag, 18. Mai. Vorher kann ich nichts sagen. Am Tag nach der Sitzung rufe ich Sie an.",
            "2026-05-19",
        ),
        ("fr", "Le conseil se réunit le lundi 18 mai. Je vous appelle le lendemain de la réunion.", "2026-05-19"),
        (
            "fr",
            "Le conseil se réunit le lundi 18 mai. Rien n'est sûr avant. J'appelle le lendemain de la réunion.",
            "2026-05-19",
        ),
        (
            "es",
            "El consejo se reúne el lunes 18 de mayo. Antes nada es seguro. Te llamo al día siguiente.",
            "2026-05-19",
        ),
        (
            "pt",
            "O conselho reúne na segunda-feira, 18 de maio. Antes disso nada é certo. Ligo-lhe no dia seguinte.",
            "2026-05-19",
        ),
        (
            "nl",
            "De raad vergadert op maandag 18 mei. Daarvoor kan ik niets zeggen. De dag na de vergadering bel ik je.",
            "2026-05-19",
        ),
        (
            "it",
            "Il consiglio si riunisce lunedì 18 maggio. Prima nulla è certo. La chiamo il giorno dopo la riunione.",
            "2026-05-19",
        ),
        (
            "pl",
            "Rada zbiera się w poniedziałek 18 maja. Wcześniej nic nie powiem. Zadzwonię dzień po posiedzeniu.",
            "2026-05-19",
        ),
        (
            "ja",
            "理事会は5月18日に開かれます。それまでは何も申し上げられません。理事会の翌日にご連絡いたします。",
            "2026-05-19",
        ),
    ],
)
def test_the_day_after_a_meeting_counts_from_its_date(language: str, text: str, day: str) -> None:
    assert promised(language, text) == day


@pytest.mark.parametrize(
    "language, text, day",
    [
        (
            "en",
            "The jury convenes on Tuesday 19 May. A decision reaches you within two working days of that session.",
            "2026-05-21",
        ),
        (
            "en",
            "The partners confer on Tuesday, May 19, and we phone everyone within two working days of that meeting.",
            "2026-05-21",
        ),
        (
            "de",
            "Der Ausschuss tagt am 19. Mai. Innerhalb von zwei Werktagen nach dieser Sitzung melde ich mich.",
            "2026-05-21",
        ),
        (
            "fr",
            "La commission siège le 19 mai. Je vous écris dans les deux jours ouvrables suivant cette réunion.",
            "2026-05-21",
        ),
        (
            "fr",
            "La commission siège le 19 mai, et vous aurez une réponse deux jours ouvrés après la réunion.",
            "2026-05-21",
        ),
        (
            "es",
            "La comisión se reúne el 19 de mayo. Te escribo en los dos días hábiles siguientes a esa reunión.",
            "2026-05-21",
        ),
        (
            "pt",
            "A comissão reúne a 19 de maio. Escrevo-lhe nos dois dias úteis seguintes a essa reunião.",
            "2026-05-21",
        ),
        (
            "nl",
            "De commissie vergadert op 19 mei. Binnen twee werkdagen na die vergadering laat ik iets weten.",
            "2026-05-21",
        ),
        (
            "it",
            "La commissione si riunisce il 19 maggio. Le scrivo entro due giorni lavorativi da quella riunione.",
            "2026-05-21",
        ),
        (
            "it",
            "La commissione si riunisce il 19 maggio. Le scrivo due giorni lavorativi dopo la riunione.",
            "2026-05-21",
        ),
        ("pl", "Komisja zbiera się 19 maja. Odpowiem w ciągu dwóch dni roboczych od tego posiedzenia.", "2026-05-21"),
        ("ja", "委員会は5月19日に開かれます。その会議から2営業日以内にご連絡いたします。", "2026-05-21"),
    ],
)
def test_so_long_after_that_meeting_counts_from_its_date(language: str, text: str, day: str) -> None:
    assert promised(language, text) == day


@pytest.mark.parametrize(
    "language, text, day",
    [
        (
            "en",
            "The owners confer on Tuesday 19 May. We ring round by close of business on the Friday of that week.",
            "2026-05-22",
        ),
        ("en", "The owners confer on Tuesday 19 May. We ring round by the end of that week.", "2026-05-22"),
        (
            "de",
            "Der Stiftungsrat tagt am Dienstag, 19. Mai. Alle hören bis Dienstschluss am Freitag jener Woche von uns.",
            "2026-05-22",
        ),
        ("de", "Der Vorstand tagt am Dienstag, 19. Mai. Am Freitag derselben Woche melde ich mich.", "2026-05-22"),
        ("fr", "Le conseil se réunit le mardi 19 mai. J'écrirai à tous le vendredi de cette semaine-là.", "2026-05-22"),
        ("es", "El patronato se reúne el martes 19 de mayo. Escribiré a todos el viernes de esa semana.", "2026-05-22"),
        (
            "pt",
            "O conselho reúne na terça-feira, 19 de maio. Escrevo a todos na sexta-feira dessa semana.",
            "2026-05-22",
        ),
        (
            "nl",
            "Het bestuur vergadert op dinsdag 19 mei. Ik schrijf iedereen op de vrijdag van die week.",
            "2026-05-22",
        ),
        (
            "it",
            "Il consiglio si riunisce martedì 19 maggio. Scriverò a tutti il venerdì di quella settimana.",
            "2026-05-22",
        ),
        ("pl", "Rada zbiera się we wtorek 19 maja. Napiszę do wszystkich w piątek tego samego tygodnia.", "2026-05-22"),
        ("ja", "理事会は5月19日に開かれます。その週の金曜日に皆様へご連絡いたします。", "2026-05-22"),
    ],
)
def test_a_weekday_of_that_week_is_of_the_one_told_before(language: str, text: str, day: str) -> None:
    assert promised(language, text) == day


@pytest.mark.parametrize(
    "language, text, day",
    [
        ("en", "Two more conversations tomorrow, and we should be letting people know on Tuesday.", "2026-05-12"),
        ("de", "Morgen haben wir das letzte Gespräch und sagen dann am Dienstag allen Bescheid.", "2026-05-12"),
        ("fr", "Nous avons le dernier entretien demain et pensons prévenir tout le monde mardi.", "2026-05-12"),
        ("es", "Mañana tenemos la última entrevista y esperamos avisar a la gente el martes.", "2026-05-12"),
        ("pt", "Amanhã temos a última entrevista e contamos avisar as pessoas na terça-feira.", "2026-05-12"),
        ("nl", "Morgen hebben we het laatste gesprek en we laten mensen dinsdag iets weten.", "2026-05-12"),
        ("it", "Domani abbiamo l'ultimo colloquio e contiamo di avvisare tutti martedì.", "2026-05-12"),
        ("pl", "Jutro mamy ostatnią rozmowę i we wtorek damy wszystkim znać.", "2026-05-12"),
        ("ja", "明日が最後の面接で、火曜日に皆様へお知らせする予定です。", "2026-05-12"),
    ],
)
def test_the_day_to_let_people_know(language: str, text: str, day: str) -> None:
    assert promised(language, text) == day


@pytest.mark.parametrize(
    "language, text, day",
    [
        (
            "en",
            "The talks end on Monday and all will get an answer, yes or no, before the month of May ends.",
            "2026-05-29",
        ),
        ("en", "You will hear before the month of May is out.", "2026-05-29"),
        ("de", "Sie hören von uns, bevor der Mai zu Ende ist.", "2026-05-29"),
        (
            "de",
            "Die Proben enden am Montag und alle erhalten eine Antwort, so oder so, noch vor Ende des Monats Mai.",
            "2026-05-29",
        ),
        (
            "fr",
            "Les essais finissent lundi ; chacun aura une réponse avant que le mois de mai ne se termine.",
            "2026-05-29",
        ),
        ("fr", "Vous aurez une réponse avant la fin du mois de mai.", "2026-05-29"),
        (
            "es",
            "Las pruebas acaban el lunes y cada cual tendrá una respuesta, sí o no, antes de que acabe el mes de mayo.",
            "2026-05-29",
        ),
        ("es", "Tendrás una respuesta antes de que acabe mayo.", "2026-05-29"),
        (
            "pt",
            "As provas acabam na segunda e cada um terá uma resposta, sim ou não, antes de acabar o mês de maio.",
            "2026-05-29",
        ),
        ("pt", "Terá uma resposta antes que maio acabe.", "2026-05-29"),
        (
            "nl",
            "De gesprekken eindigen maandag en iedereen krijgt antwoord, hoe dan ook, voordat de maand mei om is.",
            "2026-05-29",
        ),
        ("nl", "Je hoort van ons voor het einde van de maand mei.", "2026-05-29"),
        (
            "it",
            "Le prove finiscono lunedì e ognuno avrà una risposta, sì o no, prima che finisca il mese di maggio.",
            "2026-05-29",
        ),
        ("it", "Avrà una risposta prima che termini maggio.", "2026-05-29"),
        (
            "pl",
            "Testy kończą się w poniedziałek i każdy dostanie odpowiedź, tak czy nie, zanim skończy się miesiąc maj.",
            "2026-05-29",
        ),
        ("pl", "Odpowiemy, zanim skończy się maj.", "2026-05-29"),
        ("ja", "5月が終わるまでにご連絡いたします。", "2026-05-29"),
    ],
)
def test_before_a_month_ends_is_its_last_working_day(language: str, text: str, day: str) -> None:
    assert promised(language, text) == day


@pytest.mark.parametrize(
    "language, text, day",
    [
        (
            "en",
            "I will let you know by Wednesday 13 May at the latest, certainly before the long weekend.",
            "2026-05-13",
        ),
        ("de", "Ich gebe spätestens am Mittwoch, 13. Mai Bescheid, sicher noch vor Pfingsten.", "2026-05-13"),
        ("fr", "Je vous réponds au plus tard le mercredi 13 mai, en tout cas avant la Pentecôte.", "2026-05-13"),
        ("es", "Te aviso como muy tarde el miércoles 13 de mayo, seguro antes de Pentecostés.", "2026-05-13"),
        ("pt", "Aviso o mais tardar na quarta-feira, 13 de maio, de certeza antes do Corpo de Deus.", "2026-05-13"),
        ("nl", "Ik laat het uiterlijk woensdag 13 mei weten, zeker voor Pinksteren.", "2026-05-13"),
        ("it", "Le faccio sapere al più tardi mercoledì 13 maggio, sicuramente prima del 2 giugno.", "2026-05-13"),
        (
            "pl",
            "Odpowiem najpóźniej w środę 13 maja, z pewnością przed Bożym Ciałem.",
            "2026-05-13",
        ),
        ("ja", "遅くとも5月13日水曜日までにご連絡いたします。", "2026-05-13"),
    ],
)
def test_the_exact_day_counts_before_a_feast_beside_it(language: str, text: str, day: str) -> None:
    assert promised(language, text) == day


@pytest.mark.parametrize(
    "language, text, day",
    [
        ("en", "The board meets on Thursday 14 May; you'll have an answer the day after.", "2026-05-15"),
        ("en", "The board meets on Thursday 14 May and the answer follows on Friday.", "2026-05-15"),
        (
            "en",
            "The shareholders vote on Thursday 14 May. We ring everyone on Friday.",
            "2026-05-15",
        ),
        ("de", "Der Vorstand tagt am Donnerstag, 14. Mai; die Antwort folgt am Freitag.", "2026-05-15"),
        ("fr", "Le conseil se réunit le jeudi 14 mai ; la réponse suit vendredi.", "2026-05-15"),
        ("es", "El consejo se reúne el jueves 14 de mayo; la respuesta llegará el viernes.", "2026-05-15"),
        ("pt", "O conselho reúne na quinta-feira, 14 de maio; a resposta segue na sexta-feira.", "2026-05-15"),
        ("nl", "Het bestuur vergadert donderdag 14 mei; het antwoord volgt vrijdag.", "2026-05-15"),
        ("it", "Il consiglio si riunisce giovedì 14 maggio; la risposta arriva venerdì.", "2026-05-15"),
        ("pl", "Rada zbiera się w czwartek 14 maja; odpowiedź będzie w piątek.", "2026-05-15"),
        ("ja", "理事会は5月14日木曜日に開かれ、結果は金曜日にご連絡いたします。", "2026-05-15"),
    ],
)
def test_the_answer_follows_the_meeting(language: str, text: str, day: str) -> None:
    assert promised(language, text) == day
