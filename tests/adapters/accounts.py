"""Accounts and mailboxes of ours for the servers of the tests."""

from __future__ import annotations

from pathlib import Path

from afterword.adapters.imap import Mailbox
from afterword.config import Account
from tests.servers.running import PASSWORD, RunningServer


def account(host: str, port: int, username: str = "sam", **more: object) -> Account:
    """An account as the config would give it; `security` is "none" unless given, and what is None is left out."""
    table = {"name": "personal", "host": host, "port": port, "username": username, "security": "none", **more}
    return Account.of({key: value for key, value in table.items() if value is not None}, Path("/"))


def account_on(server: RunningServer, user: str, security: str = "none", **more: object) -> Account:
    """An account of `user` on a real server."""
    port = server.imaps_port if security == "tls" else server.imap_port
    if security != "none":
        more = {"ca_file": str(server.ca_file), **more}
    return account(server.host, port, user, security=security, **more)


def mailbox_of(found: Account, password: str = PASSWORD) -> Mailbox:
    """Our mailbox for it, not connected yet."""
    return Mailbox(found, lambda: password)
