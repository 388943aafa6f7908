"""The journal gets each decision with fields, by its own protocol."""

import logging
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from afterword.cli import logs
from afterword.cli.journal import Journal, entry
from afterword.engine.saying import said_of_draft, said_of_observed
from afterword.model import Signal, Verdict
from tests.decide.build import answer, draft, invite, told


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[socket.socket]:
    """What systemd-journald listens on."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "socket"))
        listening.settimeout(5)
        yield listening


def fields(datagram: bytes) -> dict[str, str]:
    """The fields of an entry, each given by its length."""
    found = {}
    while datagram:
        name, _, rest = datagram.partition(b"\n")
        size = int.from_bytes(rest[:8], "little")
        found[name.decode()] = rest[8 : 8 + size].decode()
        assert rest[8 + size : 9 + size] == b"\n"
        datagram = rest[9 + size :]
    return found


def test_an_entry_keeps_its_fields_whatever_stands_in_them(journal: socket.socket, tmp_path: Path) -> None:
    one = Journal(str(tmp_path / "socket"))
    one.send({"MESSAGE": "two\nPRIORITY=0\nlines", "AFTERWORD_KIND": "chaser"})
    one.close()
    assert fields(journal.recv(65536)) == {"MESSAGE": "two\nPRIORITY=0\nlines", "AFTERWORD_KIND": "chaser"}


def test_a_decision_is_one_line_with_fields_and_nothing_of_a_mail(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "afterword")
    log = logging.getLogger("afterword.engine")
    said_of_draft(log, "placed a %s in %s", draft(), "placed")
    other = told(invite(verdict=Verdict.NOT_INTERVIEW))
    said_of_observed(log, [told(), other, answer(Signal.REJECTION, "2026-11-30 10:00", evidence="no", ask=True)])
    lines = [(record.levelname, record.getMessage()) for record in caplog.records]
    assert lines == [
        ("INFO", "placed a thank_you in home"),
        ("INFO", "an invite is taken for: interview (home, INBOX, message 1)"),
        ("DEBUG", "an invite is taken for: not interview (home, INBOX, message 1)"),
        ("INFO", "an answer is taken for: rejection, and you are asked (home, INBOX, message 1)"),
    ]
    found = entry(caplog.records[0], "placed", 6)
    assert found["AFTERWORD_DECISION"] == "placed"
    assert found["AFTERWORD_KIND"] == "thank_you"
    assert found["AFTERWORD_APPLICATION"] == "a1"
    assert (found["PRIORITY"], found["SYSLOG_IDENTIFIER"]) == ("6", "afterword")
    everything = str([entry(record, record.getMessage(), 6) for record in caplog.records])
    for name in ("jane@acme.example", "Jane", "Acme", "Tom"):
        assert name not in everything


def test_where_standard_error_is_the_journal_it_is_spoken_to_and_else_lines_are_written(
    journal: socket.socket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root, ours = logging.getLogger(), logging.getLogger("afterword")
    before = root.handlers[:], root.level, ours.level
    monkeypatch.setattr(logs, "_is_the_journal", lambda _: True)
    monkeypatch.setattr(logs, "Journal", lambda: Journal(str(tmp_path / "socket")))
    try:
        logs.set_up(verbose=False)
        said_of_draft(logging.getLogger("afterword.engine"), "placed a %s in %s", draft(), "placed")
        found = fields(journal.recv(65536))
        assert found["MESSAGE"] == "placed a thank_you in home"
        assert found["AFTERWORD_DECISION"] == "placed"
        assert capsys.readouterr().err == ""
        journal.close()
        logging.getLogger("afterword.engine").warning("the journal is gone")
        assert capsys.readouterr().err == "<4>engine: the journal is gone\n"
    finally:
        for handler in [one for one in root.handlers if one not in before[0]]:
            root.removeHandler(handler)
            handler.close()
        root.handlers = before[0]
        root.setLevel(before[1])
        ours.setLevel(before[2])
