"""The stage of a scenario: a mailbox with its user, a clock that is set, and the real process beside them.

    world.at("2025-11-25 16:05")
    world.once()                       # afterword --config ... run --once, in a process of its own
    assert len(world.drafts()) == 2
    with world.service():              # afterword --config ... run
        world.deliver(rejection(world.now()))

Times are UTC, and the same in London from November to March. All is in the past of the real clock: a mail server takes
no mail from the future.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from tests.servers.clock import FakeClock
from tests.servers.mailbox import Mailbox, StoredMessage

Json = dict[str, Any]

_HERE = Path(__file__).parent
_PROGRAM = [sys.executable, str(_HERE / "audited.py")]

_ME = """\
state_dir = "state"

[me]
name = "Sam Rivera"
addresses = ["sam.rivera@example.org", "sam@rivera.example"]
time_zone = "Europe/London"
country = "GB"
"""

_ACCOUNT = """
[[account]]
name = "{name}"
host = "{host}"
port = {port}
security = "none"
username = "{user}"
password_command = ["printf", "{password}"]
"""


def moment(text: str) -> dt.datetime:
    """ "2025-11-25 16:05" as an instant, in UTC."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def account(mailbox: Mailbox, *, name: str = "personal", port: int | None = None, password: str | None = None) -> str:
    """The `[[account]]` of a mailbox; through `port`, if given, and with a `password` that may be wrong."""
    server = mailbox.server
    return _ACCOUNT.format(
        name=name,
        host=server.host,
        port=port or server.imap_port,
        user=mailbox.user,
        password=password or mailbox.password,
    )


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended."""

    status: int
    out: str
    err: str


class Starter:
    """Starts the program under one clock: by `prefork.py`, since a command is over before Python has loaded it."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self._process: subprocess.Popen[str] | None = None

    def environment(self) -> dict[str, str]:
        """Of every process of the program: nothing of the developer's own settings."""
        return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **self.clock.environment()}

    def run(self, request: Json) -> int:
        """See `prefork.py`."""
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.scenarios.prefork"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=_HERE.parents[1],
                env={**self.environment(), "FAKETIME_NO_CACHE": "1"},  # a fork would inherit an old time
                start_new_session=True,
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(request), file=self._process.stdin, flush=True)
        ready, _, _ = select.select([self._process.stdout], [], [], 50)
        answer = self._process.stdout.readline() if ready else ""
        if not answer:
            self.close()
            raise AssertionError(f"{request['arguments']} does not end")
        return int(answer)

    def close(self) -> None:
        """End it, and what it is running."""
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


class World:
    """One owner with one mailbox (or with the `accounts` given) and the program, its state in `folder`."""

    def __init__(self, mailbox: Mailbox, starter: Starter, folder: Path, *accounts: str) -> None:
        self.mailbox, self.starter, self.clock, self.folder = mailbox, starter, starter.clock, folder
        mailbox.clock = self.clock.now
        self.config = folder / "config.toml"
        self.audit = folder / "audit.log"
        self.ports = [mailbox.server.imap_port]
        """Where the program may connect to."""
        self._started = 0.0
        self.configure(*(accounts or [account(mailbox)]))

    def configure(self, *accounts: str, follow_up: str = "[follow_up]\ndebrief = false\n") -> None:
        """Write the configuration anew. Without more, no debrief form stands among the drafts that a test counts."""
        self.config.write_text(f"{_ME}\n{follow_up}\n{''.join(accounts)}")

    # The clock

    def at(self, when: str | dt.datetime) -> None:
        """Set the clock."""
        self.clock.set(moment(when) if isinstance(when, str) else when)

    def now(self) -> dt.datetime:
        """What the clock says."""
        return self.clock.now().replace(microsecond=0)

    # The program

    def command(self, *arguments: str, status: int = 0) -> Done:
        """Run a command to its end. Its exit status must be `status`, and no traceback may be seen."""
        done = self._run(arguments, self.environment(), None)
        said = f"{' '.join(arguments)}: exit {done.status}\n{done.out}\n{done.err}"
        assert done.status == status, said
        assert "Traceback" not in done.err, said
        return done

    def killed_at(self, boundary: int) -> bool:
        """A pass that is killed when it comes to that boundary (see `killer.py`); False: it ended before.

        What it came to is in `steps()`.
        """
        return self._killed(KILL_AT=str(boundary), STEPS=str(self.folder / "steps"))

    def killed_after(self, seconds: float) -> bool:
        """A pass that is killed after a while, wherever it is; False: it ended before."""
        return self._killed(KILL_AFTER=str(seconds))

    def _killed(self, **how: str) -> bool:
        done = self._run(("run", "--once"), {**self.environment(), **how}, "tests.scenarios.killer:arm")
        assert done.status in (0, -signal.SIGKILL), done
        return done.status != 0

    def with_room(self, room: int, *arguments: str) -> Done:
        """A pass, or a command, in which no file can grow beyond so many bytes (see `tests/faults/narrow.py`)."""
        command = arguments or ("run", "--once")
        return self._run(command, {**self.environment(), "ROOM": str(room)}, "tests.faults.narrow:arm")

    def steps(self) -> list[str]:
        """The boundaries that the last pass of `killed_at` came to."""
        return (self.folder / "steps").read_text().splitlines()

    def _run(self, arguments: Sequence[str], environment: dict[str, str], before: str | None) -> Done:
        out, err = self.folder / "out", self.folder / "err"
        request = {
            "arguments": ["--config", str(self.config), *arguments],
            "environment": environment,
            "cwd": str(self.folder),
            "out": str(out),
            "err": str(err),
            "audit": str(self.audit),
            "before": before,
        }
        return Done(self.starter.run(request), out.read_text(), err.read_text())

    def freshly_started(self, *arguments: str) -> Done:
        """The same, by a new Python that loads everything, as a user's shell or cron starts it."""
        command = [*_PROGRAM, str(self.audit), "--config", str(self.config), *arguments]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=50, check=False, env=self.environment(), cwd=self.folder
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def once(self, when: str | dt.datetime | None = None, *, status: int = 0) -> str:
        """One pass, at the time given; what it logged."""
        if when is not None:
            self.at(when)
        return self.command("run", "--once", status=status).err

    def status(self) -> Json:
        """What `status --json` says."""
        return dict(json.loads(self.command("status", "--json").out))

    def plan(self, *, status: int = 0) -> Json:
        """What `plan --json` says."""
        return dict(json.loads(self.command("plan", "--json", status=status).out))

    @contextlib.contextmanager
    def service(self) -> Iterator[subprocess.Popen[str]]:
        """`run`, from the moment at which it says that it is ready; at the end SIGTERM must stop it within 5 s."""
        path = self.folder / "notify"
        path.unlink(missing_ok=True)
        self._started = time.time()
        command = [*_PROGRAM, str(self.audit), "--config", str(self.config), "run"]
        log = self.folder / "service.log"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notices, log.open("w") as stream:
            notices.bind(str(path))
            process = subprocess.Popen(
                command,
                stdout=stream,
                stderr=stream,
                text=True,
                env={**self.environment(), "NOTIFY_SOCKET": str(path)},
                cwd=self.folder,
            )
            try:
                _wait_until_ready(notices, process, log)
                yield process
                assert process.poll() is None, f"the service has ended:\n{log.read_text()}"
                process.send_signal(signal.SIGTERM)
                try:
                    assert process.wait(timeout=5) == 0, log.read_text()
                except subprocess.TimeoutExpired:
                    raise AssertionError(f"SIGTERM does not end it within 5 s:\n{log.read_text()}") from None
                assert "Traceback" not in log.read_text(), log.read_text()
            finally:
                process.kill()
                process.wait()

    def environment(self) -> dict[str, str]:
        """Of every process of the program."""
        return {**self.starter.environment(), "HOME": str(self.folder)}

    # What can be seen from outside

    def ways_out(self) -> set[str]:
        """What the program has ever connected to, looked up or started, as `audited.py` wrote it down."""
        return set(self.audit.read_text().splitlines()) if self.audit.exists() else set()

    def assert_no_other_way_out(self) -> None:
        """It looked up and connected to the configured servers, asked for the password, told its service manager."""
        host = self.mailbox.server.host
        allowed = {f"socket.getaddrinfo {host!r}", "subprocess.Popen 'printf'"}
        allowed |= {f"socket.connect {(host, port)!r}" for port in self.ports}
        allowed |= {f"socket.sendto {str(self.folder / 'notify')!r}"}
        assert self.ways_out() <= allowed

    def ledger_bytes(self) -> dict[str, bytes]:
        """The files of the ledger: equal before and after means that nothing was written to it."""
        state = self.folder / "state"
        return {
            file.name: file.read_bytes()
            for file in sorted(state.glob("*"))
            if file.name.startswith("ledger") and not file.name.endswith("-shm")
        }

    def application(self) -> Json:
        """The one application of `status --json`."""
        (found,) = self.status()["applications"]
        return dict(found)

    def follow_ups(self, kind: str | None = None) -> dict[str, str]:
        """Of the one application: the state of each follow-up, by recipient (`kind` alone, or all with "kind to")."""
        found = self.application()["follow_ups"]
        if kind:
            return {one["to"]: one["state"] for one in found if one["kind"] == kind}
        return {f"{one['kind']} {one['to']}": one["state"] for one in found}

    # The mailbox and its user

    def deliver(self, raw: bytes | EmailMessage, folder: str = "INBOX") -> int:
        """A message arrives."""
        return self.mailbox.deliver(raw, folder)

    def drafts(self) -> list[StoredMessage]:
        """What the user sees in Drafts."""
        return self.mailbox.drafts()

    def draft_to(self, address: str) -> StoredMessage:
        """The one draft to that address."""
        (found,) = [one for one in self.drafts() if one.to == [address]]
        return found

    def drafted_to(self) -> list[str]:
        """To whom the drafts go, sorted."""
        return sorted(address for one in self.drafts() for address in one.to)

    def settle(self) -> None:
        """Until the service has made its first pass and listens."""
        served = self.folder / "state/last-pass.json"
        self.wait_for("the first pass", 10, lambda: served.exists() and served.stat().st_mtime > self._started)
        time.sleep(1)

    def wait_for(self, what: str, seconds: float, check: Callable[[], object]) -> float:
        """Until `check()` is true; the seconds that it took. Fails after `seconds`."""
        started = time.monotonic()
        while time.monotonic() - started < seconds:
            if check():
                return time.monotonic() - started
            time.sleep(0.02)
        log = self.folder / "service.log"
        raise AssertionError(f"{what}: not within {seconds} s\n{log.read_text() if log.exists() else ''}")


def _wait_until_ready(notices: socket.socket, process: subprocess.Popen[str], log: Path) -> None:
    deadline = time.monotonic() + 20
    notices.settimeout(0.2)
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(TimeoutError):
            if "READY=1" in notices.recv(4096).decode().splitlines():
                return
    raise AssertionError(f"the service does not get ready:\n{log.read_text()}")
