"""The ledger, on real files, with other processes that read, write and die beside it."""

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from afterword.adapters.ledger import Ledger, StateLock, read_last_pass, wake_writer, write_last_pass
from afterword.adapters.ledger.schema import migrate, migrations
from afterword.errors import AnotherRuns, BadMessage, LedgerDamaged, StateUnusable, Transient
from afterword.model import (
    AccountState,
    Choice,
    Cursor,
    Debrief,
    Decision,
    Draft,
    DraftState,
    Envelope,
    Invite,
    InviteSeen,
    Key,
    Kind,
    Notes,
    Observation,
    Person,
    Position,
    Promise,
    Reach,
    Reply,
    ReplySeen,
    SentSeen,
    SetAside,
    Signal,
    Span,
    Undo,
    Unit,
    Verdict,
)

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
INBOX = Position("personal", "INBOX", 1, 17)
MAIL = Envelope(message_id="<1@acme.example>", sender=Person("jane@acme.example", "Jane Doe", "Jane"), subject="Hello")
REPLY = ReplySeen(INBOX, MAIL, Reply(Signal.HOLDING, 0.9, ("says so",)), ("Acme",), NOON, 1)
INVITE = InviteSeen(INBOX, MAIL, Invite(Verdict.INTERVIEW, 1.0, (), "uid-1"), NOON, 1)
SENT = SentSeen(Position("personal", "Sent", 1, 3), replace(MAIL, message_id="<2@example.org>"), NOON)
FIVE_DAYS = Span(5, Unit.WORKING_DAY)
CONFIRM = Decision("abc", Choice.CONFIRM, NOON)
DRAFT = Draft(
    key=Key(Kind.THANK_YOU, "a1", "jane@acme.example", "2026-11-25"),
    state=DraftState.INTENDED,
    message_id="<3@example.org>",
    account="personal",
    subject="Thank you",
    in_reply_to="<1@acme.example>",
    text="digest",
    since=NOON,
    at=NOON,
    reason="the interview ended at 12:00",
)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def ledger(state: Path) -> Iterator[Ledger]:
    with Ledger.open(state) as opened:
        yield opened


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def content(state: Path) -> dict[str, bytes]:
    """Every file; of the shared memory in which readers mark where they read, only that it is there."""
    return {path.name: b"" if path.name.endswith("-shm") else path.read_bytes() for path in state.iterdir()}


# --- Observations ---


def test_facts_come_back_in_the_order_of_writing(ledger: Ledger, state: Path) -> None:
    assert ledger.observe([REPLY, SENT]) == 2
    assert ledger.observe([CONFIRM, INVITE]) == 2
    assert ledger.observations() == (REPLY, SENT, CONFIRM, INVITE)
    with Ledger.open(state) as again:
        assert again.observations() == (REPLY, SENT, CONFIRM, INVITE)


@pytest.mark.parametrize("fact", [REPLY, INVITE, SENT], ids=["reply", "invite", "sent"])
def test_the_same_message_elsewhere_or_later_is_no_news(
    ledger: Ledger, fact: ReplySeen | InviteSeen | SentSeen
) -> None:
    moved = replace(fact, position=Position("personal", "Jobs", 9, 1), seen_at=NOON + timedelta(hours=1))
    assert ledger.observe([fact, fact, moved]) == 1
    assert ledger.observe([moved]) == 0
    assert ledger.observations() == (fact,)


def test_one_message_can_hold_several_facts(ledger: Ledger) -> None:
    second = replace(INVITE, invite=replace(INVITE.invite, recurrence_id="2026-11-25"))
    assert ledger.observe([REPLY, INVITE, second]) == 3


def test_without_a_message_id_the_position_tells_messages_apart(ledger: Ledger) -> None:
    nameless = replace(REPLY, envelope=replace(MAIL, message_id=None))
    elsewhere = replace(nameless, position=replace(INBOX, uid=18))
    assert ledger.observe([nameless, elsewhere, nameless]) == 2


def test_what_a_better_reader_says_is_added(ledger: Ledger) -> None:
    better = replace(REPLY, reply=Reply(Signal.REJECTION, 0.9, ()), reader=2)
    assert ledger.observe([REPLY, replace(REPLY, reader=2), better, better]) == 2
    assert ledger.observations() == (REPLY, better)


def test_where_one_event_of_a_message_is_read_better_all_of_it_count_anew(ledger: Ledger) -> None:
    second = replace(INVITE, invite=replace(INVITE.invite, uid="uid-2"))
    better = replace(INVITE, invite=replace(INVITE.invite, company="Acme"), reader=2)
    assert ledger.observe([INVITE, second]) == 2
    assert ledger.observe([replace(INVITE, reader=2), replace(second, reader=2)]) == 0
    for new in (2, 0):
        assert ledger.observe([better, replace(second, reader=2)]) == new
    assert ledger.observations() == (INVITE, second, better, replace(second, reader=2))


def test_what_was_stored_before_readings_told_more_is_read_and_read_anew(ledger: Ledger, state: Path) -> None:
    """Of ``manner``, ``addresses``, ``answers_from`` and the like there is nothing in it."""
    assert ledger.observe([REPLY, INVITE]) == 2
    later = {"manner", "addresses", "answers_from", "no_answer_wanted", "manager", "for_client", "needs_tie"}
    with closing(sqlite3.connect(state / "ledger.db")) as raw, raw:
        raw.execute("DROP TRIGGER observation_is_not_changed")
        for number, kind, value in raw.execute("SELECT number, kind, value FROM observation").fetchall():
            fact = json.loads(value)
            said = fact[kind]
            assert later & said.keys()
            fact[kind] = {name: said[name] for name in said.keys() - later}
            raw.execute(
                "UPDATE observation SET value = ?, digest = ? WHERE number = ?", (json.dumps(fact), "x", number)
            )
    assert ledger.observations() == (REPLY, INVITE)
    again: list[Observation] = [replace(REPLY, reader=2), replace(INVITE, reader=2)]
    assert ledger.observe(again) == 2
    assert ledger.observe(again) == 0


def test_a_reader_that_goes_back_to_an_earlier_word_has_the_last_word(ledger: Ledger) -> None:
    other = replace(REPLY, reply=Reply(Signal.REJECTION, 0.9, ()), reader=2)
    back = replace(REPLY, reader=3)
    assert ledger.observe([REPLY, other, back]) == 3
    assert ledger.observe([back, REPLY, other]) == 0
    assert ledger.observations()[-1] == back


def test_facts_can_be_neither_changed_nor_removed(ledger: Ledger, state: Path) -> None:
    ledger.observe([REPLY])
    other = sqlite3.connect(state / "ledger.db")
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        other.execute("UPDATE observation SET value = '{}'")
    with pytest.raises(sqlite3.IntegrityError, match="never removed"):
        other.execute("DELETE FROM observation")
    other.close()


def test_text_that_is_no_text_is_refused_and_nothing_of_the_batch_is_kept(ledger: Ledger) -> None:
    broken = replace(REPLY, envelope=replace(MAIL, message_id="<x@acme.example>", subject="\udc80"))
    with pytest.raises(BadMessage, match="no Unicode"):
        ledger.observe([INVITE, broken])
    assert ledger.observations() == ()


def values(kind: Any) -> st.SearchStrategy[Any]:
    """Anything of a type of the model. Unlike ``st.from_type``: instants in UTC, text that is Unicode."""
    if isinstance(kind, type) and issubclass(kind, Struct):
        hints = get_type_hints(kind)
        return st.deferred(lambda: st.builds(kind, **{name: values(hint) for name, hint in hints.items()}))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return st.sampled_from(kind)
    if get_origin(kind) is tuple:
        return st.lists(values(get_args(kind)[0]), max_size=2).map(tuple)
    if get_args(kind):
        return st.one_of(*(values(part) for part in get_args(kind)))
    return {
        str: st.text(st.characters(codec="utf-8"), max_size=8),
        int: st.integers(0, 2**40),
        float: st.floats(0, 1),
        bool: st.booleans(),
        date: st.dates(),
        datetime: st.datetimes(timezones=st.just(UTC)),
        type(None): st.none(),
    }[kind]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(fact=values(Observation))
def test_every_fact_comes_back_as_it_went_in(fact: Observation) -> None:
    with Ledger.in_memory() as empty:
        assert empty.observe([fact]) == 1
        assert empty.observe([fact]) == 0
        assert empty.observations() == (fact,)


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(draft=values(Draft), later=st.sampled_from(DraftState))
def test_every_draft_comes_back_as_it_went_in(draft: Draft, later: DraftState) -> None:
    with Ledger.in_memory() as empty:
        empty.save_draft(draft)
        assert empty.drafts() == (draft,)
        empty.save_draft(replace(draft, state=later))
        assert empty.drafts() == (replace(draft, state=later),)


def test_a_number_of_any_length_comes_back(ledger: Ledger) -> None:
    endless = replace(INVITE, invite=replace(INVITE.invite, sequence=10**40))
    ledger.observe([endless])
    assert ledger.observations() == (endless,)


def test_a_promise_keeps_its_kind(ledger: Ledger) -> None:
    promises = (Promise(date(2026, 12, 4), "by Friday"), Promise(Span(5, Unit.WORKING_DAY), "in five days"))
    facts = [replace(REPLY, reply=replace(REPLY.reply, promise=promise)) for promise in promises]
    ledger.observe(facts)
    assert ledger.observations() == tuple(facts)


# --- The rest of what is kept ---


def test_drafts_keep_their_order_and_one_row_each(ledger: Ledger) -> None:
    second = replace(DRAFT, message_id="<4@example.org>")
    ledger.save_draft(DRAFT)
    ledger.save_draft(second)
    placed = replace(DRAFT, state=DraftState.PLACED, position=Position("personal", "Drafts", 1, 1))
    ledger.save_draft(placed)
    assert ledger.drafts() == (placed, second)


def test_cursors(ledger: Ledger) -> None:
    cursor = Cursor("personal", "INBOX", 1, 100, 1, "")
    ledger.save_cursor(cursor)
    ledger.save_cursor(replace(cursor, folder="Entwürfe"))
    ledger.save_cursor(replace(cursor, uidnext=101, context="c"))
    assert ledger.cursors() == {
        ("personal", "INBOX"): replace(cursor, uidnext=101, context="c"),
        ("personal", "Entwürfe"): replace(cursor, folder="Entwürfe"),
    }


def test_messages_set_aside(ledger: Ledger) -> None:
    ledger.set_aside(INBOX, "too deep")
    ledger.set_aside(INBOX, "too large")
    ledger.set_aside(replace(INBOX, uid=3), "too large")
    assert ledger.set_aside_messages() == (
        SetAside(replace(INBOX, uid=3), "too large"),
        SetAside(INBOX, "too large"),
    )
    ledger.take_back(INBOX)
    assert ledger.set_aside_messages() == (SetAside(replace(INBOX, uid=3), "too large"),)


def test_accounts(ledger: Ledger) -> None:
    ledger.save_account("personal", Reach.REFUSED, "wrong password")
    ledger.save_account("work", Reach.OK)
    ledger.save_account("personal", Reach.OK)
    assert ledger.accounts() == {
        "personal": AccountState("personal", Reach.OK),
        "work": AccountState("work", Reach.OK),
    }


def test_no_news_writes_nothing(ledger: Ledger, state: Path) -> None:
    cursor = Cursor("personal", "INBOX", 1, 100, 1, "")

    def a_pass() -> None:
        ledger.observe([REPLY, SENT])
        ledger.save_draft(DRAFT)
        ledger.save_cursor(cursor)
        ledger.set_aside(INBOX, "too large")
        ledger.take_back(replace(INBOX, uid=1))
        ledger.save_account("personal", Reach.OK)
        ledger.take()

    a_pass()
    before = content(state)
    a_pass()
    assert content(state) == before


def test_a_transaction_is_all_or_nothing(ledger: Ledger) -> None:
    def half_a_pass() -> None:
        with ledger.transaction():
            ledger.observe([REPLY])
            with ledger.transaction():
                ledger.save_draft(DRAFT)
            raise KeyError

    with pytest.raises(KeyError):
        half_a_pass()
    assert (ledger.observations(), ledger.drafts()) == ((), ())
    ledger.save_draft(DRAFT)
    assert ledger.drafts() == (DRAFT,)


def test_a_full_disk_is_temporary_and_leaves_the_ledger_whole(state: Path) -> None:
    with Ledger.open(state) as ledger:
        ledger.observe([REPLY])
        ledger._connection.execute("PRAGMA max_page_count = 1")  # no more than there are already
        many = [replace(SENT, envelope=Envelope(message_id=f"<{number}@example.org>")) for number in range(2000)]
        with pytest.raises(Transient, match="no room left"):
            ledger.observe(many)
        assert ledger.observations() == (REPLY,)
    with Ledger.open(state) as ledger:
        assert ledger.observe([SENT]) == 1


def test_a_writer_that_does_not_let_go_is_waited_for_and_then_temporary(ledger: Ledger, state: Path) -> None:
    with Ledger.open(state) as other, ledger.transaction():
        other._connection.execute("PRAGMA busy_timeout = 50")
        with pytest.raises(Transient, match="another process is writing"):
            other.save_draft(DRAFT)


# --- The inbox of commands ---


def test_the_users_word_waits_and_is_taken_once(ledger: Ledger, state: Path) -> None:
    by_friday = Decision("def", Choice.NOTHING, NOON, by=date(2026, 12, 4))
    with Ledger.open(state) as command:
        command.submit(CONFIRM)
        command.submit(by_friday)
    assert ledger.pending() == (CONFIRM, by_friday)
    assert ledger.take() == (CONFIRM, by_friday)
    assert ledger.take() == ledger.pending() == ()
    assert ledger.observations() == (CONFIRM, by_friday)


def test_the_users_word_outlives_the_ledger(state: Path) -> None:
    with Ledger.open(state) as before:
        before.submit(CONFIRM)
        before.take()
        before.submit(replace(CONFIRM, choice=Choice.IGNORE))
    (state / "ledger.db").unlink()
    with Ledger.open(state) as after:
        assert after.pending() == (CONFIRM, replace(CONFIRM, choice=Choice.IGNORE))
        after.take()
    with Ledger.open(state) as later:
        assert later.pending() == ()


def test_what_was_undone_is_the_users_word_too_and_outlives_the_ledger(state: Path) -> None:
    undo = Undo(NOON, (Key(Kind.CHASER, "abc", "tom@acme.example", "2026-12-02"),), ("<1@rivera.example>",))
    with Ledger.open(state) as before:
        assert before.submit(undo)
        assert not before.submit(undo)
        assert before.take() == (undo,)
        assert before.submit(replace(undo, at=NOON + timedelta(days=1)))
    (state / "ledger.db").unlink()
    with Ledger.open(state) as after:
        assert after.take() == after.observations() == (undo, replace(undo, at=NOON + timedelta(days=1)))


def test_notes_are_the_users_word_too_and_kept_once(state: Path) -> None:
    note = Debrief("abc", NOON, Notes(highlight="the arm"), people=(Person("a@acme.example"),), feedback_by=FIVE_DAYS)
    with Ledger.open(state) as before:
        assert before.submit(note)
        assert not before.submit(note)
        before.take()
        assert not before.submit(note)
        assert before.submit(CONFIRM)
    assert len((state / "decisions.jsonl").read_bytes().splitlines()) == 2
    (state / "ledger.db").unlink()
    with Ledger.open(state) as after:
        assert after.pending() == after.take() == (note, CONFIRM)
        assert after.observations() == (note, CONFIRM)


def test_a_line_cut_short_spoils_no_other(state: Path, caplog: pytest.LogCaptureFixture) -> None:
    later = replace(CONFIRM, choice=Choice.IGNORE)
    with Ledger.open(state) as ledger:
        ledger.submit(CONFIRM)
        with (state / "decisions.jsonl").open("ab") as file:
            file.write(b'{"about":"x","cho')
        ledger.submit(later)
    (state / "ledger.db").unlink()
    with Ledger.open(state) as ledger:
        assert ledger.pending() == (CONFIRM, later)
    assert "line 2 cannot be read" in caplog.text


# --- Copies and readers ---


def test_a_copy_in_memory_can_be_changed_without_effect(ledger: Ledger, state: Path) -> None:
    ledger.observe([REPLY])
    before = content(state)
    with ledger.in_memory_copy() as copy:
        copy.observe([SENT])
        copy.submit(CONFIRM)
        copy.take()
        assert copy.observations() == (REPLY, SENT, CONFIRM)
    assert ledger.observations() == (REPLY,)
    assert content(state) == before


def test_a_reader_leaves_no_trace(state: Path) -> None:
    with Ledger.open(state, read_only=True) as nothing_there:
        assert nothing_there.observations() == ()
    assert not state.exists()
    with Ledger.open(state) as writer:
        writer.observe([REPLY])
    before = content(state)
    with Ledger.open(state, read_only=True) as reader:
        assert reader.observations() == (REPLY,)
        with pytest.raises(StateUnusable, match="for reading only"):
            reader.save_draft(DRAFT)
    assert content(state) == before


def test_readers_work_beside_a_writer_and_see_what_is_committed(ledger: Ledger, state: Path) -> None:
    ledger.observe([REPLY])
    with Ledger.open(state, read_only=True) as reader, ledger.transaction():
        ledger.observe([SENT])
        assert reader.observations() == (REPLY,)
        with Ledger.open(state, read_only=True) as late:
            assert late.observations() == (REPLY,)
    with Ledger.open(state, read_only=True) as reader:
        assert reader.observations() == (REPLY, SENT)


# --- Crashes ---

_DIE_IN_THE_MIDDLE = """
    import sys
    from pathlib import Path
    from afterword.adapters.ledger import Ledger, StateLock
    from tests.adapters.test_ledger import DRAFT, REPLY, SENT
    lock = StateLock(Path(sys.argv[1]))
    ledger = Ledger.open(Path(sys.argv[1]))
    ledger.save_draft(DRAFT)
    with ledger.transaction():
        ledger.observe([REPLY])
        ledger.observe([SENT])
        print("written", flush=True)
        sys.stdin.read()
"""


def test_a_kill_in_the_middle_loses_only_the_open_transaction(state: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(_DIE_IN_THE_MIDDLE), str(state)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"written\n"
        with pytest.raises(AnotherRuns, match=rf"process {process.pid}\)"):
            StateLock(state)
        process.send_signal(signal.SIGKILL)
    with StateLock(state), Ledger.open(state) as ledger:
        assert ledger.drafts() == (DRAFT,)
        assert ledger.observations() == ()
        assert ledger.observe([REPLY]) == 1


def test_many_that_begin_at_once_make_one_ledger(state: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from afterword.adapters.ledger import Ledger\n"
        "from afterword.model import *; from datetime import datetime, UTC\n"
        "with Ledger.open(Path(sys.argv[1])) as l: l.submit(Decision(sys.argv[2], Choice.CONFIRM, datetime.now(UTC)))"
    )
    started = [subprocess.Popen([sys.executable, "-c", script, str(state), str(n)]) for n in range(4)]
    assert [process.wait(30) for process in started] == [0, 0, 0, 0]
    with Ledger.open(state) as ledger:
        assert {word.about for word in ledger.pending() if isinstance(word, Decision)} == {"0", "1", "2", "3"}


# --- One writer ---


def test_a_second_writer_is_told_who_is_first(state: Path) -> None:
    with StateLock(state):
        with pytest.raises(AnotherRuns, match=rf"process {os.getpid()}\)") as caught:
            StateLock(state)
        assert caught.value.status == 75
    with StateLock(state) as lock:
        lock.close()


_HOLD_THE_LOCK = """
    import os, signal, sys
    from pathlib import Path
    from afterword.adapters.ledger import StateLock
    signal.signal(signal.SIGUSR1, lambda *_: os.write(1, b"woken\\n"))
    lock = StateLock(Path(sys.argv[1]))
    print("locked", flush=True)
    sys.stdin.read()
"""


def test_who_holds_the_lock_is_woken_and_nobody_else(state: Path) -> None:
    assert not wake_writer(state)
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(_HOLD_THE_LOCK), str(state)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"locked\n"
        assert wake_writer(state)
        assert process.stdout.readline() == b"woken\n"
        process.send_signal(signal.SIGKILL)
    # The number of a process that is gone stands in the file still, and may be another's by now.
    (state / "lock").write_text(f"{os.getpid()}\n")
    woken: list[int] = []
    before = signal.signal(signal.SIGUSR1, lambda number, _: woken.append(number))
    try:
        assert not wake_writer(state)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert woken == []


# --- Privacy ---


@pytest.mark.parametrize("umask", [0o000, 0o077, 0o777])
def test_nobody_else_can_look(state: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        with StateLock(state), Ledger.open(state) as ledger:
            ledger.submit(CONFIRM)
            write_last_pass(state, {"personal": NOON})
            assert mode(state) == 0o700
            modes = {path.name: mode(path) for path in state.iterdir()}
    finally:
        os.umask(before)
    names = ["decisions.jsonl", "last-pass.json", "ledger.db", "ledger.db-shm", "ledger.db-wal", "lock"]
    assert modes == dict.fromkeys(names, 0o600)


def test_an_open_folder_is_shut_but_not_one_that_is_not_ours(tmp_path: Path) -> None:
    empty, home = tmp_path / "empty", tmp_path / "home"
    for folder in (empty, home):
        folder.mkdir(mode=0o755)
    (home / "letter").touch()
    for folder in (empty, home):
        Ledger.open(folder).close()
        assert mode(folder / "ledger.db") == 0o600
    assert (mode(empty), mode(home)) == (0o700, 0o755)
    (empty / "ledger.db").chmod(0o644)
    Ledger.open(empty).close()
    assert mode(empty / "ledger.db") == 0o600


# --- Ledgers that cannot be used ---


def test_a_damaged_ledger_is_said_and_kept(state: Path) -> None:
    with Ledger.open(state) as ledger:
        ledger.observe(replace(REPLY, position=replace(INBOX, uid=n), named=(str(n),)) for n in range(200))
    file = state / "ledger.db"
    whole = file.read_bytes()
    damaged = whole[:4096] + b"\xff" * 4096 + whole[8192:]
    file.write_bytes(damaged)
    for read_only in (False, True, False):
        with pytest.raises(LedgerDamaged, match=r"is damaged .* copy is kept as ledger-damaged-\w+\.db") as caught:
            Ledger.open(state, read_only=read_only)
        assert caught.value.status == 75
    (copy,) = state.glob("ledger-damaged-*.db")
    assert (copy.read_bytes(), mode(copy)) == (damaged, 0o600)


def test_what_is_no_database_is_damaged_too(state: Path) -> None:
    state.mkdir()
    (state / "ledger.db").write_bytes(b"Dear diary, " * 1000)
    with pytest.raises(StateUnusable, match="is damaged"):
        Ledger.open(state)
    assert (state / "ledger.db").read_bytes() == b"Dear diary, " * 1000


@pytest.mark.parametrize("read_only", [False, True])
def test_a_newer_ledger_is_left_alone(state: Path, read_only: bool) -> None:
    Ledger.open(state).close()
    with sqlite3.connect(state / "ledger.db") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StateUnusable, match="newer version of Afterword"):
        Ledger.open(state, read_only=read_only)


def test_the_database_of_another_program_is_left_alone(state: Path) -> None:
    state.mkdir()
    with sqlite3.connect(state / "ledger.db") as connection:
        connection.execute("CREATE TABLE song (title TEXT)")
    connection.close()
    before = (state / "ledger.db").read_bytes()
    with pytest.raises(StateUnusable, match="another program"):
        Ledger.open(state)
    assert (state / "ledger.db").read_bytes() == before


def test_a_state_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    with pytest.raises(StateUnusable, match="cannot be used"):
        Ledger.open(tmp_path / "state")
    with pytest.raises(StateUnusable, match="cannot be used"):
        StateLock(tmp_path / "state" / "below")


def test_a_step_of_the_schema_that_fails_leaves_the_step_before() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    steps = ("CREATE TABLE a (x TEXT) STRICT;\n", "CREATE TABLE b (x TEXT) STRICT;\nCREATE TABLE a (x TEXT) STRICT;\n")
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        migrate(connection, steps)
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == [("a",)]
    migrate(connection, (steps[0], "CREATE TABLE b (x TEXT) STRICT;\n"))
    assert connection.execute("PRAGMA user_version").fetchone() == (2,)
    connection.close()


def test_every_table_is_strict() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection)
    tables = {row[1]: row[5] for row in connection.execute("PRAGMA table_list") if not row[1].startswith("sqlite_")}
    assert set(tables.values()) == {1}
    assert set(tables) == {"observation", "inbox", "draft", "cursor", "set_aside", "account"}
    assert len(migrations()) == connection.execute("PRAGMA user_version").fetchone()[0]
    connection.close()


# --- The time of the last pass ---


def test_the_last_pass_is_kept_beside_the_ledger(ledger: Ledger, state: Path) -> None:
    assert read_last_pass(state) == {}
    write_last_pass(state, {"personal": NOON, "work": NOON})
    write_last_pass(state, {"work": NOON + timedelta(hours=1)})
    assert read_last_pass(state) == {"personal": NOON, "work": NOON + timedelta(hours=1)}
    assert not list(state.glob("*.tmp"))
    (state / "last-pass.json").write_text("{")
    assert read_last_pass(state) == {}
