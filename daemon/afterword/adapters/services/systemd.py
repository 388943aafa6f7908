"""The systemd user unit (systemd.unit(5), systemctl(1))."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from platformdirs.unix import Unix

from afterword.adapters.services.files import ask, put, shipped, take_away, tell
from afterword.errors import NoServiceManager

UNIT = "afterword.service"

_HEADER = """\
# Written by `afterword service install`, which writes it anew; `afterword service uninstall` takes it away.
# Changes of your own belong beside it: `systemctl --user edit afterword`.
"""

_WITHOUT = (
    "Without one, `afterword run` in the foreground is the service, for any other supervisor; or let cron run "
    "`afterword run --once` every few minutes."
)


class Systemd:
    """The user's service manager on Linux. ``config_home`` is where it looks for units, ~/.config by default."""

    def __init__(self, config_home: Path | None = None) -> None:
        self._root = config_home or Unix().user_config_path
        self._unit = self._root / "systemd" / "user" / UNIT

    def install(self, command: Sequence[str], writable: Sequence[Path] = ()) -> tuple[str, ...]:
        """Write the unit, enable it and start it. ``NoServiceManager`` where there is none that listens."""
        _must_listen()
        new = put(self._unit, unit(command, writable))
        said = [f"Wrote {self._unit}." if new else f"{self._unit} is as it should be."]
        if new:
            tell("systemctl", "--user", "daemon-reload")
        enabled, active = _word("is-enabled") == "enabled", _word("is-active") == "active"
        if not enabled:
            tell("systemctl", "--user", "enable", UNIT)
            said.append("Enabled it: it starts when you log in.")
        if not active:
            tell("systemctl", "--user", "start", UNIT)
            said.append("Started it.")
        elif new:
            tell("systemctl", "--user", "restart", UNIT)
            said.append("Started it anew.")
        if enabled and active and not new:
            said.append("It is enabled and runs; nothing was to be done.")
        if not _lingers():
            said.append("To keep it running while you are logged out: `loginctl enable-linger`.")
        return tuple(said)

    def uninstall(self) -> tuple[str, ...]:
        """Stop and disable the unit, and remove it. Where no service manager listens its files go all the same."""
        said = []
        try:
            _must_listen()
        except NoServiceManager as problem:
            listens = False
            said.append(str(problem).partition(". ")[0] + "; only files were removed.")
        else:
            listens = True
        there = self._unit.exists() or self._unit.is_symlink()
        if listens and there:
            tell("systemctl", "--user", "disable", "--now", UNIT)
            said.append("Stopped and disabled it.")
        for link in sorted(self._unit.parent.glob(f"*.wants/{UNIT}")):
            take_away(link, self._root)
        if take_away(self._unit, self._root):
            said.append(f"Removed {self._unit}.")
        else:
            said.append("No service is installed.")
        if listens and there:
            tell("systemctl", "--user", "daemon-reload")
            ask("systemctl", "--user", "reset-failed", UNIT)  # it complains where nothing had failed
        return tuple(said)

    def status(self) -> tuple[str, ...]:
        """One sentence: where the unit is, and whether it is enabled and active."""
        if not self._unit.exists():
            return ("No service is installed; `afterword service install` does it.",)
        try:
            _must_listen()
        except NoServiceManager as problem:
            return (f"{self._unit} is there. {problem}",)
        return (f"{self._unit} is {_word('is-enabled')} and {_word('is-active')}.",)


def unit(command: Sequence[str], writable: Sequence[Path] = ()) -> str:
    """The text of the unit that runs ``command``, and may write to the home and the folders ``writable``."""
    # systemd takes no program whose path has such characters; env(1) does, and becomes it.
    program = ["/usr/bin/env"] if re.search(r"[\"'\\$]", command[0]) else []
    words = " ".join(quoted(word.replace("$", "$$")) for word in (*program, *command))
    text = re.sub(r"^ExecStart=.*$", lambda _: f"ExecStart={words}", shipped(f"systemd/{UNIT}"), flags=re.MULTILINE)
    # "-": a folder that is gone must not keep the service from starting; the service itself says what is wrong.
    more = "".join(f"ReadWritePaths=-{quoted(str(folder))}\n" for folder in writable)
    return _HEADER + text.replace("ReadWritePaths=%h %t\n", f"ReadWritePaths=%h %t\n{more}")


def quoted(word: str) -> str:
    """A word, such as a path, as systemd.syntax(7) and systemd.unit(5) read it back. (Of a command line, and only
    there, variables are read too.)"""
    word = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{word}"' if re.search(r"[\s\"'\\;]", word) or not word else word


def _must_listen() -> None:
    try:
        done = ask("systemctl", "--user", "show-environment")
    except NoServiceManager as problem:
        raise NoServiceManager(f"There is no systemd here. {_WITHOUT}") from problem
    if done.returncode != 0:
        said = " ".join(done.stderr.split())
        raise NoServiceManager(
            f"No systemd user manager listens{f' ({said})' if said else ''}. In a session that was opened by `su` or "
            f"`sudo` there is none: log in as yourself. {_WITHOUT}"
        )


def _word(question: str) -> str:
    """What systemctl says of the unit in one word, such as "enabled" or "inactive"; its exit status says no more."""
    return ask("systemctl", "--user", question, UNIT).stdout.strip() or "unknown"


def _lingers() -> bool:
    """Does the user's manager run while the user is logged out?"""
    import pwd

    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a user without a name, as in some containers
        return False
    return Path("/var/lib/systemd/linger", name).exists()
