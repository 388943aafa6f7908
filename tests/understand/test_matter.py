"""What a message is about beside its verdict, and to whom it speaks."""

from email.message import EmailMessage

import pytest

from afterword.model import Envelope, Person, Reply, Signal
from afterword.understand.addressee import somebody_else
from afterword.understand.hits import role_in, vocabulary
from afterword.understand.matter import is_letter_to_many, matter_of
from afterword.understand.mime import parse
from afterword.understand.reply import read_reply
from afterword.understand.vocabulary.matters import kinds, languages
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
APART = {
    "en": "Nothing to do with the job, by the way: your saddle is here.",
    "de": "Das hat nichts mit der Stelle zu tun: der Sattel ist da.",
    "fr": "Rien à voir avec le poste, mais ta selle est arrivée.",
    "es": "Nada que ver con el puesto, pero ha llegado tu sillín.",
    "it": "Niente a che vedere con il posto, ma è arrivata la tua sella.",
    "nl": "Niets te maken met de baan, maar je zadel is er.",
    "pt": "Nada a ver com a vaga, mas chegou o teu selim.",
    "pl": "Nie ma to nic wspólnego z pracą, ale przyszło siodełko.",
    "ja": "採用の件とは別の話ですが、サドルが届きました。",
}
A_REASON = {
    "en": "It has nothing to do with your interview, the budget is gone.",
    "de": "Das hat nichts mit Ihrem Gespräch zu tun, das Budget ist weg.",
    "fr": "Cela n'a rien à voir avec votre entretien, le budget est parti.",
    "es": "No tiene nada que ver con tu entrevista, no hay presupuesto.",
    "it": "Non c'entra con il tuo colloquio, manca il budget.",
    "nl": "Het heeft niets te maken met je gesprek, het budget is weg.",
    "pt": "Não tem nada a ver com a sua entrevista, faltou verba.",
    "pl": "Nie ma to nic wspólnego z rozmową, zabrakło budżetu.",
    "ja": "面接の内容によるものではなく、予算の都合です。",
}
NOT_MET = {
    "en": "We are not able to invite you to interview.",
    "de": "Wir können Sie leider nicht zu einem Vorstellungsgespräch einladen.",
    "fr": "Nous ne pourrons pas vous recevoir en entretien.",
    "es": "Te apuntaste en marzo y no pasaste la criba.",
    "it": "Non possiamo invitarla a un colloquio.",
    "nl": "Wij kunnen u niet uitnodigen voor een gesprek.",
    "pt": "Não foi chamado para entrevista.",
    "pl": "Nie zaprosimy pani na rozmowę.",
    "ja": "書類選考の結果、見送りとなりました。",
}
ONE_OF_SEVERAL = {
    "en": "Any other application that you may have with us is dealt with separately.",
    "de": "Weitere Bewerbungen bei uns bleiben davon unberührt.",
    "fr": "Vos autres candidatures chez nous ne sont pas concernées.",
    "es": "Tus otras candidaturas no se ven afectadas.",
    "it": "Le altre candidature proseguono separatamente.",
    "nl": "Uw andere sollicitaties lopen gewoon door.",
    "pt": "As suas outras candidaturas seguem à parte.",
    "pl": "Inne zgłoszenia rozpatrujemy osobno.",
    "ja": "他のポジションへのご応募には影響ございません。",
}
OF_THE_FAMILY = {
    "en": "I'm sorry that your daughter was not selected.",
    "de": "Leider wurde Ihre Tochter nicht ausgewählt.",
    "fr": "Votre fille n'a pas été retenue.",
    "es": "Tu hija no ha sido seleccionada.",
    "it": "Tua figlia non è stata ammessa.",
    "nl": "Uw dochter is niet geselecteerd.",
    "pt": "A sua filha não foi selecionada.",
    "pl": "Pani córka nie została przyjęta.",
    "ja": "ご令嬢の選考は見送りとなりました。",
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
    assert found.other
    assert not found.job


@pytest.mark.parametrize("language", sorted(JOB))
def test_a_job_is_told_by_its_words(language: str) -> None:
    found = matter_of(JOB[language], "", SOMEBODY, language)
    assert (found.job, found.engagement, found.apart, found.other) == (True, None, None, ())


@pytest.mark.parametrize("language", sorted(ENGAGEMENT))
def test_work_of_another_kind_is_told_by_its_words(language: str) -> None:
    assert matter_of(ENGAGEMENT[language], "", SOMEBODY, language).engagement is not None


@pytest.mark.parametrize("language", sorted(APART))
def test_what_sets_itself_apart_says_so_at_its_beginning(language: str) -> None:
    assert matter_of(APART[language], "", SOMEBODY, language).apart is not None
    assert matter_of(f"{JOB[language]} " * 20 + APART[language], "", SOMEBODY, language).apart is None


@pytest.mark.parametrize("language", sorted(A_REASON))
def test_a_reason_of_the_answer_sets_nothing_apart(language: str) -> None:
    assert matter_of(A_REASON[language], "", SOMEBODY, language).apart is None


@pytest.mark.parametrize("language", sorted(NOT_MET))
def test_an_application_without_an_interview_is_told_by_its_words(language: str) -> None:
    assert matter_of(NOT_MET[language], "", SOMEBODY, language).not_met
    assert not matter_of(JOB[language], "", SOMEBODY, language).not_met


@pytest.mark.parametrize("language", sorted(ONE_OF_SEVERAL))
def test_an_application_beside_others_may_be_another_than_the_interviews(language: str) -> None:
    assert matter_of(ONE_OF_SEVERAL[language], "", SOMEBODY, language).beside_others
    assert not matter_of(JOB[language], "", SOMEBODY, language).beside_others


@pytest.mark.parametrize("language", sorted(OF_THE_FAMILY))
def test_the_answer_to_somebody_of_the_family_is_none_of_the_owners(language: str) -> None:
    about = somebody_else(OF_THE_FAMILY[language], language, Envelope(to=(ROBIN,)), OWN)
    assert about is not None
    assert somebody_else(JOB[language], language, Envelope(to=(ROBIN,)), OWN) is None


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_language_has_every_kind_of_matter(language: str) -> None:
    assert kinds(language) == kinds("en")


def test_one_word_in_the_text_is_no_matter_yet_and_in_the_subject_it_is() -> None:
    choir = "The choir loved you, but it's a no."
    assert matter_of(choir, "Your visit", SOMEBODY, "en").other == ()
    assert matter_of("It's a no.", "Your choir place", SOMEBODY, "en").other == ("choir",)


def test_a_sum_counts_beside_other_words_and_is_no_wage() -> None:
    repair = "The warranty will not pay for the repair. I can do it for 65 quid."
    assert "65 quid" in matter_of(repair, "", SOMEBODY, "en").other
    assert matter_of("We pay £14 an hour and 65 quid for the fare.", "", SOMEBODY, "en").other == ()


def test_what_there_is_more_of_tells_the_matter() -> None:
    fete = "You've all got the job! Tombola at two, and the cake stall needs tickets."
    assert not matter_of(fete, "", SOMEBODY, "en").job
    assert matter_of("You've got the job! Bring your ticket for the interview expenses.", "", SOMEBODY, "en").job


def test_a_mailbox_that_serves_customers_is_another_matter_and_one_that_hires_is_none() -> None:
    assert matter_of("We said no.", "", Person("memberships@tern-vale.example"), "en").other == ("memberships",)
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
    found = role_in("", [sentence], vocabulary(language))
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
    assert (reply.addressee, reply.matters, reply.about_job) == ("Jodie", ("loan", "credit file"), False)


def test_a_letter_to_many_is_no_answer() -> None:
    mail = EmailMessage()
    mail["From"] = "Tern & Vale <hello@news.tern-vale.example>"
    mail["To"] = "Robin Vale <robin.vale@example.org>"
    mail["Subject"] = "Welcome to the team!"
    mail.set_content("Dear Robin,\n\nWe are pleased to offer you the job of tasting our new cider.\n")
    reply = read_reply(parse(mail.as_bytes()), has_invites=False, own=OWN)
    assert reply is not None
    assert reply.signal is Signal.UNRELATED


@pytest.mark.parametrize(
    ("sender", "text", "plainly"),
    [
        ("Acme Library <lending@acme.example>", "We chose the new edition of the interview guide instead.", False),
        ("Acme Library <lending@acme.example>", "After your interview we chose another candidate.", True),
        ("Dana Fox <dana.fox@acme.example>", "After the interview we chose somebody else.", True),
        ("Acme <careers@acme.example>", "After the interview we chose somebody else.", True),
    ],
)
def test_a_desk_with_one_word_of_a_job_is_not_plainly_about_one(sender: str, text: str, *, plainly: bool) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "Robin Vale <robin.vale@example.org>", "Your request"
    mail.set_content(f"Dear Robin,\n\nUnfortunately it is a no. {text}\n")
    reply = read_reply(parse(mail.as_bytes()), has_invites=False, own=OWN)
    assert reply is not None
    assert reply.plainly_about_job is plainly
