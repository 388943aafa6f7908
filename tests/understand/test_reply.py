"""What answers mean: the letters of tests/mail/replies, and what must never change a meaning."""

import textwrap
from datetime import date
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.decide.workdays import WorkCalendar, promised_day
from afterword.errors import BadMessage
from afterword.model import Anchor, Reply, Signal, Span
from afterword.understand import weighing
from afterword.understand.absences import return_day
from afterword.understand.dates import promise
from afterword.understand.hits import Group, find, known_languages, role_in, vocabulary
from afterword.understand.mime import parse
from afterword.understand.reply import read_reply
from afterword.understand.weighing import WEIGHED
from tests.understand.letters import Letter, letters

LETTERS = [letter for language in known_languages() for letter in letters(language)]
# Both say nothing but when the answer comes.
SAME = {Signal.TIMELINE: Signal.HOLDING}
any_letter = st.sampled_from(LETTERS)


def read(raw: bytes) -> Reply:
    reply = read_reply(parse(raw), has_invites=False)
    assert reply is not None
    return reply


def wrote(
    text: str,
    subject: str = "Re: Thanks",
    *,
    by: str = "Nina Boor <nina@tern-vale.example>",
    answers: str | None = "<t1@example.org>",
) -> Reply:
    """What a message of 22 April 2026 says; ``answers`` is the Message-ID that it answers."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = by, "robin@example.org", subject
    message["Date"] = "Wed, 22 Apr 2026 10:00:00 +0100"
    if answers:
        message["In-Reply-To"] = answers
    message.set_content(text)
    return read(message.as_bytes())


def meaning(reply: Reply) -> tuple[object, ...]:
    return reply.signal, reply.ask, reply.promise and reply.promise.until, reply.returns_on


ENDS = {Signal.REJECTION, Signal.OFFER, Signal.NEXT_STEP}
MOST_MISREAD = 0.01
"""Of the letters. What weighs all signs is trained, and may be wrong about one or the other, but see below."""


def test_letters() -> None:
    misread = []
    for letter in LETTERS:
        reply, wanted = read(letter.message().as_bytes()), Signal(letter.signal)
        assert reply.reasons
        right = SAME.get(reply.signal, reply.signal) is SAME.get(wanted, wanted) and not reply.ask
        if not right:
            misread.append((letter.text, reply.signal, reply.ask))
        # The worst error: the chasing is over though they have not answered.
        assert right or wanted in ENDS or reply.ask or reply.signal not in ENDS, letter.text
    assert len(misread) <= MOST_MISREAD * len(LETTERS), misread


@pytest.mark.parametrize(
    "letter",
    [letter for letter in LETTERS if letter.by is not None],
    ids=lambda letter: f"{letter.signal}: {' '.join(letter.text.split())[:50]}",
)
def test_letters_that_name_a_day(letter: Letter) -> None:
    reply = read(letter.message().as_bytes())
    assert letter.by is not None
    assert reply.promise is not None
    day = promised_day(reply.promise, date(2026, 5, 6), None, WorkCalendar())
    assert day == date.fromisoformat(letter.by)


@pytest.mark.parametrize(
    ("signal", "text"),
    [
        (Signal.DO_NOT_CONTACT, "Please do not contact us by phone or e-mail."),
        (Signal.DO_NOT_CONTACT, "We would rather you did not chase this over the phone or by mail."),
        (Signal.HOLDING, "We don't like to decide such things by phone, so we will talk it through when she is back."),
        (
            Signal.REJECTION,
            "We will not be taking your application further. This does not affect other applications of yours.",
        ),
    ],
)
def test_by_what_means_and_what_else_it_touches_changes_no_verdict(signal: Signal, text: str) -> None:
    reply = read(Letter(signal, f"Dear Sam,\n\n{text}\n\nKind regards,\nJo").message().as_bytes())
    assert (SAME.get(reply.signal, reply.signal), reply.ask, reply.engagement) == (signal, False, None)


@pytest.mark.parametrize("language", known_languages())
def test_every_phrase_compiles(language: str) -> None:
    assert vocabulary(language).groups
    assert promise("1", date(2026, 5, 6), language) is None
    assert return_day("1", date(2026, 5, 6), language) is None


@given(any_letter, any_letter)
def test_what_is_quoted_changes_nothing(letter: Letter, other: Letter) -> None:
    history = "\n".join(f"> {line}" for line in other.text.strip().splitlines())
    text = f"{letter.text.strip()}\n\nOn Tue, 5 May 2026, Robin Vale <robin@example.org> wrote:\n{history}\n"
    assert meaning(read(letter.message(text).as_bytes())) == meaning(read(letter.message().as_bytes()))


@given(any_letter, st.integers(30, 120))
def test_wrapping_changes_nothing(letter: Letter, width: int) -> None:
    paragraphs = letter.text.strip().split("\n\n")
    text = "\n\n".join(textwrap.fill(" ".join(paragraph.split()), width) for paragraph in paragraphs)
    assert meaning(read(letter.message(text).as_bytes())) == meaning(read(letter.message().as_bytes()))


@given(any_letter, st.sampled_from(["quoted-printable", "base64", "8bit"]), st.sampled_from(["utf-8", "windows-1252"]))
def test_encoding_changes_nothing(letter: Letter, encoding: str, charset: str) -> None:
    mail = letter.message()
    try:
        letter.text.encode(charset)
    except UnicodeEncodeError:
        charset = "utf-8"
    mail.set_content(letter.text.strip(), charset=charset, cte=encoding)
    assert meaning(read(mail.as_bytes())) == meaning(read(letter.message().as_bytes()))


@given(st.binary(max_size=800))
def test_any_bytes_are_read_or_refused(junk: bytes) -> None:
    try:
        message = parse(b"From: a@b.example\nDate: Wed, 06 May 2026 10:00:00 +0100\n" + junk)
    except BadMessage:
        return
    read_reply(message, has_invites=False)


def test_the_owners_own_message_is_no_answer() -> None:
    mail = Letter("rejection", "We regret that you were not successful.").message()
    reply = read_reply(parse(mail.as_bytes()), has_invites=False, own=("mara@tern-vale.example",))
    assert reply is not None
    assert reply.signal is Signal.UNRELATED


def test_nothing_follows_from_a_forged_message() -> None:
    mail = Letter("rejection", "We regret that you were not successful.").message()
    raw = b"Authentication-Results: mx.example.org; dmarc=fail header.from=tern-vale.example\n" + mail.as_bytes()
    assert read(raw).signal is Signal.UNRELATED


def test_beside_an_invite_only_what_goes_beyond_it_counts() -> None:
    mail = Letter("x", "Please join us on Tuesday at ten. We will let you know within a week.").message()
    reply = read_reply(parse(mail.as_bytes()), has_invites=True)
    assert reply is not None
    assert reply.signal is Signal.TIMELINE
    quiet = Letter("x", "Please join us on Tuesday at ten for your interview.").message()
    assert read_reply(parse(quiet.as_bytes()), has_invites=True) is None


def test_what_they_ask_of_the_owner_is_noticed() -> None:
    assert read(
        Letter("x", "Nothing is decided yet. Could you send me your notice period?").message().as_bytes()
    ).awaits_owner
    assert not read(Letter("x", "Nothing is decided yet, sorry.").message().as_bytes()).awaits_owner


def test_a_forwarded_verdict_counts() -> None:
    text = (
        "Hi Robin, see below.\n\n---------- Forwarded message ---------\nFrom: Client <c@client.example>\n"
        "Date: 5 May 2026\nSubject: Robin\nTo: Dale\n\nWe have decided to go with another candidate.\n"
    )
    reply = read(Letter("rejection", text, subject="Fwd: Robin").message().as_bytes())
    assert reply.signal is Signal.REJECTION
    assert reply.evidence == "We have decided to go with another candidate."


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("You applied in December for the post of Mortgage Underwriter.", "Mortgage Underwriter"),
        ("Thank you for your interest in the Senior Accountant role at Blue Ltd.", "Senior Accountant"),
        ("We're writing about the part-time Librarian job you applied for last autumn.", "Librarian"),
        ("Application update - Store Manager, Bath", "Store Manager"),
        ("Position: Payroll Clerk", "Payroll Clerk"),
        ("Your application: Vacancy 2231", None),
        ("Your application - next steps", None),
        ("The job is yours.", None),
    ],
)
def test_the_role_that_a_sentence_names(sentence: str, role: str | None) -> None:
    assert role_in("", [sentence], vocabulary("en")) == role


def test_who_confirms_an_interview_and_says_when_the_answer_comes_asks_nobody_on() -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "hr@tern-vale.example", "robin@example.org", "Bevestiging gesprek 7 mei"
    mail["Date"] = "Wed, 29 Apr 2026 10:00:00 +0200"
    mail.set_content(
        "Beste Robin,\n\nWe verwachten je op donderdag 7 mei om 13.30 uur voor een gesprek. Binnen een week na het "
        "gesprek laten we je weten of je door bent naar de volgende ronde.\n"
    )
    reply = read(mail.as_bytes())
    assert reply.signal is Signal.TIMELINE
    assert reply.promise is not None
    assert isinstance(reply.promise.until, Span)
    assert reply.promise.until.anchor is Anchor.INTERVIEW


@pytest.mark.parametrize(
    "text",
    [
        "Come on Monday 4 May at ten, Room 2. Everybody gets our answer, positive or negative, within two weeks.",
        "Wir erwarten Sie am 4. Mai um 10 Uhr. Ob positiv oder negativ, Sie hören spätestens nach zwei Wochen von uns.",
        "La aspettiamo il 4 maggio alle 10. Diamo risposta, positiva o negativa che sia, entro due settimane.",
        "Le esperamos el 4 de mayo a las 10. Damos respuesta, positiva o negativa, en un plazo de dos semanas.",
        "Nous vous attendons le 4 mai à 10 h. Réponse, positive ou négative, sous quinze jours.",
        "Esperamos por si no dia 4 de maio às 10h. A resposta, positiva ou negativa, chega em duas semanas.",
        "Wij verwachten u op 4 mei om 10 uur. Ons antwoord, positief of negatief, volgt binnen twee weken.",
        "Zapraszamy 4 maja o 10. Odpowiedź, pozytywną lub negatywną, prześlemy w ciągu dwóch tygodni.",
        "You had an interview with us. Whether or not you were successful, tell us in a minute how it went.",
        "Ob Sie ausgewählt oder nicht ausgewählt wurden: Sagen Sie uns, wie das Gespräch war.",
        "Vous avez passé un entretien. Que votre candidature soit retenue ou non, votre avis compte.",
        "Hai fatto un colloquio da noi. Selezionata o meno, ci dica come è andata.",
        "Usted hizo una entrevista. Haya sido seleccionado o no, su opinión cuenta.",
    ],
)
def test_an_answer_that_may_be_either_is_none_yet(text: str) -> None:
    reply = wrote(text, "4.5.", answers=None)
    assert reply.signal is not Signal.REJECTION or reply.ask, reply


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("We made up our minds yesterday and it's the other finalist.", Signal.REJECTION),
        ("Es ist die andere geworden, so leid es mir tut.", Signal.REJECTION),
        ("C'est l'autre candidate, et la décision est prise.", Signal.REJECTION),
        ("Het is de andere geworden.", Signal.REJECTION),
        ("The board voted for a hiring freeze until the next financial year.", Signal.REJECTION),
        ("Im Haus gilt ein Einstellungsstopp bis auf Weiteres.", Signal.REJECTION),
        ("There is a hiring freeze until Friday's budget meeting; nothing is decided yet.", Signal.HOLDING),
        ("It's the other way round: we have not decided yet.", Signal.HOLDING),
    ],
)
def test_whom_it_has_become_and_how_long_nobody_is_hired(text: str, signal: Signal) -> None:
    found = wrote(f"Robin,\n\n{text}\n\nNina\n", "Re: Danke / Thanks")
    assert SAME.get(found.signal, found.signal) is signal, found


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("How was it?", "On a scale of 1 to 10, how likely are you to recommend our interviews? It takes a minute."),
        ("Umfrage", "Wie wahrscheinlich empfehlen Sie unser Gespräch weiter, von 0 bis 10? Es dauert eine Minute."),
        ("Pesquisa", "De 0 a 10, quanto recomendaria a nossa entrevista a um amigo? Responda até sexta-feira."),
    ],
)
def test_who_asks_for_marks_answers_nothing(subject: str, text: str) -> None:
    assert wrote(text, subject, by="Tern & Vale <panel@survey.example>", answers=None).signal is Signal.UNRELATED


@pytest.mark.parametrize(
    "text",
    [
        "We have received your application. This message was generated automatically, please do not reply.",
        "Ihre Unterlagen sind bei uns eingegangen. Das dauert vier Wochen. Diese Nachricht wurde automatisch erzeugt.",
        "Nous avons bien reçu votre candidature. Ce message a été généré automatiquement.",
    ],
)
def test_a_receipt_that_a_machine_wrote_promises_nothing(text: str) -> None:
    reply = wrote(text, "Analyst 2026-188", by="Tern & Vale <noreply@tern-vale.example>", answers=None)
    assert reply.signal in {Signal.AUTO_REPLY, Signal.ACKNOWLEDGEMENT}, reply
    assert reply.promise is None


@pytest.mark.parametrize(
    ("subject", "text", "signal"),
    [
        (
            "Re: Danke",
            "Magst am Samstag nochmal vorbeischauen? Der Toni war beim ersten Mal auf Montage.",
            Signal.NEXT_STEP,
        ),
        ("Re: Thanks", "They have come back on the planner seat and want you in on Tuesday at ten.", Signal.NEXT_STEP),
        ("Automatisch antwoord: Bedankt", "Ik lees mijn mail vanaf maandag 27 april weer.", Signal.AUTO_REPLY),
        ("Re: Thanks", "Counting puffins, no mast for miles. Back with the living on 30 April.", Signal.AUTO_REPLY),
        (
            "Re: Gracias",
            "Te lo digo sin rodeos: el puesto se lo queda Marisa, que lleva once años aquí.",
            Signal.REJECTION,
        ),
    ],
)
def test_who_was_away_and_who_is(subject: str, text: str, signal: Signal) -> None:
    assert wrote(text, subject).signal is signal


def test_papers_that_are_no_offer_yet_are_no_refusal() -> None:
    reply = wrote("Please have the drug screen done by the 30th. To be clear, this isn't an offer.")
    assert reply.signal is not Signal.REJECTION
    assert reply.signal is not Signal.OFFER


def test_a_verdict_below_the_name_of_who_passes_it_on_is_read() -> None:
    message = EmailMessage()
    message["From"], message["To"] = "Nina Boor <nina@tern-vale.example>", "robin@example.org"
    message["Date"], message["Subject"] = "Wed, 22 Apr 2026 10:00:00 +0100", "Re: Thank you"
    above = "Thank you for the kind note that you sent to all of us. It was so good to have you here last week."
    below = "Unfortunately we have decided not to move forward with your application."
    message.set_content(f"{above}\n\nBest\nNina\n\nThe board has just met. {below}\n")
    assert read(message.as_bytes()).signal is Signal.REJECTION


@pytest.mark.parametrize(
    "text",
    [
        "While the post is open I must ask you not to write to the trustees, nor to ring us about the vacancy.",
        "Solange die Stelle offen ist, schreiben Sie bitte weder den Mitgliedern der Kommission noch uns.",
        "Gelieve noch de rector, noch ons secretariaat verder te contacteren over deze vacature.",
    ],
)
def test_who_asks_not_to_be_written_to_refuses_nobody(text: str) -> None:
    assert wrote(text).signal is Signal.DO_NOT_CONTACT


def test_a_question_is_no_sure_refusal() -> None:
    said = ["Not the right fit?", "You are not the right fit."]
    assert find(said, vocabulary("en"))[Group.REJECTION].sure == [1]


def test_an_answer_of_somebody_who_is_soon_back_is_asked_about() -> None:
    reply = wrote("Back in London on Thursday. Come and start with us in June, the desk is yours.")
    assert (reply.signal, reply.ask) == (Signal.OFFER, True)


@pytest.mark.parametrize(("share", "asked"), [(0.27, True), (0.34, False)])
def test_an_end_against_the_weight_of_all_signs_is_asked_about(
    monkeypatch: pytest.MonkeyPatch, share: float, asked: bool
) -> None:
    rest = (1 - share) / (len(WEIGHED) - 1)
    odds = {signal: share if signal is Signal.REJECTION else rest for signal in WEIGHED}
    monkeypatch.setattr(weighing, "weighed", lambda _: odds)
    reply = wrote("We have decided to go with another candidate.")
    assert (reply.signal, reply.ask) == (Signal.REJECTION, asked)
