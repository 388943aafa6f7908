"""The configuration file: TOML in, checked values out, or every fault of the file at once.

What the rest of the program needs comes out as values of ``model`` (``Config.owner``, ``Config.settings``), as the
accounts and as the calendars.
"""

from pathlib import Path

from afterword.config.accounts import Account, Security
from afterword.config.agenda import NAME as AGENDA
from afterword.config.agenda import Agenda
from afterword.config.calendars import Calendar, CalendarType
from afterword.config.etiquette import FollowUp
from afterword.config.logins import Login
from afterword.config.notices import NAME as NOTIFY
from afterword.config.notices import Notify, NotifyBy
from afterword.config.oauth import Endpoints, OAuth, OAuthProvider
from afterword.config.owner import Me
from afterword.config.places import config_path, default_state_dir
from afterword.config.values import is_loopback
from afterword.config.whole import Config
from afterword.errors import ConfigError

__all__ = [
    "AGENDA",
    "NOTIFY",
    "Account",
    "Agenda",
    "Calendar",
    "CalendarType",
    "Config",
    "Endpoints",
    "FollowUp",
    "Login",
    "Me",
    "Notify",
    "NotifyBy",
    "OAuth",
    "OAuthProvider",
    "Security",
    "config_path",
    "default_state_dir",
    "is_loopback",
    "load",
]

_SMALLEST_FILE = """\
[me]
name = "Your Name"
addresses = ["you@example.org"]
time_zone = "Europe/London"

[[account]]
name = "personal"
host = "imap.example.org"
username = "you@example.org"
password_command = ["pass", "show", "mail/personal"]
"""


def load(path: Path | None = None) -> Config:
    """The checked configuration of the file at ``path``, or where :func:`config_path` finds it.

    :raises ConfigError: every fault of the file, each with its key and what would be right.
    """
    file = config_path(path)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError as problem:
        raise ConfigError(
            [f"{file}: there is no such file. `afterword setup` writes one; this is enough:\n\n{_SMALLEST_FILE}"]
        ) from problem
    except UnicodeDecodeError as problem:
        raise ConfigError([f"{file}: this is not UTF-8 text (byte {problem.start})"]) from problem
    except OSError as problem:
        raise ConfigError([f"{file}: cannot be read: {problem.strerror}"]) from problem
    try:
        return Config.from_toml(text, file.absolute().parent)
    except ConfigError as problem:
        raise ConfigError([f"{file}: {fault}" for fault in problem.faults]) from problem
