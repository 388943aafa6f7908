"""The story whose state is kept for each schema of the ledger, and how it is written down.

    AFTERWORD_KEEP_STATE=1 .venv/bin/pytest tests/upgrades

plays it with the program as it is, and writes a folder for the schema of today, if there is none yet: once, before a
migration is added. From then on the folder stays as it is, as it was left by the version that knew no other schema.
"""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.scenarios.letters import PANEL, PRIYA, TOM, Event, google_invite
from tests.scenarios.world import World, moment
from tests.servers.mailbox import DRAFTS, INBOX, SENT

AMARA = PANEL[0]
INTERVIEW = Event(moment("2025-11-25 14:00"), moment("2025-11-25 15:00"), [PRIYA, TOM, AMARA])
INVITE = google_invite(INTERVIEW, moment("2025-11-18 09:30"))
OWN_WORDS = "My own words.\n"
FOLDERS = (INBOX, DRAFTS, SENT)


def play(world: World, *, notes: bool) -> None:
    """Three drafts are placed; one is edited, one sent, one deleted; the user has confirmed the interview, noted what
    they forgot to say where there were `notes` by then, and answered a question that no pass has taken up."""
    world.deliver(INVITE)
    world.once("2025-11-25 16:05")
    world.at("2025-11-25 16:20")
    world.mailbox.edit_draft(world.draft_to(PRIYA.email).uid, OWN_WORDS)
    world.mailbox.delete(world.draft_to(TOM.email).uid, through_trash=False)
    world.once("2025-11-25 16:21")
    world.once("2025-11-25 16:35")
    interview = world.application()["interviews"][0]["id"]
    world.command("confirm", interview)
    if notes:
        world.command("note", interview, "forgot=The tooling for the CAN bus.")
    world.once("2025-11-25 16:40")
    world.command("answered", world.application()["id"], "nothing", "--by", "2025-12-05")


def keep(world: World, folder: Path) -> None:
    """Write down what is there now: the ledger as SQL, the words, the mailbox, and what `status` says."""
    folder.mkdir()
    state = world.folder / "state"
    with closing(sqlite3.connect(state / "ledger.db")) as connection:
        pragmas = [
            (name, *connection.execute(f"PRAGMA {name}").fetchone()) for name in ("application_id", "user_version")
        ]
        lines = [*connection.iterdump(), *(f"PRAGMA {name} = {value};" for name, value in pragmas)]
    (folder / "ledger.sql").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name in ("decisions.jsonl", "last-pass.json"):
        (folder / name).write_bytes((state / name).read_bytes())
    for name in FOLDERS:
        for number, one in enumerate(world.mailbox.messages(name), 1):
            (folder / f"{name}-{number}.eml").write_bytes(one.raw)
    told = {key: world.application()[key] for key in ("id", "company", "role", "state", "feedback_by")}
    told["follow_ups"] = world.follow_ups("thank_you")
    (folder / "status.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
