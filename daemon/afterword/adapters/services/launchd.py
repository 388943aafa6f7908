"""The launchd agent of a Mac (launchd.plist(5), launchctl(1))."""

import os
import plistlib
import shlex
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from afterword.adapters.services.files import ask, put, shipped, take_away, tell

LABEL = "org.afterword.agent"
_LOOKS, _BETWEEN_LOOKS = 60, 0.25  # seconds; the agent is given ten to end


class Launchd:
    """The agents of the user who is logged in at the desktop: there the keychain is open."""

    def __init__(self, home: Path | None = None) -> None:
        self._home = home or Path.home()
        self._agent = self._home / "Library" / "LaunchAgents" / f"{LABEL}.plist"
        self._domain = f"gui/{os.getuid()}"
        self._target = f"{self._domain}/{LABEL}"

    def install(
        self,
        command: Sequence[str],
        writable: Sequence[Path] = (),  # noqa: ARG002
        credentials: Sequence[Path] = (),  # noqa: ARG002
    ) -> tuple[str, ...]:
        """Write the agent and load it, which starts it. It has no sandbox: every folder is ``writable``; and no
        ``credentials``, as the keychain is open to it."""
        new = put(self._agent, agent(command))
        said = [f"Wrote {self._agent}." if new else f"{self._agent} is as it should be."]
        loaded = self._loaded()
        if loaded and new:
            self._unload()
        if loaded and not new:
            said.append("It is loaded; nothing was to be done.")
        else:
            tell("launchctl", "enable", self._target)
            tell("launchctl", "bootstrap", self._domain, str(self._agent))
            said.append("Loaded it anew." if loaded else "Loaded it: it runs now, and whenever you log in.")
        return tuple(said)

    def uninstall(self) -> tuple[str, ...]:
        """Unload the agent, and remove it."""
        said = []
        if self._loaded():
            self._unload()
            said.append("Stopped and unloaded it.")
        gone = take_away(self._agent, self._agent.parent)
        return (*said, f"Removed {self._agent}." if gone else "No service is installed.")

    def status(self) -> tuple[str, ...]:
        """One sentence: where the agent is, and whether it is loaded."""
        if not self._agent.exists():
            return ("No service is installed; `afterword service install` does it.",)
        return (f"{self._agent} is {'loaded' if self._loaded() else 'not loaded'}.",)

    def _unload(self) -> None:
        """The service takes its time to end, and until then it cannot be loaded again."""
        tell("launchctl", "bootout", self._target)
        for _ in range(_LOOKS):
            if not self._loaded():
                return
            time.sleep(_BETWEEN_LOOKS)

    def _loaded(self) -> bool:
        return ask("launchctl", "print", self._target).returncode == 0


def agent(command: Sequence[str]) -> str:
    """The text of the agent that runs ``command``."""
    plist: dict[str, Any] = plistlib.loads(shipped(f"launchd/{LABEL}.plist").encode())
    *shell, script = plist["ProgramArguments"]
    plist["ProgramArguments"] = [*shell, script.replace("\nafterword run &", f"\n{shlex.join(command)} &")]
    return plistlib.dumps(plist, sort_keys=False).decode()
