"""The service as a process of its own, with real signals, and with an engine that keeps a diary."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from afterword.errors import LoginRefused, Transient
from afterword.service.wakes import Patience, Tempo, Wakes
from tests.adapters.scripted import ScriptedServer, Talk, mailbox_script
from tests.servers.clock import FakeClock
from tests.servers.dovecot import Dovecot
from tests.servers.mailbox import Mailbox

ROOT = Path(__file__).parent.parent
QUIET: dict[str, float] = {"poll": 3600, "tick": 0.3, "shortest_wait": 0.1, "first_retry": 0.2, "last_retry": 0.5}
MESSAGE = b"From: jane@acme.example\r\nMessage-ID: <1@acme.example>\r\nSubject: Your interview\r\n\r\nHello.\r\n"


class Process:
    """The service, what it wrote down, and what the service manager heard."""

    def __init__(self, folder: Path, port: int, *, username: str = "sam", command: list[str] | None = None) -> None:
        self.config, self.diary, self.plan = folder / "config.toml", folder / "diary", folder / "config.plan"
        self._folder, self._port, self._username = folder, port, username
        self._command = command
        self._errors = folder / "errors"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(folder / "notify"))
        self._socket.settimeout(0.05)
        self.told: list[str] = []
        self.process: subprocess.Popen[bytes] | None = None
        self.write_config()

    def write_config(self, *names: str, state: str = "state", more: str = "") -> None:
        """The configuration with accounts of these names."""
        accounts = "".join(
            f'[[account]]\nname = "{name}"\nhost = "127.0.0.1"\nport = {self._port}\nsecurity = "none"\n'
            f'username = "{self._username}"\npassword_command = ["printf", "pw"]\n'
            for name in names or ("personal",)
        )
        self.config.write_text(
            f'state_dir = "{self._folder / state}"\n{more}\n[me]\nname = "Sam Rivera"\n'
            f'addresses = ["sam@rivera.example"]\ntime_zone = "Europe/London"\n{accounts}'
        )

    def behave(self, **plan: object) -> None:
        """What passes do from now on."""
        new = self.plan.with_suffix(".new")
        new.write_text(json.dumps(plan))
        new.replace(self.plan)

    def start(self, watchdog: float | None = None, **tempo: float) -> None:
        command = self._command or [
            sys.executable, "-m", "tests.service_process", str(self.config), str(self.diary),
            json.dumps({**QUIET, **tempo}),
        ]  # fmt: skip
        environment = {**os.environ, "NOTIFY_SOCKET": str(self._folder / "notify")}
        if watchdog is not None:
            environment["WATCHDOG_USEC"] = str(int(watchdog * 1e6))
        with self._errors.open("wb") as errors:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=errors)

    def send(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def end(self, number: signal.Signals = signal.SIGTERM) -> float:
        """Send the signal and wait; the seconds that it took."""
        began = time.monotonic()
        self.send(number)
        self.status(10)
        return time.monotonic() - began

    def status(self, within: float = 10.0) -> int:
        """The exit status."""
        assert self.process is not None
        return self.process.wait(within)

    @property
    def errors(self) -> str:
        return self._errors.read_text()

    def events(self, kind: str) -> list[dict[str, object]]:
        lines = self.diary.read_text().splitlines() if self.diary.exists() else []
        return [event for line in lines if (event := json.loads(line))["event"] == kind]

    def wait_for(self, kind: str, count: int = 1, within: float = 10.0) -> list[dict[str, object]]:
        """Wait until so many events of a kind are in the diary."""
        self.until(lambda: len(self.events(kind)) >= count, f"{count} times {kind!r}", within)
        return self.events(kind)

    def wait_told(self, text: str, within: float = 10.0) -> None:
        """Wait until the service manager has heard this."""
        self.until(lambda: any(text in told for told in self.heard()), text, within)

    def until(self, condition: Callable[[], bool], what: str, within: float = 10.0) -> None:
        deadline = time.monotonic() + within
        while not condition():
            assert self.process is not None
            assert time.monotonic() < deadline, f"no {what}; {self.errors[-2000:]}"
            time.sleep(0.02)

    def heard(self) -> list[str]:
        """All that the service manager was told so far."""
        with contextlib.suppress(TimeoutError):
            while True:
                self.told.append(self._socket.recv(4096).decode())
        return self.told

    def close(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self._socket.close()


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """A mail server with one empty INBOX."""
    with ScriptedServer(mailbox_script(capabilities=b"IMAP4rev1 AUTH=PLAIN")) as found:
        yield found


@pytest.fixture
def service(tmp_path: Path, server: ScriptedServer) -> Iterator[Process]:
    """A service that is not started yet."""
    process = Process(tmp_path, server.port)
    yield process
    process.close()


# --- Beginning and end ---


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_starts_and_ends(service: Process, number: signal.Signals) -> None:
    service.start()
    service.wait_told("READY=1")
    assert service.wait_for("done")[0]
    assert service.events("pass")[0]["accounts"] is None
    assert service.end(number) < 2
    assert service.status() == 0
    assert service.events("closed")
    assert "STOPPING=1" in service.heard()


def test_ends_at_once_in_the_middle_of_a_pass_that_stalls(service: Process) -> None:
    service.behave(stall="until interrupted")
    service.start()
    service.wait_for("pass")
    assert service.end() < 5
    assert service.status() == 0
    assert service.events("interrupted")
    assert service.events("closed")


def test_ends_even_where_a_pass_cannot_be_interrupted(service: Process) -> None:
    service.behave(stall="for ever")
    service.start()
    service.wait_for("pass")
    assert service.end() < 5
    assert service.status() == 0
    assert "does not end" in service.errors


def test_a_short_pass_may_finish(service: Process) -> None:
    service.behave(stall=0.8)
    service.start()
    service.wait_for("pass")
    assert service.end() < 3
    assert service.events("done")
    assert not service.events("interrupted")


@pytest.mark.parametrize("fault,text", [("bug", "ZeroDivisionError: a bug"), ("user", "the state is broken")])
def test_what_no_waiting_mends_ends_the_process(service: Process, fault: str, text: str) -> None:
    service.behave(fault=fault)
    service.start()
    assert service.status() == 1
    assert text in service.errors
    assert service.events("closed")


# --- What wakes ---


def test_when_the_time_has_come(service: Process) -> None:
    service.behave(next_look=1.5)
    service.start()
    service.wait_for("done")
    service.wait_told("READY=1")
    time.sleep(0.7)
    before = len(service.events("pass"))
    assert before <= 2  # the start, and the watcher's connection
    first, *_ = [float(str(event["at"])) for event in service.events("done")[-1:]]
    again = service.wait_for("pass", before + 1, within=5)[before]
    assert again["accounts"] is None
    assert 1.0 < float(str(again["at"])) - first < 2.5


def test_when_the_clock_has_jumped_past_the_time_as_after_a_sleep(
    service: Process, fake_clock: Callable[[dt.datetime], FakeClock], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = fake_clock(dt.datetime(2025, 11, 25, 16, tzinfo=dt.UTC))
    for name, value in clock.environment().items():
        monkeypatch.setenv(name, value)
    service.behave(next_look=7200)
    service.start()
    service.wait_for("done")
    time.sleep(1)
    before = len(service.events("done"))
    assert before <= 2  # the start, and the watcher's connection
    clock.advance(dt.timedelta(hours=3))
    service.wait_for("done", before + 1)
    assert service.end() < 2


def test_from_time_to_time(service: Process) -> None:
    service.start(poll=0.4)
    assert service.wait_for("pass", 5)
    assert service.end() < 2


def test_when_asked_to(service: Process) -> None:
    service.start()
    service.wait_told("READY=1")
    service.wait_for("done")
    time.sleep(0.5)
    before = len(service.events("pass"))
    service.send(signal.SIGUSR1)
    assert service.wait_for("pass", before + 1)[-1]["accounts"] is None


def test_new_mail(tmp_path: Path, dovecot: Dovecot) -> None:
    user = Mailbox(dovecot)
    process = Process(tmp_path, dovecot.imap_port, username=user.user)
    try:
        process.start()
        process.until(lambda: any(event["accounts"] is not None for event in process.events("pass")) or
                      "connected" in process.errors or len(process.events("pass")) >= 2, "connection")  # fmt: skip
        time.sleep(0.3)
        before = len(process.events("pass"))
        began = time.time()
        user.deliver(MESSAGE)
        (woken,) = process.wait_for("pass", before + 1)[before:]
        assert float(str(woken["at"])) - began < 2
        assert process.end() < 2
    finally:
        process.close()


def test_many_reasons_are_one_pass(service: Process) -> None:
    service.behave(stall=1.0)
    service.start()
    service.wait_told("READY=1")
    service.wait_for("pass")
    for _ in range(10):
        service.send(signal.SIGUSR1)
        time.sleep(0.02)
    service.wait_for("done", 2)
    time.sleep(0.5)
    assert len(service.events("pass")) <= 3


# --- Faults ---


def test_an_account_that_fails_is_tried_again_by_itself(service: Process) -> None:
    service.write_config("personal", "work")
    service.behave(problems={"work": "transient"})
    service.start()
    service.until(lambda: sum(event["accounts"] == ["work"] for event in service.events("pass")) >= 4, "retries")
    service.behave()
    time.sleep(1)
    before = len(service.events("pass"))
    time.sleep(1)
    assert len(service.events("pass")) == before


def test_a_refused_login_keeps_the_service_up_and_is_not_repeated(service: Process) -> None:
    service.behave(problems={"personal": "refused"})
    service.start(poll=0.3)
    service.wait_told("READY=1")
    time.sleep(1.5)
    assert len(service.events("pass")) <= 2  # the start, and once because the watcher got in
    assert service.end() < 2


def test_a_look_whose_time_comes_while_all_accounts_rest_does_not_spin(service: Process) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    service.behave(problems={"personal": "transient"}, next_look=1.0)
    service.start(first_retry=30, last_retry=30)
    service.wait_told("READY=1")
    time.sleep(4)  # the time has come, and the only account is not to be tried yet
    assert len(service.events("pass")) <= 2
    assert service.end() < 2
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2


def test_a_ledger_that_is_busy_is_waited_for(service: Process) -> None:
    service.behave(fault="transient")
    service.start()
    service.wait_for("pass", 3)
    service.behave()
    service.wait_for("done")
    assert service.end() < 2


# --- SIGHUP ---


def test_another_configuration(service: Process) -> None:
    service.start()
    service.wait_told("READY=1")
    service.wait_for("done")
    service.write_config("personal", "work")
    service.send(signal.SIGHUP)
    service.wait_told("RELOADING=1\nMONOTONIC_USEC=")
    assert service.wait_for("made", 2)[1]["accounts"] == ["personal", "work"]
    assert service.events("closed")
    service.until(lambda: sum("READY=1" in told for told in service.heard()) == 2, "second READY")
    assert service.end() < 2


@pytest.mark.parametrize(
    "change",
    [
        lambda service: service.write_config(more='colour = "red"'),
        lambda service: service.write_config(state="elsewhere"),
        lambda service: service.config.write_text("nonsense ["),
        lambda service: service.config.unlink(),
    ],
    ids=["unknown key", "another state", "not TOML", "gone"],
)
def test_a_broken_configuration_is_said_and_not_used(service: Process, change: Callable[[Process], None]) -> None:
    service.start()
    service.wait_told("READY=1")
    service.wait_for("done")
    change(service)
    service.send(signal.SIGHUP)
    service.wait_told("refused")
    assert "The configuration stays as it was" in service.errors
    service.send(signal.SIGUSR1)
    service.wait_for("done", 2)
    assert len(service.events("made")) == 1
    assert service.end() < 2


# --- The watchdog ---


def test_the_watchdog_is_fed(service: Process) -> None:
    service.start(watchdog=0.6)
    service.until(lambda: service.heard().count("WATCHDOG=1") >= 5, "watchdog", within=10)
    assert service.end() < 2


def test_a_service_manager_that_is_gone_is_no_reason_to_stop(service: Process) -> None:
    (service.config.parent / "notify").unlink()
    service.start(watchdog=0.3)
    service.wait_for("done")
    time.sleep(0.5)
    assert service.end() < 2
    assert service.status() == 0
    assert "does not listen" in service.errors


def test_a_pass_that_is_stuck_starves_the_watchdog(service: Process) -> None:
    service.behave(stall="until interrupted")
    service.start(watchdog=0.3, longest_pass=1.0)
    service.wait_told("WATCHDOG=1")
    time.sleep(1.5)
    service.heard()
    service.told.clear()
    time.sleep(0.6)
    assert "WATCHDOG=1" not in service.heard()


# --- The real thing ---

_SERVE = """
import sys
from pathlib import Path
from afterword.config import load
from afterword.errors import UserError
from afterword.service import serve
try:
    serve(lambda: load(Path(sys.argv[1])))
except UserError as problem:
    sys.exit(f"{problem.status} {problem}")
"""


def real(folder: Path, port: int, username: str = "sam") -> Process:
    return Process(folder, port, username=username, command=[sys.executable, "-c", _SERVE, str(folder / "config.toml")])


def test_the_whole_service_on_a_real_server(tmp_path: Path, dovecot: Dovecot) -> None:
    user = Mailbox(dovecot)
    process = real(tmp_path, dovecot.imap_port, user.user)
    try:
        process.start(watchdog=1)
        process.wait_told("READY=1")
        process.wait_told("WATCHDOG=1")
        again = subprocess.run(
            [sys.executable, "-c", _SERVE, str(process.config)], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert again.stderr.startswith("75 Another Afterword")
        process.heard()
        assert process.end() < 5
        assert process.status() == 0
        assert "Traceback" not in process.errors
    finally:
        process.close()


@pytest.mark.parametrize("names", [("one",), ("one", "two")])
def test_it_ends_while_a_server_does_not_even_answer(tmp_path: Path, names: tuple[str, ...]) -> None:
    with socket.socket() as listener, contextlib.ExitStack() as stack:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):  # fill its backlog: whoever comes now gets no answer at all
            waiting = stack.enter_context(socket.socket())
            waiting.settimeout(0)
            waiting.connect_ex(listener.getsockname())
        process = real(tmp_path, listener.getsockname()[1])
        process.write_config(*names)
        try:
            process.start()
            process.wait_told("READY=1")
            time.sleep(0.5)
            assert process.end() < 5
            assert process.status() == 0
        finally:
            process.close()


@pytest.mark.parametrize("names", [("one",), ("one", "two")])
def test_it_ends_while_a_server_is_silent(tmp_path: Path, names: tuple[str, ...]) -> None:
    def silent(talk: Talk) -> None:
        talk.line()

    with ScriptedServer(silent) as server:
        process = real(tmp_path, server.port)
        process.write_config(*names)
        try:
            process.start()
            process.wait_told("READY=1")
            process.until(lambda: len(server.talks) >= 2 * len(names), "connections")
            assert process.end() < 5
            assert process.status() == 0
        finally:
            process.close()


# --- The parts ---


def test_wakes_are_collected() -> None:
    wakes = Wakes()
    wakes.wake("work", "mail")
    wakes.wake("personal", "mail")
    assert wakes.take() == (frozenset({"work", "personal"}), None)
    wakes.wake("work", "mail")
    wakes.wake(None, "poll")
    assert wakes.take() == (None, None)
    wakes.wake("work", "mail")
    wakes.stop()
    assert wakes.take() is None


def test_it_loads_no_asyncio_and_leaves_it_to_whoever_wants_it() -> None:
    script = (
        "import sys, afterword.service\n"
        "assert 'asyncio' not in sys.modules or sys.version_info >= (3, 14)\n"
        "import asyncio\n"
        "print(asyncio.run(asyncio.sleep(0, 'the real one')))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "the real one"


def test_patience_grows_and_ends() -> None:
    patience = Patience(Tempo(first_retry=10, last_retry=40, first_refused=100, last_refused=200))
    waits = []
    for _ in range(5):
        patience.served(["a", "b"], {"a": Transient("away")})
        name, seconds = patience.next_retry() or ("", 0.0)
        assert name == "a"
        waits.append(seconds)
    assert 9 < waits[0] <= 10
    assert 19 < waits[-1] <= 40
    patience.served(["b"], {"b": LoginRefused("wrong")})
    assert patience.resting() == {"a", "b"}
    patience.forgive("a")
    name, seconds = patience.next_retry() or ("", 0.0)
    assert name == "b"
    assert 99 < seconds <= 100
    patience.served(["b"], {})
    assert patience.next_retry() is None
    assert not patience.resting()
