"""What a text says of people: addresses (T10), who will answer, who the hiring manager is (C4), and that no answer is
wanted (F1)."""

import time
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword import understand
from afterword.model import Person, Reading, Signal
from afterword.understand.given import addresses_in, answers_from, manager_among, refuses_feedback

MAX = "max.moe@acme.example"
JANE = Person("jane@acme.example", "Jane Doe", "Jane")
BOB = Person("bob@acme.example", "Bob Roe", "Bob")


@pytest.mark.parametrize(
    "text",
    [
        f"Max Moe <{MAX}>, Lea Ott (lea@acme.example)",
        f"You can write to Max Moe at {MAX}.",
        f"Max Moe: {MAX}",
        f"Sure, Max Moe's address is {MAX}",
        f"Best,\nMax Moe\nHead of Robotics\n{MAX}",
        f"Best,\nMax Moe\nE-mail: {MAX}",
    ],
)
def test_t10_an_address_is_given_with_the_name_that_stands_before_it(text: str) -> None:
    given_people = addresses_in(text, "en")
    assert ("Max Moe", "Max") in [(one.name, one.first_name) for one in given_people if one.email == MAX]
    assert not [one for one in given_people if one.name is None]


@pytest.mark.parametrize(
    "language, text",
    [
        ("en", f"Hi Sam, her address is {MAX}"),
        ("en", f"Tom here. You can reach him directly at {MAX}."),
        ("de", f"Hallo Sam, seine E-Mail-Adresse lautet: {MAX}"),
        ("fr", f"Bonjour Sam, son adresse est {MAX}."),
        ("es", f"Hola Sam, su correo es {MAX}."),
        ("pt", f"Oi Sam, o e-mail dela é {MAX}."),
        ("nl", f"Hoi Sam, haar e-mailadres is {MAX}."),
        ("it", f"Ciao Sam, la sua mail è {MAX}."),
        ("pl", f"Cześć Sam, jej adres to {MAX}."),
    ],
)
def test_t10_her_address_is_that_of_somebody_spoken_of_before(language: str, text: str) -> None:
    assert addresses_in(text, language) == (Person(MAX),)


def test_t10_addresses_that_no_person_reads_are_not_given() -> None:
    assert addresses_in("Max Moe <no-reply@acme.example>", "en") == ()


@pytest.mark.parametrize(
    "language, text, name",
    [
        ("en", "Lucy Marsh from our HR team will get back to you by Friday.", "Lucy Marsh"),
        ("en", "Our recruiter, Lucy Marsh, will be in touch.", "Lucy Marsh"),
        ("en", "You will hear from Lucy next week.", "Lucy"),
        ("en", "Lucy will write to you. We’ll let you know of anything else.", "Lucy"),
        ("en", "We will get back to you by Friday.", None),
        ("en", "I'll be in touch.", None),
        ("de", "Frau Nair wird sich bis Freitag bei Ihnen melden.", "Nair"),
        ("de", "Bis Freitag meldet sich Lucy Marsh bei Ihnen.", "Lucy Marsh"),
        ("de", "Sie hören dann von Lucy.", "Lucy"),
        ("fr", "Lucy Marsh reviendra vers vous d'ici vendredi.", "Lucy Marsh"),
        ("es", "Lucy te escribirá la próxima semana.", "Lucy"),
        ("pt", "A Lucy vai entrar em contato na sexta.", "Lucy"),
        ("nl", "Lucy neemt contact met je op.", "Lucy"),
        ("it", "Lucy Marsh ti farà sapere entro venerdì.", "Lucy Marsh"),
        ("pl", "Lucy Marsh odezwie się do piątku.", "Lucy Marsh"),
        ("ja", "田中よりご連絡いたします。", None),
        (None, "Lucy will get back to you.", None),
    ],
)
def test_c4_who_is_said_to_answer(language: str | None, text: str, name: str | None) -> None:
    assert answers_from(text, language) == name


@pytest.mark.parametrize(
    "language, text, manager",
    [
        ("en", "You will meet Jane Doe, the hiring manager, and Bob Roe.", JANE),
        ("en", "You will meet Bob Roe (Staff Engineer) and Jane Doe (Hiring Manager).", JANE),
        ("en", "Interviewers:\n- Jane Doe, Engineer\n- Bob Roe - your future manager", BOB),
        ("en", "Hiring manager: Jane Doe\nPeer: Bob Roe", JANE),
        ("en", "You will meet Jane and Bob. The hiring manager is on holiday.", None),
        ("en", "You will meet Jane and Bob.", None),
        ("en", "Hiring manager: Jane Doe\nHiring manager: Bob Roe", None),
        ("de", "Sie sprechen mit Bob Roe, Ihrer künftigen Führungskraft, und Jane Doe.", BOB),
        ("fr", "Vous verrez Jane Doe, votre future responsable, puis Bob Roe.", JANE),
        ("es", "Hablarás con Jane Doe, tu futura jefa, y con Bob Roe.", JANE),
        ("nl", "Je spreekt Bob Roe (je toekomstige leidinggevende) en Jane Doe.", BOB),
        ("it", "Incontrerai Jane Doe, la tua futura responsabile, e Bob Roe.", JANE),
    ],
)
def test_c4_who_is_said_to_be_the_hiring_manager(language: str, text: str, manager: Person | None) -> None:
    assert manager_among((JANE, BOB), "Interview", text, language) == manager


def test_c4_a_hiring_manager_interview_with_one_person_is_with_the_hiring_manager() -> None:
    assert manager_among((JANE,), "Hiring manager interview", "See you then.", "en") == JANE
    assert manager_among((JANE, BOB), "Hiring manager interview", "See you then.", "en") is None


@pytest.mark.parametrize(
    "language, text",
    [
        ("en", "Due to the number of candidates we are unable to provide individual feedback."),
        ("de", "Bitte haben Sie Verständnis, dass wir kein individuelles Feedback geben können."),
        ("ja", "なお、選考内容に関するお問い合わせにはお答えできません。"),
    ],
)
def test_f1_feedback_can_be_refused(language: str, text: str) -> None:
    assert refuses_feedback(text, language)
    assert not refuses_feedback("Thank you. We would be happy to give you feedback.", language)


def _letter(text: str) -> Reading:
    message = EmailMessage()
    message["From"], message["To"] = "Dr. Tom Fox <tom@acme.example>", "sam.rivera@example.org"
    message["Date"], message["Message-ID"] = "Tue, 01 Dec 2026 10:00:00 +0000", "<1@acme.example>"
    message["Subject"], message["In-Reply-To"] = "Re: Interview", "<0@example.org>"
    message.set_content(text)
    return understand.read(bytes(message), ["sam.rivera@example.org"])


def test_a_reading_has_it_all() -> None:
    reply = _letter(
        "Dear Mr Rivera,\n\nunfortunately we have decided not to move forward with your application. "
        "Please refrain from replying to this message. Jane Doe <jane@acme.example> will answer questions.\n"
    ).reply
    assert reply is not None
    assert (reply.signal, reply.manner.tone, reply.manner.honorific) == (Signal.REJECTION, "formal", "Dr. Fox")
    assert JANE in reply.addresses


def test_t10_a_message_that_gives_an_address_and_no_more_is_no_message_about_something_else() -> None:
    reply = _letter(f"Hi Sam,\n\nof course: Max Moe, {MAX}\n\nBest,\nTom\n").reply
    assert reply is not None
    assert reply.signal is Signal.ACKNOWLEDGEMENT
    assert ("Max Moe", MAX) in [(one.name, one.email) for one in reply.addresses]


def test_f1_a_rejection_can_ask_for_no_answer() -> None:
    no = "Hi Sam,\n\nunfortunately we have decided not to move forward with your application.\n"
    asks = [
        reply.no_answer_wanted
        for more in ("", "We are unable to give individual feedback.\n", "Please do not contact us again about this.\n")
        if (reply := _letter(no + more).reply)
    ]
    assert asks == [False, True, True]


@given(st.text(max_size=300), st.sampled_from(["en", "de", "xx", None]))
def test_any_text_can_be_read(text: str, language: str | None) -> None:
    assert len(addresses_in(text, language)) <= 20
    answers_from(text, language)
    manager_among((JANE, BOB), text, text, language)


@pytest.mark.parametrize(
    "text", ["A" * 50_000, "Aa " * 20_000, "Aa, b" * 10_000, "a@b.c " * 8_000, "Jane Doe hiring manager " * 2_000]
)
def test_no_text_takes_long(text: str) -> None:
    begun = time.process_time()
    addresses_in(text, "en")
    answers_from(text, "en")
    manager_among((JANE, BOB), text[:2000], text, "en")
    assert time.process_time() - begun < 1.5
