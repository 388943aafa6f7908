"""The user's own note templates, as files: ``<folder>/<language>/<kind>-NN.txt.j2``. Only read here, never judged."""

from itertools import islice
from pathlib import Path

_MOST_FILES = 500
_LONGEST = 64_000  # bytes; what is longer than a template may be is cut, and found too long


def own_templates(folder: Path) -> tuple[tuple[str, str], ...]:
    """Name and text of every template in the folder, in the order of their names; a missing folder has none.

    A file that cannot be read is empty, as is what is no file (a pipe would be waited for), and one that is not UTF-8
    has U+FFFD in it: none of them makes a fit note.
    """
    files = sorted(islice(folder.glob("*/*.txt.j2"), _MOST_FILES))
    return tuple((f"{file.parent.name}/{file.name}", _text(file)) for file in files)


def _text(file: Path) -> str:
    if not file.is_file():
        return ""
    try:
        with file.open("rb") as stream:
            return stream.read(_LONGEST).decode("utf-8-sig", "replace")
    except OSError:
        return ""
