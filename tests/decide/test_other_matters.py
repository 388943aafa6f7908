"""From the bytes of a message to whether it ends the chasing: never for another matter, role or person, and always for
the application itself, though it may be in the trade of such a matter."""

from email.message import EmailMessage
from pathlib import Path

import msgspec
import pytest

from afterword.decide.matching import Directory
from afterword.model import Application, Person, Signal
from afterword.understand import read

HERE = Path(__file__).parent
OWNER = "robin.vale@example.org"
JANE = Person("jane.doe@acme.example", "Jane Doe", "Jane")
DESK = Person("office@acme.example", "Acme")
ENDS = {Signal.REJECTION, Signal.OFFER, Signal.NEXT_STEP}
LANGUAGES = {"de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt"}


class Sample(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"sender": "from"}):
    language: str
    sender: str
    text: str
    subject: str = "Re: your visit"
    role: str = "Harbour Pilot"
    company: str = "Acme Port"


SAMPLES = msgspec.toml.decode((HERE / "matters.toml").read_bytes(), type=dict[str, list[Sample]])


def ends_the_chasing(sample: Sample) -> bool:
    """Does it end the chasing without a question?"""
    mail = EmailMessage()
    sender = JANE if sample.sender == "people" else DESK
    mail["From"] = f"{sender.name} <{sender.email}>"
    mail["To"] = f"Robin Vale <{OWNER}>"
    mail["Subject"] = sample.subject
    mail.set_content(sample.text)
    reading = read(mail.as_bytes(), {OWNER})
    assert reading.reply is not None
    application = Application("acme", sample.company, sample.role, domains=("acme.example",), interviewers=(JANE,))
    directory = Directory([application])
    named = directory.names_in(f"{sample.subject}\n{reading.text}")
    match = directory.match(reading.envelope, named, reading.reply)
    acts = match.application is not None and not match.doubtful and not reading.reply.ask
    return acts and reading.reply.signal in ENDS


def samples(side: str) -> list[object]:
    numbered = enumerate(SAMPLES[side], 1)
    return [pytest.param(one, id=f"{number} {one.language} {one.subject}") for number, one in numbered]


@pytest.mark.parametrize("side", ["near", "true"])
def test_there_are_samples_of_every_language(side: str) -> None:
    assert {sample.language for sample in SAMPLES[side]} == LANGUAGES


@pytest.mark.parametrize("sample", samples("near"))
def test_what_is_about_something_else_ends_nothing(sample: Sample) -> None:
    assert not ends_the_chasing(sample)


@pytest.mark.parametrize("sample", samples("true"))
def test_an_answer_in_the_words_of_its_trade_ends_the_chasing(sample: Sample) -> None:
    assert ends_the_chasing(sample)
