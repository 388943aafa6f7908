"""`run --once`, `plan`, `status` and `doctor` with calendars beside a mailbox, on real servers."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from afterword.cli.main import main
from tests.cli.configs import account_table, write_config
from tests.servers.dovecot import Dovecot
from tests.servers.mailbox import Mailbox
from tests.servers.radicale import CalendarProgram, Line, Radicale, event
from tests.servers.running import PASSWORD, free_ports

NOW = datetime.now(UTC).replace(microsecond=0)
PEOPLE = (
    "ORGANIZER;CN=Acme Recruiting:mailto:recruiting@acme.example",
    "ATTENDEE;CN=Jane Doe;PARTSTAT=ACCEPTED:mailto:jane.doe@acme.example",
    "ATTENDEE;CN=Sam Rivera:mailto:sam.rivera@example.org",
)


def stamp(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"


def interview(uid: str = "hand@local", hours: float = -2, *lines: str, title: str = "Interview with Acme") -> str:
    """A VEVENT of one hour that begins in so many hours."""
    start = NOW + timedelta(hours=hours)
    return event(uid, title, stamp(start), stamp(start + timedelta(hours=1)), *(lines or PEOPLE))


def caldav(url: str, user: str, password: str = PASSWORD) -> str:
    return (
        f'\n[[calendar]]\nname = "work"\ntype = "caldav"\nurl = "{url}"\nusername = "{user}"\n'
        f'password_command = ["printf", "{password}"]\n'
    )


@pytest.fixture
def mailbox(dovecot: Dovecot) -> Mailbox:
    """An empty mailbox."""
    return Mailbox(dovecot)


@pytest.fixture
def program(radicale: Radicale) -> CalendarProgram:
    """A fresh user with a calendar program."""
    return CalendarProgram(radicale)


@pytest.fixture
def line(radicale: Radicale) -> Iterator[Line]:
    """A line to the calendar server."""
    with Line(radicale) as running:
        yield running


def run(config: Path, *arguments: str) -> int:
    return main(["--config", str(config), *arguments])


def document(config: Path, command: str, capsys: pytest.CaptureFixture[str], status: int = 0) -> Any:
    capsys.readouterr()
    assert run(config, command, "--json") == status
    return json.loads(capsys.readouterr().out)


def rows(config: Path) -> bytes:
    """The state, but for the time of the last pass and the write-ahead log."""
    from contextlib import closing
    from sqlite3 import connect

    with closing(connect(config.parent / "state" / "ledger.db")) as connection:
        return "\n".join(connection.iterdump()).encode()


def test_an_interview_from_a_calendar_gets_its_thank_you_and_a_poll_without_news_is_one_request(
    tmp_path: Path, mailbox: Mailbox, program: CalendarProgram, line: Line, capsys: pytest.CaptureFixture[str]
) -> None:
    path = program.make_calendar()
    program.put(path, "a", interview())
    program.put(path, "dentist", event("d@local", "Dentist", stamp(NOW), stamp(NOW + timedelta(hours=1))))
    config = write_config(tmp_path, account_table(mailbox.server, mailbox.user), caldav(line.url, program.user))
    assert document(config, "plan", capsys)["actions"][0]["account"] == "personal"
    assert run(config, "run", "--once") == 0
    (draft,) = mailbox.drafts()
    assert draft.to == ["jane.doe@acme.example"]
    before = rows(config)
    assert b"Dentist" not in before, "what is no interview is nobody's business"

    line.take()
    assert run(config, "run", "--once") == 0
    assert [one.method for one in line.take()] == ["REPORT"]
    assert rows(config) == before
    assert [one.to for one in mailbox.drafts()] == [["jane.doe@acme.example"]]

    shown = document(config, "status", capsys)
    (application,) = shown["applications"]
    assert application["company"] == "Acme"
    assert [(one["name"], one["state"]) for one in shown["accounts"]] == [("personal", "ok"), ("work", "ok")]
    assert run(config, "status") == 0
    assert "Calendar work: last read" in capsys.readouterr().out


def states(config: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    shown = document(config, "status", capsys)
    return [one["state"] for application in shown["applications"] for one in application["interviews"]]


def test_what_is_moved_deleted_and_put_back(
    tmp_path: Path, mailbox: Mailbox, program: CalendarProgram, line: Line, capsys: pytest.CaptureFixture[str]
) -> None:
    path = program.make_calendar()
    config = write_config(tmp_path, account_table(mailbox.server, mailbox.user), caldav(line.url, program.user))

    def start() -> str:
        assert run(config, "run", "--once") == 0
        shown = document(config, "status", capsys)
        (one,) = shown["applications"][0]["interviews"]
        return str(one["start"])

    program.put(path, "a", interview(hours=24))
    first = start()
    program.put(path, "a", interview(hours=26))
    assert start() != first
    program.put(path, "a", interview(hours=24))
    assert start() == first
    program.delete(path, "a")
    start()
    assert states(config, capsys) == ["cancelled"]
    program.put(path, "a", interview(hours=24))
    start()
    assert states(config, capsys) == ["scheduled"]


def test_tidying_up_after_an_interview_cancels_nothing(
    tmp_path: Path, mailbox: Mailbox, program: CalendarProgram, line: Line, capsys: pytest.CaptureFixture[str]
) -> None:
    path = program.make_calendar()
    program.put(path, "a", interview())
    config = write_config(tmp_path, account_table(mailbox.server, mailbox.user), caldav(line.url, program.user))
    assert run(config, "run", "--once") == 0
    program.delete(path, "a")
    assert run(config, "run", "--once") == 0
    assert states(config, capsys) == ["ended"]
    assert len(mailbox.drafts()) == 1


def test_an_event_by_hand_and_the_invite_by_mail_are_one_interview(
    tmp_path: Path, mailbox: Mailbox, program: CalendarProgram, line: Line, capsys: pytest.CaptureFixture[str]
) -> None:
    path = program.make_calendar()
    program.put(path, "a", interview(hours=-2, title="Interview Acme"))
    ics = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\n{interview('mail@acme.example')}END:VCALENDAR\r\n"
    mailbox.deliver(
        (
            "From: Tom Fox <tom.fox@acme.example>\r\nTo: Sam Rivera <sam.rivera@example.org>\r\n"
            f"Message-ID: <m1@acme.example>\r\nDate: {NOW - timedelta(days=1):%a, %d %b %Y %H:%M:%S +0000}\r\n"
            "Subject: Interview with Acme\r\nMIME-Version: 1.0\r\n"
            f"Content-Type: text/calendar; method=REQUEST; charset=utf-8\r\n\r\n{ics}"
        ).encode()
    )
    config = write_config(tmp_path, account_table(mailbox.server, mailbox.user), caldav(line.url, program.user))
    assert run(config, "run", "--once") == 0
    (application,) = document(config, "status", capsys)["applications"]
    assert len(application["interviews"]) == 1
    assert [one.to for one in mailbox.drafts()] == [["jane.doe@acme.example"]]


# --- Trouble ---


def test_a_calendar_out_of_reach_is_75_and_the_mailbox_is_served(
    tmp_path: Path, mailbox: Mailbox, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.ics"
    file.write_text(f"BEGIN:VCALENDAR\r\n{interview()}END:VCALENDAR\r\n", newline="")
    local = f'\n[[calendar]]\nname = "local"\ntype = "ics"\npath = "{file}"\n'
    nobody = caldav(f"http://127.0.0.1:{free_ports(1)[0]}/", "sam")
    config = write_config(tmp_path, account_table(mailbox.server, mailbox.user), nobody, local)
    assert run(config, "run", "--once") == 75
    assert len(mailbox.drafts()) == 1
    accounts = {one["name"]: one for one in document(config, "status", capsys)["accounts"]}
    assert accounts["work"]["state"] == "unreachable"
    assert "Connection refused" in accounts["work"]["problem"]
    assert accounts["local"]["state"] == accounts["personal"]["state"] == "ok"
    assert document(config, "doctor", capsys, 75)["works"] is False


def test_a_wrong_password_is_77(
    tmp_path: Path, mailbox: Mailbox, program: CalendarProgram, line: Line, capsys: pytest.CaptureFixture[str]
) -> None:
    program.make_calendar()
    table = caldav(line.url, program.user, "hunter2")
    config = write_config(tmp_path, account_table(mailbox.server, mailbox.user), table)
    assert run(config, "run", "--once") == 77
    accounts = {one["name"]: one for one in document(config, "status", capsys)["accounts"]}
    assert accounts["work"]["state"] == "refused"
    found = document(config, "doctor", capsys, 77)["findings"]
    assert [one["check"] for one in found if one["mark"] == "fault"] == ["login"]
    assert "hunter2" not in json.dumps(found)


def test_a_calendar_that_is_empty_all_at_once_proves_nothing(
    tmp_path: Path, mailbox: Mailbox, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "calendars"
    folder.mkdir()
    for name, hours in (("a", 24), ("b", 48)):
        data = f"BEGIN:VCALENDAR\r\n{interview(f'{name}@local', hours)}END:VCALENDAR\r\n"
        (folder / f"{name}.ics").write_text(data, newline="")
    local = f'\n[[calendar]]\nname = "local"\ntype = "ics"\npath = "{folder}"\n'
    config = write_config(tmp_path, account_table(mailbox.server, mailbox.user), local)
    assert run(config, "run", "--once") == 0
    kept = {path: path.read_bytes() for path in folder.iterdir()}
    for path in kept:
        path.unlink()
    assert run(config, "run", "--once") == 0
    assert states(config, capsys) == ["scheduled", "scheduled"]
    (folder / "a.ics").write_bytes(kept[folder / "a.ics"])
    assert run(config, "run", "--once") == 0
    assert states(config, capsys) == ["scheduled", "cancelled"]


def test_an_event_that_cannot_be_read_is_set_aside_until_it_can(
    tmp_path: Path, mailbox: Mailbox, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "calendars"
    folder.mkdir()
    (folder / "a.ics").write_text("nonsense")
    local = f'\n[[calendar]]\nname = "local"\ntype = "ics"\npath = "{folder}"\n'
    config = write_config(tmp_path, account_table(mailbox.server, mailbox.user), local)
    assert run(config, "run", "--once") == 0
    (aside,) = document(config, "status", capsys)["set_aside"]
    assert (aside["account"], aside["folder"]) == ("local", str(folder))
    (folder / "a.ics").unlink()
    assert run(config, "run", "--once") == 0
    assert document(config, "status", capsys)["set_aside"] == []


def test_doctor_names_the_calendars(
    tmp_path: Path, mailbox: Mailbox, program: CalendarProgram, line: Line, capsys: pytest.CaptureFixture[str]
) -> None:
    program.make_calendar("Personal")
    file = tmp_path / "mine.ics"
    file.write_text(f"BEGIN:VCALENDAR\r\n{interview()}END:VCALENDAR\r\n", newline="")
    local = f'\n[[calendar]]\nname = "local"\ntype = "ics"\npath = "{file}"\n'
    table = caldav(line.url, program.user)
    config = write_config(tmp_path, account_table(mailbox.server, mailbox.user), table, local)
    found = document(config, "doctor", capsys)["findings"]
    said = {one["account"]: one["text"] for one in found if one["check"] == "calendar"}
    assert said == {
        "work": "1 calendar can be read: “Personal”.",
        "local": f"1 calendar can be read: “{file}”.",
    }
