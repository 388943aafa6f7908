"""NeoMutt itself, in a terminal that is played by tmux: keys are pressed, and the screen is read."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from tests.servers.mailbox import DRAFTS, SENT, TRASH, Mailbox
from tests.servers.programs import find_neomutt
from tests.servers.smtpsink import SmtpSink

_SETTINGS = """\
set folder = "imap://{host}:{port}/"
set imap_user = "{user}"
set imap_pass = "{password}"
set imap_authenticators = "login"
set ssl_starttls = no
set ssl_force_tls = no
set spoolfile = "+INBOX"
set postponed = "+{drafts}"
set record = "+{sent}"
set trash = "+{trash}"
set smtp_url = "smtp://{smtp_host}:{smtp_port}/"
set from = "sam.rivera@example.org"
set realname = "Sam Rivera"
set hostname = "example.org"
set editor = "{editor}"
set postpone = yes
set recall = no
set abort_unmodified = no
set sleep_time = 0
set wait_key = no
set confirmappend = no
set delete = yes
set mail_check = 5
"""

# The file that was edited is of the real time, not of the program's.
_OF_ITS_CLOCK = r"modified\. Update encoding"

# Says that it was started, waits until the user has typed, and writes that.
_EDITOR = """\
#!/bin/sh
touch {folder}/opened
while [ ! -e {folder}/typed ]; do sleep 0.05; done
cp {folder}/typed "$1"
rm {folder}/typed {folder}/opened
"""


class NeoMutt:
    """A running NeoMutt over a mailbox, its outgoing mail going to `sink`. In `folder` are its own files."""

    def __init__(self, mailbox: Mailbox, sink: SmtpSink, folder: Path, environment: Mapping[str, str]) -> None:
        programs = find_neomutt()
        folder.mkdir()
        self._folder = folder
        self._tmux = [str(programs.tmux), "-S", str(folder / "tmux"), "-f", os.devnull]
        editor = folder / "editor"
        editor.write_text(_EDITOR.format(folder=shlex.quote(str(folder))))
        editor.chmod(0o700)
        named = mailbox.server.folder_called
        settings = _SETTINGS.format(
            host=mailbox.server.host, port=mailbox.server.imap_port, user=mailbox.user, password=mailbox.password,
            drafts=named(DRAFTS), sent=named(SENT), trash=named(TRASH),
            smtp_host=sink.host, smtp_port=sink.port, editor=editor,
        )  # fmt: skip
        (folder / "settings").write_text(settings)
        own = {"HOME": str(folder), "LANG": "C.UTF-8", "TERM": "screen", **environment}
        words = [f"{name}={value}" for name, value in own.items()]
        self._command = ["env", *words, str(programs.neomutt), "-n", "-F", str(folder / "settings")]

    def __enter__(self) -> NeoMutt:
        self._ask("new-session", "-d", "-x", "120", "-y", "40", shlex.join(self._command))
        self._wait_for_screen(r"INBOX")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        subprocess.run([*self._tmux, "kill-server"], check=False, capture_output=True)

    def recalls(self, address: str) -> None:
        """Opens the draft to that person: the editor has it now."""
        self._press("R")
        self._wait_for_screen(r"Postponed Messages|\(editor\)|To:")
        if not (self._folder / "opened").exists():
            self._press("/")
            self._type(f"~t {address}")
            self._press("Enter")
            self._press("Enter")
        self._wait_until((self._folder / "opened").exists, "the editor")

    def types(self, text: str) -> None:
        """Leaves the editor with this text; the message is ready to be sent or postponed."""
        draft = self._folder / "typing"
        draft.write_text(text)
        draft.rename(self._folder / "typed")
        self._wait_for_screen(r"-- Attachments")

    def postpones(self) -> None:
        """Puts it back to Drafts."""
        self._press("P")
        self._wait_for_screen(r"Message postponed|INBOX", prompt=_OF_ITS_CLOCK)

    def sends(self) -> None:
        """Sends it."""
        self._press("y")
        self._wait_for_screen(r"Mail sent|INBOX", prompt=_OF_ITS_CLOCK)

    def leaves(self) -> None:
        """Ends the program, in good order."""
        self._press("q")
        self._wait_until(lambda: self._ask("has-session", check=False).returncode != 0, "the end")

    def screen(self) -> str:
        """What is to be seen."""
        return self._ask("capture-pane", "-p").stdout

    def _press(self, *keys: str) -> None:
        self._ask("send-keys", *keys)

    def _type(self, text: str) -> None:
        self._ask("send-keys", "-l", text)

    def _wait_for_screen(self, pattern: str, *, prompt: str | None = None) -> None:
        """Until `pattern` is to be seen. If `prompt` is there, the answer is yes."""

        def seen() -> object:
            screen = self.screen()
            if prompt and re.search(prompt, screen):
                self._press("y")
                time.sleep(0.2)
            return re.search(pattern, screen)

        self._wait_until(seen, pattern)

    def _wait_until(self, check: object, what: str) -> None:
        assert callable(check)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if check():
                return
            time.sleep(0.05)
        raise AssertionError(f"NeoMutt does not come to {what}:\n{self.screen()}")

    def _ask(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*self._tmux, *words], check=check, capture_output=True, text=True, timeout=20)
