"""What a message is about beside its verdict, and to whom it speaks."""

from email.message import EmailMessage

import pytest

from afterword.model import Envelope, Person, Reply, Signal
from afterword.understand.addressee import somebody_else
from afterword.understand.hits import role_in, vocabulary
from afterword.understand.matter import is_letter_to_many, matter_of
from afterword.understand.mime import parse
from afterword.understand.reply import read_reply
from afterword.understand.vocabulary.matters import languages
from afterword.understand.vocabulary.phrases import languages as languages_of

OWN = ("robin.vale@example.org",)
ROBIN = Person(OWN[0], "Robin Vale")
SOMEBODY = Person("mara@tern-vale.example", "Mara Lindholm")

OTHER = {
    "en": "We regret that your allotment is not renewed, as the waiting list is long.",
    "de": "Leider können wir Ihren Kredit nicht bewilligen, auch die Mitgliedschaft endet.",
    "fr": "Votre commande ne peut être honorée, la livraison est impossible.",
    "es": "No podemos tramitar su pedido: la reserva está completa.",
    "it": "Purtroppo il preventivo per la riparazione non è stato accettato.",
    "nl": "Helaas is uw bestelling niet op voorraad en vervalt de reservering.",
    "pt": "Infelizmente a sua encomenda não pode ser enviada, faremos o reembolso.",
    "pl": "Niestety wniosek o dotację odrzucono, a zamówienie anulowano.",
    "ja": "ご注文の商品は在庫がなく、ご予約を承れません。",
}
JOB = {
    "en": "Thank you for the interview; we have chosen another candidate.",
    "de": "Danke für das Gespräch. Unsere Stelle geht an jemand anderen.",
    "fr": "Suite à notre entretien, nous avons retenu une autre candidature.",
    "es": "Gracias por la entrevista; hemos elegido a otra candidata.",
    "it": "Grazie del colloquio, abbiamo scelto un altro candidato.",
    "nl": "Dank voor je sollicitatie, we kiezen een andere kandidaat.",
    "pt": "Obrigado pela entrevista; escolhemos outro candidato.",
    "pl": "Dziękujemy za udział w rekrutacji, wybraliśmy innego kandydata.",
    "ja": "選考の結果、今回は採用を見送らせていただきます。",
}
ENGAGEMENT = {
    "en": "You are in as one of our volunteers.",
    "de": "Für das Ehrenamt haben wir Sie gern vorgemerkt.",
    "fr": "Vous êtes des nôtres comme bénévole.",
    "es": "Contamos contigo como voluntario.",
    "it": "La squadra stagionale è al completo.",
    "nl": "Je bent welkom als vrijwilliger.",
    "pt": "Contamos consigo como voluntário.",
    "pl": "Zapraszamy do wolontariatu.",
    "ja": "ボランティアとしてお迎えします。",
}


def test_every_language_of_answers_has_its_matters() -> None:
    assert languages() == set(languages_of("replies")) == set(OTHER) == set(JOB) == set(ENGAGEMENT)


@pytest.mark.parametrize("language", sorted(OTHER))
def test_another_matter_is_told_by_its_words(language: str) -> None:
    found = matter_of(OTHER[language], "", SOMEBODY, language)
    assert found.other is not None
    assert not found.job


@pytest.mark.parametrize("language", sorted(JOB))
def test_a_job_is_told_by_its_words(language: str) -> None:
    found = matter_of(JOB[language], "", SOMEBODY, language)
    assert (found.job, found.engagement, found.other) == (True, None, None)


@pytest.mark.parametrize("language", sorted(ENGAGEMENT))
def test_work_of_another_kind_is_told_by_its_words(language: str) -> None:
    assert matter_of(ENGAGEMENT[language], "", SOMEBODY, language).engagement is not None


def test_what_there_is_more_of_tells_the_matter() -> None:
    fete = "You've all got the job! Tombola at two, and the cake stall needs tickets."
    assert not matter_of(fete, "", SOMEBODY, "en").job
    assert matter_of("You've got the job! Bring your ticket for the interview expenses.", "", SOMEBODY, "en").job


def test_a_mailbox_that_serves_customers_is_another_matter_and_one_that_hires_is_none() -> None:
    assert matter_of("We said no.", "", Person("memberships@tern-vale.example"), "en").other == "memberships"
    assert matter_of("We said no.", "", Person("careers@tern-vale.example"), "en").job
    assert not matter_of("We said no.", "", SOMEBODY, "en").job


@pytest.mark.parametrize("address", ["hello@news.tern-vale.example", "newsletter@tern-vale.example"])
def test_letters_to_many_are_told_by_their_address(address: str) -> None:
    assert is_letter_to_many(Person(address))
    assert not is_letter_to_many(SOMEBODY)
    assert not is_letter_to_many(Person())


@pytest.mark.parametrize(
    ("sentence", "language", "role"),
    [
        ("zapraszamy na rozmowę na stanowisko magazyniera.", "pl", "magazyniera"),
        ("Suite à votre candidature comme veilleur de nuit, nous", "fr", "veilleur de nuit"),
        ("la tua candidatura come portiere notturno.", "it", "portiere notturno"),
        ("You applied to be a night porter.", "en", "night porter"),
    ],
)
def test_a_role_may_be_written_small_behind_what_only_a_role_follows(sentence: str, language: str, role: str) -> None:
    found = role_in([sentence], vocabulary(language))
    assert found is not None
    assert role in found


def greeted(greeting: str, language: str = "en", to: Person = ROBIN) -> str | None:
    return somebody_else(f"{greeting}\n\nThank you for coming in.\n", language, Envelope(to=(to,)), OWN)


@pytest.mark.parametrize(
    ("greeting", "language"),
    [
        ("Dear Jodie,", "en"),
        ("Hi Massimo", "en"),
        ("Hallo Frau Kern,", "de"),
        ("Gentile Massimo,", "it"),
        ("Estimada Marta:", "es"),
        ("Beste Femke,", "nl"),
    ],
)
def test_a_greeting_by_another_name_speaks_to_somebody_else(greeting: str, language: str) -> None:
    assert greeted(greeting, language) is not None


@pytest.mark.parametrize(
    ("greeting", "language"),
    [
        ("Dear Robin,", "en"),
        ("Dear Mr Vale,", "en"),
        ("Hi Rob!", "en"),
        ("Dear Robbie,", "en"),
        ("Hello R,", "en"),
        ("Dear all,", "en"),
        ("Dear Candidate,", "en"),
        ("Good morning,", "en"),
        ("Dear Jodie and Robin,", "en"),
        ("Sehr geehrte Damen und Herren,", "de"),
        ("Liebe Bewerberin,", "de"),
        ("Dzień dobry Panie Robinie,", "pl"),
        ("Bonjour,", "fr"),
        ("Buenas tardes, Robin:", "es"),
        ("The board has met.", "en"),
    ],
)
def test_the_owners_own_names_and_nobodys_do_not(greeting: str, language: str) -> None:
    assert greeted(greeting, language) is None


def test_where_the_owners_names_are_not_certain_nobody_is_somebody_else() -> None:
    assert greeted("Dear Jodie,", to=Person("relay@example.net", "Jodie Marsh")) is None
    assert (
        somebody_else("Dear Jodie,\n", "en", Envelope(to=(Person("rv84@example.org"),)), ("rv84@example.org",)) is None
    )


def test_a_reply_carries_its_matter_and_its_addressee() -> None:
    mail = EmailMessage()
    mail["From"] = "Mara Lindholm <mara@tern-vale.example>"
    mail["To"] = "Robin Vale <robin.vale@example.org>"
    mail["Subject"] = "Re: Your message"
    mail.set_content("Dear Jodie,\n\nWe regret that we cannot offer you the loan, your credit file is too short.\n")
    reply = read_reply(parse(mail.as_bytes()), has_invites=False, own=OWN)
    assert isinstance(reply, Reply)
    assert (reply.addressee, reply.matter, reply.about_job) == ("Jodie", "loan", False)


def test_a_letter_to_many_is_no_answer() -> None:
    mail = EmailMessage()
    mail["From"] = "Tern & Vale <hello@news.tern-vale.example>"
    mail["To"] = "Robin Vale <robin.vale@example.org>"
    mail["Subject"] = "Welcome to the team!"
    mail.set_content("Dear Robin,\n\nWe are pleased to offer you the job of tasting our new cider.\n")
    reply = read_reply(parse(mail.as_bytes()), has_invites=False, own=OWN)
    assert reply is not None
    assert reply.signal is Signal.UNRELATED
