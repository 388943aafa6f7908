"""Dovecot 2.3 with a configuration of its own."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.authorization import AuthorizationServer
from tests.servers.programs import find_dovecot
from tests.servers.running import PASSWORD, RunningServer, hand_over, serving_account

_CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/server.log
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = {mechanisms}
auth_failure_delay = 0
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%u
mail_fsync = never
mailbox_list_index = yes
imap_idle_notify_interval = 2 mins
{passdb}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Drafts {{
    special_use = \\Drafts
    auto = subscribe
  }}
  mailbox Sent {{
    special_use = \\Sent
    auto = subscribe
  }}
  mailbox Trash {{
    special_use = \\Trash
    auto = subscribe
  }}
  mailbox Junk {{
    special_use = \\Junk
    auto = subscribe
  }}
}}
default_client_limit = 5000
default_vsz_limit = 4G
service imap-login {{
  chroot =
  process_min_avail = 1
  service_count = {logins_a_process}
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = {imaps_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap {{
  process_limit = 200
  client_limit = {clients_a_process}
  service_count = {clients_a_process}
}}
service stats {{
  chroot =
}}
"""


_BY_PASSWORD = """
passdb {{
  driver = static
  args = password={password}
}}
"""

# https://doc.dovecot.org/2.3/configuration_manual/authentication/oauth2/
_BY_TOKEN = """
passdb {{
  driver = oauth2
  mechanisms = oauthbearer xoauth2
  args = {folder}/oauth2.conf.ext
}}
passdb {{
  driver = static
  mechanisms = plain login
  args = password=nobody-knows-it
}}
"""
_INTROSPECTION = """
introspection_mode = post
introspection_url = {introspection}
tls_ca_cert_file = {ca_file}
username_attribute = username
active_attribute = active
active_value = true
"""


@dataclass(slots=True)
class Dovecot(RunningServer):
    """Dovecot with maildirs in `folder`/mail/USER.

    Where there are thousands of connections, `clients_a_process` shares a process among them.
    With `tokens_from` it takes no passwords but OAuth tokens, which it has that authorization server look into.
    """

    name: str = "dovecot"
    mechanisms: str = "plain login"
    clients_a_process: int = 1
    tokens_from: AuthorizationServer | None = None
    program: Path = field(default_factory=find_dovecot)

    def fill(self, user: str, messages: Iterable[tuple[bytes, dt.datetime]], mailbox: str = "INBOX") -> int:
        """Write messages (raw, date of arrival) straight into a folder of `user`; how many.

        For big mailboxes: 100,000 messages take some 10 s. The user must not have logged in yet.
        """
        folder = self.folder / "mail" / user
        folder = folder if mailbox == "INBOX" else folder / f".{mailbox.replace('/', '.')}"
        for name in ("cur", "new", "tmp"):
            (folder / name).mkdir(parents=True)
        count = 0
        for raw, date in messages:
            file = folder / "cur" / f"{1_000_000_000 + count}.M{count}.test,S={len(raw)}:2,S"
            file.write_bytes(raw)
            os.utime(file, (date.timestamp(), date.timestamp()))
            count += 1
        hand_over(self.folder / "mail" / user)
        return count

    def _prepare(self) -> None:
        user, group = serving_account()
        for name in ("mail", "run", "state"):
            (self.folder / name).mkdir(exist_ok=True)
        hand_over(self.folder / "mail")
        # Left by a kill. Dovecot would believe it as long as nobody has collected the dead process.
        (self.folder / "run/master.pid").unlink(missing_ok=True)
        passdb = _BY_PASSWORD if self.tokens_from is None else _BY_TOKEN
        if self.tokens_from is not None:
            text = _INTROSPECTION.format(introspection=self.tokens_from.introspection, ca_file=self.tokens_from.ca_file)
            (self.folder / "oauth2.conf.ext").write_text(text)
        text = _CONFIGURATION.format(
            mechanisms=self.mechanisms,
            clients_a_process=self.clients_a_process,
            logins_a_process=1 if self.clients_a_process == 1 else 0,
            passdb=passdb.format(password=PASSWORD, folder=self.folder),
            folder=self.folder,
            user=user,
            group=group,
            imap_port=self.imap_port,
            imaps_port=self.imaps_port,
        )
        (self.folder / "dovecot.conf").write_text(text)

    def _command(self) -> tuple[list[str], dict[str, str]]:
        return [str(self.program), "-F", "-c", str(self.folder / "dovecot.conf")], {}


def start_dovecot(tokens_from: AuthorizationServer | None = None, mechanisms: str = "plain login") -> Dovecot:
    """A new, running Dovecot. Raises `MissingProgram` where it is not installed."""
    server = Dovecot(tokens_from=tokens_from, mechanisms=mechanisms)
    server.start()
    return server
