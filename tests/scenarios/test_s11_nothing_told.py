"""S11: what nobody else is to know stays untold. After a whole run the secret is in no file, line, error or process
list; every file is its owner's alone; and the log says nothing of what the mail says.
"""

import os
import stat
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.scenarios.conftest import BEGINNING
from tests.scenarios.letters import Event, Someone, google_invite, letter
from tests.scenarios.world import Starter, World, account, moment
from tests.servers import dovecot
from tests.servers.dovecot import start_dovecot
from tests.servers.mailbox import Mailbox
from tests.servers.programs import MissingProgram

SECRET, WRONG = "sesame-7391-Yw", "sesame-0000-Nn"
FIRM = "zanzibarworks.example"
PHILIPPA = Someone("Philippa Wimble", f"wimble@{FIRM}")
INTERVIEW = Event(
    moment("2025-11-25 14:00"),
    moment("2025-11-25 15:00"),
    (Someone("Xaviera Quill", f"xaviera.quill@{FIRM}"), Someone("Obadiah Frump", f"frump@{FIRM}")),
    title="Interview: Gramophone Tuner at Zanzibar Works",
    text="Bring your kaleidoscope.",
    recruiter=PHILIPPA,
)
NO = letter(
    PHILIPPA,
    "Your application as Gramophone Tuner",
    "Hi Sam,\n\nthank you for your marmalade. Unfortunately, we have decided not to move forward with you.\n",
    moment("2025-12-05 09:59"),
)
TOO_LONG = b"\nX-Trousers: " + b"y" * 300_000 + b"\nTo:"  # a header that nothing should have
OF_THE_MAIL = (
    "xaviera", "quill", "obadiah", "frump", "zanzibar", "gramophone", "kaleidoscope", "philippa", "wimble", "faraday",
    "unfortunately", "decided", "marmalade", "trousers",
)  # fmt: skip
ENVIRONMENT = "MAIL_SECRET"


@pytest.fixture
def stage(tmp_path: Path, starter: Starter, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A world with a password that can be looked for, which the program is told in its environment."""
    monkeypatch.setattr(dovecot, "PASSWORD", SECRET)
    try:
        server = start_dovecot()
    except MissingProgram as problem:
        missing(problem)
    try:
        starter.clock.set(BEGINNING)
        mailbox = Mailbox(server)
        mailbox.password = SECRET
        command = 'password_command = ["printf", "pw"]'
        table = account(mailbox, password="pw")
        assert command in table
        world = World(mailbox, starter, tmp_path, table.replace(command, f'password_env = "{ENVIRONMENT}"'))
        plainly = world.environment
        monkeypatch.setattr(world, "environment", lambda: {**plainly(), ENVIRONMENT: SECRET})
        yield world
        world.assert_no_other_way_out()
    finally:
        server.close()


def forms_of(secret: str, user: str) -> set[bytes]:
    """The secret as it stands, and as it goes over the wire."""
    return {secret.encode(), b64encode(f"\0{user}\0{secret}".encode()), b64encode(secret.encode())}


def command_lines() -> bytes:
    """What `ps` shows of every process."""
    return b"\n".join(_read(path) for path in Path("/proc").glob("[0-9]*/cmdline"))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it has ended
        return b""


def test_s11_after_a_whole_run_nothing_is_told(stage: World, monkeypatch: pytest.MonkeyPatch) -> None:
    logged: list[str] = []
    shown: list[str] = []
    before = os.umask(0)  # whatever the user's habits
    try:
        stage.deliver(google_invite(INTERVIEW, moment("2025-11-18 09:30")))
        stage.deliver(google_invite(INTERVIEW, moment("2025-11-18 09:31")).replace(b"\nTo:", TOO_LONG))
        first = stage.freshly_started("run", "--once")
        assert first.status == 0, first
        logged.append(first.err)
        stage.at("2025-11-25 16:05")
        with stage.service():
            stage.settle()
            assert not any(form in command_lines() for form in forms_of(SECRET, stage.mailbox.user))
            stage.at("2025-12-05 10:00")
            stage.deliver(NO)
            stage.wait_for("the answer is read", 15, lambda: stage.application()["state"] == "rejected")
        logged.append((stage.folder / "service.log").read_text())
        verbosely = ["--verbose", "run", "--once"]
        for arguments in (["status"], ["status", "--json"], ["plan"], ["log"], ["doctor"], verbosely):
            done = stage.command(*arguments)
            shown.append(done.out + done.err)
        environment = stage.environment()
        monkeypatch.setattr(stage, "environment", lambda: {**environment, ENVIRONMENT: WRONG})
        for arguments in (["run", "--once"], ["doctor"]):
            done = stage.command(*arguments, status=77)
            shown.append(done.out + done.err)
            if arguments != ["doctor"]:
                logged.append(done.err)
    finally:
        os.umask(before)
    assert "placed a thank_you" in "".join(logged)
    assert "set aside: its header is too long" in "".join(logged)
    assert "the server refuses the login" in "".join(logged)

    for secret in (SECRET, WRONG):
        for form in forms_of(secret, stage.mailbox.user):
            assert all(form.decode() not in text for text in [*logged, *shown])
            for path in stage.folder.rglob("*"):
                assert not path.is_file() or form not in path.read_bytes(), path
    state = [stage.folder / "state", *(stage.folder / "state").rglob("*")]
    assert len(state) > 3
    for path in state:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    for text in logged:
        told = [word for word in OF_THE_MAIL if word in text.lower()]
        assert not told, f"{told} in the log:\n{text}"
