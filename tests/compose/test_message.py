"""The message: headers as a mail client writes them, nothing else, and nothing of a mail that could become one."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from afterword.compose import digest, message, new_message_id, renamed, write
from afterword.errors import UnfitText
from afterword.model import Kind, Letter, Person, Thread
from tests.compose.examples import PRIYA, SAM, thank_you

NOON = datetime(2026, 4, 14, 12, 5, 6, 999, tzinfo=ZoneInfo("Europe/London"))
LETTER = Letter("Thank you for Tuesday", "Hi Priya,\n\nThank you for your time on Tuesday.\n\nBest regards,\nSam\n")
ID = "<4f2a@example.org>"


def written(
    letter: Letter = LETTER,
    *,
    sender: str = "sam.rivera@example.org",
    writer_name: str = SAM.name,
    recipient: Person = PRIYA,
    message_id: str = ID,
    written_at: datetime = NOON,
    thread: Thread | None = None,
) -> bytes:
    return message(
        letter, sender=sender, writer_name=writer_name, recipient=recipient, message_id=message_id,
        written_at=written_at, thread=thread,
    )  # fmt: skip


def parsed(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=policy.default)


def address_of(raw: bytes, field: str) -> tuple[str, str]:
    """The one name and address, as RFC 2047 reads them (the newer parser sets a blank between encoded words)."""
    ((name, address),) = getaddresses(message_from_bytes(raw).get_all(field, []))
    return str(make_header(decode_header(name))), address


def test_the_whole_message() -> None:
    thread = Thread("<c@halden.example>", ("<a@halden.example>", "<b@halden.example>"), "Interview")
    assert written(thread=thread).decode("ascii") == (
        "From: Sam Rivera <sam.rivera@example.org>\r\n"
        "To: Priya Nair <priya.nair@halden.example>\r\n"
        "Subject: Thank you for Tuesday\r\n"
        "Date: Tue, 14 Apr 2026 12:05:06 +0100\r\n"
        "Message-ID: <4f2a@example.org>\r\n"
        "In-Reply-To: <c@halden.example>\r\n"
        "References: <a@halden.example>\r\n"
        " <b@halden.example>\r\n"
        " <c@halden.example>\r\n"
        "MIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n"
        "\r\n"
        "Hi Priya,\r\n"
        "\r\n"
        "Thank you for your time on Tuesday.\r\n"
        "\r\n"
        "Best regards,\r\n"
        "Sam\r\n"
    )


def test_a_new_conversation_has_no_thread() -> None:
    found = parsed(written())
    assert found["In-Reply-To"] is None
    assert found["References"] is None


@pytest.mark.parametrize(
    "references", [(), ("<c@h.example>",), ("<c@h.example>", "<a@h.example>"), ("<a@h.example>", "no id", "<\r\nx>")]
)
def test_references_end_in_the_message_answered(references: tuple[str, ...]) -> None:
    found = parsed(written(thread=Thread("<c@h.example>", references, "x")))
    ids = str(found["References"]).split()
    assert ids[-1] == "<c@h.example>"
    assert len(ids) == len(set(ids)) <= 2


def test_a_very_long_thread_is_trimmed_in_its_middle() -> None:
    references = tuple(f"<{number}@h.example>" for number in range(500))
    ids = str(parsed(written(thread=Thread("<last@h.example>", references, "x")))["References"]).split()
    assert (ids[0], ids[-2], ids[-1]) == ("<0@h.example>", "<499@h.example>", "<last@h.example>")
    assert len(ids) == 40


@pytest.mark.parametrize(
    "in_reply_to", ["", "no id", "<a b@h.example>", "<a@h.example>\r\nBcc: x@y.example", "<ä@h.example>"]
)
def test_a_thread_that_no_client_could_follow_is_left_out(in_reply_to: str) -> None:
    found = parsed(written(thread=Thread(in_reply_to, ("<a@h.example>",), "x")))
    assert found["In-Reply-To"] is None
    assert found["References"] is None
    assert found["Bcc"] is None


@pytest.mark.parametrize(
    "zone,expected",
    [("Europe/London", "+0100"), ("America/New_York", "-0400"), ("Asia/Kolkata", "+0530"), ("UTC", "+0000")],
)
def test_date_is_in_the_zone_of_the_owner(zone: str, expected: str) -> None:
    raw = written(written_at=NOON.astimezone(ZoneInfo(zone)))
    assert str(message_from_bytes(raw)["Date"]).endswith(expected)
    assert parsed(raw)["Date"].datetime.astimezone(UTC) == NOON.astimezone(UTC).replace(microsecond=0)


@pytest.mark.parametrize(
    "name",
    ["Priya Nair", "Nair, Priya", 'Priya "PJ" Nair', "Priya\\Nair", "Dr. P. Nair (she/her)", "Jörg Müller",
     "王小明", "שרה לוי", "=?utf-8?q?x?=", "Ürsula " * 8 + "Ångström", "O'Brien; Kim <kim>", "a" * 100, "Priya: Nair"],
)  # fmt: skip
def test_names_come_back_letter_by_letter(name: str) -> None:
    raw = written(recipient=replace(PRIYA, name=name), writer_name=name)
    for field, email in (("To", PRIYA.email), ("From", "sam.rivera@example.org")):
        assert address_of(raw, field) == (name, email)


@pytest.mark.parametrize("name", [None, "", "  ", "priya.nair@halden.example", "\r\n"])
def test_no_name_is_an_address_alone(name: str | None) -> None:
    assert b"To: priya.nair@halden.example\r\n" in written(recipient=replace(PRIYA, name=name))


@pytest.mark.parametrize(
    "email",
    [None, "", "priya", "@halden.example", "priya@", "a b@halden.example", "a@b@halden.example",
     "priya@halden..example", "priya@halden.example\r\nBcc: x@y.example", "priya@halden.example, x@y.example",
     "<priya@halden.example>",
     "prïya@halden.example", "x" * 65 + "@halden.example", "a@" + "b" * 300, "a,b@halden.example", "a@-x.example"],
)  # fmt: skip
def test_an_address_that_no_header_can_carry_is_refused(email: str | None) -> None:
    with pytest.raises(UnfitText):
        written(recipient=Person(email))


def test_a_domain_beyond_ascii_is_written_as_idna() -> None:
    assert b"<priya@xn--mnchen-3ya.example>" in written(recipient=Person("priya@münchen.example", "Priya"))


@pytest.mark.parametrize(
    "subject",
    ["Thank you", "Rückfrage zum Gespräch", "面接のお礼" * 20, "Re: " + "Senior Firmware Engineer " * 12, "a" * 300,
     "=?x?q?y?=", "word " * 3 + "b" * 80, "שלום", "Re: é"],
)  # fmt: skip
def test_subjects_come_back_letter_by_letter(subject: str) -> None:
    raw = written(Letter(subject, LETTER.body))
    assert str(parsed(raw)["Subject"]) == subject.strip()
    assert all(len(line) <= 78 for line in raw.split(b"\r\n"))


def test_nothing_says_that_a_program_wrote_it() -> None:
    names = [name for name, _ in parsed(written()).items()]
    assert names == [
        "From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
    ]  # fmt: skip
    assert b"afterword" not in written().lower()


def test_message_ids_are_under_the_domain_of_from() -> None:
    assert new_message_id("sam.rivera@example.org", "0f-1a.B2") == "<0f-1a.B2@example.org>"
    assert new_message_id("sam@münchen.example", "x") == "<x@xn--mnchen-3ya.example>"


@pytest.mark.parametrize("token", ["", "a b", "a@b", "a\r\n", ".a", "a..b", "ä", "a>"])
def test_a_token_that_breaks_a_message_id_is_a_bug_of_the_caller(token: str) -> None:
    with pytest.raises(ValueError, match="token"):
        new_message_id("sam@example.org", token)


def test_bugs_of_the_caller_are_told_at_once() -> None:
    with pytest.raises(ValueError, match="aware"):
        written(written_at=datetime(2026, 4, 14))  # noqa: DTZ001 - that is the point
    with pytest.raises(ValueError, match="message_id"):
        written(message_id="<a@b>\r\nBcc: x@y.example")


anything = st.text(max_size=200) | st.text(
    alphabet='aé王 \r\n\t\x00\x0b\x0c\x1c\x85\u2028\u2029\u202e\u2066\ud800,;:<>@"\\=?{}%#()-._', max_size=60
)
names = st.none() | anything


@given(
    name=names, first_name=names, role=names, company=names, subject=names, met=st.lists(anything, max_size=5),
    writer=anything, signature=names, kind=st.sampled_from(Kind), language=anything, seed=anything,
    informal=st.booleans(), awaits_reply=st.booleans(), round_=st.integers(1, 9),
)  # fmt: skip
def test_whatever_a_mail_says_it_is_refused_or_comes_back_as_written(
    name: str | None, first_name: str | None, role: str | None, company: str | None, subject: str | None,
    met: list[str], writer: str, signature: str | None, kind: Kind, language: str, seed: str,
    informal: bool, awaits_reply: bool, round_: int,
) -> None:  # fmt: skip
    recipient = Person("priya.nair@halden.example", name, first_name)
    brief = replace(
        thank_you(), kind=kind, language=language, recipient=recipient, seed=seed, role=role, company=company,
        met=tuple(met), thread_subject=subject, informal=informal, awaits_reply=awaits_reply, round=round_,
        writer=replace(SAM, name=writer, signature=signature),
    )  # fmt: skip
    try:
        letter = write(brief)
    except UnfitText:
        return
    raw = written(letter, recipient=recipient, writer_name=writer)
    found = parsed(raw)
    assert [field for field, _ in found.items()][:5] == ["From", "To", "Subject", "Date", "Message-ID"]
    assert len(found.items()) == 8
    assert str(found["Subject"]) == letter.subject
    assert found.get_content().replace("\r\n", "\n") == letter.body
    assert address_of(raw, "To")[1] == "priya.nair@halden.example"
    assert address_of(raw, "From")[1] == "sam.rivera@example.org"
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert digest(raw) == digest(raw.replace(b"\r\n", b"\n"))


@pytest.mark.parametrize(
    "kept", ["Message-ID: <a@b.example>", "message-id:\r\n <a@b.example>"], ids=["plain", "folded"]
)
def test_under_another_name_all_else_is_as_it_was(kept: str) -> None:
    head, body = b"From: sam@rivera.example\r\n", b"Subject: Hi\r\n\r\nMessage-ID: not a header\r\n"
    raw = head + kept.encode() + b"\r\n" + body
    assert renamed(raw, "<c@rivera.example>") == head + b"Message-ID: <c@rivera.example>\r\n" + body


TEMPLATES = ("{{7*7}}", "{% if 1 %}49{% endif %}", "{{ '4' ~ '9' }}", "${7*7}", "{7*7}", "#{7*7}")


@pytest.mark.parametrize("field", ["role", "company", "first_name", "name"])
@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("around", ["", " ", "Platform", " Lead "])
def test_a_template_in_a_mail_stays_text(field: str, template: str, around: str) -> None:
    value = around + template + around
    if field in ("role", "company"):
        brief = replace(thank_you(), **{field: value})  # one of two str fields
    else:
        brief = replace(thank_you(), recipient=replace(PRIYA, **{field: value}))
    letter = write(brief)
    assert "49" not in letter.body + letter.subject
    assert "{" not in letter.body + letter.subject
