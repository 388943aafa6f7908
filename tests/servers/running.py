"""A server that runs: its address, its users, and how to stop, restart and kill it."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import uuid
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.certificates import Certificates, make_certificates

PASSWORD = "pw"
START_SECONDS = 15.0

# The shell outlives its pipe to us by nothing: when the tests die, however they die, the server is told to stop.
_LEASH = '"$@" </dev/null & server=$!; cat >/dev/null; kill -TERM $server 2>/dev/null; wait $server'


def free_ports(count: int) -> list[int]:
    """Ports of 127.0.0.1 that nobody listens on right now, all different."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for item in sockets:
            item.bind(("127.0.0.1", 0))
        return [item.getsockname()[1] for item in sockets]


@dataclass(slots=True)
class RunningServer(ABC):
    """One IMAP server on the loopback for the life of a test session. Any number of users, all with `PASSWORD`.

    `imap_port` speaks plain IMAP and STARTTLS, `imaps_port` TLS; `ca_file` verifies it for `host` and
    "localhost"; without `tls` it has `imap_port` alone, and no STARTTLS. Ports stay the same over `restart()`.
    `generation` counts the starts. Folders of every user: INBOX, Drafts, Sent, Trash, Junk, with their SPECIAL-USE
    and the separator "/", unless the server says otherwise by its `prefix` and `names`.
    """

    name: str = "server"
    tls: bool = True
    prefix: str = ""
    """Where the user's folders are: "INBOX." on some servers."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What folders are called here that tests call otherwise: "Drafts" -> "[Gmail]/Entwürfe"."""
    host: str = "127.0.0.1"
    imap_port: int = 0
    imaps_port: int = 0
    generation: int = 0
    folder: Path = field(default_factory=lambda: _private_folder())
    certificates: Certificates = field(init=False)
    _process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.certificates = make_certificates(self.folder)
        self.imap_port, self.imaps_port = free_ports(2)

    @property
    def ca_file(self) -> Path:
        """The authority that signed this server's certificate, as PEM."""
        return self.certificates.ca_file

    @property
    def log_file(self) -> Path:
        """What the server says of itself."""
        return self.folder / "server.log"

    @abstractmethod
    def _command(self) -> tuple[list[str], dict[str, str]]:
        """The command that runs the server in the foreground, and what to add to its environment."""

    @abstractmethod
    def _prepare(self) -> None:
        """Write the configuration for the current ports."""

    def folder_called(self, name: str) -> str:
        """What this server calls the folder that tests call `name`."""
        return self.names.get(name, name if name == "INBOX" else self.prefix + name)

    def known_as(self, folder: str) -> str:
        """What tests call this server's `folder`."""
        known = {theirs: ours for ours, theirs in self.names.items()}
        return known.get(folder, folder.removeprefix(self.prefix))

    def add_user(self, name: str | None = None) -> str:
        """A user name that can log in with `PASSWORD`; a fresh one unless given. The mailbox is made at login."""
        return name or f"user-{uuid.uuid4().hex[:12]}"

    def start(self) -> None:
        """Start, and wait until both ports greet. Raises RuntimeError with the server's log if they do not."""
        for attempt in range(3):
            self._prepare()
            self._launch()
            if self._greets_in_time():
                self.generation += 1
                return
            self.kill()
            if attempt < 2 and self.generation == 0:  # another process may have taken a port meanwhile
                self.imap_port, self.imaps_port = free_ports(2)
        log = self.log_file.read_text(errors="replace")[-3000:] if self.log_file.exists() else "no log"
        raise RuntimeError(f"{self.name} does not start:\n{log}")

    def stop(self) -> None:
        """Stop in an orderly way; does nothing when it does not run."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        # Cyrus asked to stop while its first processes are still coming up never does.
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=2)
        _kill_group(process)

    def kill(self) -> None:
        """Kill every process of the server at once, as a power cut would."""
        process, self._process = self._process, None
        if process is not None:
            _kill_group(process)

    def restart(self) -> None:
        """Stop and start again on the same ports, with the same mail."""
        self.stop()
        self.start()

    def close(self) -> None:
        """End it and remove everything."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _launch(self) -> None:
        command, extra = self._command()
        with (self.folder / "output.log").open("ab") as output:
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", _LEASH, "sh", *command],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                cwd=self.folder,
                env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(self.folder), **extra},
                start_new_session=True,
            )

    def _greets_in_time(self) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                return False
            if _greets(self.host, self.imap_port) and (not self.tls or _accepts(self.host, self.imaps_port)):
                return True
            time.sleep(0.03)
        return False


def serving_account() -> tuple[str, str]:
    """User and group that own the mail: ourselves, or nobody when we are root (the servers refuse root)."""
    if os.geteuid() == 0:
        return "nobody", "nogroup"
    import grp
    import pwd

    return pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name


def hand_over(path: Path) -> None:
    """Give `path` and all below it to the account that serves."""
    if os.geteuid() != 0:
        return
    user, group = serving_account()
    for item in [path, *path.rglob("*")]:
        shutil.chown(item, user, group)


def _private_folder() -> Path:
    # Not pytest's tmp_path: that is closed to `nobody`, and its long path does not fit a Unix socket's name.
    # In memory where there is room: Cyrus waits for the disk at every step.
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2**30
    folder = Path(tempfile.mkdtemp(prefix="aw-", dir=memory if roomy else None))
    folder.chmod(0o755)
    return folder


def _greets(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=2) as connection:
            return connection.recv(4) == b"* OK"
    except OSError:
        return False


def _accepts(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=2):
            return True
    except OSError:
        return False


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=5)
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()


class PasswordDaemon(threading.Thread):
    """Answers Cyrus SASL's question "is this the password?" (the protocol of saslauthd) on a Unix socket.

    Everybody's password is `PASSWORD`. Asked by a stream of four strings (user, password, service, realm), each
    after its length in two bytes; it answers one such string, "OK" or "NO".
    """

    def __init__(self, path: Path) -> None:
        super().__init__(name="password daemon", daemon=True)
        path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(path))
        path.chmod(0o777)
        self._socket.listen(64)

    def run(self) -> None:
        """Answer until closed."""
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError), connection.makefile("rb") as stream:
                fields = [stream.read(int.from_bytes(stream.read(2), "big")) for _ in range(4)]
                answer = b"OK" if fields[1] == PASSWORD.encode() else b"NO"
                connection.sendall(len(answer).to_bytes(2, "big") + answer)

    def close(self) -> None:
        """Stop answering."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
