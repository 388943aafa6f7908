"""The text of a unit for systemd: the file that comes with the program, with what is particular to a machine put in."""

import re
from collections.abc import Sequence
from pathlib import Path

from afterword.adapters.services.files import shipped

_HEADER = """\
# Written by `afterword service install{option}`, which writes it anew; `... uninstall{option}` takes it away.
# Changes of your own belong beside it: `{edit} afterword`.
"""
_ENCRYPTED = "credstore.encrypted"


def unit(command: Sequence[str], writable: Sequence[Path] = ()) -> str:
    """The text of the user unit that runs ``command``, and may write to the home and the folders ``writable``."""
    header = _HEADER.format(option="", edit="systemctl --user edit")
    # "-": a folder that is gone must not keep the service from starting; the service itself says what is wrong.
    more = "".join(f"ReadWritePaths=-{quoted(str(folder))}\n" for folder in writable)
    text = shipped("systemd/afterword.service").replace("ReadWritePaths=%h %t\n", f"ReadWritePaths=%h %t\n{more}")
    return header + _running(command, text)


def system_unit(command: Sequence[str], credentials: Sequence[Path] = ()) -> str:
    """The text of the system's unit that runs ``command`` and is handed ``credentials``, each under its file's name.

    What lies in a folder "credstore.encrypted" is for systemd to decrypt (systemd-creds(1)).
    """
    header = _HEADER.format(option=" --system", edit="systemctl edit")
    lines = [  # systemd reads these paths without quotes
        f"LoadCredential{'Encrypted' if path.parent.name == _ENCRYPTED else ''}={path.name}:{path}\n"
        for path in credentials
    ]
    text = shipped("systemd/afterword-system.service")
    text = re.sub(r"^LoadCredential=.*\n", lambda _: "".join(lines), text, flags=re.MULTILINE)
    return header + _running(command, text)


def quoted(word: str) -> str:
    """A word, such as a path, as systemd.syntax(7) and systemd.unit(5) read it back. (Of a command line, and only
    there, variables are read too.)"""
    word = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{word}"' if re.search(r"[\s\"'\\;]", word) or not word else word


def _running(command: Sequence[str], text: str) -> str:
    # systemd takes no program whose path has such characters; env(1) does, and becomes it.
    program = ["/usr/bin/env"] if re.search(r"[\"'\\$]", command[0]) else []
    words = " ".join(quoted(word.replace("$", "$$")) for word in (*program, *command))
    return re.sub(r"^ExecStart=.*$", lambda _: f"ExecStart={words}", text, flags=re.MULTILINE)
