"""docs/configuration.md, made of the models of the configuration and the lines of why in config.example.toml.

The models say which keys there are, what may stand there, and which have to; the example says what each is for.

    python -m tests.pages.configuration > docs/configuration.md         (`make docs`)
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from msgspec import NODEFAULT

from afterword.config import Config
from afterword.config.tables import Key, Table, keys

ROOT = Path(__file__).parents[2]

_HEAD = """\
# The configuration, key by key

<!-- Made of the program by `make docs`; changes here are lost. -->

One TOML file: `--config PATH`, else `$AFTERWORD_CONFIG`, else `~/.config/afterword/config.toml`. `afterword setup` writes a
first one, [config.example.toml](../config.example.toml) shows every key at once, and `afterword doctor` checks yours. All faults
of a file are told together, each with its key and what would be right (exit status 78). Relative paths start at the folder
of the file, and `~` is your home. A running service takes up a changed file with `systemctl --user reload afterword`; another
`state_dir` takes a restart.

There is no key for a password: see [where the secret may be](providers.md#where-the-secret-may-be).
"""  # noqa: E501


@dataclass(frozen=True, slots=True)
class Line:
    """A key of the example: what it is for, what stands there, and the ``type`` of its table where that has one."""

    says: str
    stands: str
    of: str | None


@dataclass(frozen=True, slots=True)
class Heading:
    """A table of the example: its name with brackets, and what is said above it."""

    written: str
    says: str


def configuration_page(whole: type[Table] = Config) -> str:
    """The whole page.

    :raises KeyError: a key of the models is not in the example.
    """
    headings, lines = example()
    parts = [_HEAD, "## Above the first table\n", *_keys("", whole, lines)]
    for name, model in tables(whole):
        heading = headings[name]
        parts += [f"## `{heading.written}`\n", f"{heading.says}\n" if heading.says else "", *_keys(name, model, lines)]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts if part)


def tables(model: type[Table], before: str = "") -> Iterator[tuple[str, type[Table]]]:
    """The tables in a model by their names ("account.oauth"), each before those in it."""
    for name, key in keys(model).items():
        if key.table:
            yield f"{before}{name}", key.table
            yield from tables(key.table, f"{before}{name}.")


def example() -> tuple[Mapping[str, Heading], Mapping[tuple[str, str], tuple[Line, ...]]]:
    """What config.example.toml says: of each table, and of each key by table and name, as often as it stands there."""
    headings: dict[str, Heading] = {}
    lines: dict[tuple[str, str], tuple[Line, ...]] = {}
    table, kind = "", None
    says: list[str] = []
    for line in (ROOT / "config.example.toml").read_text(encoding="utf-8").splitlines():
        if heading := re.fullmatch(r"#?(\[+([\w.]+)\]+)", line):
            table, kind = heading[2], None
            headings.setdefault(table, Heading(heading[1], " ".join(says)))
            says = []
        elif pair := re.fullmatch(r"#?(\w+) = (.+)", line):
            kind = pair[2] if pair[1] == "type" else kind
            lines[table, pair[1]] = (*lines.get((table, pair[1]), ()), Line(" ".join(says), pair[2], kind))
            says = []
        elif line.startswith("# "):
            says.append(line.removeprefix("# "))
        else:
            says = []
    return headings, lines


def _keys(table: str, model: type[Table], lines: Mapping[tuple[str, str], tuple[Line, ...]]) -> Iterator[str]:
    """The rows of a table, one for each key with a value."""
    rows = ["| key | what may stand there | default | what it is for |", "|---|---|---|---|"]
    for name, key in keys(model).items():
        if key.table is None:
            uses = lines[table, name]
            assert key.right, f"nothing says what may stand at {name}"
            cells = (f"`{name}`", _beginning(key.right), _default(key, uses[0]), " ".join(_said(uses)))
            rows.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    yield "\n".join(rows) + "\n"


def _beginning(text: str) -> str:
    return text[0].upper() + text[1:]


def _default(key: Key, use: Line) -> str:
    """What holds where nothing stands. Where that is more than a value, the example says it in words."""
    if key.field.required:
        return "**must be there**"
    if key.field.default_factory is not NODEFAULT or key.field.default is None:
        return "–"
    return "`[]`" if key.field.default == () else f"`{use.stands}`"


def _said(uses: tuple[Line, ...]) -> Iterator[str]:
    first, *others = uses
    yield first.says
    for other in others:
        if other.of is not None and not other.says.endswith("as above."):
            yield f"With `type = {other.of}`: {other.says}"


if __name__ == "__main__":
    print(configuration_page(), end="")
