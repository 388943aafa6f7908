"""docs/commands.md, made of what the commands take.

python -m tests.pages.commands > docs/commands.md         (`make docs`)
"""

from collections.abc import Iterator

from afterword.cli.described import Described, Option
from afterword.cli.examples import EXAMPLES
from afterword.cli.main import described_commands

_HEAD = """\
# The commands

<!-- Made of the program by `make docs`; changes here are lost. -->

`afterword COMMAND --help` says the same, and so does `man afterword`. Standard output carries the answer, standard
error everything else; [json.md](json.md) has what `--json` prints.

| exit status | |
|---|---|
| 0 | done |
| 64 | wrong usage |
| 69 | no such thing |
| 75 | temporary: try again later |
| 77 | a login was refused |
| 78 | the configuration or the state cannot be used |
"""


def commands_page() -> str:
    """The whole page."""
    whole, commands = described_commands()
    parts = [_HEAD, "## Before the command\n", *_options(whole.options)]
    for one in commands:
        parts += _command(one)
    return "\n".join(parts)


def _command(one: Described, before: str = "") -> Iterator[str]:
    name = f"{before}{one.name}"
    arguments = " ".join(_argument(argument) for argument in one.arguments)
    yield f"{'###' if before else '##'} `afterword {name}{' ' if arguments else ''}{arguments}`\n"
    yield f"{one.says[:1].upper()}{one.says[1:]}.\n"
    yield from _options((*one.arguments, *(option for option in one.options if "--help" not in option.flags)))
    if examples := EXAMPLES.get(name):
        width = max(len(line) for line, _ in examples)
        yield "```"
        yield from (f"{line:<{width}}  # {says}" for line, says in examples)
        yield "```\n"
    for action in one.actions:
        yield from _command(action, f"{name} ")


def _argument(argument: Option) -> str:
    shown = f"{argument.value}{'...' if argument.repeats else ''}"
    return f"[{shown}]" if argument.may_be_left_out else shown


def _options(options: tuple[Option, ...]) -> Iterator[str]:
    for option in options:
        named = " ".join((", ".join(option.flags), option.value or "")).strip()
        yield f"- `{named}`: {option.says}"
    if options:
        yield ""


if __name__ == "__main__":
    print(commands_page(), end="")
