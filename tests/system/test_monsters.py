"""Messages of 50 MB of every shape, through a real server and the real process: read rightly, in little memory."""

import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.scenarios import audited
from tests.scenarios.letters import LUCY, PRIYA, TOM, Event, google_invite, rejection
from tests.scenarios.world import World, moment

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]
SIZE = 50_000_000
BOUND = 200_000  # KB
INTERVIEW = Event(moment("2025-11-25 14:00"), moment("2025-11-25 15:00"))

HEAD = (
    b"From: Mara Winter <mara@tern-vale.example>\r\nTo: sam.rivera@example.org\r\nSubject: Interview\r\n"
    b"Date: Tue, 25 Nov 2025 12:00:00 +0000\r\nMessage-ID: <%s@tern-vale.example>\r\nMIME-Version: 1.0\r\n"
)


def _body(name: str, kind: str, body: bytes) -> bytes:
    return HEAD % name.encode() + f"Content-Type: {kind}\r\n\r\n".encode() + body


def _repeated(line: bytes) -> bytes:
    return line * (SIZE // len(line))


def _attachment(raw: bytes) -> bytes:
    """The message with a film beside it."""
    head, _, body = raw.partition(b"\n\n")
    mine = [one for one in head.split(b"\n") if not one.lower().startswith((b"content-", b"mime-version", b" "))]
    its = [one for one in head.split(b"\n") if one.lower().startswith((b"content-", b" "))]
    return (
        b"\n".join([*mine, b"MIME-Version: 1.0", b'Content-Type: multipart/mixed; boundary="=film"'])
        + b"\n\n--=film\n" + b"\n".join(its) + b"\n\n" + body
        + b"\n--=film\nContent-Type: video/mp4\nContent-Transfer-Encoding: base64\n\n"
        + _repeated(b"QUFB" * 19 + b"\n") + b"\n--=film--\n"
    )  # fmt: skip


MONSTERS: dict[str, Callable[[], bytes]] = {
    "a text": lambda: _body("text", "text/plain", _repeated(b"Nothing is decided as yet; we write by Friday.\r\n")),
    "a line": lambda: _body("line", "text/plain", b"a" * SIZE),
    "a page": lambda: _body("page", "text/html", b"<p>" + _repeated(b"<div><b>Dear Sam</b>\r\n")),
    "a calendar": lambda: _body(
        "calendar",
        "text/calendar; method=REQUEST; charset=utf-8",
        b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\n"
        + _repeated(b"BEGIN:VEVENT\r\nUID:u\r\nDTSTART:20251125T140000Z\r\nSUMMARY:Interview\r\nEND:VEVENT\r\n")
        + b"END:VCALENDAR\r\n",
    ),
    "ever deeper": lambda: _body(
        "deep", "multipart/mixed; boundary=b", _repeated(b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n")
    ),
    "many parts": lambda: _body(
        "parts", 'multipart/mixed; boundary="b"', _repeated(b"--b\r\nContent-Type: text/plain\r\n\r\nDear Sam\r\n")
    ),
}  # fmt: skip


def _pass_of(world: World) -> tuple[int, str]:
    """A pass in a process of its own: the most memory that it ever had, in KB, and what it logged.

    The kernel's account after the end (`ru_maxrss`) begins with what pytest itself had when it started the process.
    """
    command = [sys.executable, audited.__file__, str(world.audit), "--config", str(world.config), "run", "--once"]
    most = 0
    with (world.folder / "log").open("w+") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=world.environment(), cwd=world.folder)
        while process.poll() is None:
            found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process.pid}/status").read_text())
            most = max(most, int(found[1]) if found else 0)
            time.sleep(0.01)
        log.seek(0)
        said = log.read()
    assert process.returncode == 0, said
    return most, said


@pytest.mark.parametrize("shape", MONSTERS)
def test_a_monster_beside_an_interview_harms_nobody(world: World, shape: str) -> None:
    world.deliver(google_invite(INTERVIEW, moment("2025-11-18 09:30")))
    world.at("2025-11-25 12:30")
    world.mailbox.deliver(MONSTERS[shape](), date=world.now())  # else the library of Python would look for one
    world.at("2025-11-25 16:05")
    memory, said = _pass_of(world)
    assert "Traceback" not in said
    assert memory < BOUND, f"{memory} KB"
    assert world.drafted_to() == [PRIYA.email, TOM.email]


def test_invite_and_answer_with_a_film_are_read_like_any_other(world: World) -> None:
    world.deliver(_attachment(google_invite(INTERVIEW, moment("2025-11-18 09:30")).replace(b"\r\n", b"\n")))
    world.at("2025-11-25 16:05")
    memory, _ = _pass_of(world)
    assert memory < BOUND, f"{memory} KB"
    assert world.drafted_to() == [PRIYA.email, TOM.email]
    world.once("2025-12-05 09:01")
    assert world.follow_ups("chaser") == {LUCY.email: "placed"}
    answer = bytes(rejection(moment("2025-12-07 12:00")))
    world.at("2025-12-07 12:00")
    world.mailbox.deliver(_attachment(answer.replace(b"\r\n", b"\n")), date=world.now())
    world.at("2025-12-09 08:00")
    memory, _ = _pass_of(world)
    assert memory < BOUND, f"{memory} KB"
    assert world.application()["state"] == "rejected"
