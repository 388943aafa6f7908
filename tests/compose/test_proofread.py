"""T8: the proofread finds every fault, and takes no name for one."""

import pytest
from msgspec.structs import replace

from afterword.compose.language import load
from afterword.compose.notes import write
from afterword.compose.proofread import Note, faults
from afterword.errors import UnfitText
from afterword.model import Notes
from tests.compose.examples import thank_you

GOOD = Note(
    subject="Thank you for Tuesday",
    greeting="Hi Priya,",
    paragraphs=("Thank you for the conversation on Tuesday.", "I look forward to your reply."),
    close="Best regards,",
    signature="Sam",
)


def found(note: Note, *values: str) -> tuple[str, ...]:
    return faults(note, greetings=("Hi Priya,", "Dear Priya,"), values=values, language=load("en"))


def said(paragraph: str) -> Note:
    return replace(GOOD, paragraphs=(paragraph,))


def words(count: int) -> str:
    """A sentence of so many words; greeting and close have two each."""
    return ", ".join(("Word", *("word",) * (count - 1))) + "."


def test_a_good_note_has_no_fault() -> None:
    assert found(GOOD) == ()


@pytest.mark.parametrize(
    "note,fault",
    [
        (said("Thank you, {{ name }}."), "a template leftover"),
        (said("Thank you {% if x %}."), "a template leftover"),
        (said("Thank you, [name]."), "a placeholder"),
        (said("Thank you, <name>."), "a placeholder"),
        (said("Thank you, None."), "a placeholder"),
        (said("The role of XXX is good."), "a placeholder"),
        (said("The talk with ____ was good."), "a placeholder"),
        (said("Thank you, {name}."), "a template leftover"),
        (said("Thank you, %NAME%."), "a template leftover"),
        (said("Thank you, $name."), "a template leftover"),
        (said("Research &amp; development."), "an HTML entity"),
        (said("It&#39;s good."), "an HTML entity"),
        (said("THANK YOU for the time."), "capitals alone"),
        (replace(GOOD, subject="SENIOR ENGINEER: a question"), "subject: words in capitals alone"),
        (replace(GOOD, close="Viele Grüße"), "the sign-off is of another language"),
        (replace(GOOD, close="Un saludo,"), "the sign-off is of another language"),
        (said("Thank  you."), "white space"),
        (said("Thank\u00a0you."), "white space"),
        (said("Thank you for the the time."), "a doubled word"),
        (said("The the time was good."), "a doubled word"),
        (said("Thank you ."), "a blank before punctuation"),
        (said("Thank you,."), "punctuation without words"),
        (said("Thank you.."), "punctuation without words"),
        (said("Thank you ()."), "punctuation without words"),
        (said("Thank you! It was good!"), "exclamation"),
        (said("Thank you for coming today."), "“today”"),
        (said("Just checking in."), "“just checking in”"),
        (said("I was thrilled."), "“thrilled”"),
        (said("I can be reached by phone."), "“by phone”"),
        (said("thank you."), "lower case"),
        (said("Thank you. it was good."), "lower case"),
        (said("Thank you"), "no end"),
        (said(" "), "an empty block"),
        (said("..."), "an empty block"),
        (said(words(117)), "121 words"),
        (replace(GOOD, paragraphs=()), "an empty block"),
        (replace(GOOD, greeting="Hi Tom,"), "T5"),
        (replace(GOOD, subject=" "), "no subject"),
        (replace(GOOD, subject="Following up"), "“following up”"),
        (replace(GOOD, signature=""), "no signature"),
    ],
)
def test_every_fault_is_found(note: Note, fault: str) -> None:
    assert any(fault in line for line in found(note))


@pytest.mark.parametrize(
    "note",
    [
        said("The HTML was written by NASA & friends in the USA."),
        said("It costs $400, or 10% of R&D; less would do."),
        replace(GOOD, close="Yours,"),
        replace(GOOD, subject="USA"),
    ],
)
def test_what_only_looks_like_a_fault_is_none(note: Note) -> None:
    assert found(note) == ()


def test_all_faults_are_named_at_once() -> None:
    assert len(found(replace(said("the the time  [x] today"), greeting="Hi,", subject=""))) >= 6


def test_names_are_exempt_from_style() -> None:
    note = said("I would like to work at USA Today with Duran Duran. iRobot builds it.")
    assert found(note, "USA Today", "Duran Duran", "iRobot") == ()
    assert len(found(note)) == 3


def test_the_subject_of_a_thread_is_theirs() -> None:
    assert found(replace(GOOD, subject="Re: {{ x }}  today [y]", is_reply=True)) == ()


def test_the_signature_is_not_judged() -> None:
    assert found(replace(GOOD, signature="Sam  Rivera\n[today] <sam@example.org>")) == ()


def test_a_note_of_120_words_is_fit() -> None:
    assert found(said(words(116))) == ()


def test_a_letter_that_fails_is_not_written() -> None:
    with pytest.raises(UnfitText) as caught:
        write(replace(thank_you(), writer=replace(thank_you().writer, name=" ")))
    assert caught.value.faults == ("no signature",)


@pytest.mark.parametrize("text", ["They said “well done!”", "The tour (my first!)", "I wished for more…", "他们说好。"])
def test_a_note_of_the_users_ends_a_paragraph_as_it_ends(text: str) -> None:
    noted = (replace(thank_you(), notes=Notes(**{kind: text})) for kind in ("highlight", "forgot", "compliment"))
    assert all(text in write(brief).body for brief in noted)
