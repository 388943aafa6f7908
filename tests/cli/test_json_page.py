"""docs/json.md on `explain`, whose samples need mail (the other commands are in test_passes.py)."""

import json
import textwrap
from pathlib import Path
from typing import Any

import pytest

from afterword.cli.main import main
from tests.cli.documented import sample, shape

INVITE = """\
    From: Tom Reed <tom@acme.example>
    To: Sam Rivera <sam.rivera@example.org>
    Date: Fri, 20 Nov 2026 10:00:00 +0000
    Message-ID: <1@acme.example>
    Subject: Invitation: Interview Sam Rivera - Backend Engineer at Acme
    MIME-Version: 1.0
    Content-Type: text/calendar; method=REQUEST; charset=utf-8

    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//Example//EN
    METHOD:REQUEST
    BEGIN:VEVENT
    UID:1@acme.example
    DTSTAMP:20261120T100000Z
    DTSTART:20261125T140000Z
    DTEND:20261125T150000Z
    SUMMARY:Interview Sam Rivera - Backend Engineer at Acme
    DESCRIPTION:Interview with Jane Doe (Head of Engineering). Tom coordinates.
    ORGANIZER;CN=Tom Reed (Recruiting):mailto:tom@acme.example
    ATTENDEE;CN=Jane Doe;PARTSTAT=ACCEPTED:mailto:jane@acme.example
    ATTENDEE;CN=Sam Rivera;PARTSTAT=NEEDS-ACTION:mailto:sam.rivera@example.org
    END:VEVENT
    END:VCALENDAR
    """

REPLY = """\
    From: Tom Reed <tom@acme.example>
    To: Sam Rivera <sam.rivera@example.org>
    Date: Mon, 30 Nov 2026 10:00:00 +0000
    Message-ID: <2@acme.example>
    Subject: Your interview

    Hi Sam,

    we are still deciding. We will get back to you by Friday 4 December.

    Tom
    """


def explained(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> list[Any]:
    for name, text in (("invite.eml", INVITE), ("reply.eml", REPLY)):
        (folder / name).write_text(textwrap.dedent(text), encoding="utf-8", newline="\r\n")
    capsys.readouterr()
    assert main(["explain", "--json", "--me", "sam.rivera@example.org", *options, str(folder)]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_explain_prints_what_is_documented(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = explained(tmp_path, capsys)
    assert len(lines) == 2
    assert set.union(*(shape(line) for line in lines)) == shape(sample("explain"))


def test_explain_names_the_application_when_it_is_given_some(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = tmp_path / "open.jsonl"
    known.write_text(json.dumps({"id": "a1", "company": "Acme", "domains": ["acme.example"]}) + "\n")
    (tmp_path / "mail").mkdir()
    lines = explained(tmp_path / "mail", capsys, "--applications", str(known))
    assert set.union(*(shape(line) for line in lines)) == shape(sample("explain")) | {"reply.application"}
