"""Configurations on disk for the commands under test."""

from pathlib import Path

from tests.servers.running import PASSWORD, RunningServer

_CONFIG = """\
state_dir = "state"

[me]
name = "Sam Rivera"
addresses = ["sam.rivera@example.org"]
time_zone = "Europe/London"
country = "GB"

[follow_up]
debrief = false
"""

_ACCOUNT = """
[[account]]
name = "{name}"
host = "{host}"
port = {port}
security = "none"
username = "{user}"
password_command = ["printf", "{password}"]
{more}
"""


def write_config(folder: Path, *accounts: str) -> Path:
    """A configuration in `folder`, with its state in `folder`/state."""
    path = folder / "config.toml"
    path.write_text(_CONFIG + "".join(accounts), encoding="utf-8")
    return path


def account_table(
    server: RunningServer,
    user: str,
    *,
    name: str = "personal",
    password: str = PASSWORD,
    host: str | None = None,
    port: int | None = None,
    more: str = "",
) -> str:
    """The `[[account]]` of a user on a server, unencrypted; `more` are further lines."""
    host, port = host or server.host, port or server.imap_port
    return _ACCOUNT.format(name=name, host=host, port=port, user=user, password=password, more=more)
