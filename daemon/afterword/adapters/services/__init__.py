"""The service of the user's own system: a systemd unit on Linux (the user's or the system's), a launchd agent on a Mac.

All are made of the file that comes with the program (`systemd/`, `launchd/`), with the command put in.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from afterword.adapters.services.launchd import Launchd
from afterword.adapters.services.systemd import Systemd, SystemdSystem
from afterword.errors import NoServiceManager

__all__ = ["Launchd", "ServiceManager", "Systemd", "SystemdSystem", "program", "service_manager"]


class ServiceManager(Protocol):
    """What keeps the service running. Each method says in sentences what it did or saw."""

    def install(
        self, command: Sequence[str], writable: Sequence[Path] = (), credentials: Sequence[Path] = ()
    ) -> tuple[str, ...]:
        """Write the service for a command, and start it; what is so already is left as it is.

        ``writable`` are folders outside the home that it must write to; ``credentials`` files of secrets that are
        handed to it. Raises ``NoServiceManager``.
        """

    def uninstall(self) -> tuple[str, ...]:
        """Stop the service, and take away all that :meth:`install` made."""

    def status(self) -> tuple[str, ...]:
        """Is it installed, and what does the manager say of it?"""


def service_manager(*, system: bool = False) -> ServiceManager:
    """That of the user, or of the whole ``system``. Raises ``NoServiceManager`` where there is no such thing."""
    if sys.platform == "darwin":
        if system:
            raise NoServiceManager("There is no systemd here; on a Mac the service is the user's.")
        return Launchd()
    return SystemdSystem() if system else Systemd()


def program() -> tuple[str, ...]:
    """The whole path of `afterword`: a service knows fewer folders of programs than a shell."""
    beside = Path(sys.executable).with_name("afterword")
    return (str(beside),) if beside.is_file() else (sys.executable, "-m", "afterword.cli.main")
