"""The journal's own protocol (systemd.io/JOURNAL_NATIVE_PROTOCOL): a message with fields, as one datagram.

So that `journalctl --user AFTERWORD_DECISION=placed` finds what was decided without reading lines.
"""

import logging
import socket
from collections.abc import Mapping

SOCKET = "/run/systemd/journal/socket"
LONGEST = 64 * 1024  # more would have to go by a file descriptor; a line of ours is never so long


class Journal:
    """The journal of this machine.

    :raises OSError: there is none.
    """

    def __init__(self, path: str = SOCKET) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        try:
            self._socket.connect(path)
            self._socket.settimeout(1)
        except OSError:
            self._socket.close()
            raise

    def send(self, fields: Mapping[str, str]) -> None:
        """Write down one entry.

        :raises OSError: the journal does not take it.
        """
        self._socket.send(b"".join(_field(name, value) for name, value in fields.items()))

    def close(self) -> None:
        """Let go of it."""
        self._socket.close()


def entry(record: logging.LogRecord, message: str, priority: int) -> dict[str, str]:
    """A record as the journal keeps it. What stands in its ``fields`` gets names of ours."""
    found = {
        "MESSAGE": message[:LONGEST],
        "PRIORITY": str(priority),
        "SYSLOG_IDENTIFIER": "afterword",
        "CODE_FUNC": record.funcName,
        "CODE_LINE": str(record.lineno),
        "LOGGER": record.name,
    }
    fields = getattr(record, "fields", {})
    return found | {f"AFTERWORD_{name.upper()}": str(value) for name, value in fields.items() if value is not None}


def _field(name: str, value: str) -> bytes:
    """By length, whatever stands in it: a line break would begin another field."""
    data = value.encode("utf-8", "replace")
    return name.encode("ascii") + b"\n" + len(data).to_bytes(8, "little") + data + b"\n"
