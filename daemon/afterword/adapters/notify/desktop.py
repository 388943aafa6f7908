"""A notification on the desktop: notify-send (libnotify) over D-Bus, on a Mac osascript.

What it shows may come from mail: it is passed as arguments, never as code, and for libnotify without markup.
"""

import os
import shutil
import subprocess
import sys
from html import escape

from afterword.errors import Transient

_SECONDS = 10.0
_SCRIPT = (
    "on run argv",
    "display notification (item 2 of argv) with title (item 1 of argv)",
    "end run",
)


class Desktop:
    """The desktop of whoever runs this, where there is one."""

    def show(self, title: str, text: str, *, urgent: bool) -> None:
        """Show a notification; an urgent one stays until it is seen.

        :raises Transient: there is no desktop here, or it does not answer.
        """
        command = _command(title, text, urgent=urgent)
        try:
            subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=True, env=_environment()
            )
        except subprocess.CalledProcessError as problem:
            said = " ".join(problem.stderr.decode(errors="replace").split())[:200]
            raise Transient(f"notify: the desktop does not take it: {said or 'it says nothing'}") from None
        except (OSError, subprocess.TimeoutExpired) as problem:
            raise Transient(f"notify: the desktop cannot be reached: {type(problem).__name__}") from None

    def check(self) -> None:
        """Is there a desktop to show something on? Shows nothing.

        :raises Transient: there is none.
        """
        _command("", "", urgent=False)


def _command(title: str, text: str, *, urgent: bool) -> list[str]:
    if sys.platform == "darwin":
        script = [word for line in _SCRIPT for word in ("-e", line)]
        return ["osascript", *script, title, text]
    program = shutil.which("notify-send")
    if program is None:
        raise Transient("notify: there is no `notify-send` here (Debian, Ubuntu: apt install libnotify-bin)")
    if "DBUS_SESSION_BUS_ADDRESS" not in _environment():
        raise Transient("notify: there is no desktop here: no session of D-Bus")
    level = "critical" if urgent else "normal"
    return [program, "--app-name=Afterword", f"--urgency={level}", "--", title, escape(text, quote=False)]


def _environment() -> dict[str, str]:
    """Our own, with the address of the user's bus where systemd keeps it: a service may not have been told it."""
    environment = dict(os.environ)
    runtime = environment.get("XDG_RUNTIME_DIR", f"/run/user/{os.getuid()}")
    if "DBUS_SESSION_BUS_ADDRESS" not in environment and os.path.exists(f"{runtime}/bus"):  # noqa: PTH110 - a socket
        environment["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={runtime}/bus"
    return environment
