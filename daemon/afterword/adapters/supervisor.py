"""Telling the service manager how it goes: sd_notify(3) over ``$NOTIFY_SOCKET``. Without a manager it does nothing."""

import logging
import os
import socket
import time

log = logging.getLogger(__name__)


class Supervisor:
    """The service manager, if there is one. ``watchdog``: in how many seconds it wants to hear of us, or None."""

    def __init__(self) -> None:
        self._address = os.environ.get("NOTIFY_SOCKET", "")
        microseconds = os.environ.get("WATCHDOG_USEC", "")
        ours = os.environ.get("WATCHDOG_PID", "") in ("", str(os.getpid()))
        self.watchdog = int(microseconds) / 1e6 if ours and microseconds.isdecimal() and int(microseconds) else None

    def ready(self, status: str) -> None:
        """The start, or a reload, is done."""
        self._tell(f"READY=1\nSTATUS={status}")

    def reloading(self) -> None:
        """The configuration is being read again."""
        self._tell(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def stopping(self) -> None:
        """The end has begun."""
        self._tell("STOPPING=1")

    def alive(self) -> None:
        """Everything makes progress."""
        self._tell("WATCHDOG=1")

    def _tell(self, text: str) -> None:
        if self._address.startswith(("/", "@")):
            path = "\0" + self._address[1:] if self._address.startswith("@") else self._address
            try:
                with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
                    notify.settimeout(0.2)
                    notify.sendto(text.encode(), path)
            except OSError as problem:  # its loss is no reason to stop working
                log.warning("the service manager does not listen: %s", problem)
