"""Mailboxes made up on the spot: much ordinary mail with invites in it, and applications that wait for answers."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import format_datetime
from pathlib import Path

from tests.cli.configs import account_table, write_config
from tests.scenarios.letters import Event, Someone, google_invite, letter, outlook_invite
from tests.servers.running import RunningServer

OWNER = Someone("Sam Rivera", "sam.rivera@example.org")
SPREAD = dt.timedelta(days=170)
"""Over how long the mail of a big mailbox has come in; all of it is looked through for invites at first."""

Message = tuple[bytes, dt.datetime]

_FIRST = "Amara Bruno Chloe Dmitri Elena Farid Greta Hugo Ines Jonas Kira Leo Mona Nils Olga Pia Rosa Sven Tara".split()
_LAST = "Abara Berg Costa Diallo Eder Fontaine Grau Haddad Ibsen Jansen Keller Lund Moreau Nair Okoye Pohl".split()
_WORDS = (
    "the report for this week is ready and the numbers look better than before so please have a look at it when there "
    "is time the next meeting of the group takes place in the large room as usual and tea will be served"
).split()

_HEADER = """\
Return-Path: <{email}>
Received: from mx{n}.news.example (mx{n}.news.example [192.0.2.{octet}])
\tby mail.example.org (Postfix) with ESMTPS id 4F{n:08x}
\tfor <sam.rivera@example.org>; {date}
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=news.example; s=one;
\th=from:to:subject:date:message-id; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;
\tb=dzdVyOfAKCdLXdJOc9G2q8LoXSlEniSbav+yuU4zGeeruD00lszZVoG4ZHRNiYzR
From: {name} <{email}>
To: Sam Rivera <sam.rivera@example.org>
Subject: {subject}
Date: {date}
Message-ID: <{n}.letter@news.example>
{more}MIME-Version: 1.0
"""
_PLAIN = 'Content-Type: text/plain; charset="utf-8"\nContent-Transfer-Encoding: 8bit\n\n'
_HTML = 'Content-Type: text/html; charset="utf-8"\nContent-Transfer-Encoding: 8bit\n\n'
_PDF = """\
Content-Type: application/pdf; name="{name}"
Content-Disposition: attachment; filename="{name}"
Content-Transfer-Encoding: base64

"""


def big_mailbox(messages: int, invites: int, now: dt.datetime, attached: int = 64) -> Iterator[Message]:
    """``messages`` messages in the order of their arrival, ``invites`` of them invites nested in multiparts.

    A third each is plain text, text and HTML, and the same with an attachment of ``attached`` bytes: with 64 of them a
    message weighs some 3 KB. Three of four can be unsubscribed from. The same arguments give the same mail.
    """
    dice = random.Random(20_000)
    texts = ["\n".join(" ".join(dice.choices(_WORDS, k=14)) for _ in range(12)) + "\n" for _ in range(50)]
    every = max(1, messages // max(1, invites))
    pdf = "\n".join(["JVBERi0x" * min(8, max(1, attached // 8))] * max(1, attached // 64)) + "\n"
    made = 0
    for number in range(messages):
        date = now - SPREAD * (1 - (number + 1) / (messages + 1))
        if made < invites and number % every == every - 1:
            yield _invite(made, date, dt.timedelta(days=3)), date
            made += 1
        else:
            yield _letter(number, date, texts[number % len(texts)], pdf), date


def _letter(number: int, date: dt.datetime, text: str, pdf: str) -> bytes:
    name = f"Bulletin {number % 97}"
    html = f"<html><body><p>{text}</p></body></html>\n"
    bulk = number % 4 != 3
    header = _HEADER.format(
        n=number,
        octet=number % 250 + 1,
        date=format_datetime(date),
        name=name,
        more="List-Unsubscribe: <https://news.example/unsubscribe>\n" if bulk else "",
        email=f"{name.lower().replace(' ', '.')}@news.example",
        subject=" ".join(text.split()[number % 9 : number % 9 + 5]),
    )
    alternative = _multipart("alternative", f"a{number}", _PLAIN + text, _HTML + html)
    match number % 3:
        case 0:
            body = _PLAIN + text
        case 1:
            body = alternative
        case _:
            named = "=?utf-8?q?M=C3=A4rz.pdf?=" if number % 100 == 2 else f"report-{number}.pdf"
            body = _multipart("mixed", f"m{number}", alternative, _PDF.format(name=named) + pdf)
    return (header + body).replace("\n", "\r\n").encode()


def _multipart(kind: str, boundary: str, *parts: str) -> str:
    inner = "".join(f"--{boundary}\n{part}" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n{inner}--{boundary}--\n'


@dataclass(frozen=True, slots=True)
class Employer:
    """An invented company: the ``number``-th."""

    number: int

    @property
    def company(self) -> str:
        """Its name, unlike the other names."""
        first, last = _FIRST[self.number // len(_LAST) % len(_FIRST)], _LAST[self.number % len(_LAST)]
        return f"{last} {first} {self.number} Works"

    def person(self, place: int) -> Someone:
        """One of its people."""
        first, last = self.number + 7 * place, self.number * 3 + place
        name = f"{_FIRST[first % len(_FIRST)]} {_LAST[last % len(_LAST)]}"
        return Someone(name, f"{name.lower().replace(' ', '.')}@works{self.number}.example")

    def event(self, start: dt.datetime, text: str = "") -> Event:
        """An interview of an hour with two of them, set up by a third."""
        return Event(
            start,
            start + dt.timedelta(hours=1),
            interviewers=(self.person(1), self.person(2)),
            recruiter=self.person(0),
            room=None,
            title=f"Interview: Software Engineer at {self.company}",
            text=text,
            uid=f"{self.number}.interview@works{self.number}.example",
            owner=OWNER,
        )

    def rejection(self, sent: dt.datetime) -> bytes:
        """A plain no from whoever set the interview up."""
        text = (
            "Hi Sam,\n\nthank you for taking the time to speak with us. Unfortunately, we have decided not to move "
            "forward with your application.\n\nWe wish you all the best.\n"
        )
        sender = self.person(0)
        return bytes(letter(sender, "Your application as Software Engineer", text, sent, to=OWNER))


def _invite(number: int, sent: dt.datetime, ahead: dt.timedelta) -> bytes:
    style = (google_invite, outlook_invite)[number % 2]
    start = (sent + ahead).replace(hour=10, minute=0, second=0, microsecond=0)
    return style(Employer(number).event(start), sent)


def waiting_for_answers(count: int, now: dt.datetime) -> Iterator[tuple[Employer, Message]]:
    """Invites of interviews that are over, whose promised day has passed lately: a chaser is due for each."""
    promised = now - dt.timedelta(days=6)
    start = (now - dt.timedelta(days=10)).replace(hour=10, minute=0, second=0, microsecond=0)
    sent = start - dt.timedelta(days=5)
    for number in range(count):
        employer = Employer(number)
        event = employer.event(start, f"We will get back to you by {promised:%A} {promised.day} {promised:%B}.")
        yield employer, (google_invite(event, sent), sent)


def configured(folder: Path, server: RunningServer, user: str, port: int | None = None) -> Path:
    """A configuration in ``folder`` for the mailbox of ``user``, reached through ``port`` if given."""
    folder.mkdir(parents=True, exist_ok=True)
    return write_config(folder, account_table(server, user, port=port))
