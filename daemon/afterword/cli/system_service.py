"""What must be so before the system's own service can take over: it runs as a user without a home, who sees little."""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from afterword.adapters.credentials import Origin, credential_name, origin_of
from afterword.config import AGENDA, Account, Calendar, Config
from afterword.errors import ConfigError, NoServiceManager

CONFIG = Path("/etc/afterword/config.toml")
STATE = Path("/var/lib/afterword")
"""What StateDirectory= makes."""
CREDENTIALS = (Path("/etc/credstore"), Path("/etc/credstore.encrypted"))
_HIDDEN = tuple(map(Path, ("/home", "/root", "/run/user", "/tmp", "/var/tmp")))  # noqa: S108  # ProtectHome=, PrivateTmp=
_READ, _PASS = 0o004, 0o001


def must_be_root() -> None:
    """Raise ``NoServiceManager`` for anybody else."""
    if os.geteuid() != 0:
        raise NoServiceManager("The system's service is root's to change: use `sudo`, or leave out `--system`.")


def must_reach_program(command: Sequence[str]) -> None:
    """Raise ``NoServiceManager`` where the program is out of the service's sight."""
    for path in (Path(command[0]), Path(sys.prefix), Path(sys.base_prefix)):
        if why := _out_of_reach(path):
            raise NoServiceManager(
                f"{path} {why}, so the system's service cannot run it. Install Afterword for everybody: "
                "`python3 -m venv /opt/afterword`, then `/opt/afterword/bin/pip install .`"
            )


def credentials_for(config: Config, path: Path, stores: Sequence[Path] = CREDENTIALS) -> tuple[Path, ...]:
    """The files of secrets that the service for the configuration at ``path`` takes.

    :raises ConfigError: something in it cannot be had by such a service; all of that at once.
    """
    found, faults = [], list(_faults(config, path))
    for source in _kept_secrets(config):
        name = credential_name(source)
        there = [store / name for store in stores if (store / name).is_file()]
        found += there[:1]
        if not there:
            faults.append(
                f"{source.name}: there is no keyring for the system's service, and no {stores[0] / name}. Make it: "
                f"`sudo install -D -m 600 /dev/stdin {stores[0] / name}`, then type the secret, Enter, and Ctrl-D"
            )
    if faults:
        raise ConfigError(faults)
    return tuple(dict.fromkeys(found))


def _kept_secrets(config: Config) -> list[Account | Calendar]:
    """Whose secret comes from no command and no variable. Notices may log in as one of the accounts."""
    sources: list[Account | Calendar] = [*config.account, *(one for one in config.calendar if one.needs_secret)]
    sources += [config.agenda.server] if config.agenda and config.agenda.server else []
    sources += [config.notify_login] if config.notify_login and config.notify_login not in config.account else []
    return [source for source in sources if origin_of(source) in (Origin.KEYRING, Origin.CREDENTIAL)]


def _faults(config: Config, path: Path) -> Iterator[str]:
    if why := _out_of_reach(path):
        yield f"{path} {why}: the configuration of the system's service holds no secrets, and must be readable by all"
    if config.state_dir != STATE:
        yield f"state_dir: the system's service keeps its state in {STATE}: leave the key out"
    if config.agenda and config.agenda.file and not config.agenda.file.is_relative_to(STATE):
        yield f"{AGENDA}: the system's service writes to {STATE} alone: name a file there, or a server"
    if config.notify and config.notify.by == "desktop":
        yield 'notify: the system\'s service has no desktop: "mailbox" or a mail reaches you'
    for file in _files(config):
        if why := _out_of_reach(file):
            yield f"{file} {why}: the system's service cannot read it"


def _files(config: Config) -> Iterator[Path]:
    """All that the configuration names for the service to read or to run."""
    calendars = [*config.calendar, *([config.agenda.server] if config.agenda and config.agenda.server else [])]
    login = config.notify.login if config.notify else None
    sources: list[Account | Calendar] = [*config.account, *calendars, *([login] if login else [])]
    named = [one.ca_file for one in sources] + [one.path for one in config.calendar]
    named += [config.notify.ca_file] if config.notify and not login else []
    named += [Path(one.secret_command[0]) for one in sources if one.secret_command]
    named += [config.templates] if config.templates.exists() else []
    yield from (file for file in dict.fromkeys(named) if file is not None and file.is_absolute())


def _out_of_reach(path: Path) -> str | None:
    """Why a user who owns nothing cannot read it, from within the sandbox; None where they can."""
    path = path.resolve()
    if hidden := next((folder for folder in _HIDDEN if path.is_relative_to(folder)), None):
        return f"lies in {hidden}, which the service does not see"
    for folder in reversed(path.parents):
        if folder.exists() and not folder.stat().st_mode & _PASS:
            return f"lies in {folder}, which is not for everybody (chmod a+x)"
    if path.exists() and not path.stat().st_mode & _READ:
        return "is not readable by everybody (chmod a+r)"
    return None
