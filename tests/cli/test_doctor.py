"""The doctor, on real servers: what is well, what is not, and what helps."""

import datetime as dt
import json
import os
import socket
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from afterword.adapters.ledger import Ledger
from afterword.cli.check_account import about_the_server, mend_of_connection
from afterword.cli.findings import Mark
from afterword.cli.main import main
from afterword.config import Account
from afterword.errors import Transient
from tests.adapters.keeping import keyring_in_memory
from tests.cli.configs import account_table, write_config
from tests.servers.dovecot import Dovecot
from tests.servers.mailbox import Mailbox
from tests.servers.recorder import Recorder
from tests.servers.running import PASSWORD, RunningServer, free_ports

Finding = dict[str, str | None]


def doctor(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[Finding], str]:
    """Exit status, findings and verdict; the text says the same as the document."""
    status = main(["--config", str(path), "doctor"])
    text = capsys.readouterr().out
    assert main(["--config", str(path), "doctor", "--json"]) == status
    document = json.loads(capsys.readouterr().out)
    assert set(document) == {"works", "verdict", "findings"}
    assert document["works"] is (status == 0)
    assert text.splitlines()[-1] == document["verdict"]
    for finding in document["findings"]:
        assert set(finding) == {"check", "mark", "text", "account", "mend"}
        assert finding["mend"] or finding["mark"] != "fault", finding
        # The clock goes on between the two.
        assert finding["check"] == "clock" or str(finding["text"]) in text
        assert finding["mend"] is None or finding["mend"] in text
    return status, document["findings"], document["verdict"]


def of(findings: list[Finding], check: str, mark: str = "fault") -> Finding:
    (found,) = [one for one in findings if (one["check"], one["mark"]) == (check, mark)]
    return found


def test_all_is_well(tmp_path: Path, mailbox: Mailbox, capsys: pytest.CaptureFixture[str]) -> None:
    before = mailbox.snapshot()
    with Recorder(mailbox.server) as recorder:
        path = write_config(
            tmp_path, account_table(mailbox.server, mailbox.user, host=recorder.host, port=recorder.port)
        )
        status, findings, verdict = doctor(path, capsys)
        assert not recorder.writes()
    assert status == 0
    assert verdict.startswith("It will work")
    assert "fault" not in {one["mark"] for one in findings}
    assert [one["check"] for one in findings if one["mark"] == "ok"] == [
        "config", "state", "secret", "login", "folders", "server", "clock",
    ]  # fmt: skip
    folders = of(findings, "folders", "ok")["text"]
    assert folders == "5 folders; drafts is “Drafts”, sent is “Sent”, trash is “Trash”, junk is “Junk”."
    assert "IDLE" in str(of(findings, "server", "ok")["text"])
    assert not (tmp_path / "state").exists()
    assert mailbox.snapshot() == before


def test_a_terminal_that_knows_few_characters_gets_those(tmp_path: Path, dovecot: Dovecot) -> None:
    path = write_config(tmp_path, account_table(dovecot, "sam"))
    command = [sys.executable, "-m", "afterword.cli.main", "--config", str(path), "doctor"]
    narrow = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    done = subprocess.run(command, capture_output=True, env=narrow, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"drafts is ?Drafts?" in done.stdout


def test_a_wrong_password(tmp_path: Path, mailbox: Mailbox, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_config(tmp_path, account_table(mailbox.server, mailbox.user, password="hunter2"))
    status, findings, verdict = doctor(path, capsys)
    assert status == 77
    assert verdict == "It will not work yet: 1 fault to mend."
    assert "app password" in str(of(findings, "login")["mend"])
    assert "hunter2" not in json.dumps(findings)


def test_no_password(tmp_path: Path, mailbox: Mailbox, capsys: pytest.CaptureFixture[str]) -> None:
    table = account_table(mailbox.server, mailbox.user).replace('"printf"', '"no-such-program"')
    status, findings, _ = doctor(write_config(tmp_path, table), capsys)
    assert status == 77
    assert "there is no program “no-such-program”" in str(of(findings, "secret")["text"])


def test_one_account_is_away_and_the_other_is_looked_at_all_the_same(
    tmp_path: Path, mailbox: Mailbox, capsys: pytest.CaptureFixture[str]
) -> None:
    (port,) = free_ports(1)
    away = account_table(mailbox.server, mailbox.user, name="away", port=port)
    status, findings, _ = doctor(write_config(tmp_path, away, account_table(mailbox.server, mailbox.user)), capsys)
    assert status == 75
    fault = of(findings, "connection")
    assert fault["account"] == "away"
    assert f"Nothing listens at port {port}" in str(fault["mend"])
    assert of(findings, "clock", "ok")["account"] == "personal"


def test_a_server_that_does_not_prove_who_it_is(
    tmp_path: Path, mailbox: Mailbox, capsys: pytest.CaptureFixture[str]
) -> None:
    table = account_table(mailbox.server, mailbox.user, port=mailbox.server.imaps_port).replace('"none"', '"tls"')
    status, findings, _ = doctor(write_config(tmp_path, table), capsys)
    assert status == 75
    assert "`ca_file`" in str(of(findings, "connection")["mend"])
    trusted = f'{table}ca_file = "{mailbox.server.ca_file}"\n'
    status, findings, _ = doctor(write_config(tmp_path, trusted), capsys)
    assert status == 0
    assert "(TLS)" in str(of(findings, "login", "ok")["text"])


def test_tls_where_there_is_none(tmp_path: Path, mailbox: Mailbox, capsys: pytest.CaptureFixture[str]) -> None:
    table = account_table(mailbox.server, mailbox.user).replace('"none"', '"tls"')
    status, findings, _ = doctor(write_config(tmp_path, table), capsys)
    assert status == 75
    assert '"starttls"' in str(of(findings, "connection")["mend"])


def test_folders_that_are_not_there(tmp_path: Path, mailbox: Mailbox, capsys: pytest.CaptureFixture[str]) -> None:
    more = 'sent_folder = "Gesendet"\nfolders = ["INBOX", "Jobs"]\nskip_folders = ["Lists"]'
    status, findings, verdict = doctor(
        write_config(tmp_path, account_table(mailbox.server, mailbox.user, more=more)), capsys
    )
    assert status == 78
    assert verdict == "It will not work yet: 2 faults to mend."
    faults = [one for one in findings if one["mark"] == "fault"]
    assert [one["text"] for one in faults] == ["There is no folder “Gesendet”.", "There is no folder “Jobs”."]
    assert faults[0]["mend"] == "Change sent_folder; there are: Drafts, INBOX, Junk, Sent, Trash."
    assert "skip_folders" in str(of(findings, "folders", "note")["mend"])


def test_a_mailbox_without_drafts_and_trash_works_with_what_that_means(
    tmp_path: Path, cyrus: RunningServer, capsys: pytest.CaptureFixture[str]
) -> None:
    mailbox = Mailbox(cyrus)
    with mailbox.visit() as client:
        for name, other in (("Drafts", "One"), ("Trash", "Two")):
            assert client._imap.xatom("SETMETADATA", name, "(/private/specialuse NIL)")[0] == "OK"
            client.rename_folder(name, other)
    status, findings, verdict = doctor(write_config(tmp_path, account_table(cyrus, mailbox.user)), capsys)
    assert (status, verdict) == (0, "It will work; 2 notes above.")
    said = {one["text"]: one["mend"] for one in findings if (one["check"], one["mark"]) == ("folders", "note")}
    assert said == {
        "There is no folder for drafts yet; the first pass makes one.": "Name it as drafts_folder if there is one.",
        "No folder is known as Trash; drafts that are withdrawn are deleted without a copy.": "Set trash_folder.",
    }


def test_what_a_server_lacks_is_said_with_what_that_means() -> None:
    account = Account(name="personal", host="imap.example.org", username="sam")
    able = {"IDLE", "MOVE", "UIDPLUS", "LIST-STATUS", "SPECIAL-USE"}
    assert [one.mark for one in about_the_server(account, frozenset(able))] == [Mark.OK]
    for lacking, meaning in (
        ({"IDLE"}, "asking once a minute"),
        ({"SPECIAL-USE"}, "known by their names"),
        ({"LIST-STATUS"}, "asked for news by itself"),
        ({"MOVE", "UIDPLUS"}, "until your mail program clears them away"),
    ):
        (note, _) = about_the_server(account, frozenset(able - lacking))
        assert note.mark is Mark.NOTE
        assert meaning in note.text
    assert [one.mark for one in about_the_server(account, frozenset(able - {"MOVE"}))] == [Mark.OK], "UIDPLUS will do"


@pytest.mark.parametrize(
    "cause, mend",
    [
        (ssl.SSLCertVerificationError("x"), "does not prove that it is the one"),
        (ssl.SSLError("x"), "Nothing there speaks TLS"),
        (socket.gaierror(-2, "x"), "There is no server of the name imap.example.org"),
        (ConnectionRefusedError(), "Nothing listens at port 993"),
        (TimeoutError(), "does a firewall stand between"),
        (ConnectionResetError(), "Try again later"),
        (None, "Try again later"),
    ],
)
def test_each_way_in_which_a_connection_fails_has_its_own_mend(cause: Exception | None, mend: str) -> None:
    problem = Transient("personal: x")
    problem.__cause__ = cause
    assert mend in mend_of_connection(Account(name="personal", host="imap.example.org", username="sam"), problem)


def test_mail_from_the_future(tmp_path: Path, cyrus: RunningServer, capsys: pytest.CaptureFixture[str]) -> None:
    mailbox = Mailbox(cyrus)  # Dovecot believes no such date
    ahead = dt.datetime.now(dt.UTC) + dt.timedelta(days=9)
    mailbox.deliver(b"From: jane@acme.example\r\nSubject: Hello\r\n\r\nHello\r\n", date=ahead)
    status, findings, _ = doctor(write_config(tmp_path, account_table(mailbox.server, mailbox.user)), capsys)
    assert status == 0
    assert "days ahead of this machine’s clock" in str(of(findings, "clock", "note")["text"])


def test_faults_of_the_configuration(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "config.toml"
    path.write_text("[me]\nnme = 3\n")
    status, findings, _ = doctor(path, capsys)
    assert status == 78
    assert {one["check"] for one in findings} == {"config"}
    assert len(findings) == 5


def test_the_state_folder(
    tmp_path: Path, mailbox: Mailbox, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_config(tmp_path, account_table(mailbox.server, mailbox.user))
    state = tmp_path / "state"
    Ledger.open(state).close()
    _, findings, _ = doctor(path, capsys)
    assert "by you alone (mode 0700)" in str(of(findings, "state", "ok")["text"])

    state.chmod(0o755)
    status, findings, _ = doctor(path, capsys)
    assert status == 0
    assert of(findings, "state", "note")["mend"] == f"chmod 700 {state}"

    with monkeypatch.context() as full:
        full.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 4096}))
        status, findings, _ = doctor(path, capsys)
        assert status == 75
        assert of(findings, "state")["mend"] == "Make room: it goes on by itself then."

    (state / "ledger-damaged-1.db").touch()
    status, findings, _ = doctor(path, capsys)
    assert any("A copy is kept" in str(one["text"]) for one in findings if one["mark"] == "note")

    with monkeypatch.context() as closed:
        closed.setattr("os.access", lambda folder, _: Path(folder) != state)
        status, findings, _ = doctor(path, capsys)
        assert status == 78
        assert of(findings, "state")["mend"] == "Change its owner or mode, or name another folder as state_dir."

    (state / "ledger.db").write_bytes(b"no database" * 100)
    status, findings, _ = doctor(path, capsys)
    assert status == 75  # the next pass begins a new one
    assert "is damaged" in str(of(findings, "state")["text"])

    path.write_text(path.read_text().replace('"state"', '"config.toml/state"'))
    status, findings, _ = doctor(path, capsys)
    assert status == 78
    assert "cannot be made" in str(of(findings, "state")["text"])
    path.write_text(path.read_text().replace('"config.toml/state"', '"config.toml"'))
    status, findings, _ = doctor(path, capsys)
    assert status == 78
    assert "cannot be written" in str(of(findings, "state")["text"])


def test_a_keyring_that_is_a_plain_file(
    tmp_path: Path, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = keyring_in_memory(monkeypatch)
    monkeypatch.setattr(type(kept), "__module__", "keyrings.alt.file")
    kept.secrets["personal:sam"] = PASSWORD
    table = account_table(dovecot, "sam").replace(f'password_command = ["printf", "{PASSWORD}"]\n', "")
    status, findings, _ = doctor(write_config(tmp_path, table), capsys)
    assert status == 0
    assert "is not, or hardly, encrypted" in str(of(findings, "secret", "note")["text"])
