"""Roundcube itself, on PHP's own web server, used by somebody with a browser."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from types import TracebackType
from urllib.parse import urlencode

from imapclient.imap_utf7 import encode as to_utf7

from tests.clients.browser import Browser
from tests.servers.mailbox import DRAFTS, SENT, TRASH, Mailbox
from tests.servers.programs import find_roundcube
from tests.servers.running import free_ports
from tests.servers.smtpsink import SmtpSink

_SETTINGS = """\
<?php
$config['db_dsnw'] = 'sqlite:///{folder}/roundcube.db?mode=0600';
$config['imap_host'] = '{host}:{port}';
$config['smtp_host'] = '{smtp_host}:{smtp_port}';
$config['smtp_user'] = '';
$config['smtp_pass'] = '';
$config['des_key'] = 'four-and-twenty-letters!';
$config['log_dir'] = '{folder}/logs';
$config['temp_dir'] = '{folder}/temp';
$config['plugins'] = [];
$config['skin'] = 'elastic';
$config['language'] = 'en_US';
$config['session_lifetime'] = 100000;
$config['session_storage'] = 'php';
$config['mail_domain'] = 'example.org';
$config['drafts_mbox'] = '{drafts}';
$config['sent_mbox'] = '{sent}';
$config['trash_mbox'] = '{trash}';
$config['draft_autosave'] = 0;
"""


class Roundcube:
    """Roundcube over a mailbox, its outgoing mail going to `sink`. In `folder` are its own files."""

    def __init__(
        self, mailbox: Mailbox, sink: SmtpSink, folder: Path, environment: Mapping[str, str], browser: Browser
    ) -> None:
        self._programs = find_roundcube()
        self._mailbox, self._folder, self._browser = mailbox, folder, browser
        (self._port,) = free_ports(1)
        for name in ("config", "logs", "temp"):
            (folder / name).mkdir(parents=True)
        settings = _SETTINGS.format(
            folder=folder, host=mailbox.server.host, port=mailbox.server.imap_port,
            smtp_host=sink.host, smtp_port=sink.port,
            drafts=self._named(DRAFTS), sent=self._named(SENT), trash=self._named(TRASH),
        )  # fmt: skip
        (folder / "config/config.inc.php").write_text(settings)
        for name in ("defaults.inc.php", "mimetypes.php"):
            (folder / "config" / name).symlink_to(self._programs.settings / name)
        self._environment = {
            "PATH": "/usr/bin:/bin",
            "ROUNDCUBE_CONFIG_DIR": str(folder / "config"),
            "PHP_CLI_SERVER_WORKERS": "4",
            **environment,
        }
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Roundcube:
        # Sessions of PHP are locked: a slow request in the background cannot undo what another one has written.
        sessions = f"session.save_path={self._folder}/temp"
        page = ["-S", f"127.0.0.1:{self._port}", "-t", str(self._programs.pages)]
        command = [str(self._programs.php), "-d", sessions, *page]
        with (self._folder / "php.log").open("wb") as log:
            self._server = subprocess.Popen(
                command, stdout=log, stderr=log, env=self._environment, start_new_session=True
            )
        try:
            self._browser.wait_for("Roundcube", self._answers)
            self._logs_in()
        except BaseException:
            self._ends()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ends()

    def _ends(self) -> None:
        if self._server is not None:
            os.killpg(self._server.pid, signal.SIGKILL)  # with its workers, whom it would leave behind
            self._server.wait(timeout=10)

    def opens(self, uid: int) -> None:
        """Opens the draft for editing."""
        wanted = {"_task": "mail", "_action": "compose", "_mbox": self._named(DRAFTS), "_draft_uid": str(uid)}
        self._browser.opens(f"{self._url}?{urlencode(wanted)}")
        self._browser.wait_for("the editor", lambda: self._browser.shows("#composebody"))

    def types(self, text: str) -> None:
        """Another text, in place of the old one."""
        self._browser.types("#composebody", text)

    def saves(self, text: str) -> None:
        """Presses "save", and waits until what lies in Drafts has that text."""
        self._browser.clicks("a.save.draft")
        self._browser.wait_for("saved", lambda: any(text in one.text for one in self._mailbox.drafts()))
        time.sleep(0.5)  # then it expunges the one before

    def sends(self) -> None:
        """Presses "send", and waits until the copy lies in Sent and the draft has gone."""
        before = len(self._mailbox.drafts())
        self._browser.clicks("button.send")
        self._browser.wait_for("sent", lambda: self._mailbox.messages(SENT) and len(self._mailbox.drafts()) < before)

    def _named(self, folder: str) -> str:
        """As Roundcube names it: in modified UTF-7."""
        return str(to_utf7(self._mailbox.server.folder_called(folder)), "ascii")

    @property
    def _url(self) -> str:
        return f"http://127.0.0.1:{self._port}/"

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self._url, timeout=20) as page:
                return b"rcmloginuser" in page.read()
        except urllib.error.HTTPError as problem:
            raise AssertionError(f"{problem.read().decode()[:2000]}{self._said()}") from None
        except OSError:
            return False

    def _said(self) -> str:
        return "".join(file.read_text()[-2000:] for file in (self._folder / "logs").glob("*"))

    def _logs_in(self) -> None:
        self._browser.opens(self._url)
        self._browser.types("#rcmloginuser", self._mailbox.user)
        self._browser.types("#rcmloginpwd", self._mailbox.password)
        self._browser.clicks("#rcmloginsubmit")
        self._browser.wait_for("the mailbox", lambda: self._browser.shows("#messagelist"))
        with closing(sqlite3.connect(self._folder / "roundcube.db")) as known, known:
            known.execute("UPDATE identities SET name = 'Sam Rivera', email = 'sam.rivera@example.org'")
