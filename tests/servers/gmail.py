"""A server with the habits of Gmail, in German: labels for folders, All Mail, one copy for each Message-ID."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers import gmail_labels as labels
from tests.servers.running import PASSWORD, RunningServer


def _names() -> Mapping[str, str]:
    return {"Drafts": labels.DRAFTS, "Sent": labels.SENT, "Trash": labels.TRASH, "Junk": labels.SPAM}


@dataclass(slots=True)
class GmailLike(RunningServer):
    """The mail is in memory: it is gone after `stop`. Plain IMAP alone. See `gmail_labels.py`."""

    name: str = "gmail"
    tls: bool = False
    names: Mapping[str, str] = field(default_factory=_names)

    def _prepare(self) -> None:
        pass

    def _command(self) -> tuple[list[str], dict[str, str]]:
        command = [sys.executable, "-m", "tests.servers.gmail_process", self.host, str(self.imap_port), PASSWORD]
        return command, {"PYTHONPATH": str(Path(__file__).parents[2])}


def start_gmail() -> GmailLike:
    """A new, running server."""
    server = GmailLike()
    server.start()
    return server
