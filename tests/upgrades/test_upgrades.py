"""From every schema that the ledger ever had: it is brought to the newest, nothing is lost, and a pass goes on."""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from afterword.adapters.ledger import Ledger, StateLock, exported, read_exported, replace_state
from afterword.adapters.ledger.schema import migrations
from tests.scenarios.letters import PRIYA, rejection
from tests.scenarios.world import World, moment
from tests.servers.mailbox import DRAFTS
from tests.upgrades.story import AMARA, FOLDERS, OWN_WORDS, keep, play

HERE = Path(__file__).parent
SCHEMAS = range(1, len(migrations()) + 1)


def folder_of(schema: int) -> Path:
    return HERE / f"schema-{schema}"


def left_behind(schema: int, state: Path) -> Path:
    """The state folder as that version has left it."""
    state.mkdir(mode=0o700)
    with closing(sqlite3.connect(state / "ledger.db")) as connection:
        connection.executescript((folder_of(schema) / "ledger.sql").read_text(encoding="utf-8"))
    for name in ("decisions.jsonl", "last-pass.json"):
        shutil.copyfile(folder_of(schema) / name, state / name)
    return state


def rows(state: Path) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(state / "ledger.db")) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in tables}


def schema_of(state: Path) -> int:
    with closing(sqlite3.connect(state / "ledger.db")) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def tables(connection: sqlite3.Connection) -> list[tuple[str, str, list[Any]]]:
    """What each table is, and what guards it."""
    found = connection.execute("SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2")
    return [(kind, name, connection.execute(f"PRAGMA table_xinfo({name})").fetchall()) for kind, name in found]


def test_each_schema_has_a_state_that_was_left_by_it() -> None:
    kept = sorted(path.name for path in HERE.glob("schema-*"))
    assert kept == [f"schema-{schema}" for schema in SCHEMAS], "see tests/upgrades/story.py"


@pytest.mark.parametrize("schema", SCHEMAS)
def test_it_becomes_the_newest_and_nothing_is_lost(schema: int, tmp_path: Path) -> None:
    state = left_behind(schema, tmp_path / "state")
    assert schema_of(state) == schema
    before = rows(state)
    assert all(before[name] for name in ("observation", "inbox", "draft", "cursor", "account"))
    with Ledger.open(state, read_only=True) as ledger:
        told = ledger.observations(), ledger.pending(), ledger.drafts(), ledger.cursors(), ledger.accounts()
    assert schema_of(state) == schema  # who only reads changes nothing
    with Ledger.open(state) as ledger:
        assert (ledger.observations(), ledger.pending(), ledger.drafts(), ledger.cursors(), ledger.accounts()) == told
        ledger.read_through()
        with closing(sqlite3.connect(state / "ledger.db")) as upgraded, Ledger.open(tmp_path / "new"):
            with closing(sqlite3.connect(tmp_path / "new/ledger.db")) as new:
                assert tables(upgraded) == tables(new)
            with pytest.raises(sqlite3.IntegrityError, match="never removed"):
                upgraded.execute("DELETE FROM observation")
    assert schema_of(state) == len(migrations())
    assert {name: rows(state)[name] for name in before} == before


@pytest.mark.parametrize("schema", SCHEMAS)
def test_it_goes_out_and_comes_in(schema: int, tmp_path: Path) -> None:
    text = exported(left_behind(schema, tmp_path / "state"))
    new = read_exported(text.splitlines(keepends=True))
    with closing(new.connection), StateLock(tmp_path / "other") as lock:
        replace_state(lock, new)
    assert exported(tmp_path / "other") == text


@pytest.mark.parametrize("schema", SCHEMAS)
@pytest.mark.parametrize("imap_server", ["dovecot"], indirect=True)
def test_passes_go_on_from_there(schema: int, world: World) -> None:
    """The mailbox is another one, as after a move to another server: drafts are known by Message-ID and text."""
    kept, state = folder_of(schema), left_behind(schema, world.folder / "state")
    told = json.loads((kept / "status.json").read_text(encoding="utf-8"))
    for folder in FOLDERS:
        for path in sorted(kept.glob(f"{folder}-*.eml")):
            world.deliver(path.read_bytes(), folder)
    assert world.follow_ups("thank_you") == told["follow_ups"]
    assert schema_of(state) == schema
    world.once("2025-11-25 17:00")  # the folders are numbered anew: one look
    world.once("2025-11-25 17:15")
    assert schema_of(state) == len(migrations())
    assert world.drafted_to() == sorted([PRIYA.email, AMARA.email])
    assert world.follow_ups("thank_you") == told["follow_ups"]
    found = world.application()
    assert {key: found[key] for key in ("id", "company", "role", "state")} == {
        key: told[key] for key in ("id", "company", "role", "state")
    }
    assert found["feedback_by"] == "2025-12-05"  # what was said, and not yet taken up
    lying, ledger = world.mailbox.snapshot()[DRAFTS], world.ledger_bytes()
    world.once("2025-11-25 17:30")
    assert (world.mailbox.snapshot()[DRAFTS], world.ledger_bytes()) == (lying, ledger)
    world.deliver(rejection(moment("2025-11-25 18:10")))
    world.once("2025-11-25 18:15")
    assert AMARA.email not in world.drafted_to()
    assert world.draft_to(PRIYA.email).text == OWN_WORDS


if "AFTERWORD_KEEP_STATE" in os.environ:  # no test of anything: it writes the state of today's schema down

    @pytest.mark.parametrize("imap_server", ["dovecot"], indirect=True)
    def test_keep_the_state_of_today(world: World) -> None:
        play(world, notes=True)
        keep(world, folder_of(len(migrations())))
