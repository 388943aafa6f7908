"""The units of systemd: the user's, and the system's (systemd.unit(5), systemctl(1))."""

import os
from collections.abc import Sequence
from pathlib import Path

from platformdirs.unix import Unix

from afterword.adapters.services.files import ask, put, take_away, tell
from afterword.adapters.services.units import system_unit, unit
from afterword.errors import NoServiceManager

UNIT = "afterword.service"
_SYSTEM_UNITS = Path("/etc/systemd/system")

_WITHOUT = (
    "Without one, `afterword run` in the foreground is the service, for any other supervisor; or let cron run "
    "`afterword run --once` every few minutes."
)


class Systemd:
    """The user's service manager on Linux. ``config_home`` is where it looks for units, ~/.config by default."""

    _option: tuple[str, ...] = ("--user",)
    _when = "when you log in"
    _install = "afterword service install"

    def __init__(self, config_home: Path | None = None) -> None:
        self._root = config_home or Unix().user_config_path
        self._unit = self._root / "systemd" / "user" / UNIT

    def install(
        self, command: Sequence[str], writable: Sequence[Path] = (), credentials: Sequence[Path] = ()
    ) -> tuple[str, ...]:
        """Write the unit, enable it and start it. ``NoServiceManager`` where there is none that listens."""
        self._must_listen()
        new = put(self._unit, self._text(command, writable, credentials))
        said = [f"Wrote {self._unit}." if new else f"{self._unit} is as it should be."]
        if new:
            self._tell("daemon-reload")
        enabled, active = self._word("is-enabled") == "enabled", self._word("is-active") == "active"
        if not enabled:
            self._tell("enable", UNIT)
            said.append(f"Enabled it: it starts {self._when}.")
        if not active:
            self._tell("start", UNIT)
            said.append("Started it.")
        elif new:
            self._tell("restart", UNIT)
            said.append("Started it anew.")
        if enabled and active and not new:
            said.append("It is enabled and runs; nothing was to be done.")
        return (*said, *self._hints())

    def uninstall(self) -> tuple[str, ...]:
        """Stop and disable the unit, and remove it. Where no service manager listens its files go all the same."""
        said = []
        try:
            self._must_listen()
        except NoServiceManager as problem:
            listens = False
            said.append(str(problem).partition(". ")[0] + "; only files were removed.")
        else:
            listens = True
        there = self._unit.exists() or self._unit.is_symlink()
        if listens and there:
            self._tell("disable", "--now", UNIT)
            said.append("Stopped and disabled it.")
        for link in sorted(self._unit.parent.glob(f"*.wants/{UNIT}")):
            take_away(link, self._root)
        if take_away(self._unit, self._root):
            said.append(f"Removed {self._unit}.")
        else:
            said.append("No service is installed.")
        if listens and there:
            self._tell("daemon-reload")
            ask("systemctl", *self._option, "reset-failed", UNIT)  # it complains where nothing had failed
        return tuple(said)

    def status(self) -> tuple[str, ...]:
        """One sentence: where the unit is, and whether it is enabled and active."""
        if not self._unit.exists():
            return (f"No service is installed; `{self._install}` does it.",)
        try:
            self._must_listen()
        except NoServiceManager as problem:
            return (f"{self._unit} is there. {problem}",)
        return (f"{self._unit} is {self._word('is-enabled')} and {self._word('is-active')}.",)

    def _text(self, command: Sequence[str], writable: Sequence[Path], credentials: Sequence[Path]) -> str:  # noqa: ARG002
        return unit(command, writable)

    def _hints(self) -> tuple[str, ...]:
        """What is left to the user."""
        return () if _lingers() else ("To keep it running while you are logged out: `loginctl enable-linger`.",)

    def _must_listen(self) -> None:
        try:
            done = ask("systemctl", *self._option, "show-environment")
        except NoServiceManager as problem:
            raise NoServiceManager(f"There is no systemd here. {_WITHOUT}") from problem
        if done.returncode != 0:
            raise NoServiceManager(self._deaf(" ".join(done.stderr.split())))

    def _deaf(self, said: str) -> str:
        """What to say where systemctl found no manager, and ``said`` so."""
        return (
            f"No systemd user manager listens{f' ({said})' if said else ''}. In a session that was opened by `su` or "
            f"`sudo` there is none: log in as yourself. On a machine where nobody logs in, `afterword service install "
            f"--system` is for root. {_WITHOUT}"
        )

    def _tell(self, *words: str) -> None:
        tell("systemctl", *self._option, *words)

    def _word(self, question: str) -> str:
        """What systemctl says of the unit in one word, such as "enabled" or "inactive"; its status says no more."""
        return ask("systemctl", *self._option, question, UNIT).stdout.strip() or "unknown"


class SystemdSystem(Systemd):
    """The system's own service manager, for a machine where nobody logs in. It is root's to change."""

    _option = ("--system",)
    _when = "with the machine"
    _install = "afterword service install --system"

    def __init__(self, units: Path = _SYSTEM_UNITS) -> None:
        self._root = units
        self._unit = units / UNIT

    def _text(self, command: Sequence[str], writable: Sequence[Path], credentials: Sequence[Path]) -> str:  # noqa: ARG002
        return system_unit(command, credentials)

    def _hints(self) -> tuple[str, ...]:
        return ()

    def _deaf(self, said: str) -> str:
        return f"systemd does not run this machine{f' ({said})' if said else ''}. {_WITHOUT}"


def _lingers() -> bool:
    """Does the user's manager run while the user is logged out?"""
    import pwd

    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a user without a name, as in some containers
        return False
    return Path("/var/lib/systemd/linger", name).exists()
