"""A machine within this one, with a real systemd: what a service does there is what it does on a user's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.programs import MissingProgram, find_systemd

PROGRAM = "/opt/afterword/bin/afterword"
USER = "sam"
_UID = 23456
_SCRIPT = Path(__file__).with_name("machine.sh")
_BOOT_SECONDS = 30.0


@dataclass(slots=True)
class Machine:
    """systemd as the first process of namespaces of its own, with logind, D-Bus, a journal, and one user, `USER`.

    The wheel is installed in /opt/afterword. The network is that of this machine, so a server on its loopback can be
    reached. All that is written there is in memory, and gone with it.
    """

    wheel: Path
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="afterword-machine-")))
    pid: int = 0
    """Of its first process, as seen from here."""
    _process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Boot. Raises `MissingProgram` where this machine cannot have such a one, with what was refused."""
        find_systemd()
        if os.geteuid() != 0:
            raise MissingProgram("a machine with a systemd of its own takes root")
        environment = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "PYTHON_HOME": sys.base_prefix,
            "PYTHON": f"python{sys.version_info.major}.{sys.version_info.minor}",
            "PACKAGES": next(path for path in sys.path if path.endswith("site-packages")),
            "WHEEL": str(self.wheel),
        }
        said = self.folder / "said"
        with said.open("w") as errors:
            self._process = subprocess.Popen(
                ["unshare", "--mount", "sh", str(_SCRIPT), str(self.folder)],
                env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True,
            )  # fmt: skip
        try:
            assert self._process.stdout is not None
            outer = self._process.stdout.readline().strip()
            self._await(lambda: outer.isdecimal() and self._has_booted(int(outer)), "the machine has started")
        except AssertionError as problem:
            text = said.read_text()[-2000:]
            self.stop()
            raise MissingProgram(f"no systemd can be run here: {problem}\n{text}") from problem

    def stop(self) -> None:
        """All of it ends at once."""
        if self._process is not None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            self._process.wait(10)
            assert self._process.stdout is not None
            self._process.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, inside: str) -> Path:
        """A file of the machine, as seen from here."""
        return Path(f"/proc/{self.pid}/root{inside}")

    def run(self, *command: str, user: str = "root", check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command in it, as root or as `USER` in a session with the user's own manager."""
        who = [] if user == "root" else ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"]
        home = "/root" if user == "root" else f"/home/{user}"
        environment = [f"HOME={home}", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "SYSTEMD_COLORS=0"]
        if user != "root":
            environment.append(f"XDG_RUNTIME_DIR=/run/user/{_UID}")
        done = subprocess.run(
            ["nsenter", "-t", str(self.pid), "-m", "-p", "-C", "-u", "-i", "--wd=/", *who, "env", "-i", *environment,
             *command],
            capture_output=True, text=True, check=False, timeout=50, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert not check or done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def write(self, inside: str, text: str, *, user: str = "root", mode: int = 0o644) -> None:
        """Make a file of the machine, its folders with it, which belong to `user`."""
        owner = 0 if user == "root" else _UID
        file = self.path(inside)
        for folder in reversed(file.parents):
            if not folder.exists():
                folder.mkdir()
                os.chown(folder, owner, owner)
        file.write_text(text)
        file.chmod(mode)
        os.chown(file, owner, owner)

    def _has_booted(self, outer: int) -> bool:
        self.pid = self.pid or _child_of(outer)
        if not self.pid or Path(f"/proc/{self.pid}/comm").read_text() != "systemd\n":
            return False
        return self.run("systemctl", "is-active", "multi-user.target", check=False).returncode == 0

    def _await(self, condition: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + _BOOT_SECONDS
        while not condition():
            assert self._process is not None
            assert self._process.poll() is None, f"it ended with {self._process.returncode}"
            assert time.monotonic() < deadline, f"not so within {_BOOT_SECONDS:.0f} s: {what}"
            time.sleep(0.05)


def _child_of(pid: int) -> int:
    """The only child of a process; 0 while there is none."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        if int(fields[1]) == pid:
            return int(stat.parent.name)
    return 0


def start_machine(wheel: Path) -> Machine:
    """A machine that has booted. Raises `MissingProgram` where there cannot be one."""
    machine = Machine(wheel)
    machine.start()
    return machine
