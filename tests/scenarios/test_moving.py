"""`afterword export` and `import`: the state goes to another machine, and there all goes on as it would have here."""

import json
import shutil
import stat
import sys
from pathlib import Path

import pytest

from tests.scenarios.letters import PANEL, PRIYA, TOM, Event, google_invite, rejection
from tests.scenarios.test_debrief import fill_in
from tests.scenarios.world import World, account, moment
from tests.servers.mailbox import DRAFTS

AMARA = PANEL[0]
INTERVIEW = Event(moment("2025-11-25 14:00"), moment("2025-11-25 15:00"), [PRIYA, TOM, AMARA])
INVITE = google_invite(INTERVIEW, moment("2025-11-18 09:30"))


def folder(world: World) -> Path:
    return world.folder / "state"


@pytest.fixture
def told(world: World) -> World:
    """All that can happen has: one draft is edited, one deleted, one in place; a form is filled in, a note taken."""
    world.configure(account(world.mailbox), follow_up="[follow_up]\ndebrief = true\n")
    world.deliver(INVITE)
    world.once("2025-11-25 16:05")
    world.at("2025-11-25 16:20")
    fill_in(world, highlight="The wind tunnel in Leeds.")
    world.mailbox.edit_draft(world.draft_to(PRIYA.email).uid, "My own words.\n")
    world.mailbox.delete(world.draft_to(TOM.email).uid, through_trash=False)
    world.once("2025-11-25 16:25")
    world.once("2025-11-25 16:40")
    interview = world.application()["interviews"][0]["id"]
    world.command("note", interview, "forgot=The tooling for the CAN bus.")
    world.once("2025-11-25 16:45")
    assert world.follow_ups("thank_you") == {PRIYA.email: "released", TOM.email: "deleted", AMARA.email: "placed"}
    world.command("note", interview, "feedback_by=2025-12-05")  # no pass has taken it up
    return world


def test_on_another_machine_it_goes_on_and_places_nothing_twice(told: World) -> None:
    world, kept = told, told.folder / "kept.jsonl"
    world.command("export", str(kept))
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert world.command("export").out.encode() == kept.read_bytes()
    before, lying = world.status(), world.mailbox.snapshot()
    shutil.rmtree(folder(world))

    said = world.command("import", str(kept)).out
    assert "The next pass goes on from there." in said
    assert stat.S_IMODE(folder(world).stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder(world).iterdir()} == {0o600}
    assert world.command("export", "-").out.encode() == kept.read_bytes()
    assert world.status() == before
    world.once("2025-11-25 16:50")  # takes up the note
    assert world.application()["feedback_by"] == "2025-12-05"
    assert "The tooling for the CAN bus" in world.draft_to(AMARA.email).text
    assert "The wind tunnel in Leeds" in world.draft_to(AMARA.email).text
    drafts, ledger = world.mailbox.snapshot()[DRAFTS], world.ledger_bytes()
    assert len(drafts) == len(lying[DRAFTS])
    for when in ("2025-11-25 16:55", "2025-11-25 20:00"):
        world.once(when)
        assert (world.mailbox.snapshot()[DRAFTS], world.ledger_bytes()) == (drafts, ledger)
    told_of = (Path(__file__).parents[2] / "docs/privacy.md").read_text(encoding="utf-8")
    assert [file.name for file in folder(world).iterdir() if f"`{file.name}`" not in told_of] == []
    world.deliver(rejection(moment("2025-11-25 20:10")))
    world.once("2025-11-25 20:15")
    assert AMARA.email not in world.drafted_to()
    assert PRIYA.email in world.drafted_to()


@pytest.mark.parametrize("imap_server", ["dovecot"], indirect=True)
def test_what_is_there_is_not_lost_by_an_import(told: World) -> None:
    world, kept = told, told.folder / "kept.jsonl"
    world.command("export", str(kept))
    world.once("2025-11-25 17:00")
    newer = world.command("export").out
    assert newer.encode() != kept.read_bytes()
    assert "There is a state in" in world.command("import", str(kept), status=64).err
    assert world.command("export").out == newer
    world.command("import", "--replace", str(kept))
    assert world.command("export").out.encode() == kept.read_bytes()
    (before,) = folder(world).glob("replaced-*.jsonl")
    assert before.read_text() == newer
    assert stat.S_IMODE(before.stat().st_mode) == 0o600
    world.command("import", "--replace", str(before))
    assert world.command("export").out == newer


@pytest.mark.parametrize("imap_server", ["dovecot"], indirect=True)
def test_what_cannot_be_imported_or_exported_is_said(told: World) -> None:
    world, kept = told, told.folder / "kept.jsonl"
    world.command("export", str(kept))
    with world.service():
        world.settle()
        assert "Another Afterword" in world.command("import", "--replace", str(kept), status=75).err
        json.loads(world.command("export").out.splitlines()[0])
    whole, state = kept.read_bytes(), world.command("export").out
    for content, status, said in (
        (whole[:-10], 78, "damaged: its end is missing"),
        (whole.replace(b'"version":1', b'"version":2', 1), 78, "newer version of Afterword"),
        (b"Dear Sir or Madam,\n", 78, "no export of a state"),
    ):
        kept.write_bytes(content)
        assert said in world.command("import", "--replace", str(kept), status=status).err
        assert world.command("export").out == state
    assert "There is no file" in world.command("import", "--replace", str(world.folder / "none"), status=69).err
    assert "cannot be read" in world.command("import", "--replace", str(world.folder), status=64).err
    assert "cannot be written" in world.command("export", str(world.folder / "none/x"), status=64).err
    shutil.rmtree(folder(world))
    assert "nothing to export" in world.command("export", status=69).err


@pytest.mark.skipif(sys.platform != "linux", reason="the limit on the size of files stands for a full disk on Linux")
@pytest.mark.parametrize("imap_server", ["dovecot"], indirect=True)
def test_on_a_full_disk_an_import_changes_nothing(told: World) -> None:
    world, kept = told, told.folder / "kept.jsonl"
    world.command("export", str(kept))
    world.once("2025-11-25 17:00")
    before, words = world.command("export").out, (folder(world) / "decisions.jsonl").read_bytes()
    room, refused = 1024, 0
    while (done := world.with_room(room, "import", "--replace", str(kept))).status != 0:
        assert done.status == 75, done
        assert "Traceback" not in done.err, done
        assert world.command("export").out == before
        assert (folder(world) / "decisions.jsonl").read_bytes() == words
        room, refused = room * 2, refused + 1
        assert room < 2**24
    assert refused > 3
    assert world.command("export").out.encode() == kept.read_bytes()
