"""Courier IMAP 5: folders below INBOX, no SPECIAL-USE, no MOVE, no UIDNEXT in SELECT, IDLE that polls."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.programs import CourierPrograms, find_courier
from tests.servers.running import PASSWORD, RunningServer

_CAPABILITY = "IMAP4rev1 UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT THREAD=REFERENCES SORT QUOTA IDLE"


@dataclass(slots=True)
class Courier(RunningServer):
    """Courier IMAP behind a door of our own (`courier_front.py`). It speaks plain IMAP alone."""

    name: str = "courier"
    tls: bool = False
    prefix: str = "INBOX."
    programs: CourierPrograms = field(default_factory=find_courier)

    def _prepare(self) -> None:
        (self.folder / "mail").mkdir(exist_ok=True)

    def _command(self) -> tuple[list[str], dict[str, str]]:
        front = Path(__file__).with_name("courier_front.py")
        programs = [str(self.programs.imapd), str(self.programs.maildirmake)]
        command = [sys.executable, str(front), str(self.imap_port), str(self.folder / "mail"), PASSWORD, *programs]
        return command, {
            "LD_LIBRARY_PATH": self.programs.library_path,
            "IMAP_CAPABILITY": _CAPABILITY,
            "IMAP_KEYWORDS": "1",
            "IMAP_IDLE_TIMEOUT": "2",
            "IMAP_ENHANCEDIDLE": "0",
            "IMAP_USELOCKS": "1",
            "IMAP_TRASHFOLDERNAME": "Trash",
            "IMAP_EMPTYTRASH": "Trash:7",
            "IMAP_CHECK_ALL_FOLDERS": "0",
            "IMAP_UMASK": "022",
            "PROTOCOL": "IMAP",
            # It tells imapd of locks that are let go. Where it is not found each command waits for a second.
            "GAMIN_DEBUG_SERVER": str(self.programs.prefix / "usr/libexec/gam_server"),
            "MAILDIRPATH": "Maildir",
        }


def start_courier() -> Courier:
    """A new, running Courier. Raises `MissingProgram` where it is not unpacked."""
    server = Courier()
    server.start()
    return server
