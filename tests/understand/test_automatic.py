"""Bounces and automatic replies, by headers that are sure; and what looks like them."""

from email.message import EmailMessage

import pytest

from afterword.model import Signal
from afterword.understand.automatic import automatic_reply, bounce
from afterword.understand.mime import parse
from afterword.understand.reply import read_reply


def message(**headers: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Mara Lindholm <mara@tern-vale.example>"
    mail["Date"] = "Wed, 06 May 2026 10:00:00 +0100"
    mail["Subject"] = headers.pop("Subject", "Re: Thank you")
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content("Thank you for your message.")
    return mail


def report(status: str, action: str = "failed", text: str = "It could not be delivered.") -> bytes:
    return f"""\
From: Mail Delivery System <MAILER-DAEMON@mail.example>
Subject: Undelivered Mail Returned to Sender
Date: Wed, 06 May 2026 10:00:00 +0100
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

{text}

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; Mara@Tern-Vale.example
Action: {action}
Status: {status}

--b--
""".encode()


@pytest.mark.parametrize(
    "status, address",
    [
        ("5.1.1", "mara@tern-vale.example"),
        ("5.1.10", "mara@tern-vale.example"),
        ("5.1.2", "mara@tern-vale.example"),
        ("5.1.8", None),
        ("5.2.2", None),
        ("5.7.1", None),
    ],
)
def test_only_some_bounces_show_a_wrong_address(status: str, address: str | None) -> None:
    reply = bounce(parse(report(status)), "")
    assert reply is not None
    assert reply.signal is Signal.BOUNCE
    assert reply.bounced == address


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_a_report_of_no_failure_is_no_bounce(action: str) -> None:
    reply = bounce(parse(report("4.4.1", action)), "")
    assert reply is not None
    assert reply.signal is Signal.AUTO_REPLY


@pytest.mark.parametrize(
    "words, address",
    [
        ("<mara@tern-vale.example>:\nSorry, no mailbox here by that name. (#5.1.1)", "mara@tern-vale.example"),
        ("mara@tern-vale.example: user unknown", "mara@tern-vale.example"),
        ("<mara@tern-vale.example>: mailbox is full, quota exceeded", None),
        ("<mara@tern-vale.example>: 550 5.7.1 blocked by policy", None),
    ],
)
def test_a_daemon_without_a_report_is_read_by_its_words(words: str, address: str | None) -> None:
    mail = message(Subject="failure notice")
    mail.replace_header("From", "MAILER-DAEMON@mail.example")
    reply = bounce(parse(mail.as_bytes()), f"I was not able to deliver your message.\n\n{words}")
    assert reply is not None
    assert reply.bounced == address


def test_a_header_names_the_failed_recipients() -> None:
    reply = bounce(parse(message(X_Failed_Recipients="mara@tern-vale.example").as_bytes()), "550 5.1.1 User unknown")
    assert reply is not None
    assert reply.bounced == "mara@tern-vale.example"


def test_mail_about_a_delivery_is_no_bounce() -> None:
    assert bounce(parse(message(Subject="Delivery problem").as_bytes()), "We could not deliver your desk.") is None


@pytest.mark.parametrize(
    "name, value",
    [
        ("Auto_Submitted", "auto-replied"),
        ("Auto_Submitted", "auto-replied (vacation)"),
        ("X_Autoreply", "yes"),
        ("X_Autorespond", "Thank you"),
        ("Precedence", "auto_reply"),
        ("X_MS_Exchange_Inbox_Rules_Loop", "mara@tern-vale.example"),
        ("X_Apple_Action", "VACATION/RESPONDER"),
    ],
)
def test_sure_headers(name: str, value: str) -> None:
    assert automatic_reply(parse(message(**{name: value}).as_bytes()))


@pytest.mark.parametrize(
    "name, value",
    [
        ("Auto_Submitted", "auto-generated"),
        ("Auto_Submitted", "no"),
        ("Precedence", "bulk"),
        ("Precedence", "list"),
        ("List_Unsubscribe", "<https://list.example/u>"),
        ("X_Auto_Response_Suppress", "All"),
        ("X_Autoreply", "no"),
    ],
)
def test_headers_that_decisions_carry_too_decide_nothing(name: str, value: str) -> None:
    mail = message(**{name: value})
    assert automatic_reply(parse(mail.as_bytes())) is None
    mail.set_content("We regret that your application was unsuccessful.")
    reply = read_reply(parse(mail.as_bytes()), has_invites=False)
    assert reply is not None
    assert reply.signal is Signal.REJECTION


def test_a_person_may_keep_the_subject_of_an_absence_note() -> None:
    mail = message(Subject="RE: Automatic reply: Thank you", In_Reply_To="<x@example.org>")
    mail.set_content("Hello, I am back. We have decided to offer you the job.")
    reply = read_reply(parse(mail.as_bytes()), has_invites=False)
    assert reply is not None
    assert reply.signal is Signal.OFFER
