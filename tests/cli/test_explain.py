"""`explain`: files in, one answer for each message out, without account, state or network."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from afterword.cli.main import main
from tests.cli.documented import sample, shape

HEAD = "From: Mara <mara@tern-vale.example>\nTo: robin@example.org\nDate: Wed, 06 May 2026 10:00:00 +0100\n"
HOLDING = (
    HEAD
    + "Subject: Re: Thanks\nIn-Reply-To: <t1@example.org>\n\n"
    + "Not decided yet. We will write to you within a week of the interview.\n"
)
REJECTION = HEAD + "Subject: Re: Thanks\nIn-Reply-To: <t2@example.org>\n\nWe have chosen another candidate.\n"
INVITE = """BEGIN:VCALENDAR\r
VERSION:2.0\r
METHOD:REQUEST\r
BEGIN:VEVENT\r
UID:visit-1@tern-vale.example\r
DTSTAMP:20260501T090000Z\r
DTSTART:20260511T090000Z\r
DTEND:20260511T100000Z\r
SUMMARY:Interview: Robin Vale - Data Analyst\r
DESCRIPTION:Interview with Mara Lindholm for the Data Analyst position at Tern & Vale.\r
ORGANIZER;CN=Mara Lindholm:mailto:mara@tern-vale.example\r
ATTENDEE;CN=Robin Vale:mailto:robin@example.org\r
END:VEVENT\r
END:VCALENDAR\r
"""
APPLICATIONS = [
    {"id": "a1", "company": "Tern & Vale", "role": "Data Analyst", "sent": ["<t1@example.org>"], "interviewers": [],
     "interview_at": "2026-05-04T09:00:00+01:00", "agency": None},
    {"id": "a2", "company": "Tern & Vale", "role": "Archivist", "sent": ["<t2@example.org>"]},
]  # fmt: skip


def explain(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    assert main(["explain", "--json", *arguments]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mail" / "deep").mkdir(parents=True)
    (tmp_path / "mail" / "b.eml").write_text(HOLDING)
    (tmp_path / "mail" / "a.eml").write_text(REJECTION)
    (tmp_path / "mail" / "deep" / "c.ics").write_bytes(INVITE.encode())
    (tmp_path / "mail" / "notes.txt").write_text("not mail")
    return tmp_path / "mail"


def test_a_folder_is_read_in_order(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = explain(capsys, "--me", "robin@example.org", str(folder))
    assert [Path(answer["file"]).name for answer in answers] == ["a.eml", "b.eml", "c.ics"]
    assert [answer["reply"] and answer["reply"]["signal"] for answer in answers] == ["rejection", "holding", None]
    assert [answer["error"] for answer in answers] == [None, None, None]
    (invite,) = answers[2]["invites"]
    assert (invite["uid"], invite["start"], invite["end"]) == (
        "visit-1@tern-vale.example", "2026-05-11T09:00:00Z", "2026-05-11T10:00:00Z",
    )  # fmt: skip


def test_the_answer_has_the_documented_keys(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = explain(capsys, "--me", "robin@example.org", str(folder))
    documented = shape(sample("explain"))
    assert shape(answers[0]) | shape(answers[2]) >= {
        "file",
        "invites",
        "reply",
        "reply.signal",
        "reply.feedback_by",
        "error",
    }
    for answer in answers:
        assert shape(answer) <= documented


def test_applications_are_told_apart_and_date_the_promise(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = tmp_path / "applications.jsonl"
    known.write_text("\n".join(map(json.dumps, APPLICATIONS)))
    rejected, held, _ = explain(capsys, "--applications", str(known), str(folder))
    assert rejected["reply"]["application"] == "a2"
    assert held["reply"]["application"] == "a1"
    assert held["reply"]["feedback_by"] == "2026-05-11"
    (alone,) = explain(capsys, str(folder / "b.eml"))
    assert alone["reply"]["feedback_by"] == "2026-05-13"
    assert "application" not in alone["reply"]


def test_holidays_of_a_country_are_no_working_days(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "m.eml"
    file.write_text(HEAD + "Subject: Re: Thanks\n\nWe will let you know within 15 working days.\n")
    (plain,) = explain(capsys, str(file))
    (british,) = explain(capsys, "--country", "GB", str(file))
    assert plain["reply"]["feedback_by"] == "2026-05-27"
    assert british["reply"]["feedback_by"] == "2026-05-28"


def test_an_mbox_has_an_answer_for_each_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mbox = tmp_path / "box"
    mbox.write_text(
        f"From a@b Wed May  6 10:00:00 2026\n{REJECTION}\n>From now on, all the best.\n\n"
        f"From a@b Wed May  6 11:00:00 2026\n{HOLDING}\n"
    )
    answers = explain(capsys, str(mbox))
    assert [(answer["index"], answer["reply"]["signal"]) for answer in answers] == [(0, "rejection"), (1, "holding")]


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(REJECTION.encode())))
    (answer,) = explain(capsys, "-")
    assert answer["file"] == "-"
    assert answer["reply"]["signal"] == "rejection"


def test_what_cannot_be_read_is_said_and_the_rest_goes_on(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "aa.eml").write_bytes(b"")
    answers = explain(capsys, str(folder))
    assert [bool(answer["error"]) for answer in answers] == [False, True, False, False]
    assert answers[1]["reply"] is None
    assert answers[1]["invites"] == []


def test_in_words(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(folder / "a.eml")]) == 0
    shown = capsys.readouterr().out
    assert "a rejection" in shown
    assert "“We have chosen another candidate.”" in shown


def test_every_value_has_its_source(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    calendar = folder / "deep" / "c.ics"
    (answer,) = explain(capsys, "--me", "robin@example.org", str(calendar))
    assert answer["invites"][0]["sources"] == {
        "start": "DTSTART in UTC",
        "end": "DTEND",
        "company": "the text",
        "role": "the title",
        "interviewers": ["ORGANIZER"],
        "coordinators": [],
    }
    assert main(["explain", "--me", "robin@example.org", str(calendar)]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert "    start: 2026-05-11T09:00:00Z (DTSTART in UTC)" in shown
    assert "    company: Tern & Vale (the text)" in shown
    assert "    interviewer: Mara Lindholm (ORGANIZER)" in shown


def test_mail_cannot_command_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "c.ics"
    file.write_bytes(INVITE.replace("CN=Mara Lindholm", "CN=Mara \x1b[2JLindholm").encode())
    assert main(["explain", "--me", "robin@example.org", str(file)]) == 0
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments, status",
    [
        (["explain"], 64),
        (["explain", "--frobnicate", "x"], 64),
        (["no-such-command"], 64),
        ([], 64),
        (["explain", "/no/such/file.eml"], 69),
        (["explain", "--applications", "/no/such/file", "-"], 69),
    ],
)
def test_wrong_usage_has_its_exit_status(arguments: list[str], status: int, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        found = main(arguments)
    except SystemExit as ending:
        found = int(ending.code or 0)
    assert found == status
    assert "Traceback" not in capsys.readouterr().err


def test_a_faulty_line_of_applications_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known = tmp_path / "applications.jsonl"
    known.write_text('{"id": "a1"}\n{"id": 7}\n')
    assert main(["explain", "--applications", str(known), "-"]) == 64
    assert "line 2" in capsys.readouterr().err


def test_it_starts_without_the_libraries_of_the_service(folder: Path) -> None:
    program = (
        "import sys; from afterword.cli.main import main; main(['explain', '--json', sys.argv[1]]);"
        "heavy = {'afterword.config', 'imapclient', 'keyring', 'sqlite3', 'holidays'} & set(sys.modules);"
        "print(*heavy, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == ""
