"""A damaged ledger: what is kept, what is taken over, and that the program goes on."""

import errno
import hashlib
import json
import logging
import os
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from afterword.adapters.ledger import Ledger, StateLock, faults_of_state, open_ledger, write_last_pass
from afterword.adapters.ledger.files import append_decision, unusable
from afterword.adapters.ledger.values import fact_from
from afterword.errors import LedgerDamaged, StateUnusable, Transient
from afterword.model import DraftState, Envelope
from tests.adapters.test_ledger import CONFIRM, DRAFT, NOON, REPLY, SENT

FACTS = [replace(SENT, envelope=Envelope(message_id=f"<{number}@example.org>")) for number in range(300)]
DRAFTS = [
    replace(DRAFT, message_id=f"<{number}@rivera.example>", state=DraftState.DELETED, reason="deleted by you")
    for number in range(300)
]
PAGE = 4096


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A state folder whose ledger knows a good deal."""
    folder = tmp_path / "state"
    with Ledger.open(folder) as ledger, ledger.transaction():
        ledger.observe(FACTS)
        for draft in DRAFTS:
            ledger.save_draft(draft)
        ledger.submit(CONFIRM)
        ledger.take()
    return folder


def overwrite(file: Path, first: int, count: int = 1) -> None:
    """Spoil pages of a file."""
    with file.open("r+b") as stream:
        stream.seek(first * PAGE)
        stream.write(b"\xa5" * PAGE * count)


def test_a_fact_that_an_older_version_wrote_without_a_field_of_today_is_whole(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    with Ledger.open(folder) as ledger:
        ledger.observe([REPLY])
    with closing(sqlite3.connect(folder / "ledger.db")) as connection:
        (kind, value) = connection.execute("SELECT kind, value FROM observation").fetchone()
    older = json.loads(value)
    del older["reply"]["manner"]["familiar"]
    blank = {"position": {"account": "", "folder": "", "uidvalidity": 0, "uid": 0}, "seen_at": "1970-01-01T00:00:00Z"}
    content = msgspec.json.encode({**older, **blank, "reader": 0}).decode()
    digest = hashlib.blake2b(msgspec.json.encode([content]), digest_size=16).hexdigest()
    text = msgspec.json.encode(older).decode()
    assert fact_from(kind, digest, text) == REPLY
    assert fact_from(kind, digest, text.replace("says so", "says no")) is None


def test_what_can_be_read_around_the_damage_is_taken_over(state: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = state / "ledger.db"
    pages = file.stat().st_size // PAGE
    for page in range(8, pages, 9):
        overwrite(file, page)
    damaged = file.read_bytes()
    with StateLock(state) as lock, open_ledger(lock) as ledger:
        kept = ledger.drafts()
        facts = ledger.observations()
        assert ledger.pending() == (CONFIRM,)  # the user's word is never lost
    assert 0 < len(kept) < len(DRAFTS)
    assert set(kept) <= set(DRAFTS)
    assert 0 < len(facts) < len(FACTS)
    assert set(facts) <= {*FACTS, CONFIRM}
    assert "is damaged" in caplog.text
    assert f"{len(kept)} drafts of the old one" in caplog.text
    (copy,) = state.glob("ledger-damaged-*.db")
    assert copy.read_bytes() == damaged
    (told,) = faults_of_state(state)
    assert str(copy) in told
    copy.unlink()
    assert faults_of_state(state) == ()


def test_what_is_broken_at_its_head_is_begun_anew(state: Path) -> None:
    overwrite(state / "ledger.db", 0)
    with StateLock(state) as lock, open_ledger(lock) as ledger:
        assert ledger.drafts() == ()
        assert ledger.pending() == (CONFIRM,)
    with Ledger.open(state) as again:
        assert again.pending() == (CONFIRM,)
    assert len(list(state.glob("ledger-damaged-*.db"))) == 1


def test_a_row_that_was_changed_is_not_believed(state: Path) -> None:
    with sqlite3.connect(state / "ledger.db") as connection:
        connection.execute("DROP TRIGGER observation_is_not_changed")
        connection.execute("UPDATE observation SET value = replace(value, '<7@', '<7777@') WHERE number = 8")
        connection.execute("UPDATE draft SET value = replace(value, '<7@', '<7777@') WHERE number = 8")
    connection.close()
    overwrite(state / "ledger.db", (state / "ledger.db").stat().st_size // PAGE - 1)
    with StateLock(state) as lock, open_ledger(lock) as ledger:
        assert not any("7777" in one.message_id for one in ledger.drafts())
        assert not any("7777" in str(one) for one in ledger.observations())


def test_what_was_committed_and_not_yet_moved_into_the_file_is_kept_too(state: Path) -> None:
    with Ledger.open(state) as ledger:
        ledger.save_draft(replace(DRAFT, message_id="<late@rivera.example>"))
        written = {name: (state / name).read_bytes() for name in ("ledger.db", "ledger.db-wal")}
    for name, content in written.items():  # as a kill leaves it
        (state / name).write_bytes(content)
    overwrite(state / "ledger.db", 8)
    for read_only in (True, False):  # whoever is the first to find it so
        with pytest.raises(LedgerDamaged):
            Ledger.open(state, read_only=read_only)
    with StateLock(state) as lock, open_ledger(lock) as ledger:
        assert "<late@rivera.example>" in {one.message_id for one in ledger.drafts()}


def test_damage_that_is_found_later_is_said_and_no_bug(state: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    with Ledger.open(state) as ledger:
        ledger._connection.execute("PRAGMA shrink_memory")  # what it has read it would not read again
        overwrite(state / "ledger.db", 2, (state / "ledger.db").stat().st_size // PAGE - 2)
        with pytest.raises(LedgerDamaged, match="keeps a copy"):
            _ = ledger.drafts(), ledger.observations()


def test_a_row_that_makes_no_sense_is_damage_too_and_found_at_the_start(state: Path) -> None:
    with sqlite3.connect(state / "ledger.db") as connection:
        connection.execute("""UPDATE draft SET value = '{"key": 5}' WHERE number = 8""")
    connection.close()
    with Ledger.open(state, read_only=True) as ledger, pytest.raises(LedgerDamaged) as caught:
        ledger.drafts()
    assert "key" not in str(caught.value)
    with StateLock(state) as lock, open_ledger(lock) as ledger:
        assert len(ledger.drafts()) == len(DRAFTS) - 1
        assert set(ledger.observations()) == {*FACTS, CONFIRM}
    assert len(faults_of_state(state)) == 1


def test_however_it_is_damaged_it_is_opened_and_read(state: Path, tmp_path: Path) -> None:
    dice = random.Random(7)
    whole = (state / "ledger.db").read_bytes()
    for number in range(25):
        spoilt = bytearray(whole)
        for _ in range(dice.choice([1, 3, 20])):
            at, length = dice.randrange(len(whole)), dice.choice([1, 8, 512, PAGE])
            spoilt[at : at + length] = dice.choice([bytes(length), dice.randbytes(length)])
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "ledger.db").write_bytes(spoilt[: dice.choice([len(whole), dice.randrange(len(whole))])])
        with StateLock(folder) as lock, open_ledger(lock) as ledger:
            assert set(ledger.drafts()) <= set(DRAFTS)
            assert set(ledger.observations()) <= {*FACTS, CONFIRM}


def test_a_newer_ledger_is_nobodys_to_begin_anew(state: Path) -> None:
    with sqlite3.connect(state / "ledger.db") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = (state / "ledger.db").read_bytes()
    with StateLock(state) as lock, pytest.raises(StateUnusable, match="newer version"):
        open_ledger(lock)
    assert (state / "ledger.db").read_bytes() == before


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_temporary_wherever_it_is_met(state: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def full(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    before = (state / "decisions.jsonl").read_bytes()
    monkeypatch.setattr(os, "write", full)
    with pytest.raises(Transient, match="no room left"):
        append_decision(state, CONFIRM)
    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(Transient, match="no room left"):
        StateLock(state)
    monkeypatch.setattr(os, "open", full)
    with pytest.raises(Transient, match="no room left"):
        write_last_pass(state, {"personal": NOON})
    monkeypatch.undo()
    assert (state / "decisions.jsonl").read_bytes() == before
    StateLock(state).close()  # the lock that could not be written was given back


def test_a_disk_that_refuses_for_good_is_not(state: Path) -> None:
    assert isinstance(unusable(state, PermissionError(errno.EACCES, "Permission denied")), StateUnusable)


def test_a_disk_without_room_is_said(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("Usage", (), {"free": 4096})
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    (told,) = faults_of_state(state)
    assert "no room left" in told
