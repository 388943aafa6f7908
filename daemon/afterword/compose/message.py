"""A letter as a message (RFC 5322, MIME) that any IMAP server keeps and any client goes on with.

The body is quoted-printable: it is ASCII in short lines, which no server has a reason to re-encode, and every client
decodes it before it edits or sends. A paragraph is one line within, so that no line breaks stay behind in a client
that edits as HTML; ``format=flowed`` would say the same, but clients disagree on how to undo it. Header fields are
those a mail client writes, and no others.
"""

import quopri
import re
from datetime import datetime
from email.header import Header
from email.utils import format_datetime

from afterword.compose import words
from afterword.errors import UnfitText
from afterword.model import Letter, Person, Thread

_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")
_TOKEN = re.compile(r"[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,990}>")
_NAMED = re.compile(rb"^Message-ID:[^\r\n]*(?:\r\n[ \t][^\r\n]*)*", re.IGNORECASE | re.MULTILINE)
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")

_LONGEST_LINE = 76
_MOST_REFERENCES = 40  # the first and the last of a longer thread, as RFC 5537, 3.4.4 trims it


def message(
    letter: Letter,
    *,
    sender: str,
    writer_name: str,
    recipient: Person,
    message_id: str,
    written_at: datetime,
    thread: Thread | None,
) -> bytes:
    """The message with CRLF line ends. ``written_at`` is aware and in the owner's zone: Date bears its offset.

    ``sender`` is the bare address of From. A thread whose Message-ID is malformed is left out: no client could follow
    it. Raises ``UnfitText`` where an address cannot be written in a header, ``ValueError`` for a naive ``written_at``
    or a ``message_id`` that ``new_message_id`` would not make.
    """
    if written_at.utcoffset() is None:
        raise ValueError("written_at must be aware")
    if not _MESSAGE_ID.fullmatch(message_id):
        raise ValueError("message_id is malformed")
    fields = [
        ("From", _mailbox("From", writer_name, sender)),
        ("To", _mailbox("To", recipient.name, recipient.email)),
        ("Subject", _text("Subject", letter.subject)),
        ("Date", format_datetime(written_at)),
        ("Message-ID", message_id),
    ]
    if thread is not None and _MESSAGE_ID.fullmatch(thread.in_reply_to):
        fields += [("In-Reply-To", thread.in_reply_to), ("References", _references(thread))]
    return _with_body(fields, letter)


def notice_message(letter: Letter, *, address: str, message_id: str, written_at: datetime) -> bytes:
    """A message to the owner, from and to their own ``address``, with CRLF line ends.

    It is marked as automatic (RFC 3834, 5), so that nobody's mailer answers it, and so that it is never read as mail
    of the owner's. Raises as ``message`` does.
    """
    if written_at.utcoffset() is None:
        raise ValueError("written_at must be aware")
    if not _MESSAGE_ID.fullmatch(message_id):
        raise ValueError("message_id is malformed")
    fields = [
        ("From", _mailbox("From", "Afterword", address)),
        ("To", _mailbox("To", None, address)),
        ("Subject", _text("Subject", letter.subject)),
        ("Date", format_datetime(written_at)),
        ("Message-ID", message_id),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
    ]
    return _with_body(fields, letter)


def _with_body(fields: list[tuple[str, str]], letter: Letter) -> bytes:
    encoding = [
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "quoted-printable"),
    ]
    head = "".join(f"{name}: {value}\r\n" for name, value in (*fields, *encoding)).encode("ascii")
    body = "\n".join(letter.body.splitlines()) + "\n"
    return head + b"\r\n" + quopri.encodestring(body.encode()).replace(b"\n", b"\r\n")


def new_message_id(sender: str, token: str) -> str:
    """``<token@domain>`` under the domain of the address of From (RFC 5322, 3.6.4); the caller's token is random.

    Raises ``ValueError`` for a token that is not letters and digits, with single dots or hyphens between, and
    ``UnfitText`` where the address cannot be written in a header.
    """
    if not _TOKEN.fullmatch(token):
        raise ValueError("a token is letters and digits, with single dots or hyphens between")
    return f"<{token}@{_address('From', sender).rpartition('@')[2]}>"


def renamed(raw: bytes, message_id: str) -> bytes:
    """A message of ours as a server keeps it, under another Message-ID. Its Date stays: it is the same draft."""
    head, empty_line, body = raw.partition(b"\r\n\r\n")
    return _NAMED.sub(lambda _: f"Message-ID: {message_id}".encode("ascii"), head, count=1) + empty_line + body


def _mailbox(field: str, name: str | None, email: str | None) -> str:
    address = _address(field, email)
    shown = words.one_line(name or "")[: words.LONGEST_NAME * 2].rstrip()
    if not shown or "@" in shown:  # a name that is an address helps nobody, and makes filters suspicious
        return address
    if not shown.isascii() or "=?" in shown:
        phrase = _encoded(field, shown)
    elif _ATOMS.fullmatch(shown):
        phrase = shown
    else:
        phrase = '"' + re.sub(r'(["\\])', r"\\\1", shown) + '"'
    last_line = phrase.rpartition("\r\n")[2]
    break_ = "\r\n " if len(field) + 2 + len(last_line) + len(address) + 3 > _LONGEST_LINE else " "
    return f"{phrase}{break_}<{address}>"


def _address(field: str, email: str | None) -> str:
    """The address in ASCII, its domain as IDNA; anything that a header could not carry is refused."""
    local, at, domain = (email or "").rpartition("@")
    try:
        host = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        host = ""
    if not at or not _LOCAL_PART.fullmatch(local) or not _DOMAIN.fullmatch(host):
        raise UnfitText([f"{field}: the address cannot be written in a header" if email else f"{field}: no address"])
    return f"{local}@{host}"


def _text(field: str, text: str) -> str:
    """Unstructured text (RFC 5322, 2.2.1), folded; encoded words (RFC 2047) where it is not plain ASCII."""
    line = words.one_line(text)
    if not line.isascii() or "=?" in line or any(len(word) > _LONGEST_LINE - len(field) - 2 for word in line.split()):
        return _encoded(field, line)
    rows, row = [], f"{field}:"
    for word in line.split(" "):
        if len(row) + 1 + len(word) > _LONGEST_LINE and row != f"{field}:":
            rows.append(row)
            row = ""
        row += f" {word}"
    return "\r\n".join((*rows, row)).removeprefix(f"{field}: ")


def _encoded(field: str, text: str) -> str:
    return Header(text, "utf-8", maxlinelen=_LONGEST_LINE, header_name=field).encode(linesep="\r\n")


def _references(thread: Thread) -> str:
    """RFC 5322, 3.6.4: the thread's ancestors, then the message answered; malformed ones are left out."""
    known = dict.fromkeys(known for known in thread.references if _MESSAGE_ID.fullmatch(known))
    known.pop(thread.in_reply_to, None)
    ids = [*known, thread.in_reply_to]
    if len(ids) > _MOST_REFERENCES:
        ids = [ids[0], *ids[1 - _MOST_REFERENCES :]]
    return "\r\n ".join(ids)
