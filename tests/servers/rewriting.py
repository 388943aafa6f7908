"""What a mail program makes of a message that it opens and saves again."""

from __future__ import annotations

import email.policy
import email.utils
import html
import textwrap
import uuid
from email.message import EmailMessage

from tests.servers.clients import Body, MailClient

MESSAGES = email.policy.SMTP.clone(max_line_length=78, utf8=False)
_USUAL_HEADERS = {
    "from", "to", "cc", "bcc", "subject", "date", "message-id", "in-reply-to", "references", "mime-version",
    "content-type", "content-transfer-encoding",
}  # fmt: skip


def rewritten(old: EmailMessage, text: str, client: MailClient) -> EmailMessage:
    """The version that `client` saves: the old headers as far as it keeps them, and a new text."""
    new = EmailMessage(policy=MESSAGES)
    for name, value in old.items():
        lower = name.lower()
        if lower.startswith("content-") or lower == "mime-version":
            continue
        if not client.keeps_other_headers and lower not in _USUAL_HEADERS:
            continue
        if lower == "in-reply-to" and not client.keeps_in_reply_to:
            continue
        if lower == "references" and not client.keeps_references:
            continue
        new[name] = str(value)
    if not client.keeps_message_id:
        put_header(new, "Message-ID", fresh_message_id(old))
    for name, value in client.adds_headers:
        put_header(new, name, value)
    _write(new, text, client.writes)
    return new


def _write(message: EmailMessage, text: str, body: Body) -> None:
    match body:
        case Body.PLAIN:
            message.set_content(text)
        case Body.FLOWED:
            message.set_content(_flowed(text), params={"format": "flowed"})
        case Body.ALTERNATIVE:
            message.set_content(text)
            message.add_alternative(_as_html(text), subtype="html")
        case Body.HTML:
            message.set_content(_as_html(text), subtype="html")


def _flowed(text: str) -> str:
    """RFC 3676: long lines broken after a blank."""
    lines = (textwrap.wrap(line, 72, break_long_words=False, break_on_hyphens=False) for line in text.splitlines())
    return "".join(" \n".join(pieces) + "\n" for pieces in lines)


def _as_html(text: str) -> str:
    paragraphs = (html.escape(part).replace("\n", "<br>") for part in text.strip().split("\n\n"))
    return "".join(f"<div>{part}</div><div><br></div>" for part in paragraphs)


def put_header(message: EmailMessage, name: str, value: str) -> None:
    """Set a header, once."""
    del message[name]
    message[name] = value


def fresh_message_id(message: EmailMessage) -> str:
    """A new one, at the domain of From."""
    _, address = email.utils.parseaddr(str(message["From"] or "nobody@example.org"))
    return f"<{uuid.uuid4()}@{address.rpartition('@')[2] or 'example.org'}>"
