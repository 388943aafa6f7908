"""The state as one text: what goes out comes in again, byte by byte, and what is not whole changes nothing."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from afterword.adapters.ledger import (
    Ledger,
    StateLock,
    exported,
    is_empty,
    read_exported,
    read_last_pass,
    replace_state,
    write_last_pass,
)
from afterword.adapters.ledger.schema import migrations
from afterword.errors import LedgerDamaged, StateUnusable
from afterword.model import Choice, Cursor, Debrief, Decision, DraftState, Notes, Position, Reach, Undo
from tests.adapters.test_ledger import CONFIRM, DRAFT, INBOX, INVITE, MAIL, NOON, REPLY, SENT, mode

NOTED = Debrief("uid-1", NOON, Notes(highlight="The “CAN” tooling\u2028über alles, 日本"))
UNDONE = Undo(NOON, (DRAFT.key,), ("<4@example.org>",))
CURSOR = {"account": "personal", "folder": "INBOX", "uidvalidity": 1, "uidnext": 1, "reader": 1, "context": ""}
FACT = {
    "number": 9,
    "kind": "reply",
    "source": "",
    "digest": "",
    "reader": 1,
    "value": json.loads(msgspec.json.encode(REPLY)),
}
LATE = Decision("def", Choice.IGNORE, NOON + timedelta(days=1))


def filled(state: Path) -> Path:
    """A state with something in every table and every file."""
    with Ledger.open(state) as ledger:
        ledger.observe([INVITE, REPLY, SENT])
        for word in (CONFIRM, NOTED, UNDONE):
            ledger.submit(word)
        ledger.take()
        ledger.submit(LATE)  # no pass has taken it up
        ledger.save_draft(DRAFT)
        ledger.save_draft(replace(DRAFT, message_id="<5@example.org>", state=DraftState.PLACED, position=INBOX))
        ledger.save_cursor(Cursor("personal", "INBOX", 2**32 - 1, 18, 3, "context"))
        ledger.set_aside(Position("personal", "Lists", 1, 2), "it has no end")
        ledger.save_account("personal", Reach.REFUSED, "wrong password")
    write_last_pass(state, {"personal": NOON})
    return state


@pytest.fixture
def text(tmp_path: Path) -> bytes:
    return exported(filled(tmp_path / "old"))


def read(text: bytes) -> None:
    with closing(read_exported(text.splitlines(keepends=True)).connection):
        pass


def take_over(text: bytes, state: Path) -> None:
    new = read_exported(text.splitlines(keepends=True))
    with closing(new.connection), StateLock(state) as lock:
        replace_state(lock, new)


def everything(state: Path) -> list[object]:
    with Ledger.open(state, read_only=True) as one:
        kept = [one.observations(), one.pending(), one.drafts(), one.cursors(), one.accounts()]
        return [*kept, one.set_aside_messages(), read_last_pass(state)]


def test_what_goes_out_comes_in_and_goes_out_the_same(tmp_path: Path, text: bytes) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    take_over(text, new)
    assert everything(new) == everything(old)
    assert all(everything(new))
    assert exported(new) == text
    assert (new / "decisions.jsonl").read_bytes() == (old / "decisions.jsonl").read_bytes()
    assert {mode(file) for file in new.iterdir()} == {0o600}
    with Ledger.open(new) as ledger:  # for writing it is like any other
        assert ledger.observe([INVITE, REPLY, SENT]) == 0
        assert ledger.take() == (LATE,)
        other = sqlite3.connect(new / "ledger.db")
        with closing(other), pytest.raises(sqlite3.IntegrityError, match="never removed"):
            other.execute("DELETE FROM observation")
        assert ledger.observations()[-1] == LATE


def test_each_line_of_the_text_is_json(text: bytes) -> None:
    lines = [json.loads(line) for line in text.splitlines()]
    assert lines[0] == {"afterword": "state", "version": 1, "schema": len(migrations())}
    tables = {line["table"] for line in lines if "table" in line}
    assert tables == {"observation", "inbox", "draft", "cursor", "set_aside", "account"}
    values = [line["row"]["value"] for line in lines if line.get("table") == "observation"]
    assert values[0]["envelope"]["subject"] == MAIL.subject
    assert lines[-1] == {
        "lines": len(lines) - 1,
        "sha256": hashlib.sha256(text[: text.rindex(b'{"lines"')]).hexdigest(),
    }


def test_a_word_that_only_the_file_beside_the_ledger_still_has_goes_along(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "old/ledger.db").unlink()
    rest = exported(tmp_path / "old")
    take_over(rest, tmp_path / "new")
    with Ledger.open(tmp_path / "new", read_only=True) as ledger:
        assert ledger.pending() == (CONFIRM, NOTED, UNDONE, LATE)
    assert exported(tmp_path / "new") == rest


def test_what_was_there_before_is_gone_and_a_reader_of_it_reads_on(tmp_path: Path, text: bytes) -> None:
    other = tmp_path / "other"
    with Ledger.open(other) as ledger:
        ledger.submit(Decision("other", Choice.CONFIRM, NOON))
        ledger.observe([replace(REPLY, named=("Other",))])
    write_last_pass(other, {"work": NOON})
    with Ledger.open(other, read_only=True) as reader:
        take_over(text, other)
        assert len(reader.observations()) == 6
    assert exported(other) == text


def test_a_damaged_ledger_can_be_replaced_and_a_copy_of_it_stays(tmp_path: Path, text: bytes) -> None:
    state = filled(tmp_path / "damaged")
    (state / "ledger.db").write_bytes(noise := b"\xa5" * 8192)
    for name in ("ledger.db-wal", "ledger.db-shm"):
        (state / name).unlink(missing_ok=True)
    with pytest.raises(LedgerDamaged):
        exported(state)
    take_over(text, state)
    assert exported(state) == text
    (copy,) = state.glob("ledger-damaged-*.db")
    assert copy.read_bytes() == noise


@pytest.mark.parametrize("filled_with", ["nothing", "a fact", "a word"])
def test_whether_there_is_anything(tmp_path: Path, filled_with: str) -> None:
    assert is_empty(tmp_path)
    with Ledger.open(tmp_path) as ledger:
        assert is_empty(tmp_path)
        if filled_with == "a fact":
            ledger.observe([SENT])
        elif filled_with == "a word":
            ledger.submit(CONFIRM)
    if filled_with == "a word":
        (tmp_path / "ledger.db").unlink()
    assert is_empty(tmp_path) == (filled_with == "nothing")


# --- What is refused ---


def summed(lines: list[bytes]) -> bytes:
    """With a right sum at its end."""
    body = b"".join(lines)
    return (
        body
        + json.dumps({"lines": len(lines), "sha256": hashlib.sha256(body).hexdigest()}, separators=(",", ":")).encode()
        + b"\n"
    )


def test_a_text_of_a_newer_version_is_refused(text: bytes) -> None:
    lines = text.splitlines(keepends=True)[:-1]
    for change in ((b'"version":1', b'"version":2'), (b'"schema":3', b'"schema":99')):
        with pytest.raises(StateUnusable, match="newer version of Afterword") as caught:
            read(summed([lines[0].replace(*change), *lines[1:]]))
        assert caught.value.status == 78


@pytest.mark.parametrize(
    "other", [b"", b"\n", b"SQLite format 3\0", b'{"id": 1}\n', b"[]\n", b'{"afterword":"state"}\n', b"\xff\n"]
)
def test_what_is_no_export_is_refused(other: bytes) -> None:
    with pytest.raises(StateUnusable, match="no export of a state"):
        read(other)


def cuts(text: bytes) -> Iterator[bytes]:
    lines = text.splitlines(keepends=True)
    for number in range(1, len(lines)):
        yield b"".join(lines[:number])
        yield b"".join(lines[:number]) + lines[number][:-1][: len(lines[number]) // 2]
        yield b"".join([*lines[:number], *lines[number + 1 :]])
        yield b"".join([*lines[:number], lines[number], *lines[number:]])
    yield text + lines[1]
    yield text + text


def test_a_text_of_which_anything_is_missing_or_too_much_is_refused(text: bytes) -> None:
    for cut in cuts(text):
        with pytest.raises(StateUnusable, match="damaged") as caught:
            read(cut)
        assert caught.value.status == 78


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_a_byte_that_changed_on_the_way_is_noticed(text: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(text.index(b"\n") + 1, len(text) - 2))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != text[place]))
    with pytest.raises(StateUnusable, match="damaged"):
        read(text[:place] + bytes([byte]) + text[place + 1 :])


@pytest.mark.parametrize(
    "line",
    [
        {"table": "sqlite_schema", "row": {"name": "x"}},
        {"table": "observation; DROP TABLE draft", "row": {}},
        {"table": "account", "row": {"name": "a", "state": "ok"}},
        {"table": "account", "row": {"name": "a", "state": "fine", "problem": None}},
        {"table": "account", "row": {"name": "a", "state": ["ok"], "problem": None}},
        {"table": "cursor", "row": {**CURSOR, "uidnext": 2**70}},
        {"table": "draft", "row": {"number": 1, "message_id": "<x@example.org>", "value": {"key": 1}}},
        {"table": "observation", "row": {**FACT, "value": {}}},
        {"table": "observation", "row": {**FACT, "kind": "guess"}},
        {"word": {"about": 1}},
        {"served": {"personal": "yesterday"}},
        {"row": {}},
        {"more": 1},
        {},
    ],
    ids=str,
)  # fmt: skip
def test_lines_that_make_no_state_are_refused_whatever_their_sum(text: bytes, line: object) -> None:
    lines = text.splitlines(keepends=True)
    added = json.dumps(line).encode() + b"\n"
    with pytest.raises(StateUnusable, match="damaged") as caught:
        read(summed([lines[0], added]))
    assert caught.value.status == 78
    read(summed([lines[0]]))  # and without that line it is one


def test_lines_written_by_hand_are_taken_where_they_are_right(text: bytes) -> None:
    first = text.splitlines(keepends=True)[0]
    rows = [{"table": "cursor", "row": CURSOR}, {"table": "observation", "row": FACT}]
    read(summed([first, *(json.dumps(row).encode() + b"\n" for row in rows)]))


def test_a_text_that_is_refused_changes_nothing(tmp_path: Path, text: bytes) -> None:
    state = filled(tmp_path / "other")
    before = exported(state)
    with pytest.raises(StateUnusable):
        take_over(text[:-40], state)
    assert exported(state) == before
