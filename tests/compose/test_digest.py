"""What counts as an edit, and what a server or client does to a text without one."""

import base64
import html
import re
import textwrap
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.compose import digest
from afterword.model import Letter, Person, Thread
from tests.compose.test_message import LETTER, written

BODY = (
    "Hi Zoë,\n\nThank you for the conversation on Tuesday about the Senior Firmware Engineer role; it was good to hear "
    "how the team at Halden works = and what comes next.\n\nI look forward to your reply.\n\nBest regards,\nSam\n"
)
SUBJECT = "Re: Gespräch über die Stelle, und noch ein paar Worte mehr, damit die Zeile gefaltet wird"
OURS = written(
    Letter(SUBJECT, BODY),
    recipient=Person("zoe@halden.example", "Zoë, Blanc"),
    thread=Thread("<c@halden.example>", (), "x"),
)
PARAGRAPHS = BODY.strip().split("\n\n")


def kept_as(body: str, content_type: str = "text/plain; charset=utf-8", encoding: str = "8bit", **fields: str) -> bytes:
    """Our message as a server or client may give it back: other headers, other order, this body."""
    head = {
        "Received": "from a by b; Tue, 14 Apr 2026 12:06:00 +0100",
        "MIME-Version": "1.0",
        "Subject": "=?UTF-8?B?" + base64.b64encode(SUBJECT.encode()).decode() + "?=",
        "to": "=?iso-8859-1?Q?Zo=EB=2C_Blanc?= <Zoe@Halden.example>",
        "From": '"Sam Rivera" <sam.rivera@example.org>',
        "X-MS-Exchange-Organization-SCL": "-1",
        **fields,
        "Content-Type": content_type,
        "Content-Transfer-Encoding": encoding,
    }
    return "".join(f"{name}: {value}\r\n" for name, value in head.items()).encode() + b"\r\n" + body.encode()


def crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def in_base64(width: int) -> str:
    return crlf("\n".join(textwrap.wrap(base64.b64encode(crlf(BODY).encode()).decode(), width)))


def flowed(width: int, delsp: bool) -> str:
    end = "  \r\n" if delsp else " \r\n"
    return "".join(end.join(textwrap.wrap(line, width)) + "\r\n" for line in BODY.splitlines())


def twin(markup: str, plain: str = BODY) -> bytes:
    parts = (
        f"--=_x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{crlf(plain)}\r\n"
        f"--=_x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{markup}\r\n--=_x--\r\n"
    )
    return kept_as(parts, 'multipart/alternative; boundary="=_x"')


def escaped(text: str) -> str:
    return html.escape(text).replace("\n", "<br>\n")


GMAIL = '<div dir="ltr">' + "".join(f"<div>{escaped(part)}</div><div><br></div>" for part in PARAGRAPHS) + "</div>"
OUTLOOK = (
    "<html><head><meta charset=utf-8><style>p{margin:0}</style><title>x</title></head><body>"
    '<font size="2"><span style="font-size:11pt;font-weight:normal;text-decoration:none"><div class="PlainText">'
    + escaped(BODY)
    + "</div></span></font></body></html>"
)
PARAGRAPHED = "".join(f"<p>{escaped(part)}</p>" for part in PARAGRAPHS)


@pytest.mark.parametrize(
    "raw",
    [
        OURS.replace(b"\r\n", b"\n"),
        kept_as(crlf(BODY)),
        kept_as(BODY.rstrip("\n")),
        kept_as(crlf(BODY) + "\r\n\r\n \r\n"),
        kept_as(in_base64(76), encoding="base64"),
        kept_as(in_base64(60), encoding="BASE64"),
        kept_as(crlf(BODY).replace("ë", "e\u0308")),
        kept_as(flowed(72, delsp=False), "text/plain; charset=utf-8; format=flowed"),
        kept_as(flowed(72, delsp=True), "text/plain; charset=utf-8; format=flowed; delsp=yes"),
        kept_as(crlf("\n".join(textwrap.fill(line, 60) for line in BODY.splitlines()))),
        kept_as(crlf(BODY), Subject=SUBJECT),
        kept_as(crlf(BODY), Subject="\r\n ".join(SUBJECT.split(" "))),
        kept_as(crlf(BODY), to="zoe@halden.example"),
        kept_as(crlf(BODY), Cc="", Bcc=""),
        kept_as(crlf("\ufeff" + BODY.replace(" ", "\u00a0", 3))),
        kept_as(
            "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + crlf(BODY) + "\r\n--b--",
            "multipart/mixed; boundary=b",
        ),
        twin(GMAIL),
        twin(OUTLOOK),
        twin(PARAGRAPHED),
        kept_as(GMAIL, "text/html; charset=utf-8"),
        kept_as(OUTLOOK, "text/html; charset=utf-8"),
        kept_as(PARAGRAPHED, "text/html; charset=utf-8"),
        kept_as(base64.b64encode(BODY.encode("latin-1")).decode(), "text/plain; charset=ISO-8859-1", "base64"),
    ],
)
def test_the_same_text_has_the_same_digest_however_it_is_kept(raw: bytes) -> None:
    assert digest(raw) == digest(OURS)


ATTACHED = (
    "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + crlf(BODY) + "\r\n--b\r\nContent-Type: {}\r\n"
    "Content-Disposition: {}\r\n\r\nx\r\n--b--\r\n"
)


@pytest.mark.parametrize(
    "raw",
    [
        kept_as(crlf(BODY.replace("reply", "answer"))),
        kept_as(crlf(BODY.replace("Tuesday", "tuesday"))),
        kept_as(crlf(BODY.replace("next.", "next!"))),
        kept_as(crlf(BODY.replace("Zoë", "Zoe"))),
        kept_as(crlf(BODY.replace("\n\nI look", "\nI look"))),
        kept_as(crlf(BODY.replace("; it", ";\n\nit"))),
        kept_as(crlf(BODY + "\nPS: one more word\n")),
        kept_as(crlf(BODY.removesuffix("Sam\n"))),
        kept_as(""),
        kept_as(crlf(BODY), Subject="Thank you"),
        kept_as(crlf(BODY), Subject=SUBJECT.removeprefix("Re: ")),
        kept_as(crlf(BODY), to="tom@halden.example"),
        kept_as(crlf(BODY), to="zoe@halden.example, tom@halden.example"),
        kept_as(crlf(BODY), to=""),
        kept_as(crlf(BODY), Cc="tom@halden.example"),
        kept_as(crlf(BODY), Bcc="sam.rivera@example.org"),
        kept_as(crlf(BODY), to="", Cc="zoe@halden.example"),
        kept_as(ATTACHED.format("application/pdf", "attachment; filename=cv.pdf"), "multipart/mixed; boundary=b"),
        kept_as(ATTACHED.format("text/plain", "attachment"), "multipart/mixed; boundary=b"),
        kept_as(ATTACHED.format("message/rfc822", "inline"), "multipart/mixed; boundary=b"),
        kept_as(ATTACHED.format("image/png; name=x.png", "inline"), "multipart/mixed; boundary=b"),
        twin(GMAIL.replace("reply", "answer")),
        twin(GMAIL, plain=BODY.replace("reply", "answer")),
        twin(GMAIL.replace("Tuesday", "<b>Tuesday</b>")),
        twin(GMAIL.replace("Tuesday", '<span style="font-weight: 700">Tuesday</span>')),
        twin(GMAIL.replace("Halden", '<a href="https://halden.example/">Halden</a>')),
        twin(GMAIL + '<img src="cid:x">'),
        kept_as(GMAIL.replace("reply", "answer"), "text/html; charset=utf-8"),
        kept_as(GMAIL.replace("Tuesday", "<i>Tuesday</i>"), "text/html; charset=utf-8"),
        kept_as(GMAIL.replace("next.</div>", "next.</div><ul><li>one</li></ul>"), "text/html; charset=utf-8"),
    ],
)
def test_any_edit_of_a_person_changes_the_digest(raw: bytes) -> None:
    assert digest(raw) != digest(OURS)


def test_an_address_that_software_made_clickable_is_no_edit() -> None:
    body = BODY + "\nhttps://sam.example and sam.rivera@example.org\n"
    linked = re.sub(r"(https://sam\.example)", r'<a href="\1/">\1</a>', escaped(body))
    linked = re.sub(r"(sam\.rivera@example\.org)", r'<a href="mailto:\1">\1</a>', linked)
    assert digest(twin(linked, body)) == digest(kept_as(crlf(body)))


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\x00\xff", b"Subject: \xff\xfe\r\n\r\n\xff", b"Content-Type: text/plain; charset=no-such\r\n\r\n\xe4",
        b"Subject: =?no-such?q?=E4?=\r\n\r\n", b"Subject: =?utf-8?b?!?=\r\n\r\n", b"To: =?x\r\n <\r\n\r\n",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 500,
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(400)),
        b"Content-Type: text/html\r\n\r\n" + b"<div>" * 50_000, b"Content-Type: text/html\r\n\r\n<![if x]><!x <!",
        b"Content-Type: text/html\r\n\r\n" + b"<" * 30_000, b"x" * 5_000_000,
        b"Content-Type: text/plain; charset*=x'y\r\n\r\n",
    ],
)  # fmt: skip
def test_no_message_breaks_it(raw: bytes) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", digest(raw))
    assert digest(raw) == digest(raw)
    assert digest(raw) != digest(OURS)


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"Content-Type: text/html\r\n\r\n", b"Subject: =?utf-8?b?", b"To: "])
)
def test_no_bytes_break_it(noise: bytes, opening: bytes) -> None:
    assert digest(opening + noise) != digest(OURS)


words = st.text(st.characters(categories=["L", "N", "P"], exclude_characters="<>&"), min_size=1, max_size=12)
bodies = st.lists(st.lists(words, min_size=1, max_size=30).map(" ".join), min_size=1, max_size=4).map("\n\n".join)


def quoted(body: str) -> bytes:
    return written(Letter(LETTER.subject, body + "\n"))


def base64d(body: str) -> bytes:
    head, _, _ = quoted(body).partition(b"\r\n\r\n")
    head = head.replace(b"quoted-printable", b"base64")
    return b"X-Spam: no\r\n" + head + b"\r\n\r\n" + base64.encodebytes(crlf(body).encode())


@given(bodies)
def test_re_encoding_any_body_is_no_edit(body: str) -> None:
    assert digest(quoted(body)) == digest(base64d(body))


EDITS: tuple[Callable[[str, int], str], ...] = (
    lambda body, place: body[:place] + "x" + body[place:],
    lambda body, place: body[:place] + body[place + 1 :] if body[place : place + 1].strip() else body + "x",
    lambda body, place: body + "\n\nPS",
)


@given(bodies, st.sampled_from(EDITS), st.integers(0, 500))
def test_any_edit_of_any_body_shows(body: str, edit: Callable[[str, int], str], place: int) -> None:
    assert digest(quoted(edit(body, place % len(body)))) != digest(quoted(body))
