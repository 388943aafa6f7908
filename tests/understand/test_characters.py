"""What nobody sees is read by nobody: it hides no word, joins no line, and makes no two names look like one."""

import unicodedata
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword import addresses, understand
from afterword.model import Reading, Signal, Verdict
from afterword.understand.characters import seen, seen_on_one_line
from afterword.understand.html import text_of
from tests.understand.samples import OWN, calendar, only

ZERO_WIDTH, SOFT_HYPHEN, OVERRIDE, ISOLATE = "\u200b", "\xad", "\u202e", "\u2066"
UNSEEN = (ZERO_WIDTH, SOFT_HYPHEN, OVERRIDE, ISOLATE, "\0", "\x1b", "\x7f", "\ufeff", "\ufdd0", "\U000e0041", "\x90")


@pytest.mark.parametrize("character", UNSEEN, ids=lambda character: f"U+{ord(character):04X}")
def test_unseen_characters_are_dropped(character: str) -> None:
    assert seen(f"Ja{character}ne") == "Jane"
    assert addresses.normal(f"ja{character}ne@acme.example") is None


def test_all_ends_of_lines_are_one_and_all_spaces_are_plain() -> None:
    assert seen("a\r\nb\rc\vd\fe\x85f\u2028g\u2029h\ti") == "a\nb\nc\nd\ne\nf\ng\nh\ti"
    assert seen_on_one_line("Jane\xa0Doe\u3000x\r\ny\tz") == "Jane Doe x y z"


def test_joiners_stay_where_letters_need_them() -> None:
    assert seen("علی\u200cرضا ශ්\u200dරී") == "علی\u200cرضا ශ්\u200dරී"
    assert seen("Ja\u200cne\u200d") == "Jane"


@given(st.text(alphabet=st.characters(), max_size=200))
def test_what_is_left_can_be_seen(text: str) -> None:
    line = seen_on_one_line(text)
    assert seen_on_one_line(line) == line
    assert not {unicodedata.category(char) for char in line} & {"Cc", "Cs", "Zl", "Zp"}
    assert not {unicodedata.bidirectional(char) for char in line} & {"LRE", "RLE", "LRO", "RLO", "LRI", "RLI", "FSI"}
    line.encode()


def answer(text: str, subtype: str = "plain") -> Reading:
    mail = EmailMessage()
    mail["From"] = "Mara Lindholm <mara@tern-vale.example>"
    mail["To"] = "kim.okoye@example.org"
    mail["Subject"] = "Re: Thank you"
    mail["In-Reply-To"] = "<thanks@example.org>"
    mail["Date"] = "Wed, 06 May 2026 10:00:00 +0100"
    mail.set_content(text, subtype=subtype)
    return understand.read(bytes(mail), OWN)


@pytest.mark.parametrize("character", [ZERO_WIDTH, SOFT_HYPHEN, "\u2060"])
def test_a_word_is_not_hidden_by_what_stands_within(character: str) -> None:
    text = "Dear Kim,\n\nunfortunately we have decided not to move forward with your application.\n\nMara\n"
    for word in ("unfortunately", "decided", "forward"):
        text = text.replace(word, character.join(word))
    said = answer(text).reply
    assert said is not None
    assert said.signal is Signal.REJECTION
    assert character not in (said.evidence or "")


def test_numbered_characters_of_html_are_dropped_too() -> None:
    assert text_of("<p>unfortu&#8203;nately, J&#x202e;ane &shy;&#xFDD0;</p>") == "unfortunately, Jane"


def test_a_title_is_not_turned_round() -> None:
    invite = only(
        calendar(
            "DTSTART:20261125T140000Z",
            f"SUMMARY:Interview: Nurse {OVERRIDE}at Halden{ISOLATE} Care",
            f'ORGANIZER;CN="{OVERRIDE}Lucy Marsh":mailto:lucy@halden.example',
            "ATTENDEE:mailto:kim.okoye@example.org",
        )
    )
    assert invite.verdict is Verdict.INTERVIEW
    assert (invite.title, invite.company) == ("Interview: Nurse at Halden Care", "Halden Care")
    assert [person.name for person in (*invite.interviewers, *invite.coordinators)] == ["Lucy Marsh"]


def test_an_address_with_what_is_not_seen_is_nobodys() -> None:
    invite = only(
        calendar(
            "DTSTART:20261125T140000Z",
            "SUMMARY:Interview: Nurse at Halden Care",
            "ORGANIZER:mailto:lucy@halden.example",
            f"ATTENDEE;CN=Priya Nair:mailto:priya{chr(0x202E)}@halden.example",
            "ATTENDEE:mailto:kim.okoye@example.org",
        )
    )
    assert all("\u202e" not in (person.email or "") for person in (*invite.interviewers, *invite.coordinators))
