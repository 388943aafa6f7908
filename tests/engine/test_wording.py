"""What `status` says of the user's own words and templates that did not go into a draft as they are (T4, T8)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from afterword.adapters.ledger import Ledger
from afterword.compose import Shelf
from afterword.config import load
from afterword.engine.state import state_of
from afterword.engine.wording import worded
from afterword.model import (
    Brief,
    Envelope,
    Invite,
    InviteSeen,
    Key,
    Kind,
    Notes,
    Position,
    Verdict,
    Wanted,
    Wish,
)
from tests.cli.configs import write_config
from tests.compose.examples import PRIYA, thank_you

SHORT = """\
Subject: Thanks for {{ day }}

{{ warm }}

Thank you for talking with me {{ on_day }}. {% if role %}The {{ role }} role is what I want.{% endif %}

I hope to hear from you.

Cheers,
"""


def wish(brief: Brief) -> Wish:
    address = brief.recipient.email or ""
    return Wish(
        key=Key(Kind.THANK_YOU, "a1", address, "2026-04-14"),
        wanted=Wanted.YES,
        recipient=brief.recipient,
        sender="sam.rivera@example.org",
        account="personal",
        since=datetime(2026, 4, 14, tzinfo=UTC),
        reason="the interview was over at 11:00",
        brief=brief,
    )


def reason(brief: Brief) -> str:
    (only,) = worded([wish(brief)], Shelf()).wishes
    assert only.wanted is Wanted.YES
    return only.reason


def all_thank_yous(text: str) -> Shelf:
    return Shelf(tuple((f"en/thank_you-{number:02}.txt.j2", text) for number in range(1, 13)))


def test_nothing_is_said_where_all_is_well() -> None:
    assert reason(thank_you()) == "the interview was over at 11:00"
    noted = replace(thank_you(), notes=Notes(highlight="The story of the bootloader has stayed with me"))
    assert reason(noted) == "the interview was over at 11:00"


def test_t4_notes_that_find_no_room_are_named() -> None:
    long = "I told you about " + ", ".join(["the board"] * 12)
    brief = replace(thank_you(), notes=Notes(correction="It had two cores", highlight=long, project=long))
    assert reason(brief).endswith("; no room in 120 words for what you noted as project (T4)")


def test_t8_a_word_that_looks_misspelled_is_named_and_stays() -> None:
    brief = replace(thank_you(), notes=Notes(forgot="I recieved the board of Halden and of Priya"))
    done = worded([wish(brief)], Shelf())
    assert done.wishes[0].reason.endswith("; in your notes “recieved” may be “received” (T8)")
    assert "I recieved the board" in next(iter(done.letters.values())).body


def test_t8_a_text_that_is_not_fit_is_held_with_its_fault_and_has_no_letter() -> None:
    """Held, and not unwanted: what lies in Drafts of it stays there until the user has mended it."""
    nameless = replace(thank_you(), writer=replace(thank_you().writer, name=" "))
    done = worded([wish(nameless), wish(thank_you(PRIYA, seed="other"))], Shelf())
    assert [one.wanted for one in done.wishes] == [Wanted.HELD, Wanted.YES]
    assert done.wishes[0].reason == "its text is not fit to be sent: no signature (T8)"
    assert len(done.letters) == 1


def test_a_template_of_the_user_takes_the_place_of_ours() -> None:
    done = worded([wish(thank_you())], all_thank_yous(SHORT))
    (letter,) = done.letters.values()
    assert "is what I want." in letter.body
    assert done.wishes[0].reason == "the interview was over at 11:00"


def test_a_template_of_another_number_is_one_more() -> None:
    shelf = Shelf((("en/thank_you-13.txt.j2", SHORT),))
    briefs = [thank_you(seed=f"seed {number}") for number in range(60)]
    found = [worded([wish(brief)], shelf).letters for brief in briefs]
    own = ["is what I want." in letter.body for letters in found for letter in letters.values()]
    assert 0 < sum(own) < 20


@pytest.mark.parametrize(
    "broken", ["", "Subject: {{ x", SHORT.replace("warm", "wram"), SHORT.replace("I hope", "x, " * 130 + "I hope")]
)
def test_a_broken_one_gives_way_to_ours_and_is_named(broken: str) -> None:
    done = worded([wish(thank_you())], all_thank_yous(broken))
    (letter,) = done.letters.values()
    (ours,) = worded([wish(thank_you())], Shelf()).letters.values()
    assert letter.body == ours.body
    assert "your template is not used, one of ours is: en/thank_you-" in done.wishes[0].reason


def test_words_of_a_mail_are_no_template() -> None:
    brief = replace(thank_you(), notes=Notes(highlight="{{ role }} and {% if x %} stay as they are"))
    (letter,) = worded([wish(brief)], Shelf()).letters.values()
    assert "{{ role }} and {% if x %} stay as they are." in letter.body


def test_t4_a_note_longer_than_any_letter_is_named_too() -> None:
    brief = replace(thank_you(), notes=Notes(forgot="the board " * 1000, highlight="It was good to see the lab"))
    done = worded([wish(brief)], Shelf())
    assert "no room in 120 words for what you noted as forgot (T4)" in done.wishes[0].reason
    assert "It was good to see the lab." in next(iter(done.letters.values())).body


def test_what_status_is_made_of_says_so_too(tmp_path: Path) -> None:
    """From the files beside the configuration to the reason that `afterword status` prints."""
    end = datetime(2026, 4, 14, 11, tzinfo=UTC)
    invite = Invite(
        Verdict.INTERVIEW, 1.0, (), "uid-1", start=end - timedelta(hours=1), end=end, title="Interview at Halden",
        company="Halden", interviewers=(PRIYA,),
    )  # fmt: skip
    seen = InviteSeen(Position("personal", "INBOX", 1, 1), Envelope(message_id="<1@halden.example>"), invite, end, 1)
    folder = tmp_path / "templates" / "en"
    folder.mkdir(parents=True)
    for number in range(1, 13):
        (folder / f"thank_you-{number:02}.txt.j2").write_text("Subject: {{ joke }}", encoding="utf-8")
    account = '[[account]]\nname = "personal"\nhost = "imap.example.org"\nusername = "sam"\n'
    config = load(write_config(tmp_path, account))
    with Ledger.open(config.state_dir) as ledger:
        ledger.observe([seen])
        ((planned,),) = (
            [one for one in many if one.key.kind is Kind.THANK_YOU]
            for many in state_of(ledger, config, end + timedelta(hours=2)).follow_ups.values()
        )
    assert planned.state == "planned"
    assert "your template is not used, one of ours is: en/thank_you-" in planned.reason
    assert "there is no fact “joke”" in planned.reason
