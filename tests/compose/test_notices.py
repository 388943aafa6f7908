"""What the owner is told, in words: who reads it knows what to do, and nothing in it does anything."""

from email import message_from_bytes
from email.policy import default
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword import understand
from afterword.compose import notice_letter, notice_message, summary
from afterword.compose.notices import MOST_LINES
from afterword.model import Letter
from afterword.model.notices import Matter, Notice, Waiting
from tests.decide.build import at

LONDON = ZoneInfo("Europe/London")
NOW = at("2026-11-26 08:00")
ENDS = Waiting("1", Matter.ENDS, "Send the thank-you to Jane Doe (Acme)", by=at("2026-11-26 15:00"))
DRAFT = Waiting("2", Matter.DRAFT, "Send the reminder to Tom Fox (Acme)", "it waits in Drafts (C3)", best=NOW)
QUESTION = Waiting("3", Matter.QUESTION, "Is it an interview?")
NAME = "<0123@example.org>"


def letter(*news: Waiting, others: tuple[Waiting, ...] = ()) -> Letter:
    return notice_letter(Notice("n", NOW, news, others), LONDON)


def test_a_digest_says_what_is_new_and_what_still_waits() -> None:
    found = letter(DRAFT, QUESTION, others=(ENDS,))
    assert found.subject == "Afterword: 1 draft and 1 question for you"
    assert found.body == (
        "New:\n"
        "- Send the reminder to Tom Fox (Acme), best at Thu 26 Nov 08:00. it waits in Drafts (C3)\n"
        "- Is it an interview?\n"
        "\n"
        "Still waiting:\n"
        "- Send the thank-you to Jane Doe (Acme), by Thu 26 Nov 15:00\n"
        "\n"
        "`afterword status` shows everything. Afterword wrote this to you alone; it sends nothing to anybody else.\n"
    )


@pytest.mark.parametrize(
    "news, subject",
    [
        ((ENDS,), "Afterword: a thank-you should be sent by Thu 26 Nov 15:00"),
        ((ENDS, DRAFT), "Afterword: a thank-you should be sent by Thu 26 Nov 15:00"),
        ((ENDS, Waiting("4", Matter.REFUSED, "x")), "Afterword: 2 things cannot wait"),
        ((DRAFT,), "Afterword: a draft waits"),
        ((DRAFT, DRAFT, DRAFT), "Afterword: 3 drafts for you"),
        ((Waiting("4", Matter.UNREACHABLE, "x"),) * 2, "Afterword: 2 things for you"),
    ],
)
def test_the_subject_tells_what_it_is(news: tuple[Waiting, ...], subject: str) -> None:
    assert letter(*news).subject == subject


def test_it_is_marked_so_that_no_mailer_answers_it() -> None:
    raw = notice_message(letter(ENDS), address="sam@rivera.example", message_id=NAME, written_at=NOW)
    fields = message_from_bytes(raw, policy=default)
    assert fields["Auto-Submitted"] == "auto-generated"  # RFC 3834, 5
    assert fields["X-Auto-Response-Suppress"] == "All"
    assert (fields["To"], fields["From"]) == ("sam@rivera.example", "Afterword <sam@rivera.example>")
    assert fields["Cc"] is fields["Bcc"] is None
    assert "Jane Doe" in fields.get_content()


def test_our_own_reader_takes_it_for_no_answer_and_no_invite() -> None:
    rejected = Waiting("1", Matter.OVERTAKEN, "Look at your own draft", "We regret that we cannot offer you the role")
    raw = notice_message(letter(rejected), address="sam@rivera.example", message_id=NAME, written_at=NOW)
    reading = understand.read(raw, ("sam@rivera.example",))
    assert not reading.invites
    assert reading.reply is None or reading.reply.signal in ("auto_reply", "unrelated")


def test_a_long_list_is_cut_and_says_so() -> None:
    body = letter(*[QUESTION] * 70, others=(DRAFT,) * 5).body
    assert body.count("\n- ") == MOST_LINES
    assert "And 35 more." in body


def test_a_notification_is_short() -> None:
    title, text = summary(Notice("n", NOW, (QUESTION,) * 9), LONDON)
    assert title == "Afterword: 9 questions for you"
    assert text.splitlines()[-1] == "and 5 more"
    assert len(text.splitlines()) == 5


@given(st.text(max_size=900), st.text(max_size=900), st.sampled_from(Matter))
def test_whatever_stands_in_mail_stays_one_line_of_the_body(text: str, reason: str, matter: Matter) -> None:
    found = letter(Waiting("1", matter, text, reason))
    assert len(found.body.splitlines()) == 4
    raw = notice_message(found, address="sam@rivera.example", message_id=NAME, written_at=NOW)
    head = raw.partition(b"\r\n\r\n")[0]
    assert [line.split(b":")[0] for line in head.split(b"\r\n")][:2] == [b"From", b"To"]
    assert head.count(b"\r\nTo:") == 1
    assert max(map(len, raw.split(b"\r\n"))) <= 78
