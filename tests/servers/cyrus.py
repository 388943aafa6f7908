"""Cyrus IMAP 3 with a configuration of its own."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.servers.programs import CyrusPrograms, find_cyrus
from tests.servers.running import PasswordDaemon, RunningServer, hand_over, serving_account

_IMAPD_CONF = """
configdirectory: {folder}/config
partition-default: {folder}/spool
defaultpartition: default
servername: localhost
admins: cyrus
cyrus_user: {user}
cyrus_group: {group}
allowplaintext: yes
virtdomains: off
unixhierarchysep: yes
altnamespace: yes
sasl_pwcheck_method: saslauthd
sasl_saslauthd_path: {folder}/socket/passwords
sasl_mech_list: PLAIN LOGIN
tls_server_cert: {folder}/cert.pem
tls_server_key: {folder}/key.pem
tls_session_timeout: 0
idlesocket: {folder}/socket/idle
lmtpsocket: {folder}/socket/lmtp
notifysocket: {folder}/socket/notify
imapidlepoll: 60
imapidletimeout: 0
timeout: 32
failedloginpause: 0
autocreate_quota: 0
autocreate_users: anyone
autocreate_post: yes
autocreate_inbox_folders: Drafts | Sent | Trash | Junk
autocreate_subscribe_folders: Drafts | Sent | Trash | Junk
xlist-drafts: Drafts
xlist-sent: Sent
xlist-trash: Trash
xlist-junk: Junk
conversations: no
hashimapspool: no
statuscache: yes
"""

_CYRUS_CONF = """
START {{
  recover cmd="{bin}/ctl_cyrusdb -C {folder}/imapd.conf -r"
  idled   cmd="{bin}/idled -C {folder}/imapd.conf"
}}
SERVICES {{
  imap  cmd="{bin}/imapd -C {folder}/imapd.conf -U 30" listen="127.0.0.1:{imap_port}" prefork=2 maxchild=100
  imaps cmd="{bin}/imapd -s -C {folder}/imapd.conf -U 30" listen="127.0.0.1:{imaps_port}" prefork=0 maxchild=100
}}
EVENTS {{
  checkpoint cmd="{bin}/ctl_cyrusdb -C {folder}/imapd.conf -c" period=30
}}
"""


@dataclass(slots=True)
class Cyrus(RunningServer):
    """Cyrus IMAP; users are made as they log in."""

    name: str = "cyrus"
    programs: CyrusPrograms = field(default_factory=find_cyrus)
    _passwords: PasswordDaemon | None = None

    def _prepare(self) -> None:
        user, group = serving_account()
        for name in ("config", "spool", "socket"):
            (self.folder / name).mkdir(exist_ok=True)
        for name in ("db", "log", "msg", "proc", "ptclient", "quota", "sieve", "socket", "user"):
            (self.folder / "config" / name).mkdir(exist_ok=True)
        values = {
            "folder": self.folder,
            "user": user,
            "group": group,
            "bin": self.programs.bin,
            "imap_port": self.imap_port,
            "imaps_port": self.imaps_port,
        }
        (self.folder / "imapd.conf").write_text(_IMAPD_CONF.format(**values))
        (self.folder / "cyrus.conf").write_text(_CYRUS_CONF.format(**values))
        if self._passwords is None:
            self._passwords = PasswordDaemon(self.folder / "socket/passwords")
            self._passwords.start()
        hand_over(self.folder)

    def _command(self) -> tuple[list[str], dict[str, str]]:
        command = [
            str(self.programs.master),
            "-D",
            *("-L", str(self.log_file)),
            *("-C", str(self.folder / "imapd.conf")),
            *("-M", str(self.folder / "cyrus.conf")),
            *("-p", str(self.folder / "master.pid")),
        ]
        return command, {
            "LD_LIBRARY_PATH": self.programs.library_path,
            "SASL_PATH": self.programs.sasl_path,
            "CYRUS_USER": serving_account()[0],
            "CYRUS_VERBOSE": "0",
        }

    def close(self) -> None:
        """End it and remove everything."""
        RunningServer.close(self)
        if self._passwords is not None:
            self._passwords.close()


def start_cyrus() -> Cyrus:
    """A new, running Cyrus. Raises `MissingProgram` where it is neither installed nor unpacked."""
    server = Cyrus()
    server.start()
    return server
