"""The disk and the files on it on a bad day, through the real program: full, damaged, or from another version."""

import resource
import sqlite3
import sys
from pathlib import Path

import pytest

from tests.scenarios.letters import LUCY, PANEL, PRIYA, TOM, Event, google_invite, rejection
from tests.scenarios.world import World, moment
from tests.servers.mailbox import DRAFTS

AMARA = PANEL[0]
INTERVIEW = Event(moment("2025-11-25 14:00"), moment("2025-11-25 15:00"), [PRIYA, TOM, AMARA])
INVITE = google_invite(INTERVIEW, moment("2025-11-18 09:30"))
ALL = sorted([PRIYA.email, TOM.email, AMARA.email])
PAGE = 4096

pytestmark = pytest.mark.parametrize("imap_server", ["dovecot"], indirect=True)  # it is about this side of the line


def _ledger(world: World) -> Path:
    return world.folder / "state/ledger.db"


def _spoil(file: Path, page: int) -> None:
    with file.open("r+b") as stream:
        stream.seek(page * PAGE)
        stream.write(b"\xa5" * PAGE)


def test_a_damaged_ledger_is_said_kept_and_begun_anew_and_no_draft_is_doubled(world: World) -> None:
    world.deliver(INVITE)
    world.once("2025-11-25 16:05")
    world.at("2025-11-25 16:20")
    edited = world.mailbox.edit_draft(world.draft_to(PRIYA.email).uid, "My own words.\n")
    world.mailbox.delete(world.draft_to(TOM.email).uid, through_trash=False)
    world.once("2025-11-25 16:21")
    world.once("2025-11-25 16:35")
    assert world.follow_ups("thank_you")[TOM.email] == "deleted"
    before = sorted(one.raw for one in world.drafts())
    with sqlite3.connect(_ledger(world)) as connection:  # a fact, and with it the index of facts
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'cursor'").fetchone()
    connection.close()
    _spoil(_ledger(world), page - 1)
    damaged = _ledger(world).read_bytes()

    said = world.command("status", status=75).err
    assert "is damaged" in said
    assert "the next `afterword run` begins a new one" in said
    world.once("2025-11-25 17:05")
    world.once("2025-11-25 18:05")
    assert sorted(one.raw for one in world.drafts()) == before
    assert world.mailbox.message(edited, DRAFTS).text == "My own words.\n"
    (copy,) = (world.folder / "state").glob("ledger-damaged-*.db")
    assert copy.read_bytes() == damaged
    (fault,) = world.status()["faults"]
    assert str(copy) in fault
    assert fault in world.command("status").out
    assert world.follow_ups("thank_you") == {PRIYA.email: "released", TOM.email: "deleted", AMARA.email: "placed"}
    world.deliver(rejection(moment("2025-11-25 18:10")))
    world.once("2025-11-25 18:15")  # what it does not know any more it has read again
    assert world.drafted_to() == sorted([PRIYA.email, LUCY.email])


def test_a_ledger_that_is_nothing_but_noise_is_begun_anew_and_drafts_are_adopted(world: World) -> None:
    world.deliver(INVITE)
    world.once("2025-11-25 16:05")
    before = sorted(one.raw for one in world.drafts())
    _ledger(world).write_bytes(b"\xa5" * 20 * PAGE)
    world.once("2025-11-25 17:05")
    world.once("2025-11-25 17:06")
    assert sorted(one.raw for one in world.drafts()) == before
    assert set(world.follow_ups("thank_you").values()) == {"placed"}
    world.deliver(rejection(moment("2025-11-25 18:10")))
    world.once("2025-11-25 18:15")
    assert world.drafted_to() == [LUCY.email]


def test_a_ledger_of_a_newer_version_is_said_and_left_as_it_is(world: World) -> None:
    world.deliver(INVITE)
    world.once("2025-11-25 16:05")
    with sqlite3.connect(_ledger(world)) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before, lying = _ledger(world).read_bytes(), world.mailbox.snapshot()
    for command in (["run", "--once"], ["run"], ["status"], ["plan"]):
        assert "newer version of Afterword" in world.command(*command, status=78).err
    assert (_ledger(world).read_bytes(), world.mailbox.snapshot()) == (before, lying)


def test_other_files_of_the_state_that_are_spoilt(world: World) -> None:
    world.deliver(INVITE)
    world.once("2025-11-25 16:05")
    before = sorted(one.raw for one in world.drafts())
    for name in ("last-pass.json", "decisions.jsonl", "lock"):
        (world.folder / "state" / name).write_bytes(b"\0\xa5{" * 50)
    world.once("2025-11-25 17:05")
    assert sorted(one.raw for one in world.drafts()) == before
    assert [one["last_pass"] for one in world.status()["accounts"]] == ["2025-11-25T17:05:00Z"]


@pytest.mark.skipif(sys.platform != "linux", reason="the limit on the size of files stands for a full disk on Linux")
def test_a_full_disk_is_told_and_once_there_is_room_all_is_there_once(world: World) -> None:
    world.deliver(INVITE)
    world.at("2025-11-25 16:05")
    room, refused = PAGE, 0
    while (done := world.with_room(room)).status != 0:
        assert done.status == 75, done
        assert "Traceback" not in done.err, done
        assert "disk" in done.err, done
        to = world.drafted_to()
        assert len(to) == len(set(to))
        room, refused = room + 3 * PAGE, refused + 1
        assert room < 2**22
    assert refused > 5
    assert world.drafted_to() == ALL
    world.once("2025-11-25 16:10")
    assert world.drafted_to() == ALL
    assert set(world.follow_ups("thank_you").values()) == {"placed"}


@pytest.mark.skipif(sys.platform != "linux", reason="the limit on the size of files stands for a full disk on Linux")
def test_the_service_waits_until_there_is_room_again(world: World) -> None:
    world.at("2025-11-25 16:05")
    with world.service() as process:
        world.settle()
        full = (PAGE, resource.RLIM_INFINITY)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, full)
        (world.folder / "service.log").write_bytes(b"")  # room for what it says
        world.deliver(INVITE)
        world.wait_for("a complaint", 10, lambda: "ledger" in (world.folder / "service.log").read_text())
        assert world.drafts() == []
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        world.wait_for("the drafts", 20, lambda: world.drafted_to() == ALL)
